package com.openlayer.kafka.connect.preview;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checks that docs/preview.md describes the options and the output of the command. */
class PreviewPageTest {
    private static final Pattern OPTION = Pattern.compile("--[a-z][a-z-]+");

    @TempDir
    private Path directory;

    private String page;

    @BeforeEach
    void read() throws IOException {
        page = Files.readString(Path.of("docs", "preview.md"));
    }

    @Test
    void describesEachOption() {
        String help = new PreviewFixture(directory).run("--help").out();
        Set<String> options = options(help);
        options.removeAll(Set.of("--help", "--version"));
        String table = page.substring(page.indexOf("## Options"), page.indexOf("## Records"));
        assertThat(options(table)).containsAll(options).hasSize(options.size() + 2); // and --pretty, --no-pretty
    }

    private static Set<String> options(String text) {
        Set<String> options = new TreeSet<>();
        Matcher option = OPTION.matcher(text);
        while (option.find()) {
            options.add(option.group());
        }
        return options;
    }

    @Test
    void showsTheOutputOfARun() {
        PreviewFixture preview = new PreviewFixture(directory)
                .input(
                        "{\"value\":\"{\\\"user_query\\\": \\\"How long?\\\", \\\"output\\\": \\\"30 days.\\\"}\"}",
                        "{\"value\":{\"user_query\":\"a\",\"ouput\":\"b\"}}",
                        "{\"value\":null}");
        List<String> lines = preview.run("--config", preview.config(), "--envelope")
                .out()
                .lines()
                .toList();
        assertThat(lines).hasSize(4).allSatisfy(line -> assertThat(page).contains("\n" + line + "\n"));
    }

    @Test
    void showsAValidEnvelope() {
        Matcher envelope = Pattern.compile("(?m)^\\{\"topic\".*}$").matcher(page);
        assertThat(envelope.find()).isTrue();
        PreviewFixture preview = new PreviewFixture(directory).input(envelope.group());
        assertThat(preview.run("--config", preview.config("columns", "*,key=key,trace=header:trace"), "--envelope")
                        .out())
                .contains("\"row\":{\"user_query\":\"How long?\",\"output\":\"30 days.\",\"key\":\"user-42\","
                        + "\"trace\":\"t-1\",\"kafka_timestamp\":1795340000.123,\"kafka_id\":\"support-chat-0-0\"}");
    }
}
