package com.openlayer.kafka.connect.task;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkTaskContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pauses and resumes partitions, as each {@link Backlog} requires: all partitions of the topics whose rows wait in it, because rows of one
 * topic go to the same pipelines. Owned by the task thread.
 */
final class Backpressure {
    private static final Logger log = LoggerFactory.getLogger(Backpressure.class);

    private final SinkTaskContext context;
    private final List<Backlog> backlogs;
    /** The full backlogs, and the topics that are paused because of each. */
    private final Map<Backlog, Set<String>> full = new HashMap<>();

    private Set<String> paused = Set.of();

    /** @param backlogs the backlogs of all the task's pipelines */
    Backpressure(SinkTaskContext context, List<Backlog> backlogs) {
        this.context = context;
        this.backlogs = List.copyOf(backlogs);
    }

    boolean isPaused() {
        return !paused.isEmpty();
    }

    /** The backlogs that are above their high-water mark while the task still reads for them. */
    List<Backlog> filling() {
        List<Backlog> filling = List.of();
        for (Backlog backlog : backlogs) {
            if (backlog.isHigh() && !full.containsKey(backlog)) {
                filling = filling.isEmpty() ? new ArrayList<>() : filling;
                filling.add(backlog);
            }
        }
        return filling;
    }

    /** Whether some partition would still be read if these backlogs paused theirs. */
    boolean leavesOthers(List<Backlog> filling, Collection<PartitionLedger> ledgers) {
        Set<String> topics = new HashSet<>(paused);
        filling.forEach(backlog -> topics.addAll(topicsIn(backlog, ledgers)));
        return ledgers.stream().anyMatch(ledger -> !topics.contains(topic(ledger)));
    }

    /**
     * After a rebalance the runtime pauses the partitions again that were paused before it, although the task may have
     * resumed some since.
     */
    void opened(Collection<TopicPartition> partitions) {
        List<TopicPartition> toPause = new ArrayList<>();
        List<TopicPartition> toResume = new ArrayList<>();
        for (TopicPartition partition : partitions) {
            (paused.contains(partition.topic()) ? toPause : toResume).add(partition);
        }
        change(true, toPause);
        change(false, toResume);
    }

    /** Pauses or resumes the open partitions. */
    void adjust(Collection<PartitionLedger> ledgers) {
        boolean isFull = !full.isEmpty();
        for (Backlog backlog : backlogs) {
            if (backlog.isHigh()) {
                full.computeIfAbsent(backlog, b -> new HashSet<>()).addAll(topicsIn(backlog, ledgers));
                isFull = true;
            } else if (isFull && backlog.isLow()) {
                full.remove(backlog);
            }
        }
        if (isFull) {
            apply(ledgers);
        }
    }

    private void apply(Collection<PartitionLedger> ledgers) {
        Set<String> topics = new HashSet<>();
        full.values().forEach(topics::addAll);
        if (topics.equals(paused)) {
            return;
        }
        List<TopicPartition> toPause = new ArrayList<>();
        List<TopicPartition> toResume = new ArrayList<>();
        for (PartitionLedger ledger : ledgers) {
            boolean isPaused = paused.contains(topic(ledger));
            if (topics.contains(topic(ledger)) && !isPaused) {
                toPause.add(ledger.partition());
            } else if (!topics.contains(topic(ledger)) && isPaused) {
                toResume.add(ledger.partition());
            }
        }
        paused = topics;
        log.debug("Pausing {}, resuming {}.", toPause, toResume);
        change(true, toPause);
        change(false, toResume);
    }

    private void change(boolean pause, List<TopicPartition> partitions) {
        TopicPartition[] array = partitions.toArray(new TopicPartition[0]);
        if (array.length == 0) {
            return;
        }
        if (pause) {
            context.pause(array);
        } else {
            context.resume(array);
        }
    }

    private static Set<String> topicsIn(Backlog backlog, Collection<PartitionLedger> ledgers) {
        Set<String> topics = new HashSet<>();
        for (PartitionLedger ledger : ledgers) {
            if (!topics.contains(topic(ledger)) && ledger.waitsIn(backlog)) {
                topics.add(topic(ledger));
            }
        }
        return topics;
    }

    private static String topic(PartitionLedger ledger) {
        return ledger.partition().topic();
    }
}
