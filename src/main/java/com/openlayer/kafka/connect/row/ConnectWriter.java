package com.openlayer.kafka.connect.row;

import com.fasterxml.jackson.core.io.NumberOutput;
import com.openlayer.kafka.connect.config.RowSettings;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.util.Base64;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Time;
import org.jspecify.annotations.Nullable;

/** Writes Connect data as JSON; {@code docs/rows.md} shows every type. Used by one thread. */
final class ConnectWriter {
    private static final byte[] NULL = {'n', 'u', 'l', 'l'};
    private static final byte[] TRUE = {'t', 'r', 'u', 'e'};
    private static final byte[] FALSE = {'f', 'a', 'l', 's', 'e'};
    private static final long MILLIS_PER_DAY = TimeUnit.DAYS.toMillis(1);
    /** Limit of the estimated memory of nested schemas whose encoded names are cached. */
    static final long MAX_SCHEMA_BYTES = 2 << 20;
    /** Numbers with a larger scale keep their exponent, because the zeros of one small Decimal could fill the heap. */
    private static final int MAX_PLAIN_SCALE = 1000;
    /** About 30,000 digits. The time to write a number in decimal grows with the square of its length. */
    private static final int MAX_BITS = 100_000;

    private final JsonWriter out;
    private final RowSettings options;
    private boolean decimalsAsText;
    private final SchemaCache<byte[][]> labels = new SchemaCache<>(MAX_SCHEMA_BYTES);

    ConnectWriter(JsonWriter out, RowSettings options) {
        this.out = out;
        this.options = options;
        this.decimalsAsText = options.decimalFormat() == RowSettings.DecimalFormat.STRING;
    }

    /** A name with its quotes and colon. */
    static byte[] label(String name) {
        JsonWriter label = new JsonWriter(Integer.MAX_VALUE / 2);
        label.string(name);
        label.append(':');
        return label.toByteArray();
    }

    /** The schema of the items of an array or of the values of a map. */
    static @Nullable Schema itemSchema(@Nullable Schema schema) {
        if (schema != null && (schema.type() == Schema.Type.ARRAY || schema.type() == Schema.Type.MAP)) {
            return schema.valueSchema();
        }
        return null;
    }

    /** Writes a column whose Decimals must be numbers, whatever {@code decimal.format} is. */
    void writeNumeric(@Nullable Schema schema, @Nullable Object value) {
        boolean before = decimalsAsText;
        decimalsAsText = false;
        try {
            write(schema, value, 1);
        } finally {
            decimalsAsText = before;
        }
    }

    /** @param depth nesting level of the value below the row; a column's own value is at 1 */
    void write(@Nullable Schema schema, @Nullable Object value, int depth) {
        if (value == null) {
            out.raw(NULL);
        } else if (value instanceof String text) {
            out.string(text);
        } else if (value instanceof Long
                || value instanceof Integer
                || value instanceof Short
                || value instanceof Byte) {
            out.number(((Number) value).longValue());
        } else if (value instanceof Double number) {
            floating(number, number);
        } else if (value instanceof Float number) {
            floating(number, number);
        } else if (value instanceof Boolean bool) {
            out.raw(bool ? TRUE : FALSE);
        } else if (value instanceof Struct || value instanceof Map || value instanceof Collection) {
            nested(schema, value, depth);
        } else {
            other(schema, value);
        }
    }

    private void nested(@Nullable Schema schema, Object value, int depth) {
        if (depth > JsonScanner.MAX_DEPTH) {
            throw new InvalidRowException("value nests deeper than " + JsonScanner.MAX_DEPTH + " levels");
        }
        if (value instanceof Struct struct) {
            struct(struct, depth);
        } else if (value instanceof Map<?, ?> map) {
            map(schema, map, depth);
        } else if (value instanceof Collection<?> items) {
            array(itemSchema(schema), items, depth);
        }
    }

    private void struct(Struct struct, int depth) {
        List<Field> fields = struct.schema().fields();
        byte[][] names = labels.get(struct.schema(), ConnectWriter::labels);
        out.append('{');
        for (int i = 0; i < names.length; i++) {
            if (i > 0) {
                out.append(',');
            }
            out.raw(names[i]);
            Field field = fields.get(i);
            write(field.schema(), struct.get(field), depth + 1);
        }
        out.append('}');
    }

    private static byte[][] labels(Schema schema) {
        List<String> names = schema.fields().stream().map(Field::name).toList();
        wireNames(names);
        return names.stream().map(ConnectWriter::label).toArray(byte[][]::new);
    }

