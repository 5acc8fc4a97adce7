package com.openlayer.kafka.connect.row;

import org.jspecify.annotations.Nullable;

/**
 * An encoded row, ready to be sent. Retries and splits reuse its bytes.
 *
 * @param json the row as one JSON object in UTF-8
 * @param columns the columns of the row that the config may name
 * @param inferenceId for an update, the id of its row. For a row to publish, its id if that comes from the record's
 *     content, so that two rows with the same id never share a request; null if the id is made from the record's
 *     coordinates, which are unique
 */
@SuppressWarnings("ArrayRecordComponent") // rows are never compared, and the bytes are shared, not copied
public record Row(byte[] json, ColumnSet columns, @Nullable String inferenceId) {}
