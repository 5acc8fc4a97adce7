package com.openlayer.kafka.connect.jq;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;

/**
 * Collects the rows that a filter outputs for one record, as JSON text in a reused buffer. It limits their number and
 * total size.
 */
public final class JqRows implements JqOutput {
    /** The maximum number of rows of one record. */
    public static final int MAX_ROWS = 10_000;

    private final int maxBytes;
    private final Buffer buffer = new Buffer();
    private int[] ends = new int[16];
    private int size;

    /** @param maxBytes the maximum total size of the rows of one record, in bytes */
    public JqRows(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Discards the rows of the previous record. */
    public void clear() {
        buffer.reset();
        size = 0;
    }

    @Override
    public void accept(JsonNode row) {
        if (!row.isObject()) {
            throw new FilterFailedException("the filter puts out a value that is no object");
        }
        if (size == MAX_ROWS) {
            throw new FilterFailedException("the filter makes more than " + MAX_ROWS + " rows of one record");
        }
        try {
            JqJson.write(row, buffer);
        } catch (IOException e) {
            throw new UncheckedIOException("The buffer throws none", e);
        }
        if (size == ends.length) {
            ends = Arrays.copyOf(ends, 2 * size);
        }
        ends[size++] = buffer.size();
    }

    /** How many rows there are. */
    public int size() {
        return size;
    }

    /** The buffer with all rows; the next record overwrites it. */
    public byte[] bytes() {
        return buffer.bytes();
    }

    /** Where a row begins in {@link #bytes}. */
    public int from(int row) {
        return row == 0 ? 0 : ends[row - 1];
    }

    /** Where a row ends in {@link #bytes}. */
    public int to(int row) {
        return ends[row];
    }

    /** Gives access to the bytes without a copy. */
    private final class Buffer extends ByteArrayOutputStream {
        byte[] bytes() {
            return buf;
        }

        @Override
        public synchronized void write(byte[] source, int from, int length) {
            if (count + length > maxBytes) {
                throw new FilterFailedException(
                        "the filter makes more than " + maxBytes + " bytes of rows of one record");
            }
            super.write(source, from, length);
        }
    }
}
