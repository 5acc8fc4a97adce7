package com.openlayer.kafka.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.openlayer.kafka.connect.testing.SharedCluster;
import com.openlayer.kafka.connect.testing.Sink;
import com.openlayer.kafka.connect.testing.StubAnswer;
import com.openlayer.kafka.connect.testing.TestBed;
import com.openlayer.kafka.connect.testing.Topics;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@ExtendWith(SharedCluster.class)
@Execution(ExecutionMode.CONCURRENT)
class BadInputIT {
    private static final String STRINGS = "org.apache.kafka.connect.storage.StringConverter";

    static Stream<Arguments> badInput() {
        UnaryOperator<Sink> json = sink -> sink;
        UnaryOperator<Sink> text = sink -> sink.with("value.converter", STRINGS);
        UnaryOperator<Sink> binary =
                sink -> sink.with("value.converter", "org.apache.kafka.connect.converters.ByteArrayConverter");
        return Stream.of(
                arguments("a JSON array", json, "[\"zebra\"]", "not an object"),
                arguments("a JSON string", json, "\"zebra\"", "not valid JSON"),
                arguments("a JSON number as text", text, "4711", "not an object"),
                arguments("no JSON as text", text, "zebra {", "not valid JSON"),
                arguments("half an object as text", text, "{\"user_query\": \"zebra", "not valid JSON"),
                arguments("no JSON as bytes", binary, "zebra {", "not valid JSON"),
                arguments("no UTF-8", binary, new byte[] {'{', '"', (byte) 0xff, '"', ':', '1', '}'}, "UTF-8"),
                arguments("a required column is missing", json, Map.of("user_query", "zebra"), "output"),
                arguments("a tombstone, to be dead-lettered", json, null, "null"));
    }

    private static Sink sink(TestBed bed, UnaryOperator<Sink> setting) {
        return setting.apply(Sink.on(bed)).with("behavior.on.null.values", "dead-letter");
    }

