package com.openlayer.kafka.connect.row;

import com.openlayer.kafka.connect.config.TimestampUnit;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;

/**
 * Converts numbers and texts that are times to UNIX seconds, the only form that Openlayer accepts. Fractions stay
 * decimal, because binary ones would add digits.
 */
final class Timestamps {
    /**
     * With {@link TimestampUnit#AUTO} a number below this is seconds (the year 5138), below a thousand times this milliseconds
     * (1973 to 5138), below a million times this microseconds, and otherwise nanoseconds.
     */
    static final long SECONDS_BELOW = 100_000_000_000L;

    private static final int MAX_LENGTH = 64;
    private static final int YEAR_DIGITS = 4;
    private static final int LONG_DIGITS = 18;
    private static final int MAX_SCALE = 100;
    private static final long[] POWERS = {1L, 1_000L, 1_000_000L, 1_000_000_000L};

    /** The extended format of ISO-8601, or with a space instead of the T, as databases and loggers write it. */
    private static final DateTimeFormatter EXTENDED = iso(new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .optionalStart()
            .appendPattern("['T'][' ']")
            .append(DateTimeFormatter.ISO_LOCAL_TIME)
            .optionalEnd());

    /** The basic format of ISO-8601, without hyphens and colons. */
    private static final DateTimeFormatter BASIC = iso(new DateTimeFormatterBuilder()
            .appendPattern("uuuuMMdd['T'HHmm[ss")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
            .appendPattern("]]"));

    private static DateTimeFormatter iso(DateTimeFormatterBuilder dateAndTime) {
        return new DateTimeFormatterBuilder()
                .parseCaseInsensitive()
                .append(dateAndTime.toFormatter())
                .appendPattern("[XXX][XX][X]")
                .parseDefaulting(ChronoField.HOUR_OF_DAY, 0)
                .toFormatter();
    }

    private final TimestampUnit unit;

    Timestamps(TimestampUnit unit) {
        this.unit = unit;
    }

    /** Writes milliseconds since the epoch as seconds. */
    static void millis(JsonWriter out, long millis) {
        scaled(out, millis, 1);
    }

    /**
     * Replaces a value by its meaning in seconds.
     *
     * @return false, with nothing changed, if it is not a time in the configured unit
     */
    boolean toSeconds(WrittenValue value) {
        boolean text = value.isString();
        int contentFrom = text ? 1 : 0;
        int length = text ? value.contentLength() : value.length();
        boolean scalar = text || value.isNumber();
        if (!scalar || length == 0 || length > MAX_LENGTH) {
            return false;
        }
        boolean numbers = unit != TimestampUnit.ISO8601;
        if (numbers && length <= LONG_DIGITS && isInteger(value, contentFrom, length)) {
            long number = parse(value, contentFrom, length);
            int thousands = thousands(Math.abs(number));
            if (text || thousands > 0) {
                scaled(value.rewrite(), number, thousands);
            }
            return true;
        }
        String content = value.latin(contentFrom, length);
        if (numbers && number(value, content)) {
            return true;
        }
        boolean texts = unit == TimestampUnit.AUTO || unit == TimestampUnit.ISO8601;
        return text && texts && iso(value, content);
    }

    private boolean number(WrittenValue value, String content) {
        BigDecimal number;
        try {
            number = new BigDecimal(content);
        } catch (NumberFormatException e) {
            return false;
        }
        if (Math.abs((long) number.scale()) > MAX_SCALE) {
            return false;
        }
        BigDecimal size = number.abs();
        int thousands = size.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) < 0
                ? thousands(size.longValue())
                : thousands(Long.MAX_VALUE);
        seconds(value.rewrite(), number.movePointLeft(3 * thousands));
        return true;
    }

    private static boolean iso(WrittenValue value, String content) {
        Instant instant;
        try {
            DateTimeFormatter format = content.startsWith("-", YEAR_DIGITS) ? EXTENDED : BASIC;
            // ISO-8601 allows a comma before the fraction, and Python's logging writes one.
            TemporalAccessor time =
                    format.parseBest(content.replace(',', '.'), OffsetDateTime::from, LocalDateTime::from);
            instant = time instanceof OffsetDateTime withOffset
                    ? withOffset.toInstant()
                    : LocalDateTime.from(time).toInstant(ZoneOffset.UTC);
        } catch (DateTimeParseException e) {
            return false; // its message quotes the text
        }
        BigDecimal nanos = BigDecimal.valueOf(instant.getNano(), 9);
        seconds(value.rewrite(), BigDecimal.valueOf(instant.getEpochSecond()).add(nanos));
        return true;
    }

    /** How many times the number must be divided by a thousand. */
    private int thousands(long size) {
        return switch (unit) {
            case S, ISO8601 -> 0;
            case MS -> 1;
            case US -> 2;
            case NS -> 3;
            case AUTO ->
                size < SECONDS_BELOW ? 0 : size < SECONDS_BELOW * 1_000 ? 1 : size < SECONDS_BELOW * 1_000_000 ? 2 : 3;
        };
    }

    private static void seconds(JsonWriter out, BigDecimal seconds) {
        out.ascii(seconds.signum() == 0 ? "0" : seconds.stripTrailingZeros().toPlainString());
    }

    /**
     * Writes a number of units as seconds.
     *
     * @param thousands 1 for milliseconds, 2 for microseconds, 3 for nanoseconds
     */
    static void scaled(JsonWriter out, long number, int thousands) {
        if (number == Long.MIN_VALUE) { // its absolute value does not fit into a long
            out.ascii(BigDecimal.valueOf(number, 3 * thousands).toPlainString());
            return;
        }
        long size = number;
        if (number < 0) {
            out.append('-');
            size = -number;
        }
        long unit = POWERS[thousands];
        out.number(size / unit);
        long rest = size % unit;
        if (rest != 0) {
            out.append('.');
        }
        while (rest != 0) {
            unit /= 10;
            out.append((char) ('0' + rest / unit));
            rest %= unit;
        }
    }

    private static boolean isInteger(WrittenValue value, int from, int length) {
        int digits = value.at(from) == '-' ? from + 1 : from;
        for (int i = digits; i < from + length; i++) {
            if (!isDigit(value.at(i))) {
                return false;
            }
        }
        return digits < from + length;
    }

    private static long parse(WrittenValue value, int from, int length) {
        boolean negative = value.at(from) == '-';
        long number = 0;
        for (int i = negative ? from + 1 : from; i < from + length; i++) {
            number = 10 * number + (value.at(i) - '0');
        }
        return negative ? -number : number;
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }
}
