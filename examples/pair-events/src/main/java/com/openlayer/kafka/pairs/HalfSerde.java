package com.openlayer.kafka.pairs;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/** Halves in the repartition topic, the state store and its changelog. */
final class HalfSerde implements Serde<Half> {
    private static final int VERSION = 1;
    private static final int NULL = -1;

    @Override
    public Serializer<Half> serializer() {
        return (topic, half) -> half == null ? null : bytes(half);
    }

    @Override
    public Deserializer<Half> deserializer() {
        return (topic, bytes) -> bytes == null ? null : half(bytes);
    }

    /** Bytes of its content. */
    static int size(Half half) {
        int size = length(half.key()) + length(half.value()) + length(half.json());
        for (Header header : half.headers()) {
            size += header.key().length() + length(header.value());
        }
        return size;
    }

    private static byte[] bytes(Half half) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(size(half) + 512);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            writeText(out, half.role() == null ? null : half.role().name());
            writeText(out, half.reason() == null ? null : half.reason().name());
            writeText(out, half.id());
            writeText(out, half.topic());
            out.writeInt(half.partition());
            out.writeLong(half.offset());
            out.writeLong(half.timestamp());
            write(out, half.key());
            write(out, half.value());
            write(out, half.json());
            Header[] headers = half.headers().toArray();
            out.writeInt(headers.length);
            for (Header header : headers) {
                writeText(out, header.key());
                write(out, header.value());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static Half half(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int version = in.readByte();
            if (version != VERSION) {
                throw new SerializationException("Halves of version " + version
                        + " are unknown. Start with a new application.id, or with the release that wrote them");
            }
            String role = readText(in);
            String reason = readText(in);
            return new Half(
                    role == null ? null : Role.valueOf(role),
                    readText(in),
                    reason == null ? null : Reason.valueOf(reason),
                    readText(in),
                    in.readInt(),
                    in.readLong(),
                    in.readLong(),
                    read(in),
                    read(in),
                    read(in),
                    readHeaders(in));
        } catch (IOException e) {
            throw new SerializationException("A stored half is truncated", e);
        }
    }

    private static Headers readHeaders(DataInputStream in) throws IOException {
        Headers headers = new RecordHeaders();
        for (int left = in.readInt(); left > 0; left--) {
            headers.add(readText(in), read(in));
        }
        return headers;
    }

    private static void writeText(DataOutputStream out, String text) throws IOException {
        write(out, Text.bytes(text));
    }

    private static String readText(DataInputStream in) throws IOException {
        return Text.of(read(in));
    }

    private static void write(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes == null ? NULL : bytes.length);
        if (bytes != null) {
            out.write(bytes);
        }
    }

    private static byte[] read(DataInputStream in) throws IOException {
        int length = in.readInt();
        return length == NULL ? null : in.readNBytes(length);
    }

    private static int length(byte[] bytes) {
        return bytes == null ? 0 : bytes.length;
    }
}
