package com.openlayer.kafka.connect.row;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;

/** Generates random schemas and values, and the expected JSON, independently of the writer. */
final class RandomConnect {
    record Sample(Schema schema, Object value, JsonNode json) {}

    private static final JsonNodeFactory NODES = PipelineFixture.JSON.getNodeFactory();

    private final Random random;

    private boolean logicalTypes = true;

    RandomConnect(Random random) {
        this.random = random;
    }

    void logicalTypes(boolean wanted) {
        logicalTypes = wanted;
    }

    Sample struct(int depth) {
        SchemaBuilder builder = SchemaBuilder.struct();
        List<Sample> samples = new ArrayList<>();
        int fields = random.nextInt(8);
        for (int i = 0; i < fields; i++) {
            Sample sample = value(depth - 1);
            samples.add(sample);
            builder.field(i + text(), sample.schema());
        }
        Schema schema = builder.build();
        Struct struct = new Struct(schema);
        ObjectNode json = NODES.objectNode();
        for (int i = 0; i < fields; i++) {
            Field field = schema.fields().get(i);
            struct.put(field, samples.get(i).value());
            json.set(field.name(), samples.get(i).json());
        }
        return new Sample(schema, struct, json);
    }

    private Sample value(int depth) {
        Sample sample = required(depth);
        if (random.nextInt(4) > 0 || sample.schema().type() == Schema.Type.STRUCT) {
            return sample;
        }
        Schema schema = optional(sample.schema());
        return random.nextBoolean()
                ? new Sample(schema, sample.value(), sample.json())
                : new Sample(schema, null, NODES.nullNode());
    }

    private static Schema optional(Schema schema) {
        SchemaBuilder builder = switch (schema.type()) {
            case ARRAY -> SchemaBuilder.array(schema.valueSchema());
            case MAP -> SchemaBuilder.map(schema.keySchema(), schema.valueSchema());
            default -> SchemaBuilder.type(schema.type());
        };
        if (schema.parameters() != null) {
            builder.parameters(schema.parameters());
        }
        return builder.name(schema.name()).version(schema.version()).optional().build();
    }

    private Sample required(int depth) {
        int kind = random.nextInt(depth > 0 ? 18 : 14);
        // Without a schema every date is a point in time.
        return switch (logicalTypes || kind < 11 || kind > 13 ? kind : 2) {
            case 0 -> integer(Schema.INT8_SCHEMA, (byte) random.nextInt());
            case 1 -> integer(Schema.INT16_SCHEMA, (short) random.nextInt());
            case 2 -> integer(Schema.INT32_SCHEMA, random.nextInt());
            case 3 -> integer(Schema.INT64_SCHEMA, random.nextLong());
            case 4 -> {
                String text = decimal(6);
                float f = random.nextInt(9) == 0 ? Float.NaN : Float.parseFloat(text);
                yield new Sample(Schema.FLOAT32_SCHEMA, f, floating(text, Float.isFinite(f)));
            }
            case 5 -> {
                String text = decimal(15);
                double d = random.nextInt(9) == 0 ? Double.NEGATIVE_INFINITY : Double.parseDouble(text);
                yield new Sample(Schema.FLOAT64_SCHEMA, d, floating(text, Double.isFinite(d)));
            }
            case 6 -> {
                boolean b = random.nextBoolean();
                yield new Sample(Schema.BOOLEAN_SCHEMA, b, NODES.booleanNode(b));
            }
            case 7, 8 -> {
                String s = text();
                yield new Sample(Schema.STRING_SCHEMA, s, NODES.textNode(s));
            }
            case 9 -> {
                byte[] bytes = new byte[random.nextInt(20)];
                random.nextBytes(bytes);
                Object value = random.nextBoolean() ? bytes : ByteBuffer.wrap(bytes);
                yield new Sample(
                        Schema.BYTES_SCHEMA,
                        value,
                        NODES.textNode(Base64.getEncoder().encodeToString(bytes)));
            }
            case 10 -> {
                int scale = random.nextInt(30) - 10;
                BigDecimal number = new BigDecimal(new BigInteger(random.nextInt(100), random), scale);
                yield new Sample(Decimal.schema(scale), number, PipelineFixture.parse(number.toPlainString()));
            }
            case 11 -> {
                int day = random.nextInt(50_000) - 10_000;
                yield new Sample(
                        Date.SCHEMA,
                        Date.toLogical(Date.SCHEMA, day),
                        NODES.textNode(LocalDate.ofEpochDay(day).toString()));
            }
            case 12 -> {
                int millis = random.nextInt(86_400_000);
                LocalTime time = LocalTime.ofNanoOfDay(millis * 1_000_000L);
                yield new Sample(
                        Time.SCHEMA,
                        Time.toLogical(Time.SCHEMA, millis),
                        NODES.textNode(time.format(DateTimeFormatter.ISO_LOCAL_TIME)));
            }
            case 13 -> {
                long millis = random.nextLong() >> 20;
                yield new Sample(
                        Timestamp.SCHEMA,
                        Timestamp.toLogical(Timestamp.SCHEMA, millis),
                        NODES.textNode(Instant.ofEpochMilli(millis).toString()));
            }
            case 14 -> struct(depth);
            case 15 -> array(depth);
            case 16 -> map(depth);
            default -> keyedMap(depth);
        };
    }

