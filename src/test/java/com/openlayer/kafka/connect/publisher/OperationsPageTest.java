package com.openlayer.kafka.connect.publisher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.openlayer.kafka.connect.api.Answer;
import com.openlayer.kafka.connect.row.Rows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks that docs/operations.md quotes the messages of failed tasks. */
class OperationsPageTest {
    static Stream<Arguments> answers() {
        return Stream.of(
                arguments("401", Answer.denied("HTTP 401", Answer.Cause.API_KEY)),
                arguments("402", Answer.denied("HTTP 402", Answer.Cause.PLAN)),
                arguments("404", Answer.denied("HTTP 404", Answer.Cause.NOT_FOUND)),
                arguments("405", Answer.denied("HTTP 405", Answer.Cause.OTHER)),
                arguments("422", PublisherFixture.refused("HTTP 422")));
    }

    @Test
    void itQuotesTheMessageOfATaskThatFoundNoRowToUpdate() throws IOException {
        PublisherSettings settings = PublisherSettings.defaults()
                .deliveryTimeoutNanos(300_000 * PublisherFixture.MS)
                .notFoundTimeoutNanos(600_000 * PublisherFixture.MS)
                .tolerant(true);
        PublisherFixture world = new PublisherFixture(settings, List.of(Rows.updateConfig()), new Random(1));
        world.submit(
                0,
                new TopicPartition("labels", 0),
                0,
                IntStream.range(0, 10).mapToObj(i -> "id" + i + ":label").toList());
        assertQuoted(failure(world, Answer.rowUnknown("HTTP 404: Row not found")), "labels");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("answers")
    void itQuotesTheMessageOfAFailedTask(String status, Answer answer) throws IOException {
        PublisherFixture world = new PublisherFixture(PublisherFixture.settings(), 1, new Random(1));
        world.submit(10);
        assertQuoted(failure(world, answer), "chat");
    }

    @Test
    void itQuotesTheMessageOfATaskThatAnOutageFailed() throws IOException {
        PublisherFixture world = new PublisherFixture(
                PublisherFixture.settings().outageTimeoutNanos(86_400_000 * PublisherFixture.MS), 1, new Random(1));
        world.submit(10);
        assertQuoted(failure(world, PublisherFixture.unavailable("HTTP 503")), "chat");
    }

    private static String failure(PublisherFixture world, Answer answer) {
        List<Outcome> outcomes = List.of();
        while (outcomes.isEmpty()) {
            if (world.calls.isEmpty()) {
                world.clock.passToNext();
            } else {
                world.answer(0, answer);
            }
            outcomes = world.drain();
        }
        assertThat(outcomes).singleElement().isInstanceOf(Outcome.Failed.class);
        return ((Outcome.Failed) outcomes.get(0)).reason();
    }

    private static void assertQuoted(String message, String alias) throws IOException {
        assertThat(Files.readString(Path.of("docs", "operations.md")))
                .contains("`" + message.replace("'p0'", "'" + alias + "'").replace("pipelines.p0", "pipelines." + alias)
                        + "`");
    }
}
