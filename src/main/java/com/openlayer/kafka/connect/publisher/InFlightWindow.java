package com.openlayer.kafka.connect.publisher;

/**
 * Adaptive limit of one pipeline's requests in flight: grows while the server processes them without queueing, and
 * shrinks when they queue, are answered 429 or fail. The increase of latency over {@link BaseLatency} estimates how many
 * queue, as in TCP Vegas. It has no clock, threads or lock of its own.
 */
final class InFlightWindow {
    /** The window before anything is known about the server. */
    static final int INITIAL = 4;

    /** Requests that may queue: this many, or {@link #ALLOWED_SHARE} of the window if that is more. */
    private static final double LEAST_ALLOWED = 1.6;

    private static final double ALLOWED_SHARE = 0.25;
    private static final int GROWTH_DIVISOR = 8;
    /** Answers in a round, even if the window is smaller: a single one is too noisy. */
    private static final int LEAST_ROUND = 2;

    private static final long INTERVAL_NANOS = 10_000_000_000L;
    /** Intervals are short at first, because tasks that start together measure each other's queues until the first ends. */
    private static final long FIRST_INTERVAL_NANOS = INTERVAL_NANOS / 8;

    /** On a slow server a measurement at half the window takes longer, so it is made less often. */
    private static final int LATENCIES_PER_INTERVAL = 50;

    /**
     * A measurement lasts at least this many latencies, even if a large window has enough answers sooner, because tasks
     * with other windows measure at the same time.
     */
    private static final int DRAIN_LATENCIES = 4;

    /**
     * If the window has shrunk to this share of its size, or to 1, and latency has not fallen, the window is not the
     * cause.
     */
    private static final double FUTILE_DECLINE = 0.25;

    private static final double SAME_LATENCY = 1 / 1.1;

    /**
     * The smallest slowdown that becomes the new base. A smaller one may be the queue of other tasks, and the base is
     * measured again soon enough.
     */
    private static final double LEAST_ADOPTED = 2;

    private static final long CEILING_NANOS = 5_000_000_000L;
    private static final int MAX_PATIENCE = 8;

    private static final int SIZE_CLASSES = Long.SIZE;

    /**
     * A request in flight.
     *
     * @param number its number in the order of sending
     * @param inFlight how many requests were in flight when it was sent, itself included
     * @param full whether it filled the window
     */
    record Ticket(long number, long sentAt, int inFlight, boolean full) {}

    private final int max;
    private final BaseLatency[] bases = new BaseLatency[SIZE_CLASSES];
    private int inFlight;
    private long nextNumber;
    private double window;
    /** Whether the window doubles, because nothing has shown yet that it is too large. */
    private boolean doubling = true;

    // The round: answers to requests that were sent since the window last changed.
    private long roundFrom;
    private int answers;
    private int fullAnswers;
    private int comparable;
    private double inFlightSum;
    private double latencySum;
    private double baseSum;

    // Base latencies are measured again in each interval.
    private boolean started;
    private long interval = FIRST_INTERVAL_NANOS;
    private long intervalEnd;
    private boolean draining;
    private long drainUntil;

    // A decline: shrinking rounds in a row.
    private double windowBeforeDecline;
    private double slowdownBeforeDecline;

    // The ceiling that a 429 has set.
    private int ceiling;
    private long ceilingFrom;
    private long ceilingUntil;
    private int patience = 1;
    private boolean probing;

    private long failureFrom;

    /** @param max requests in flight at most */
    InFlightWindow(int max) {
        this.max = max;
        this.ceiling = max;
        this.window = Math.min(max, INITIAL);
        for (int i = 0; i < SIZE_CLASSES; i++) {
            bases[i] = new BaseLatency();
        }
    }

    /** Requests that may be in flight; at least 1. */
    int size() {
        return Math.max(1, (int) window);
    }

    /** Whether another request may be sent now. */
    boolean hasRoom() {
        return inFlight < limit();
    }

    private int limit() {
        return draining ? Math.max(1, size() / 2) : size();
    }

    int inFlight() {
        return inFlight;
    }

    Ticket sent(long now) {
        if (!started) {
            started = true;
            intervalEnd = nextInterval(now, 0);
        }
        inFlight++;
        return new Ticket(nextNumber++, now, inFlight, inFlight >= limit());
    }

    /**
     * A request has ended, with any answer. If the answer says something about the server, {@link #accepted}, {@link
     * #rateLimited} or {@link #failed} follows.
     */
    void ended() {
        inFlight--;
    }

    /** The server has accepted a request. */
    void accepted(Ticket ticket, long bytes, long now) {
        if (ticket.number() < roundFrom) {
            return; // sent before the window last changed
        }
        BaseLatency base = bases[Long.SIZE - 1 - Long.numberOfLeadingZeros(Math.max(1, bytes))];
        double latency = Math.max(1, now - ticket.sentAt());
        base.add(latency, now);
        answers++;
        fullAnswers += ticket.full() ? 1 : 0;
        if (base.isKnown()) {
            comparable++;
            inFlightSum += ticket.inFlight();
            latencySum += latency;
            baseSum += base.nanos();
        }
        boolean over = draining
                ? answers >= BaseLatency.SMALL_GROUP && now - drainUntil >= 0
                : answers >= Math.max(LEAST_ROUND, size());
        if (over) {
            endRound(now);
        }
    }

