package com.openlayer.kafka.connect.preview;

/** Indents JSON text without parsing its values, so that numbers keep the digits that are sent. */
final class JsonIndenter {
    private static final String STEP = "  ";

    private final StringBuilder out = new StringBuilder();
    private int depth;

    private JsonIndenter() {}

    /** @param json valid JSON */
    static String indent(String json) {
        JsonIndenter indenter = new JsonIndenter();
        indenter.run(json);
        return indenter.out.toString();
    }

    private void run(String json) {
        boolean inString = false;
        boolean escaped = false;
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (inString) {
                out.append(c);
                inString = escaped || c != '"';
                escaped = !escaped && c == '\\';
                continue;
            }
            switch (c) {
                case ' ', '\t', '\n', '\r' -> {}
                case '"' -> {
                    inString = true;
                    out.append(c);
                }
                case '{', '[' -> {
                    out.append(c);
                    depth++;
                    newLine();
                }
                case '}', ']' -> close(c);
                case ',' -> {
                    out.append(c);
                    newLine();
                }
                case ':' -> out.append(": ");
                default -> out.append(c);
            }
        }
    }

    private void newLine() {
        out.append('\n').append(STEP.repeat(depth));
    }

    private void close(char bracket) {
        depth--;
        int end = out.length();
        while (Character.isWhitespace(out.charAt(end - 1))) {
            end--;
        }
        boolean isEmpty = out.charAt(end - 1) == (bracket == '}' ? '{' : '[');
        out.setLength(end);
        if (!isEmpty) {
            newLine();
        }
        out.append(bracket);
    }
}
