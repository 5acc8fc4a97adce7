package com.openlayer.kafka.connect.row;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Generates random JSON texts with whitespace, escapes, characters of all lengths and numbers of all forms. */
final class RandomJson {
    private static final String[] CHARACTERS = {
        "a",
        "b",
        "Z",
        "0",
        " ",
        "\\\"",
        "\\\\",
        "\\/",
        "\\n",
        "\\u00e9",
        "\\u0000",
        "\\ud83d\\ude00",
        "\u00e9",
        "\u20ac",
        "\ud83d\ude00",
        "\u007f",
        "'",
        "{",
        "]",
        ","
    };
    private static final String[] SPACES = {"", "", "", " ", "\n", "\t\r "};

    private RandomJson() {}

    static String object(Random random, int depth) {
        StringBuilder text = new StringBuilder();
        object(text, random, depth);
        return text.toString();
    }

    private static void object(StringBuilder text, Random random, int depth) {
        text.append('{');
        int fields = random.nextInt(6);
        for (int i = 0; i < fields; i++) {
            text.append(i > 0 ? "," : "").append(space(random));
            text.append('"').append(i); // names differ by their first character
            characters(text, random, random.nextInt(8));
            text.append('"').append(space(random)).append(':').append(space(random));
            value(text, random, depth - 1);
            text.append(space(random));
        }
        text.append('}').append(space(random));
    }

    private static void value(StringBuilder text, Random random, int depth) {
        switch (random.nextInt(depth > 0 ? 8 : 6)) {
            case 0 -> text.append("true");
            case 1 -> text.append("false");
            case 2 -> text.append("null");
            case 3 -> number(text, random);
            case 4, 5 -> {
                text.append('"');
                characters(text, random, random.nextInt(30));
                text.append('"');
            }
            case 6 -> object(text, random, depth);
            default -> {
                text.append('[').append(space(random));
                int items = random.nextInt(4);
                for (int i = 0; i < items; i++) {
                    text.append(i > 0 ? "," : "").append(space(random));
                    value(text, random, depth - 1);
                    text.append(space(random));
                }
                text.append(']');
            }
        }
    }

    private static void number(StringBuilder text, Random random) {
        switch (random.nextInt(5)) {
            case 0 -> text.append(random.nextLong());
            case 1 -> text.append(random.nextInt(10));
            case 2 ->
                text.append("0.").append(Math.abs((long) random.nextInt())).append("123456789123456789");
            case 3 -> text.append(random.nextInt(10)).append(".50e-").append(random.nextInt(20));
            default -> text.append('-').append(random.nextInt(100)).append("E+").append(random.nextInt(9));
        }
    }

    private static void characters(StringBuilder text, Random random, int count) {
        boolean ascii = random.nextBoolean();
        for (int i = 0; i < count; i++) {
            text.append(ascii ? "x" : CHARACTERS[random.nextInt(CHARACTERS.length)]);
        }
    }

    private static String space(Random random) {
        return SPACES[random.nextInt(SPACES.length)];
    }

    static JsonPointer pointerInto(JsonNode tree, Random random) {
        JsonPointer pointer = JsonPointer.empty();
        JsonNode node = tree;
        while (node.isContainerNode() && random.nextInt(5) > 0) {
            if (node.isArray()) {
                int index = random.nextInt(node.size() + 1);
                pointer = pointer.appendIndex(index);
                node = node.path(index);
            } else {
                List<String> names = new ArrayList<>();
                node.fieldNames().forEachRemaining(names::add);
                names.add("missing");
                String name = names.get(random.nextInt(names.size()));
                pointer = pointer.appendProperty(name);
                node = node.path(name);
            }
        }
        return pointer;
    }
}
