package com.openlayer.kafka.connect.jq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JqFilterTest {
    private static final String SECRET = "s3cretvalue";

    @ParameterizedTest
    @ValueSource(
            strings = {
                ".",
                ".a.b?",
                "def f(x): x + 1; f(.a)",
                "def f($x): $x + x; f(1)",
                "def fac: if . <= 1 then 1 else . * (. - 1 | fac) end; 3 | fac",
                "def f: def g: 1; g; f",
                "def f(g): def h: g; h; f(1)",
                ". as [$a, {b: $c}] | [$a, $c]",
                ". as {$a, \"b\": [$c], (\"x\" + \"y\"): $d} | [$a, $c, $d]",
                ". as $x | {$x, y: $x}",
                "reduce .[]? as [$k, $v] (0; . + 1 + ($k // 0))",
                "foreach (1, 2) as $n (0; . + $n; [$n, .])",
                "label $done | 1, break $done",
                "\"a \\(. as $y | $y | length)\"",
                "@base64 \"x\\(.a)\"",
                "[.[]? | select(.a) | .b] | map(@json)",
                "try error(\"x\") catch .",
                "if . then 1 elif $topic then 2 else 3 end",
                ".[$partition:]?",
                "del(.a) | .b |= 1 | .c += 2 | .d //= 3",
                "# a comment\n.a # another",
            })
    void accepts(String filter) {
        assertThatCode(() -> JqFilter.compile(filter)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                ".a[ ~ ends too early",
                "{a: .b ~ ends too early",
                ".a ) .b ~ unexpected bracket at line 1, column 4",
                "if .a then 1 end ~ 'if' needs an 'else'",
                "\"abc ~ ends too early",
                ".a § .b ~ unexpected character",
                ".a, todate ~ calls todate at line 1, column 5, which does not exist here",
                "`.a |\n  strptime(1)` ~ calls strptime at line 2, column 3",
                "[.[] | nope(1; 2)] ~ nope",
                "select(.a; .b) ~ calls select at line 1, column 1 with 2 arguments. It takes 1",
                "def f: g; def g: 1; f ~ calls g",
                "def f: def g: 1; g; f | g ~ calls g",
                "def f(x): 1; x ~ calls x",
                "{a: ($topic, $nope)} ~ $nope at line 1, column 15, which does not exist. It is given $classNames",
                ". as $x | $y ~ $y",
                "(. as $x | $x) + $x ~ uses $x",
                "reduce .[] as $x ($x; .) | $x ~ uses $x",
                "{$nope} ~ uses $nope",
                "\"\\($nope)\" ~ uses $nope",
                "\"\\(nope)\" ~ calls nope",
                "@sha256 ~ format @sha256",
                "@nope \"\\(.)\" ~ format @nope",
                "break $x ~ label $x",
                "$ENV ~ uses $ENV",
                "$__loc__ ~ uses $__loc__",
                "env ~ calls env",
                "input ~ calls input",
                "inputs ~ calls inputs",
                "debug ~ calls debug",
                "debug_scope ~ calls debug_scope",
                "input_filename ~ calls input_filename",
                "import \"a\" as b; . ~ imports a module",
                "include \"a\"; . ~ imports a module",
                "b::f ~ calls f",
            })
    void refuses(String filter, String reason) {
        assertThatThrownBy(() -> JqFilter.compile(filter))
                .isInstanceOf(InvalidFilterException.class)
                .hasMessageContaining(reason.trim());
    }

    @Test
    void namesAreGoneAfterTheirApplication() throws Exception {
        JqFilter filter = JqFilter.compile("def f: .a; f as $x | $x");
        JqVariables variables = variables();
        assertThat(run(filter, "{\"a\":1}", variables)).containsExactly("1");
        assertThat(run(filter, "{\"a\":2}", variables)).containsExactly("2");
    }

    @Test
    void variablesAreMadeWhenTheFilterReadsThem() throws Exception {
        AtomicInteger made = new AtomicInteger();
        JqVariables variables = new JqVariables(List.of("age"), List.of());
        for (long offset = 7; offset < 9; offset++) {
            variables.record(
                    () -> IntNode.valueOf(made.incrementAndGet()), NullNode::getInstance, "chat", 3, offset, null);
            assertThat(run(
                            JqFilter.compile("$topic, $partition, $timestamp, $featureNames, $classNames"),
                            "{}",
                            variables))
                    .containsExactly("\"chat\"", "3", "null", "[\"age\"]", "[]");
        }
        assertThat(made).hasValue(0);
        assertThat(run(JqFilter.compile("$key, $key, $offset"), "{}", variables))
                .containsExactly("1", "1", "8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"12345678901234567890123", "0.10", "1.000", "1E400", "3.14159265358979323846264338", "7"})
    void numbersKeepTheirDigits(String number) throws Exception {
        assertThat(run(
                        JqFilter.compile(".n, (.t | fromjson), ([.n] | .[0])"),
                        "{\"n\":" + number + ",\"t\":\"" + number + "\"}"))
                .containsExactly(
                        number.replace("1E400", "1E+400"),
                        number.replace("1E400", "1E+400"),
                        number.replace("1E400", "1E+400"));
    }

    @Test
    void hashes() throws Exception {
        assertThat(run(JqFilter.compile(".a | sha256"), "{\"a\":\"abc\"}"))
                .containsExactly("\"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                ".a.tool_calls ~ the filter fails at `.a.tool_calls`: cannot index string with string 'tool_calls'",
                ".a[.a] ~ at `.a[.a]`: cannot index string with string",
                ".a[0] ~ at `.a[0]`: cannot index string with number",
                ".a[] ~ at `.a[]`: cannot iterate over string",
                ".a | map(.) ~ at `map(.)`: cannot iterate over string",
                ".a + 1 ~ at `(.a + 1)`: string and number cannot be added",
                "1 - .a ~ at `(1 - .a)`: number and string cannot be subtracted",
                "{b: {c: [.a | . * {}]}} ~ at `(. * {})`: string and object cannot be multiplied",
                "1 / (.a | length - 11) ~ number and number cannot be divided because the divisor is zero",
                ".a | keys ~ at `keys`: keys is not applicable to string; expected one of object, array",
                ".a | tonumber ~ at `tonumber`:",
                ".a | fromjson ~ at `fromjson`: string cannot be parsed as json",
                "\"x\" | @base64d ~ string is not valid base64 data",
                "[{key: .}] | from_entries ~ cannot use object as object key",
                "\"salt\" as $s | .a | sha256 | ltrimstr(\"x\") | . - \"pepper\" ~ at `(. - \"…\")`: string and string cannot",
                "def text_of: .b + 1 | . + \"x\"; {t: (. | text_of)} ~ at `(. + \"…\") in text_of`: number and string",
                "(.a | error)? // (.b | error(\"x\")) ~ at `error(\"…\")`: error was called",
                ".[\"a\"] as [$x] | $x ~ cannot index string with number",
                "reduce .a as $x (0; . + $x) ~ at `(. + $x)`: number and string cannot be added",
                "try error({a: .a}) catch .a.b.c ~ at `.a.b`: cannot index string with string 'b'",
                "{} | sha256 ~ sha256 is not applicable to object",
                ".a | error ~ at `error`: error was called",
                "{a: .a} | error ~ error was called",
                ".a | test(\"(\") ~ a function fails with SyntaxException",
                "def f: f; f ~ recurses too deeply",
                "range(10001) | {} ~ more than 10000 rows",
                "try (range(10001) | {}) catch {} ~ more than 10000 rows",
                "(range(10001) | {})? ~ more than 10000 rows",
                "range(1001) | {a: \"1234567890123456789012345\"} ~ more than 30000 bytes",
                ".a ~ no object",
            })
    void failures(String filter, String reason) throws Exception {
        JqFilter compiled = JqFilter.compile(filter);
        JsonNode input = JqJson.read("{\"a\":\"" + SECRET + "\"}");
        assertThatThrownBy(() -> compiled.apply(input, variables(), new JqRows(30_000)))
                .isInstanceOf(FilterFailedException.class)
                .hasMessageContaining(reason.trim())
                .hasNoCause()
                .message()
                .doesNotContain(SECRET);
    }

    private static JqVariables variables() {
        return new JqVariables(List.of(), List.of());
    }

    private static List<String> run(JqFilter filter, String input) throws Exception {
        return run(filter, input, variables());
    }

    private static List<String> run(JqFilter filter, String input, JqVariables variables) throws Exception {
        List<String> outputs = new ArrayList<>();
        filter.apply(JqJson.read(input), variables, value -> outputs.add(value.toString()));
        return outputs;
    }
}
