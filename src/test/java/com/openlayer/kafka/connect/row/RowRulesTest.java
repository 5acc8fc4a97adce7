package com.openlayer.kafka.connect.row;

import static com.openlayer.kafka.connect.config.ConfigField.CLASS_NAMES;
import static com.openlayer.kafka.connect.config.ConfigField.COST_COLUMN_NAME;
import static com.openlayer.kafka.connect.config.ConfigField.FEATURE_NAMES;
import static com.openlayer.kafka.connect.config.ConfigField.INPUT_VARIABLE_NAMES;
import static com.openlayer.kafka.connect.config.ConfigField.LABEL_COLUMN_NAME;
import static com.openlayer.kafka.connect.config.ConfigField.LATENCY_COLUMN_NAME;
import static com.openlayer.kafka.connect.config.ConfigField.NUM_OF_TOKEN_COLUMN_NAME;
import static com.openlayer.kafka.connect.config.ConfigField.PREDICTIONS_COLUMN_NAME;
import static com.openlayer.kafka.connect.config.ConfigField.PREDICTION_SCORES_COLUMN_NAME;
import static com.openlayer.kafka.connect.config.ConfigField.QUESTION_COLUMN_NAME;
import static com.openlayer.kafka.connect.config.ConfigField.TARGET_COLUMN_NAME;
import static com.openlayer.kafka.connect.config.ConfigField.TEXT_COLUMN_NAME;
import static com.openlayer.kafka.connect.config.ConfigField.TIMESTAMP_COLUMN_NAME;
import static com.openlayer.kafka.connect.row.RowMapperTest.assertInvalid;
import static org.assertj.core.api.Assertions.assertThat;

