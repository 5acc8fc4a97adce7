package com.openlayer.kafka.connect.row;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Validates JSON text (RFC 8259) and finds values in it, so that their bytes can be copied unchanged. Used by one
 * thread.
 *
 * <p>It is stricter than Jackson, because the bytes are sent unchanged: only well-formed UTF-8 is accepted (RFC 3629).
 * It is faster, because it decodes nothing. Messages contain positions, never content. An escaped lone surrogate is
 * replaced by {@code ?}.
 */
final class JsonScanner {
    /** The deepest nesting of arrays and objects below the row. */
    static final int MAX_DEPTH = 100;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;

    // One table lookup classifies a byte pair as an escape or a two-byte character; separate branches mispredict on
    // mixed text.
    private static final int ESCAPE = 1;
    private static final int TWO_BYTES = 2;
    /** Per byte: the kinds of pair it can be the first byte of. */
    private static final byte[] PAIR_FIRST = new byte[256];
    /** Per byte: the kinds of pair it can be the second byte of. */
    private static final byte[] PAIR_SECOND = new byte[256];

    static {
        PAIR_FIRST['\\'] = ESCAPE;
        for (char c : "\"\\/bfnrt".toCharArray()) {
            PAIR_SECOND[c] = ESCAPE;
        }
        Arrays.fill(PAIR_FIRST, 0xc2, 0xe0, (byte) TWO_BYTES);
        Arrays.fill(PAIR_SECOND, 0x80, 0xc0, (byte) TWO_BYTES);
    }

    private final String subject;
    private byte[] bytes = {};
    private boolean mayChangeBytes;
    private int start;
    private int root;
    private int end;
    private int pos;
    private int foundTo;

    /** @param subject {@code value} or {@code key}, for messages */
    JsonScanner(String subject) {
        this.subject = subject;
    }

    /**
     * Validates a text that contains exactly one JSON value of any type. Returns the first byte of the value, which is
     * at {@link #root}.
     */
    byte read(byte[] text, int from, int to, boolean mayChange) {
        begin(text, from, to, mayChange);
        value(0);
        complete();
        return bytes[root];
    }

    /** Starts a text and skips to the value in it. Returns the first byte of the value, or -1 if there is none. */
    int begin(byte[] text, int from, int to, boolean mayChange) {
        bytes = text;
        mayChangeBytes = mayChange;
        end = to;
        pos = from;
        start = from;
        if (to - from >= 3
                && text[from] == (byte) 0xef
                && text[from + 1] == (byte) 0xbb
                && text[from + 2] == (byte) 0xbf) {
            pos += 3; // the byte order mark, which RFC 8259 allows a reader to ignore
        }
        space();
        root = pos;
        return peek();
    }

    /** Requires that only white space follows. */
    void complete() {
        space();
        if (pos < end) {
            throw invalidJson(pos);
        }
    }

    /** The index of the next byte to read. */
    int position() {
        return pos;
    }

    /** The index of the first byte of the value. */
    int root() {
        return root;
    }

    /** The text as read, with lone surrogates replaced. */
    byte[] bytes() {
        return bytes;
    }

    /**
     * Finds a path below a value of the text just read; of two fields with the same name the last counts.
     *
     * @param from the first byte of that value
     * @param step the first step of the path to take
     * @return the index of the value, which ends before {@link #foundTo}; -1 if there is none
     */
    int find(int from, ValuePath path, int step) {
        int found = from;
        for (int i = step; i < path.length(); i++) {
            pos = found;
            found = switch (bytes[found]) {
                case '{' -> member(path, i);
                case '[' -> element(path.index(i));
                default -> -1;
            };
            if (found < 0) {
                return -1;
            }
        }
        pos = found;
        value(1);
        foundTo = pos;
        return found;
    }

    int foundTo() {
        return foundTo;
    }

