package com.openlayer.kafka.pairs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PairTopologyTest {
    private static final Instant START = Instant.parse("2026-11-26T10:00:00Z");
    private static final String REQUEST = "{\"instances\": [[6.80, 2.8]]}";
    private static final String RESPONSE = "{\"predictions\": [1]}";

    @TempDir
    Path directory;

    private final Map<String, String> properties = new HashMap<>(Map.of(
            "bootstrap.servers", "unused:9092",
            "input.topics", "events",
            "output.topic", "pairs",
            "unpaired.topic", "unpaired",
            "preset", "kserve"));
    private final PairTally tally = new PairTally();
    private TopologyTestDriver driver;
    private TestInputTopic<byte[], byte[]> events;
    private TestOutputTopic<String, byte[]> pairs;
    private TestOutputTopic<byte[], byte[]> unpaired;

    @BeforeEach
    void start() {
        start(Map.of());
    }

    private void start(Map<String, String> more) {
        stop();
        properties.putAll(more);
        PairSettings settings = PairSettings.of(properties);
        Properties streams = new Properties();
        streams.putAll(settings.streams());
        streams.put("state.dir", directory.toString());
        driver = new TopologyTestDriver(PairTopology.build(settings, tally), streams, START);
        events =
                driver.createInputTopic(settings.inputs().get(0), new ByteArraySerializer(), new ByteArraySerializer());
        pairs = driver.createOutputTopic("pairs", new StringDeserializer(), new ByteArrayDeserializer());
        unpaired = driver.createOutputTopic("unpaired", new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    @AfterEach
    void stop() {
        if (driver != null) {
            driver.close();
        }
    }

    private void write(String type, String id, String body, int second) {
        write(headers(type, id), body, second);
    }

    private void write(Headers headers, String body, int second) {
        events.pipeInput(new TestRecord<>(null, body.getBytes(UTF_8), headers, START.plusSeconds(second)));
    }

    private static Headers headers(String type, String id) {
        Headers headers = new RecordHeaders();
        headers.add("ce_type", ("org.kubeflow.serving.inference." + type).getBytes(UTF_8));
        headers.add("ce_id", id.getBytes(UTF_8));
        headers.add("ce_inferenceservicename", "iris".getBytes(UTF_8));
        return headers;
    }

    private static String header(TestRecord<?, ?> record, String name) {
        return record.headers().lastHeader(name) == null
                ? null
                : new String(record.headers().lastHeader(name).value(), UTF_8);
    }

    private List<String> reasons() {
        return unpaired.readRecordsToList().stream()
                .map(record -> header(record, "pair.reason"))
                .toList();
    }

    private void assertPair(String request, String response, TestRecord<String, byte[]> pair) throws IOException {
        JsonNode json = Body.MAPPER.readTree(pair.value());
        assertThat(json.get("request")).isEqualTo(Body.MAPPER.readTree(request));
        assertThat(json.get("response")).isEqualTo(Body.MAPPER.readTree(response));
    }

    @Test
    @DisplayName("a pair has the id as key, the time of its response, both bodies and both events' headers")
    void pair() throws IOException {
        write("request", "a", REQUEST, 0);
        write("response", "a", RESPONSE, 2);
        TestRecord<String, byte[]> pair = pairs.readRecord();
        assertThat(pair.key()).isEqualTo("a");
        assertThat(pair.getRecordTime()).isEqualTo(START.plusSeconds(2));
        assertThat(new String(pair.value(), UTF_8))
                .isEqualTo("{\"request\":" + REQUEST + ",\"response\":" + RESPONSE
                        + ",\"headers\":{\"request\":{\"ce_type\":\"org.kubeflow.serving.inference.request\",\"ce_id\":\"a\","
                        + "\"ce_inferenceservicename\":\"iris\"},\"response\":{\"ce_type\":\"org.kubeflow.serving.inference.response\","
                        + "\"ce_id\":\"a\",\"ce_inferenceservicename\":\"iris\"}},\"timestamps\":{\"request\":"
                        + START.toEpochMilli() + ",\"response\":"
                        + START.plusSeconds(2).toEpochMilli() + "}}");
        assertThat(unpaired.isEmpty()).isTrue();
    }

    @Test
    @DisplayName("a response may come before its request")
    void responseFirst() throws IOException {
        write("response", "a", RESPONSE, 1);
        write("request", "a", REQUEST, 0);
        assertPair(REQUEST, RESPONSE, pairs.readRecord());
    }

    @Test
    @DisplayName("events that are sent again make no second pair and are not lost")
    void duplicates() {
        write("request", "a", REQUEST, 0);
        write("request", "a", REQUEST, 1);
        write("response", "a", RESPONSE, 2);
        write("response", "a", RESPONSE, 3);
        write("request", "a", REQUEST, 4);
        assertThat(pairs.readRecordsToList()).hasSize(1);
        assertThat(reasons()).containsExactly("duplicate", "duplicate", "duplicate");
        idle(Duration.ofSeconds(91));
        assertThat(unpaired.isEmpty()).isTrue();
    }

    @Test
    @DisplayName("components that log the same id have pairs of their own")
    void components() throws IOException {
        for (String component : List.of("transformer", "predictor")) {
            write(headers("request", "a").add("ce_component", component.getBytes(UTF_8)), "\"" + component + "\"", 0);
        }
        for (String component : List.of("predictor", "transformer")) {
            write(headers("response", "a").add("ce_component", component.getBytes(UTF_8)), "\"" + component + "\"", 1);
        }
        assertPair("\"predictor\"", "\"predictor\"", pairs.readRecord());
        assertPair("\"transformer\"", "\"transformer\"", pairs.readRecord());
    }

    @Test
    @DisplayName("an id that is used again after the window makes another pair")
    void idUsedAgain() {
        write("request", "a", REQUEST, 0);
        write("response", "a", RESPONSE, 1);
        write("request", "a", REQUEST, 100);
        write("response", "a", RESPONSE, 101);
        assertThat(pairs.readRecordsToList()).hasSize(2);
        assertThat(reasons()).isEmpty();
    }

    @Test
    @DisplayName("halves that are further apart than the window make no pair")
    void outsideWindow() {
        write("request", "a", REQUEST, 0);
        write("response", "a", RESPONSE, 61);
        assertThat(pairs.isEmpty()).isTrue();
        assertThat(reasons()).containsExactly("no-response");
        idle(Duration.ofSeconds(91));
        assertThat(reasons()).containsExactly("no-request");
    }

    @Test
    @DisplayName("halves without partner come out when later events have closed their window, as they were read")
    void windowCloses() {
        // The events are read late, so their clock does not run ahead.
        driver.advanceWallClockTime(Duration.ofSeconds(95));
        events.pipeInput(
                new TestRecord<>("k".getBytes(UTF_8), REQUEST.getBytes(UTF_8), headers("request", "a"), START));
        write("response", "b", RESPONSE, 0);
        write("request", "later", REQUEST, 90);
        driver.advanceWallClockTime(Duration.ofSeconds(29));
        assertThat(unpaired.isEmpty()).isTrue();
        driver.advanceWallClockTime(Duration.ofSeconds(1));
        List<TestRecord<byte[], byte[]>> records = unpaired.readRecordsToList();
        assertThat(records).hasSize(2);
        TestRecord<byte[], byte[]> request = records.get(0);
        assertThat(request.key()).isEqualTo("k".getBytes(UTF_8));
        assertThat(request.value()).isEqualTo(REQUEST.getBytes(UTF_8));
        assertThat(request.getRecordTime()).isEqualTo(START);
        assertThat(List.of(
                        "pair.reason", "pair.role", "pair.key", "pair.topic", "pair.partition", "pair.offset", "ce_id"))
                .extracting(name -> header(request, name))
                .containsExactly("no-response", "request", "a", "events", "0", "0", "a");
        assertThat(header(records.get(1), "pair.reason")).isEqualTo("no-request");
    }

    @Test
    @DisplayName("the last halves of a topic come out when it is idle, and their ids are free again")
    void idleTopic() {
        write("request", "a", REQUEST, 0);
        idle(Duration.ofSeconds(89));
        assertThat(unpaired.isEmpty()).isTrue();
        idle(Duration.ofSeconds(2));
        assertThat(reasons()).containsExactly("no-response");
        for (String store : List.of(PairProcessor.HALVES, PairProcessor.PAIRED, PairProcessor.CLOSINGS)) {
            try (var entries = driver.getKeyValueStore(store).all()) {
                assertThat(entries.hasNext()).as(store).isFalse();
            }
        }
    }

    @Test
    @DisplayName("after an outage, an old event waits for its partner although later events were read before")
    void outage() {
        write("request", "new", REQUEST, 3600);
        write("request", "old", REQUEST, 0);
        driver.advanceWallClockTime(Duration.ofSeconds(20));
        write("response", "old", RESPONSE, 1);
        assertThat(pairs.readRecord().key()).isEqualTo("old");
        assertThat(unpaired.isEmpty()).isTrue();
    }

    @Test
    @DisplayName("a clock that runs ahead does not close the windows of others, nor keep its own open")
    void clockAhead() {
        write("request", "ahead", REQUEST, 999_999);
        write("request", "a", REQUEST, 0);
        driver.advanceWallClockTime(Duration.ofSeconds(40));
        write("response", "a", RESPONSE, 40);
        assertThat(pairs.readRecordsToList()).hasSize(1);
        write("request", "b", REQUEST, 91);
        driver.advanceWallClockTime(Duration.ofSeconds(51));
        write("request", "c", REQUEST, 91);
        driver.advanceWallClockTime(Duration.ofSeconds(1));
        assertThat(reasons()).containsExactly("no-response");
    }

    @Test
    @DisplayName("bad events go to the topic of halves with their reason, and the next pair is made")
    void badEvents() {
        write(new RecordHeaders(), REQUEST, 0);
        write(headers("request", ""), REQUEST, 0);
        write("explanation", "a", REQUEST, 0);
        write("request", "a", "{\"instances\": [", 0);
        write("request", "a", "", 0);
        write("request", "a", "{} {}", 0);
        events.pipeInput(new TestRecord<>(null, null, headers("request", "a"), START));
        pair("b");
        assertThat(reasons())
                .containsExactly("no-key", "no-key", "unknown-role", "not-json", "not-json", "not-json", "not-json");
        assertThat(pairs.readRecord().key()).isEqualTo("b");
        assertThat(tally.summary())
                .isEqualTo("1 pairs, 7 events without pair (no-key 2, unknown-role 1, not-json 4), 0 skipped");
        assertThat(tally.summary()).startsWith("0 pairs, 0 events without pair, 0 skipped");
    }

    private void pair(String id) {
        write("request", id, REQUEST, 0);
        write("response", id, RESPONSE, 1);
    }

    @Test
    @DisplayName("what is too large leaves only its place behind, and a pair that is too large leaves its halves")
    void tooLarge() {
        start(Map.of("max.pair.bytes", "1000"));
        write("request", "a", "\"" + "x".repeat(1000) + "\"", 0);
        TestRecord<byte[], byte[]> record = unpaired.readRecord();
        assertThat(record.value()).isNull();
        assertThat(header(record, "pair.reason")).isEqualTo("too-large");
        assertThat(header(record, "pair.offset")).isEqualTo("0");
        write("request", "b", "\"" + "x".repeat(500) + "\"", 0);
        write("response", "b", "\"" + "x".repeat(500) + "\"", 0);
        assertThat(reasons()).containsExactly("too-large", "too-large");
        assertThat(pairs.isEmpty()).isTrue();
    }

    @Test
    @DisplayName("the text of server-sent events becomes a JSON string")
    void serverSentEvents() throws IOException {
        String stream = "data: {\"choices\":[]}\n\ndata: [DONE]\n\n";
        write("request", "a", "{\"stream\": true}", 0);
        write("response", "a", stream, 1);
        assertThat(Body.MAPPER
                        .readTree(pairs.readRecord().value())
                        .get("response")
                        .textValue())
                .isEqualTo(stream);
    }

    @Test
    @DisplayName("Seldon Core 1 pairs by request and model; its feedback is skipped")
    void seldonV1() {
        start(Map.of("preset", "seldon-v1"));
        for (String type : List.of("inference.request", "inference.response", "feedback")) {
            Headers headers = new RecordHeaders();
            headers.add("type", ("io.seldon.serving." + type).getBytes(UTF_8));
            headers.add("requestid", "r-1".getBytes(UTF_8));
            headers.add("modelid", "classifier".getBytes(UTF_8));
            write(headers, "{}", 0);
        }
        assertThat(pairs.readRecord().key()).isEqualTo("r-1");
        assertThat(unpaired.isEmpty()).isTrue();
        assertThat(tally.summary()).isEqualTo("1 pairs, 0 events without pair, 1 skipped");
    }

    @Test
    @DisplayName("Seldon Core 2 pairs inputs and outputs by the record's key, in protobuf or JSON")
    void seldonV2() throws IOException {
        start(Map.of(
                "preset", "seldon-v2",
                "input.topics", "seldon.ns.model.iris.inputs,seldon.ns.model.iris.outputs"));
        TestInputTopic<byte[], byte[]> outputs = driver.createInputTopic(
                "seldon.ns.model.iris.outputs", new ByteArraySerializer(), new ByteArraySerializer());
        byte[] key = "cfq9".getBytes(UTF_8);
        // Field 5, a tensor: name "x" in field 1, and in field 5 contents with the packed field 2.
        byte[] tensor = {0x2a, 8, 0x0a, 1, 'x', 0x2a, 3, 0x12, 1, 7};
        events.pipeInput(key, tensor, START);
        outputs.pipeInput(key, tensor, START);
        assertPair(
                "{\"inputs\": [{\"name\": \"x\", \"shape\": [], \"data\": [7]}]}",
                "{\"outputs\": [{\"name\": \"x\", \"shape\": [], \"data\": [7]}]}",
                pairs.readRecord());
        events.pipeInput(key, REQUEST.getBytes(UTF_8), START.plusSeconds(100));
        outputs.pipeInput(key, RESPONSE.getBytes(UTF_8), START.plusSeconds(100));
        TestRecord<String, byte[]> pair = pairs.readRecord();
        assertThat(pair.key()).isEqualTo("cfq9");
        assertPair(REQUEST, RESPONSE, pair);
    }

    @Test
    @DisplayName("two filters and two topics do without a preset; a filter that fails, fails for its event alone")
    void filters() throws IOException {
        properties.remove("preset");
        start(Map.of(
                "input.topics", "questions, answers",
                "key.filter", ".call.id",
                "role.filter", "if $topic == \"answers\" then \"response\" else \"request\" end"));
        TestInputTopic<byte[], byte[]> answers =
                driver.createInputTopic("answers", new ByteArraySerializer(), new ByteArraySerializer());
        String question = "{\"call\": {\"id\": 7}}";
        String answer = "{\"call\": {\"id\": 7}, \"text\": \"yes\"}";
        events.pipeInput(question.getBytes(UTF_8), START);
        answers.pipeInput("[]".getBytes(UTF_8), START);
        answers.pipeInput(answer.getBytes(UTF_8), START);
        TestRecord<String, byte[]> pair = pairs.readRecord();
        assertThat(pair.key()).isEqualTo("7");
        assertPair(question, answer, pair);
        assertThat(reasons()).containsExactly("filter-failed");
    }

    /** Checks run once a second. */
    private void idle(Duration time) {
        for (long second = 0; second < time.toSeconds(); second++) {
            driver.advanceWallClockTime(Duration.ofSeconds(1));
        }
    }
}
