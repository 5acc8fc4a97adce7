/** The configuration: its properties, their validation, and the records of settings that are read from them. */
@NullMarked
package com.openlayer.kafka.connect.config;

import org.jspecify.annotations.NullMarked;
