package com.openlayer.kafka.connect.config;

import java.util.List;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Width;

/**
 * How the records of a pipeline become rows.
 *
 * @param columns the parsed {@code columns}, never empty
 * @param timestampUnit how the timestamp column is interpreted ({@code timestamp.unit})
 * @param timestampFromRecord whether rows without a named timestamp column get the record's own
 *     ({@code timestamp.from.record})
 * @param inferenceIdFromRecord whether rows without a named id column get {@code topic-partition-offset}
 *     ({@code inference.id.from.record})
 */
public record RowMapping(
        List<ColumnDefinition> columns,
        TimestampUnit timestampUnit,
        boolean timestampFromRecord,
        boolean inferenceIdFromRecord) {

    private static final Choice<TimestampUnit> TIMESTAMP_UNITS = new Choice<>(TimestampUnit.class);

    static List<Property> properties(PipelineNames pipeline) {
        return List.of(
                Property.optional(pipeline.own(PipelineNames.COLUMNS), ConfigDef.Type.STRING, "*", "Columns")
                        .importance(Importance.MEDIUM)
                        .width(Width.LONG)
                        .valid(Columns.FORMAT)
                        .documentation("The columns of a row. '*' takes every top-level field of the value,"
                                + " 'name=source' fills a column from a source, '-name' leaves a column out. A source"
                                + " is value:/json/pointer, key, key:/json/pointer, header:name, or record:topic,"
                                + " record:partition, record:offset, record:timestamp, record:id (the coordinates"
                                + " before any transform). JSON Pointers are those of RFC 6901. Of several sources"
                                + " with | between them, the first that is present and not null is used; a | that is"
                                + " part of a name is written \\|. Write a JSON array of strings if an entry contains"
                                + " a comma.")
                        .example("*,output=value:/response/choices/0/message/content,user_id=header:user,-debug"),
                Property.optional(
                                pipeline.own(PipelineNames.TIMESTAMP_UNIT),
                                ConfigDef.Type.STRING,
                                "auto",
                                "Unit of timestamps")
                        .oneOf(TIMESTAMP_UNITS)
                        .documentation("How the values of the timestamp column are interpreted. With 'auto' numbers"
                                + " are seconds, milliseconds, microseconds or nanoseconds by their magnitude, texts"
                                + " are ISO-8601, and Connect's logical types keep their meaning.")
                        .example("ms"),
                Property.optional(
                                pipeline.own(PipelineNames.TIMESTAMP_FROM_RECORD),
                                ConfigDef.Type.BOOLEAN,
                                true,
                                "Timestamp from the record")
                        .documentation("Whether rows get the Kafka record's own timestamp if no timestamp column is"
                                + " named. Otherwise Openlayer takes the time of the upload. A column that the row"
                                + " has already is never overwritten.")
                        .example("false"),
                Property.optional(
                                pipeline.own(PipelineNames.INFERENCE_ID_FROM_RECORD),
                                ConfigDef.Type.BOOLEAN,
                                true,
                                "Inference id from the record")
                        .documentation(
                                "Whether rows get topic-partition-offset as their inference id if no inference id"
                                        + " column is named. Otherwise Openlayer generates one, and a row that is"
                                        + " delivered twice cannot be recognized. A column that the row has already is"
                                        + " never overwritten.")
                        .example("false"));
    }

    /** Only if no property of the pipeline has an error. */
    static RowMapping read(PipelineValues values) {
        return new RowMapping(
                values.value(PipelineNames.COLUMNS, Columns.FORMAT)
                        .orElseThrow()
                        .definitions(),
                values.get(PipelineNames.TIMESTAMP_UNIT, TIMESTAMP_UNITS),
                values.isTrue(PipelineNames.TIMESTAMP_FROM_RECORD),
                values.isTrue(PipelineNames.INFERENCE_ID_FROM_RECORD));
    }
}
