package com.openlayer.kafka.pairs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InferenceMessageTest {
    private interface Fields {
        void write(CodedOutputStream out) throws IOException;
    }

    private static ByteString message(Fields fields) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        fields.write(out);
        out.flush();
        return ByteString.copyFrom(bytes.toByteArray());
    }

    private static ByteString packed(Fields values) throws IOException {
        return message(values);
    }

    private static ByteString tensor(String name, String type, long rows, long columns, ByteString contents)
            throws IOException {
        return message(out -> {
            out.writeString(1, name);
            out.writeString(2, type);
            out.writeBytes(3, packed(shape -> {
                shape.writeInt64NoTag(rows);
                shape.writeInt64NoTag(columns);
            }));
            if (contents != null) {
                out.writeBytes(5, contents);
            }
        });
    }

    @Test
    @DisplayName("a request with contents is the protocol's JSON; asked outputs and parameters are left out")
    void contents() throws IOException {
        ByteString contents = message(out -> out.writeBytes(6, packed(values -> {
            values.writeFloatNoTag(6.8f);
            values.writeFloatNoTag(2.8f);
        })));
        ByteString request = message(out -> {
            out.writeString(1, "iris");
            out.writeString(3, "r-1");
            out.writeBytes(4, message(parameter -> parameter.writeString(1, "k")));
            out.writeBytes(5, tensor("predict", "FP32", 1, 2, contents));
            out.writeBytes(6, message(asked -> asked.writeString(1, "predict")));
        });
        assertThat(InferenceMessage.read(request.toByteArray(), Role.REQUEST))
                .hasToString(
                        "{\"model_name\":\"iris\",\"id\":\"r-1\",\"inputs\":[{\"name\":\"predict\",\"datatype\":\"FP32\",\"shape\":[1,2],\"data\":[6.8,2.8]}]}");
    }

    @Test
    @DisplayName("a response with raw contents is the protocol's JSON")
    void rawContents() throws IOException {
        ByteBuffer raw = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        raw.putLong(1).putLong(-2);
        ByteString response = message(out -> {
            out.writeString(1, "iris");
            out.writeBytes(5, tensor("label", "INT64", 2, 1, null));
            out.writeBytes(6, ByteString.copyFrom(raw.array()));
        });
        assertThat(InferenceMessage.read(response.toByteArray(), Role.RESPONSE))
                .hasToString(
                        "{\"model_name\":\"iris\",\"outputs\":[{\"name\":\"label\",\"datatype\":\"INT64\",\"shape\":[2,1],\"data\":[1,-2]}]}");
    }

    @ParameterizedTest
    @CsvSource({
        "BOOL, 0100, '[true,false]'",
        "INT8, ff01, '[-1,1]'",
        "UINT8, ff01, '[255,1]'",
        "INT16, ffff, '[-1]'",
        "UINT16, ffff, '[65535]'",
        "INT32, ffffffff, '[-1]'",
        "UINT32, ffffffff, '[4294967295]'",
        "UINT64, ffffffffffffffff, '[18446744073709551615]'",
        "FP16, 003c00c05535, '[1.0,-2.0,0.33325195]'",
        "BF16, 803f, '[1.0]'",
        "FP32, 0000803f, '[1.0]'",
        "FP64, 000000000000f03f, '[1.0]'",
        "BYTES, 02000000686903000000c3a421, '[\"hi\",\"ä!\"]'"
    })
    @DisplayName("raw contents are read by the tensor's type")
    void rawTypes(String type, String hex, String data) throws IOException {
        byte[] response = message(out -> {
                    out.writeBytes(5, tensor("t", type, 1, 1, null));
                    out.writeBytes(6, ByteString.fromHex(hex));
                })
                .toByteArray();
        assertThat(InferenceMessage.read(response, Role.RESPONSE).at("/outputs/0/data"))
                .hasToString(data);
    }

    @Test
    @DisplayName("what is no such message is not JSON either")
    void noMessage() {
        for (String text : new String[] {"plain text", "", "\n\u0001x", "{\"inputs\": ["}) {
            byte[] value = text.getBytes(UTF_8);
            assertThatThrownBy(() -> InferenceMessage.read(value, Role.REQUEST)).isInstanceOf(IOException.class);
            assertThat(Body.decode(value, Body.Format.INFERENCE, Role.REQUEST)).isNull();
        }
    }
}
