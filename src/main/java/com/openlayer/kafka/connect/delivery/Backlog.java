package com.openlayer.kafka.connect.delivery;

/**
 * How much is accepted from Kafka and not settled yet, over all partitions of a task. Owned by the task thread. Rows to
 * publish and updates are counted apart: updates may wait for the very rows that are still to be read. Above the
 * high water the task stops reading; below the low water it reads again, so that it does not flap.
 */
public final class Backlog {
    private final int highRows;
    private final long highBytes;
    private int rows;
    private long bytes;

    /**
     * @param highRows high water in rows
     * @param highBytes high water in bytes of encoded rows
     */
    public Backlog(int highRows, long highBytes) {
        this.highRows = highRows;
        this.highBytes = highBytes;
    }

    void tracked() {
        rows++;
    }

    void encoded(int encodedBytes) {
        bytes += encodedBytes;
    }

    void settled(int encodedBytes) {
        rows--;
        bytes -= encodedBytes;
    }

    public boolean isHigh() {
        return rows >= highRows || bytes >= highBytes;
    }

    public boolean isLow() {
        return rows <= highRows / 4 * 3 && bytes <= highBytes / 4 * 3;
    }

    public boolean isEmpty() {
        return rows == 0;
    }

    public int rows() {
        return rows;
    }

    public long bytes() {
        return bytes;
    }
}
