package com.openlayer.kafka.connect.api;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import okhttp3.Headers;
import okhttp3.Response;
import okio.BufferedSource;
import okio.ByteString;

/**
 * An HTTP response whose body was read.
 *
 * @param body at most {@link #MAX_BODY_BYTES}, after decompression
 * @param cut whether there was more
 */
record Reply(int status, Headers headers, ByteString body, boolean cut) {
    /** Far more than any response of Openlayer. The error page of a proxy may be larger. */
    static final int MAX_BODY_BYTES = 64 * 1024;

    private static final Pattern PIPELINE = Pattern.compile("(?i)\\bpipelines?\\b");
    private static final Pattern ROW = Pattern.compile("(?i)\\b(rows?|records?|inferences?[ _-]?ids?)\\b");
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .build();

    /**
     * Reads the response and closes it.
     *
     * @throws IOException if the body of a 200 is truncated. With any other status the status suffices, so the body counts
     *     as cut.
     */
    static Reply read(Response response, CallProgress progress) throws IOException {
        try (response) {
            BufferedSource source = response.body().source();
            try {
                boolean cut = source.request(MAX_BODY_BYTES + 1L);
                ByteString body = source.getBuffer()
                        .snapshot((int) Math.min(source.getBuffer().size(), MAX_BODY_BYTES));
                return new Reply(progress.status(), progress.headers(), body, cut);
            } catch (IOException e) {
                if (progress.status() == 200) {
                    throw e;
                }
                return new Reply(progress.status(), progress.headers(), ByteString.EMPTY, true);
            }
        }
    }

    /** The body if it is a JSON object, regardless of its content type. */
    Optional<JsonNode> json() {
        if (cut) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readTree(body.toByteArray())).filter(JsonNode::isObject);
        } catch (JsonProcessingException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new IllegalStateException("reading from memory", e);
        }
    }

    /** The status with the server's error text, or else with type and size of the body. One line without row content. */
    String describe(Redaction redaction) {
        return "HTTP " + status
                + errorText().map(redaction::apply).map(text -> ": " + text).orElseGet(this::bodySummary);
    }

    /** Equal for replies with equal status and error text, or else with equal status, body type and size. */
    String fingerprint(Redaction redaction) {
        return redaction.fingerprint(status + " " + errorText().orElseGet(this::bodySummary));
    }

    /** Whether the error text mentions a pipeline, and neither a row nor its id. */
    boolean isAboutPipeline() {
        return errorText()
                .filter(text ->
                        PIPELINE.matcher(text).find() && !ROW.matcher(text).find())
                .isPresent();
    }

    private Optional<String> errorText() {
        return json().flatMap(object -> Stream.of(
                        object.path("error"),
                        object.path("error").path("message"),
                        object.path("message"),
                        object.path("detail"))
                .filter(JsonNode::isTextual)
                .map(JsonNode::textValue)
                .filter(text -> !text.isBlank())
                .findFirst());
    }

    private String bodySummary() {
        if (cut) {
            return " with a body of type " + mediaType()
                    + (body.size() == 0 ? " that was truncated" : " (more than " + body.size() + " bytes)");
        }
        return body.size() == 0
                ? " with an empty body"
                : " with a body of type " + mediaType() + " (" + body.size() + " bytes)";
    }

    private String mediaType() {
        String header = headers.get("Content-Type");
        if (header == null) {
            return "unknown";
        }
        String type = header.split(";", 2)[0].trim().toLowerCase(Locale.ROOT);
        return SafeWords.MEDIA_TYPES.contains(type) ? type : "unknown";
    }
}
