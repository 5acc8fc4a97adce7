package com.openlayer.kafka.connect;

import static org.assertj.core.api.Assertions.assertThat;

import com.openlayer.kafka.connect.testing.SharedCluster;
import com.openlayer.kafka.connect.testing.TestBed;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedCluster.class)
class ConnectWorkerIT {
    @Test
    @DisplayName("a worker finds the connector in the unpacked ZIP, with the version of the build")
    void findsConnector(TestBed bed) {
        assertThat(bed.rest().plugins())
                .filteredOn(plugin -> plugin.path("class").asText().equals(OpenlayerSinkConnector.class.getName()))
                .singleElement()
                .satisfies(plugin -> {
                    assertThat(plugin.path("type").asText()).isEqualTo("sink");
                    assertThat(plugin.path("version").asText()).isEqualTo(System.getProperty("project.version"));
                });
    }
}
