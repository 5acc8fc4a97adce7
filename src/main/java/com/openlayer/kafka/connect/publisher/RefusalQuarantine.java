package com.openlayer.kafka.connect.publisher;

import java.util.ArrayList;
import java.util.List;

/**
 * Rows rejected by a pipeline that has accepted nothing yet: either they or the pipeline's configuration may be wrong.
 * They are not reported until that is clear, so that a wrong configuration does not send a whole topic to the
 * dead-letter topic. Guarded by the {@link Publisher}'s lock.
 */
final class RefusalQuarantine {
    /** After this many rows, each rejected alone with the same message, the configuration is blamed. */
    static final int ENOUGH = 10;

    private final boolean updates;
    private final List<Outcome.Refused> refusals = new ArrayList<>();
    private String fingerprint = "";
    private boolean alike = true;
    private long since;

    RefusalQuarantine(boolean updates) {
        this.updates = updates;
    }

    /** @param fingerprint distinguishes the causes of rejections ({@code Answer.fingerprint}) */
    void quarantine(Outcome.Refused refusal, String fingerprint, long now) {
        refusals.removeIf(earlier ->
                !earlier.delivery().isPending()); // otherwise a row that is read again would count as several
        if (refusals.isEmpty()) {
            this.fingerprint = fingerprint;
            alike = true;
            since = now;
        } else if (!fingerprint.equals(this.fingerprint)) {
            alike = false;
        }
        refusals.add(refusal);
    }

    boolean isEmpty() {
        return refusals.isEmpty();
    }

    boolean isAlike() {
        return alike;
    }

    boolean suspectsConfiguration() {
        return alike && rows() >= ENOUGH;
    }

    /** A row that is updated many times counts once. */
    long rows() {
        return updates
                ? refusals.stream()
                        .map(refused -> refused.delivery().row().inferenceId())
                        .distinct()
                        .count()
                : refusals.size();
    }

    String reason() {
        return refusals.get(0).reason();
    }

    long remaining(long now, long timeout) {
        return since + timeout - now;
    }

    List<Outcome.Refused> release() {
        List<Outcome.Refused> released = List.copyOf(refusals);
        refusals.clear();
        return released;
    }
}
