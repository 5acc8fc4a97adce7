package com.openlayer.kafka.connect.preview;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Detects the {@code timestamp.unit} of a field's values. */
final class TimeUnits {
    /** The years 1995 to 2100 in seconds since 1970. */
    private static final BigDecimal EARLIEST = new BigDecimal("788918400");

    private static final BigDecimal LATEST = new BigDecimal("4102444800");

    private TimeUnits() {}

    /** Empty if the values are not times, or not all in one unit. */
    static Optional<String> unit(FieldProfile field) {
        if (field.isTimeText()) {
            return Optional.of("iso8601");
        }
        if (!field.isNumber()) {
            return Optional.empty();
        }
        Map<String, Integer> exponents = new LinkedHashMap<>();
        exponents.put("s", 0);
        exponents.put("ms", 3);
        exponents.put("us", 6);
        exponents.put("ns", 9);
        return exponents.entrySet().stream()
                .filter(unit -> field.min().compareTo(EARLIEST.movePointRight(unit.getValue())) >= 0
                        && field.max().compareTo(LATEST.movePointRight(unit.getValue())) <= 0)
                .map(Map.Entry::getKey)
                .findFirst();
    }
}
