package com.openlayer.kafka.connect.benchmark;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.Locale;
import java.util.Random;

/** Generates records of LLM requests and responses of about 1 KB, always the same ones. */
final class LlmRows {
    /** The shape of a record's value. */
    enum Shape {
        /** A flat object with the columns of a row and some others. */
        FLAT,
        /** The same with its schema, as JsonConverter requires it. */
        WITH_SCHEMA,
        /** Nested like the logs of chat APIs. */
        NESTED
    }

    private static final int TEMPLATES = 512;
    private static final String[] WORDS = ("the order was shipped on monday and should arrive within three working days"
                    + " you can return an item for a full refund as long as it is unused please keep the receipt our"
                    + " support team answers between nine and five if the parcel is late write to us with the number"
                    + " of your order and we will look into it café naïve größe")
            .split(" ", -1);

    private final byte[][] templates = new byte[TEMPLATES][];
    private final int[] numberAt = new int[TEMPLATES];

    LlmRows(Shape shape) {
        Random random = new Random(42);
        for (int i = 0; i < TEMPLATES; i++) {
            String number = StandInServer.MARK + StandInServer.FIRST;
            String value = switch (shape) {
                case FLAT -> flat(random, number);
                case WITH_SCHEMA -> "{\"schema\":" + schema() + ",\"payload\":" + flat(random, number) + "}";
                case NESTED -> nested(random, number);
            };
            templates[i] = value.getBytes(UTF_8);
            numberAt[i] =
                    value.substring(0, value.indexOf(number)).getBytes(UTF_8).length + StandInServer.MARK.length();
        }
    }

    /** The value of record {@code i}. */
    byte[] value(int i) {
        byte[] value = templates[i % TEMPLATES].clone();
        byte[] number = Integer.toString(StandInServer.FIRST + i).getBytes(US_ASCII);
        System.arraycopy(number, 0, value, numberAt[i % TEMPLATES], number.length);
        return value;
    }

    double averageBytes() {
        return Arrays.stream(templates).mapToInt(t -> t.length).average().orElseThrow();
    }

    private static String flat(Random random, String number) {
        return "{" + number + ",\"created_at\":" + time(random) + ",\"session_id\":\"s-" + random.nextInt(100_000)
                + "\",\"user_id\":\"u-" + random.nextInt(10_000) + "\",\"model\":\"large-2026-09\",\"user_query\":\""
                + text(random, 100, 220) + "\",\"output\":\"" + text(random, 420, 640) + "\",\"tokens\":"
                + (80 + random.nextInt(400)) + ",\"latency\":" + (200 + random.nextInt(3000)) + ",\"cost\":"
                + cost(random) + ",\"cached\":" + random.nextBoolean()
                + ",\"metadata\":{\"region\":\"eu-west-1\",\"temperature\":0.2,\"tags\":[\"support\",\"web\"]}}";
    }

    private static String nested(Random random, String number) {
        return "{" + number + ",\"created\":" + time(random) + ",\"request\":{\"model\":\"large-2026-09\","
                + "\"temperature\":0.2,\"messages\":[{\"role\":\"system\",\"content\":\"" + text(random, 60, 120)
                + "\"},{\"role\":\"user\",\"content\":\"" + text(random, 100, 220) + "\"}]},\"response\":{\"id\":\"r-"
                + random.nextInt(1_000_000) + "\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\","
                + "\"content\":\"" + text(random, 320, 480) + "\"},\"finish_reason\":\"stop\"}],\"usage\":{"
                + "\"prompt_tokens\":" + (40 + random.nextInt(100)) + ",\"completion_tokens\":"
                + (40 + random.nextInt(300)) + ",\"total_tokens\":" + (80 + random.nextInt(400)) + "}}}";
    }

    private static String schema() {
        return "{\"type\":\"struct\",\"fields\":[" + field("int64", "row_number") + "," + field("int64", "created_at")
                + "," + field("string", "session_id") + "," + field("string", "user_id") + ","
                + field("string", "model") + "," + field("string", "user_query") + "," + field("string", "output")
                + "," + field("int32", "tokens") + "," + field("int32", "latency") + "," + field("double", "cost")
                + "," + field("boolean", "cached") + ",{\"type\":\"struct\",\"field\":\"metadata\",\"fields\":["
                + field("string", "region") + "," + field("double", "temperature")
                + ",{\"type\":\"array\",\"items\":{\"type\":\"string\"},\"field\":\"tags\"}]}]}";
    }

    private static String field(String type, String name) {
        return "{\"type\":\"" + type + "\",\"field\":\"" + name + "\"}";
    }

    private static long time(Random random) {
        return 1_795_340_000_000L + random.nextInt(86_400_000);
    }

    private static String cost(Random random) {
        return String.format(Locale.ROOT, "%.5f", 0.0001 + random.nextDouble() / 100);
    }

    /** Words with occasional line breaks and quotes. */
    private static String text(Random random, int least, int most) {
        int length = least + random.nextInt(most - least);
        StringBuilder text = new StringBuilder(length + 16);
        while (text.length() < length) {
            String word = WORDS[random.nextInt(WORDS.length)];
            int kind = random.nextInt(40);
            text.append(kind == 0 ? "\\\"" + word + "\\\"" : word).append(kind == 1 ? ".\\n" : " ");
        }
        return text.toString();
    }
}
