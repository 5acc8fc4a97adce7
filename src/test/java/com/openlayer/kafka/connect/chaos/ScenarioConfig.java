package com.openlayer.kafka.connect.chaos;

import com.openlayer.kafka.connect.testing.ConnectorConfig;
import com.openlayer.kafka.connect.testing.OpenlayerStub;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;

/** The connector of a scenario: one pipeline of rows, one of labels, a dead-letter topic. */
final class ScenarioConfig {
    static final String EAGER = "org.apache.kafka.clients.consumer.RangeAssignor";
    static final String COOPERATIVE = "org.apache.kafka.clients.consumer.CooperativeStickyAssignor";
    static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(2);
    static final int LARGE_MESSAGE = 8_000_000;

    private static final int BATCH_ROWS = 100;
    private static final int IN_FLIGHT = 4;
    /** Single rows that a pipeline sends in addition, to isolate a suspect. */
    private static final int ISOLATED = 16;

    /** The rows that a pipeline of a task has in flight at most. */
    static final int IN_FLIGHT_ROWS = IN_FLIGHT * BATCH_ROWS + ISOLATED;

    private ScenarioConfig() {}

    static ConnectorConfig of(
            OpenlayerStub openlayer, UUID pipeline, String topic, String labelTopic, String deadLetterTopic) {
        return ConnectorConfig.reading(topic, labelTopic)
                .to(openlayer)
                .with("batch.max.rows", BATCH_ROWS)
                .with("max.in.flight.requests", IN_FLIGHT)
                .with("retry.backoff.ms", 50)
                .with("retry.backoff.max.ms", 2_000)
                .llm("p", pipeline)
                .with("p", "input.variable.names", "question")
                .updates("labels", pipeline)
                .with("labels", "topics", labelTopic)
                .with("labels", "columns", "*,id=value:/of,-of")
                .with("labels", "ground.truth.column.name", "truth")
                .with("errors.tolerance", "all")
                .deadLetters(deadLetterTopic)
                // Kafka's default of five minutes would delay the discovery of new partitions.
                .with("consumer.override.metadata.max.age.ms", 5_000);
    }

    /** Timeouts that decide about a hanging row within seconds. */
    static Map<String, String> shortTimeouts() {
        return Map.of(
                "request.timeout.ms", Long.toString(REQUEST_TIMEOUT.toMillis()),
                "delivery.timeout.ms", Long.toString(4 * REQUEST_TIMEOUT.toMillis()));
    }

    /** Limits of Connect's clients that allow large records to be read and dead-lettered, in polls that fit a small heap. */
    static Map<String, String> largeRecords() {
        return Map.of(
                "producer.override.max.request.size", Integer.toString(LARGE_MESSAGE),
                "consumer.override.max.partition.fetch.bytes", Integer.toString(LARGE_MESSAGE),
                "consumer.override.fetch.max.bytes", Integer.toString(LARGE_MESSAGE),
                "consumer.override.max.poll.records", "100");
    }

    /** Transforms that rename the topic, and drop records with a header. */
    static Map<String, String> transforms() {
        return Map.of(
                "transforms", "route,drop",
                "transforms.route.type", "org.apache.kafka.connect.transforms.RegexRouter",
                "transforms.route.regex", "rows-(.*)",
                "transforms.route.replacement", "routed-$1",
                "transforms.drop.type", "org.apache.kafka.connect.transforms.Filter",
                "transforms.drop.predicate", "marked",
                "predicates", "marked",
                "predicates.marked.type", "org.apache.kafka.connect.transforms.predicates.HasHeaderKey",
                "predicates.marked.name", Feed.DROP);
    }
}
