package com.openlayer.kafka.connect.publisher;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Rows rejected by a pipeline that has accepted nothing yet: either they or the pipeline's configuration may be wrong.
 * They are not reported until that is clear, so that a wrong configuration does not send a whole topic to the
 * dead-letter topic. Guarded by the {@link Publisher}'s lock.
 */
final class RefusalQuarantine {
    /** After this many rows, each rejected alone with the same message, the configuration is blamed. */
    static final int ENOUGH = 10;

    private final PipelineMessages messages;
    private final PublisherSettings settings;
    private final List<Outcome.Refused> refusals = new ArrayList<>();
    private String fingerprint = "";
    private boolean alike = true;
    private long since;

    RefusalQuarantine(PipelineMessages messages, PublisherSettings settings) {
        this.messages = messages;
        this.settings = settings;
    }

    /**
     * Takes a refusal; returns it if it can be reported now.
     *
     * @param fingerprint distinguishes the causes of rejections ({@code Answer.fingerprint})
     * @param proven whether the pipeline has accepted rows
     */
    Optional<Outcome> refused(Outcome.Refused refusal, String fingerprint, boolean proven, long now) {
        if (proven) {
            return Optional.of(refusal);
        }
        if (!settings.tolerant()) {
            return Optional.of(new Outcome.Refused(refusal.delivery(), messages.withoutAcceptance(refusal.reason())));
        }
        quarantine(refusal, fingerprint, now);
        return Optional.empty();
    }

    private void quarantine(Outcome.Refused refusal, String fingerprint, long now) {
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

    /**
     * Releases the refusals, or fails the task, once it is clear what they mean; else returns nothing.
     *
     * @param proven whether the pipeline has accepted rows
     * @param undecided whether a split batch has parts that are not resolved, which may be accepted or refused otherwise
     */
    List<Outcome> resolve(boolean proven, boolean undecided, long now) {
        if (refusals.isEmpty()) {
            return List.of();
        }
        if (!undecided && !proven && alike && rows() >= ENOUGH) {
            return List.of(messages.allRejected(rows(), refusals.get(0).reason()));
        }
        if (proven || (!undecided && !alike) || wakeIn(now) <= 0) {
            List<Outcome> released = List.copyOf(refusals);
            refusals.clear();
            return released;
        }
        return List.of();
    }

    /** Nanoseconds until the refusals are released in any case. */
    long wakeIn(long now) {
        return refusals.isEmpty() ? Long.MAX_VALUE : since + settings.deliveryTimeoutNanos() - now;
    }

    /** A row that is updated many times counts once. */
    private long rows() {
        return messages.updates()
                ? refusals.stream()
                        .map(refused -> refused.delivery().row().inferenceId())
                        .distinct()
                        .count()
                : refusals.size();
    }
}
