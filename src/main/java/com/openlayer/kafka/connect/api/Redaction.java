package com.openlayer.kafka.connect.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Redacts error texts of the server for logs, because they may quote a row, an id or the key. It works by an
 * allow-list: names of the spec and of the request's config, {@link SafeWords}, small numbers and positions remain, and
 * everything else becomes "…". The content of rows is not compared, because a server can quote it concatenated, decoded
 * or translated. Runs in linear time.
 */
final class Redaction {
    private static final int MAX_LENGTH = 300;
    /** More than {@link #MAX_LENGTH}, because redaction shortens the text. */
    private static final int MAX_READ = 400;
    /** The longest number that remains anywhere, in digits. */
    private static final int SMALL = 3;

    /** The longest number that remains after a word for a position, in digits. */
    private static final int POSITION = 7;

    private static final int FINGERPRINT_BYTES = 4;

    private static final String HIDDEN = "…";
    private static final String OPENING = "'\"`“‘«";
    private static final String CLOSING = "'\"`”’»";
    /** The characters that separate words. */
    private static final String PUNCTUATION = " ,;:!?()[]{}<>=" + OPENING + CLOSING;

    /** Characters that may begin or end a word, as in {@code rows[3].output} or at the end of a sentence. */
    private static final String EDGES = "./-";

    private static final Pattern PATH_JOINT = Pattern.compile("[./]");
    private static final Pattern WORD_JOINT = Pattern.compile("[_'’-]");
    private static final Pattern DIGITS = Pattern.compile("\\d+");

    private static final JsonMapper JSON = new JsonMapper();

    private final String apiKey;
    private final byte[] config;

    /** For responses to a publish request. */
    Redaction(String apiKey, DataStreamRequest request) {
        this(apiKey, request.config());
    }

    /** For responses to a request without rows. */
    Redaction(String apiKey) {
        this(apiKey, new byte[0]);
    }

    private Redaction(String apiKey, byte[] config) {
        this.apiKey = apiKey;
        this.config = config;
    }

    /**
     * The redacted text, at most 300 characters on one line. If something was hidden or cut, the length and the {@link
     * #fingerprint} of the text follow, so that different causes can be distinguished.
     */
    String apply(String text) {
        String line = oneLine(text.substring(0, Math.min(text.length(), MAX_READ)));
        String shown = new LineRedactor(apiKey.isEmpty() ? line : line.replace(apiKey, HIDDEN), names()).redacted();
        if (text.length() > MAX_READ || shown.length() > MAX_LENGTH) {
            shown = shown.substring(0, Math.min(shown.length(), MAX_LENGTH - 1)) + HIDDEN;
        }
        return shown.contains(HIDDEN)
                ? shown + " (" + text.length() + " characters, hash " + fingerprint(text) + ")"
                : shown;
    }

