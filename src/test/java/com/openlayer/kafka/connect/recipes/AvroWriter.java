package com.openlayer.kafka.connect.recipes;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Converts Avro's JSON encoding to its binary encoding, except that union values are written without
 * their type. It avoids a dependency on Avro's library, which belongs to the converter under test.
 */
final class AvroWriter {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private AvroWriter() {}

    /** The format of Apicurio's serializers: a zero byte, the schema's global id in eight bytes, the value. */
    static byte[] message(long globalId, JsonNode schema, JsonNode value) {
        AvroWriter writer = new AvroWriter();
        writer.out.writeBytes(
                ByteBuffer.allocate(9).put((byte) 0).putLong(globalId).array());
        writer.write(schema, value);
        return writer.out.toByteArray();
    }

    private void write(JsonNode schema, JsonNode value) {
        if (schema.isArray()) {
            int branch = 0;
            while (!fits(schema.path(branch), value)) {
                branch++;
            }
            number(branch);
            write(schema.path(branch), value);
            return;
        }
        switch (type(schema)) {
            case "null" -> {}
            case "boolean" -> out.write(value.booleanValue() ? 1 : 0);
            case "int", "long" -> number(value.longValue());
            case "float" ->
                out.writeBytes(little(4).putFloat(value.floatValue()).array());
            case "double" ->
                out.writeBytes(little(8).putDouble(value.doubleValue()).array());
            case "string" -> bytes(value.textValue().getBytes(UTF_8));
            case "bytes" -> bytes(value.textValue().getBytes(ISO_8859_1));
            case "fixed" -> out.writeBytes(value.textValue().getBytes(ISO_8859_1));
            case "enum" -> {
                int symbol = 0;
                while (!schema.path("symbols").path(symbol).equals(value)) {
                    symbol++;
                }
                number(symbol);
            }
            case "array" -> {
                if (!value.isEmpty()) {
                    number(value.size());
                    value.forEach(item -> write(schema.path("items"), item));
                }
                number(0);
            }
            case "map" -> {
                if (!value.isEmpty()) {
                    number(value.size());
                    value.properties().forEach(entry -> {
                        bytes(entry.getKey().getBytes(UTF_8));
                        write(schema.path("values"), entry.getValue());
                    });
                }
                number(0);
            }
            case "record" ->
                schema.path("fields")
                        .forEach(f ->
                                write(f.path("type"), value.path(f.path("name").asText())));
            default -> throw new IllegalArgumentException("No writer for " + schema);
        }
    }

    private static boolean fits(JsonNode schema, JsonNode value) {
        return switch (type(schema)) {
            case "null" -> value.isNull() || value.isMissingNode();
            case "boolean" -> value.isBoolean();
            case "int", "long" -> value.isIntegralNumber();
            case "float", "double" -> value.isNumber();
            case "array" -> value.isArray();
            case "map", "record" -> value.isObject();
            default -> value.isTextual();
        };
    }

    private static String type(JsonNode schema) {
        return schema.isTextual() ? schema.textValue() : schema.path("type").textValue();
    }

    /** Zig-zag encoding, seven bits per byte. */
    private void number(long value) {
        long rest = (value << 1) ^ (value >> 63);
        while ((rest & ~0x7fL) != 0) {
            out.write((int) ((rest & 0x7f) | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }

    private void bytes(byte[] content) {
        number(content.length);
        out.writeBytes(content);
    }

    private static ByteBuffer little(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
