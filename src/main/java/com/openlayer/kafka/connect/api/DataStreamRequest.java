package com.openlayer.kafka.connect.api;

import java.util.List;
import java.util.UUID;

/**
 * The body of one request, in parts that are encoded already.
 *
 * @param inferencePipelineId the pipeline it goes to
 * @param rows each row as one JSON object in UTF-8
 * @param config the config that describes these rows, as one JSON object in UTF-8
 */
@SuppressWarnings("ArrayRecordComponent") // never compared: the bytes are handed over, not copied
public record DataStreamRequest(UUID inferencePipelineId, List<byte[]> rows, byte[] config) {
    /** Bytes around the parts: <code>{"rows":[],"config":}</code>. */
    public static final int ENVELOPE_BYTES = 21;

    /** The length of the uncompressed body in bytes. */
    public long size() {
        long size = (long) ENVELOPE_BYTES + config.length + Math.max(0, rows.size() - 1);
        for (byte[] row : rows) {
            size += row.length;
        }
        return size;
    }
}
