package com.openlayer.kafka.connect.testing;

import com.openlayer.kafka.connect.publisher.Scheduler;
import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.LongSupplier;

/** A clock in nanoseconds that only tests advance, and a scheduler that runs tasks when they become due. */
public final class VirtualClock implements LongSupplier, Scheduler {
    private record Alarm(long at, long number, Runnable task) {}

    private final PriorityQueue<Alarm> alarms =
            new PriorityQueue<>(Comparator.comparingLong(Alarm::at).thenComparingLong(Alarm::number));
    private long lastNumber;
    private long now = 5_000_000_000L;

    @Override
    public long getAsLong() {
        return now;
    }

    @Override
    public Runnable schedule(long nanos, Runnable task) {
        Alarm alarm = new Alarm(now + Math.max(0, nanos), lastNumber++, task);
        alarms.add(alarm);
        return () -> alarms.remove(alarm);
    }

    /** The number of scheduled tasks. */
    public int scheduled() {
        return alarms.size();
    }

    /** Advances the time, and runs the tasks that become due. */
    public void pass(Duration time) {
        passTo(now + time.toNanos());
    }

    /** Advances the time to the next scheduled task and runs it; false if none is scheduled. */
    public boolean passToNext() {
        Alarm next = alarms.peek();
        if (next == null) {
            return false;
        }
        passTo(Math.max(now, next.at()));
        return true;
    }

    private void passTo(long until) {
        for (Alarm next = alarms.peek(); next != null && next.at() <= until; next = alarms.peek()) {
            alarms.remove();
            now = Math.max(now, next.at());
            next.task().run();
        }
        now = until;
    }
}
