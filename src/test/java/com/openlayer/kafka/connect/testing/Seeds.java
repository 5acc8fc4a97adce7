package com.openlayer.kafka.connect.testing;

import java.util.function.LongConsumer;

/** Runs a simulation with many new seeds, or with {@code -Dsimulation.seed=N} with one. */
public final class Seeds {
    private Seeds() {}

    /** Names the seed in the failure of a simulation. */
    public static void each(int count, LongConsumer simulation) {
        Long replay = Long.getLong("simulation.seed");
        long first = replay != null ? replay : System.nanoTime() % 1_000_000_000L;
        for (long seed = first; seed < first + (replay != null ? 1 : count); seed++) {
            try {
                simulation.accept(seed);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("Schedule with -Dsimulation.seed=" + seed, e);
            }
        }
    }
}
