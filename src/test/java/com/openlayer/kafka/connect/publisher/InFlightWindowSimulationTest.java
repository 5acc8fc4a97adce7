package com.openlayer.kafka.connect.publisher;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The window against a model of a queueing server, in model time: no clock, no threads. */
class InFlightWindowSimulationTest {
    private static final int MAX = 32;
    private static final long MS = 1_000_000L;
    private static final long SECOND = 1_000 * MS;
    /** Long after this, the window has settled. */
    private static final long WARM_UP = 10 * SECOND;

    private static final int FULL_REQUEST = 500_000;
    private static final int SMALL_REQUEST = 1_000;

    private record Event(long at, long number, Runnable action) {}

    private record Reply(int task, long at, long latency, boolean accepted, int window) {}

    /** Serves {@code room} requests at once; others queue, or get 429 beyond {@code limit} in all. */
    private static class Model {
        final Random random = new Random(18);
        final PriorityQueue<Event> events =
                new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::number));
        final List<Reply> replies = new ArrayList<>();
        final PriorityQueue<Long> busyUntil = new PriorityQueue<>();
        final List<Task> tasks = new ArrayList<>();
        long eventNumber;
        long now = -3 * SECOND; // as System.nanoTime, whose values may be negative
        long start = now;
        int inServer;

        int room = Integer.MAX_VALUE;
        int limit = Integer.MAX_VALUE;
        double latencyMillis = 20;
        double noise;
        boolean away;

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

        long elapsed() {
            return now - start;
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
            for (Task t : tasks) {
                after(t.number * 300 * MS, t::fill);
            }
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

        List<Reply> since(long from, long to) {
            return replies.stream()
                    .filter(r -> r.at() - start >= from && r.at() - start < to)
                    .toList();
        }

        double goodput(long from, long to) {
            return since(from, to).stream().filter(Reply::accepted).count() * (double) SECOND / (to - from);
        }

        double p95Millis(long from, long to) {
            long[] latencies = since(from, to).stream()
                    .filter(Reply::accepted)
                    .mapToLong(Reply::latency)
                    .sorted()
                    .toArray();
            return latencies[latencies.length * 95 / 100] / (double) MS;
        }

        double refusedShare(long from, long to) {
            List<Reply> all = since(from, to);
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
            while (window.inFlight() < (fixed > 0 ? fixed : window.size()) && (rowEvery == 0 || rows > 0)) {
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
            } else if (model.inServer >= model.limit) {
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
            model.replies.add(new Reply(number, model.now, model.now - ticket.sentAt(), accepted, window.size()));
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

    private static double bestFixed(double latency, int room) {
        double best = 0;
        for (int requests = 1; requests <= MAX; requests++) {
            Model model =
                    new Model().room(room).latency(latency).fixed(requests).run(30 * SECOND);
            best = Math.max(best, model.goodput(WARM_UP, 30 * SECOND));
        }
        return best;
    }

    private static void print(String name, Model m, long from, long to) {
        System.out.printf(
                "%-30s goodput %.0f p95 %.1f refused %.4f windows %s%n",
                name,
                m.goodput(from, to),
                m.p95Millis(from, to),
                m.refusedShare(from, to),
                m.tasks.stream().map(t -> t.window.size()).toList());
    }

    @Test
    void explore() {
        for (double latency : new double[] {1, 20, 100, 1000}) {
            for (double noise : new double[] {0, 0.1, 0.3}) {
                Model m = new Model().latency(latency).noise(noise);
                m.task();
                m.run(120 * SECOND);
                print("wide " + latency + " noise " + noise, m, WARM_UP, 120 * SECOND);
                System.out.printf("      of best %.2f%n", m.goodput(WARM_UP, 120 * SECOND) / (32_000 / latency));
                for (int n : new int[] {1, 4}) {
                    m = new Model().room(4).latency(latency).noise(noise);
                    for (int i = 0; i < n; i++) {
                        Task t = m.task();
                        if (i > 0) {}
                    }
                    m.run(120 * SECOND);
                    print("room4 x" + n + " " + latency + " noise " + noise, m, WARM_UP, 120 * SECOND);
                    final Model mm = m;
                    long[] counts = m.tasks.stream()
                            .mapToLong(t -> mm.since(WARM_UP, 120 * SECOND).stream()
                                    .filter(r -> r.task() == t.number)
                                    .count())
                            .toArray();
                    System.out.printf(
                            "      of best %.2f, p95 of base %.2f, counts %s%n",
                            m.goodput(WARM_UP, 120 * SECOND) / (4_000 / latency),
                            m.p95Millis(WARM_UP, 120 * SECOND) / latency,
                            java.util.Arrays.toString(counts));
                }
                m = new Model().limit(6).latency(latency).noise(noise);
                m.task();
                m.run(120 * SECOND);
                print("429 beyond 6 " + latency + " noise " + noise, m, WARM_UP, 120 * SECOND);
                System.out.printf("      of best %.2f%n", m.goodput(WARM_UP, 120 * SECOND) / (6_000 / latency));
            }
        }
    }
}
