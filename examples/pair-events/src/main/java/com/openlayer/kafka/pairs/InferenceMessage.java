package com.openlayer.kafka.pairs;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Open Inference Protocol from protobuf to the protocol's own JSON: {@code ModelInferRequest} and
 * {@code ModelInferResponse}.
 *
 * <p>The field numbers are those of {@code open_inference_grpc.proto}. Parameters are skipped, as the rows need none.
 */
final class InferenceMessage {
    private static final int MODEL_NAME = 1;
    private static final int MODEL_VERSION = 2;
    private static final int ID = 3;
    private static final int TENSORS = 5;
    /** Of a request: the outputs that are asked for. Of a response: raw contents. */
    private static final int SIX = 6;

    private static final int RAW_INPUTS = 7;

    private static final int TENSOR_NAME = 1;
    private static final int TENSOR_TYPE = 2;
    private static final int TENSOR_SHAPE = 3;
    private static final int TENSOR_CONTENTS = 5;

    private final ObjectNode message = JsonNodeFactory.instance.objectNode();
    private final List<ObjectNode> tensors = new ArrayList<>();
    private final List<ByteString> six = new ArrayList<>();
    private final List<ByteString> rawInputs = new ArrayList<>();

    private InferenceMessage() {}

    /**
     * Reads a message.
     *
     * @throws IOException if the bytes are no such message
     */
    static ObjectNode read(byte[] bytes, Role role) throws IOException {
        return new InferenceMessage().message(CodedInputStream.newInstance(bytes), role);
    }

    private ObjectNode message(CodedInputStream in, Role role) throws IOException {
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case MODEL_NAME -> message.put("model_name", in.readStringRequireUtf8());
                case MODEL_VERSION -> message.put("model_version", in.readStringRequireUtf8());
                case ID -> message.put("id", in.readStringRequireUtf8());
                case TENSORS -> tensors.add(tensor(in.readBytes().newCodedInput()));
                case SIX -> six.add(in.readBytes());
                case RAW_INPUTS -> rawInputs.add(in.readBytes());
                default -> in.skipField(tag);
            }
        }
        if (tensors.isEmpty()) {
            throw new InvalidProtocolBufferException("a message without tensors");
        }
        List<ByteString> raw = role == Role.REQUEST ? rawInputs : six;
        for (int i = 0; i < tensors.size(); i++) {
            if (!tensors.get(i).has("data")) {
                tensors.get(i).set("data", i < raw.size() ? raw(tensors.get(i), raw.get(i)) : array());
            }
        }
        message.putArray(role == Role.REQUEST ? "inputs" : "outputs").addAll(tensors);
        return message;
    }

    private static ObjectNode tensor(CodedInputStream in) throws IOException {
        ObjectNode tensor = JsonNodeFactory.instance.objectNode();
        ArrayNode shape = array();
        ArrayNode data = array();
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case TENSOR_NAME -> tensor.put("name", in.readStringRequireUtf8());
                case TENSOR_TYPE -> tensor.put("datatype", in.readStringRequireUtf8());
                case TENSOR_SHAPE -> values(in, tag, () -> shape.add(in.readInt64()));
                case TENSOR_CONTENTS -> data.addAll(contents(in.readBytes().newCodedInput()));
                default -> in.skipField(tag);
            }
        }
        tensor.set("shape", shape);
        if (!data.isEmpty()) {
            tensor.set("data", data);
        }
        return tensor;
    }

    private static ArrayNode contents(CodedInputStream in) throws IOException {
        ArrayNode data = array();
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case 1 -> values(in, tag, () -> data.add(in.readBool()));
                case 2 -> values(in, tag, () -> data.add(in.readInt32()));
                case 3 -> values(in, tag, () -> data.add(in.readInt64()));
                case 4 -> values(in, tag, () -> data.add(Integer.toUnsignedLong(in.readUInt32())));
                case 5 -> values(in, tag, () -> data.add(unsigned(in.readUInt64())));
                case 6 -> values(in, tag, () -> data.add(in.readFloat()));
                case 7 -> values(in, tag, () -> data.add(in.readDouble()));
                case 8 -> data.add(in.readBytes().toStringUtf8());
                default -> in.skipField(tag);
            }
        }
        return data;
    }

    /** Reads one value. */
    private interface Value {
        void read() throws IOException;
    }

    /** A repeated number comes packed or one by one. */
    private static void values(CodedInputStream in, int tag, Value value) throws IOException {
        if (WireFormat.getTagWireType(tag) != WireFormat.WIRETYPE_LENGTH_DELIMITED) {
            value.read();
            return;
        }
        int outer = in.pushLimit(in.readRawVarint32());
        while (in.getBytesUntilLimit() > 0) {
            value.read();
        }
        in.popLimit(outer);
    }

    /** Raw contents: little-endian values without gaps, texts with their length before them. */
    private static ArrayNode raw(ObjectNode tensor, ByteString bytes) throws IOException {
        ByteBuffer in = bytes.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        ArrayNode data = array();
        String type = tensor.path("datatype").asText();
        try {
            while (in.hasRemaining()) {
                switch (type) {
                    case "BOOL" -> data.add(in.get() != 0);
                    case "INT8" -> data.add((int) in.get());
                    case "UINT8" -> data.add(Byte.toUnsignedInt(in.get()));
                    case "INT16" -> data.add((int) in.getShort());
                    case "UINT16" -> data.add(Short.toUnsignedInt(in.getShort()));
                    case "INT32" -> data.add(in.getInt());
                    case "UINT32" -> data.add(Integer.toUnsignedLong(in.getInt()));
                    case "INT64" -> data.add(in.getLong());
                    case "UINT64" -> data.add(unsigned(in.getLong()));
                    case "FP16" -> data.add(half(in.getShort()));
                    case "BF16" -> data.add(Float.intBitsToFloat(in.getShort() << 16));
                    case "FP32" -> data.add(in.getFloat());
                    case "FP64" -> data.add(in.getDouble());
                    case "BYTES" -> data.add(text(in));
                    default -> throw new InvalidProtocolBufferException("a tensor of an unknown type");
                }
            }
        } catch (BufferUnderflowException e) {
            throw new InvalidProtocolBufferException("raw contents of a tensor are truncated");
        }
        return data;
    }

    private static String text(ByteBuffer in) throws IOException {
        int length = in.getInt();
        if (length < 0 || length > in.remaining()) {
            throw new InvalidProtocolBufferException("raw contents of a tensor are truncated");
        }
        byte[] text = new byte[length];
        in.get(text);
        return Text.of(text);
    }

    /** IEEE 754 half precision: 1 bit sign, 5 bits exponent, 10 bits fraction. */
    private static float half(short bits) {
        int exponent = bits >> 10 & 0x1f;
        int fraction = bits & 0x3ff;
        float magnitude = switch (exponent) {
            case 0 -> fraction * 0x1p-24f;
            case 0x1f -> fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
            default -> Math.scalb(1 + fraction * 0x1p-10f, exponent - 15);
        };
        return bits < 0 ? -magnitude : magnitude;
    }

    private static BigInteger unsigned(long value) {
        return new BigInteger(Long.toUnsignedString(value));
    }

    private static ArrayNode array() {
        return JsonNodeFactory.instance.arrayNode();
    }
}
