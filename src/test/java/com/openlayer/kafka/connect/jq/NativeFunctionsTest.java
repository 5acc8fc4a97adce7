package com.openlayer.kafka.connect.jq;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import net.thisptr.jackson.jq.BuiltinFunctionLoader;
import net.thisptr.jackson.jq.JsonQuery;
import net.thisptr.jackson.jq.Scope;
import net.thisptr.jackson.jq.exception.JsonQueryException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that native functions have the same outputs and failures as those of jackson-jq. */
class NativeFunctionsTest {
    private static final Scope ORIGINAL = Scope.newEmptyScope();

    static {
        BuiltinFunctionLoader.getInstance().loadFunctions(JqFunctions.VERSION, ORIGINAL);
    }

    private static final List<String> INPUTS = List.of(
            "null", "true", "1", "\"a\"", "[]", "{}", "[1,null,\"b\",[2]]", "{\"a\":1,\"b\":null,\"c\":{\"d\":[3]}}");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select(.)",
                "select(true, false, null, 0)",
                "[.[]? | select(. != null)]",
                "path(.a? | select(. == 1))",
                "del(.[]? | select(. == null))",
                "(.[]? | select(. == 1)) |= . + 1",
                "first(select(.[]?))",
                "select(error(\"x\"))",
                "map(.)",
                "map(., 1)",
                "map(empty)",
                "[map(.a?) | .[]]",
                "path(map(.))",
                "map(error)",
                "map_values([.])",
                "map_values(1, 2)",
                "map_values(error)",
                "with_entries(.)",
                "with_entries(.value |= [.])",
                "with_entries(select(.value != null))",
                "with_entries(.key |= \"x\" + .)",
                "with_entries({name: .key, value: 1}, {k: \"z\", v: 2})",
                "with_entries(.key)",
                "arrays, objects, iterables, booleans, numbers, strings, nulls, values, scalars",
                "[.[]? | arrays, objects, iterables, booleans, numbers, strings, nulls, values, scalars]",
                "path(.[]? | values)",
                "path(.[]? | numbers, arrays)",
                "(.[]? | numbers) |= . + 1",
                "del(.[]? | nulls)",
            })
    void asInTheLibrary(String filter) throws Exception {
        for (String input : INPUTS) {
            assertThat(outcome(JqFunctions.scope(), filter, input))
                    .as(filter + " of " + input)
                    .isEqualTo(outcome(ORIGINAL, filter, input));
        }
    }

    /** Like jq 1.7; jackson-jq fails. */
    @ParameterizedTest
    @ValueSource(strings = {"map_values(select(. != null))", "map_values(empty)"})
    void mapValuesLeavesOutWhatHasNoValue(String filter) throws Exception {
        boolean all = filter.contains("empty");
        assertThat(outcome(JqFunctions.scope(), filter, INPUTS.get(7)))
                .containsExactly(all ? "{}" : "{\"a\":1,\"c\":{\"d\":[3]}}");
        assertThat(outcome(JqFunctions.scope(), filter, INPUTS.get(6))).containsExactly(all ? "[]" : "[1,\"b\",[2]]");
        assertThat(outcome(ORIGINAL, filter, INPUTS.get(7))).containsExactly("fails");
    }

    private static List<String> outcome(Scope functions, String filter, String input) throws Exception {
        JsonNode value = JqJson.read(input);
        List<String> outcome = new ArrayList<>();
        try {
            JsonQuery.compile(filter, JqFunctions.VERSION)
                    .apply(Scope.newChildScope(functions), value, output -> outcome.add(output.toString()));
        } catch (JsonQueryException e) {
            outcome.add("fails");
        }
        assertThat(value).as("the input is unchanged").isEqualTo(JqJson.read(input));
        return outcome;
    }
}
