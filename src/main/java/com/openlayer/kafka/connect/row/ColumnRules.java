package com.openlayer.kafka.connect.row;

import com.openlayer.kafka.connect.row.RowRules.Check;
import com.openlayer.kafka.connect.row.RowRules.Rule;
import java.util.List;

/** The rules of one column. */
final class ColumnRules {
    /** Those of a column that the config does not name: anything may be in it. */
    static final ColumnRules NONE = new ColumnRules(List.of(), JsonText.ANY, Integer.MAX_VALUE, false);

    final List<Rule> all;
    /** Whether they cut long text, so that it may come longer than a row may be. */
    final boolean shorten;

    private final int leftKinds;
    private final int leftLength;

    private ColumnRules(List<Rule> all, int leftKinds, int leftLength, boolean shorten) {
        this.all = all;
        this.leftKinds = leftKinds;
        this.leftLength = leftLength;
        this.shorten = shorten;
    }

    /**
     * Those of a column that the config names.
     *
     * @param textMaxLength how long text may be, in characters
     * @param truncating whether longer text is cut
     */
    static ColumnRules of(List<Rule> all, int textMaxLength, boolean truncating) {
        int kinds = JsonText.ANY & ~JsonText.NULL;
        for (Rule rule : all) {
            kinds &= rule.check().leaves;
        }
        boolean bounded = all.stream().map(Rule::check).anyMatch(check -> check == Check.TEXT || check == Check.OUTPUT);
        return new ColumnRules(all, kinds, bounded ? textMaxLength : Integer.MAX_VALUE, bounded && truncating);
    }

    /** Whether it is plain at a glance that they neither change nor refuse this JSON value. */
    boolean leave(byte[] json, int from, int to) {
        // Each character of a string takes one byte at least; the quotes take two.
        return (JsonText.kindBit(json[from]) & leftKinds) != 0 && to - from - 2 <= leftLength;
    }
}
