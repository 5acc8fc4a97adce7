package com.openlayer.kafka.connect.preview;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Statistics of one field of the sample records: types, range, distinct values. Nulls count as absent. */
final class FieldProfile {
    private static final int MAX_DISTINCT = 1_000;
    /** What {@code timestamp.unit=iso8601} reads, except a date without separators, which may be a number. */
    private static final Pattern ISO_TIME =
            Pattern.compile("(\\d{4}-\\d{2}-\\d{2}([T ]\\d{2}:\\d{2}(:\\d{2}([.,]\\d+)?)?(Z|[+-]\\d{2}(:?\\d{2})?)?)?"
                    + "|\\d{8}T\\d{4}(\\d{2}([.,]\\d+)?)?(Z|[+-]\\d{2}(:?\\d{2})?)?)");

    private final JsonPointer pointer;
    private final Map<String, Integer> distinct = new LinkedHashMap<>();
    private int count;
    private int texts;
    private int numbers;
    private int integers;
    private int booleans;
    private int times;
    private int scores;
    private int listSize = -1;
    private long length;
    private BigDecimal min = BigDecimal.ZERO;
    private BigDecimal max = BigDecimal.ZERO;

    FieldProfile(JsonPointer pointer) {
        this.pointer = pointer;
    }

    void add(JsonNode value) {
        if (value.isNull()) {
            return;
        }
        count++;
        if (value.isTextual()) {
            texts++;
            length += value.textValue().length();
            times += ISO_TIME.matcher(value.textValue()).matches() ? 1 : 0;
        } else if (value.isNumber()) {
            addNumber(value.decimalValue());
        } else if (value.isBoolean()) {
            booleans++;
        } else if (value.isArray()) {
            addList(value);
        }
        if (value.isValueNode() && distinct.size() < MAX_DISTINCT) {
            distinct.merge(value.asText(), 1, Integer::sum);
        }
    }

    private void addNumber(BigDecimal number) {
        min = numbers == 0 ? number : min.min(number);
        max = numbers == 0 ? number : max.max(number);
        numbers++;
        integers += number.signum() == 0 || number.stripTrailingZeros().scale() <= 0 ? 1 : 0;
    }

    private void addList(JsonNode list) {
        List<BigDecimal> items = new ArrayList<>();
        list.forEach(item -> {
            if (item.isNumber()) {
                items.add(item.decimalValue());
            }
        });
        double sum = items.stream().mapToDouble(BigDecimal::doubleValue).sum();
        boolean sameSize = listSize < 0 || listSize == list.size();
        listSize = list.size();
        scores += sameSize && items.size() == list.size() && list.size() > 1 && sum > 0.9 && sum < 1.1 ? 1 : 0;
    }

    JsonPointer pointer() {
        return pointer;
    }

    boolean isTopLevel() {
        return pointer.tail().matches();
    }

    /** The last step of the pointer that is not an index. */
    String name() {
        String name = "";
        for (JsonPointer p = pointer; !p.matches(); p = p.tail()) {
            if (p.getMatchingIndex() < 0) {
                name = p.getMatchingProperty();
            }
        }
        return name;
    }

    /** The steps of the pointer in lower case without separators, such as {@code choices/0/message/content}. */
    String path() {
        StringBuilder path = new StringBuilder();
        for (JsonPointer p = pointer; !p.matches(); p = p.tail()) {
            path.append('/')
                    .append(p.getMatchingProperty().toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]", ""));
        }
        return path.substring(1);
    }

    /** The number of records that have the field. */
    int count() {
        return count;
    }

    boolean isText() {
        return count > 0 && texts == count;
    }

    boolean isNumber() {
        return count > 0 && numbers == count;
    }

    boolean isInteger() {
        return count > 0 && integers == count;
    }

    boolean isScalar() {
        return count > 0 && texts + numbers + booleans == count;
    }

    boolean isTimeText() {
        return count > 0 && times == count;
    }

    /** Whether all values are lists of the same size whose numbers sum to one. */
    boolean isScores() {
        return count > 0 && scores == count;
    }

    int listSize() {
        return listSize;
    }

    boolean isUnique() {
        return distinct.size() == count;
    }

    /** The first 1,000 distinct values as text, in order of appearance, with the number of occurrences of each. */
    Map<String, Integer> distinct() {
        return distinct;
    }

    double meanLength() {
        return texts == 0 ? 0 : (double) length / texts;
    }

    BigDecimal min() {
        return min;
    }

    BigDecimal max() {
        return max;
    }
}
