package com.openlayer.kafka.connect;

import com.openlayer.kafka.connect.api.DataStreamClient;
import com.openlayer.kafka.connect.api.DataStreamRequest;
import com.openlayer.kafka.connect.config.BatchingSettings;
import com.openlayer.kafka.connect.config.ConnectSettings;
import com.openlayer.kafka.connect.config.OpenlayerSinkConfig;
import com.openlayer.kafka.connect.config.PipelineConfig;
import com.openlayer.kafka.connect.config.PipelineRouting;
import com.openlayer.kafka.connect.metrics.Metric;
import com.openlayer.kafka.connect.metrics.MetricsPublisher;
import com.openlayer.kafka.connect.metrics.TaskMetrics;
import com.openlayer.kafka.connect.publisher.Backoff;
import com.openlayer.kafka.connect.publisher.Outcome;
import com.openlayer.kafka.connect.publisher.Pipeline;
import com.openlayer.kafka.connect.publisher.Publisher;
import com.openlayer.kafka.connect.publisher.PublisherSettings;
import com.openlayer.kafka.connect.publisher.Scheduler;
import com.openlayer.kafka.connect.row.RequestConfig;
import com.openlayer.kafka.connect.row.RowMapper;
import com.openlayer.kafka.connect.task.Backlog;
import com.openlayer.kafka.connect.task.Budget;
import com.openlayer.kafka.connect.task.ErrantRows;
import com.openlayer.kafka.connect.task.Route;
import com.openlayer.kafka.connect.task.Router;
import com.openlayer.kafka.connect.task.StartedSinkTask;
import com.openlayer.kafka.connect.task.TaskSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.sink.ErrantRecordReporter;
import org.apache.kafka.connect.sink.SinkTaskContext;

/** Creates the objects of a running task from its configuration, and connects them. */
final class TaskAssembly {
    /** Backlog in windows: the rows in flight and as many waiting ones, so that the window stays full during a poll. */
    private static final int WINDOWS = 2;

    private static final int LEAST_HIGH_WATER_ROWS = 2_000;
    private static final long LEAST_HIGH_WATER_BYTES = 16L << 20;
    /** A task may fill an eighth of the heap, because what it holds may take twice the estimate, and it has no heap of its own. */
    private static final int HEAP_DIVISOR = 8;

    /** The number of the task in its connector, which Connect does not pass to tasks. */
    static final String TASK_NUMBER = "task.id";

    private TaskAssembly() {}

