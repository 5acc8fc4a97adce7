/**
 * The client of Openlayer's HTTP API: requests, classification of responses, and the connection check. Independent of
 * Kafka.
 */
@NullMarked
package com.openlayer.kafka.connect.api;

import org.jspecify.annotations.NullMarked;
