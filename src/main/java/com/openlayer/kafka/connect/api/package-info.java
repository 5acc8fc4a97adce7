/** Openlayer's HTTP API: the request, what an answer means, the pre-flight check. Knows neither Kafka nor Connect. */
@NullMarked
package com.openlayer.kafka.connect.api;

import org.jspecify.annotations.NullMarked;
