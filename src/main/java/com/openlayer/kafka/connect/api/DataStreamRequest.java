package com.openlayer.kafka.connect.api;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One request, with a body in parts that are encoded already: rows to publish, or columns of one row that is there.
 *
 * @param inferencePipelineId the pipeline it goes to
 * @param rows each row as one JSON object in UTF-8; one only, if it is an update
 * @param config the config that describes these rows, as one JSON object in UTF-8
 * @param updated the inference id of the row to update; null where the rows are new
 */
@SuppressWarnings("ArrayRecordComponent") // never compared: the bytes are handed over, not copied
public record DataStreamRequest(
        UUID inferencePipelineId,
        List<byte[]> rows,
        byte[] config,
        @Nullable String updated) {
    /** Bytes around the parts at most: <code>{"rows":[],"config":}</code>. */
    public static final int ENVELOPE_BYTES = 21;

    /** Bytes around the parts of an update: <code>{"row":,"config":}</code>. */
    private static final int UPDATE_ENVELOPE_BYTES = 18;

    public DataStreamRequest {
        if (updated != null && rows.size() != 1) {
            throw new IllegalArgumentException("an update of " + rows.size() + " rows");
        }
    }

    /** Rows to publish. */
    public DataStreamRequest(UUID inferencePipelineId, List<byte[]> rows, byte[] config) {
        this(inferencePipelineId, rows, config, null);
    }

    /** The length of the uncompressed body in bytes. */
    public long size() {
        int envelope = updated == null ? ENVELOPE_BYTES : UPDATE_ENVELOPE_BYTES;
        long size = (long) envelope + config.length + Math.max(0, rows.size() - 1);
        for (byte[] row : rows) {
            size += row.length;
        }
        return size;
    }

    /** Without id and content, so that no log can show them. */
    @Override
    public String toString() {
        return (updated == null ? rows.size() + " rows to publish" : "an update") + ", " + size() + " bytes";
    }
}
