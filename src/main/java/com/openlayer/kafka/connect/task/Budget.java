package com.openlayer.kafka.connect.task;

import java.util.function.LongSupplier;

/**
 * The memory that all backlogs of a task share. Owned by the task thread. A backlog may hold half of what the others leave,
 * and at least an equal share: so one pipeline's outage leaves room for the others, and together they hold at most twice
 * the budget, plus the poll that filled each.
 */
public final class Budget {
    private final LongSupplier maxBytes;
    private final int shares;
    private long bytes;
    private int rows;
    private long settled;

    /**
     * @param maxBytes bytes that the task may hold
     * @param shares how many pipelines share them
     */
    public Budget(LongSupplier maxBytes, int shares) {
        this.maxBytes = maxBytes;
        this.shares = shares;
    }

    Budget(long maxBytes, int shares) {
        this(() -> maxBytes, shares);
    }

    /** How many bytes a backlog may hold that holds so many now. */
    long limit(long own) {
        long max = maxBytes.getAsLong();
        return Math.max(max / shares, (max - (bytes - own)) / 2);
    }

    void add(int moreRows, long moreBytes) {
        rows += moreRows;
        bytes += moreBytes;
    }

    void recordSettled() {
        settled++;
    }

    public boolean isEmpty() {
        return rows == 0;
    }

    /** Rows that are unacknowledged, and records that became none yet. */
    public int rows() {
        return rows;
    }

    /** Bytes that they hold, estimated. */
    public long bytes() {
        return bytes;
    }

    /** How many records have been settled since the task started: grows with whatever may move an offset. */
    public long settled() {
        return settled;
    }
}
