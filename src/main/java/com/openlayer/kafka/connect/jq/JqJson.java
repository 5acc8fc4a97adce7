package com.openlayer.kafka.connect.jq;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.util.JsonGeneratorDelegate;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.OutputStream;

/** Reads the JSON input of filters and writes their output. Numbers keep their digits. */
public final class JqJson {
    /** As large as the largest row. */
    private static final int MAX_TEXT = 64 << 20;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(MAX_TEXT)
                            .build())
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private static final ObjectReader READER = MAPPER.readerFor(JsonNode.class);

    private static final ObjectReader ONE = READER.with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private static final ObjectWriter WRITER = MAPPER.writer();

    private JqJson() {}

    /**
     * Reads the values of JSON text, which are separated by whitespace or nothing.
     *
     * @throws IOException from the iterator too, if the text is not JSON in UTF-8
     */
    public static MappingIterator<JsonNode> read(byte[] text, int from, int length) throws IOException {
        // Uses a parser, because reading the bytes directly would return the items of an array as separate values.
        return READER.readValues(MAPPER.createParser(text, from, length));
    }

    static JsonNode read(String text) throws JsonProcessingException {
        return ONE.readValue(text);
    }

    /** Writes a value as jq does: not a number becomes null, and an infinite number the largest. */
    static void write(JsonNode value, OutputStream out) throws IOException {
        try (JsonGenerator generator = new FiniteNumbers(MAPPER.getFactory().createGenerator(out))) {
            WRITER.writeValue(generator, value);
        }
    }

    private static final class FiniteNumbers extends JsonGeneratorDelegate {
        FiniteNumbers(JsonGenerator generator) {
            super(generator, false);
        }

        @Override
        public void writeNumber(double number) throws IOException {
            if (Double.isNaN(number)) {
                writeNull();
            } else {
                super.writeNumber(Math.max(-Double.MAX_VALUE, Math.min(Double.MAX_VALUE, number)));
            }
        }
    }
}
