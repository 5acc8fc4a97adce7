package com.openlayer.kafka.connect.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpellingTest {
    @ParameterizedTest
    @CsvSource({"a,a,0", "abc,abd,1", "abc,ab,1", "ab,abc,1", "ab,ba,1", "kitten,sitting,3", "'',abc,3", "ca,abc,3"})
    void distanceCountsEdits(String a, String b, int edits) {
        assertThat(Spelling.distance(a, b)).isEqualTo(edits);
        assertThat(Spelling.distance(b, a)).isEqualTo(edits);
    }

    @Test
    void nearestAndClosest() {
        List<String> known = List.of("linger.ms", "ordering");
        assertThat(Spelling.closest("lingr.ms", known)).contains("linger.ms");
        assertThat(Spelling.closest("x.y", known)).isEmpty();
        assertThat(Spelling.nearest("x.y", known)).isPresent();
        assertThat(Spelling.nearest("x.y", List.of())).isEmpty();
    }
}
