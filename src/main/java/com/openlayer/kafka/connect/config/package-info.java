/** The connector's configuration: definition of its properties, validation, and the settings records read from them. */
@NullMarked
package com.openlayer.kafka.connect.config;

import org.jspecify.annotations.NullMarked;
