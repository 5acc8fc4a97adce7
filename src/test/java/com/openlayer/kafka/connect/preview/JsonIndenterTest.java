package com.openlayer.kafka.connect.preview;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JsonIndenterTest {
    @Test
    void keepsTheTextOfValues() {
        assertThat(JsonIndenter.indent(
                        "{\"a\": 1.50e-05 ,\"b\":[],\"c\":{ },\"d\":[1,\"{,\\\"[\\\\\"],\"e\":{\"f\":true}}"))
                .isEqualTo("""
                        {
                          "a": 1.50e-05,
                          "b": [],
                          "c": {},
                          "d": [
                            1,
                            "{,\\"[\\\\"
                          ],
                          "e": {
                            "f": true
                          }
                        }""");
    }
}
