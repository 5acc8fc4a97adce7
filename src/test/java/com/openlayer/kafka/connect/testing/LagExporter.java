package com.openlayer.kafka.connect.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.TopicPartition;

/** Exports the lag of consumer groups like common Kafka exporters: log end minus committed offset. */
public final class LagExporter implements AutoCloseable {
    private final Map<String, String> topicOfConnector = new ConcurrentHashMap<>();
    private final Topics topics;
    private final HttpServer server;

    private LagExporter(Topics topics) {
        this.topics = topics;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/metrics", exchange -> {
            byte[] body = metrics().getBytes(UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "text/plain; version=0.0.4");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    public static LagExporter start(Topics topics) {
        return new LagExporter(topics);
    }

    public int port() {
        return server.getAddress().getPort();
    }

    public void watch(String connector, String topic) {
        topicOfConnector.put(connector, topic);
    }

    private String metrics() {
        StringBuilder text = new StringBuilder("# TYPE kafka_consumergroup_lag gauge\n");
        topicOfConnector.forEach((connector, topic) -> {
            Map<TopicPartition, Long> committed = topics.committed(connector);
            topics.endOffsets(List.of(topic))
                    .forEach((partition, end) -> text.append(
                            "kafka_consumergroup_lag{consumergroup=\"%s\",topic=\"%s\",partition=\"%d\"} %d\n"
                                    .formatted(
                                            Topics.groupOf(connector),
                                            topic,
                                            partition.partition(),
                                            end - committed.getOrDefault(partition, 0L))));
        });
        return text.toString();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
