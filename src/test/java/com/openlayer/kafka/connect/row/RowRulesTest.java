package com.openlayer.kafka.connect.row;

import static com.openlayer.kafka.connect.config.ConfigField.COST_COLUMN_NAME;
import static com.openlayer.kafka.connect.config.ConfigField.INPUT_VARIABLE_NAMES;
import static com.openlayer.kafka.connect.config.ConfigField.LABEL_COLUMN_NAME;
import static com.openlayer.kafka.connect.config.ConfigField.LATENCY_COLUMN_NAME;
import static com.openlayer.kafka.connect.config.ConfigField.NUM_OF_TOKEN_COLUMN_NAME;
import static com.openlayer.kafka.connect.config.ConfigField.PREDICTIONS_COLUMN_NAME;
import static com.openlayer.kafka.connect.config.ConfigField.PREDICTION_SCORES_COLUMN_NAME;
import static com.openlayer.kafka.connect.config.ConfigField.QUESTION_COLUMN_NAME;
import static com.openlayer.kafka.connect.config.ConfigField.TARGET_COLUMN_NAME;
import static com.openlayer.kafka.connect.config.ConfigField.TIMESTAMP_COLUMN_NAME;
import static com.openlayer.kafka.connect.row.RowMapperTest.assertInvalid;
import static org.assertj.core.api.Assertions.assertThat;

