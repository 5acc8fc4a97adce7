package com.openlayer.kafka.connect.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes the server's words about a request fit for a log: they may quote a row, an id or the key. Ordinary words, the
 * columns that the config names, and the field names of the spec stay; everything that could be content becomes "…".
 */
final class Redaction {
    private static final int MAX_LENGTH = 300;
    /** More than {@link #MAX_LENGTH}, since what is hidden gets shorter. */
    private static final int MAX_READ = 400;
    /** Shorter stretches of ordinary words occur in a row by chance. */
    private static final int MIN_STRETCH = 12;

    private static final String HIDDEN = "…";
    private static final Pattern HIDDEN_RUN = Pattern.compile(HIDDEN + "(\\s*" + HIDDEN + ")+");
    private static final Pattern TOKEN =
            Pattern.compile("[^\\s\\[\\](){}<>,;:\"'`“”‘’«»]+(?:['’]\\p{L}+(?=\\P{L}|$))*");
    private static final Pattern WORD = Pattern.compile("\\p{L}[\\p{L}_]*(?:['’-]\\p{L}+)*");
    private static final String OPENING = "'\"`“‘«";
    private static final String CLOSING = "'\"`”’»";

    private static final JsonMapper JSON = new JsonMapper();

    private final String apiKey;
    private final List<byte[]> rows;
    private final byte[] config;

    /** For texts about one publish request. */
    Redaction(String apiKey, DataStreamRequest request) {
        this.apiKey = apiKey;
        this.rows = request.rows();
        this.config = request.config();
    }

    /** For texts about a request without rows. */
    Redaction(String apiKey) {
        this.apiKey = apiKey;
        this.rows = List.of();
        this.config = new byte[0];
    }

    /** One line of at most 300 characters. Slow: it searches all rows, so it is for failures only. */
    String apply(String text) {
        String line = oneLine(text.substring(0, Math.min(text.length(), MAX_READ)));
        Set<String> names = names();
        String content = content();
        boolean[] known = new boolean[line.length()];
        boolean[] hidden = new boolean[line.length()];
        hideQuotations(line, names, known, hidden);
        hideTokens(line, names, content, known, hidden);
        hideStretches(lower(line), content, hidden);
        reveal(line, known, hidden);
        hideKey(line, hidden);
        return shorten(render(line, hidden));
    }

    private static void hideQuotations(String line, Set<String> names, boolean[] known, boolean[] hidden) {
        int from = 0;
        while (from < line.length()) {
            int quote = OPENING.indexOf(line.charAt(from));
            if (quote < 0 || (from > 0 && Character.isLetterOrDigit(line.charAt(from - 1)))) {
                from++;
                continue;
            }
            int closing = closing(line, from + 1, CLOSING.charAt(quote));
            int end = Math.min(closing + 1, line.length());
            mark(names.contains(line.substring(from + 1, closing)) ? known : hidden, from, end);
            from = end;
        }
    }

    /** The first such quote that ends a word rather than joining two, or else the end: the rest may be content too. */
    private static int closing(String line, int from, char quote) {
        for (int i = line.indexOf(quote, from); i >= 0; i = line.indexOf(quote, i + 1)) {
            if (i + 1 == line.length() || !Character.isLetterOrDigit(line.charAt(i + 1))) {
                return i;
            }
        }
        return line.length();
    }

    private static void hideTokens(String line, Set<String> names, String content, boolean[] known, boolean[] hidden) {
        Matcher matcher = TOKEN.matcher(line);
        while (matcher.find()) {
            String token = matcher.group().replaceFirst("[.!?]+$", "");
            int end = matcher.start() + token.length();
            if (names.contains(token)) {
                // Inside a quotation it is part of what is quoted.
                if (!hidden[matcher.start()]) {
                    mark(known, matcher.start(), end);
                }
            } else if (!token.isEmpty() && !isPlain(token, content)) {
                mark(hidden, matcher.start(), end);
            }
        }
    }

