package com.openlayer.kafka.connect.row;

import com.openlayer.kafka.connect.config.ConfigField;

/**
 * A check or conversion that applies to the values of one column.
 *
 * @param column the column's name
 * @param field the field of the config that requires it
 */
record ColumnRule(String column, ConfigField field, Check check) {
    /** The required form of a value. */
    enum Check {
        /** UNIX seconds. */
        TIME(0),
        /** Text that identifies the row. */
        ID(0),
        /** Text that identifies a user or a session. */
        TEXT_ID(JsonText.STRING),
        /** The integer of a class. */
        CLASS(0),
        /** A list of numbers, one per class, that sum to about 1. */
        SCORES(0),
        NUMBER(JsonText.NUMBER),
        /** A number in the unit of {@code latency.unit}, which is not milliseconds. */
        LATENCY(0),
        /** A number that is not an integer: the server rejects a column that contains only integers. */
        FLOATING(0),
        /** Text of limited length; other values are converted to text. */
        TEXT(JsonText.STRING),
        /** Limits the length of text; other values are unaffected. */
        LENGTH(JsonText.ANY);

        /** Kinds of value that it neither changes nor rejects unless they are too long, as bits of {@link JsonText}. */
        final int unchangedKinds;

        Check(int unchangedKinds) {
            this.unchangedKinds = unchangedKinds;
        }

        /** Whether it concerns numbers, so that a Decimal must be written as one whatever {@code decimal.format} is. */
        boolean isNumeric() {
            return this != TEXT && this != LENGTH;
        }

        boolean limitsText() {
            return this == TEXT || this == LENGTH;
        }
    }

    /** The column and the property that names it, for messages. */
    String title() {
        return "column '" + column + "' (" + field.property() + ")";
    }

    /**
     * The value breaks the rule.
     *
     * @param expected {@code must be …}
     * @param found the type of the value, never content
     */
    InvalidRowException violation(String expected, String found) {
        return new InvalidRowException(title() + " " + expected + ", but is " + found);
    }
}
