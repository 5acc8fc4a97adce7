package com.openlayer.kafka.connect.row;

import java.util.List;

/** All rules that apply to one column. */
final class ColumnRules {
    /** The rules of a column that the config does not name: any value is allowed. */
    static final ColumnRules NONE = new ColumnRules(List.of(), JsonText.ANY, Integer.MAX_VALUE);

    final List<ColumnRule> all;
    /** Whether a Decimal is written as a number whatever {@code decimal.format} is. */
    final boolean numeric;

    private final int unchangedKinds;
    private final int unchangedLength;

    private ColumnRules(List<ColumnRule> all, int unchangedKinds, int unchangedLength) {
        this.all = all;
        this.numeric = all.stream().anyMatch(rule -> rule.check().isNumeric());
        this.unchangedKinds = unchangedKinds;
        this.unchangedLength = unchangedLength;
    }

    /** The rules of a column that the config names. */
    static ColumnRules of(List<ColumnRule> all, TextLimit limit) {
        int kinds = JsonText.ANY & ~JsonText.NULL;
        for (ColumnRule rule : all) {
            kinds &= rule.check().unchangedKinds;
        }
        boolean limited =
                limit.isSet() && all.stream().anyMatch(rule -> rule.check().limitsText());
        return new ColumnRules(all, kinds, limited ? limit.max() : Integer.MAX_VALUE);
    }

    /** Whether the kind and length of this JSON value alone prove that the rules neither change nor reject it. */
    boolean leaveUnchanged(byte[] json, int from, int to) {
        // Each character of a string takes one byte at least; the quotes take two.
        return (JsonText.kindBit(json[from]) & unchangedKinds) != 0 && to - from - 2 <= unchangedLength;
    }
}
