package com.openlayer.kafka.connect.row;

import com.fasterxml.jackson.core.JsonPointer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/** The steps of a JSON pointer (RFC 6901), prepared for JSON text and for Connect data. */
final class ValuePath {
    /** Connect data with the schema it has, if any. */
    record Place(@Nullable Schema schema, @Nullable Object value) {}

    private static final Pattern NEGATIVE = Pattern.compile("-\\d+");

    private final String[] names;
    private final byte[][] encoded;
    private final int[] indexes;
    private final JsonPointer pointer;

    ValuePath(JsonPointer pointer) {
        List<JsonPointer> steps = new ArrayList<>();
        for (JsonPointer p = pointer; p != null && !p.matches(); p = p.tail()) {
            steps.add(p);
        }
        this.pointer = pointer;
        names = new String[steps.size()];
        encoded = new byte[steps.size()][];
        indexes = new int[steps.size()];
        for (int i = 0; i < names.length; i++) {
            names[i] = steps.get(i).getMatchingProperty();
            encoded[i] = names[i].getBytes(StandardCharsets.UTF_8);
            indexes[i] = steps.get(i).getMatchingIndex();
        }
    }

    int length() {
        return names.length;
    }

    String name(int step) {
        return names[step];
    }

    /**
     * The array index that a step stands for, or -1 if it is not an index.
     *
     * @throws InvalidRowException if the step is a negative number, which other languages count from the end of an array
     */
    int index(int step) {
        if (indexes[step] < 0 && NEGATIVE.matcher(names[step]).matches()) {
            throw new InvalidRowException("the pointer " + pointer + " has the step " + names[step]
                    + ", but JSON Pointer counts the items of an array from 0 only. Select the last item with a filter in"
                    + " the property rows, such as .messages[-1]");
        }
        return indexes[step];
    }

    boolean matches(int step, byte[] json, int from, int to, boolean escaped) {
        return escaped
                ? JsonText.decode(json, from, to).equals(names[step])
                : Arrays.equals(json, from, to, encoded[step], 0, encoded[step].length);
    }

    /** The value at this path below the data, or null if there is none. */
    @Nullable
    Place walk(@Nullable Schema schema, @Nullable Object value) {
        Place place = new Place(schema, value);
        for (int i = 0; i < names.length && place != null; i++) {
            place = step(place.schema(), place.value(), i);
        }
        return place;
    }

    private @Nullable Place step(@Nullable Schema schema, @Nullable Object value, int i) {
        if (value instanceof Struct struct) {
            Field field = struct.schema().field(names[i]);
            return field == null ? null : new Place(field.schema(), struct.get(field));
        }
        if (value instanceof Map<?, ?> map) {
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                if (names[i].equals(String.valueOf(entry.getKey()))) {
                    return new Place(ConnectWriter.itemSchema(schema), entry.getValue());
                }
            }
            return null;
        }
        if (value instanceof List<?> list) {
            int index = index(i);
            return index < 0 || index >= list.size()
                    ? null
                    : new Place(ConnectWriter.itemSchema(schema), list.get(index));
        }
        return null;
    }
}
