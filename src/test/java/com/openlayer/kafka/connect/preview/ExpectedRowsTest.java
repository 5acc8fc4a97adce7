package com.openlayer.kafka.connect.preview;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpectedRowsTest {
    private static final List<String> PRINTED = List.of(
            "{\"record\":\"t-0-0\",\"pipeline\":\"a\",\"row\":{\"x\":1.50,\"y\":[1,{\"z\":null}]}}",
            "{\"record\":\"t-0-1\",\"errant\":\"why\",\"hint\":\"this\"}");
    private static final List<String> CONFIGS = List.of("{\"pipeline\":\"a\",\"config\":{\"outputColumnName\":\"x\"}}");
    private static final String ERRANT = "{\"errant\":\"why\",\"hint\":\"another\"}";

    @TempDir
    private Path directory;

    private ExpectedRows expected(String... lines) {
        return ExpectedRows.read(new PreviewFixture(directory).file("rows.jsonl", lines));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            nullValues = "none",
            value = {
                "{\"y\": [1, {\"z\": null}], \"x\": 1.50}|none",
                "{\"row\": {\"y\": [1, {\"z\": null}], \"x\": 1.50}}|none",
                "{\"pipeline\": \"a\", \"row\": {\"y\": [1, {\"z\": null}], \"x\": 1.50}}|none",
                "{\"x\": 1.5, \"y\": [1, {\"z\": null}]}|line 1: /x is expected to be 1.5, but is 1.50",
                "{\"x\": 1.50, \"y\": [1, {\"z\": 0}]}|line 1: /y/1/z is expected to be 0, but is null",
                "{\"x\": 1.50, \"y\": [1, {}]}|line 1: /y/1/z is expected to be absent, but is null",
                "{\"x\": 1.50, \"y\": [1]}|line 1: /y is expected to be [1], but is [1,{\"z\":null}]",
                "{\"x\": 1.50, \"y\": [1, {\"z\": null}], \"row\": 2}|line 1: /row is expected to be 2, but is absent",
                "{\"pipeline\": \"b\", \"row\": {}}|line 1: /pipeline is expected to be \"b\", but is \"a\"",
                "{\"record\": \"t-0-0\", \"skipped\": \"s\"}|line 1 expects skipped, but: {\"record\"",
            })
    void comparesTheFieldsThatALineHas(String line, String difference) {
        Optional<String> found = expected(line, ERRANT).firstDifference(PRINTED, CONFIGS);
        if (difference == null) {
            assertThat(found).isEmpty();
        } else {
            assertThat(found).hasValueSatisfying(text -> assertThat(text).contains(difference));
        }
    }

    @Test
    void reportsAnErrantRecordInPlaceOfARow() {
        assertThat(expected(PRINTED.get(0), "{\"x\":1}").firstDifference(PRINTED, CONFIGS))
                .hasValueSatisfying(
                        text -> assertThat(text).contains("line 2 expects a row, but: {\"record\":\"t-0-1\""));
    }

    @Test
    void comparesTheNumberOfRecords() {
        assertThat(expected(PRINTED.get(0)).firstDifference(PRINTED, CONFIGS))
                .hasValueSatisfying(
                        text -> assertThat(text)
                                .contains(
                                        "expects 1 records, but the preview read 2. The first record without a line: {\"record\":\"t-0-1\""));
        assertThat(expected(PRINTED.get(0), ERRANT, ERRANT).firstDifference(PRINTED, CONFIGS))
                .hasValueSatisfying(
                        text -> assertThat(text)
                                .contains(
                                        "expects 3 records, but the preview read 2. The first line without a record is line 3."));
    }

    @Test
    void comparesConfigsOnlyIfTheFileHasSome() {
        assertThat(expected(PRINTED.get(0), PRINTED.get(1), CONFIGS.get(0)).firstDifference(PRINTED, CONFIGS))
                .isEmpty();
        assertThat(expected(
                                PRINTED.get(0),
                                PRINTED.get(1),
                                "{\"pipeline\":\"a\",\"config\":{\"outputColumnName\":\"z\"}}")
                        .firstDifference(PRINTED, CONFIGS))
                .hasValueSatisfying(text -> assertThat(text)
                        .contains("line 3: /config/outputColumnName is expected to be \"z\", but is \"x\""));
    }

    @Test
    void rejectsLinesThatAreNotJsonObjects() {
        assertThatThrownBy(() -> expected("{"))
                .isInstanceOf(BadInputException.class)
                .hasMessageEndingWith("rows.jsonl, line 1 is not a JSON object");
        assertThatThrownBy(() -> expected(ERRANT, "[]"))
                .hasMessageEndingWith("line 2 is not a JSON object, but an array");
        assertThatThrownBy(() -> expected("")).hasMessageContaining("There are no rows in ");
    }
}
