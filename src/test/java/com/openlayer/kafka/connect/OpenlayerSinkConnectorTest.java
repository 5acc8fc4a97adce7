package com.openlayer.kafka.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openlayer.kafka.connect.testing.ConnectorConfig;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigValue;
import org.junit.jupiter.api.Test;

class OpenlayerSinkConnectorTest {
    private final OpenlayerSinkConnector connector = new OpenlayerSinkConnector();

    @Test
    void validationShowsPipelinePropertiesWithTheirDocumentationAndGroup() {
        Shown shown = new Herder().validate(properties("chat"));

        ConfigDef.ConfigKey output = shown.keys().get("pipelines.chat.output.column.name");
        assertThat(output.documentation).contains("outputColumnName");
        assertThat(output.group).isEqualTo("Pipeline: chat");
        assertThat(output.hasDefault()).isFalse();
        assertThat(shown.values().get("pipelines.chat.output.column.name").visible())
                .isTrue();
        assertThat(shown.values().get("pipelines.chat.class.names").visible()).isFalse();
        assertThat(shown.groups())
                .containsExactly(
                        "Connection",
                        "Pipeline",
                        "Several pipelines",
                        "Pipeline: chat",
                        "Rows",
                        "Batching",
                        "Retries and errors",
                        "Proxy",
                        "TLS");
        assertThat(shown.values()).allSatisfy((name, value) -> {
            assertThat(value.errorMessages()).isEmpty();
            ConfigDef.ConfigKey key = shown.keys().get(name);
            assertThat(key).as(name).isNotNull();
            assertThat(key.documentation).as(name).isNotBlank();
            assertThat(key.displayName).as(name).isNotBlank();
        });
        assertThat(shown.values().get("pipelines.chat.task.type").recommendedValues())
                .containsExactly("llm-base", "tabular-classification", "tabular-regression", "text-classification");
    }

    @Test
    void theDefinitionAloneHasWhatHoldsForAllPipelines() {
        assertThat(connector.config().names())
                .contains("pipelines", "linger.ms", "inference.pipeline.id", "task.type", "output.column.name")
                .noneMatch(n -> n.startsWith("pipelines."));
    }

    @Test
    void validationsAtTheSameTimeDoNotMixTheirPipelines() throws Exception {
        CyclicBarrier together = new CyclicBarrier(2);
        CompletableFuture<Shown> a =
                CompletableFuture.supplyAsync(() -> new Herder(together).validate(properties("a")));
        Shown b = new Herder(together).validate(properties("b"));

        assertThat(b.keys()).containsKey("pipelines.b.task.type").doesNotContainKey("pipelines.a.task.type");
        assertThat(a.get(10, TimeUnit.SECONDS).keys())
                .containsKey("pipelines.a.task.type")
                .doesNotContainKey("pipelines.b.task.type");
    }

    @Test
    void validationWithoutADefinitionHandedOutShowsTheErrorsToo() {
        Map<String, String> properties = properties("chat");
        properties.remove("pipelines.chat.task.type");
        assertThat(connector.validate(properties).configValues()).anySatisfy(value -> {
            assertThat(value.name()).isEqualTo("pipelines.chat.task.type");
            assertThat(value.errorMessages()).hasSize(1);
        });
    }

    @Test
    void startRefusesWhatValidationRefuses() {
        Map<String, String> properties = properties("chat");
        properties.put("linger.ms", "soon");
        assertThatThrownBy(() -> connector.start(properties))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("linger.ms")
                .hasMessageNotContaining("very-secret");
    }

    @Test
    void everyTaskGetsTheConnectorsPropertiesAndItsNumber() {
        Map<String, String> properties = properties("chat");
        properties.put("linger.ms", null);
        connector.start(properties);
        Map<String, String> first = new HashMap<>(properties);
        first.put("task.id", "0");
        Map<String, String> second = new HashMap<>(properties);
        second.put("task.id", "1");
        assertThat(connector.taskConfigs(2)).isEqualTo(List.of(first, second));
    }

    private static Map<String, String> properties(String alias) {
        return ConnectorConfig.reading("support-chat")
                .with("key.converter", "org.apache.kafka.connect.storage.StringConverter")
                .with("openlayer.api.key", "very-secret")
                .with("connection.check", "off") // no request leaves this machine
                .llm(alias, UUID.fromString("182bd5e5-6e1a-4fe4-a799-aa6d9a6ab26e"))
                .toMap();
    }

    private record Shown(Map<String, ConfigDef.ConfigKey> keys, List<String> groups, Map<String, ConfigValue> values) {}

    /** The order of AbstractHerder.validateConnectorPluginSpecifiedConfigs, as in Kafka 3.7 to 4.4. */
    private final class Herder {
        private final CyclicBarrier between;

        Herder() {
            this(new CyclicBarrier(1));
        }

        Herder(CyclicBarrier between) {
            this.between = between;
        }

        Shown validate(Map<String, String> properties) {
            ConfigDef definition = connector.config();
            await();
            var config = connector.validate(properties);
            await();
            return new Shown(
                    new LinkedHashMap<>(definition.configKeys()),
                    definition.groups(),
                    config.configValues().stream().collect(Collectors.toMap(ConfigValue::name, Function.identity())));
        }

        private void await() {
            try {
                between.await(10, TimeUnit.SECONDS);
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
    }
}
