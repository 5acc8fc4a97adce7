package com.openlayer.kafka.connect.preview;

import com.openlayer.kafka.connect.config.PipelineConfig;
import com.openlayer.kafka.connect.row.Row;
import java.util.Optional;

/** What a record becomes. */
sealed interface PreviewResult {
    /** A row of that pipeline. */
    record Mapped(PipelineConfig pipeline, Row row) implements PreviewResult {}

    /** Nothing, as configured. */
    record Skipped(String reason) implements PreviewResult {}

    /**
     * An errant record.
     *
     * @param reason what the dead letter says
     * @param hint what the record has instead
     */
    record Errant(String reason, Optional<String> hint) implements PreviewResult {}
}
