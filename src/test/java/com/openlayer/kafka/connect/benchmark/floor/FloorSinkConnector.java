package com.openlayer.kafka.connect.benchmark.floor;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.sink.SinkConnector;

/** The baseline of the benchmark: the minimum cost of a sink that posts rows over HTTP. See {@link FloorSinkTask}. */
public final class FloorSinkConnector extends SinkConnector {
    static final String URL = "floor.url";
    static final String ROWS = "floor.rows";
    static final String IN_FLIGHT = "floor.in.flight";
    static final String BARE = "floor.bare";

    private Map<String, String> properties = Map.of();

    @Override
    public void start(Map<String, String> props) {
        properties = Map.copyOf(props);
    }

    @Override
    public Class<? extends Task> taskClass() {
        return FloorSinkTask.class;
    }

    @Override
    public List<Map<String, String>> taskConfigs(int maxTasks) {
        return Collections.nCopies(maxTasks, properties);
    }

    @Override
    public void stop() {}

    @Override
    public ConfigDef config() {
        return new ConfigDef()
                .define(URL, ConfigDef.Type.STRING, Importance.HIGH, "Where to post.")
                .define(ROWS, ConfigDef.Type.INT, 500, Importance.HIGH, "Rows per request.")
                .define(IN_FLIGHT, ConfigDef.Type.INT, 8, Importance.HIGH, "Requests in flight.")
                .define(
                        BARE,
                        ConfigDef.Type.BOOLEAN,
                        false,
                        Importance.LOW,
                        "Whether to post but one row of each batch.");
    }

    @Override
    public String version() {
        return "1";
    }
}
