package com.openlayer.kafka.connect;

import com.openlayer.kafka.connect.delivery.Backlog;
import com.openlayer.kafka.connect.delivery.Pipeline;
import com.openlayer.kafka.connect.row.Row;
import java.util.function.Function;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/**
 * Where the records of a topic go.
 *
 * @param mapper makes rows of them, and null of one that needs no request; throws {@code InvalidRowException}
 * @param backlog counts what is unacknowledged of the pipeline
 */
record Route(Function<SinkRecord, @Nullable Row> mapper, Pipeline pipeline, Backlog backlog) {}
