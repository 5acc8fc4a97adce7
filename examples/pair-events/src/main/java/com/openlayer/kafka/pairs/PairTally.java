package com.openlayer.kafka.pairs;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts of all tasks since the last summary. Work that a failure rolls back is counted again when it is repeated. */
final class PairTally {
    private final LongAdder pairs = new LongAdder();
    private final LongAdder skipped = new LongAdder();
    private final Map<Reason, LongAdder> unpaired = new EnumMap<>(Reason.class);

    PairTally() {
        for (Reason reason : Reason.values()) {
            unpaired.put(reason, new LongAdder());
        }
    }

    void paired() {
        pairs.increment();
    }

    void skipped() {
        skipped.increment();
    }

    void unpaired(Reason reason) {
        unpaired.get(reason).increment();
    }

    /** One line, such as {@code 120 pairs, 3 events without pair (no-response 2, duplicate 1), 0 skipped}. Counting starts anew. */
    String summary() {
        long sum = 0;
        List<String> reasons = new ArrayList<>();
        for (Map.Entry<Reason, LongAdder> entry : unpaired.entrySet()) {
            long count = entry.getValue().sumThenReset();
            sum += count;
            if (count > 0) {
                reasons.add(entry.getKey().word() + " " + count);
            }
        }
        return pairs.sumThenReset() + " pairs, " + sum + " events without pair"
                + (reasons.isEmpty() ? "" : " (" + String.join(", ", reasons) + ")") + ", " + skipped.sumThenReset()
                + " skipped";
    }
}
