package com.openlayer.kafka.connect;

import static com.openlayer.kafka.connect.testing.StubAnswer.status;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.openlayer.kafka.connect.testing.Cluster;
import com.openlayer.kafka.connect.testing.DeadLetter;
import com.openlayer.kafka.connect.testing.Faults;
import com.openlayer.kafka.connect.testing.OpenlayerStub;
import com.openlayer.kafka.connect.testing.ReceivedRequest;
import com.openlayer.kafka.connect.testing.SharedCluster;
import com.openlayer.kafka.connect.testing.Sink;
import com.openlayer.kafka.connect.testing.StubAnswer;
import com.openlayer.kafka.connect.testing.TestBed;
import com.openlayer.kafka.connect.testing.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Injects one fault per test, each with its own connector, and checks deliveries, commits, dead letters and failures.
 */
@ExtendWith(SharedCluster.class)
@Execution(ExecutionMode.CONCURRENT)
class FaultTableIT {
    private static final int ROWS = 30;

    /** Texts in every record. Neither they nor the API key may appear in the worker's log. */
    private static final String SECRET_KEY = "zebra-in-the-key";

    private static final String SECRET_HEADER = "zebra-in-the-header";
    private static final String SECRET_VALUE = "zebra-in-the-value";

    /** The logging context of a task. Concurrent tests have several. */
    private static final Pattern TASK = Pattern.compile(" \\[[^ ]+\\|task-\\d] ");

    @BeforeAll
    static void logEverything() {
        Cluster.shared().rest().logLevel("com.openlayer", "DEBUG");
    }

    @AfterAll
    static void neitherKeyNorContentIsLogged() throws IOException {
        Cluster.shared().rest().logLevel("com.openlayer", "INFO");
        String log = Files.readString(Cluster.shared().worker().log(), UTF_8);
        // No assertion prints the whole log.
        List<String> lines = log.lines()
                .filter(line -> line.contains("(com.openlayer.kafka.connect.publisher."))
                .toList();
        assertThat(lines).as("the debug log").anyMatch(line -> line.contains(" DEBUG "));
        assertThat(lines)
                .as("lines without the task's context")
                .allMatch(line -> TASK.matcher(line).find());
        for (String secret : List.of(OpenlayerStub.API_KEY, SECRET_KEY, SECRET_HEADER, SECRET_VALUE)) {
            assertThat(log.indexOf(secret))
                    .as("position in the log of " + secret)
                    .isEqualTo(-1);
        }
    }

    private static Sink sink(TestBed bed) {
        return Sink.on(bed).with("batch.max.rows", 10).withDeadLetters();
    }

    private static void produce(TestBed bed, Sink sink, int rows) {
        IntStream.range(0, rows).forEach(i -> bed.topics().send(message(sink, i, "fine")));
        bed.topics().flush();
    }

    private static ProducerRecord<String, byte[]> message(Sink sink, int i, String kind) {
        Map<String, Object> row = Map.of("user_query", SECRET_VALUE + " " + i, "output", SECRET_VALUE, "kind", kind);
        RecordHeaders headers = new RecordHeaders();
        headers.add("trace", SECRET_HEADER.getBytes(UTF_8));
        return new ProducerRecord<>(sink.topic(), 0, SECRET_KEY + i, Topics.bytes(row), headers);
    }

    private static Predicate<ReceivedRequest> holding(String kind) {
        return request ->
                request.publishes() && request.rows().findValuesAsText("kind").contains(kind);
    }

    private static long[] offsets(int rows) {
        return LongStream.range(0, rows).toArray();
    }

    private static Arguments passing(String fault, StubAnswer answer) {
        return passing(fault, faults -> faults.next(2, answer));
    }

    private static Arguments passing(String fault, Consumer<Faults> script) {
        return arguments(fault, script);
    }

    private static StubAnswer successful(int status) {
        return status(status).body("{\"success\": true}");
    }