import com.openlayer.kafka.connect.config.RowOptions.LongText;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RowRulesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"0|0", "1|1", "\"Retained\"|0", "\"Exi\\u0074ed\"|1"})
    void takesClassesByNumberAndName(String json, String wire) {
        for (var field :
                new com.openlayer.kafka.connect.config.ConfigField[] {LABEL_COLUMN_NAME, PREDICTIONS_COLUMN_NAME}) {
            Pipeline pipeline = Pipeline.classification().name(field, "c");
            assertThat(pipeline.wire("{\"c\":" + json + "}")).isEqualTo("{\"c\":" + wire + "}");
        }
        assertThat(Pipeline.classification()
                        .name(LABEL_COLUMN_NAME, "c")
                        .lenient()
                        .wire("{\"c\":" + json + "}"))
                .isEqualTo("{\"c\":" + wire + "}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1.0|a number with a fraction or exponent",
                "1e0|a number with a fraction or exponent",
                "\"1\"|a string",
                "true|a boolean",
                "2|an integer out of range",
                "-1|an integer out of range",
                "99999999999999999999|an integer out of range",
                "[1]|an array",
                "{}|an object"
            })
    void refusesWhatIsNoClass(String json, String found) {
        Pipeline pipeline = Pipeline.classification().name(LABEL_COLUMN_NAME, "c");
        assertInvalid(
                pipeline,
                "{\"c\":" + json + "}",
                "column 'c' (label.column.name) must be an integer from 0 to 1 or one of the class names, but is "
                        + found);
        String off =
                Pipeline.classification().name(LABEL_COLUMN_NAME, "c").lenient().wire("{\"c\":" + json + "}");
        assertThat(off).isEqualTo("{\"c\":" + json + "}");
    }

    @Test
    void takesALabelThatIsNotKnownYetForNone() {
        Pipeline pipeline = Pipeline.classification().name(LABEL_COLUMN_NAME, "c");
        assertThat(pipeline.wire("{\"c\":null}")).isEqualTo("{}");
    }

    @Test
    void refusesAPredictionThatIsNull() {
        Pipeline pipeline = Pipeline.classification().name(PREDICTIONS_COLUMN_NAME, "c");
        assertInvalid(pipeline, "{\"c\":null}", "column 'c' (predictions.column.name)", "but is a null");
    }

    @Test
    void takesTheClassesOfConnectData() {
        Pipeline pipeline = Pipeline.classification().name(LABEL_COLUMN_NAME, "c");
        assertThat(pipeline.wire(Map.of("c", (byte) 1))).isEqualTo("{\"c\":1}");
        assertThat(pipeline.wire(Map.of("c", "Exited"))).isEqualTo("{\"c\":1}");
        assertInvalid(pipeline, Map.of("c", 1.0), "column 'c' (label.column.name)", "a number with a fraction");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[0.1,0.9]", "[ 1e0 , 0 ]", "[0.95,0.1]"})
    void takesScores(String json) {
        Pipeline pipeline = Pipeline.classification().name(PREDICTION_SCORES_COLUMN_NAME, "s");
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
    void refusesOtherScores(String json, String found) {
        String row = "{\"s\":" + json + "}";
        Pipeline pipeline = Pipeline.classification().name(PREDICTION_SCORES_COLUMN_NAME, "s");
        assertInvalid(
                pipeline,
                row,
                "column 's' (prediction.scores.column.name) must be a list of 2 numbers, one per class, that sum to 1, but is "
                        + found);
        assertThat(Pipeline.classification()
                        .name(PREDICTION_SCORES_COLUMN_NAME, "s")
                        .lenient()
                        .wire(row))
                .isEqualTo(row);
    }

    @Test
    void wantsNumbers() {
        Pipeline pipeline = Pipeline.llm()
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
    void keepsRegressionFloating(String json, String wire) {
        Pipeline pipeline = Pipeline.plain().name(TARGET_COLUMN_NAME, "y").name(PREDICTIONS_COLUMN_NAME, "p");
        assertThat(pipeline.wire("{\"y\":" + json + ",\"p\":" + json + "}"))
                .isEqualTo("{\"y\":" + wire + ",\"p\":" + wire + "}");
    }

    @Test
    void wantsRegressionNumeric() {
        Pipeline pipeline = Pipeline.plain().name(TARGET_COLUMN_NAME, "y");
        assertThat(pipeline.wire(Map.of("y", 5L))).isEqualTo("{\"y\":5.0}");
        for (String json : new String[] {"\"high\"", "\"\"", "\"2 \"", "\"0x2\"", "true", "[1]", "\"-\"", "\"1.\""}) {
            assertInvalid(pipeline, "{\"y\":" + json + "}", "column 'y' (target.column.name) must be a number, but is");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "42|\"42\"",
                "true|\"true\"",
                "\"x\"|\"x\"",
                "{\"a\":\"b\\\\n\"}|\"{\\\"a\\\":\\\"b\\\\\\\\n\\\"}\"",
                "[1, 2]|\"[1, 2]\""
            })
    void makesTheOutputText(String json, String wire) {
        assertThat(Pipeline.llm().wire("{\"output\":" + json + "}")).isEqualTo("{\"output\":" + wire + "}");
        assertThat(Pipeline.llm().lenient().wire("{\"output\":" + json + "}")).isEqualTo("{\"output\":" + wire + "}");
    }

    @Test
    void boundsText() {
        String row = "{\"output\":\"abcdef\",\"q\":\"1234567\",\"free\":\"12345678901\"}";
        Pipeline fail = Pipeline.llm().names(INPUT_VARIABLE_NAMES, "q").text(6, LongText.FAIL);
        assertInvalid(
                fail,
                row,
                "column 'q' (input.variable.names) must be at most 6 characters long (text.max.length), but is 7 characters");
        Pipeline cut = Pipeline.llm()
                .name(QUESTION_COLUMN_NAME, "q")
                .names(INPUT_VARIABLE_NAMES, "q")
                .text(6, LongText.TRUNCATE);
        assertThat(cut.wire(row)).isEqualTo(row.replace("1234567\"", "123456\""));
        Pipeline off = Pipeline.llm().names(INPUT_VARIABLE_NAMES, "q").text(6, LongText.OFF);
        assertThat(off.wire(row)).isEqualTo(row);
        assertThat(Pipeline.llm()
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
    void cutsBetweenCharacters(String text, String wire) {
        Pipeline pipeline = Pipeline.llm().text(2, LongText.TRUNCATE);
        assertThat(pipeline.wire("{\"output\":\"" + text + "\"}")).isEqualTo("{\"output\":\"" + wire + "\"}");
    }

    @Test
    void cutsTextThatIsLargerThanARow() {
        Pipeline pipeline = Pipeline.llm().text(50, LongText.TRUNCATE).maxRowBytes(200);
        String text = "x".repeat(100_000);
        String wire = "{\"output\":\"" + "x".repeat(50) + "\"}";
        assertThat(pipeline.wire("{\"output\":\"" + text + "\"}")).isEqualTo(wire);
        assertThat(pipeline.wire(Map.of("output", text))).isEqualTo(wire);
        assertInvalid(pipeline, Map.of("output", "", "more", text), "larger than 200 bytes");
    }

    @Test
    void refusesUnreadableTimesUnlessOff() {
        String row = "{\"ts\":\"yesterday\"}";
        assertInvalid(
                Pipeline.plain().name(TIMESTAMP_COLUMN_NAME, "ts"),
                row,
                "column 'ts' (timestamp.column.name) must be a time (timestamp.unit), but is a string");
        assertThat(Pipeline.plain().name(TIMESTAMP_COLUMN_NAME, "ts").lenient().wire(row))
                .isEqualTo(row);
    }
}
