package com.openlayer.kafka.connect.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.openlayer.kafka.connect.config.ConfigField;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {
    private static final String ROW =
            "{\"user_query\":\"Is Smith ill? It is the marker\\u00e9 phrase\\nof \\\"Doctor\\\" Watson\","
                    + "\"mail\":\"smith@example.org\",\"id\":\"abc-def\",\"score\":0.4711,\"ts1\":1}";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Not all input variables are in the dataset",
                "Column 'output' must be text",
                "Column 'user_query' is missing",
                "column \"user_query\" and column `output` must not be null",
                "user_query, output and ts1 are required.",
                "'categoricalFeatureNames' must be an array, it isn't",
                "the column is missing: 'user_query'",
                "rows is not valid: categoricalFeatureNames is required",
                "The non-empty list of (user_query) was wrong!",
                "row 12, line 1 column 305: Not Found",
                "rows[3].user_query: Field required",
                "body.rows.3.user_query value_error",
                "offset 104857 of the body, row 4711",
                "Bad Gateway",
            })
    void keepsSafeWordsNamesSmallNumbersAndPositions(String text) {
        assertThat(redact(text)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Unknown label 'yes please'|Unknown label …",
                "Unknown label \"yes\" in row|Unknown label … in row",
                "Unknown label `yes`, `no`|Unknown label …, …",
                "Unknown label ‘yes’ or “no”|Unknown label … or …",
                "Unknown label 'it's complicated' here|Unknown label … here",
                "Unknown label 'never closed and more|Unknown label …",
                "Unknown label 'the user is not authorized'|Unknown label …",
                "value 'my user_query was' is bad|value … is bad",
                "inference id 7f3a is there already|inference id … is there already",
                "user jane@example.org not allowed|user … not allowed",
                "value 0.25 is not in 0..1|value … is not in …",
                "value 4711 is not a number, row 12345678|value … is not a number, row …",
                "at 10.0.0.12 or 4-11|at … or …",
                "see https://example.org/path or a/b=c|see https://… or …=…",
                "a b1 c2 d3 is|a … is",
                "order 66 is wrong|… is wrong",
                "the abc-def is a duplicate|the … is a duplicate",
                "row was {\"mail\":\"smith@example.org\"}|row was {…:…}",
                "unknown value in user_query_zebrafish for zebrafishes, 値山田太郎は無効, Muller|unknown value in … for …, …, …",
                "unknown value Mu\u0308ller, null_\u5c71, \ud83d\udc1f|unknown value …, …, …",
                "key " + Connections.API_KEY + " is expired|key … is expired",
                "key SK-THISKEYISSECRET|key …",
            })
    void hidesEverythingElseAndAppendsLengthAndHash(String text, String expected) {
        assertThat(redact(text))
                .startsWith(expected + " (" + text.length() + " characters, hash ")
                .matches(".*hash [0-9a-f]{8}\\)");
    }

    @Test
    void hidesAKeyMadeOfSafeWords() {
        assertThat(new Redaction("the-api-key").apply("the-api-key is wrong")).startsWith("… is wrong (");
    }

    @Test
    void isOneLineWithoutControlCharacters() {
        assertThat(redact("no\r\n\tsuch\u001b\u2028\u202e column\u0000")).isEqualTo("no such column");
    }

    @Test
    void limitsTheLength() {
        assertThat(redact("wrong ".repeat(10_000))).hasSizeLessThan(350).contains("…", "60000 characters");
    }

    @Test
    void hidesMoreIfTheConfigIsUnreadable() {
        byte[] broken = {'{', '"', 'h', 'i'};
        DataStreamRequest request = new DataStreamRequest(Requests.PIPELINE, List.of(broken), broken);
        assertThat(new Redaction("", request).apply("'user_query' is wrong")).startsWith("… is wrong (");
    }

    @Test
    void hidesEchoedRows() {
        String text = redact("ValidationError: row " + ROW + " is not valid");
        assertThat(text).doesNotContain("Smith", "mail", "example", "abc", "47", "marker", "Doctor", "Watson");
    }

    @Test
    void hashesDistinguishTextsExceptByNumbers() {
        Redaction redaction = new Redaction(Connections.API_KEY);
        assertThat(redaction.fingerprint("row 3: 'smith' is no label"))
                .isEqualTo(redaction.fingerprint("row 4711: 'smith' is no label"))
                .isNotEqualTo(redaction.fingerprint("row 3: 'jones' is no label"))
                .as("texts cannot be found by trial without the key")
                .isNotEqualTo(new Redaction("another key").fingerprint("row 3: 'smith' is no label"));
    }

    /** A quadratic or exponential algorithm would take minutes. */
    @ParameterizedTest
    @ValueSource(strings = {"'", "a'", "x.", "' ", "-", "…", "9"})
    void runsInLinearTime(String piece) {
        String text = piece.repeat(4 << 20);
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> redact(text));
    }

    @Test
    void knowsEveryFieldOfTheSpec() {
        assertThat(SafeWords.SPEC_NAMES)
                .containsExactlyInAnyOrderElementsOf(Stream.concat(
                                Arrays.stream(ConfigField.values()).map(ConfigField::specName),
                                Stream.of("rows", "config", "success"))
                        .toList());
    }

    private static String redact(String text) {
        return new Redaction(Connections.API_KEY, Requests.ofRows(ROW)).apply(text);
    }
}
