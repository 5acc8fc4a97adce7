/** From a Kafka record to a row: columns, JSON, timestamps, ids and the rules a row must keep. */
@NullMarked
package com.openlayer.kafka.connect.row;

import org.jspecify.annotations.NullMarked;
