package com.openlayer.kafka.connect.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ResultTableTest {
    @Test
    @DisplayName("is complete when every record is acknowledged or dead-lettered and every offset is committed")
    void complete() {
        assertThat(table(line(9, 1, 10)).complete()).isTrue();
        assertThat(table(line(8, 1, 10)).complete()).isFalse();
        assertThat(table(line(9, 0, 10)).complete()).isFalse();
        assertThat(table(line(9, 1, 9)).complete()).isFalse();
        assertThat(table(line(10, 0, 10), line(8, 1, 10)).complete()).isFalse();
    }

    @Test
    @DisplayName("counts rows and errant records")
    void counts() {
        ResultTable table = table(line(9, 1, 10), line(10, 0, 10));
        assertThat(table.rows()).isEqualTo(19);
        assertThat(table.errant()).isEqualTo(1);
    }

    @Test
    @DisplayName("shows Openlayer's row counts before and after")
    void figures() {
        ResultTable table = new ResultTable(true);
        table.add(new ResultTable.TableLine(
                "chat",
                "llm-base",
                List.of("a"),
                10,
                0,
                OptionalLong.of(10),
                OptionalLong.empty(),
                Optional.of(new ResultTable.ValueChange(
                        new PipelineFigures(5, "2026-11-25T10:00:00Z"),
                        new PipelineFigures(15, "2026-11-26T10:00:00Z"))),
                10,
                10));
        assertThat(table.toString())
                .contains("totalRecordsCount", "dateLastSampleReceived")
                .contains("5 → 15", "2026-11-25T10:00:00Z → 2026-11-26T10:00:00Z")
                .doesNotContain("requests", "–");
    }

    private static ResultTable table(ResultTable.TableLine... lines) {
        ResultTable table = new ResultTable(false);
        List.of(lines).forEach(table::add);
        return table;
    }

    private static ResultTable.TableLine line(long acknowledged, long errant, long committed) {
        return new ResultTable.TableLine(
                "chat",
                "llm-base",
                List.of("a"),
                10,
                errant,
                OptionalLong.of(acknowledged),
                OptionalLong.of(1),
                Optional.empty(),
                committed,
                10);
    }
}
