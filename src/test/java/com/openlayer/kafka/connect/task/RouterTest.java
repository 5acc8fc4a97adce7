package com.openlayer.kafka.connect.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RouterTest {
    private final List<String> asked = new ArrayList<>();
    private final Router router = new Router(topic -> {
        asked.add(topic);
        return List.of();
    });

    @Test
    void aTopicIsLookedUpOnce() {
        asked.clear();
        for (String topic : List.of("a", "a", "b", "a", "b", "b")) {
            router.of(topic);
        }
        assertThat(asked).containsExactly("a", "b");
    }

    @Test
    void topicsThatATransformMakesAreRememberedWithinABound() {
        String padding = "x".repeat(200_000);
        for (int i = 0; i < 50; i++) {
            router.of(i + padding);
        }
        assertThat(router.rememberedCharacters()).isZero();
        for (int i = 0; i < 3 * Router.MAX_TOPICS; i++) {
            router.of("x".repeat(Router.MAX_NAME_LENGTH - 6) + (100_000 + i));
        }
        assertThat(router.rememberedCharacters()).isBetween(1L, (long) Router.MAX_TOPICS * Router.MAX_NAME_LENGTH);
    }
}
