package com.openlayer.kafka.connect.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Decodes OpenTelemetry traces in protobuf, {@code ExportTraceServiceRequest} or {@code TracesData}, which have the
 * same encoding. The result is OTLP/JSON: times and 64-bit integers as text, ids as lower-case hexadecimal digits,
 * bytes as Base64.
 *
 * <p>protobuf-javalite's {@link CodedInputStream} reads the wire format (1.0 MB; protobuf-java has 1.8 MB). The fields
 * are listed here by the numbers of opentelemetry-proto 1.11, which never change. Its generated classes would add 0.9
 * MB and need protobuf-java, and their JSON would still be Base64 for ids. Fields that are not listed are skipped, as
 * protobuf demands; {@code instrumentation_library_spans} is one, which was removed before the conventions for
 * generative AI existed. Text that is not UTF-8, as a cut attribute may be, is read with replacement characters.
 */
final class OtlpTraces {
    /** Maximum nesting of messages. Each level of nested lists in an attribute needs two. */
    private static final int MAX_DEPTH = 100;

    /** Maximum messages in one value: an empty one has 2 bytes in protobuf and about 50 in memory. */
    private static final int MAX_MESSAGES = 1_000_000;

    private static final Message REQUEST = request();

    private final CodedInputStream in;
    private int depth;
    private int messages;

    private OtlpTraces(CodedInputStream in) {
        this.in = in;
    }

    /**
     * Whether bytes are JSON text rather than protobuf: a brace or a bracket comes first, apart from whitespace. A request in
     * protobuf begins with the byte of a line feed, so bytes that begin with it are not JSON, even if a brace follows.
     */
    static boolean isJson(byte[] value, int from, int to) {
        if (from < to && value[from] == '\n') {
            return false;
        }
        int first = from;
        while (first < to && " \t\r\n".indexOf(value[first]) >= 0) {
            first++;
        }
        return first < to && (value[first] == '{' || value[first] == '[');
    }

    /**
     * Reads a request.
     *
     * @throws UndecodableValueException if the bytes are malformed, nested too deeply, or contain too many messages
     */
    static JsonNode read(byte[] value, int from, int to) {
        try {
            return new OtlpTraces(CodedInputStream.newInstance(value, from, to - from)).message(REQUEST);
        } catch (IOException e) {
            // The cause is left out, because it contains no further information.
            throw new UndecodableValueException("value is not an OTLP trace request in protobuf");
        }
    }

