/** The connector and its task: what Kafka Connect sees. Wires the other packages together. */
@NullMarked
package com.openlayer.kafka.connect;

import org.jspecify.annotations.NullMarked;
