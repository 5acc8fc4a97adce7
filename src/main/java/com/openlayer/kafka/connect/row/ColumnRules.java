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

    private final int leftKinds;
    private final int leftLength;

    private ColumnRules(List<Rule> all, int leftKinds, int leftLength) {
        this.all = all;
        this.numeric = all.stream().anyMatch(rule -> rule.check().isNumeric());
        this.leftKinds = leftKinds;
        this.leftLength = leftLength;
    }

    /** Those of a column that the config names. */
    static ColumnRules of(List<Rule> all, TextLimit limit) {
        int kinds = JsonText.ANY & ~JsonText.NULL;
        for (Rule rule : all) {
            kinds &= rule.check().leaves;
        }
        boolean limited = limit.isSet()
                && all.stream().map(Rule::check).anyMatch(check -> check == Check.LENGTH || check == Check.TEXT);
        return new ColumnRules(all, kinds, limited ? limit.max() : Integer.MAX_VALUE);
    }

    /** Whether it is plain at a glance that they neither change nor refuse this JSON value. */
    boolean leave(byte[] json, int from, int to) {
        // Each character of a string takes one byte at least; the quotes take two.
        return (JsonText.kindBit(json[from]) & leftKinds) != 0 && to - from - 2 <= leftLength;
    }
}
