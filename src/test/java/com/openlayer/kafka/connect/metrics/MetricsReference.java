package com.openlayer.kafka.connect.metrics;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Generates the metrics tables in {@code docs/operations.md}. */
public final class MetricsReference {
    private MetricsReference() {}

    private static List<Metric> ofPipeline() {
        return new PipelineMetrics().metrics(System::nanoTime);
    }

    private static List<Metric> ofTask() {
        return new TaskMetrics().metrics(System::nanoTime, System::currentTimeMillis);
    }

    /** The Prometheus names, by the rules of docker/monitoring/jmx-exporter.yml. */
    public static Set<String> prometheusNames() {
        Set<String> names = new TreeSet<>();
        Stream.concat(ofPipeline().stream(), ofTask().stream())
                .forEach(metric -> names.add("openlayer_sink_" + metric.name().replace('-', '_')));
        return names;
    }

    static String markdown() {
        StringBuilder text = new StringBuilder();
        table(text, "For each pipeline of a task", "connector=<name>,task=<number>,pipeline=<alias>", ofPipeline());
        table(text, "For each task", "connector=<name>,task=<number>", ofTask());
        return text.toString();
    }

    private static void table(StringBuilder text, String title, String tags, List<Metric> metrics) {
        text.append("\n")
                .append(title)
                .append(": `kafka.connect:type=plugins,")
                .append(tags)
                .append("`\n\n");
        text.append("| attribute | meaning |\n|---|---|\n");
        for (Metric metric : metrics) {
            text.append("| `%s` | %s |%n".formatted(metric.name(), metric.description()));
        }
    }
}
