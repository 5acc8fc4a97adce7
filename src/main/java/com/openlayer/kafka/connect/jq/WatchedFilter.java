package com.openlayer.kafka.connect.jq;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import net.thisptr.jackson.jq.Expression;
import net.thisptr.jackson.jq.Output;
import net.thisptr.jackson.jq.PathOutput;
import net.thisptr.jackson.jq.Scope;
import net.thisptr.jackson.jq.exception.JsonQueryException;
import net.thisptr.jackson.jq.internal.misc.Pair;
import net.thisptr.jackson.jq.internal.tree.ThisObject;
import net.thisptr.jackson.jq.path.Path;
import org.jspecify.annotations.Nullable;

/**
 * Finds the expression that makes a filter fail on an input, because jackson-jq's exceptions have no position. It runs
 * the filter again with a wrapper around each expression.
 */
final class WatchedFilter {
    private static final int MAX_SHOWN = 80;
    /** String literals of a filter may be secrets, such as the salt of a hash. */
    private static final Pattern TEXT = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"");

    private final Expression filter;
    private @Nullable Exception blamedFor;
    private @Nullable Watched blamed;

    WatchedFilter(String text) throws InvalidFilterException {
        this.filter = (Expression) watch(FilterSource.parse(text), "");
    }

    /** The expression that fails; empty if none fails in this run. */
    Optional<String> failingExpression(Scope variables, JsonNode input) {
        blamedFor = null;
        blamed = null;
        try {
            filter.apply(Scope.newChildScope(variables), input, (Output) value -> {});
        } catch (JsonQueryException | RuntimeException e) {
            return Optional.ofNullable(blamed).filter(b -> e == blamedFor).map(Watched::shown);
        } catch (StackOverflowError e) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    private void watchFields(Object node, String function) {
        String inside = node.getClass().getSimpleName().equals("FunctionDefinition")
                ? SyntaxTree.text(node, "fname")
                : function;
        for (Field field : SyntaxTree.fields(node)) {
            Object value = SyntaxTree.value(node, field);
            if (value != null) {
                SyntaxTree.set(node, field, watch(value, inside));
            }
        }
    }

    private Object watch(Object value, String function) {
        if (value instanceof List<?> list) {
            List<Object> watched = new ArrayList<>();
            list.forEach(element -> watched.add(element == null ? null : watch(element, function)));
            return watched;
        }
        if (value instanceof Pair<?, ?> pair) {
            return Pair.of(watch(pair._1, function), watch(pair._2, function));
        }
        if (!SyntaxTree.isNode(value) || value instanceof Enum) {
            return value;
        }
        watchFields(value, function);
        boolean canFail = value instanceof Expression && !(value instanceof ThisObject);
        return canFail ? new Watched((Expression) value, function) : value;
    }

    /**
     * A wrapper that records exceptions of its own expression, but not those of the output that receives its values.
     */
    private final class Watched implements Expression {
        private final Expression expression;
        private final String function;

        Watched(Expression expression, String function) {
            this.expression = expression;
            this.function = function;
        }

        @Override
        public void apply(Scope scope, JsonNode input, @Nullable Path path, PathOutput output, boolean requirePath)
                throws JsonQueryException {
            Exception[] passing = new Exception[1];
            PathOutput watchedOutput = (value, valuePath) -> {
                try {
                    output.emit(value, valuePath);
                } catch (JsonQueryException | RuntimeException e) {
                    passing[0] = e;
                    throw e;
                }
            };
            try {
                expression.apply(scope, input, path, watchedOutput, requirePath);
            } catch (JsonQueryException | RuntimeException e) {
                if (e != passing[0] && e != blamedFor) {
                    blamedFor = e;
                    blamed = this;
                }
                throw e;
            }
        }

        String shown() {
            String text = TEXT.matcher(toString()).replaceAll("\"…\"");
            return (text.length() > MAX_SHOWN ? text.substring(0, MAX_SHOWN) + "…" : text)
                    + (function.isEmpty() ? "" : " in " + function);
        }

        /** Same text as the wrapped expression, because enclosing expressions include it. */
        @Override
        public String toString() {
            return expression.toString();
        }
    }
}
