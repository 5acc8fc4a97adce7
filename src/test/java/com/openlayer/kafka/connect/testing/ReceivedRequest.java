package com.openlayer.kafka.connect.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.github.tomakehurst.wiremock.http.RequestMethod;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A request that the stub received. */
public final class ReceivedRequest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern PIPELINE = Pattern.compile(
            "/v1/inference-pipelines/(\\p{XDigit}{8}(?:-\\p{XDigit}{4}){3}-\\p{XDigit}{12})(/data-stream|/rows)?");

    private final long number;
    private final long arrivedNanos = System.nanoTime();
    private final LoggedRequest raw;
    private final String path;
    private JsonNode body;
    private volatile String outcome = "";

    ReceivedRequest(long number, LoggedRequest raw) {
        this.number = number;
        this.raw = raw;
        path = path(raw.getUrl());
    }

    static String path(String url) {
        int query = url.indexOf('?');
        return query < 0 ? url : url.substring(0, query);
    }

    static Optional<UUID> pipeline(String path) {
        Matcher matcher = PIPELINE.matcher(path);
        return matcher.matches() ? Optional.of(UUID.fromString(matcher.group(1))) : Optional.empty();
    }

    /** Its number in the order of arrival over all pipelines, from 1. */
    public long number() {
        return number;
    }

    public String method() {
        return raw.getMethod().getName();
    }

    /** Without the query. */
    public String path() {
        return path;
    }

    public String url() {
        return raw.getUrl();
    }

    public Optional<UUID> pipeline() {
        return pipeline(path);
    }

    /** Whether it publishes rows. */
    public boolean publishes() {
        return raw.getMethod().equals(RequestMethod.POST) && path.endsWith("/data-stream");
    }

    /** Whether it updates a row. */
    public boolean updates() {
        return raw.getMethod().equals(RequestMethod.PUT) && path.endsWith("/rows");
    }

    /** Whether it publishes rows or updates one. */
    public boolean delivers() {
        return publishes() || updates();
    }

    /** The decoded query parameter of an update; empty if it is not the only parameter. */
    public String inferenceId() {
        int query = url().indexOf("?inferenceId=");
        String value = query < 0 ? "" : url().substring(query + "?inferenceId=".length());
        return value.contains("&") || value.contains("=") ? "" : URLDecoder.decode(value, UTF_8);
    }

    /** The first header with this name; empty if there is none. */
    public String header(String name) {
        String value = raw.getHeader(name);
        return value == null ? "" : value;
    }

    /** The body after decompression. */
    public byte[] bytes() {
        return raw.getBody();
    }

    public String text() {
        return new String(bytes(), UTF_8);
    }

    /** The body as JSON; missing if it is not JSON. */
    public synchronized JsonNode body() {
        if (body == null) {
            try {
                body = bytes().length == 0 ? MissingNode.getInstance() : JSON.readTree(bytes());
            } catch (JsonProcessingException e) {
                body = MissingNode.getInstance();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return body;
    }

    /** The rows of the body, or the row of an update. */
    public JsonNode rows() {
        return updates() ? JSON.createArrayNode().add(body().path("row")) : body().path("rows");
    }

    /** The text of the first row as received; empty without rows. */
    public String firstRowText() {
        String text = text();
        try (JsonParser parser = JSON.createParser(text)) {
            parser.nextToken();
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                JsonToken token = parser.nextToken();
                if (name.equals("rows")) {
                    token = parser.nextToken();
                }
                int start = (int) parser.currentTokenLocation().getCharOffset();
                parser.skipChildren();
                if (token == JsonToken.START_OBJECT && name.startsWith("row")) {
                    return text.substring(start, (int) parser.currentLocation().getCharOffset());
                }
            }
            return "";
        } catch (IOException e) {
            return "";
        }
    }

    public JsonNode config() {
        return body().path("config");
    }

    /** The time from another request's arrival to this one's. */
    public Duration since(ReceivedRequest earlier) {
        return Duration.ofNanos(arrivedNanos - earlier.arrivedNanos);
    }

    /** The status or the name of the fault with which it was answered; empty before. */
    public String outcome() {
        return outcome;
    }

    void answered(String with) {
        outcome = with;
    }

    @Override
    public String toString() {
        return number + " " + method() + " " + path + " " + rows().size() + " rows -> " + outcome;
    }
}
