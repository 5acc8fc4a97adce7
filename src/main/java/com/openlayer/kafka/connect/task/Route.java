package com.openlayer.kafka.connect.task;

import com.openlayer.kafka.connect.publisher.Pipeline;
import com.openlayer.kafka.connect.row.Row;
import java.util.List;
import java.util.function.Function;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * How the records of a topic reach one of their pipelines: the mapper and the backlog.
 *
 * @param mapper maps a record to rows, or to none if it needs no request; throws {@code InvalidRowException}
 * @param filters whether a jq filter makes the rows, so that a record without rows counts as filtered
 * @param backlog counts the unacknowledged rows of the pipeline
 */
public record Route(Function<SinkRecord, List<Row>> mapper, boolean filters, Pipeline pipeline, Backlog backlog) {}
