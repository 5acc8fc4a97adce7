package com.openlayer.kafka.connect.jq;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import net.thisptr.jackson.jq.BuiltinFunctionLoader;
import net.thisptr.jackson.jq.Expression;
import net.thisptr.jackson.jq.Function;
import net.thisptr.jackson.jq.PathOutput;
import net.thisptr.jackson.jq.Scope;
import net.thisptr.jackson.jq.Version;
import net.thisptr.jackson.jq.Versions;
import net.thisptr.jackson.jq.exception.IllegalJsonInputException;
import net.thisptr.jackson.jq.exception.JsonQueryException;
import net.thisptr.jackson.jq.path.Path;
import org.jspecify.annotations.Nullable;

/** The functions that a filter can call: those of jackson-jq without access to its surroundings, and {@code sha256}. */
final class JqFunctions {
    static final Version VERSION = Versions.JQ_1_7;

    /** They read the environment, or show what the interpreter holds. */
    private static final Set<String> WITHHELD = Set.of("env/0", "debug_scope/0");

    private static final Scope SCOPE = Scope.newEmptyScope();

    static {
        // The library's class loader: the thread's need not be the plugin's.
        Map<String, Function> functions = new TreeMap<>(BuiltinFunctionLoader.getInstance()
                .listFunctions(BuiltinFunctionLoader.class.getClassLoader(), VERSION, SCOPE));
        functions.keySet().removeAll(WITHHELD);
        functions.put("fromjson/0", new FromJson());
        functions.put("sha256/0", new Sha256());
        functions.forEach(SCOPE::addFunction);
    }

    private JqFunctions() {}

    /** The scope of the functions, which filters only read. */
    static Scope scope() {
        return SCOPE;
    }

    /** The functions' names, each with the number of its arguments, such as {@code select/1}. */
    static Set<String> signatures() {
        return SCOPE.getLocalFunctions().keySet();
    }

    /** A function of a text, without arguments. */
    private abstract static class TextFunction implements Function {
        private final String name;

        TextFunction(String name) {
            this.name = name;
        }

        abstract JsonNode of(String text) throws JsonQueryException;

        @Override
        public void apply(
                Scope scope,
                List<Expression> arguments,
                JsonNode input,
                @Nullable Path path,
                PathOutput output,
                Version version)
                throws JsonQueryException {
            if (!input.isTextual()) {
                throw new IllegalJsonInputException(name + " is not applicable to " + input.getNodeType());
            }
            output.emit(of(input.textValue()), null);
        }
    }

    /** jackson-jq's own makes doubles of numbers, and its message quotes the text. */
    private static final class FromJson extends TextFunction {
        FromJson() {
            super("fromjson");
        }

        @Override
        JsonNode of(String text) throws JsonQueryException {
            try {
                return JqJson.read(text);
            } catch (JsonProcessingException e) {
                throw new JsonQueryException("string cannot be parsed as json");
            }
        }
    }

    /** The digest of a text's UTF-8, as lower-case hexadecimal digits. */
    private static final class Sha256 extends TextFunction {
        Sha256() {
            super("sha256");
        }

        @Override
        JsonNode of(String text) {
            try {
                byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
                return TextNode.valueOf(HexFormat.of().formatHex(digest));
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("Every Java runtime has SHA-256", e);
            }
        }
    }
}
