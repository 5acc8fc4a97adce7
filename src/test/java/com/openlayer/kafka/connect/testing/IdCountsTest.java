package com.openlayer.kafka.connect.testing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class IdCountsTest {
    private final IdCounts ids = new IdCounts();

    @Test
    void tellsCoordinatesApart() {
        for (String id :
                new String[] {"a-0-1", "a-0-2", "a-1-1", "a-0-1", "a-0-300000", "a-0-01", "x", "-7", "a-0-99999999999"
                }) {
            ids.add(id);
        }
        assertThat(ids.countOf("a-0-1")).isEqualTo(2);
        assertThat(ids.countOf("a-1-1")).isEqualTo(1);
        assertThat(ids.countOf("a-0-01")).isEqualTo(1);
        assertThat(ids.contains("a-0-300000")).isTrue();
        assertThat(ids.contains("a-0-299999")).isFalse();
        assertThat(ids.contains("-7")).isTrue();
        assertThat(ids.contains("a-0-99999999999")).isTrue();
        assertThat(ids.distinct()).isEqualTo(8);
        assertThat(ids.total()).isEqualTo(9);
        assertThat(ids.duplicates()).isEqualTo(1);
    }
}
