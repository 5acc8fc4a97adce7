package com.openlayer.kafka.connect.jq;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Describes failures of one filter without content. jackson-jq's messages quote values, so only words pass that are known to be
 * its own, and names that the filter itself contains: these say where in the filter it failed.
 */
final class FailureWords {
    private static final Set<String> KNOWN = Set.of(
            ("null boolean number string array object and or with key keys cannot be is not are by in of to as a the"
                            + " added subtracted multiplied divided divisor zero because remainder index indexed iterate over"
                            + " parsed parse failed json applicable expected one valid base64 data must argument input"
                            + " range bounds numeric path specified has no negative sorted compared use start end indices")
                    .split(" "));

    private static final Pattern WORD = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final Pattern QUOTED_VALUE = Pattern.compile("\\((?:[^()\"]|\"[^\"]*\")*\\)");
    private static final int MAX_WORDS = 24;

    private final Set<String> names = new HashSet<>();

    /** @param filter whose names may be shown */
    FailureWords(String filter) {
        Matcher word = WORD.matcher(filter);
        while (word.find()) {
            names.add(word.group());
        }
    }

    String describe(@Nullable String message) {
        if (message == null) {
            return "a function or an operator fails";
        }
        StringBuilder words = new StringBuilder();
        Matcher word = WORD.matcher(QUOTED_VALUE.matcher(message).replaceAll(""));
        for (int n = 0; n < MAX_WORDS && word.find(); ) {
            String text = word.group();
            boolean known = KNOWN.contains(text.toLowerCase(Locale.ROOT));
            if (known || names.contains(text)) {
                words.append(words.isEmpty() ? "" : " ")
                        .append(known ? text.toLowerCase(Locale.ROOT) : "'" + text + "'");
                n++;
            }
        }
        return words.isEmpty() ? "a function or an operator fails" : words.toString();
    }
}
