package com.openlayer.kafka.connect.jq;

import com.fasterxml.jackson.databind.JsonNode;
import net.thisptr.jackson.jq.Expression;
import net.thisptr.jackson.jq.Output;
import net.thisptr.jackson.jq.Scope;
import net.thisptr.jackson.jq.exception.JsonQueryException;
import net.thisptr.jackson.jq.exception.JsonQueryUserException;

/**
 * A filter in jq's language. It reaches its input and its variables only: no environment, no files, no other input, no
 * modules. Used by one thread, as the variables it reads are.
 */
public final class JqFilter {
    private final String text;
    private final Expression expression;
    private final FailureWords failures;

    private JqFilter(String text, Expression expression) {
        this.text = text;
        this.expression = expression;
        this.failures = new FailureWords(text);
    }

    /**
     * Compiles and checks a filter.
     *
     * @throws InvalidFilterException if the text is no filter, or calls a function or reads a variable that does not exist.
     *     jackson-jq alone would find the latter only when the filter runs
     */
    public static JqFilter compile(String text) throws InvalidFilterException {
        Expression expression = FilterSource.parse(text);
        new FilterCheck(text, JqVariables.NAMES).check(expression);
        return new JqFilter(text, expression);
    }

    /** The filter as it was written. */
    public String text() {
        return text;
    }

    /**
     * Runs the filter on one input.
     *
     * @param input is not changed
     * @param output takes what the filter puts out, in its order
     * @throws FilterFailedException if the filter fails or recurses too deeply, or if {@code output} throws it; what came out
     *     before is to be dropped
     */
    public void apply(JsonNode input, JqVariables variables, JqOutput output) {
        try {
            expression.apply(Scope.newChildScope(variables.scope()), input, (Output) output::accept);
        } catch (FilterFailedException e) {
            throw e;
        } catch (JsonQueryUserException e) {
            throw new FilterFailedException("the filter called error, whose text may hold content and is not shown");
        } catch (JsonQueryException e) {
            throw new FilterFailedException("the filter failed: " + failures.describe(e.getMessage()));
        } catch (StackOverflowError e) {
            throw new FilterFailedException("the filter recurses too deeply");
        } catch (RuntimeException e) {
            // The regular expressions' syntax, numbers' ranges: not all of the library's failures are its own
            // exceptions.
            throw new FilterFailedException(
                    "the filter failed: a function fails with " + e.getClass().getSimpleName());
        }
    }
}
