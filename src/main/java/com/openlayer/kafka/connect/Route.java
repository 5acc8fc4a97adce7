package com.openlayer.kafka.connect;

import com.openlayer.kafka.connect.delivery.Pipeline;
import com.openlayer.kafka.connect.row.Row;
import java.util.function.Function;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * Where the records of a topic go.
 *
 * @param mapper makes rows of them; throws {@code InvalidRowException}
 */
record Route(Function<SinkRecord, Row> mapper, Pipeline pipeline) {}
