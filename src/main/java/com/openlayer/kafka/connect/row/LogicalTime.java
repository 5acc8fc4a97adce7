package com.openlayer.kafka.connect.row;

import java.time.LocalDate;
import java.time.Year;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Time;
import org.jspecify.annotations.Nullable;

/**
 * Converts times whose schema name defines their unit: Connect's logical types, and Debezium's {@code io.debezium.time}
 * types, which would otherwise be plain numbers.
 */
final class LogicalTime {
    private static final String DEBEZIUM = "io.debezium.time.";
    private static final long SECONDS_PER_DAY = TimeUnit.DAYS.toSeconds(1);

    private LogicalTime() {}

    /**
     * Writes the value as UNIX seconds. A number that is not a point in time by its schema is written unchanged.
     *
     * @return false, with nothing written, if the schema does not define the meaning
     */
    static boolean write(JsonWriter out, @Nullable Schema schema, @Nullable Object value) {
        if (value instanceof java.util.Date date) {
            if (isTimeOfDayOrDuration(schema, value)) {
                return false;
            }
            Timestamps.millis(out, ConnectWriter.millis(date));
            return true;
        }
        String type = debeziumType(schema);
        if (type == null || !(value instanceof Number number)) {
            return false;
        }
        long count = number.longValue();
        switch (type) {
            case "Date" -> out.number(SECONDS_PER_DAY * (int) count);
            case "Timestamp" -> Timestamps.scaled(out, count, 1);
            case "MicroTimestamp" -> Timestamps.scaled(out, count, 2);
            case "NanoTimestamp" -> Timestamps.scaled(out, count, 3);
            case "Year" -> out.number(SECONDS_PER_DAY * startOfYear(count));
            default -> out.number(count);
        }
        return true;
    }

    /** Whether the schema makes the value a time of day or a duration. */
    static boolean isTimeOfDayOrDuration(@Nullable Schema schema, @Nullable Object value) {
        if (value instanceof java.util.Date) {
            return schema != null && Time.LOGICAL_NAME.equals(schema.name());
        }
        String type = debeziumType(schema);
        return value instanceof Number
                && type != null
                && switch (type) {
                    case "Date", "Timestamp", "MicroTimestamp", "NanoTimestamp", "Year" -> false;
                    default -> true;
                };
    }

    private static @Nullable String debeziumType(@Nullable Schema schema) {
        String name = schema == null ? null : schema.name();
        return name != null && name.startsWith(DEBEZIUM) ? name.substring(DEBEZIUM.length()) : null;
    }

    private static long startOfYear(long year) {
        int known = (int) Math.max(Year.MIN_VALUE, Math.min(Year.MAX_VALUE, year));
        return LocalDate.ofYearDay(known, 1).toEpochDay();
    }
}
