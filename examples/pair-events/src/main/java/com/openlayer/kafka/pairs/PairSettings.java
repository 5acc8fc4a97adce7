package com.openlayer.kafka.pairs;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.streams.StreamsConfig;

/**
 * What the application is told, by a properties file, the environment and the command line; each of them overrides the one
 * before. Names that are not the application's own are those of Kafka Streams and its clients.
 *
 * @param window the largest distance in time between the halves of a pair
 * @param grace how much longer a half waits for its partner
 * @param repartition whether events are written by their pair's key first, so that both halves reach one task
 * @param maxBytes of a pair
 * @param streams properties of Kafka Streams
 */
record PairSettings(
        List<String> inputs,
        String output,
        String unpaired,
        String keyFilter,
        String roleFilter,
        Body.Format format,
        Duration window,
        Duration grace,
        boolean repartition,
        int maxBytes,
        Map<String, String> streams) {

    /** Variables of the environment: {@code PAIRS_INPUT_TOPICS} is {@code input.topics}. */
    static final String ENVIRONMENT = "PAIRS_";

    private static final List<String> PRESETS = List.of("kserve", "seldon-v1", "seldon-v2");
    private static final Duration LONGEST = Duration.ofDays(1);
    /** Of a record beside a pair or half of the largest size. */
    private static final int OVERHEAD_BYTES = 65_536;

    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})\\s*(ms|s|m|h)");
    private static final Set<String> OWN = Set.of(
            "input.topics",
            "output.topic",
            "unpaired.topic",
            "preset",
            "key.filter",
            "role.filter",
            "body.format",
            "window",
            "grace",
            "repartition",
            "max.pair.bytes");
    private static final List<String> CLIENT_PREFIXES = List.of(
            StreamsConfig.MAIN_CONSUMER_PREFIX,
            StreamsConfig.RESTORE_CONSUMER_PREFIX,
            StreamsConfig.CONSUMER_PREFIX,
            StreamsConfig.PRODUCER_PREFIX,
            StreamsConfig.ADMIN_CLIENT_PREFIX);

    /** A property is wrong. The message is one line. */
    static final class InvalidException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        InvalidException(String message) {
            super(message, null, false, false);
        }
    }

    /**
     * Reads all three sources.
     *
     * @param arguments {@code --config=FILE}, or {@code --name=value} or {@code --name value} for any property
     * @throws InvalidException if a property is unknown, wrong or missing
     */
    static PairSettings read(List<String> arguments, Map<String, String> environment) {
        Map<String, String> given = arguments(arguments);
        Map<String, String> all = new TreeMap<>();
        String file = given.remove("config");
        if (file == null) {
            file = environment.get(ENVIRONMENT + "CONFIG");
        }
        if (file != null) {
            all.putAll(file(file));
        }
        environment.forEach((name, value) -> {
            if (name.startsWith(ENVIRONMENT) && !name.equals(ENVIRONMENT + "CONFIG")) {
                all.put(property(name), value);
            }
        });
        all.putAll(given);
        return of(all);
    }

    static PairSettings of(Map<String, String> all) {
        all.keySet().forEach(PairSettings::requireKnown);
        Map<String, String> own = new HashMap<>(preset(all));
        Map<String, String> streams = new TreeMap<>();
        all.forEach((name, value) -> (OWN.contains(name) ? own : streams).put(name, value.strip()));
        List<String> inputs = topics(required(own, "input.topics"));
        String output = required(own, "output.topic");
        String unpaired = own.getOrDefault("unpaired.topic", output + "-unpaired");
        if (inputs.contains(output) || inputs.contains(unpaired) || output.equals(unpaired)) {
            throw new InvalidException("input.topics, output.topic and unpaired.topic must be different topics");
        }
        int maxBytes = number(own, "max.pair.bytes", 1_000_000);
        return new PairSettings(
                inputs,
                output,
                unpaired,
                filter(own, "key.filter"),
                filter(own, "role.filter"),
                format(own.getOrDefault("body.format", Body.Format.JSON.word())),
                duration(own, "window", Duration.ofMinutes(1)),
                duration(own, "grace", Duration.ofSeconds(30)),
                bool(own, "repartition", true),
                maxBytes,
                streams(streams, maxBytes));
    }

    private static Map<String, String> arguments(List<String> arguments) {
        Map<String, String> given = new TreeMap<>();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (!argument.startsWith("--")) {
                throw new InvalidException("Unexpected argument '" + argument + "'. Write --<property>=<value>");
            }
            int equals = argument.indexOf('=');
            if (equals > 0) {
                given.put(argument.substring(2, equals), argument.substring(equals + 1));
            } else if (i + 1 < arguments.size()) {
                given.put(argument.substring(2), arguments.get(++i));
            } else {
                throw new InvalidException(argument + " has no value");
            }
        }
        return given;
    }

    private static Map<String, String> file(String name) {
        Properties properties = new Properties();
        try (var reader = Files.newBufferedReader(Path.of(name))) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new InvalidException("Cannot read the properties file " + name + ": "
                    + e.getClass().getSimpleName());
        }
        return asMap(properties);
    }

    private static Map<String, String> asMap(Properties properties) {
        Map<String, String> map = new TreeMap<>();
        properties.stringPropertyNames().forEach(name -> map.put(name, properties.getProperty(name)));
        return map;
    }

    /** One underscore is a point, two are an underscore, three a hyphen, as in the images of Kafka. */
    private static String property(String variable) {
        return variable.substring(ENVIRONMENT.length())
                .toLowerCase(Locale.ROOT)
                .replace("___", "-")
                .replace("__", "\0")
                .replace('_', '.')
                .replace('\0', '_');
    }

    private static void requireKnown(String name) {
        Set<String> known = new TreeSet<>(OWN);
        known.addAll(StreamsConfig.configDef().names());
        known.addAll(clientNames());
        String bare = name;
        for (String prefix : CLIENT_PREFIXES) {
            if (name.startsWith(prefix)) {
                bare = name.substring(prefix.length());
                known = clientNames();
                break;
            }
        }
        if (known.contains(bare) || name.startsWith(StreamsConfig.TOPIC_PREFIX)) {
            return;
        }
        throw new InvalidException(
                "Unknown property '" + name + "'. The application has " + String.join(", ", new TreeSet<>(OWN))
                        + "; all others are properties of Kafka Streams and its clients");
    }

    private static Set<String> clientNames() {
        Set<String> names = new TreeSet<>(ConsumerConfig.configNames());
        names.addAll(ProducerConfig.configNames());
        names.addAll(AdminClientConfig.configNames());
        return names;
    }

    /** The filters and the format of the preset that is named, if any. */
    private static Map<String, String> preset(Map<String, String> all) {
        String name = all.get("preset");
        if (name == null) {
            return Map.of();
        }
        if (!PRESETS.contains(name)) {
            throw new InvalidException("preset=" + name + " is unknown. It is one of " + String.join(", ", PRESETS));
        }
        try (InputStream in = PairSettings.class.getResourceAsStream("presets/" + name + ".properties")) {
            Properties properties = new Properties();
            properties.load(in);
            return asMap(properties);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String required(Map<String, String> own, String name) {
        String value = own.getOrDefault(name, "");
        if (value.isEmpty()) {
            throw new InvalidException(name + " is missing");
        }
        return value;
    }

    private static List<String> topics(String value) {
        Set<String> topics = new LinkedHashSet<>(Arrays.stream(value.split(","))
                .map(String::strip)
                .filter(t -> !t.isEmpty())
                .toList());
        if (topics.isEmpty()) {
            throw new InvalidException("input.topics names no topic");
        }
        return new ArrayList<>(topics);
    }

    private static String filter(Map<String, String> own, String name) {
        String text = own.getOrDefault(name, "");
        if (text.isEmpty()) {
            throw new InvalidException(
                    name + " is missing. Set it, or set preset to one of " + String.join(", ", PRESETS));
        }
        try {
            EventFilter.compile(text);
        } catch (IllegalArgumentException e) {
            throw new InvalidException(name + " is not a valid jq filter: " + e.getMessage());
        }
        return text;
    }

    private static Body.Format format(String word) {
        return Arrays.stream(Body.Format.values())
                .filter(f -> f.word().equals(word))
                .findFirst()
                .orElseThrow(
                        () -> new InvalidException("body.format=" + word + " is unknown. It is json or inference"));
    }

    private static Duration duration(Map<String, String> own, String name, Duration otherwise) {
        String value = own.get(name);
        if (value == null) {
            return otherwise;
        }
        Matcher matcher = DURATION.matcher(value);
        if (matcher.matches()) {
            long amount = Long.parseLong(matcher.group(1));
            Duration duration = switch (matcher.group(2)) {
                case "ms" -> Duration.ofMillis(amount);
                case "s" -> Duration.ofSeconds(amount);
                case "m" -> Duration.ofMinutes(amount);
                default -> Duration.ofHours(amount);
            };
            if (!duration.isZero() && duration.compareTo(LONGEST) <= 0) {
                return duration;
            }
        }
        throw new InvalidException(
                name + "=" + value + " is not a duration from 1ms to 24h. Write it as 500ms, 90s, 5m or 1h");
    }

    private static boolean bool(Map<String, String> own, String name, boolean otherwise) {
        String value = own.getOrDefault(name, String.valueOf(otherwise));
        if (!value.equals("true") && !value.equals("false")) {
            throw new InvalidException(name + "=" + value + " is neither true nor false");
        }
        return Boolean.parseBoolean(value);
    }

    private static int number(Map<String, String> own, String name, int otherwise) {
        String value = own.getOrDefault(name, String.valueOf(otherwise));
        if (!value.matches("[1-9]\\d{3,8}")) {
            throw new InvalidException(name + "=" + value + " is not a number from 1000 to 999999999");
        }
        return Integer.parseInt(value);
    }

    private static Map<String, String> streams(Map<String, String> given, int maxBytes) {
        if (!given.containsKey(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG)) {
            throw new InvalidException("bootstrap.servers is missing");
        }
        String guarantee = given.getOrDefault(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        if (!guarantee.equals(StreamsConfig.EXACTLY_ONCE_V2)) {
            throw new InvalidException(StreamsConfig.PROCESSING_GUARANTEE_CONFIG + "=" + guarantee
                    + " would lose or repeat pairs. Leave it out: it is exactly_once_v2");
        }
        String size = String.valueOf(Math.max(1_048_576, maxBytes + OVERHEAD_BYTES));
        Map<String, String> streams = new TreeMap<>();
        streams.put(StreamsConfig.APPLICATION_ID_CONFIG, "pair-events");
        streams.put(StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), size);
        streams.put(StreamsConfig.topicPrefix(TopicConfig.MAX_MESSAGE_BYTES_CONFIG), size);
        streams.putAll(given);
        streams.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        try {
            new StreamsConfig(streams);
        } catch (ConfigException e) {
            throw new InvalidException(
                    String.valueOf(e.getMessage()).lines().findFirst().orElse("A property is invalid"));
        }
        return Map.copyOf(streams);
    }
}
