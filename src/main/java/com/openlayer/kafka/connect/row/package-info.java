/** Maps a Kafka record to rows: jq filters, columns, JSON, timestamps, ids, and the rules that rows must follow. */
@NullMarked
package com.openlayer.kafka.connect.row;

import org.jspecify.annotations.NullMarked;
