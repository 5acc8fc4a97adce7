package com.openlayer.kafka.connect.task;

import java.util.function.IntSupplier;

/**
 * Counts the unacknowledged rows and bytes of one pipeline, over all partitions of a task, and decides at which fill
 * level reading stops (the high-water mark) and resumes (three quarters of it). Owned by the task thread.
 */
public final class Backlog {
    private final Budget budget;
    private final IntSupplier highRows;
    private int rows;
    private long bytes;

    /**
     * @param budget shared with the other pipelines of the task
     * @param highRows high-water mark in rows; the one in bytes is the pipeline's share of the budget
     */
    public Backlog(Budget budget, IntSupplier highRows) {
        this.budget = budget;
        this.highRows = highRows;
    }

    Backlog(Budget budget, int highRows) {
        this(budget, () -> highRows);
    }

    void add(int moreRows, long moreBytes) {
        rows += moreRows;
        bytes += moreBytes;
        budget.add(moreRows, moreBytes);
    }

    void remove(int fewerRows, long fewerBytes) {
        add(-fewerRows, -fewerBytes);
    }

    /** Removes a record whose offset may advance. */
    void settled(long released) {
        remove(1, released);
        budget.recordSettled();
    }

    public boolean isHigh() {
        return rows >= highRows.getAsInt() || (rows > 0 && bytes >= budget.limit(bytes));
    }

    public boolean isLow() {
        return rows <= highRows.getAsInt() / 4 * 3 && bytes <= budget.limit(bytes) / 4 * 3;
    }

    public int rows() {
        return rows;
    }

    public long bytes() {
        return bytes;
    }
}
