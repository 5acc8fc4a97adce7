package com.openlayer.kafka.connect.quickstart;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.openlayer.kafka.connect.testing.BrokerAndWorker;
import com.openlayer.kafka.connect.testing.BrokerBesideWorker;
import com.openlayer.kafka.connect.testing.DeadLetter;
import com.openlayer.kafka.connect.testing.KafkaDistribution;
import com.openlayer.kafka.connect.testing.KafkaWithConnect;
import com.openlayer.kafka.connect.testing.PluginPath;
import com.openlayer.kafka.connect.testing.RequestContract;
import com.openlayer.kafka.connect.testing.Topics;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * The program behind {@code mvn -Pquickstart}: starts a broker and a worker with the packaged connector, publishes rows
 * and prints the results. docs/quickstart.md lists its properties and variables.
 */
public final class Quickstart {
    private static final String DEFAULT_CONFIG = "connector-config/several-pipelines.json";
    private static final int PARTITIONS = 2;
    /** Spreads the rows over time. */
    private static final Duration SPAN_OF_ROWS = Duration.ofHours(6);

    private final PrintStream out;
    private final Map<String, String> settings;
    private final Map<String, String> environment;
    private final long startedAt = System.nanoTime();

    /**
     * A run of the program.
     *
     * @param settings the properties of {@code mvn -Pquickstart} by name; blank values count as not set
     * @param environment the variables that are set
     */
    Quickstart(PrintStream out, Map<String, String> settings, Map<String, String> environment) {
        this.out = out;
        this.settings = settings;
        this.environment = environment;
    }

    /** Ends with status 0 only if every record was acknowledged or dead-lettered, and every offset committed. */
    public static void main(String[] args) {
        endWithParent();
        Map<String, String> settings = new TreeMap<>();
        System.getProperties().stringPropertyNames().forEach(name -> settings.put(name, System.getProperty(name)));
        System.exit(new Quickstart(new PrintStream(System.out, true, UTF_8), settings, given()).run());
    }

    /** Ends broker and worker if Maven is killed. */
    private static void endWithParent() {
        ProcessHandle.current().parent().ifPresent(parent -> {
            var unused = parent.onExit().thenRun(() -> System.exit(1));
        });
    }

    /** Returns the status, with {@code quickstart.keep} only if it fails or its thread is interrupted. */
    int run() {
        try {
            ConnectorFile given = ConnectorFile.of(Path.of(setting("quickstart.config", DEFAULT_CONFIG)));
            ConnectorFile file = given.withErrantRecordsKept();
            Map<String, RowFile> rows = rows(file);
            try (Destination destination = Destination.of(file, environment)) {
                say("Rows go to " + destination.description() + ".");
                if (!file.equals(given)) {
                    say("Errant records go to topic " + file.deadLetterTopic().orElseThrow()
                            + " (errors.tolerance=all), because " + file.source() + " does not set errors.tolerance.");
                }
                return publish(destination, rows);
            }
        } catch (Failure e) {
            out.println();
            out.println("FAILED: " + e.getMessage());
            return 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        } catch (RuntimeException e) {
            out.println();
            e.printStackTrace(out);
            return 1;
        }
    }

    private int publish(Destination destination, Map<String, RowFile> rows) throws InterruptedException {
        List<String> debug = debugAgent();
        try (KafkaWithConnect kafka = isKept()
                ? BrokerBesideWorker.launch("quickstart", destination.environment(), debug)
                : BrokerAndWorker.launch("quickstart", destination.environment(), debug)) {
            say("Starting a broker and a Connect worker of Kafka "
                    + KafkaDistribution.current().version() + " in " + (isKept() ? "a JVM each" : "one JVM") + " ...");
            if (!debug.isEmpty()) {
                say("It waits up to 90 seconds for a debugger at 127.0.0.1:" + debugPort() + ".");
            }
            RequestContract.spec();
            kafka.awaitReady();
            say("The worker answers at " + kafka.rest().base() + " and has " + plugin(kafka) + ".");
            try (Topics topics = new Topics(kafka.bootstrapServers())) {
                write(topics, destination.connector(), rows);
                if (kafka instanceof BrokerBesideWorker killable) {
                    return publishAndKeep(killable, topics, destination, rows);
                }
                return publish(kafka, topics, destination);
            } catch (Failure e) {
                if (e.seenInLog()) {
                    out.printf("%nThe end of %s:%n%s%n", kafka.log(), kafka.logTail(30));
                }
                throw e;
            }
        }
    }

    private int publishAndKeep(
            BrokerBesideWorker kafka, Topics topics, Destination destination, Map<String, RowFile> rows)
            throws InterruptedException {
        try (Playground playground = new Playground(destination, kafka, topics)) {
            int status = publish(kafka, topics, destination);
            if (status == 0) {
                URI page = playground.open(new FreshRows(topics, destination.connector(), rows));
                keep(kafka, destination, page);
            }
            return status;
        } catch (IOException e) {
            throw new UncheckedIOException("The page's server cannot start", e);
        }
    }