    private int member(ValuePath path, int step) {
        int found = -1;
        pos++;
        space();
        while (bytes[pos] != '}') {
            int name = pos + 1;
            boolean escaped = string();
            boolean match = path.matches(step, bytes, name, pos - 1, escaped);
            space();
            pos++;
            space();
            if (match) {
                found = pos;
            }
            value(1);
            nextItem();
        }
        return found;
    }

    private int element(int index) {
        pos++;
        space();
        for (int i = 0; bytes[pos] != ']'; i++) {
            if (i == index) {
                return pos;
            }
            value(1);
            nextItem();
        }
        return -1;
    }

    private void nextItem() {
        space();
        if (bytes[pos] == ',') {
            pos++;
            space();
        }
    }

    /** Skips a value. */
    void value(int depth) {
        switch (peek()) {
            case '"' -> string();
            case '{' -> object(depth);
            case '[' -> array(depth);
            case 't' -> literal("true");
            case 'f' -> literal("false");
            case 'n' -> literal("null");
            default -> number();
        }
    }

    private void object(int depth) {
        if (!enter(depth, '}')) {
            return;
        }
        do {
            name();
            value(depth + 1);
        } while (!last('}'));
    }

    private void array(int depth) {
        if (!enter(depth, ']')) {
            return;
        }
        do {
            value(depth + 1);
        } while (!last(']'));
    }

    /** Enters the object or array that begins here. False if it is empty. */
    boolean enter(int depth, char close) {
        if (depth > MAX_DEPTH) {
            throw new InvalidRowException(subject + " nests deeper than " + MAX_DEPTH + " levels");
        }
        pos++;
        space();
        boolean empty = peek() == close;
        pos += empty ? 1 : 0;
        return !empty;
    }

    /** Skips the name of a field and its colon. Returns the index of the closing quote. */
    int name() {
        if (peek() != '"') {
            throw invalidJson(pos);
        }
        string();
        int to = pos - 1;
        space();
        if (peek() != ':') {
            throw invalidJson(pos);
        }
        pos++;
        space();
        return to;
    }

    /** Skips the name of a field and its colon if they are exactly these bytes. */
    boolean name(byte[] label) {
        int to = pos + label.length;
        if (to > end || !Arrays.equals(bytes, pos, to, label, 0, label.length)) {
            return false;
        }
        pos = to;
        space();
        return true;
    }

    /** Skips the comma or bracket after an item. True if it was the last item. */
    boolean last(char close) {
        space();
        int c = peek();
        if (c != ',' && c != close) {
            throw invalidJson(pos);
        }
        pos++;
        if (c == ',') {
            space();
        }
        return c == close;
    }

    /** Skips a string. True if it has escapes. */
    private boolean string() {
        boolean escaped = false;
        byte[] text = bytes;
        int at = pos + 1;
        while (true) {
            while (at + 8 <= end) {
                long special = special((long) LONGS.get(text, at));
                if (special != 0) {
                    at += Long.numberOfTrailingZeros(special) >>> 3;
                    break;
                }
                at += 8;
            }
            if (at >= end) {
                throw invalidJson(end);
            }
            byte c = text[at];
            if (c == '"') {
                pos = at + 1;
                return escaped;
            }
            int pair = at + 1 < end ? PAIR_FIRST[c & 0xff] & PAIR_SECOND[text[at + 1] & 0xff] : 0;
            if (pair != 0) {
                escaped |= pair == ESCAPE;
                at += 2;
            } else if (c == '\\') {
                escaped = true;
                at = escape(at);
                text = bytes;
            } else if (c < 0) {
                at = beyondAscii(at);
            } else if (c < 0x20) {
                throw invalidJson(at);
            } else {
                at++;
            }
        }
    }

    /** Sets the high bit of each byte that is a quote, a backslash, a control character or not ASCII. */
    private static long special(long word) {
        long low = word & ~HIGH_BITS;
        long plain = ((low ^ ('"' * ONES)) + ~HIGH_BITS)
                & ((low ^ ('\\' * ONES)) + ~HIGH_BITS)
                & (low + 0x60 * ONES)
                & ~word;
        return ~plain & HIGH_BITS;
    }