    private ObjectNode message(Message message) throws IOException {
        if (++depth > MAX_DEPTH || ++messages > MAX_MESSAGES) {
            throw new UndecodableValueException(
                    "value nests more than " + MAX_DEPTH + " protobuf messages, or holds more than " + MAX_MESSAGES);
        }
        ObjectNode read = JsonNodeFactory.instance.objectNode();
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            Field field = message.field(tag);
            if (field == null) {
                in.skipField(tag);
            } else if (field.repeated) {
                repeated(read, field.name).add(value(field));
            } else {
                read.set(field.name, value(field));
            }
        }
        depth--;
        return read;
    }

    private JsonNode value(Field field) throws IOException {
        if (field.message == null) {
            return field.type.reader.read(in);
        }
        int outer = in.pushLimit(in.readRawVarint32());
        ObjectNode read = message(field.message);
        in.checkLastTagWas(0);
        in.popLimit(outer);
        return read;
    }

    private static ArrayNode repeated(ObjectNode owner, String name) {
        return owner.get(name) instanceof ArrayNode array ? array : owner.putArray(name);
    }

    /** Reads a value at the stream's current position. */
    @FunctionalInterface
    private interface Reader {
        JsonNode read(CodedInputStream in) throws IOException;
    }

    private enum Type {
        TEXT(WireFormat.WIRETYPE_LENGTH_DELIMITED, in -> TextNode.valueOf(in.readString())),
        HEX(
                WireFormat.WIRETYPE_LENGTH_DELIMITED,
                in -> TextNode.valueOf(HexFormat.of().formatHex(in.readByteArray()))),
        BASE64(
                WireFormat.WIRETYPE_LENGTH_DELIMITED,
                in -> TextNode.valueOf(Base64.getEncoder().encodeToString(in.readByteArray()))),
        BOOL(WireFormat.WIRETYPE_VARINT, in -> BooleanNode.valueOf(in.readBool())),
        INT32(WireFormat.WIRETYPE_VARINT, in -> IntNode.valueOf(in.readInt32())),
        INT64(WireFormat.WIRETYPE_VARINT, in -> TextNode.valueOf(Long.toString(in.readInt64()))),
        FIXED32(WireFormat.WIRETYPE_FIXED32, in -> IntNode.valueOf(in.readFixed32())),
        FIXED64(WireFormat.WIRETYPE_FIXED64, in -> TextNode.valueOf(Long.toUnsignedString(in.readFixed64()))),
        DOUBLE(WireFormat.WIRETYPE_FIXED64, in -> {
            double value = in.readDouble();
            return Double.isFinite(value) ? DoubleNode.valueOf(value) : TextNode.valueOf(Double.toString(value));
        }),
        /** Read by {@link #message}. */
        MESSAGE(WireFormat.WIRETYPE_LENGTH_DELIMITED, in -> {
            throw new IllegalStateException("a message has fields");
        });

        private final int wireType;
        private final Reader reader;

        Type(int wireType, Reader reader) {
            this.wireType = wireType;
            this.reader = reader;
        }
    }

    private record Field(
            String name,
            Type type,
            boolean repeated,
            @Nullable Message message) {}

    /** The fields of one message type, by number. */
    private static final class Message {
        private static final int MAX_NUMBER = 16;

        private final @Nullable Field[] fields = new @Nullable Field[MAX_NUMBER + 1];

        /** The field of a tag; null if it is unknown, or has another wire type than expected. */
        @Nullable
        Field field(int tag) {
            int number = WireFormat.getTagFieldNumber(tag);
            Field field = number <= MAX_NUMBER ? fields[number] : null;
            return field != null && field.type.wireType == WireFormat.getTagWireType(tag) ? field : null;
        }

        Message with(int number, String name, Type type) {
            fields[number] = new Field(name, type, false, null);
            return this;
        }

        Message with(int number, String name, Message message) {
            fields[number] = new Field(name, Type.MESSAGE, false, message);
            return this;
        }

        Message withMany(int number, String name, Message message) {
            fields[number] = new Field(name, Type.MESSAGE, true, message);
            return this;
        }
    }

    private static Message request() {
        Message attribute = attribute();
        Message event = new Message()
                .with(1, "timeUnixNano", Type.FIXED64)
                .with(2, "name", Type.TEXT)
                .withMany(3, "attributes", attribute)
                .with(4, "droppedAttributesCount", Type.INT32);
        Message link = new Message()
                .with(1, "traceId", Type.HEX)
                .with(2, "spanId", Type.HEX)
                .with(3, "traceState", Type.TEXT)
                .withMany(4, "attributes", attribute)
                .with(5, "droppedAttributesCount", Type.INT32)
                .with(6, "flags", Type.FIXED32);
        Message status = new Message().with(2, "message", Type.TEXT).with(3, "code", Type.INT32);
        Message span = new Message()
                .with(1, "traceId", Type.HEX)
                .with(2, "spanId", Type.HEX)
                .with(3, "traceState", Type.TEXT)
                .with(4, "parentSpanId", Type.HEX)
                .with(5, "name", Type.TEXT)
                .with(6, "kind", Type.INT32)
                .with(7, "startTimeUnixNano", Type.FIXED64)
                .with(8, "endTimeUnixNano", Type.FIXED64)
                .withMany(9, "attributes", attribute)
                .with(10, "droppedAttributesCount", Type.INT32)
                .withMany(11, "events", event)
                .with(12, "droppedEventsCount", Type.INT32)
                .withMany(13, "links", link)
                .with(14, "droppedLinksCount", Type.INT32)
                .with(15, "status", status)
                .with(16, "flags", Type.FIXED32);
        Message scope = new Message()
                .with(1, "name", Type.TEXT)
                .with(2, "version", Type.TEXT)
                .withMany(3, "attributes", attribute)
                .with(4, "droppedAttributesCount", Type.INT32);
        Message scopeSpans =
                new Message().with(1, "scope", scope).withMany(2, "spans", span).with(3, "schemaUrl", Type.TEXT);
        Message resource =
                new Message().withMany(1, "attributes", attribute).with(2, "droppedAttributesCount", Type.INT32);
        Message resourceSpans = new Message()
                .with(1, "resource", resource)
                .withMany(2, "scopeSpans", scopeSpans)
                .with(3, "schemaUrl", Type.TEXT);
        return new Message().withMany(1, "resourceSpans", resourceSpans);
    }

    private static Message attribute() {
        Message value = new Message();
        Message attribute = new Message().with(1, "key", Type.TEXT).with(2, "value", value);
        value.with(1, "stringValue", Type.TEXT)
                .with(2, "boolValue", Type.BOOL)
                .with(3, "intValue", Type.INT64)
                .with(4, "doubleValue", Type.DOUBLE)
                .with(5, "arrayValue", new Message().withMany(1, "values", value))
                .with(6, "kvlistValue", new Message().withMany(1, "values", attribute))
                .with(7, "bytesValue", Type.BASE64);
        return attribute;
    }
}
