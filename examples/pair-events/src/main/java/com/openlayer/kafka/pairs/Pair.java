package com.openlayer.kafka.pairs;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * A request and its response.
 *
 * @param json as it is written: {@code {request, response, headers: {request, response}, timestamps: {request, response}}}
 */
record Pair(String id, byte[] json, long timestamp) {

    static Pair of(Half one, Half other) {
        Half request = one.role() == Role.REQUEST ? one : other;
        Half response = one.role() == Role.REQUEST ? other : one;
        return new Pair(response.id(), json(request, response), response.timestamp());
    }

    private static byte[] json(Half request, Half response) {
        int bodies = request.body().length + response.body().length;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(bodies + 1024);
        try (JsonGenerator json = Body.MAPPER.getFactory().createGenerator(bytes)) {
            json.writeStartObject();
            // Raw, so that every number keeps its digits.
            for (Half half : new Half[] {request, response}) {
                json.writeFieldName(half.role().word());
                json.writeRawValue(Text.of(half.body()));
            }
            json.writeObjectFieldStart("headers");
            for (Half half : new Half[] {request, response}) {
                writeHeaders(json, half);
            }
            json.writeEndObject();
            json.writeObjectFieldStart("timestamps");
            json.writeNumberField(Role.REQUEST.word(), request.timestamp());
            json.writeNumberField(Role.RESPONSE.word(), response.timestamp());
            json.writeEndObject();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void writeHeaders(JsonGenerator json, Half half) throws IOException {
        json.writeObjectFieldStart(half.role().word());
        for (Map.Entry<String, String> header : texts(half.headers()).entrySet()) {
            json.writeStringField(header.getKey(), header.getValue());
        }
        json.writeEndObject();
    }

    /** Name and last value of each header. */
    static Map<String, String> texts(Headers headers) {
        Map<String, String> texts = new LinkedHashMap<>();
        for (Header header : headers) {
            texts.put(header.key(), Text.of(header.value()));
        }
        return texts;
    }
}
