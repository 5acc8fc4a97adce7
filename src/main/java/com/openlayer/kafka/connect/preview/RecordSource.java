package com.openlayer.kafka.connect.preview;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.apache.kafka.clients.consumer.ConsumerConfig;

/** Chooses where records are read from, by the options, the connector's configuration and the worker's file. */
final class RecordSource {
    private static final List<String> SECURITY = List.of("security.", "sasl.", "ssl.");

    private final Optional<String> topic;
    private final Map<String, String> connector;
    private final Map<String, String> worker;

    /**
     * @param topic the option {@code --topic}
     * @param connector the connector's configuration; may be empty
     * @param worker the worker's properties; may be empty
     */
    RecordSource(Optional<String> topic, Map<String, String> connector, Map<String, String> worker) {
        this.topic = topic;
        this.connector = connector;
        this.worker = worker;
    }

    private List<String> topics() {
        List<String> topics = new ArrayList<>(topic.stream().toList());
        if (topics.isEmpty()) {
            Arrays.stream(connector.getOrDefault("topics", "").split(",", -1))
                    .map(String::strip)
                    .filter(name -> !name.isEmpty())
                    .forEach(topics::add);
        }
        return topics;
    }

    /** The records of a file. Their topic is the first one configured, unless an envelope has its own. */
    List<KafkaRecord> file(Path file, boolean envelope, InputStream standardInput) {
        RecordFile records = RecordFile.read(file, standardInput);
        Optional<String> first = topics().stream().findFirst();
        if (envelope) {
            return records.envelopes(first);
        }
        return records.values(first.orElseThrow(() -> new BadInputException(
                "The configuration names no topic in topics: give the topic of the records with --topic")));
    }

    /** The last records of each topic, read from Kafka. */
    List<KafkaRecord> live(Optional<String> servers, Map<String, String> client, int count) {
        Map<String, String> settings = new LinkedHashMap<>();
        worker.forEach((name, value) -> {
            if (name.equals(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG)
                    || SECURITY.stream().anyMatch(name::startsWith)) {
                settings.put(name, value);
            }
        });
        // Connect configures a sink's consumer in the same order: the worker's consumer settings, then the connector's.
        addBelow("consumer.", worker, settings);
        addBelow("consumer.override.", connector, settings);
        settings.putAll(client);
        servers.ifPresent(s -> settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, s));
        if (!settings.containsKey(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG)) {
            throw new BadInputException(
                    "No brokers are configured: give --bootstrap-server, or the worker's file with --worker");
        }
        LiveTopic live = new LiveTopic(settings);
        List<String> topics = topics();
        if (topics.isEmpty()) {
            topics = live.matching(regex());
        }
        return live.last(count, topics);
    }

    private Pattern regex() {
        String regex = connector.get("topics.regex");
        if (regex == null) {
            throw new BadInputException("No topic is configured: give the topic to read with --topic");
        }
        try {
            return Pattern.compile(regex);
        } catch (PatternSyntaxException e) {
            throw new BadInputException("topics.regex is not a regular expression: " + e.getDescription(), e);
        }
    }

    private static void addBelow(String prefix, Map<String, String> from, Map<String, String> to) {
        Worker.below(prefix, from).forEach((name, value) -> to.put(name, value.toString()));
    }
}
