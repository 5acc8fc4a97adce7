package com.openlayer.kafka.connect.jq;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.util.List;
import net.thisptr.jackson.jq.Expression;
import net.thisptr.jackson.jq.Output;
import net.thisptr.jackson.jq.Scope;
import net.thisptr.jackson.jq.exception.JsonQueryException;
import net.thisptr.jackson.jq.exception.JsonQueryUserException;
import org.jspecify.annotations.Nullable;

/**
 * A compiled jq filter. It can read only its input and its variables: no environment variables, files, other inputs or
 * modules. Used by one thread, like its variables.
 */
public final class JqFilter {
    private final String text;
    private final List<Expression> definitions;
    private final Expression body;
    private final FailureWords failures;
    private @Nullable WatchedFilter watched;
    private @Nullable JqVariables boundTo;
    private Scope scope = JqFunctions.scope();

    private JqFilter(String text, Expression expression) {
        this.text = text;
        List<Expression> parts = SyntaxTree.sequence(expression);
        this.definitions = parts.subList(0, parts.size() - 1);
        this.body = parts.get(parts.size() - 1);
        this.failures = new FailureWords(text);
    }

    /**
     * Compiles and checks a filter.
     *
     * @throws InvalidFilterException if the text is not a valid filter, or uses a function or variable that does not
     *     exist, which jackson-jq alone would find only at run time
     */
    public static JqFilter compile(String text) throws InvalidFilterException {
        Expression expression = FilterSource.parse(text);
        new FilterCheck(text, JqVariables.NAMES).check(expression);
        return new JqFilter(text, expression);
    }

    /** The text of the filter. */
    public String text() {
        return text;
    }

    /**
     * Runs the filter on one input.
     *
     * @param input is not changed
     * @param output receives the outputs of the filter, in order
     * @throws FilterFailedException if the filter fails or recurses too deeply, or if {@code output} throws it; discard
     *     earlier outputs in this case
     */
    public void apply(JsonNode input, JqVariables variables, JqOutput output) {
        try {
            body.apply(Scope.newChildScope(scope(variables)), input, (Output) output::accept);
        } catch (FilterFailedException e) {
            throw e;
        } catch (JsonQueryUserException e) {
            throw failed(input, variables, "error was called. Its text is not shown, because it may hold content");
        } catch (JsonQueryException e) {
            throw failed(input, variables, failures.describe(e.getMessage()));
        } catch (StackOverflowError e) {
            throw new FilterFailedException("the filter recurses too deeply");
        } catch (RuntimeException e) {
            // Not all failures of the library are its own exceptions, such as invalid regular expressions and numbers
            // out of range.
            throw failed(
                    input, variables, "a function fails with " + e.getClass().getSimpleName());
        }
    }

    private FilterFailedException failed(JsonNode input, JqVariables variables, String reason) {
        String place = watched()
                .failingExpression(variables.scope(), input)
                .map(expression -> " at `" + expression + "`")
                .orElse("");
        return new FilterFailedException("the filter fails" + place + ": " + reason);
    }

    private WatchedFilter watched() {
        WatchedFilter made = watched;
        if (made == null) {
            try {
                made = new WatchedFilter(text);
            } catch (InvalidFilterException e) {
                throw new IllegalStateException("It has compiled before", e);
            }
            watched = made;
        }
        return made;
    }

    /** A scope with the variables and the filter's own functions, which are defined once instead of for each record. */
    private Scope scope(JqVariables variables) throws JsonQueryException {
        if (variables != boundTo) {
            scope = Scope.newChildScope(variables.scope());
            for (Expression definition : definitions) {
                definition.apply(scope, NullNode.getInstance(), (Output) value -> {});
            }
            boundTo = variables;
        }
        return scope;
    }
}
