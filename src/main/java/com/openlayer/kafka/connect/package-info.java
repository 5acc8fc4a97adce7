/** The classes that Kafka Connect loads: the connector and its task. They connect the other packages. */
@NullMarked
package com.openlayer.kafka.connect;

import org.jspecify.annotations.NullMarked;