    static StartedSinkTask start(Map<String, String> properties, SinkTaskContext context) {
        OpenlayerSinkConfig config = new OpenlayerSinkConfig(properties);
        ConnectSettings connect = new ConnectSettings(properties);
        PublisherSettings settings = settings(config, connect.toleratesErrors());
        List<Pipeline> pipelines = new ArrayList<>();
        Budget budget = new Budget(
                () -> budgetBytes(config.batching(), pipelines),
                Math.max(1, config.pipelines().size()));

        Map<String, Route> routes = new LinkedHashMap<>();
        for (PipelineConfig pipeline : config.pipelines()) {
            Route route = route(pipeline, config, settings, budget);
            routes.put(pipeline.alias(), route);
            pipelines.add(route.pipeline());
        }
        PipelineRouting routing = new PipelineRouting(config.pipelines());

        TaskThreads threads = new TaskThreads("openlayer-" + connect.name());
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, threads);
        timer.setRemoveOnCancelPolicy(true);
        DataStreamClient client = new DataStreamClient(
                ConnectionFactory.create(config, Publisher.maxRequests(settings, pipelines.size())), threads);
        BlockingQueue<Outcome> mailbox = new LinkedBlockingQueue<>(); // bounded by the backlog
        Scheduler scheduler = (nanos, task) -> {
            ScheduledFuture<?> alarm = timer.schedule(task, nanos, TimeUnit.NANOSECONDS);
            return () -> alarm.cancel(false);
        };
        Publisher publisher = new Publisher(client, scheduler, System::nanoTime, settings, pipelines, mailbox::add);
        ErrantRecordReporter reporter = context.errantRecordReporter();
        TaskMetrics metrics = new TaskMetrics();
        MetricsPublisher exposition = exposition(connect.name(), properties, context, metrics, routes);
        return new StartedSinkTask(
                context,
                new TaskSettings(
                        new Router(topic -> routing.pipelinesOf(topic).stream()
                                .map(pipeline -> routes.get(pipeline.alias()))
                                .toList()),
                        routes.values().stream().map(Route::backlog).toList(),
                        new Backlog(budget, () -> LEAST_HIGH_WATER_ROWS),
                        budget,
                        config.delivery().nullValues(),
                        System::nanoTime),
                publisher,
                mailbox,
                new ErrantRows(
                        reporter == null ? null : reporter::report,
                        connect.toleratesErrors(),
                        connect.deadLetterTopic().orElse(null),
                        scheduler,
                        System::nanoTime),
                metrics,
                () -> {
                    exposition.close();
                    timer.shutdownNow();
                    client.close();
                });
    }

    private static MetricsPublisher exposition(
            String connector,
            Map<String, String> properties,
            SinkTaskContext context,
            TaskMetrics ofTask,
            Map<String, Route> routes) {
        Map<String, List<Metric>> pipelines = new LinkedHashMap<>();
        routes.forEach((alias, route) ->
                pipelines.put(alias, route.pipeline().metrics().metrics(System::nanoTime)));
        return MetricsPublisher.of(
                context,
                connector,
                properties.getOrDefault(TASK_NUMBER, "0"),
                ofTask.metrics(System::nanoTime, System::currentTimeMillis),
                pipelines);
    }

    private static PublisherSettings settings(OpenlayerSinkConfig config, boolean tolerant) {
        return PublisherSettings.defaults()
                .maxRows(config.batching().maxRows())
                .maxBytes(config.batching().maxBytes())
                .lingerNanos(config.batching().linger().toNanos())
                .maxInFlight(config.batching().maxInFlightRequests())
                .ordered(config.batching().ordering() == BatchingSettings.Ordering.PARTITION)
                .deliveryTimeoutNanos(config.delivery().deliveryTimeout().toNanos())
                .outageTimeoutNanos(config.delivery().outageTimeout().toNanos())
                .notFoundTimeoutNanos(config.delivery().notFoundTimeout().toNanos())
                .tolerant(tolerant);
    }

    private static Route route(
            PipelineConfig pipeline, OpenlayerSinkConfig config, PublisherSettings settings, Budget budget) {
        RequestConfig requestConfig = new RequestConfig(pipeline);
        if (config.batching().maxBytes() < DataStreamRequest.ENVELOPE_BYTES + requestConfig.maxBytes()) {
            throw new ConfigException(
                    "batch.max.bytes",
                    config.batching().maxBytes(),
                    "The config of pipeline '" + pipeline.alias() + "' alone takes " + requestConfig.maxBytes()
                            + " bytes: raise it");
        }
        Backoff backoff = new Backoff(
                config.delivery().retryBackoff().toNanos(),
                config.delivery().retryBackoffMax().toNanos(),
                new Random());
        RowMapper mapper = new RowMapper(pipeline, config.rows());
        Pipeline publishing = new Pipeline(
                pipeline.alias(),
                pipeline.inferencePipelineId(),
                requestConfig,
                name -> config.property(pipeline, name),
                settings,
                backoff);
        return new Route(
                mapper::map,
                pipeline.mapping().rows().isPresent(),
                publishing,
                new Backlog(budget, () -> highWaterRows(publishing, settings)));
    }

    /**
     * Shared by the pipelines, so that a task with many takes no more memory than one with few. It follows the windows in use,
     * and not the largest possible ones.
     */
    private static long budgetBytes(BatchingSettings batching, List<Pipeline> pipelines) {
        int requests = 0;
        for (Pipeline pipeline : pipelines) {
            requests += pipeline.window();
        }
        long bytes = (long) WINDOWS * Math.min(requests, batching.maxInFlightRequests()) * batching.maxBytes();
        return Math.max(
                LEAST_HIGH_WATER_BYTES, Math.min(bytes, Runtime.getRuntime().maxMemory() / HEAP_DIVISOR));
    }

    private static int highWaterRows(Pipeline pipeline, PublisherSettings settings) {
        long window = (long) pipeline.window() * settings.maxRows();
        return (int) Math.min(Integer.MAX_VALUE, Math.max(LEAST_HIGH_WATER_ROWS, WINDOWS * window));
    }
}
