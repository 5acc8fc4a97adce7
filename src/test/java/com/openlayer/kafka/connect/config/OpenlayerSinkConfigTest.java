package com.openlayer.kafka.connect.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import okhttp3.HttpUrl;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;
import org.junit.jupiter.api.Test;

class OpenlayerSinkConfigTest {
    @Test
    void defaultsAreTheDocumentedOnes() {
        OpenlayerSinkConfig config = Settings.chat().config();

        assertThat(config.connection().baseUrl()).isEqualTo(HttpUrl.get("https://api.openlayer.com/v1"));
        assertThat(config.connection().apiKey()).isEqualTo(new Password(Settings.SECRET));
        assertThat(config.connection().connectTimeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(config.connection().requestTimeout()).isEqualTo(Duration.ofSeconds(60));
        assertThat(config.connection().connectionCheck()).isTrue();
        assertThat(config.proxy()).isEmpty();
        assertThat(config.tls()).isEmpty();
        assertThat(config.batching().maxRows()).isEqualTo(500);
        assertThat(config.batching().maxBytes()).isEqualTo(1_000_000);
        assertThat(config.batching().linger()).isZero();
        assertThat(config.batching().maxInFlightRequests()).isEqualTo(32);
        assertThat(config.batching().ordering()).isEqualTo(BatchingSettings.Ordering.NONE);
        assertThat(config.batching().gzip()).isFalse();
        assertThat(config.delivery().retryBackoff()).isEqualTo(Duration.ofMillis(500));
        assertThat(config.delivery().retryBackoffMax()).isEqualTo(Duration.ofSeconds(8));
        assertThat(config.delivery().deliveryTimeout()).isEqualTo(Duration.ofMinutes(5));
        assertThat(config.delivery().nullValues()).isEqualTo(DeliverySettings.NullValues.IGNORE);
        assertThat(config.rows())
                .isEqualTo(new RowSettings(
                        true,
                        OptionalInt.empty(),
                        RowSettings.LongText.FAIL,
                        RowSettings.NanValues.NULL,
                        RowSettings.DecimalFormat.NUMBER));
        assertThat(config.unknownProperties()).isEmpty();
    }

    @Test
    void valuesReplaceDefaults() {
        OpenlayerSinkConfig config = Settings.chat()
                .with("openlayer.base.url", " http://localhost:8080/v1/ ")
                .with("openlayer.allow.http", "true")
                .with("connection.check", "off")
                .with("openlayer.proxy.host", "proxy.example.com")
                .with("openlayer.proxy.port", "3128")
                .with("openlayer.proxy.user", "me")
                .with("openlayer.proxy.password", "hush")
                .with("linger.ms", "250")
                .with("ordering", "partition")
                .with("compression.type", "gzip")
                .with("behavior.on.null.values", "dead-letter")
                .with("row.validation", "off")
                .with("text.max.length", "10")
                .with("behavior.on.long.text", "truncate")
                .with("behavior.on.nan.values", "fail")
                .with("decimal.format", "string")
                .config();

        assertThat(config.connection().baseUrl()).isEqualTo(HttpUrl.get("http://localhost:8080/v1"));
        assertThat(config.connection().connectionCheck()).isFalse();
        assertThat(config.proxy())
                .contains(new ProxySettings(
                        "proxy.example.com", 3128, Optional.of("me"), Optional.of(new Password("hush"))));
        assertThat(config.batching().linger()).isEqualTo(Duration.ofMillis(250));
        assertThat(config.batching().ordering()).isEqualTo(BatchingSettings.Ordering.PARTITION);
        assertThat(config.batching().gzip()).isTrue();
        assertThat(config.delivery().nullValues()).isEqualTo(DeliverySettings.NullValues.DEAD_LETTER);
        assertThat(config.rows())
                .isEqualTo(new RowSettings(
                        false,
                        OptionalInt.of(10),
                        RowSettings.LongText.TRUNCATE,
                        RowSettings.NanValues.FAIL,
                        RowSettings.DecimalFormat.STRING));
    }

    @Test
    void aPipelineIsReadFieldByField() {
        PipelineConfig chat = Settings.chat()
                .with("pipelines.chat.topics", "support-chat, other")
                .with("pipelines.chat.topics.regex", "x.*")
                .with("pipelines.chat.input.variable.names", "user_query,history")
                .with("pipelines.chat.prompt", "[{\"role\": \"user\", \"content\": \"{{ user_query }}\"}]")
                .with("pipelines.chat.metadata", "{\"temperature\": 0.70}")
                .with("pipelines.chat.columns", "*,-debug")
                .with("pipelines.chat.timestamp.unit", "iso8601")
                .with("pipelines.chat.timestamp.from.record", "false")
                .with("pipelines.chat.inference.id.from.record", "false")
                .pipeline();

        assertThat(chat.alias()).isEqualTo("chat");
        assertThat(chat.topicSelection().names()).containsExactly("support-chat", "other");
        assertThat(chat.topicSelection().regex().orElseThrow().pattern()).isEqualTo("x.*");
        assertThat(chat.inferencePipelineId()).isEqualTo(UUID.fromString(Settings.ID));
        assertThat(chat.taskType()).contains(TaskType.LLM_BASE);
        assertThat(chat.fieldValues().columnNames()).isEqualTo(Map.of(ConfigField.OUTPUT_COLUMN_NAME, "output"));
        assertThat(chat.fieldValues().names())
                .isEqualTo(Map.of(ConfigField.INPUT_VARIABLE_NAMES, List.of("user_query", "history")));
        assertThat(chat.fieldValues().documents().get(ConfigField.PROMPT))
                .hasToString("[{\"role\":\"user\",\"content\":\"{{ user_query }}\"}]");
        assertThat(chat.fieldValues().documents().get(ConfigField.METADATA)).hasToString("{\"temperature\":0.70}");
        assertThat(chat.mapping().columns())
                .containsExactly(new ColumnDefinition.All(), new ColumnDefinition.Drop("debug"));
        assertThat(chat.mapping().timestampUnit()).isEqualTo(TimestampUnit.ISO8601);
        assertThat(chat.mapping().timestampFromRecord()).isFalse();
        assertThat(chat.mapping().inferenceIdFromRecord()).isFalse();
    }

    @Test
    void aPipelineHasDefaults() {
        PipelineConfig chat =
                Settings.chat().with("pipelines.chat.metadata", "  ").pipeline();

        assertThat(chat.topicSelection().names()).isEmpty();
        assertThat(chat.topicSelection().regex()).isEmpty();
        assertThat(chat.fieldValues().names()).isEmpty();
        assertThat(chat.fieldValues().documents()).isEmpty();
        assertThat(chat.mapping().columns()).containsExactly(new ColumnDefinition.All());
        assertThat(chat.mapping().timestampUnit()).isEqualTo(TimestampUnit.AUTO);
        assertThat(chat.mapping().timestampFromRecord()).isTrue();
        assertThat(chat.mapping().inferenceIdFromRecord()).isTrue();
    }

    @Test
    void classNamesMayHoldCommas() {
        PipelineConfig pipeline = Settings.connector("p")
                .pipeline("p", "text-classification")
                .with("pipelines.p.class.names", "[\"yes, surely\", \"no\"]")
                .pipeline();
        assertThat(pipeline.fieldValues().names().get(ConfigField.CLASS_NAMES)).containsExactly("yes, surely", "no");
    }

    @Test
    void pipelinesKeepTheirOrder() {
        assertThat(Settings.connector("b, a")
                        .llm("a")
                        .llm("b")
                        .with("pipelines.b.topics", "support-chat")
                        .config()
                        .pipelines())
                .extracting(PipelineConfig::alias)
                .containsExactly("b", "a");
    }

    @Test
    void oneExceptionHasAllErrorsAndNoSecret() {
        Settings settings = Settings.chat()
                .with("linger.ms", "soon")
                .with("pipelines.chat.task.type", "chat")
                .with("openlayer.api.key", Settings.SECRET + " \u00e4")
                .with("openlayer.api.kye", Settings.SECRET)
                .with("openlayer.proxy.password", "hush-hush");

        assertThatThrownBy(settings::config)
                .isInstanceOf(ConfigException.class)
                .hasMessageContainingAll(
                        "linger.ms",
                        "pipelines.chat.task.type",
                        "openlayer.api.key",
                        "openlayer.api.kye",
                        "openlayer.proxy.user")
                .hasMessageNotContaining(Settings.SECRET)
                .hasMessageNotContaining("hush-hush");
    }

    @Test
    void reportsUnknownProperties() {
        assertThat(Settings.chat()
                        .with("batch.maximum.rows", "5")
                        .with("something", "else")
                        .with("transforms", "t")
                        .with("transforms.t.type", "x")
                        .with("errors.tolerance", "all")
                        .with("consumer.override.max.poll.records", "5")
                        .with("task.class", "x")
                        .config()
                        .unknownProperties())
                .containsExactly(
                        new UnknownProperty("batch.maximum.rows", Optional.of("batch.max.rows")),
                        new UnknownProperty("something", Optional.empty()));
    }
}