    private static List<Object> amidGoodOnes(Object bad) {
        return Arrays.asList(Sink.row(3), bad, Sink.row(5));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badInput")
    @DisplayName("bad input fails the task and names the record; the offsets before it are committed")
    void untolerated(String kind, UnaryOperator<Sink> setting, Object bad, String reason, TestBed bed) {
        Sink sink = sink(bed, setting).produce(3).connect().awaitRows(3).awaitAllCommitted();

        sink.produce(amidGoodOnes(bad));

        assertThat(sink.awaitFailed())
                .contains("topic " + sink.topic() + ", partition 0, offset 4", reason)
                .doesNotContain("zebra");
        sink.awaitCommitted(0, 4);
        // No later record is sent, because it would be sent again after a restart.
        assertThat(sink.offsetsAccepted(0)).containsExactly(0L, 1L, 2L, 3L);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badInput")
    @DisplayName("with tolerance all, only the bad record goes to the dead-letter topic, with its reason")
    void deadLettered(String kind, UnaryOperator<Sink> setting, Object bad, String reason, TestBed bed) {
        Sink sink = sink(bed, setting).withDeadLetters().produce(3);
        sink.produce(amidGoodOnes(bad)).connect().awaitRows(5).awaitAllCommitted();

        assertThat(sink.awaitDeadLetters(1)).singleElement().satisfies(letter -> {
            assertThat(letter.id()).isEqualTo(sink.topic() + "-0-4");
            assertThat(letter.reason())
                    .contains("topic " + sink.topic() + ", partition 0, offset 4", reason)
                    .doesNotContain("zebra");
            assertThat(letter.message().value()).isEqualTo(Topics.bytes(bad));
        });
        sink.awaitRunning();
        assertThat(sink.offsetsAccepted(0)).containsExactlyInAnyOrder(0L, 1L, 2L, 3L, 5L);
    }

    private static Sink withLargeRecord(TestBed bed) {
        Map<String, Object> large = Map.of("user_query", "large", "output", "short", "blob", "x".repeat(1_600_000));
        Sink sink = Sink.on(bed).withDeadLetters();
        bed.openlayer()
                .faults()
                .when(request -> request.publishes() && request.bytes().length > 1_000_000, StubAnswer.status(413));
        bed.topics().setMessageLimit(sink.topic(), 8_000_000);
        return sink.with("consumer.override.max.partition.fetch.bytes", 8_000_000)
                .produce(List.of(Sink.row(1), large, Sink.row(2)));
    }

    @Test
    @DisplayName("a record that Connect's producer rejects for the dead-letter topic fails the task")
    void unwrittenDeadLetter(TestBed bed) {
        Sink sink = withLargeRecord(bed).connect();

        assertThat(sink.awaitFailed())
                .contains(
                        "topic " + sink.topic() + ", partition 0, offset 1",
                        "producer.override.max.request.size",
                        "max.message.bytes")
                .doesNotContain("xxxx");
        sink.awaitCommitted(0, 1);
        assertThat(sink.deadLetters()).isEmpty();
    }

    @Test
    @DisplayName("with both limits raised, a large record is dead-lettered")
    void largeDeadLetter(TestBed bed) {
        Sink sink = withLargeRecord(bed).with("producer.override.max.request.size", 8_000_000);
        bed.topics().create(sink.deadLetterTopic(), 1);
        bed.topics().setMessageLimit(sink.deadLetterTopic(), 8_000_000);

        sink.connect().awaitRows(2).awaitAllCommitted().awaitRunning();

        assertThat(sink.deadLetters()).isNotEmpty().allMatch(letter -> letter.offset() == 1);
    }

    @Test
    @DisplayName("thousands of dead letters do not fail the task")
    void manyDeadLetters(TestBed bed) {
        Sink sink = Sink.on(bed).withDeadLetters();
        sink.produce(Collections.nCopies(5_000, "[]")).produce(1).connect();

        sink.awaitRows(1).awaitAllCommitted().awaitRunning();
        assertThat(sink.deadLetters()).hasSizeGreaterThanOrEqualTo(5_000);
    }

    @Test
    @DisplayName("errors.tolerance may have trailing whitespace, as in Connect")
    void blankBehindTolerance(TestBed bed) {
        Sink sink = Sink.on(bed).withDeadLetters().with("errors.tolerance", "all ");
        sink.produce(amidGoodOnes("[]")).connect().awaitRows(2).awaitAllCommitted();
        sink.awaitDeadLetters(1);
        sink.awaitRunning();
    }

    @Test
    @DisplayName("a failing task awaits its requests in flight and commits their offsets")
    void inFlightAtFailure(TestBed bed) {
        Sink sink = Sink.on(bed).produce(3).connect().awaitRows(3).awaitAllCommitted();
        bed.openlayer().faults().next(1, StubAnswer.contract().delayed(Duration.ofMillis(1500)));
        long before = sink.pipeline().requestCount();
        sink.produce(1).pipeline().awaitRequests(before + 1);

        sink.produceTo(0, "[]");

        sink.awaitFailed();
        sink.awaitCommitted(0, 4);
        assertThat(sink.offsetsAccepted(0)).containsExactly(0L, 1L, 2L, 3L);
    }

    @Test
    @DisplayName("a record of an unclaimed topic is errant, and its reason names the topic before transforms")
    void noPipeline(TestBed bed) {
        Sink sink = Sink.on(bed)
                .withDeadLetters()
                .with("pipelines.chat.topics", "chat-of-the-router")
                .with("transforms", "route")
                .with("transforms.route.type", "org.apache.kafka.connect.transforms.RegexRouter")
                .with("transforms.route.regex", ".*")
                .with("transforms.route.replacement", "of-no-pipeline");

        sink.produce(3).connect().awaitAllCommitted().awaitRunning();

        assertThat(sink.awaitDeadLetters(3))
                .allSatisfy(letter -> assertThat(letter.reason())
                        .contains("topic " + sink.topic() + ", partition 0", "no pipeline takes the topic")
                        .doesNotContain("of-no-pipeline"));
        assertThat(sink.pipeline().requestCount()).isZero();
    }

    @Test
    @DisplayName("with tolerance all and neither dead-letter topic nor error log, bad input is skipped")
    void skipped(TestBed bed) {
        Sink sink = Sink.on(bed).with("errors.tolerance", "all");
        sink.produce(amidGoodOnes("[]"))
                .connect()
                .awaitRows(2)
                .awaitAllCommitted()
                .awaitRunning();

        assertThat(sink.offsetsAccepted(0)).containsExactlyInAnyOrder(0L, 2L);
        assertThat(bed.cluster().worker().logTail(5000).lines())
                .filteredOn(line -> line.contains("[" + sink.name() + "|task-0]") && line.contains("Skipping a record"))
                .singleElement()
                .asString()
                .contains("topic " + sink.topic() + ", partition 0, offset 1");
    }

    @Test
    @DisplayName("with tolerance none and a dead-letter topic, bad input is written there and fails the task")
    void untoleratedWithDeadLetterTopic(TestBed bed) {
        Sink sink =
                Sink.on(bed).withDeadLetterTopic().produce(amidGoodOnes("[]")).connect();

        assertThat(sink.awaitFailed()).contains("topic " + sink.topic() + ", partition 0, offset 1", "not an object");

        assertThat(sink.awaitDeadLetters(1))
                .singleElement()
                .satisfies(letter -> assertThat(letter.offset()).isEqualTo(1));
        assertThat(sink.committed(0)).isLessThanOrEqualTo(1);
    }

    @Test
    @DisplayName("the worker dead-letters a value that its converter cannot read; other records are delivered")
    void unreadableForTheConverter(TestBed bed) {
        Sink sink = Sink.on(bed).withDeadLetters();
        sink.produce(amidGoodOnes("{"))
                .connect()
                .awaitRows(2)
                .awaitAllCommitted()
                .awaitRunning();

        assertThat(sink.awaitDeadLetters(1)).singleElement().satisfies(letter -> {
            assertThat(letter.offset()).isEqualTo(1);
            assertThat(letter.stage()).isEqualTo("VALUE_CONVERTER");
        });
    }

    @Test
    @DisplayName("a tombstone is skipped by default")
    void tombstoneIgnored(TestBed bed) {
        Sink sink = Sink.on(bed).produce(amidGoodOnes(null)).produce(amidGoodOnes(null));
        sink.produce(Collections.singletonList(null))
                .connect()
                .awaitRows(4)
                .awaitAllCommitted()
                .awaitRunning();

        assertThat(sink.offsetsAccepted(0)).containsExactlyInAnyOrder(0L, 2L, 3L, 5L);
    }

    @Test
    @DisplayName("behavior.on.null.values=fail fails the task at a tombstone, even with tolerance all")
    void tombstoneFails(TestBed bed) {
        Sink sink = Sink.on(bed).withDeadLetters().with("behavior.on.null.values", "fail");
        sink.produce(3).connect().awaitRows(3).awaitAllCommitted();

        sink.produce(amidGoodOnes(null));

        assertThat(sink.awaitFailed())
                .contains("topic " + sink.topic() + ", partition 0, offset 4", "behavior.on.null.values=fail");
        sink.awaitCommitted(0, 4);
        assertThat(sink.deadLetters()).isEmpty();
    }
}
