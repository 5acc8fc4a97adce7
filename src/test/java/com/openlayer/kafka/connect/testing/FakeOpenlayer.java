package com.openlayer.kafka.connect.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.openlayer.kafka.connect.api.Answer;
import com.openlayer.kafka.connect.api.DataStream;
import com.openlayer.kafka.connect.api.DataStreamRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A fake of Openlayer without threads or network, on a {@link VirtualClock}: it answers by a rule, or the test answers
 * each request.
 */
public final class FakeOpenlayer implements DataStream {
    public static final Answer ACCEPTED = Answer.accepted();
    public static final Answer UNAVAILABLE = Answer.unavailable("HTTP 503", Optional.empty(), false);
    public static final Answer REFUSED = Answer.refused("HTTP 400", "400");
    public static final Answer DENIED = Answer.denied("HTTP 401", Answer.Cause.API_KEY);

    /**
     * A request that was sent.
     *
     * @param sentAt when, by the virtual clock
     */
    public record Call(DataStreamRequest request, List<String> rows, Consumer<Answer> onAnswer, long sentAt) {}

    private final VirtualClock clock;
    private final List<Call> calls = new ArrayList<>();
    private final List<String> rows = new ArrayList<>();
    private Consumer<Call> server = calls::add;
    private int requests;

    public FakeOpenlayer(VirtualClock clock) {
        this.clock = clock;
    }

    public VirtualClock clock() {
        return clock;
    }

    /** Requests that the test has not answered yet; may be modified. */
    public List<Call> calls() {
        return calls;
    }

    /** The rows of all requests so far. */
    public List<String> rows() {
        return rows;
    }

    /** The number of requests so far. */
    public int requests() {
        return requests;
    }

    /** From now on, every request is answered after that time. */
    public void answers(Duration latency, Function<Call, Answer> judge) {
        serves(call -> clock.schedule(latency.toNanos(), () -> call.onAnswer().accept(judge.apply(call))));
    }

    /** From now on, every request is accepted. */
    public void accepts() {
        answers(Duration.ofMillis(5), call -> ACCEPTED);
    }

    public void serves(Consumer<Call> newServer) {
        server = newServer;
    }

    /** From now on, only the test answers requests. */
    public void hangs() {
        server = calls::add;
    }

    /** Answers one of {@link #calls}. */
    public void answer(int call, Answer answer) {
        calls.remove(call).onAnswer().accept(answer);
    }

    @Override
    public void publish(DataStreamRequest request, Consumer<Answer> onAnswer) {
        requests++;
        List<String> texts =
                request.rows().stream().map(row -> new String(row, UTF_8)).toList();
        rows.addAll(texts);
        server.accept(new Call(request, texts, onAnswer, clock.getAsLong()));
    }
}
