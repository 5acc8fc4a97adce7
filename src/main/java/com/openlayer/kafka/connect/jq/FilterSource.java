package com.openlayer.kafka.connect.jq;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.thisptr.jackson.jq.Expression;
import net.thisptr.jackson.jq.exception.JsonQueryException;
import net.thisptr.jackson.jq.internal.javacc.ExpressionParser;
import net.thisptr.jackson.jq.internal.javacc.ExpressionParserTokenManager;
import net.thisptr.jackson.jq.internal.javacc.ParseException;
import net.thisptr.jackson.jq.internal.javacc.SimpleCharStream;
import net.thisptr.jackson.jq.internal.javacc.Token;
import net.thisptr.jackson.jq.internal.javacc.TokenMgrError;
import org.jspecify.annotations.Nullable;

/** Parses the text of a filter, and finds the position of a name in it. */
final class FilterSource {
    private static final int EOF = 0;
    private static final Pattern PLACE = Pattern.compile("line (\\d+), column (\\d+)");

    private FilterSource() {}

    static Expression parse(String text) throws InvalidFilterException {
        try {
            return ExpressionParser.compile(text, JqFunctions.VERSION);
        } catch (JsonQueryException e) {
            throw new InvalidFilterException(reason(e.getCause()));
        } catch (StackOverflowError e) {
            throw new InvalidFilterException("The filter is nested too deeply");
        }
    }

    private static String reason(@Nullable Throwable cause) {
        if (cause instanceof ParseException syntax && syntax.currentToken != null) {
            return unexpected(syntax.currentToken.next);
        }
        Matcher place = PLACE.matcher(cause == null ? "" : String.valueOf(cause.getMessage()));
        String where = place.find() ? " at line " + place.group(1) + ", column " + place.group(2) : "";
        return cause instanceof TokenMgrError
                ? "The filter has an unexpected character or an unclosed string" + where
                : "The filter has an unexpected bracket" + where;
    }

    private static String unexpected(Token token) {
        if (token.kind == EOF) {
            return "The filter ends too early: a bracket, an 'end' or an operand is missing";
        }
        return "The filter has an unexpected '" + token.image + "' at " + place(token)
                + (token.image.equals("end") ? ". An 'if' needs an 'else' here" : "");
    }

    static String place(Token token) {
        return "line " + token.beginLine + ", column " + token.beginColumn;
    }

    /** The first use of a function or variable; empty inside an interpolated string, whose parts have no position. */
    static Optional<Token> find(String text, String name, boolean variable) {
        List<Token> tokens = new ArrayList<>();
        try {
            ExpressionParserTokenManager source =
                    new ExpressionParserTokenManager(new SimpleCharStream(new StringReader(text), 1, 1));
            for (Token token = source.getNextToken(); token.kind != EOF; token = source.getNextToken()) {
                tokens.add(token);
            }
        } catch (TokenMgrError e) {
            return Optional.empty();
        }
        for (int i = 0; i < tokens.size(); i++) {
            String before = i == 0 ? "" : tokens.get(i - 1).image;
            if (tokens.get(i).image.equals(name) && before.equals("$") == variable && !before.equals(".")) {
                return Optional.of(tokens.get(i));
            }
        }
        return Optional.empty();
    }
}
