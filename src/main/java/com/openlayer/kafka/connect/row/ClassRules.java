package com.openlayer.kafka.connect.row;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Row rules for class labels, class predictions and scores, based on the pipeline's class names. */
final class ClassRules {
    private static final double MIN_SUM = 0.9;
    private static final double MAX_SUM = 1.1;

    private final Map<String, Integer> indexes = new HashMap<>();
    private final int count;
    private final boolean validation;

    ClassRules(List<String> names, boolean validation) {
        this.count = names.size();
        this.validation = validation;
        for (int i = 0; i < count; i++) {
            indexes.putIfAbsent(names.get(i), i);
        }
    }

    /**
     * Replaces a class name by its integer. A whole number written with a fraction, as by Spark ML, is also a class.
     */
    void toClass(ColumnRule rule, WrittenValue value) {
        int index = JsonNumber.digits(value);
        if (index >= 0 && index < count) {
            return;
        }
        BigDecimal number = JsonNumber.value(value);
        boolean whole = number != null && JsonNumber.isWhole(number);
        index = -1;
        if (number != null && whole) {
            boolean inRange = number.signum() >= 0 && number.compareTo(BigDecimal.valueOf(count)) < 0;
            index = inRange ? number.intValue() : -1;
        } else if (value.isString()) {
            index = indexes.getOrDefault(value.text(), -1);
        }
        if (index >= 0) {
            value.rewrite().number(index);
        } else if (validation) {
            throw notAClass(rule, whole ? "an integer out of range" : value.describe());
        }
    }

    InvalidRowException notAClass(ColumnRule rule, String found) {
        return rule.violation("must be an integer from 0 to " + (count - 1) + " or one of the class names", found);
    }

    void checkScores(ColumnRule rule, WrittenValue value) {
        if (validation) {
            String found = wrongScores(value);
            if (!found.isEmpty()) {
                throw rule.violation("must be a list of " + count + " numbers, one per class, that sum to 1", found);
            }
        }
    }

    /** Describes a value that is not a list of scores; empty if it is one. */
    private String wrongScores(WrittenValue value) {
        if (value.first() != '[') {
            return value.describe();
        }
        String content = value.latin(1, value.length() - 2).strip();
        String[] items = content.isEmpty() ? new String[0] : content.split(",", -1);
        double sum = 0;
        for (String item : items) {
            try {
                sum += Double.parseDouble(item.strip());
            } catch (NumberFormatException e) { // the message quotes the text
                return "a list of something else";
            }
        }
        if (items.length != count) {
            return "a list of " + items.length;
        }
        return sum >= MIN_SUM && sum <= MAX_SUM ? "" : "another sum";
    }
}
