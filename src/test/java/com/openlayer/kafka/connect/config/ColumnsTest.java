package com.openlayer.kafka.connect.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonPointer;
import com.openlayer.kafka.connect.config.ColumnDefinition.All;
import com.openlayer.kafka.connect.config.ColumnDefinition.Drop;
import com.openlayer.kafka.connect.config.ColumnDefinition.FromSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ColumnsTest {
    @Test
    void readsEveryKindOfEntry() {
        assertThat(parse("*, output=value:/choices/0/message, k=key, kid=key:/id, user=header:x-user, -debug"))
                .containsExactly(
                        new All(),
                        fromSource("output", new ColumnSource.Value(JsonPointer.compile("/choices/0/message"))),
                        fromSource("k", new ColumnSource.Key(JsonPointer.empty())),
                        fromSource("kid", new ColumnSource.Key(JsonPointer.compile("/id"))),
                        fromSource("user", new ColumnSource.Header("x-user")),
                        new Drop("debug"));
    }

    @ParameterizedTest
    @EnumSource
    void everyCoordinateOfARecordIsASource(ColumnSource.Part part) {
        assertThat(parse("c=record:" + Choice.text(part)))
                .containsExactly(fromSource("c", new ColumnSource.Coordinate(part)));
    }

    @Test
    void theWholeValueIsTheEmptyPointer() {
        ColumnSource whole = new ColumnSource.Value(JsonPointer.empty());
        assertThat(parse("a=value,b=value:")).containsExactly(fromSource("a", whole), fromSource("b", whole));
    }

    @Test
    void aJsonArrayHoldsEntriesWithCommas() {
        assertThat(parse("[\"*\", \"a=value:/x,y\"]"))
                .containsExactly(new All(), fromSource("a", new ColumnSource.Value(JsonPointer.compile("/x,y"))));
    }

    @Test
    void onlyTheFirstEqualsSignDivides() {
        assertThat(parse("a=header:x=y")).containsExactly(fromSource("a", new ColumnSource.Header("x=y")));
    }

    @Test
    void readsAlternativeSources() {
        assertThat(parse("a=value:/x | header:y|record:id"))
                .containsExactly(fromSource(
                        "a",
                        new ColumnSource.FirstOf(List.of(
                                new ColumnSource.Value(JsonPointer.compile("/x")),
                                new ColumnSource.Header("y"),
                                new ColumnSource.Coordinate(ColumnSource.Part.ID)))));
        assertThat(parse("a=value:/x\\|y|header:\\|"))
                .containsExactly(fromSource(
                        "a",
                        new ColumnSource.FirstOf(List.of(
                                new ColumnSource.Value(JsonPointer.compile("/x|y")), new ColumnSource.Header("|")))));
        assertThat(parse("a=value:/x\\|y"))
                .containsExactly(fromSource("a", new ColumnSource.Value(JsonPointer.compile("/x|y"))));
        for (String text : List.of("a=value:/x|", "a=|key", "a=value:/x||key", "a=value:/x|/y")) {
            assertThatThrownBy(() -> parse(text))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("has an unknown source");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a=value:x               | bad JSON Pointer 'x'",
                "a=value:/x/-1/y         | write a filter in rows",
                "a=key:/-2               | counts from the end of an array",
                "a=key:/x~2              | bad JSON Pointer '/x~2'",
                "a=topic                 | unknown source 'topic'",
                "a=                      | unknown source ''",
                "a=record:size           | unknown part of the record",
                "a=header:               | names no header",
                "a=key,a=value:/x        | 'a' is defined twice",
                "*,a=key,-a              | 'a' is defined twice",
                "*,*                     | '*' is defined twice",
                "a=key,-b                | no * to drop it from",
                "output                  | write it as output=value:/output",
                "=key                    | lacks the column's name",
                "-                       | the name of the column to leave out",
                "*,-a=key                | the name of the column to leave out",
                "*,,a=key                | An entry is blank",
                "[1]                     | JSON array of strings",
                "[                       | Invalid JSON",
                "[]                      | defines no column",
            })
    void rejectsInvalidEntries(String text, String reason) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "*              | true",
                "output=key     | true",
                "*,output=key   | true",
                "*,-other       | true",
                "other=key      | false",
                "*,-output      | false",
            })
    void aNamedColumnMustExist(String columns, boolean producible) {
        Settings settings = Settings.chat().with("pipelines.chat.columns", columns);
        if (producible) {
            assertThat(settings.errors()).isEmpty();
        } else {
            assertThat(settings.onlyError("pipelines.chat.output.column.name"))
                    .contains("Column 'output' can never be in a row", "pipelines.chat.columns", "change one");
        }
    }

    @Test
    void listedColumnsMustExist() {
        assertThat(Settings.chat()
                        .with("pipelines.chat.columns", "output=value:/o,question=key")
                        .with("pipelines.chat.input.variable.names", "question,history")
                        .onlyError("pipelines.chat.input.variable.names"))
                .contains("Column 'history' can never be in a row");
    }

    private static FromSource fromSource(String name, ColumnSource source) {
        return new FromSource(name, source);
    }

    private static List<ColumnDefinition> parse(String text) {
        return Columns.SYNTAX.parse(text).definitions();
    }
}
