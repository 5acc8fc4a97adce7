package com.openlayer.kafka.connect.row;

import java.util.BitSet;

/**
 * The columns of a row, or of several rows, that the request's config may name. Immutable. A mapper returns the same
 * instance for rows with the same columns, so that {@link #union} of equal sets is free.
 */
public final class ColumnSet {
    private final BitSet bits;

    ColumnSet(BitSet bits) {
        this.bits = (BitSet) bits.clone();
    }

    boolean has(int column) {
        return bits.get(column);
    }

    boolean isOf(BitSet columns) {
        return bits.equals(columns);
    }

    /** The columns of either set; {@code this} if the other adds none. */
    public ColumnSet union(ColumnSet other) {
        if (equals(other)) {
            return this;
        }
        BitSet union = (BitSet) bits.clone();
        union.or(other.bits);
        return union.equals(bits) ? this : new ColumnSet(union);
    }

    @Override
    public boolean equals(Object o) {
        return this == o || (o instanceof ColumnSet other && bits.equals(other.bits));
    }

    @Override
    public int hashCode() {
        return bits.hashCode();
    }

    @Override
    public String toString() {
        return bits.toString();
    }
}