import com.openlayer.kafka.connect.config.ConfigField;
import com.openlayer.kafka.connect.config.RowSettings.LongText;
import com.openlayer.kafka.connect.config.TaskType;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RowRulesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0|0",
                "1|1",
                "\"Retained\"|0",
                "\"Exi\\u0074ed\"|1",
                "1.0|1",
                "1.000|1",
                "0.0|0",
                "-0.0|0",
                "-0|0",
                "1e0|1",
                "0.1e1|1",
                "10E-1|1"
            })
    void mapsClassNamesToIntegers(String json, String wire) {
        for (var field :
                new com.openlayer.kafka.connect.config.ConfigField[] {LABEL_COLUMN_NAME, PREDICTIONS_COLUMN_NAME}) {
            PipelineFixture pipeline = PipelineFixture.classification().name(field, "c");
            assertThat(pipeline.wire("{\"c\":" + json + "}")).isEqualTo("{\"c\":" + wire + "}");
        }
        assertThat(PipelineFixture.classification()
                        .name(LABEL_COLUMN_NAME, "c")
                        .lenient()
                        .wire("{\"c\":" + json + "}"))
                .isEqualTo("{\"c\":" + wire + "}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0.5|a number with a fraction or exponent",
                "1e-1|a number with a fraction or exponent",
                "2.0|an integer out of range",
                "-1.0|an integer out of range",
                "1e999999999|an integer out of range",
                "\"1\"|a string",
                "true|a boolean",
                "2|an integer out of range",
                "-1|an integer out of range",
                "99999999999999999999|an integer out of range",
                "[1]|an array",
                "{}|an object"
            })
    void rejectsUnknownClasses(String json, String found) {
        PipelineFixture pipeline = PipelineFixture.classification().name(LABEL_COLUMN_NAME, "c");
        assertInvalid(
                pipeline,
                "{\"c\":" + json + "}",
                "column 'c' (label.column.name) must be an integer from 0 to 1 or one of the class names, but is "
                        + found);
        String off = PipelineFixture.classification()
                .name(LABEL_COLUMN_NAME, "c")
                .lenient()
                .wire("{\"c\":" + json + "}");
        assertThat(off).isEqualTo("{\"c\":" + json + "}");
    }

    @Test
    void treatsNullLabelsAsAbsent() {
        PipelineFixture pipeline = PipelineFixture.classification().name(LABEL_COLUMN_NAME, "c");
        assertThat(pipeline.wire("{\"c\":null}")).isEqualTo("{}");
    }

    @Test
    void rejectsNullPredictions() {
        PipelineFixture pipeline = PipelineFixture.classification().name(PREDICTIONS_COLUMN_NAME, "c");
        assertInvalid(pipeline, "{\"c\":null}", "column 'c' (predictions.column.name)", "but is a null");
    }

    @Test
    void mapsClassesOfConnectData() {
        PipelineFixture pipeline = PipelineFixture.classification().name(LABEL_COLUMN_NAME, "c");
        assertThat(pipeline.wire(Map.of("c", (byte) 1))).isEqualTo("{\"c\":1}");
        assertThat(pipeline.wire(Map.of("c", "Exited"))).isEqualTo("{\"c\":1}");
        assertThat(pipeline.wire(Map.of("c", 1.0))).isEqualTo("{\"c\":1}");
        assertThat(pipeline.wire(Map.of("c", 0f))).isEqualTo("{\"c\":0}");
        assertInvalid(pipeline, Map.of("c", 0.5), "column 'c' (label.column.name)", "a number with a fraction");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[0.1,0.9]", "[ 1e0 , 0 ]", "[0.95,0.1]"})
    void acceptsScores(String json) {
        PipelineFixture pipeline = PipelineFixture.classification().name(PREDICTION_SCORES_COLUMN_NAME, "s");
        assertThat(pipeline.wire("{\"s\":" + json + "}")).isEqualTo("{\"s\":" + json + "}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[0.1,0.2,0.7]|a list of 3",
                "[]|a list of 0",
                "[1]|a list of 1",
                "[0.1,0.1]|another sum",
                "[0.9,0.9]|another sum",
                "[\"0.5\",0.5]|a list of something else",
                "[null,1]|a list of something else",
                "[[0.5],0.5]|a list of something else",
                "0.5|a number with a fraction or exponent",
                "\"[0.5,0.5]\"|a string"
            })
    void rejectsOtherScores(String json, String found) {
        String row = "{\"s\":" + json + "}";
        PipelineFixture pipeline = PipelineFixture.classification().name(PREDICTION_SCORES_COLUMN_NAME, "s");
        assertInvalid(
                pipeline,
                row,
                "column 's' (prediction.scores.column.name) must be a list of 2 numbers, one per class, that sum to 1, but is "
                        + found);
        assertThat(PipelineFixture.classification()
                        .name(PREDICTION_SCORES_COLUMN_NAME, "s")
                        .lenient()
                        .wire(row))
                .isEqualTo(row);
    }

    @Test
    void requiresNumbers() {
        PipelineFixture pipeline = PipelineFixture.llm()
                .name(LATENCY_COLUMN_NAME, "l")
                .name(COST_COLUMN_NAME, "c")
                .name(NUM_OF_TOKEN_COLUMN_NAME, "t");
        String row = "{\"output\":\"\",\"l\":1,\"c\":2.4e-05,\"t\":3}";
        assertThat(pipeline.wire(row)).isEqualTo(row);
        assertInvalid(
                pipeline,
                "{\"output\":\"\",\"l\":\"12\"}",
                "column 'l' (latency.column.name) must be a number, but is a string");
        assertInvalid(pipeline, "{\"output\":\"\",\"c\":true}", "cost.column.name", "a boolean");
        assertInvalid(pipeline, "{\"output\":\"\",\"t\":[]}", "num.of.token.column.name", "an array");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2|2.0",
                "2.0|2.0",
                "-7|-7.0",
                "1E5|1E5",
                "\"2\"|2.0",
                "\"-2.5e1\"|-2.5e1",
                "12345678901234567890|12345678901234567890.0"
            })
    void writesRegressionValuesWithAFraction(String json, String wire) {
        PipelineFixture pipeline =
                PipelineFixture.plain().name(TARGET_COLUMN_NAME, "y").name(PREDICTIONS_COLUMN_NAME, "p");
        assertThat(pipeline.wire("{\"y\":" + json + ",\"p\":" + json + "}"))
                .isEqualTo("{\"y\":" + wire + ",\"p\":" + wire + "}");
    }

    @Test
    void requiresNumbersForRegression() {
        PipelineFixture pipeline = PipelineFixture.plain().name(TARGET_COLUMN_NAME, "y");
        assertThat(pipeline.wire(Map.of("y", 5L))).isEqualTo("{\"y\":5.0}");
        for (String json : new String[] {"\"high\"", "\"\"", "\"2 \"", "\"0x2\"", "true", "[1]", "\"-\"", "\"1.\""}) {
            assertInvalid(pipeline, "{\"y\":" + json + "}", "column 'y' (target.column.name) must be a number, but is");
        }
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "OUTPUT_COLUMN_NAME",
                "CONTEXT_COLUMN_NAME",
                "QUESTION_COLUMN_NAME",
                "GROUND_TRUTH_COLUMN_NAME",
                "TEXT_COLUMN_NAME",
                "USER_ID_COLUMN_NAME",
                "SESSION_ID_COLUMN_NAME"
            })
    void convertsValuesToText(ConfigField field) {
        Map<String, String> wires = Map.of(
                "42", "\"42\"",
                "0.5", "\"0.5\"",
                "true", "\"true\"",
                "\"x\"", "\"x\"",
                "{\"a\":\"b\\n\"}", "\"{\\\"a\\\":\\\"b\\\\n\\\"}\"",
                "[1, 2]", "\"[1, 2]\"");
        for (PipelineFixture pipeline : List.of(withText(field), withText(field).lenient())) {
            wires.forEach((json, wire) ->
                    assertThat(pipeline.wire("{\"output\":" + json + "}")).isEqualTo("{\"output\":" + wire + "}"));
            assertThat(pipeline.wire(Map.of("output", List.of(1, true)))).isEqualTo("{\"output\":\"[1,true]\"}");
            assertThat(pipeline.wire(Map.of("output", 42L))).isEqualTo("{\"output\":\"42\"}");
        }
    }

    /** The column is also an input variable, whose rule must not undo the other. */
    private static PipelineFixture withText(ConfigField field) {
        PipelineFixture pipeline = field == TEXT_COLUMN_NAME
                ? PipelineFixture.of(TaskType.TEXT_CLASSIFICATION).names(CLASS_NAMES, "a")
                : PipelineFixture.llm().names(INPUT_VARIABLE_NAMES, "output");
        return pipeline.name(field, "output");
    }

    @Test
    void keepsInputVariablesUnchanged() {
        String row = "{\"output\":\"\",\"q\":[1,{\"a\":2}]}";
        assertThat(PipelineFixture.llm().names(INPUT_VARIABLE_NAMES, "q").wire(row))
                .isEqualTo(row);
    }

    @Test
    void writesDecimalsAsNumbersInNumericColumns() {
        BigDecimal half = new BigDecimal("0.50");
        BigDecimal one = new BigDecimal("1.00");
        PipelineFixture classes = PipelineFixture.classification()
                .name(LABEL_COLUMN_NAME, "y")
                .name(PREDICTION_SCORES_COLUMN_NAME, "s")
                .name(LATENCY_COLUMN_NAME, "l")
                .names(FEATURE_NAMES, "f")
                .decimalsAsText();
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("y", one);
        row.put("s", List.of(half, half));
        row.put("l", half);
        row.put("f", half);
        row.put("other", half);
        assertThat(classes.wire(row))
                .isEqualTo("{\"y\":1,\"s\":[0.50,0.50],\"l\":0.50,\"f\":\"0.50\",\"other\":\"0.50\"}");
        PipelineFixture regression = PipelineFixture.plain()
                .name(TARGET_COLUMN_NAME, "t")
                .name(PREDICTIONS_COLUMN_NAME, "p")
                .decimalsAsText();
        assertThat(regression.wire(new TreeMap<>(Map.of("p", one, "t", new BigDecimal("7")))))
                .isEqualTo("{\"p\":1.00,\"t\":7.0}");
        PipelineFixture cost = PipelineFixture.llm()
                .name(COST_COLUMN_NAME, "c")
                .name(NUM_OF_TOKEN_COLUMN_NAME, "n")
                .decimalsAsText();
        assertThat(cost.wire(new TreeMap<>(Map.of("c", half, "n", one, "output", ""))))
                .isEqualTo("{\"c\":0.50,\"n\":1.00,\"output\":\"\"}");
    }

    @Test
    void limitsTextLength() {
        String row = "{\"output\":\"abcdef\",\"q\":\"1234567\",\"free\":\"12345678901\"}";
        PipelineFixture fail =
                PipelineFixture.llm().names(INPUT_VARIABLE_NAMES, "q").text(6, LongText.FAIL);
        assertInvalid(
                fail,
                row,
                "column 'q' (input.variable.names) must be at most 6 characters long (text.max.length), but is 7 characters");
        PipelineFixture cut = PipelineFixture.llm()
                .name(QUESTION_COLUMN_NAME, "q")
                .names(INPUT_VARIABLE_NAMES, "q")
                .text(6, LongText.TRUNCATE);
        assertThat(cut.wire(row)).isEqualTo(row.replace("1234567\"", "123456\""));
        assertThat(PipelineFixture.llm()
                        .names(INPUT_VARIABLE_NAMES, "q")
                        .text(6, LongText.FAIL)
                        .lenient()
                        .wire(row))
                .isEqualTo(row);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\\ud83d\\ude00\\ud83d\\ude00x|\\ud83d\\ude00\\ud83d\\ude00",
                "\ud83d\ude00\u20ac\u00e9|\ud83d\ude00\u20ac",
                "\\n\\u00e9\\\"|\\n\\u00e9",
                "ab|ab"
            })
    void truncatesAtCodePoints(String text, String wire) {
        PipelineFixture pipeline = PipelineFixture.llm().text(2, LongText.TRUNCATE);
        assertThat(pipeline.wire("{\"output\":\"" + text + "\"}")).isEqualTo("{\"output\":\"" + wire + "\"}");
    }

    @Test
    void sendsTextOfAnyLengthWithoutALimit() {
        PipelineFixture pipeline = PipelineFixture.llm()
                .names(INPUT_VARIABLE_NAMES, "q")
                .name(QUESTION_COLUMN_NAME, "q")
                .maxRowBytes(3_000_000);
        String row = "{\"output\":\"" + "x".repeat(2_000_000) + "\",\"q\":\"" + "é".repeat(60_000) + "\"}";
        assertThat(pipeline.wire(row)).isEqualTo(row);
        assertThat(pipeline.wire(Map.of("output", "x".repeat(2_000_000))))
                .isEqualTo("{\"output\":\"" + "x".repeat(2_000_000) + "\"}");
    }

    @Test
    void rejectsInvalidTimesUnlessValidationIsOff() {
        String row = "{\"ts\":\"yesterday\"}";
        assertInvalid(
                PipelineFixture.plain().name(TIMESTAMP_COLUMN_NAME, "ts"),
                row,
                "column 'ts' (timestamp.column.name) must be a time (timestamp.unit), but is a string");
        assertThat(PipelineFixture.plain()
                        .name(TIMESTAMP_COLUMN_NAME, "ts")
                        .lenient()
                        .wire(row))
                .isEqualTo(row);
    }
}
