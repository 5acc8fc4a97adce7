package com.openlayer.kafka.connect.row;

import static com.openlayer.kafka.connect.config.ConfigField.TIMESTAMP_COLUMN_NAME;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Timestamp;
import org.junit.jupiter.api.Test;

/**
 * Tests Structs as Protobuf converters create them. The registries of the build have no such converter, so the Structs
 * are made by hand.
 */
class ProtobufShapesTest {
    private static final Schema USAGE = SchemaBuilder.struct()
            .name("test.Usage")
            .optional()
            .field("total_tokens", Schema.OPTIONAL_INT64_SCHEMA)
            .build();
    private static final Schema RESULT = SchemaBuilder.struct()
            .name("result")
            .optional()
            .field("answer", Schema.OPTIONAL_STRING_SCHEMA)
            .field("refusal", Schema.OPTIONAL_STRING_SCHEMA)
            .build();
    private static final Schema LOG = SchemaBuilder.struct()
            .name("test.ChatLog")
            .field("id", Schema.OPTIONAL_INT64_SCHEMA)
            .field(
                    "status",
                    SchemaBuilder.string()
                            .name("test.Status")
                            .optional()
                            .parameter("OK", "0")
                            .build())
            .field("result_0", RESULT)
            .field("usage", USAGE)
            .field("tags", SchemaBuilder.array(Schema.STRING_SCHEMA).optional().build())
            .field(
                    "labels",
                    SchemaBuilder.map(Schema.OPTIONAL_INT32_SCHEMA, Schema.OPTIONAL_STRING_SCHEMA)
                            .optional()
                            .build())
            .field("raw", Schema.OPTIONAL_BYTES_SCHEMA)
            .field("created", Timestamp.builder().optional().build())
            .build();

    private static Struct log() {
        return new Struct(LOG)
                .put("id", -1L) // the largest uint64
                .put("status", "OK")
                .put("result_0", new Struct(RESULT).put("answer", "Yes."))
                .put("usage", new Struct(USAGE).put("total_tokens", 40L))
                .put("tags", List.of("a", "b"))
                .put("labels", Map.of(7, "x"))
                .put("raw", new byte[] {1, 2, -1})
                .put("created", Timestamp.toLogical(Timestamp.SCHEMA, 1_795_340_000_123L));
    }

    @Test
    void writesMessages() {
        assertThat(PipelineFixture.plain().wire(PipelineFixture.record(LOG, log())))
                .isEqualTo("{\"id\":-1,\"status\":\"OK\",\"result_0\":{\"answer\":\"Yes.\",\"refusal\":null},"
                        + "\"usage\":{\"total_tokens\":40},\"tags\":[\"a\",\"b\"],\"labels\":{\"7\":\"x\"},"
                        + "\"raw\":\"AQL/\",\"created\":\"2026-11-22T09:33:20.123Z\"}");
    }

    @Test
    void pointsIntoMessagesOneofsAndMaps() {
        PipelineFixture pipeline = PipelineFixture.llm()
                .columns(
                        "output=value:/result_0/answer",
                        "refusal=value:/result_0/refusal",
                        "tokens=value:/usage/total_tokens",
                        "first=value:/tags/0",
                        "seven=value:/labels/7",
                        "at=value:/created")
                .name(TIMESTAMP_COLUMN_NAME, "at");
        assertThat(pipeline.wire(PipelineFixture.record(LOG, log())))
                .isEqualTo("{\"output\":\"Yes.\",\"refusal\":null,\"tokens\":40,\"first\":\"a\",\"seven\":\"x\","
                        + "\"at\":1795340000.123}");
    }

    @Test
    void writesUnsetMessagesAsNull() {
        assertThat(PipelineFixture.plain()
                        .columns("*", "tokens=value:/usage/total_tokens", "-raw", "-created", "-labels", "-tags")
                        .wire(PipelineFixture.record(LOG, new Struct(LOG).put("id", 1L))))
                .isEqualTo("{\"id\":1,\"status\":null,\"result_0\":null,\"usage\":null}");
    }
}
