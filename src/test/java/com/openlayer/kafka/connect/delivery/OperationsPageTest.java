package com.openlayer.kafka.connect.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.openlayer.kafka.connect.api.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** docs/operations.md quotes what a failed task says. */
class OperationsPageTest {
    static Stream<Arguments> answers() {
        return Stream.of(
                arguments("401", new Answer.Denied("HTTP 401", Answer.Cause.API_KEY)),
                arguments("402", new Answer.Denied("HTTP 402", Answer.Cause.PLAN)),
                arguments("404", new Answer.Denied("HTTP 404", Answer.Cause.NOT_FOUND)),
                arguments("405", new Answer.Denied("HTTP 405", Answer.Cause.OTHER)),
                arguments("503", World.unavailable("HTTP 503")),
                arguments("422", World.refused("HTTP 422")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("answers")
    void itQuotesTheMessageOfAFailedTask(String status, Answer answer) throws IOException {
        World world = new World(World.settings(), 1, new Random(1));
        world.submit(10);
        List<Outcome> outcomes = List.of();
        while (outcomes.isEmpty()) {
            if (world.calls.isEmpty()) {
                world.passToNextAlarm();
            } else {
                world.answer(0, answer);
            }
            outcomes = world.drain();
        }
        assertThat(outcomes).singleElement().isInstanceOf(Outcome.Failed.class);
        String message = ((Outcome.Failed) outcomes.get(0)).reason();
        assertThat(Files.readString(Path.of("docs", "operations.md")))
                .contains("`" + message.replace("'p0'", "'chat'").replace("pipelines.p0", "pipelines.chat") + "`");
    }
}
