package com.openlayer.kafka.connect.pairs;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * An inference of a model with the features {@code age} and {@code balance} and two classes. Its number is in the features of its
 * request and in the scores of its response, which shows whether the halves of a row belong together.
 */
record Inference(int number) {
    private static final int SCALE = 100_000;
    private static final double BALANCE = 0.5;

    String id() {
        return "inference-" + number;
    }

    /** One in ten has two instances. */
    int instances() {
        return number % 10 == 0 ? 2 : 1;
    }

    /** One in forty fails: its response is not logged. */
    boolean fails() {
        return number % 40 == 39;
    }

    /** The features of each instance. */
    List<List<Double>> features() {
        return Collections.nCopies(instances(), List.of((double) number, BALANCE));
    }

    /** The scores of both classes for each instance. */
    List<List<Double>> scores() {
        double score = (double) number / SCALE;
        return Collections.nCopies(instances(), List.of(score, 1 - score));
    }

    /** The ids of its rows. */
    List<String> rows() {
        return instances() == 1
                ? List.of(id())
                : IntStream.range(0, instances()).mapToObj(i -> id() + "-" + i).toList();
    }

    /** Whether a row has features of its request and scores of its response. */
    boolean matches(JsonNode row) {
        return row.path("age").asDouble() == number
                && row.path("balance").asDouble() == BALANCE
                && Math.round(row.at("/prediction_scores/0").asDouble() * SCALE) == number
                && row.path("prediction_scores").size() == 2
                && row.path("prediction").asInt() == 1;
    }
}