    /** Skips a character of three or four bytes (RFC 3629, section 4: no overlong forms, no surrogates). */
    private int beyondAscii(int at) {
        int lead = bytes[at] & 0xff;
        int more = lead < 0xf0 ? 2 : 3;
        if (lead < 0xe0 || lead > 0xf4 || at + more >= end) {
            throw invalidUtf8(at);
        }
        int second = bytes[at + 1] & 0xff;
        int lowest = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
        int highest = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
        if (second < lowest || second > highest) {
            throw invalidUtf8(at);
        }
        for (int i = 2; i <= more; i++) {
            if ((bytes[at + i] & 0xc0) != 0x80) {
                throw invalidUtf8(at);
            }
        }
        return at + more + 1;
    }

    /** Skips a {@code \\u} escape, and a second one that completes a surrogate pair. */
    private int escape(int at) {
        if (at + 1 >= end) {
            throw invalidJson(end);
        }
        if (bytes[at + 1] != 'u') {
            throw invalidJson(at + 1);
        }
        char c = hex(at + 2);
        if (!Character.isSurrogate(c)) {
            return at + 6;
        }
        boolean pair = Character.isHighSurrogate(c)
                && at + 7 < end
                && bytes[at + 6] == '\\'
                && bytes[at + 7] == 'u'
                && Character.isLowSurrogate(hex(at + 8));
        if (pair) {
            return at + 12;
        }
        replaceByQuestionMark(at + 2);
        return at + 6;
    }

    private char hex(int from) {
        int c = 0;
        for (int i = from; i < from + 4; i++) {
            int digit = i < end ? Character.digit(bytes[i], 16) : -1;
            if (digit < 0) {
                throw invalidJson(i);
            }
            c = (c << 4) | digit;
        }
        return (char) c;
    }

    /** Replaces the four digits by those of a question mark. */
    private void replaceByQuestionMark(int digits) {
        if (!mayChangeBytes) {
            bytes = bytes.clone();
            mayChangeBytes = true;
        }
        bytes[digits] = '0';
        bytes[digits + 1] = '0';
        bytes[digits + 2] = '3';
        bytes[digits + 3] = 'f';
    }

    private void literal(String word) {
        for (int i = 0; i < word.length(); i++) {
            if (peek() != word.charAt(i)) {
                throw invalidJson(pos);
            }
            pos++;
        }
    }

    private void number() {
        if (peek() == '-') {
            pos++;
        }
        if (peek() == '0') {
            pos++;
        } else {
            digits();
        }
        if (peek() == '.') {
            pos++;
            digits();
        }
        if (peek() == 'e' || peek() == 'E') {
            pos++;
            if (peek() == '+' || peek() == '-') {
                pos++;
            }
            digits();
        }
    }

    private void digits() {
        int at = pos;
        while (at < end && bytes[at] >= '0' && bytes[at] <= '9') {
            at++;
        }
        if (at == pos) {
            throw invalidJson(at);
        }
        pos = at;
    }

    private void space() {
        int at = pos;
        while (at < end && bytes[at] <= ' ' && isSpace(bytes[at])) {
            at++;
        }
        pos = at;
    }

    private static boolean isSpace(byte c) {
        return c == ' ' || c == '\n' || c == '\r' || c == '\t';
    }

    private int peek() {
        return pos < end ? bytes[pos] : -1;
    }

    private InvalidRowException invalidJson(int at) {
        String where = at >= end ? "truncated after byte " + (end - start) : "at byte " + (at - start);
        return new InvalidRowException(subject + " is not valid JSON (" + where + ")");
    }

    private InvalidRowException invalidUtf8(int at) {
        return new InvalidRowException(subject + " is not valid UTF-8 (at byte " + (at - start) + ")");
    }
}