    /**
     * A hash that distinguishes texts without showing them. Numbers count as equal, because messages about the same
     * cause differ in row numbers or sizes. The API key is the hash's key, so that the text cannot be guessed by brute
     * force without it.
     */
    String fingerprint(String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec((apiKey + '\n').getBytes(UTF_8), "HmacSHA256"));
            byte[] hash = mac.doFinal(DIGITS.matcher(text).replaceAll("#").getBytes(UTF_8));
            return HexFormat.of().formatHex(Arrays.copyOf(hash, FINGERPRINT_BYTES));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JVM has HmacSHA256", e);
        }
    }

    /** The columns that the config names, and the field names of the spec. */
    private Set<String> names() {
        Set<String> names = new HashSet<>(SafeWords.SPEC_NAMES);
        try {
            JsonNode fields = JSON.readTree(config);
            fields.properties().forEach(field -> {
                if (field.getKey().endsWith("ColumnName")) {
                    names.add(field.getValue().asText());
                } else if (field.getKey().endsWith("Names") && !field.getKey().equals("classNames")) {
                    field.getValue().forEach(name -> names.add(name.asText()));
                }
            });
        } catch (IOException e) {
            // Column names are unknown then, so more is hidden.
        }
        return names;
    }

    /** Without line breaks and control characters, which could control a terminal. */
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

    /** Applies the allow-list to one line. */
    private static final class LineRedactor {
        private final String text;
        private final Set<String> names;
        private final StringBuilder shown = new StringBuilder();
        private String before = "";

        LineRedactor(String text, Set<String> names) {
            this.text = text;
            this.names = names;
        }

        String redacted() {
            int at = 0;
            while (at < text.length()) {
                char c = text.charAt(at);
                int quote = OPENING.indexOf(c);
                if (quote >= 0) {
                    at = quotation(at, CLOSING.charAt(quote));
                } else if (PUNCTUATION.indexOf(c) >= 0) {
                    shown.append(c);
                    at++;
                } else {
                    at = token(at);
                }
            }
            return shown.toString().trim();
        }

        /** Hides a quotation, even one of safe words, because it is content, unless it is exactly one name. */
        private int quotation(int from, char closing) {
            int end = closing(from + 1, closing);
            int next = Math.min(end + 1, text.length());
            if (names.contains(text.substring(from + 1, end))) {
                shown.append(text, from, next);
            } else {
                hide();
            }
            return next;
        }

        /**
         * The first matching quote that is not inside a word; otherwise the end of the text, because all of it may be
         * content.
         */
        private int closing(int from, char quote) {
            for (int i = text.indexOf(quote, from); i >= 0; i = text.indexOf(quote, i + 1)) {
                if (i + 1 == text.length() || !Character.isLetterOrDigit(text.charAt(i + 1))) {
                    return i;
                }
            }
            return text.length();
        }

        private int token(int from) {
            int next = from;
            while (next < text.length() && (PUNCTUATION.indexOf(text.charAt(next)) < 0 || joins(next))) {
                next++;
            }
            int start = from;
            while (start < next && EDGES.indexOf(text.charAt(start)) >= 0) {
                start++;
            }
            int end = next;
            while (end > start && EDGES.indexOf(text.charAt(end - 1)) >= 0) {
                end--;
            }
            String token = text.substring(start, end);
            shown.append(text, from, start);
            if (token.isEmpty() || isKnown(token)) {
                shown.append(token);
            } else {
                hide();
            }
            shown.append(text, end, next);
            before = token.toLowerCase(Locale.ROOT);
            return next;
        }

        /** An apostrophe inside a word. */
        private boolean joins(int at) {
            return "'’".indexOf(text.charAt(at)) >= 0
                    && at > 0
                    && at + 1 < text.length()
                    && Character.isLetter(text.charAt(at - 1))
                    && Character.isLetter(text.charAt(at + 1));
        }

        /** A name, a number, or a path of them, such as {@code body.rows.3.user_query} or {@code true/false}. */
        private boolean isKnown(String token) {
            if (names.contains(token)) {
                return true;
            }
            if (isNumber(token, SafeWords.PLACES.contains(before) ? POSITION : SMALL)) {
                return !endsHidden(); // after a hidden word it may be an id, as in "order 66"
            }
            String[] parts = PATH_JOINT.split(token, -1);
            // A path that starts with a number is a decimal number or an address.
            return !isNumber(parts[0], SMALL) && Arrays.stream(parts).allMatch(this::isPartOfPath);
        }

        private boolean isPartOfPath(String part) {
            return names.contains(part)
                    || isNumber(part, SMALL)
                    || Arrays.stream(WORD_JOINT.split(part, -1))
                            .allMatch(word -> SafeWords.WORDS.contains(word.toLowerCase(Locale.ROOT)));
        }

        private static boolean isNumber(String part, int digits) {
            return !part.isEmpty() && part.length() <= digits && part.chars().allMatch(c -> c >= '0' && c <= '9');
        }

        /** Merges adjacent hidden words, because their number would reveal something about the content. */
        private void hide() {
            if (endsHidden()) {
                shown.setLength(shown.lastIndexOf(HIDDEN) + 1);
            } else {
                shown.append(HIDDEN);
            }
            before = "";
        }

        private boolean endsHidden() {
            int end = shown.length();
            while (end > 0 && shown.charAt(end - 1) == ' ') {
                end--;
            }
            return end > 0 && shown.charAt(end - 1) == HIDDEN.charAt(0);
        }
    }
}
