package com.openlayer.kafka.connect.row;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Checks JSON text (RFC 8259) and finds places in it, so that the bytes can be copied as they are. Used by one thread.
 *
 * <p>Stricter than Jackson where the bytes go on the wire unread: UTF-8 only, well-formed (RFC 3629). Faster, since it
 * decodes nothing. Its messages have positions, never content. Half an escaped surrogate pair is replaced by {@code ?}.
 */
final class JsonScanner {
    /** How deep arrays and objects may nest below the row. */
    static final int MAX_DEPTH = 100;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;

    // Two bytes that belong together in a string, told in one look: text is full of them, in no order that a processor
    // could foresee.
    private static final int ESCAPE = 1;
    private static final int TWO_BYTES = 2;
    /** Per byte: which of these it may begin. */
    private static final byte[] PAIR_FIRST = new byte[256];
    /** Per byte: which of these it may end. */
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

    /** @param subject what is read, for messages: {@code value} or {@code key} */
    JsonScanner(String subject) {
        this.subject = subject;
    }

    /** Reads a text that may be any one JSON value. Its first byte is the answer, and {@link #root} where it is. */
    byte read(byte[] text, int from, int to, boolean mayChange) {
        begin(text, from, to, mayChange);
        value(0);
        complete();
        return bytes[root];
    }

    /** Reads a text up to the value in it. Its first byte is the answer, or -1 if there is none. */
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
            pos += 3; // the byte order mark, which RFC 8259 lets a reader ignore
        }
        space();
        root = pos;
        return peek();
    }

    /** Reads up to the end of the text, where only white space may be. */
    void complete() {
        space();
        if (pos < end) {
            throw invalidJson(pos);
        }
    }

    /** How far it has come. */
    int position() {
        return pos;
    }

    /** Where the value begins. */
    int root() {
        return root;
    }

    /** The text as read, with halves of surrogate pairs replaced. */
    byte[] bytes() {
        return bytes;
    }

    /**
     * Looks for a place below a value of the text just read; of two fields of one name the last counts.
     *
     * @param from the first byte of that value
     * @param step the first step of the path to take
     * @return the first byte of what is there, which ends before {@link #foundTo}; or -1
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

    /** Passes a value. */
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

    /** Enters the object or array that begins here. False if there is nothing in it. */
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

    /** Passes the name of a field and what is before its value. Returns where the name ends, at its quote. */
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

    /** Passes the name of a field if it is this one, written in this way. */
    boolean name(byte[] label) {
        int to = pos + label.length;
        if (to > end || !Arrays.equals(bytes, pos, to, label, 0, label.length)) {
            return false;
        }
        pos = to;
        space();
        return true;
    }

    /** Passes what is behind an item. True if it was the last one. */
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

    /** Passes a string. True if there are escapes in it. */
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

    /** A bit in each byte that is a quote, a backslash, a control character or beyond ASCII. */
    private static long special(long word) {
        long low = word & ~HIGH_BITS;
        long plain = ((low ^ ('"' * ONES)) + ~HIGH_BITS)
                & ((low ^ ('\\' * ONES)) + ~HIGH_BITS)
                & (low + 0x60 * ONES)
                & ~word;
        return ~plain & HIGH_BITS;
    }

    /** Passes a character of three or four bytes (RFC 3629, section 4: no overlong forms, no surrogates). */
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

    /** Passes {@code \\u} and what belongs to it. */
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

    /** A question mark in place of the four digits. */
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
