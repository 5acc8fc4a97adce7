package com.openlayer.kafka.connect.preview;

import com.openlayer.kafka.connect.config.ConfigField;

/** A suggested column: the field of the request's config, the records' field that it should name, and the reason. */
record ColumnGuess(ConfigField field, FieldProfile profile, String reason) {}
