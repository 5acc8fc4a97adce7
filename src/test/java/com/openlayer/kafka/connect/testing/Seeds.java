package com.openlayer.kafka.connect.testing;

import java.util.function.LongConsumer;

/** Runs a simulation from many seeds, new ones each time; with {@code -Dsimulation.seed=N} from that one alone. */
public final class Seeds {
    private Seeds() {}

    /** The failure of a simulation names its seed. */
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
