package com.openlayer.kafka.connect.row;

import java.nio.charset.StandardCharsets;

/**
 * A cursor over the JSON value that was written last to a {@link JsonWriter}: rules read it and rewrite it in place. Used by
 * one thread.
 */
final class WrittenValue {
    private final JsonWriter out;
    private int start;

    WrittenValue(JsonWriter out) {
        this.out = out;
    }

    /** Moves the cursor to the value that is written next. */
    void begin() {
        start = out.length();
    }

    int start() {
        return start;
    }

    /** In bytes. */
    int length() {
        return out.length() - start;
    }

    byte at(int index) {
        return out.at(start + index);
    }

    byte first() {
        return out.at(start);
    }

    boolean isString() {
        return first() == '"';
    }

    boolean isNumber() {
        return JsonText.kindBit(first()) == JsonText.NUMBER;
    }

    boolean isNull() {
        return first() == 'n';
    }

    /** Whether it is an empty string or one of white space only. */
    boolean isBlankString() {
        return isString() && JsonText.isBlank(out.bytes(), start + 1, out.length() - 1);
    }

    /** The bytes between the quotes of a string. */
    int contentLength() {
        return length() - 2;
    }

    /** The text that a string stands for. */
    String text() {
        return JsonText.decode(out.bytes(), start + 1, out.length() - 1);
    }

    /** Bytes of its JSON, one character each. */
    String latin(int from, int length) {
        return new String(out.bytes(), start + from, length, StandardCharsets.ISO_8859_1);
    }

    /** The byte where the character (code point) after the one at this byte of a string begins. */
    int nextCharacter(int index) {
        return JsonText.nextCharacter(out.bytes(), start + index) - start;
    }

    /** Removes the value. The caller writes another in its place. */
    JsonWriter rewrite() {
        out.cut(start);
        return out;
    }

    /** Removes what follows this many bytes, and returns the writer to continue there. */
    JsonWriter cut(int length) {
        out.cut(start + length);
        return out;
    }

    /** Appends to the value. */
    void append(String ascii) {
        out.ascii(ascii);
    }

    /** Makes its JSON the content of a string. */
    void quote() {
        out.quote(start);
    }

    /** Its JSON type with an article, for messages. Never content. */
    String describe() {
        if (JsonNumber.isInteger(this)) {
            return "an integer";
        }
        String kind = JsonText.kind(first());
        return switch (kind) {
            case "array", "object" -> "an " + kind;
            case "number" -> "a number with a fraction or exponent";
            default -> "a " + kind;
        };
    }
}
