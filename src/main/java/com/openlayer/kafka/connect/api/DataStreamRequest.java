package com.openlayer.kafka.connect.api;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One request, with a body of encoded parts: rows to publish, or columns of one existing row to update. */
public final class DataStreamRequest {
    /** Bytes around the parts at most: <code>{"rows":[],"config":}</code>. */
    public static final int ENVELOPE_BYTES = 21;

    /** Bytes around the parts of an update: <code>{"row":,"config":}</code>. */
    private static final int UPDATE_ENVELOPE_BYTES = 18;

    private final UUID inferencePipelineId;
    private final List<byte[]> rows;
    private final byte[] config;
    private final @Nullable String updatedRowId;
    private final long size;

    /**
     * @param inferencePipelineId the pipeline
     * @param rows each row as one JSON object in UTF-8; an update has exactly one
     * @param config the config that describes these rows, as one JSON object in UTF-8
     * @param updatedRowId the inference id of the row to update; null if the rows are new
     */
    public DataStreamRequest(
            UUID inferencePipelineId, List<byte[]> rows, byte[] config, @Nullable String updatedRowId) {
        if (updatedRowId != null && rows.size() != 1) {
            throw new IllegalArgumentException("an update of " + rows.size() + " rows");
        }
        this.inferencePipelineId = inferencePipelineId;
        this.rows = rows;
        this.config = config;
        this.updatedRowId = updatedRowId;
        this.size = size(rows) + config.length + (updatedRowId == null ? ENVELOPE_BYTES : UPDATE_ENVELOPE_BYTES);
    }

    /** Rows to publish. */
    public DataStreamRequest(UUID inferencePipelineId, List<byte[]> rows, byte[] config) {
        this(inferencePipelineId, rows, config, null);
    }

    private static long size(List<byte[]> rows) {
        long size = Math.max(0, rows.size() - 1);
        for (byte[] row : rows) {
            size += row.length;
        }
        return size;
    }

    public UUID inferencePipelineId() {
        return inferencePipelineId;
    }

    public List<byte[]> rows() {
        return rows;
    }

    public byte[] config() {
        return config;
    }

    public @Nullable String updatedRowId() {
        return updatedRowId;
    }

    /** The length of the uncompressed body in bytes. */
    public long size() {
        return size;
    }

    /** Without ids and content, so that no log can show them. */
    @Override
    public String toString() {
        return (updatedRowId == null ? rows.size() + " rows to publish" : "an update") + ", " + size + " bytes";
    }
}
