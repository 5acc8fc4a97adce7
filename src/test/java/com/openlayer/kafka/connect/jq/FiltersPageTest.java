package com.openlayer.kafka.connect.jq;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Checks the tables in {@code docs/filters.md}. With {@code -Ddocs.update=true} it writes them. */
class FiltersPageTest {
    private static final Path PAGE = Path.of("docs", "filters.md");

    /** Functions of jq that filters lack, by purpose. */
    private enum Group {
        SURROUNDINGS(
                "environment, files, other input",
                "–",
                "env debug stderr halt halt_error input inputs input_filename input_line_number modulemeta"
                        + " get_search_list"),
        DATES(
                "dates",
                "`fromdateiso8601`, `todateiso8601`, `now`; the connector reads ISO 8601 texts in the column of"
                        + " `timestamp.column.name` itself",
                "date dateadd datesub fromdate todate gmtime localtime mktime strftime strflocaltime strptime"),
        STREAMS("streams of paths", "`paths`, `getpath`", "fromstream tostream truncate_stream"),
        JOINS("SQL-like", "`any`, `reduce`, `group_by`", "IN INDEX JOIN bsearch"),
        TEXTS(
                "texts",
                "`sub(\"^\\\\s+\"; \"\")`, `implode`, `@base64`",
                "trim ltrim rtrim ascii format @base32 @base32d"),
        LOOPS("loops", "`recurse`, `until`; `[f] == []`", "repeat isempty"),
        NUMBERS("numbers", "`floor`, `round`, `pow`, `log`, `exp`", "");

        private final String use;
        private final String instead;
        private final Set<String> names;

        Group(String use, String instead, String names) {
            this.use = use;
            this.instead = instead;
            this.names = Set.of(names.split(" "));
        }

        static Group of(String function) {
            String name = function.substring(0, function.indexOf('/'));
            for (Group group : values()) {
                if (group.names.contains(name)) {
                    return group;
                }
            }
            return NUMBERS;
        }
    }

    private static final Map<String, String> SYNTAX = new TreeMap<>(Map.of(
            "if . then 1 end", "`if` without `else`: write `else . end`",
            ". as [$a] ?// $a | $a", "alternatives of patterns",
            "$ENV.HOME", "the environment",
            "$__loc__", "the place in the filter",
            "import \"m\" as m; .", "modules",
            "include \"m\"; .", "modules",
            "12345678901234567890123", "whole numbers beyond 64 bits in the filter's text; in records they are fine"));

    @Test
    void theTableOfMissingFunctionsIsTrue() throws IOException {
        Map<Group, Set<String>> missing = new TreeMap<>();
        for (String function : functionsOfJq()) {
            if (!JqFunctions.signatures().contains(function)) {
                missing.computeIfAbsent(Group.of(function), group -> new TreeSet<>())
                        .add(function);
            }
        }
        StringBuilder table = new StringBuilder("| for | missing | use instead |\n|---|---|---|\n");
        missing.forEach((group, functions) -> table.append("| " + group.use + " | "
                + functions.stream().map(f -> "`" + f.replace("/0", "") + "`").collect(Collectors.joining(", ")) + " | "
                + group.instead + " |\n"));
        assertTable("missing", table.toString());
    }

    @Test
    void theTableOfMissingSyntaxIsTrue() throws IOException {
        StringBuilder table = new StringBuilder("| example | |\n|---|---|\n");
        SYNTAX.forEach((example, what) -> {
            assertThatThrownBy(() -> JqFilter.compile(example)).as(example).isInstanceOf(InvalidFilterException.class);
            table.append("| `" + example.replace("|", "\\|") + "` | " + what + " |\n");
        });
        assertTable("syntax", table.toString());
    }

    @Test
    void whatItOffersInsteadIsThere() throws Exception {
        for (String filter : List.of("todateiso8601", "now", "sub(\"^\\\\s+\"; \"\")", "until(. > 3; . + 1)", "log")) {
            assertThat(JqFilter.compile(filter).text()).isEqualTo(filter);
        }
    }

    private static List<String> functionsOfJq() throws IOException {
        try (InputStream list = FiltersPageTest.class.getResourceAsStream("jq-1.7-builtins.txt")) {
            return new String(list.readAllBytes(), UTF_8).lines().toList();
        }
    }

    private static void assertTable(String name, String table) throws IOException {
        String begin = "<!-- " + name + ": written by FiltersPageTest, do not edit -->\n";
        String page = Files.readString(PAGE);
        int from = page.indexOf(begin) + begin.length();
        int to = page.indexOf("<!-- end of " + name + " -->");
        if (Boolean.getBoolean("docs.update")) {
            Files.writeString(PAGE, page.substring(0, from) + table + page.substring(to));
        } else {
            assertThat(page.substring(from, to))
                    .as("docs/filters.md is stale: mvn test -Dtest=FiltersPageTest -Ddocs.update=true")
                    .isEqualTo(table);
        }
    }
}
