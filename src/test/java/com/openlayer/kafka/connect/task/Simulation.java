package com.openlayer.kafka.connect.task;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.openlayer.kafka.connect.api.Answer;
import com.openlayer.kafka.connect.api.DataStream;
import com.openlayer.kafka.connect.api.DataStreamRequest;
import com.openlayer.kafka.connect.publisher.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/** Time, alarms and Openlayer, on the one thread of the test: whoever waits lets time pass, and nothing sleeps. */
final class Simulation implements DataStream {
    static final long MS = 1_000_000L;
    static final Answer ACCEPTED = Answer.accepted();
    static final Answer UNAVAILABLE = Answer.unavailable("HTTP 503", Optional.empty(), false);

    record Call(DataStreamRequest request, List<String> rows, Consumer<Answer> onAnswer) {}

    private record Event(long at, long number, Runnable task) {}

    /** Requests that wait to be answered by hand. */
    final List<Call> calls = new ArrayList<>();
    /** The rows of all requests so far. */
    final List<String> sent = new ArrayList<>();

    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::number));
    private Consumer<Call> server = calls::add;
    private long number;
    private long now = 5_000_000_000L;

    long now() {
        return now;
    }

    /** From now on, every request is answered after that time. */
    void answers(Duration latency, Function<Call, Answer> judge) {
        serves(call -> after(latency.toNanos(), () -> call.onAnswer().accept(judge.apply(call))));
    }

    void accepts() {
        answers(Duration.ofMillis(5), call -> ACCEPTED);
    }

    void serves(Consumer<Call> newServer) {
        server = newServer;
    }

    /** From now on, requests are answered by hand only. */
    void hangs() {
        server = calls::add;
    }

    void answer(int call, Answer answer) {
        calls.remove(call).onAnswer().accept(answer);
    }

    @Override
    public void publish(DataStreamRequest request, Consumer<Answer> onAnswer) {
        List<String> rows =
                request.rows().stream().map(r -> new String(r, UTF_8)).toList();
        sent.addAll(rows);
        server.accept(new Call(request, rows, onAnswer));
    }

    Runnable after(long nanos, Runnable task) {
        Event event = new Event(now + nanos, number++, task);
        events.add(event);
        return () -> events.remove(event);
    }

    void pass(Duration time) {
        long until = now + time.toNanos();
        for (Event next = events.peek(); next != null && next.at() <= until; next = events.peek()) {
            events.remove();
            now = Math.max(now, next.at());
            next.task().run();
        }
        now = until;
    }

    /** A mailbox in which waiting lets time pass. */
    final class Mailbox extends LinkedBlockingQueue<Outcome> {
        private static final long serialVersionUID = 1L;

        @Override
        public Outcome poll(long timeout, TimeUnit unit) {
            Outcome outcome = poll();
            if (outcome == null) {
                pass(Duration.ofNanos(unit.toNanos(timeout)));
                outcome = poll();
            }
            return outcome;
        }
    }
}
