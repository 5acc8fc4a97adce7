package com.openlayer.kafka.connect.preview;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Which {@code timestamp.unit} the values of a field have. */
final class TimeUnits {
    /** The years 1995 to 2100. */
    private static final BigDecimal EARLIEST = new BigDecimal("788918400");

    private static final BigDecimal LATEST = new BigDecimal("4102444800");

    private TimeUnits() {}

    /** Empty if they are no times, or of several units. */
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
