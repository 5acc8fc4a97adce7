package com.openlayer.kafka.connect.preview;

import com.openlayer.kafka.connect.config.PipelineConfig;
import com.openlayer.kafka.connect.row.Row;
import java.util.Optional;

/** A row of a record, or the reason why the record has none. */
sealed interface PreviewResult {
    /** The record becomes a row of this pipeline. */
    record Mapped(PipelineConfig pipeline, Row row) implements PreviewResult {}

    /** The record becomes no row, as configured. */
    record Skipped(String reason) implements PreviewResult {}

    /**
     * The record cannot become a row.
     *
     * @param reason the reason that a dead letter would have
     * @param hint the columns that the record lacks and the fields that it has
     */
    record Errant(String reason, Optional<String> hint) implements PreviewResult {}
}
