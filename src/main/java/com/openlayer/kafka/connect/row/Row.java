package com.openlayer.kafka.connect.row;

import org.jspecify.annotations.Nullable;

/**
 * A record as it goes on the wire, encoded once. Retries and splits reuse the bytes.
 *
 * @param json the row as one JSON object in UTF-8
 * @param columns which of the columns that the config may name the row carries
 * @param inferenceId for an update, the id of its row. For a row to publish, the id that it carries if that comes from the
 *     record's content, so that two rows of one id never share a request; null if the id is made from the record's
 *     coordinates, which are unique
 */
@SuppressWarnings("ArrayRecordComponent") // never compared: the bytes are handed over, not copied
public record Row(byte[] json, ColumnSet columns, @Nullable String inferenceId) {}