    static Stream<Arguments> passingFaults() {
        return Stream.of(
                passing("201", successful(201)),
                passing("202", successful(202)),
                passing("204", status(204)),
                passing("200 empty", status(200).body("")),
                passing("200 HTML", status(200).body("<html>Welcome</html>").header("Content-Type", "text/html")),
                passing("200 success: false", status(200).body("{\"success\": false}")),
                passing("200 success: \"true\"", status(200).body("{\"success\": \"true\"}")),
                passing("200 half the body", status(200).body("{\"success\": tr")),
                passing("200 truncated", StubAnswer.truncated()),
                passing("no HTTP", StubAnswer.garbage()),
                passing("reset", StubAnswer.reset()),
                passing("closed", StubAnswer.closed()),
                passing("408", status(408)),
                passing("409", status(409)),
                passing("425", status(425)),
                passing("429", status(429)),
                passing("500 burst", faults -> faults.next(5, status(500))),
                passing("502 HTML", status(502).body("<html>Bad gateway</html>").header("Content-Type", "text/html")),
                passing("503", status(503)),
                passing("503 with Retry-After: 0", status(503).header("Retry-After", "0")),
                passing("504", status(504)),
                passing(
                        "502 that quotes what it got",
                        status(502)
                                .body("{\"error\": \"" + SECRET_KEY + "7 " + SECRET_HEADER + " '" + SECRET_VALUE
                                        + "' Bearer " + OpenlayerStub.API_KEY + "\"}")),
                passing("400 with x-should-retry: true", status(400).header("x-should-retry", "true")),
                passing("401 with x-should-retry: true", status(401).header("x-should-retry", "true")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("passingFaults")
    @DisplayName("a temporary fault causes no losses, duplicates or dead letters")
    void passingFault(String fault, Consumer<Faults> script, TestBed bed) {
        Sink sink = sink(bed).with("pipelines.chat.columns", "*,message_key=key,message_header=header:trace");
        script.accept(bed.openlayer().faults());
        produce(bed, sink, ROWS);

        sink.connect().awaitRows(ROWS).awaitAllCommitted().awaitRunning();

        assertThat(bed.openlayer().faults().injected()).isGreaterThanOrEqualTo(2);
        assertThat(sink.offsetsAccepted(0)).containsExactlyInAnyOrder(boxed(offsets(ROWS)));
        assertThat(sink.pipeline().rows().get(0).toString())
                .as("the secrets passed through the connector")
                .contains(SECRET_KEY, SECRET_HEADER, SECRET_VALUE);
        assertThat(sink.deadLetters()).isEmpty();
        assertThat(sink.pipeline().violations()).isEmpty();
    }

    private static Long[] boxed(long[] numbers) {
        return LongStream.of(numbers).boxed().toArray(Long[]::new);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(ints = {301, 302, 303, 307, 308})
    @DisplayName("a redirect is neither followed nor a success")
    void redirect(int status, TestBed bed) {
        Sink sink = sink(bed);
        String elsewhere = bed.openlayer().baseUrl() + "/elsewhere";
        bed.openlayer().faults().next(2, successful(status).header("Location", elsewhere));
        produce(bed, sink, ROWS);

        sink.connect().awaitRows(ROWS).awaitAllCommitted().awaitRunning();

        assertThat(sink.offsetsAccepted(0)).containsExactlyInAnyOrder(boxed(offsets(ROWS)));
        assertThat(bed.openlayer().strangers()).isEmpty();
        assertThat(sink.deadLetters()).isEmpty();
    }

    @Test
    @DisplayName("200 with success: true is a success with any content type")
    void wrongContentType(TestBed bed) {
        Sink sink = sink(bed);
        bed.openlayer()
                .faults()
                .next(3, successful(200).header("Content-Type", "text/html").afterAccepting());
        produce(bed, sink, ROWS);

        sink.connect().awaitRows(ROWS).awaitAllCommitted().awaitRunning();

        assertThat(sink.offsetsAccepted(0)).containsExactlyInAnyOrder(boxed(offsets(ROWS)));
        assertThat(sink.pipeline().requestCount()).isEqualTo(3);
    }

    @Test
    @DisplayName("a request without an answer is retried after request.timeout.ms")
    void hang(TestBed bed) {
        Sink sink = sink(bed).with("request.timeout.ms", 700);
        bed.openlayer().faults().next(1, successful(200).delayed(Duration.ofSeconds(60)));
        produce(bed, sink, ROWS);

        sink.connect().awaitRows(ROWS).awaitAllCommitted().awaitRunning();

        List<ReceivedRequest> requests = sink.pipeline().requests();
        assertThat(requests.get(1).since(requests.get(0))).isGreaterThan(Duration.ofMillis(600));
        assertThat(sink.offsetsAccepted(0)).containsExactlyInAnyOrder(boxed(offsets(ROWS)));
        assertThat(sink.deadLetters()).isEmpty();
    }

    @Test
    @DisplayName("rows wait while connections are refused, and are delivered afterwards")
    void refusedConnections(TestBed bed) {
        Sink sink = sink(bed);
        bed.openlayer().goOffline();
        produce(bed, sink, ROWS);
        sink.connect().awaitRunning();
        String context = "[" + sink.name() + "|task-0]";
        Awaitility.await("it has tried")
                .atMost(Duration.ofSeconds(30))
                .until(() -> Files.readString(bed.cluster().worker().log(), UTF_8)
                        .lines()
                        .anyMatch(line -> line.contains(context)
                                && line.contains("Pipeline 'chat' is unavailable: ")
                                && line.contains("(rows from topic " + sink.topic() + ", partition 0, offset 0)")));
        assertThat(sink.committed(0)).isZero();

        bed.openlayer().goOnline();

        sink.awaitRows(ROWS).awaitAllCommitted().awaitRunning();
        assertThat(sink.offsetsAccepted(0)).containsExactlyInAnyOrder(boxed(offsets(ROWS)));
        assertThat(sink.deadLetters()).isEmpty();
    }

    static Stream<Arguments> pauses() {
        return Stream.of(
                arguments("Retry-After in seconds", status(429).header("Retry-After", "1"), 1000),
                arguments("Retry-After-Ms", status(429).header("Retry-After-Ms", "700"), 700),
                arguments(
                        "Retry-After-Ms before Retry-After",
                        status(503).header("Retry-After-Ms", "700").header("Retry-After", "600"),
                        700),
                arguments(
                        "Retry-After as an HTTP date",
                        status(429)
                                .header("Date", "Sun, 22 Nov 2026 12:00:00 GMT")
                                .header("Retry-After", "Sun, 22 Nov 2026 12:00:01 GMT"),
                        1000));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("pauses")
    @DisplayName("no request is sent while the server asks to wait")
    void pause(String form, StubAnswer answer, int millis, TestBed bed) {
        Sink sink = sink(bed);
        bed.openlayer().faults().next(1, answer);
        produce(bed, sink, ROWS);

        sink.connect().awaitRows(ROWS).awaitAllCommitted().awaitRunning();

        List<ReceivedRequest> requests = sink.pipeline().requests();
        assertThat(requests.get(1).since(requests.get(0)))
                .isBetween(Duration.ofMillis(millis), Duration.ofMillis(millis + 8000));
        assertThat(sink.offsetsAccepted(0)).containsExactlyInAnyOrder(boxed(offsets(ROWS)));
        assertThat(sink.deadLetters()).isEmpty();
    }

    @Test
    @DisplayName("a row that always gets 500 while others are accepted is errant; the others are delivered")
    void stickingServerError(TestBed bed) {
        Sink sink = sink(bed).with("request.timeout.ms", 2500).with("delivery.timeout.ms", 2500);
        bed.openlayer().faults().when(holding("bad"), status(500));
        IntStream.range(0, ROWS).forEach(i -> bed.topics().send(message(sink, i, i == 14 ? "bad" : "fine")));
        bed.topics().flush();

        sink.connect().awaitRows(ROWS - 1);

        assertThat(sink.awaitDeadLetters(1)).singleElement().satisfies(letter -> {
            assertThat(letter.offset()).isEqualTo(14);
            assertThat(letter.reason()).contains("HTTP 500");
        });
        sink.awaitAllCommitted().awaitRunning();
        assertThat(sink.offsetsAccepted(0))
                .doesNotHaveDuplicates()
                .hasSize(ROWS - 1)
                .doesNotContain(14L);
    }

    @Test
    @DisplayName(
            "a row that makes Openlayer hang is errant; the others wait for one timeout, not for delivery.timeout.ms")
    void hangingRow(TestBed bed) {
        int timeout = 3_000;
        Sink sink = sink(bed).with("request.timeout.ms", timeout).with("delivery.timeout.ms", 2 * timeout);
        bed.openlayer().faults().when(holding("bad"), successful(200).delayed(Duration.ofSeconds(60)));
        IntStream.range(0, ROWS).forEach(i -> bed.topics().send(message(sink, i, i == 14 ? "bad" : "fine")));
        bed.topics().flush();

        sink.connect().awaitRows(ROWS - 1);
        List<ReceivedRequest> requests = sink.pipeline().requests();
        assertThat(requests.get(requests.size() - 1).since(requests.get(0)))
                .isLessThan(Duration.ofMillis(2L * timeout));

        assertThat(sink.awaitDeadLetters(1)).singleElement().satisfies(letter -> {
            assertThat(letter.offset()).isEqualTo(14);
            assertThat(letter.reason()).contains("no answer within request.timeout.ms");
        });
        sink.awaitAllCommitted().awaitRunning();
    }

    @Test
    @DisplayName("a 413 makes requests smaller, and few later ones are too large")
    void tooLarge(TestBed bed) {
        Sink sink = sink(bed).with("batch.max.rows", 100);
        int limit = 4000;
        bed.openlayer().faults().when(r -> r.publishes() && r.bytes().length > limit, status(413));
        produce(bed, sink, 100);

        sink.connect().awaitRows(100).awaitAllCommitted();
        assertThat(sink.offsetsAccepted(0)).containsExactlyInAnyOrder(boxed(offsets(100)));
        long refused = refused(sink);
        assertThat(refused).isPositive();

        produce(bed, sink, 100);
        sink.awaitRows(200).awaitAllCommitted().awaitRunning();
        assertThat(refused(sink)).as("rejected requests").isLessThanOrEqualTo(refused + 2);
        assertThat(sink.deadLetters()).isEmpty();
    }

    private static long refused(Sink sink) {
        return sink.pipeline().requests().stream()
                .filter(request -> !request.outcome().equals("200"))
                .count();
    }

    @Test
    @DisplayName("a row that is too large for any request is errant")
    void rowTooLarge(TestBed bed) {
        Sink sink = sink(bed);
        String large = "large".repeat(10_000);
        bed.openlayer().faults().when(holding(large), status(413));
        IntStream.range(0, ROWS).forEach(i -> bed.topics().send(message(sink, i, i == 14 ? large : "fine")));
        bed.topics().flush();

        sink.connect().awaitRows(ROWS - 1);

        assertThat(sink.awaitDeadLetters(1)).singleElement().satisfies(letter -> {
            assertThat(letter.offset()).isEqualTo(14);
            assertThat(letter.reason()).contains("HTTP 413");
        });
        sink.awaitAllCommitted().awaitRunning();
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(ints = {400, 422})
    @DisplayName("one rejected row of a hundred is the only dead letter, isolated with few requests")
    void oneBadRow(int status, TestBed bed) {
        Sink sink = sink(bed).with("batch.max.rows", 100);
        bed.openlayer().faults().when(holding("bad"), status(status).body("{\"error\": \"latency must be a number\"}"));
        IntStream.range(0, 100).forEach(i -> bed.topics().send(message(sink, i, i == 63 ? "bad" : "fine")));
        bed.topics().flush();

        sink.connect().awaitRows(99);

        DeadLetter letter = sink.awaitDeadLetters(1).get(0);
        assertThat(letter.topic()).isEqualTo(sink.topic());
        assertThat(letter.partition()).isZero();
        assertThat(letter.offset()).isEqualTo(63);
        assertThat(letter.reason())
                .contains(sink.topic(), "partition 0", "offset 63", "HTTP " + status, "latency must be a number");
        ProducerRecord<String, byte[]> original = message(sink, 63, "bad");
        assertThat(letter.message().key()).isEqualTo(original.key().getBytes(UTF_8));
        assertThat(letter.message().value()).isEqualTo(original.value());
        assertThat(letter.message().headers().lastHeader("trace").value()).isEqualTo(SECRET_HEADER.getBytes(UTF_8));
        sink.awaitAllCommitted().awaitRunning();
        assertThat(sink.offsetsAccepted(0)).doesNotHaveDuplicates().hasSize(99).doesNotContain(63L);
        // 1 + 2 · ⌈log₂ 100⌉
        assertThat(sink.pipeline().requestCount()).isLessThanOrEqualTo(15);
    }

    @Test
    @DisplayName(
            "with tolerance none, a rejected row fails the task, which names its coordinates and does not commit its offset")
    void oneBadRowUntolerated(TestBed bed) {
        Sink sink = Sink.on(bed).with("batch.max.rows", 100);
        bed.openlayer().faults().when(holding("bad"), status(400).body("{\"error\": \"latency must be a number\"}"));
        produce(bed, sink, 50);
        sink.connect().awaitRows(50).awaitAllCommitted();

        IntStream.range(50, 100).forEach(i -> bed.topics().send(message(sink, i, i == 70 ? "bad" : "fine")));
        bed.topics().flush();

        assertThat(sink.awaitFailed())
                .contains(sink.topic(), "partition 0", "offset 70", "HTTP 400", "latency must be a number")
                .doesNotContain(SECRET_KEY, SECRET_VALUE, SECRET_HEADER, OpenlayerStub.API_KEY);
        assertThat(sink.committed(0)).isBetween(50L, 70L);
        assertThat(sink.offsetsAccepted(0)).doesNotContain(70L);
    }

    @Test
    @DisplayName("422 for every row indicates a wrong configuration: the task fails without dead letters")
    void everythingRefused(TestBed bed) {
        Sink sink = sink(bed);
        bed.openlayer()
                .faults()
                .always(status(422).body("{\"error\": \"Not all input variables are in the dataset\"}"));
        produce(bed, sink, ROWS);

        assertThat(sink.connect().awaitFailed())
                .contains(
                        "HTTP 422",
                        "Not all input variables are in the dataset",
                        "task.type",
                        "inference.pipeline.id",
                        "pipelines.chat");
        assertThat(sink.committed(0)).isZero();
        assertThat(sink.deadLetters()).isEmpty();
        assertThat(sink.pipeline().rows()).isEmpty();
    }

    static Stream<Arguments> denials() {
        return Stream.of(
                arguments("401", status(401), List.of("HTTP 401", "openlayer.api.key")),
                arguments("402", status(402), List.of("HTTP 402", "openlayer.api.key", "plan")),
                arguments("403", status(403), List.of("HTTP 403", "openlayer.api.key")),
                arguments(
                        "404",
                        status(404),
                        List.of("HTTP 404", "pipelines.chat.inference.pipeline.id", "openlayer.base.url", "/v1")),
                arguments("405", status(405), List.of("HTTP 405", "openlayer.base.url")),
                arguments(
                        "503 with x-should-retry: false",
                        status(503).header("x-should-retry", "false"),
                        List.of("HTTP 503", "x-should-retry")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("denials")
    @DisplayName("an error that only a configuration change can fix fails the task immediately and names the property")
    void denied(String fault, StubAnswer answer, List<String> mentioned, TestBed bed) {
        Sink sink = sink(bed);
        bed.openlayer().faults().always(answer);
        produce(bed, sink, ROWS);

        assertThat(sink.connect().awaitFailed())
                .contains("pipeline 'chat'")
                .contains(mentioned)
                .doesNotContain(OpenlayerStub.API_KEY);

        assertThat(sink.pipeline().requestCount()).isEqualTo(1);
        assertThat(sink.committed(0)).isZero();
        assertThat(sink.deadLetters()).isEmpty();
        bed.openlayer().faults().clear();
        sink.restart();
        sink.awaitRows(ROWS).awaitAllCommitted();
        assertThat(sink.offsetsAccepted(0)).containsExactlyInAnyOrder(boxed(offsets(ROWS)));
    }

    static Stream<Arguments> outages() {
        return Stream.of(
                arguments("503", status(503)),
                arguments("500", status(500)),
                arguments("302", successful(302).header("Location", "/v1/elsewhere")),
                arguments("202", successful(202)),
                arguments("reset", StubAnswer.reset()),
                arguments("hang", successful(200).delayed(Duration.ofSeconds(60))));
    }

    @ParameterizedTest(name = "{0} for ever")
    @MethodSource("outages")
    @DisplayName("an outage longer than outage.timeout.ms fails the task without dead letters, and advances no offset")
    void outage(String fault, StubAnswer answer, TestBed bed) {
        Sink sink = sink(bed).with("request.timeout.ms", 900).with("outage.timeout.ms", 2000);
        bed.openlayer().faults().always(answer);
        produce(bed, sink, ROWS);

        assertThat(sink.connect().awaitFailed())
                .contains("pipeline 'chat'", "outage.timeout.ms=2000")
                .doesNotContain(OpenlayerStub.API_KEY, SECRET_VALUE);

        assertThat(sink.committed(0)).isZero();
        assertThat(sink.deadLetters()).isEmpty();
        bed.openlayer().faults().clear();
        sink.restart();
        sink.awaitRows(ROWS).awaitAllCommitted().awaitRunning();
        assertThat(sink.offsetsAccepted(0)).contains(boxed(offsets(ROWS)));
    }

    @Test
    @DisplayName("an unknown pipeline is rejected before anything is published")
    void preflight(TestBed bed) {
        Sink sink = sink(bed).with("pipelines.chat.inference.pipeline.id", UUID.randomUUID());
        // PUT …/config validates first.
        assertThatThrownBy(sink::connect)
                .hasMessageContaining("returned 400")
                .hasMessageContaining("Openlayer knows no inference pipeline");
    }
}