    /** Made of letters, and not a word of the rows' unless errors are commonly worded with it. */
    private static boolean isPlain(String token, String content) {
        if (!WORD.matcher(token).matches()) {
            return false;
        }
        for (String word : lower(token).split("['’-]", -1)) {
            if (!Vocabulary.WORDS.contains(word) && content.contains(word)) {
                return false;
            }
        }
        return true;
    }

    private static void hideStretches(String line, String content, boolean[] hidden) {
        for (int from = 0; from + MIN_STRETCH <= line.length(); from++) {
            if (content.contains(line.substring(from, from + MIN_STRETCH))) {
                mark(hidden, from, from + MIN_STRETCH);
            }
        }
    }

    private static void mark(boolean[] chars, int from, int to) {
        Arrays.fill(chars, from, to, true);
    }

    private static void reveal(String line, boolean[] known, boolean[] hidden) {
        for (int i = 0; i < hidden.length; i++) {
            hidden[i] &= !known[i] && line.charAt(i) != ' ';
        }
    }

    private void hideKey(String line, boolean[] hidden) {
        if (apiKey.isEmpty()) {
            return;
        }
        String where = lower(line);
        String key = lower(apiKey);
        for (int from = where.indexOf(key); from >= 0; from = where.indexOf(key, from + 1)) {
            mark(hidden, from, from + key.length());
        }
    }

    private static String render(String line, boolean[] hidden) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < line.length(); i++) {
            if (!hidden[i]) {
                text.append(line.charAt(i));
            } else if (i == 0 || !hidden[i - 1]) {
                text.append(HIDDEN);
            }
        }
        return HIDDEN_RUN.matcher(text).replaceAll(HIDDEN).trim();
    }

    private static String shorten(String text) {
        return text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH - 1) + HIDDEN;
    }

    /** What the config calls columns, and what the spec calls fields. */
    private Set<String> names() {
        Set<String> names = new HashSet<>(Vocabulary.SPEC_NAMES);
        try {
            JsonNode fields = JSON.readTree(config);
            fields.properties().forEach(field -> {
                names.add(field.getKey());
                if (field.getKey().endsWith("ColumnName")) {
                    names.add(field.getValue().asText());
                } else if (field.getKey().endsWith("Names") && !field.getKey().equals("classNames")) {
                    field.getValue().forEach(name -> names.add(name.asText()));
                }
            });
        } catch (IOException e) {
            // Then no name is known, and more is hidden.
        }
        return names;
    }

    /** All that must not be seen: the rows as they were sent, the texts in them as the server decodes them, the key. */
    private String content() {
        StringBuilder content = new StringBuilder(apiKey);
        for (byte[] row : rows) {
            content.append('\n').append(new String(row, UTF_8));
            try (JsonParser parser = JSON.createParser(row)) {
                for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                    if (token == JsonToken.VALUE_STRING || token == JsonToken.FIELD_NAME) {
                        content.append('\n').append(parser.getText());
                    }
                }
            } catch (IOException e) {
                // Then it is compared as it was sent.
            }
        }
        return lower(oneLine(content));
    }

    /** Without line breaks and what else a terminal could obey. */
    private static String oneLine(CharSequence text) {
        StringBuilder line = new StringBuilder(text.length());
        boolean gap = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean blank = Character.isWhitespace(c)
                    || Character.isSpaceChar(c)
                    || Character.isISOControl(c)
                    || Character.getType(c) == Character.FORMAT;
            if (!blank) {
                line.append(c);
            } else if (!gap) {
                line.append(' ');
            }
            gap = blank;
        }
        return line.toString();
    }

    /** Lower case, char by char, so that places in it are places in the original. */
    private static String lower(String text) {
        StringBuilder lower = new StringBuilder(text.length());
        text.chars().forEach(c -> lower.append((char) Character.toLowerCase(c)));
        return lower.toString();
    }
}
