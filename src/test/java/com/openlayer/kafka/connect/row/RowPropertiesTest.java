package com.openlayer.kafka.connect.row;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.openlayer.kafka.connect.config.ConfigField;
import com.openlayer.kafka.connect.config.RowSettings;
import com.openlayer.kafka.connect.config.TaskType;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RowPropertiesTest {
    private static final String MARKER = "sEcReT";

    private long seed;
    private Random random = new Random();

    @BeforeEach
    void seed() {
        seed = Long.getLong("seed", new Random().nextLong());
        random = new Random(seed);
    }

    @Test
    void roundTripsConnectDataOfEveryType() {
        PipelineFixture pipeline = PipelineFixture.plain().maxRowBytes(10_000_000);
        RandomConnect connect = new RandomConnect(random);
        for (int i = 0; i < 3_000; i++) {
            RandomConnect.Sample sample = connect.struct(3);
            Row row = pipeline.map(PipelineFixture.record(sample.schema(), sample.value()));
            assertThat(PipelineFixture.parse(row.json()))
                    .as("seed %d, row %d", seed, i)
                    .isEqualTo(sample.json());
        }
    }

    @Test
    void writesStructsAndMapsAlike() {
        PipelineFixture pipeline = PipelineFixture.plain().maxRowBytes(10_000_000);
        RandomConnect connect = new RandomConnect(random);
        connect.logicalTypes(false);
        for (int i = 0; i < 1_000; i++) {
            RandomConnect.Sample sample = connect.struct(3);
            Row row = pipeline.map(RandomConnect.schemaless((Struct) sample.value()));
            assertThat(PipelineFixture.parse(row.json()))
                    .as("seed %d, row %d", seed, i)
                    .isEqualTo(sample.json());
        }
    }

    @Test
    void writesJsonAlikeForEveryConverter() {
        PipelineFixture pipeline = PipelineFixture.plain();
        JsonConverter converter = new JsonConverter();
        converter.configure(Map.of("schemas.enable", "false"), false);
        for (int i = 0; i < 5_000; i++) {
            String text = RandomJson.object(random, 4);
            byte[] bytes = text.getBytes(UTF_8);
            JsonNode expected = PipelineFixture.parse(text);
            assertThat(PipelineFixture.parse(pipeline.map(text).json()))
                    .as("seed %d: %s", seed, text)
                    .isEqualTo(expected);
            assertThat(pipeline.map(bytes).json()).isEqualTo(pipeline.map(text).json());
            assertThat(pipeline.map(ByteBuffer.wrap(bytes)).json())
                    .isEqualTo(pipeline.map(text).json());
            SchemaAndValue converted = converter.toConnectData("topic", bytes);
            JsonNode fromMap =
                    PipelineFixture.parse(pipeline.map(converted.value()).json());
            assertThat(numbersAsDoubles(fromMap)).as("seed %d: %s", seed, text).isEqualTo(numbersAsDoubles(expected));
        }
        converter.close();
    }

    private static Object numbersAsDoubles(JsonNode node) {
        if (node.isNumber()) {
            return node.isIntegralNumber() ? node.bigIntegerValue() : node.doubleValue() + 0.0;
        }
        if (node.isObject()) {
            Map<String, Object> map = new java.util.HashMap<>();
            node.properties().forEach(field -> map.put(field.getKey(), numbersAsDoubles(field.getValue())));
            return map;
        }
        if (node.isArray()) {
            java.util.List<Object> list = new java.util.ArrayList<>();
            node.forEach(item -> list.add(numbersAsDoubles(item)));
            return list;
        }
        return node;
    }

    @Test
    void keepsContentOutOfMessages() {
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            PipelineFixture pipeline = random.nextBoolean() ? llm() : classification();
            SinkRecord record = marked();
            try {
                pipeline.map(record);
            } catch (InvalidRowException e) {
                refused++;
                assertThat(e.getMessage())
                        .as("seed %d", seed)
                        .doesNotContain(MARKER, "771177")
                        .hasSizeLessThan(300);
                assertThat(e.getCause()).isNull();
            }
        }
        assertThat(refused).isGreaterThan(5_000);
    }

    private static PipelineFixture llm() {
        return PipelineFixture.llm()
                .columns("*", "h=header:h", "kid=key:/id")
                .name(ConfigField.LATENCY_COLUMN_NAME, "h")
                .name(ConfigField.COST_COLUMN_NAME, "c")
                .name(ConfigField.INFERENCE_ID_COLUMN_NAME, "kid")
                .name(ConfigField.TIMESTAMP_COLUMN_NAME, "t")
                .text(20, RowSettings.LongText.FAIL)
                .maxRowBytes(150)
                .failOnNan();
    }

    private static PipelineFixture classification() {
        return PipelineFixture.of(TaskType.TEXT_CLASSIFICATION)
                .names(ConfigField.CLASS_NAMES, "a", "b")
                .name(ConfigField.LABEL_COLUMN_NAME, "output")
                .name(ConfigField.PREDICTION_SCORES_COLUMN_NAME, "c")
                .name(ConfigField.TIMESTAMP_COLUMN_NAME, "t");
    }

    private SinkRecord marked() {
        String text = "{\"output\":" + marker() + ",\"c\":" + marker() + ",\"t\":" + marker() + ",\"" + MARKER + "\":"
                + marker() + "}";
        if (random.nextInt(4) == 0) {
            text = text.substring(0, random.nextInt(text.length()))
                    + MARKER
                    + text.substring(random.nextInt(text.length()));
        }
        Object value = text;
        if (random.nextInt(3) == 0) {
            Map<Object, Object> map = new java.util.HashMap<>();
            map.put(MARKER, random.nextBoolean() ? Double.NaN : MARKER);
            map.put("output", random.nextBoolean() ? MARKER : java.util.List.of(new StringBuilder(MARKER)));
            map.put(771177L, random.nextBoolean() ? new Object() : Float.POSITIVE_INFINITY);
            value = map;
        }
        Object key = random.nextBoolean() ? "{\"id\":" + marker() + "}" : MARKER;
        SinkRecord record = PipelineFixture.record(null, value, null, key);
        record.headers().add("h", random.nextBoolean() ? MARKER : 1, null);
        return record;
    }

    private String marker() {
        String[] forms = {
            "\"%s\"",
            "[\"%s\"]",
            "{\"%s\":1}",
            "771177",
            "771177.5",
            "1",
            "[0.5,0.5]",
            "[771177,1]",
            "\"a\"",
            "null",
            "\"%s",
            "%s",
            "\"%1$s%1$s%1$s%1$s%1$s%1$s%1$s\"",
            "true"
        };
        return forms[random.nextInt(forms.length)].formatted(MARKER);
    }
}
