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
 * Shows the metrics of one task until it is closed: through those of the worker (KIP-877) where it is 4.1 or newer, else
 * as MBeans of the same names. A task that cannot show them works all the same.
 */
public final class MetricsPublisher implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(MetricsPublisher.class);

    /** What takes away again what was shown, the last first. */
    private final Deque<Runnable> shown = new ArrayDeque<>();

    private MetricsPublisher() {}

    /**
     * Shows metrics.
     *
     * @param connector the connector's name, and {@code task} the number of the task: tags of the MBeans, which the
     *     worker's own metrics have by themselves
     * @param pipelines by alias, which becomes a tag
     */
    public static MetricsPublisher of(
            SinkTaskContext context,
            String connector,
            String task,
            List<Metric> ofTask,
            Map<String, List<Metric>> pipelines) {
        MetricsPublisher exposition = new MetricsPublisher();
        Map<Map<String, String>, List<Metric>> byTags = new LinkedHashMap<>();
        byTags.put(Map.of(), ofTask);
        pipelines.forEach((alias, metrics) -> byTags.put(Map.of("pipeline", alias), metrics));
        try {
            if (!exposition.showInWorker(context, byTags)) {
                exposition.showAsBeans(connector, task, byTags);
            }
        } catch (JMException | RuntimeException e) {
            exposition.close();
            log.warn("The metrics of this task cannot be read: {}. It works without them.", e.toString());
        }
        return exposition;
    }

    /** False where the worker is too old. */
    private boolean showInWorker(SinkTaskContext context, Map<Map<String, String>, List<Metric>> byTags) {
        try {
            InWorker.show(context, byTags, shown);
            return true;
        } catch (NoSuchMethodError | NoClassDefFoundError e) {
            log.debug("The worker has no metrics of plugins, so MBeans take their place: {}", e.toString());
            return false;
        }
    }

    private void showAsBeans(String connector, String task, Map<Map<String, String>, List<Metric>> byTags)
            throws JMException {
        for (Map.Entry<Map<String, String>, List<Metric>> entry : byTags.entrySet()) {
            Map<String, String> tags = new LinkedHashMap<>();
            tags.put("connector", connector);
            tags.put("task", task);
            tags.putAll(entry.getKey());
            MetricsBean bean = new MetricsBean(tags, entry.getValue());
            bean.register();
            shown.push(bean::unregister);
        }
    }

    /** Takes all away; what is gone already, since the worker closed its metrics, is no mistake. */
    @Override
    public void close() {
        while (!shown.isEmpty()) {
            try {
                shown.pop().run();
            } catch (RuntimeException e) {
                log.debug("A metric was gone already", e);
            }
        }
    }

    /**
     * A class of its own, since older workers lack the types it names. Gauges only: sensors of one name are shared
     * between the tasks of a worker, and closing one takes away the other's.
     */
    private static final class InWorker {
        static void show(
                SinkTaskContext context, Map<Map<String, String>, List<Metric>> byTags, Deque<Runnable> shown) {
            PluginMetrics worker = context.pluginMetrics();
            byTags.forEach((tags, metrics) -> {
                for (Metric metric : metrics) {
                    MetricName name = worker.metricName(metric.name(), metric.description(), new LinkedHashMap<>(tags));
                    Supplier<Number> value = metric.value();
                    worker.addMetric(name, (Gauge<Number>) (config, now) -> value.get());
                    shown.push(() -> worker.removeMetric(name));
                }
            });
        }
    }
}
