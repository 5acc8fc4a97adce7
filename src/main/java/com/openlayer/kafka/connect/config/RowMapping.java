package com.openlayer.kafka.connect.config;

import com.openlayer.kafka.connect.format.FormatPreset;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Width;

/**
 * The settings that map a pipeline's records to rows.
 *
 * @param columns the parsed {@code columns}, never empty
 * @param rows the jq filter that makes rows of a record, from {@code rows} or else from the format; empty if the
 *     record's value itself is the row
 * @param format the preset of {@code format}: it sets defaults of the pipeline's properties, and decodes the value for
 *     the filter
 * @param timestampUnit how the timestamp column is interpreted ({@code timestamp.unit})
 * @param latencyUnit the unit of the latency column ({@code latency.unit})
 * @param timestampFromRecord whether rows of a pipeline without a timestamp column get the record's timestamp ({@code
 *     timestamp.from.record})
 * @param inferenceIdFromRecord whether rows of a pipeline without an id column get {@code topic-partition-offset}
 *     ({@code inference.id.from.record})
 */
public record RowMapping(
        List<ColumnDefinition> columns,
        Optional<String> rows,
        Optional<FormatPreset> format,
        TimestampUnit timestampUnit,
        LatencyUnit latencyUnit,
        boolean timestampFromRecord,
        boolean inferenceIdFromRecord) {

    private static final Choice<TimestampUnit> TIMESTAMP_UNITS = new Choice<>(TimestampUnit.class);
    private static final Choice<LatencyUnit> LATENCY_UNITS = new Choice<>(LatencyUnit.class);

    static List<Property> properties(PipelineNames pipeline) {
        return List.of(
                Property.optional(pipeline.own(PipelineNames.FORMAT), ConfigDef.Type.STRING, null, "Format")
                        .importance(Importance.HIGH)
                        .valid(FormatProperty.SYNTAX)
                        .recommend(FormatProperty.names())
                        .documentation("The log format of a known system. It sets a filter like that of "
                                + PipelineNames.ROWS + ", and defaults of other properties of the pipeline, such as"
                                + " task type and columns. A property that is set, with or without the pipeline's"
                                + " prefix, takes precedence. Each format is described in formats.md.")
                        .example("litellm"),
                Property.optional(pipeline.own(PipelineNames.ROWS), ConfigDef.Type.STRING, null, "Rows")
                        .importance(Importance.MEDIUM)
                        .width(Width.LONG)
                        .valid(JqProperty.FILTER)
                        .documentation("A jq filter that makes rows of a record. Its input is the record's value as"
                                + " JSON, and each object that it outputs is a row. A record without output is counted"
                                + " as filtered. The filter can also read $key, $headers, $topic, $partition, $offset,"
                                + " $timestamp, $featureNames and $classNames. " + PipelineNames.COLUMNS
                                + " and all other properties then apply to each row as if it were a record's value."
                                + " With filters, several pipelines may claim the same topic. See filters.md.")
                        .example(".messages[] | select(.role == \"assistant\") | {output: .content}"),
                Property.optional(pipeline.own(PipelineNames.COLUMNS), ConfigDef.Type.STRING, "*", "Columns")
                        .importance(Importance.MEDIUM)
                        .width(Width.LONG)
                        .valid(Columns.SYNTAX)
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
                                pipeline.own(PipelineNames.LATENCY_UNIT),
                                ConfigDef.Type.STRING,
                                "ms",
                                "Unit of latency")
                        .oneOf(LATENCY_UNITS)
                        .documentation("The unit of the numbers in the latency column: seconds, milliseconds,"
                                + " microseconds or nanoseconds. Openlayer gets milliseconds.")
                        .example("s"),
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
        Optional<FormatPreset> format = values.value(PipelineNames.FORMAT, FormatProperty.SYNTAX);
        return new RowMapping(
                values.value(PipelineNames.COLUMNS, Columns.SYNTAX)
                        .orElseThrow()
                        .definitions(),
                values.value(PipelineNames.ROWS, JqProperty.FILTER).or(() -> format.map(FormatPreset::filter)),
                format,
                values.get(PipelineNames.TIMESTAMP_UNIT, TIMESTAMP_UNITS),
                values.get(PipelineNames.LATENCY_UNIT, LATENCY_UNITS),
                values.isTrue(PipelineNames.TIMESTAMP_FROM_RECORD),
                values.isTrue(PipelineNames.INFERENCE_ID_FROM_RECORD));
    }
}
