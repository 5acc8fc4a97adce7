package com.openlayer.kafka.connect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.openlayer.kafka.connect.testing.Cluster;
import com.openlayer.kafka.connect.testing.ConnectRest;
import com.openlayer.kafka.connect.testing.OpenlayerStub;
import com.openlayer.kafka.connect.testing.SharedCluster;
import com.openlayer.kafka.connect.testing.Sink;
import com.openlayer.kafka.connect.testing.TestBed;
import com.openlayer.kafka.connect.testing.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@ExtendWith(SharedCluster.class)
@Execution(ExecutionMode.CONCURRENT)
class ConfigProviderIT {
    private static String file(TestBed bed, String key) throws IOException {
        Path file = Workspace.file(bed.name("secrets") + ".properties");
        Files.writeString(file, "openlayer.key=" + key + "\n", UTF_8);
        return "${file:" + file + ":openlayer.key}";
    }

    private static void publishes(TestBed bed, String key) {
        Sink sink = Sink.on(bed).with("openlayer.api.key", key);

        sink.produce(5).connect().awaitRows(5).awaitAllCommitted();

        assertThat(sink.pipeline().requests())
                .allMatch(r -> r.header("Authorization").equals("Bearer " + OpenlayerStub.API_KEY));
        assertThat(bed.rest().connector(sink.name()).toString()).contains(key).doesNotContain(OpenlayerStub.API_KEY);
    }

    @Test
    @DisplayName("the key may come from the worker's environment, and does not appear in the configuration")
    void environment(TestBed bed) {
        publishes(bed, "${env:" + Cluster.API_KEY_VARIABLE + "}");
    }

    @Test
    @DisplayName("the key may come from a file of the worker, and does not appear in the configuration")
    void file(TestBed bed) throws IOException {
        publishes(bed, file(bed, OpenlayerStub.API_KEY));
    }

    @Test
    @DisplayName("validation finds a wrong key from a provider without showing it")
    void wrongKey(TestBed bed) throws IOException {
        String wrong = "not-the-key-of-the-stub";
        Sink sink = Sink.on(bed).with("openlayer.api.key", file(bed, wrong)).with("name", "wrong-key");

        assertThat(ConnectRest.errors(bed.rest().validate("OpenlayerSinkConnector", sink.config())))
                .containsOnlyKeys("openlayer.api.key")
                .allSatisfy((property, errors) -> assertThat(errors.toString()).doesNotContain(wrong));
    }
}
