package com.openlayer.kafka.connect.metrics;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import javax.management.JMException;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.Gauge;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.connect.sink.SinkTaskContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Registers the metrics of one task until it is closed: with the worker (KIP-877) if that is version 4.1 or newer, or else
 * as MBeans of the same names. If registration fails, the task runs without metrics.
 */
public final class MetricsPublisher implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(MetricsPublisher.class);

    /** Removes what was registered, the last first. */
    private final Deque<Runnable> removals = new ArrayDeque<>();

    private MetricsPublisher() {}

    /**
     * Registers metrics.
     *
     * @param connector the connector's name: a tag of the MBeans, which the worker adds to its metrics itself
     * @param task the number of the task: a tag like {@code connector}
     * @param taskMetrics the metrics of the task as a whole
     * @param pipelines metrics by pipeline alias, which becomes a tag
     */
    public static MetricsPublisher of(
            SinkTaskContext context,
            String connector,
            String task,
            List<Metric> taskMetrics,
            Map<String, List<Metric>> pipelines) {
        MetricsPublisher publisher = new MetricsPublisher();
        Map<Map<String, String>, List<Metric>> byTags = new LinkedHashMap<>();
        byTags.put(Map.of(), taskMetrics);
        pipelines.forEach((alias, metrics) -> byTags.put(Map.of("pipeline", alias), metrics));
        try {
            if (!publisher.registerWithWorker(context, byTags)) {
                publisher.registerBeans(connector, task, byTags);
            }
        } catch (JMException | RuntimeException e) {
            publisher.close();
            log.warn("Cannot register the metrics of this task: {}. The task runs without them.", e.toString());
        }
        return publisher;
    }

    /** False if the worker is too old. */
    private boolean registerWithWorker(SinkTaskContext context, Map<Map<String, String>, List<Metric>> byTags) {
        try {
            WorkerMetrics.register(context, byTags, removals);
            return true;
        } catch (NoSuchMethodError | NoClassDefFoundError e) {
            log.debug("The worker does not support plugin metrics, using MBeans instead: {}", e.toString());
            return false;
        }
    }

    private void registerBeans(String connector, String task, Map<Map<String, String>, List<Metric>> byTags)
            throws JMException {
        for (Map.Entry<Map<String, String>, List<Metric>> entry : byTags.entrySet()) {
            Map<String, String> tags = new LinkedHashMap<>();
            tags.put("connector", connector);
            tags.put("task", task);
            tags.putAll(entry.getKey());
            MetricsBean bean = new MetricsBean(tags, entry.getValue());
            bean.register();
            removals.push(bean::unregister);
        }
    }

    /** Removes all metrics. Some may be gone already, because the worker removes its own when it stops the task. */
    @Override
    public void close() {
        while (!removals.isEmpty()) {
            try {
                removals.pop().run();
            } catch (RuntimeException e) {
                log.debug("A metric was already removed", e);
            }
        }
    }

    /**
     * A separate class, because older workers lack the types that it uses. It registers gauges only: the tasks of a worker
     * share sensors of the same name, and closing one removes it for the others.
     */
    private static final class WorkerMetrics {
        static void register(
                SinkTaskContext context, Map<Map<String, String>, List<Metric>> byTags, Deque<Runnable> removals) {
            PluginMetrics worker = context.pluginMetrics();
            byTags.forEach((tags, metrics) -> {
                for (Metric metric : metrics) {
                    MetricName name = worker.metricName(metric.name(), metric.description(), new LinkedHashMap<>(tags));
                    Supplier<Number> value = metric.value();
                    worker.addMetric(name, (Gauge<Number>) (config, now) -> value.get());
                    removals.push(() -> worker.removeMetric(name));
                }
            });
        }
    }
}
