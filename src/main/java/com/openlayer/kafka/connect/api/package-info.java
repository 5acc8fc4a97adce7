/** The client of Openlayer's HTTP API: requests, the meaning of responses, the connection check. Independent of Kafka. */
@NullMarked
package com.openlayer.kafka.connect.api;

import org.jspecify.annotations.NullMarked;