    private void map(@Nullable Schema schema, Map<?, ?> map, int depth) {
        Schema keySchema = schema != null && schema.type() == Schema.Type.MAP ? schema.keySchema() : null;
        Schema valueSchema = itemSchema(schema);
        Set<String> keys = null;
        int loneSurrogates = out.loneSurrogates();
        out.append('{');
        boolean first = true;
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            if (!first) {
                out.append(',');
            }
            first = false;
            if (entry.getKey() instanceof String name) {
                out.string(name);
            } else {
                // Keys that are not strings may become the same text, such as 1 and 1L.
                keys = keys == null ? wireNames(map.keySet()) : keys;
                String name = key(keySchema, entry.getKey(), depth + 1);
                add(keys, name);
                out.string(name);
            }
            out.append(':');
            write(valueSchema, entry.getValue(), depth + 1);
        }
        out.append('}');
        if (keys == null && out.loneSurrogates() != loneSurrogates) {
            wireNames(map.keySet()); // two keys may differ only in a lone surrogate
        }
    }

    /** The string names as they are sent. */
    private static Set<String> wireNames(Collection<?> names) {
        Set<String> written = new HashSet<>();
        for (Object name : names) {
            if (name instanceof String text) {
                add(written, Utf8Encoder.wellFormed(text));
            }
        }
        return written;
    }

    private static void add(Set<String> names, String name) {
        if (!names.add(name)) {
            throw new InvalidRowException("a map or struct has two names that are the same text on the wire");
        }
    }

    /** A map's key as text: its JSON without quotes. The buffer is unchanged afterwards. */
    String key(@Nullable Schema schema, @Nullable Object key, int depth) {
        int from = out.length();
        write(schema, key, depth);
        boolean quoted = out.at(from) == '"';
        String text = quoted
                ? JsonText.decode(out.bytes(), from + 1, out.length() - 1)
                : new String(out.bytes(), from, out.length() - from, StandardCharsets.UTF_8);
        out.cut(from);
        return text;
    }

    private void array(@Nullable Schema schema, Collection<?> items, int depth) {
        out.append('[');
        boolean first = true;
        for (Object item : items) {
            if (!first) {
                out.append(',');
            }
            first = false;
            write(schema, item, depth + 1);
        }
        out.append(']');
    }

    private void floating(double value, Number original) {
        if (Double.isFinite(value)) {
            // Before Java 19 toString may write more digits than the number needs.
            out.ascii(
                    original instanceof Float f ? NumberOutput.toString(f, true) : NumberOutput.toString(value, true));
        } else if (options.nanValues() == RowSettings.NanValues.NULL) {
            out.raw(NULL);
        } else {
            throw new InvalidRowException("value holds " + (Double.isNaN(value) ? "NaN" : "an infinity")
                    + ", which JSON cannot express (behavior.on.nan.values)");
        }
    }

    private void other(@Nullable Schema schema, Object value) {
        if (value instanceof BigDecimal number) {
            decimal(number);
        } else if (value instanceof BigInteger number) {
            checkBits(number);
            out.ascii(number.toString());
        } else if (value instanceof byte[] bytes) {
            base64(bytes);
        } else if (value instanceof ByteBuffer buffer) {
            base64(TextBytes.copy(buffer));
        } else if (value instanceof java.util.Date date) {
            out.string(iso(schema == null ? null : schema.name(), millis(date)));
        } else if (value instanceof CharSequence
                || value instanceof Character
                || value instanceof Enum
                || value instanceof UUID
                || value instanceof TemporalAccessor) {
            out.string(value.toString());
        } else {
            throw new InvalidRowException(
                    "value holds a " + value.getClass().getName() + ", which has no form in JSON");
        }
    }

    @SuppressWarnings("JavaUtilDate") // used by Connect's logical types
    static long millis(java.util.Date date) {
        return date.getTime();
    }

    private void base64(byte[] bytes) {
        out.append('"');
        out.raw(Base64.getEncoder().encode(bytes));
        out.append('"');
    }

    private void decimal(BigDecimal number) {
        checkBits(number.unscaledValue());
        String text = Math.abs((long) number.scale()) > MAX_PLAIN_SCALE ? number.toString() : number.toPlainString();
        if (decimalsAsText) {
            out.string(text);
        } else {
            out.ascii(text);
        }
    }

    private static void checkBits(BigInteger number) {
        if (number.bitLength() > MAX_BITS) {
            throw new InvalidRowException("value holds a number of " + number.bitLength() + " bits, more than "
                    + MAX_BITS + " are not written");
        }
    }

    private static String iso(@Nullable String logicalName, long millis) {
        if (Date.LOGICAL_NAME.equals(logicalName)) {
            return LocalDate.ofEpochDay(Math.floorDiv(millis, MILLIS_PER_DAY)).toString();
        }
        if (Time.LOGICAL_NAME.equals(logicalName)) {
            long nanos = TimeUnit.MILLISECONDS.toNanos(Math.floorMod(millis, MILLIS_PER_DAY));
            return DateTimeFormatter.ISO_LOCAL_TIME.format(LocalTime.ofNanoOfDay(nanos));
        }
        return Instant.ofEpochMilli(millis).toString();
    }
}
