/** Formats that ML systems write to Kafka: presets, which are folders of resources, and decoders of record values. */
@NullMarked
package com.openlayer.kafka.connect.format;

import org.jspecify.annotations.NullMarked;
