package com.openlayer.kafka.connect.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import okhttp3.HttpUrl;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;

/** The configuration of a connector and its tasks, parsed and free of errors. Immutable. */
public final class OpenlayerSinkConfig {

    /** Whether rows arrive in the order of their records ({@code ordering}). */
    public enum Ordering {
        /** Requests of a pipeline may overtake each other. */
        NONE,
        /** One request at a time for each pipeline and original partition. */
        PARTITION
    }

    /** What happens to records whose value is null ({@code behavior.on.null.values}). */
    public enum NullValues {
        IGNORE,
        FAIL,
        DEAD_LETTER
    }

    /** An HTTP proxy, with credentials where it wants some. */
    public record Proxy(String host, int port, Optional<String> user, Optional<Password> password) {}

    private final ConfigValidation validation;
    private final ParsedProperties parsed;
    private final List<PipelineConfig> pipelines;
    private final Optional<TlsMaterial> tls;
    private final List<UnknownProperty> unknownProperties;

    /**
     * Reads the whole configuration of a connector or task, Connect's own properties among it.
     *
     * @throws ConfigException if anything is wrong; its message lists every error and holds no secret
     */
    public OpenlayerSinkConfig(Map<String, String> properties) {
        this(sound(ConfigValidation.of(ConfigValidation.definition(), properties)));
    }

    OpenlayerSinkConfig(ConfigValidation validation) {
        this.validation = validation;
        this.parsed = validation.parsed();
        this.pipelines = validation.pipelines();
        this.tls = validation.tls();
        this.unknownProperties = validation.unknownProperties();
    }

    private static ConfigValidation sound(ConfigValidation validation) {
        if (!validation.isValid()) {
            throw new ConfigException(validation.values().stream()
                    .flatMap(value -> value.errorMessages().stream())
                    .collect(Collectors.joining("\n- ", "The configuration of the connector has errors:\n- ", "")));
        }
        return validation;
    }

    /** Ends in {@code /v1}, without a slash behind it. */
    public HttpUrl baseUrl() {
        return parsed.value(ConnectionProperties.BASE_URL, BaseUrl.FORMAT)
                .orElseThrow()
                .url();
    }

    public Password apiKey() {
        return get(ConnectionProperties.API_KEY, Password.class);
    }

    /** Further request headers by name. */
    public Map<String, Password> headers() {
        return ConnectionProperties.headers(parsed);
    }

    public Duration connectTimeout() {
        return millis(ConnectionProperties.CONNECT_TIMEOUT);
    }

    public Duration requestTimeout() {
        return millis(ConnectionProperties.REQUEST_TIMEOUT);
    }

    /** Whether validation and start ask Openlayer about the key and the pipelines. */
    public boolean connectionCheck() {
        return get(ConnectionProperties.CONNECTION_CHECK, ConnectionProperties.CHECK) == ConnectionProperties.Switch.ON;
    }

    public Optional<Proxy> proxy() {
        return parsed.value(ConnectionProperties.PROXY_HOST, BaseUrl.HOST)
                .map(host -> new Proxy(
                        host,
                        get(ConnectionProperties.PROXY_PORT, Integer.class),
                        parsed.value(ConnectionProperties.PROXY_USER, String.class),
                        parsed.value(ConnectionProperties.PROXY_PASSWORD, Password.class)));
    }

    /** Trust and key material, if any {@code openlayer.ssl.*} property is set. */
    public Optional<TlsMaterial> tls() {
        return tls;
    }

    /** In the order of {@code pipelines}, at least one. In the flat form it is one, {@code default}. */
    public List<PipelineConfig> pipelines() {
        return pipelines;
    }

    /**
     * The name under which a property of a pipeline is set, for messages: {@code pipelines.chat.task.type}, or
     * {@code task.type} if the configuration is flat or the pipeline takes its default.
     */
    public String property(PipelineConfig pipeline, String name) {
        return validation.property(pipeline, name);
    }

    public RowOptions rowOptions() {
        return RowProperties.options(parsed);
    }

    public int batchMaxRows() {
        return get(BatchingProperties.MAX_ROWS, Integer.class);
    }

    /** The greatest size of a request body, in bytes of UTF-8 before compression. */
    public int batchMaxBytes() {
        return get(BatchingProperties.MAX_BYTES, Integer.class);
    }

    public Duration linger() {
        return millis(BatchingProperties.LINGER);
    }

    /** Of one task, over all its pipelines. */
    public int maxInFlightRequests() {
        return get(BatchingProperties.MAX_IN_FLIGHT, Integer.class);
    }

    public Ordering ordering() {
        return get(BatchingProperties.ORDERING, BatchingProperties.ORDERINGS);
    }

    /** Whether request bodies are compressed. */
    public boolean gzip() {
        return get(BatchingProperties.COMPRESSION, BatchingProperties.COMPRESSIONS)
                == BatchingProperties.Compression.GZIP;
    }

    public Duration retryBackoff() {
        return millis(DeliveryProperties.RETRY_BACKOFF);
    }

    public Duration retryBackoffMax() {
        return millis(DeliveryProperties.RETRY_BACKOFF_MAX);
    }

    /** How long a row may fail alone before it is errant. */
    public Duration deliveryTimeout() {
        return millis(DeliveryProperties.DELIVERY_TIMEOUT);
    }

    /** How long an outage may last before the task fails; negative if it may last for ever. */
    public Duration outageTimeout() {
        return millis(DeliveryProperties.OUTAGE_TIMEOUT);
    }

    /** How long an update waits for its row to appear. */
    public Duration notFoundTimeout() {
        return millis(DeliveryProperties.NOT_FOUND_TIMEOUT);
    }

    public NullValues nullValues() {
        return get(DeliveryProperties.NULL_VALUES, DeliveryProperties.NULL_CHOICES);
    }

    /** What should be logged about properties, though it is no error, by property. */
    public Map<String, String> warnings() {
        return validation.warnings();
    }

    /** Set properties outside of our prefixes that neither Connect nor this connector reads: worth a warning. */
    public List<UnknownProperty> unknownProperties() {
        return unknownProperties;
    }

    private <T> T get(String property, Class<T> type) {
        return parsed.value(property, type).orElseThrow();
    }

    private <E extends Enum<E>> E get(String property, Choice<E> choice) {
        return parsed.value(property, choice).orElseThrow();
    }

    private Duration millis(String property) {
        return Duration.ofMillis(get(property, Long.class));
    }
}
