package com.openlayer.kafka.connect.row;

import com.openlayer.kafka.connect.row.RowRules.Check;
import com.openlayer.kafka.connect.row.RowRules.Rule;
import java.util.List;

/** The rules of one column. */
final class ColumnRules {
    /** Those of a column that the config does not name: anything may be in it. */
    static final ColumnRules NONE = new ColumnRules(List.of(), JsonText.ANY, Integer.MAX_VALUE);

    final List<Rule> all;
    /** Whether a Decimal is written as a number whatever {@code decimal.format} is. */
    final boolean numeric;

    private final int unchangedKinds;
    private final int unchangedLength;

    private ColumnRules(List<Rule> all, int unchangedKinds, int unchangedLength) {
        this.all = all;
        this.numeric = all.stream().anyMatch(rule -> rule.check().isNumeric());
        this.unchangedKinds = unchangedKinds;
        this.unchangedLength = unchangedLength;
    }

    /** Those of a column that the config names. */
    static ColumnRules of(List<Rule> all, TextLimit limit) {
        int kinds = JsonText.ANY & ~JsonText.NULL;
        for (Rule rule : all) {
            kinds &= rule.check().unchangedKinds;
        }
        boolean limited = limit.isSet()
                && all.stream().map(Rule::check).anyMatch(check -> check == Check.LENGTH || check == Check.TEXT);
        return new ColumnRules(all, kinds, limited ? limit.max() : Integer.MAX_VALUE);
    }

    /** Whether it is plain at a glance that they neither change nor refuse this JSON value. */
    boolean leaveUnchanged(byte[] json, int from, int to) {
        // Each character of a string takes one byte at least; the quotes take two.
        return (JsonText.kindBit(json[from]) & unchangedKinds) != 0 && to - from - 2 <= unchangedLength;
    }
}
