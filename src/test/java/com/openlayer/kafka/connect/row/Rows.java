package com.openlayer.kafka.connect.row;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.openlayer.kafka.connect.config.ColumnDefinition;
import com.openlayer.kafka.connect.config.FieldValues;
import com.openlayer.kafka.connect.config.PipelineConfig;
import com.openlayer.kafka.connect.config.RowMapping;
import com.openlayer.kafka.connect.config.TaskType;
import com.openlayer.kafka.connect.config.TimestampUnit;
import com.openlayer.kafka.connect.config.TopicSelection;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Rows for tests that are not about mapping. */
public final class Rows {
    private Rows() {}

    public static Row of(String json, @Nullable String inferenceId) {
        BitSet columns = new BitSet();
        columns.set(0);
        return new Row(json.getBytes(UTF_8), new ColumnSet(columns), inferenceId);
    }

    public static RequestConfig requestConfig() {
        return requestConfig(Optional.of(TaskType.LLM_BASE));
    }

    /** Of a pipeline with {@code operation=update}. */
    public static RequestConfig updateConfig() {
        return requestConfig(Optional.empty());
    }

    private static RequestConfig requestConfig(Optional<TaskType> taskType) {
        return new RequestConfig(new PipelineConfig(
                "p",
                new UUID(0, 0),
                taskType,
                new TopicSelection(Set.of(), Optional.empty()),
                new FieldValues(Map.of(), Map.of(), Map.of()),
                new RowMapping(List.of(new ColumnDefinition.All()), TimestampUnit.AUTO, false, false)));
    }
}