    private int publish(KafkaWithConnect kafka, Topics topics, Destination destination) throws InterruptedException {
        Publication publication =
                new Publication(kafka, topics, destination, !debugAgent().isEmpty());
        say("PUT " + kafka.rest().base() + "/connectors/" + Publication.NAME + "/config with "
                + destination.connector().source());
        publication.create();
        publication.await(out);
        List<DeadLetter> errant = publication.deadLetters();
        ResultTable result = publication.result(errant);
        Arrivals arrivals = new Arrivals(destination, errant);
        out.printf("%n%s%n", result);
        arrivals.show(out);
        destination.refusals().forEach(refusal -> out.println("Refused: " + refusal));
        if (!result.complete()) {
            out.printf(
                    "FAILED: some records are neither acknowledged nor in a dead-letter topic. The worker's log is %s%n",
                    kafka.log());
            return 1;
        }
        say(arrivals.summary(result));
        return 0;
    }

    private boolean isKept() {
        return Boolean.parseBoolean(setting("quickstart.keep", "false"));
    }

    private void keep(KafkaWithConnect kafka, Destination destination, URI page) throws InterruptedException {
        out.printf(
                """

                Still running, until Ctrl-C:
                  Connect REST       %1$s
                  bootstrap servers  %2$s
                  rows go to         %3$s
                  log                %4$s
                Try:
                  curl -s %1$s/connectors/%5$s/status
                  curl -s %1$s/connectors/%5$s/offsets
                Or see it and play with it in a browser:
                  %6$s
                """,
                kafka.rest().base(),
                kafka.bootstrapServers(),
                destination.description(),
                kafka.log(),
                Publication.NAME,
                page);
        new CountDownLatch(1).await();
    }

    /** The worker's class path has only Kafka, so the plugin that it lists comes from the ZIP. */
    private static String plugin(KafkaWithConnect kafka) {
        for (JsonNode plugin : kafka.rest().plugins()) {
            String type = plugin.path("class").asText();
            if (type.endsWith(".OpenlayerSinkConnector")) {
                return "OpenlayerSinkConnector %s from %s on its plugin.path"
                        .formatted(
                                plugin.path("version").asText(),
                                PluginPath.zip().getFileName());
            }
        }
        throw Failure.ofRun("The worker did not find the connector on its plugin.path " + PluginPath.unpacked());
    }

    private void write(Topics topics, ConnectorFile connector, Map<String, RowFile> rows) {
        for (String topic : connector.topics()) {
            topics.create(topic, PARTITIONS);
        }
        // Connect would create it with three replicas, which one broker cannot.
        connector.deadLetterTopic().ifPresent(topic -> topics.create(topic, 1));
        long total = 0;
        for (Map.Entry<String, RowFile> each : rows.entrySet()) {
            List<String> values = each.getValue().rows();
            long step = Math.max(1, SPAN_OF_ROWS.toMillis() / values.size());
            long time = System.currentTimeMillis() - values.size() * step;
            int i = 0;
            for (String value : values) {
                time += step;
                topics.send(new ProducerRecord<>(each.getKey(), i++ % PARTITIONS, time, null, Topics.bytes(value)));
            }
            total += values.size();
        }
        topics.flush();
        say("Wrote " + total + " records to " + String.join(", ", rows.keySet()) + ".");
    }

    /** Rows by topic: the user's own for the first topic, or the shipped rows for each. */
    private Map<String, RowFile> rows(ConnectorFile connector) {
        List<String> topics = connector.topics();
        if (topics.isEmpty()) {
            throw Failure.ofInput(connector.source() + " names no topics: the quickstart creates those of `topics`");
        }
        String own = setting("quickstart.rows", "");
        Map<String, RowFile> rows = new LinkedHashMap<>();
        if (!own.isEmpty()) {
            rows.put(topics.get(0), RowFile.of(Path.of(own)));
            return rows;
        }
        for (String topic : topics) {
            RowFile.shippedFor(topic).ifPresent(file -> rows.put(topic, file));
            if (connector.deadLetterTopic().isPresent()) {
                RowFile.errantFor(topic)
                        .ifPresent(errant -> rows.computeIfPresent(topic, (name, file) -> file.and(errant)));
            }
        }
        if (rows.isEmpty()) {
            throw Failure.ofInput(
                    "No rows ship for the topics " + topics + ": give some with -Dquickstart.rows=FILE.jsonl");
        }
        return rows;
    }

    /** JVM flags that wait for a debugger; empty unless {@code quickstart.debug} is set. */
    private List<String> debugAgent() {
        String port = debugPort();
        return port.isEmpty()
                ? List.of()
                : List.of("-agentlib:jdwp=transport=dt_socket,server=y,suspend=y,address=127.0.0.1:" + port);
    }

    private String debugPort() {
        String given = setting("quickstart.debug", "");
        // -Dquickstart.debug without a value
        return given.equals("true") ? "5005" : given;
    }

    private String setting(String name, String otherwise) {
        String value = settings.getOrDefault(name, "").strip();
        return value.isEmpty() ? otherwise : value;
    }

    /** The environment, without variables that Maven could not resolve. */
    private static Map<String, String> given() {
        Map<String, String> given = new TreeMap<>(System.getenv());
        given.values().removeIf(value -> value.isBlank() || value.startsWith("${"));
        return given;
    }

    private void say(String what) {
        out.printf("%5.1f s  %s%n", (System.nanoTime() - startedAt) / 1e9, what);
    }
}
