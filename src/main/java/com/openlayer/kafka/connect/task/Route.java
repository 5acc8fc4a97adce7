package com.openlayer.kafka.connect.task;

import com.openlayer.kafka.connect.publisher.Pipeline;
import com.openlayer.kafka.connect.row.Row;
import java.util.List;
import java.util.function.Function;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * A pipeline that records of a topic go to.
 *
 * @param mapper makes rows of a record, none of one that needs no request; throws {@code InvalidRowException}
 * @param filters whether a filter makes the rows, so that a record without rows is filtered
 * @param backlog counts what is unacknowledged of the pipeline
 */
public record Route(Function<SinkRecord, List<Row>> mapper, boolean filters, Pipeline pipeline, Backlog backlog) {}