    private void endRound(long now) {
        boolean full = 2 * fullAnswers >= answers;
        if (draining) {
            draining = false;
            for (BaseLatency base : bases) {
                base.endGroup();
            }
            startRound();
        } else if (2 * comparable >= answers) {
            adjust(full, latencySum / baseSum, inFlightSum / comparable, now);
        } else {
            startRound();
        }
    }

    /** @param slowdown latency divided by the base latency */
    private void adjust(boolean full, double slowdown, double meanInFlight, long now) {
        double queued = meanInFlight * (1 - 1 / slowdown);
        double allowed = Math.max(LEAST_ALLOWED, ALLOWED_SHARE * window);
        if (full) {
            raiseCeiling(now);
        }
        if (isDeclineFutile(slowdown)) {
            adoptLatency(slowdown);
        } else if (queued > allowed) {
            shrink(queued, allowed, slowdown);
        } else {
            windowBeforeDecline = 0;
            if (full && queued < allowed / 2) {
                window = Math.min(
                        Math.min(max, ceiling), doubling ? 2 * window : window + Math.max(1, window / GROWTH_DIVISOR));
            }
        }
        if (now - intervalEnd >= 0) {
            intervalEnd = nextInterval(now, baseSum / comparable);
            for (BaseLatency base : bases) {
                base.startInterval();
            }
            draining = full;
            drainUntil = now + (long) (DRAIN_LATENCIES * latencySum / comparable);
        }
        startRound();
    }

    /**
     * Intervals end at multiples of their length on the clock that all tasks of a worker share. So tasks measure at the
     * same time, and none measures the queue of another.
     *
     * @param latency without queueing: a queue must not delay the measurement that reveals it
     */
    private long nextInterval(long now, double latency) {
        long length = interval;
        while (length < LATENCIES_PER_INTERVAL * latency) {
            length *= 2;
        }
        interval = Math.min(INTERVAL_NANOS, 2 * interval);
        return (Math.floorDiv(now, length) + 1) * length;
    }

    private void shrink(double queued, double allowed, double slowdown) {
        if (windowBeforeDecline == 0) {
            windowBeforeDecline = window;
            slowdownBeforeDecline = slowdown;
        }
        doubling = false;
        window = Math.max(1, window - Math.max(1, (queued - allowed) / 2));
    }

    /** Whether the window has shrunk so far without effect that the server itself must be slower. */
    private boolean isDeclineFutile(double slowdown) {
        return windowBeforeDecline > 0
                && (size() == 1 || window <= windowBeforeDecline * FUTILE_DECLINE)
                && slowdown >= LEAST_ADOPTED
                && slowdown >= slowdownBeforeDecline * SAME_LATENCY;
    }

    private void adoptLatency(double slowdown) {
        for (BaseLatency base : bases) {
            base.slowDown(slowdown);
        }
        window = Math.min(windowBeforeDecline, ceiling);
        windowBeforeDecline = 0;
    }

    private void startRound() {
        roundFrom = nextNumber;
        answers = 0;
        fullAnswers = 0;
        comparable = 0;
        inFlightSum = 0;
        latencySum = 0;
        baseSum = 0;
    }

    /**
     * The server has refused a request with 429: this many in flight are too many for now. A 429 to a request that was
     * in flight alone says nothing about the number.
     */
    void rateLimited(Ticket ticket, long now) {
        if (ticket.inFlight() == 1) {
            return;
        }
        // Requests that were sent later may have arrived earlier: those that are still in flight count too.
        int below = Math.max(ticket.inFlight() - 1, inFlight);
        if (ticket.number() < ceilingFrom) {
            ceiling = Math.min(ceiling, below); // sent before the first 429 was known
        } else {
            if (probing) {
                patience = Math.min(MAX_PATIENCE, 2 * patience);
                probing = false;
            }
            ceiling = Math.min(ceiling, below);
            ceilingFrom = nextNumber;
        }
        ceilingUntil = now + CEILING_NANOS * patience * ceiling;
        doubling = false;
        if (window > ceiling) {
            window = ceiling;
            startRound();
        }
    }

    /** Raises the ceiling by one request when it has expired, and again after each raise that was accepted. */
    private void raiseCeiling(long now) {
        if (ceiling < max && window >= ceiling && now - ceilingUntil >= 0) {
            if (probing) {
                patience = 1;
            }
            probing = true;
            ceiling++;
        }
    }

    /** The server has failed. Requests that were in flight at the same time count as one failure. */
    void failed(Ticket ticket) {
        if (ticket.number() >= failureFrom) {
            failureFrom = nextNumber;
            window = Math.max(1, window / 2);
            doubling = true;
            interval = FIRST_INTERVAL_NANOS;
            draining = false;
            windowBeforeDecline = 0;
            startRound();
        }
    }
}