    private static Sample integer(Schema schema, Number number) {
        return new Sample(schema, number, NODES.numberNode(BigInteger.valueOf(number.longValue())));
    }

    /** A decimal with so few digits that it is the shortest text of its double. */
    private String decimal(int digits) {
        return new BigInteger(digits * 3, random) + "e" + (random.nextInt(30) - 15);
    }

    private static JsonNode floating(String decimal, boolean finite) {
        return finite ? PipelineFixture.parse(decimal) : NODES.nullNode();
    }

    private Sample array(int depth) {
        Sample item = value(depth - 1);
        List<Object> list = new ArrayList<>();
        ArrayNode json = NODES.arrayNode();
        for (int n = random.nextInt(3); n > 0; n--) {
            list.add(item.value());
            json.add(item.json());
        }
        return new Sample(SchemaBuilder.array(item.schema()).build(), list, json);
    }

    private Sample map(int depth) {
        Sample item = value(depth - 1);
        Map<String, Object> map = new HashMap<>();
        ObjectNode json = NODES.objectNode();
        for (int n = random.nextInt(3); n > 0; n--) {
            String key = n + text();
            map.put(key, item.value());
            json.set(key, item.json());
        }
        return new Sample(SchemaBuilder.map(Schema.STRING_SCHEMA, item.schema()).build(), map, json);
    }

    private Sample keyedMap(int depth) {
        Sample item = value(depth - 1);
        Map<Object, Object> map = new HashMap<>();
        ObjectNode json = NODES.objectNode();
        int kind = random.nextInt(5);
        Schema keys = Schema.INT64_SCHEMA;
        for (int n = random.nextInt(3); n > 0; n--) {
            Object key;
            String name;
            switch (kind) {
                case 0 -> {
                    keys = Schema.INT8_SCHEMA;
                    key = (byte) -n;
                    name = Integer.toString(-n);
                }
                case 1 -> {
                    keys = Schema.BOOLEAN_SCHEMA;
                    key = n == 1;
                    name = n == 1 ? "true" : "false";
                }
                case 2 -> {
                    keys = Schema.FLOAT64_SCHEMA;
                    key = n + 0.5;
                    name = n + ".5";
                }
                case 3 -> {
                    keys = Decimal.schema(2);
                    key = BigDecimal.valueOf(n, 2);
                    name = "0.0" + n;
                }
                default -> {
                    key = (long) n;
                    name = Integer.toString(n);
                }
            }
            map.put(key, item.value());
            json.set(name, item.json());
        }
        return new Sample(SchemaBuilder.map(keys, item.schema()).build(), map, json);
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        for (int n = random.nextInt(12); n > 0; n--) {
            int kind = random.nextInt(6);
            int codePoint = kind < 3
                    ? 0x20 + random.nextInt(0x60)
                    : kind == 3 ? random.nextInt(0x20) : kind == 4 ? 0xa0 + random.nextInt(0xd000) : 0x1f600 + n;
            text.appendCodePoint(codePoint);
        }
        return text.toString();
    }

    /** The same content as from a converter without schemas. */
    static Map<String, Object> schemaless(Struct struct) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (Field field : struct.schema().fields()) {
            map.put(field.name(), plain(struct.get(field)));
        }
        return map;
    }

    private static Object plain(Object value) {
        if (value instanceof Struct struct) {
            return schemaless(struct);
        }
        if (value instanceof List<?> list) {
            return new ArrayList<>(
                    list.stream().map(RandomConnect::plain).collect(java.util.stream.Collectors.toList()));
        }
        if (value instanceof Map<?, ?> map) {
            Map<Object, Object> copy = new LinkedHashMap<>();
            map.forEach((key, item) -> copy.put(key, plain(item)));
            return copy;
        }
        return value;
    }
}
