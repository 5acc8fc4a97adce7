package com.openlayer.kafka.connect.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.openlayer.kafka.connect.config.ConfigField;
import java.util.Arrays;
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
                "Column 'user_query' is missing",
                "column \"user_query\" and column `output` must not be null",
                "user_query, output and ts1 are required.",
                "'categoricalFeatureNames' must be an array, it isn't",
                "the column is missing: 'user_query",
                "rows is not valid: categoricalFeatureNames is required",
                "The non-empty list of (user_query) was wrong!",
            })
    void keepsWordsAndTheNamesOfConfigAndSpec(String text) {
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
                "inference id 7f3a is there already|inference id … is there already",
                "user jane@example.org not allowed|user … not allowed",
                "value 0.25 is not in 0..1|value … is not in …",
                "see https://example.org/path or a/b=c|see https:… or …",
                "a b1 c2 d3 is|a … is",
                "Smith is no label|… is no label",
                "no such person: watson|no such person: …",
                "the abc-def is a duplicate|the … is a duplicate",
                "value is the markeré phrase here|value … here",
                "row was {\"mail\":\"smith@example.org\"}|row was {…}",
            })
    void hidesWhatCouldBeContent(String text, String expected) {
        assertThat(redact(text)).isEqualTo(expected);
    }

    @Test
    void seesContentAcrossEscapesAndLineBreaks() {
        assertThat(redact("bad phrase of \"Doctor\" Watson found"))
                .doesNotContain("Doctor", "Watson", "phrase")
                .endsWith("found");
        assertThat(redact("IS SMITH ILL?")).doesNotContainIgnoringCase("smith").doesNotContainIgnoringCase("ill");
    }

    @Test
    void keepsANameInsideContentOnlyWhereItStandsByItself() {
        assertThat(redact("value 'my user_query was' is bad")).isEqualTo("value … is bad");
    }

    @ParameterizedTest
    @ValueSource(strings = {"key " + Connections.API_KEY + " is expired", "key SK-THISKEYISSECRET", "sk-ThisKeyIsSec"})
    void hidesTheKey(String text) {
        assertThat(redact(text)).doesNotContainIgnoringCase("ThisKeyIs");
    }

    @Test
    void hidesAKeyOfPlainLettersToo() {
        assertThat(new Redaction("hush").apply("the key hush or hushhush is wrong"))
                .isEqualTo("the key … or … is wrong");
    }

    @Test
    void isOneLineWithoutControlCharacters() {
        assertThat(redact("no\r\n\tsuch\u001b\u2028\u202e column\u0000")).isEqualTo("no such column");
    }

    @Test
    void isShort() {
        assertThat(redact("wrong ".repeat(10_000))).hasSize(300).endsWith("…");
    }

    @Test
    void hidesMoreWhereConfigAndRowsCannotBeRead() {
        byte[] broken = {'{', '"', 'h', 'i'};
        DataStreamRequest request = new DataStreamRequest(Requests.PIPELINE, java.util.List.of(broken), broken);
        assertThat(new Redaction("", request).apply("'user_query' is wrong")).isEqualTo("… is wrong");
    }

    @Test
    void echoesOfWholeRowsShowNothing() {
        String text = redact("ValidationError: row " + ROW + " is not valid");
        assertThat(text).doesNotContain("Smith", "mail", "example", "abc", "47", "marker", "Doctor", "Watson");
    }

    @Test
    void knowsEveryFieldOfTheSpec() {
        assertThat(Vocabulary.SPEC_NAMES)
                .containsExactlyInAnyOrderElementsOf(Stream.concat(
                                Arrays.stream(ConfigField.values()).map(ConfigField::specName),
                                Stream.of("rows", "config", "success"))
                        .toList());
    }

    private static String redact(String text) {
        return new Redaction(Connections.API_KEY, Requests.ofRows(ROW)).apply(text);
    }
}
