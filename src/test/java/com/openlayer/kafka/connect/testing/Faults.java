package com.openlayer.kafka.connect.testing;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/**
 * Scripted faults of the stub. Answers for the next requests come first, then the rules, the latest first;
 * all other requests are answered by the contract.
 */
public final class Faults {
    private final Deque<StubAnswer> next = new ArrayDeque<>();
    private final Deque<FaultRule> rules = new ArrayDeque<>();
    private final AtomicLong injected = new AtomicLong();

    /** Answers matching requests until it is removed. */
    public final class FaultRule {
        private final Predicate<ReceivedRequest> applies;
        private final List<StubAnswer> answers;
        private final Random random;
        private final AtomicLong hits = new AtomicLong();

        private FaultRule(Predicate<ReceivedRequest> applies, List<StubAnswer> answers, Random random) {
            this.applies = applies;
            this.answers = answers;
            this.random = random;
        }

        public long hits() {
            return hits.get();
        }

        public void remove() {
            synchronized (Faults.this) {
                rules.remove(this);
            }
        }

        private StubAnswer answer() {
            hits.incrementAndGet();
            return answers.get(answers.size() == 1 ? 0 : random.nextInt(answers.size()));
        }
    }

    /** Applies to this many of the next requests that publish or update rows. */
    public synchronized void next(int times, StubAnswer answer) {
        for (int i = 0; i < times; i++) {
            next.add(answer);
        }
    }

    /** Applies to all matching requests, including those that do not publish or update rows. */
    public synchronized FaultRule when(Predicate<ReceivedRequest> applies, StubAnswer answer) {
        FaultRule rule = new FaultRule(applies, List.of(answer), null);
        rules.addFirst(rule);
        return rule;
    }

    /** Applies to all requests that publish or update rows. */
    public FaultRule always(StubAnswer answer) {
        return when(ReceivedRequest::delivers, answer);
    }

    /** Applies one of the answers to this share of the requests that publish or update rows. */
    public synchronized FaultRule randomly(double share, long seed, StubAnswer... answers) {
        Random random = new Random(seed);
        FaultRule rule =
                new FaultRule(request -> request.delivers() && random.nextDouble() < share, List.of(answers), random);
        rules.addFirst(rule);
        return rule;
    }

    /** Blocks all requests that publish or update rows. */
    public Gate hold() {
        Gate gate = new Gate();
        always(StubAnswer.contract().heldBy(gate));
        return gate;
    }

    /** Removes all faults and releases blocked requests. */
    public synchronized void clear() {
        next.forEach(answer -> answer.gate().ifPresent(Gate::release));
        rules.forEach(rule -> rule.answers.forEach(answer -> answer.gate().ifPresent(Gate::release)));
        next.clear();
        rules.clear();
    }

    /** The number of requests with scripted answers. */
    public long injected() {
        return injected.get();
    }

    synchronized StubAnswer answerTo(ReceivedRequest request) {
        if (request.delivers() && !next.isEmpty()) {
            injected.incrementAndGet();
            return next.remove();
        }
        for (FaultRule rule : rules) {
            if (rule.applies.test(request)) {
                injected.incrementAndGet();
                return rule.answer();
            }
        }
        return StubAnswer.contract();
    }
}
