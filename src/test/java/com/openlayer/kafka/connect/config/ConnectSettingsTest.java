package com.openlayer.kafka.connect.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ConnectSettingsTest {
    @Test
    @DisplayName("values are trimmed, and the tolerance is read in any case, as Connect reads them")
    void asConnectReadsThem() {
        ConnectSettings properties = new ConnectSettings(
                Map.of("name", "sink ", "errors.tolerance", " ALL ", "errors.deadletterqueue.topic.name", " letters "));
        assertThat(properties.name()).isEqualTo("sink");
        assertThat(properties.toleratesErrors()).isTrue();
        assertThat(properties.deadLetterTopic()).contains("letters");
    }

    @Test
    @DisplayName("without them, errors are not tolerated, and a blank topic is none")
    void defaults() {
        ConnectSettings properties = new ConnectSettings(Map.of("errors.deadletterqueue.topic.name", "  "));
        assertThat(properties.toleratesErrors()).isFalse();
        assertThat(properties.deadLetterTopic()).isEmpty();
    }
}
