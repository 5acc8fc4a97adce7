package com.openlayer.kafka.connect.quickstart;

import com.openlayer.kafka.connect.testing.DeadLetter;
import java.io.PrintStream;
import java.util.List;

/** Prints examples of what arrived: the first row of each pipeline, and errant records with their reasons. */
final class Arrivals {
    private static final int MOST_SHOWN = 20;

    private final Destination destination;
    private final List<DeadLetter> errant;

    Arrivals(Destination destination, List<DeadLetter> errant) {
        this.destination = destination;
        this.errant = errant;
    }

    void show(PrintStream out) {
        if (destination.counts()) {
            out.println("The first row of each pipeline, as the stand-in received it:");
            for (String alias : destination.connector().pipelines()) {
                out.printf("  %s: %s%n", alias, destination.firstRow(alias).orElse("none"));
            }
            out.println();
        }
        if (!errant.isEmpty()) {
            out.printf("Errant records, in topic %s:%n", topic());
            errant.stream().limit(MOST_SHOWN).forEach(record -> out.println("  " + located(record)));
            if (errant.size() > MOST_SHOWN) {
                out.printf("  … and %d more%n", errant.size() - MOST_SHOWN);
            }
            out.println();
        }
    }

    /** True only for a complete result. */
    String summary(ResultTable result) {
        if (result.errant() == 0) {
            return "Every row was acknowledged and every offset committed.";
        }
        return "%d rows were acknowledged, %d errant %s in topic %s, and every offset is committed."
                .formatted(result.rows(), result.errant(), result.errant() == 1 ? "record is" : "records are", topic());
    }

    private String topic() {
        return destination.connector().deadLetterTopic().orElseThrow();
    }

    /** The reasons of the connector begin with the record's coordinates, those of converters and transforms do not. */
    private static String located(DeadLetter record) {
        String coordinates =
                "topic %s, partition %d, offset %d: ".formatted(record.topic(), record.partition(), record.offset());
        return record.reason().startsWith(coordinates) ? record.reason() : coordinates + record.reason();
    }
}
