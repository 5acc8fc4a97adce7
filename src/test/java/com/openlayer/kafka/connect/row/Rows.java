package com.openlayer.kafka.connect.row;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.openlayer.kafka.connect.config.TaskType;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** Creates rows and request configs for tests that do not test mapping. */
public final class Rows {
    private Rows() {}

    public static Row of(String json, @Nullable String inferenceId) {
        BitSet columns = new BitSet();
        columns.set(0);
        return new Row(json.getBytes(UTF_8), new ColumnSet(columns), inferenceId);
    }

    /** The config of a pipeline of type {@code llm-base}. */
    public static RequestConfig requestConfig() {
        return new RequestConfig(PipelineFixture.of(TaskType.LLM_BASE).config());
    }

    /** The config of a pipeline with {@code operation=update}. */
    public static RequestConfig updateConfig() {
        return new RequestConfig(PipelineFixture.updates().config());
    }
}
