package com.openlayer.kafka.connect.row;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JsonScannerTest {
    private final JsonScanner scanner = new JsonScanner("value");

    @Test
    void acceptsWhatJacksonAndAStrictDecoderAccept() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        ObjectMapper jackson = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
        int valid = 0;
        for (int i = 0; i < 40_000; i++) {
            byte[] text = RandomJson.object(random, 3).getBytes(UTF_8);
            for (int changes = random.nextInt(3); changes > 0; changes--) {
                text = changed(text, random);
            }
            boolean takes = takes(text);
            boolean expected = isObject(jackson, takes ? scanner.bytes() : text);
            if (expected != takes) {
                fail("seed %d, expected %s: %s", seed, expected, new String(text, UTF_8));
            }
            valid += expected ? 1 : 0;
        }
        assertThat(valid).as("valid texts").isBetween(5_000, 35_000);
    }

    /** The text with one character changed, or truncated. */
    static byte[] changed(byte[] text, Random random) {
        byte[] pieces = "{}[]\":,\\u0123eE+-.truefalsn \n\t\u00e9\u20ac".getBytes(UTF_8);
        byte[] copy = text.clone();
        if (copy.length > 0) {
            copy[random.nextInt(copy.length)] =
                    random.nextInt(4) == 0 ? (byte) random.nextInt(256) : pieces[random.nextInt(pieces.length)];
        }
        return random.nextInt(20) == 0 ? java.util.Arrays.copyOf(copy, random.nextInt(copy.length + 1)) : copy;
    }

    private static boolean isObject(ObjectMapper jackson, byte[] text) {
        try {
            String decoded = UTF_8.newDecoder().decode(ByteBuffer.wrap(text)).toString();
            // Jackson rejects form feed and NUL too, but accepts an empty text.
            return jackson.readTree(decoded).isObject();
        } catch (CharacterCodingException e) {
            return false;
        } catch (IOException e) {
            return false;
        }
    }

    private boolean takes(byte[] text) {
        try {
            return scanner.read(text, 0, text.length, false) == '{';
        } catch (InvalidRowException e) {
            return false;
        }
    }

    @Test
    void findsTheSameValuesAsJackson() throws IOException {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < 3_000; i++) {
            String text = RandomJson.object(random, 4);
            JsonNode tree = new ObjectMapper().readTree(text);
            JsonPointer pointer = RandomJson.pointerInto(tree, random);
            byte[] bytes = text.getBytes(UTF_8);
            scanner.read(bytes, 0, bytes.length, false);
            int found = scanner.find(scanner.root(), new ValuePath(pointer), 0);
            JsonNode expected = tree.at(pointer);
            if (expected.isMissingNode()) {
                assertThat(found).as("seed %d: %s in %s", seed, pointer, text).isEqualTo(-1);
            } else {
                assertThat(new ObjectMapper().readTree(bytes, found, scanner.foundTo() - found))
                        .as("seed %d: %s in %s", seed, pointer, text)
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    void rejectsOtherEncodings() {
        byte[] utf16 = "{\"a\":1}".getBytes(UTF_16LE);
        assertThat(takes(utf16)).isFalse();
        assertThat(takes(new byte[0])).isFalse();
        assertThat(takes(new byte[] {'{', '"', 'a', '"', ':', '"', (byte) 0xc0, (byte) 0x80, '"', '}'}))
                .isFalse();
        assertThat(takes(new byte[] {'{', '"', 'a', '"', ':', '"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"', '}'}))
                .isFalse();
    }

    @Test
    void limitsDepth() {
        int max = JsonScanner.MAX_DEPTH;
        assertThat(takes(nested(max))).isTrue();
        assertThat(takes(nested(max + 1))).isFalse();
        assertThat(takes(nested(1_000_000))).isFalse();
    }

    private static byte[] nested(int depth) {
        return ("{\"a\":" + "[".repeat(depth) + "]".repeat(depth) + "}").getBytes(UTF_8);
    }
}
