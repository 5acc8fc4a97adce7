package com.openlayer.kafka.connect.preview;

import com.openlayer.kafka.connect.config.ConfigField;

/** A suggestion: the field of the request's config names this field of the records, for this reason. */
record ColumnGuess(ConfigField field, FieldProfile profile, String reason) {}
