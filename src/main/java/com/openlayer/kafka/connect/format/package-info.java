/**
 * Presets for the log formats that ML systems write to Kafka, each a folder of resources, and decoders of record
 * values.
 */
@NullMarked
package com.openlayer.kafka.connect.format;

import org.jspecify.annotations.NullMarked;
