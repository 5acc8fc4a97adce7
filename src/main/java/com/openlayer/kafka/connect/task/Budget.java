package com.openlayer.kafka.connect.task;

import java.util.function.LongSupplier;

/**
 * The memory limit that all backlogs of a task share. Owned by the task thread. A backlog may use half of what the
 * others leave, and at least an equal share. So an outage of one pipeline leaves room for the others, and together they
 * use at most twice the budget, plus the poll that filled each.
 */
public final class Budget {
    private final LongSupplier maxBytes;
    private final int shares;
    private long bytes;
    private int rows;
    private long settled;

    /**
     * @param maxBytes bytes of unacknowledged records that the task may keep
     * @param shares how many pipelines share them
     */
    public Budget(LongSupplier maxBytes, int shares) {
        this.maxBytes = maxBytes;
        this.shares = shares;
    }

    Budget(long maxBytes, int shares) {
        this(() -> maxBytes, shares);
    }

    /** The limit in bytes of a backlog that uses {@code own} bytes now. */
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

    /** Unacknowledged rows, plus records that are not mapped yet. */
    public int rows() {
        return rows;
    }

    /** Estimated heap of these rows and records, in bytes. */
    public long bytes() {
        return bytes;
    }

    /** Records completed since the task started. It grows whenever an offset may advance. */
    public long settled() {
        return settled;
    }
}
