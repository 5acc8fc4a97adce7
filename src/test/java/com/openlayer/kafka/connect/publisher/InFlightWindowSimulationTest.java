package com.openlayer.kafka.connect.publisher;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The window against a model of a queueing server, in model time: no clock, no threads. */
class InFlightWindowSimulationTest {
    private static final int MAX = 32;
    private static final long MS = 1_000_000L;
    private static final long SECOND = 1_000 * MS;
    private static final long MINUTE = 60 * SECOND;
    /** After this the window has settled. */
    private static final long WARM_UP = 10 * SECOND;

    private static final int FULL_REQUEST = 500_000;
    private static final int SMALL_REQUEST = 1_000;

    private record Event(long at, long number, Runnable action) {}

    private record ModelReply(int task, long at, long latency, boolean accepted) {}

    /** Serves {@code room} requests at once; others queue, or get 429 beyond {@code limit} in all. */
    private static class Model {
        final Random random;
        final PriorityQueue<Event> events =
                new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::number));
        final List<ModelReply> replies = new ArrayList<>();
        final PriorityQueue<Long> busyUntil = new PriorityQueue<>();
        final List<Task> tasks = new ArrayList<>();
        long eventNumber;
        long now = -3 * SECOND; // as System.nanoTime, whose values may be negative
        final long start = now;
        int inServer;

        int room = Integer.MAX_VALUE;
        int limit = Integer.MAX_VALUE;
        double latencyMillis = 20;
        double noise;
        boolean away;

        Model() {
            this(18);
        }

        Model(long seed) {
            random = new Random(seed);
        }

        void after(long nanos, Runnable action) {
            events.add(new Event(now + nanos, eventNumber++, action));
        }

        Model room(int newRoom) {
            room = newRoom;
            return this;
        }

        Model limit(int newLimit) {
            limit = newLimit;
            return this;
        }

        Model latency(double millis) {
            latencyMillis = millis;
            return this;
        }

        Model noise(double share) {
            noise = share;
            return this;
        }

        /** Adds a task that always has full requests to send. */
        Task task() {
            return task(new InFlightWindow(MAX));
        }

        Task task(InFlightWindow window) {
            Task task = new Task(this, tasks.size(), window);
            tasks.add(task);
            return task;
        }

        /** Adds tasks with a fixed number of requests in flight. */
        Model fixed(int requests) {
            Task task = task(new InFlightWindow(MAX));
            task.fixed = requests;
            return this;
        }

        Model run(long nanos) {
            long end = now + nanos;
            tasks.forEach(task -> after(300 * MS * task.number, task::fill)); // tasks do not start at once
            while (!events.isEmpty() && events.element().at() <= end) {
                Event event = events.remove();
                now = event.at();
                event.action().run();
            }
            now = end;
            return this;
        }

        /** Returns the time that the request takes; the caller counts it out again. */
        long serve(int bytes) {
            double millis = latencyMillis * (1 + noise * random.nextGaussian());
            long service = (long) (Math.max(latencyMillis / 5, millis) * MS * (bytes < FULL_REQUEST ? 0.2 : 1));
            while (!busyUntil.isEmpty() && busyUntil.element() <= now) {
                busyUntil.remove();
            }
            long begin = now;
            if (busyUntil.size() >= room) {
                begin = Math.max(now, busyUntil.remove());
            }
            busyUntil.add(begin + service);
            return begin + service - now;
        }

        List<ModelReply> since(long from, long to) {
            return replies.stream()
                    .filter(r -> r.at() - start >= from && r.at() - start < to)
                    .toList();
        }

        double goodput(long from, long to) {
            return since(from, to).stream().filter(ModelReply::accepted).count() * (double) SECOND / (to - from);
        }

        /** Replies to each task. */
        List<Long> shares(long from, long to) {
            return tasks.stream()
                    .map(task -> since(from, to).stream()
                            .filter(reply -> reply.task() == task.number)
                            .count())
                    .toList();
        }

        double p95Millis(long from, long to) {
            long[] latencies = since(from, to).stream()
                    .filter(ModelReply::accepted)
                    .mapToLong(ModelReply::latency)
                    .sorted()
                    .toArray();
            return latencies[latencies.length * 95 / 100] / (double) MS;
        }

        double refusedShare(long from, long to) {
            List<ModelReply> all = since(from, to);
            return all.stream().filter(r -> !r.accepted()).count() / (double) all.size();
        }
    }

    private static final class Task {
        private final Model model;
        private final int number;
        final InFlightWindow window;
        int fixed;
        /** Rows come at this interval, one a request; 0 if there is a backlog. */
        long rowEvery;

        private int rows;
        private boolean producing;

        Task(Model model, int number, InFlightWindow window) {
            this.model = model;
            this.number = number;
            this.window = window;
        }

        private void fill() {
            if (rowEvery > 0 && !producing) {
                producing = true;
                produce();
            }
            while ((fixed > 0 ? window.inFlight() < fixed : window.hasRoom()) && (rowEvery == 0 || rows > 0)) {
                rows = Math.max(0, rows - 1);
                send(rowEvery == 0 ? FULL_REQUEST : SMALL_REQUEST);
            }
        }

        private void produce() {
            if (rowEvery > 0) {
                rows++;
                fill();
                model.after(rowEvery, this::produce);
            }
        }

        private void send(int bytes) {
            InFlightWindow.Ticket ticket = window.sent(model.now);
            assertThat(window.inFlight()).isLessThanOrEqualTo(MAX);
            if (model.away) {
                model.after(5 * MS, () -> answered(ticket, bytes, false, true));
            } else if (model.limit < MAX) {
                // Requests that are sent together do not arrive in their order, so any of them may be the one too many.
                model.after((long) (MS * model.random.nextDouble()), () -> arrive(ticket, bytes));
            } else {
                arrive(ticket, bytes);
            }
        }

        private void arrive(InFlightWindow.Ticket ticket, int bytes) {
            if (model.inServer >= model.limit) {
                model.after(MS, () -> answered(ticket, bytes, false, false));
            } else {
                model.inServer++;
                model.after(model.serve(bytes), () -> {
                    model.inServer--;
                    answered(ticket, bytes, true, false);
                });
            }
        }

        private void answered(InFlightWindow.Ticket ticket, int bytes, boolean accepted, boolean failed) {
            window.ended();
            model.replies.add(new ModelReply(number, model.now, model.now - ticket.sentAt(), accepted));
            if (accepted) {
                window.accepted(ticket, bytes, model.now);
            } else if (failed) {
                window.failed(ticket);
                model.after(500 * MS, this::fill); // as after a backoff
                return;
            } else {
                window.rateLimited(ticket, model.now);
            }
            fill();
        }
    }

    /** Requests per second that the server can answer, which a large enough fixed window reaches. */
    private static double best(double latencyMillis, int room) {
        return Math.min(room, MAX) * 1_000 / latencyMillis;
    }

    @Test
    @DisplayName("a server with room for all gets all, at any latency and with 30 % of noise in it")
    void roomForAll() {
        for (double latency : new double[] {5, 20, 100, 1_000}) {
            for (double noise : new double[] {0, 0.1, 0.3}) {
                Model model = new Model().latency(latency).noise(noise);
                model.task();
                model.run(2 * MINUTE);
                assertThat(model.goodput(WARM_UP, 2 * MINUTE))
                        .as("goodput at %s ms, noise %s", latency, noise)
                        .isGreaterThanOrEqualTo(0.9 * best(latency, Integer.MAX_VALUE));
            }
        }
    }

    @Test
    @DisplayName("a server with room for 4 gets 4 and few that queue")
    void roomForFour() {
        for (double latency : new double[] {5, 20, 100}) {
            for (double noise : new double[] {0, 0.1, 0.3}) {
                Model idle = new Model()
                        .room(4)
                        .latency(latency)
                        .noise(noise)
                        .fixed(1)
                        .run(2 * MINUTE);
                Model model = new Model().room(4).latency(latency).noise(noise);
                model.task();
                model.run(2 * MINUTE);
                assertThat(model.goodput(WARM_UP, 2 * MINUTE))
                        .as("goodput at %s ms, noise %s", latency, noise)
                        .isGreaterThanOrEqualTo(0.95 * best(latency, 4));
                assertThat(model.p95Millis(WARM_UP, 2 * MINUTE))
                        .as("p95 at %s ms, noise %s", latency, noise)
                        .isLessThanOrEqualTo(2 * idle.p95Millis(WARM_UP, 2 * MINUTE));
            }
        }
    }

    @Test
    @DisplayName("four tasks share a server with room for 4 evenly, and let little queue")
    void fourTasks() {
        for (double noise : new double[] {0, 0.1, 0.3}) {
            Model model = new Model().room(4).noise(noise);
            for (int i = 0; i < 4; i++) {
                model.task();
            }
            model.run(3 * MINUTE);
            assertThat(model.goodput(WARM_UP, 3 * MINUTE)).isGreaterThanOrEqualTo(0.95 * best(20, 4));
            List<Long> shares = model.shares(WARM_UP, 3 * MINUTE);
            assertThat((double) Collections.min(shares))
                    .as("slowest of %s, noise %s", shares, noise)
                    .isGreaterThanOrEqualTo(0.7 * Collections.max(shares));
            assertThat(model.p95Millis(MINUTE, 3 * MINUTE))
                    .as("p95 with noise %s", noise)
                    .isLessThanOrEqualTo(4 * 20);
        }
    }

    @Test
    @DisplayName("four tasks that start together share evenly after 10 s, wherever in an interval that is")
    void fourTasksSoon() {
        for (double noise : new double[] {0, 0.1, 0.3}) {
            List<Double> evenness = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                long idle = 250 * MS * i;
                Model model = new Model(i).room(4).noise(noise).run(idle);
                for (int task = 0; task < 4; task++) {
                    model.task();
                }
                model.run(MINUTE);
                List<Long> shares = model.shares(idle + WARM_UP, idle + WARM_UP + 8 * SECOND);
                evenness.add((double) Collections.min(shares) / Collections.max(shares));
            }
            Collections.sort(evenness);
            assertThat(evenness.get(evenness.size() / 2))
                    .as("median of %s, noise %s", evenness, noise)
                    .isGreaterThanOrEqualTo(0.7);
        }
    }

    @Test
    @DisplayName("a server that answers 429 beyond 6 refuses few once the window has settled")
    void rateLimited() {
        for (double latency : new double[] {5, 20, 100}) {
            for (double noise : new double[] {0, 0.1, 0.3}) {
                Model model = new Model().limit(6).latency(latency).noise(noise);
                model.task();
                model.run(5 * MINUTE);
                assertThat(model.refusedShare(WARM_UP, 5 * MINUTE)).isLessThanOrEqualTo(0.02);
                assertThat(model.goodput(WARM_UP, 5 * MINUTE))
                        .as("goodput at %s ms, noise %s", latency, noise)
                        .isGreaterThanOrEqualTo(0.9 * best(latency, 6));
            }
        }
    }

    @Test
    @DisplayName("a limit is found within 10 s, whichever of the requests sent together is refused")
    void limitSoon() {
        for (int seed = 0; seed < 40; seed++) {
            Model model = new Model(seed).limit(6);
            model.task();
            model.run(20 * SECOND);
            assertThat(model.goodput(WARM_UP, 20 * SECOND))
                    .as("goodput, seed %s", seed)
                    .isGreaterThanOrEqualTo(0.9 * best(20, 6));
        }
    }

    @Test
    @DisplayName("a limit that the server raises is noticed")
    void raisedLimit() {
        Model model = new Model().limit(6);
        model.task();
        model.run(MINUTE).limit(20).run(5 * MINUTE);
        assertThat(model.goodput(5 * MINUTE, 6 * MINUTE)).isGreaterThanOrEqualTo(0.9 * best(20, 20));
    }

    @Test
    @DisplayName("latency from 20 to 200 ms and back: settled within 10 s each time")
    void latencyChanges() {
        for (int room : new int[] {2, 3, 4, 6, 8, 10, 12, 16, Integer.MAX_VALUE}) {
            double share = room < MAX ? 0.85 : 0.9; // a small window is measured at half its size
            for (double noise : new double[] {0, 0.1}) {
                Model model = new Model().room(room).noise(noise);
                model.task();
                model.run(MINUTE).latency(200).run(MINUTE).latency(20).run(MINUTE);
                assertThat(model.goodput(MINUTE + WARM_UP, 2 * MINUTE))
                        .as("goodput at 200 ms, room for %s, noise %s", room, noise)
                        .isGreaterThanOrEqualTo(share * best(200, room));
                assertThat(model.goodput(2 * MINUTE + WARM_UP, 3 * MINUTE))
                        .as("goodput at 20 ms again, room for %s, noise %s", room, noise)
                        .isGreaterThanOrEqualTo(share * best(20, room));
            }
        }
    }

    @Test
    @DisplayName("latency from 20 to 200 ms when few requests were in flight: settled within 10 s, with few exceptions")
    void latencyRisesWithSmallWindow() {
        double smallRequest = 0.2; // of the time of a full one
        for (int inFlight = 1; inFlight <= 12; inFlight++) {
            int settled = 0;
            for (int seed = 0; seed < 10; seed++) {
                Model model = new Model(seed).noise(0.1);
                Task task = model.task();
                task.rowEvery = (long) (smallRequest * 20 * MS / inFlight);
                model.run(MINUTE).latency(200).run(20 * SECOND);
                double best = Math.min((double) SECOND / task.rowEvery, best(200, MAX) / smallRequest);
                settled += model.goodput(MINUTE + WARM_UP, MINUTE + 20 * SECOND) >= 0.9 * best ? 1 : 0;
            }
            assertThat(settled).as("of 10, %s in flight", inFlight).isGreaterThanOrEqualTo(8);
        }
    }

    @Test
    @DisplayName("an outage of 30 s: settled within 10 s after it")
    void outage() {
        Model model = new Model();
        model.task();
        model.run(MINUTE);
        model.away = true;
        model.run(30 * SECOND);
        model.away = false;
        model.run(MINUTE);
        long end = MINUTE + 30 * SECOND;
        assertThat(model.goodput(end + WARM_UP, end + MINUTE))
                .isGreaterThanOrEqualTo(0.9 * best(20, Integer.MAX_VALUE));
    }

    @Test
    @DisplayName("light traffic with small, fast requests is no measure for the backlog that follows it")
    void backlogAfterLightTraffic() {
        Model model = new Model();
        Task task = model.task();
        task.rowEvery = 100 * MS;
        model.run(MINUTE);
        assertThat(task.window.size())
                .as("not grown while it was not full")
                .isLessThanOrEqualTo(InFlightWindow.INITIAL);
        task.rowEvery = 0;
        model.run(10 * SECOND);
        assertThat(model.goodput(MINUTE + 500 * MS, MINUTE + 2 * SECOND))
                .as("at once")
                .isGreaterThanOrEqualTo(0.9 * best(20, Integer.MAX_VALUE));
    }

    @Test
    @DisplayName("a maximum of 1 is kept, and a window never falls below 1")
    void extremes() {
        Model model = new Model().limit(0);
        model.task();
        model.run(SECOND);
        assertThat(model.tasks.get(0).window.size()).isEqualTo(1);

        Model one = new Model();
        one.task(new InFlightWindow(1));
        one.run(MINUTE);
        assertThat(one.tasks.get(0).window.size()).isEqualTo(1);
        assertThat(one.goodput(WARM_UP, MINUTE)).isBetween(49.0, 50.0);
    }
}
