package com.openlayer.kafka.connect.preview;

import com.openlayer.kafka.connect.config.ConfigField;

/** A field of the records that a field of the config is to name, and why. */
record ColumnGuess(ConfigField field, FieldProfile profile, String reason) {}
