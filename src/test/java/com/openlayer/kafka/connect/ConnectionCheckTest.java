package com.openlayer.kafka.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openlayer.kafka.connect.config.TaskType;
import com.openlayer.kafka.connect.testing.ConnectorConfig;
import com.openlayer.kafka.connect.testing.LogOutput;
import com.openlayer.kafka.connect.testing.OpenlayerStub;
import com.openlayer.kafka.connect.testing.StubAnswer;
import com.openlayer.kafka.connect.testing.StubPipeline;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionCheckTest {
    private static OpenlayerStub openlayer;
    private static StubPipeline chat;
    private static StubPipeline churn;

    private final OpenlayerSinkConnector connector = new OpenlayerSinkConnector();
    private final Map<String, String> properties = new HashMap<>();

    @BeforeAll
    static void start() {
        openlayer = OpenlayerStub.start();
        chat = openlayer.pipeline(TaskType.LLM_BASE);
        churn = openlayer.pipeline(TaskType.TABULAR_CLASSIFICATION);
    }

    @AfterAll
    static void stop() {
        openlayer.close();
    }

    @BeforeEach
    void twoPipelines() {
        openlayer.goOnline();
        openlayer.faults().clear();
        properties.putAll(ConnectorConfig.reading("chat", "churn")
                .to(openlayer)
                .with("name", "checked")
                .with("key.converter", "org.apache.kafka.connect.storage.StringConverter")
                .llm("chat", chat.id())
                .with("chat", "topics", "chat")
                .pipeline("churn", churn.id(), TaskType.TABULAR_CLASSIFICATION)
                .with("churn", "topics", "churn")
                .with("churn", "class.names", "Retained,Exited")
                .toMap());
    }

    @Test
    void pipelinesThatMatchTheConfigurationPass() {
        assertThat(LogOutput.of(() -> assertThat(errors()).isEmpty())).isEmpty();
        assertThat(warnings()).isEmpty();
        assertThatCode(() -> connector.start(properties)).doesNotThrowAnyException();
    }

    @Test
    void aRefusedKeyIsAnErrorOnTheKeyOnce() {
        properties.put("openlayer.api.key", "a-wrong-key");
        assertRefused("openlayer.api.key", "Openlayer refuses the key for pipeline 'chat' (HTTP 401");
    }

    @Test
    void anUnknownPipelineIsAnErrorOnItsId() {
        properties.put("pipelines.churn.inference.pipeline.id", new UUID(1, 2).toString());
        assertRefused("pipelines.churn.inference.pipeline.id", "knows no inference pipeline " + new UUID(1, 2));
    }

    @Test
    void anotherTaskTypeIsAnErrorOnTheTaskType() {
        properties.put(
                "pipelines.chat.inference.pipeline.id",
                openlayer.pipeline(TaskType.TABULAR_REGRESSION).id().toString());
        assertRefused("pipelines.chat.task.type", "has task type tabular-regression, not llm-base");
    }

    @Test
    void aPipelineOfUpdatesHasNoTaskTypeAndIsAskedForAllTheSame() {
        properties.keySet().removeIf(name -> name.startsWith("pipelines.churn."));
        properties.put("pipelines.churn.operation", "update");
        properties.put("pipelines.churn.topics", "churn");
        properties.put("pipelines.churn.inference.pipeline.id", churn.id().toString());
        properties.put("pipelines.churn.inference.id.column.name", "id");
        assertThat(errors()).isEmpty();
        properties.put("pipelines.churn.inference.pipeline.id", new UUID(1, 2).toString());
        assertRefused("pipelines.churn.inference.pipeline.id", "knows no inference pipeline " + new UUID(1, 2));
    }

    @Test
    void everyPipelineIsJudged() {
        properties.put("pipelines.chat.inference.pipeline.id", new UUID(1, 2).toString());
        properties.put("pipelines.churn.inference.pipeline.id", chat.id().toString());
        assertThat(errors()).containsOnlyKeys("pipelines.chat.inference.pipeline.id", "pipelines.churn.task.type");
    }

    @Test
    void switchedOffItAsksNobody() {
        properties.put("connection.check", "off");
        properties.put("openlayer.api.key", "a-wrong-key");
        int before = openlayer.strangers().size();
        assertThat(errors()).isEmpty();
        assertThatCode(() -> connector.start(properties)).doesNotThrowAnyException();
        assertThat(openlayer.strangers()).hasSize(before);
    }

    @Test
    void invalidPropertiesAreNotCheckedWithOpenlayer() {
        properties.put("openlayer.api.key", "a-wrong-key");
        properties.put("linger.ms", "soon");
        assertThat(errors()).containsOnlyKeys("linger.ms");
    }

    @Test
    void aServerThatIsDownIsAWarning() {
        openlayer.goOffline();
        assertWarned("connection refused", "openlayer.base.url");
    }

    /** A port without TLS makes every handshake fail. */
    @ParameterizedTest
    @CsvSource({
        "https://openlayer.invalid/v1, cannot resolve the host of openlayer.invalid, openlayer.base.url",
        "https://127.0.0.1:PORT/v1, TLS, openlayer.ssl.truststore.location"
    })
    void anAddressThatLeadsNowhereIsAWarning(String url, String reason, String property) {
        properties.put(
                "openlayer.base.url",
                url.replace("PORT", Integer.toString(openlayer.baseUrl().getPort())));
        assertWarned(reason, property);
    }

    @Test
    void aProxyThatIsDownIsAWarningThatNamesTheProxy() {
        properties.put("openlayer.proxy.host", "127.0.0.1");
        properties.put("openlayer.proxy.port", "1");
        properties.put("openlayer.allow.http", "true");
        assertWarned("127.0.0.1:1", "openlayer.proxy.host");
    }

    @ParameterizedTest
    @CsvSource({
        "LLM-Base, which differs from llm-base in case only",
        "llm-question-answering, which this connector does not know",
        "zebra-fish, characters"
    })
    void aTaskTypeThatIsNotKnownOrDiffersInCaseIsAWarning(String type, String reason) {
        described("\"project\":{\"taskType\":\"" + type + "\"}");
        assertWarned(reason, "pipelines.chat.task.type");
        assertThat(warnings().toString()).doesNotContain("zebra");
    }

    @Test
    void aTaskTypeOfAnotherCaseThatIsAnotherOneIsAnError() {
        described("\"project\":{\"taskType\":\"Tabular-Regression\"}");
        assertRefused("pipelines.chat.task.type", "has task type Tabular-Regression, not llm-base");
    }

    @ParameterizedTest
    @ValueSource(strings = {"past_due", "paused", "canceled"})
    void aWorkspaceThatMayRefuseRowsIsAWarning(String status) {
        described("\"workspace\":{\"status\":\"" + status + "\"}");
        assertWarned("is " + status, "openlayer.api.key");
    }

    @Test
    void anotherDataBackendIsAWarning() {
        described("\"dataBackend\":{\"backendType\":\"bigquery\"}");
        assertWarned("bigquery", "pipelines.chat.inference.pipeline.id");
    }

    @Test
    void whatIsAsItShouldBeIsNoWarning() {
        described("\"workspace\":{\"status\":\"active\"},\"dataBackend\":{\"backendType\":\"default\"}");
        assertThat(warnings()).isEmpty();
    }

    /** Makes the stub describe the only pipeline, chat, with this field. */
    private void described(String field) {
        properties.keySet().removeIf(name -> name.startsWith("pipelines.churn."));
        properties.put("pipelines", "chat");
        properties.put("topics", "chat");
        openlayer.faults().when(any -> true, StubAnswer.status(200).body("{\"id\":\"x\"," + field + "}"));
    }

    private void assertRefused(String property, String reason) {
        assertThat(errors()).containsOnlyKeys(property);
        assertThat(errors().get(property)).singleElement().asString().contains(reason);
        assertThatThrownBy(() -> connector.start(properties))
                .isInstanceOf(ConnectException.class)
                .hasMessageContainingAll(property, reason)
                .hasMessageNotContaining(properties.get("openlayer.api.key"));
    }

    /** Asserts that validation attaches the warning to the property, and that the start logs it. */
    private void assertWarned(String reason, String property) {
        String validated = LogOutput.of(() -> {
            assertThat(errors()).isEmpty();
            assertThat(warnings().get(property)).as("%s", warnings()).contains(reason);
            assertThat(warnings()).hasSize(1);
        });
        assertThat(validated).isEmpty();
        String log = LogOutput.of(
                () -> assertThatCode(() -> connector.start(properties)).doesNotThrowAnyException());
        assertThat(log).contains("WARN", reason, property).doesNotContain("ERROR", "\tat ", OpenlayerStub.API_KEY);
        assertThat(log.lines()).hasSize(1);
    }

    /** The warnings that validation appends to the documentation of properties. */
    private Map<String, String> warnings() {
        ConfigDef definition = connector.config();
        Config unused = connector.validate(properties);
        Map<String, String> warnings = new HashMap<>();
        definition.configKeys().forEach((name, key) -> {
            int at = key.documentation.indexOf(" WARNING: ");
            if (at >= 0) {
                warnings.put(name, key.documentation.substring(at));
            }
        });
        return warnings;
    }

    private Map<String, List<String>> errors() {
        Map<String, List<String>> errors = new HashMap<>();
        for (ConfigValue value : connector.validate(properties).configValues()) {
            if (!value.errorMessages().isEmpty()) {
                errors.put(value.name(), value.errorMessages());
            }
        }
        return errors;
    }
}
