package com.openlayer.kafka.connect.preview;

import com.openlayer.kafka.connect.config.ConfigValidation;
import com.openlayer.kafka.connect.config.OpenlayerSinkConfig;
import com.openlayer.kafka.connect.config.TaskType;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigValue;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The preview command: parses its options and runs it. {@code docs/preview.md} is its manual. Each option is an
 * annotated field, from which picocli reads its definition.
 */
@Command(
        name = "preview",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Shows the rows that records become, using the connector's own code. Sends nothing.",
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:every record becomes a row or is skipped, and all rows match the expected ones",
            "1:a record is errant, or a row differs from the expected one",
            "2:the options, the configuration or the records are unusable"
        })
public final class PreviewCommand implements Callable<Integer> {
    private static final int ERRANT = 1;
    private static final int UNUSABLE = 2;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description =
                    "The connector's configuration: the JSON map that PUT takes, or {name, config}, or .properties.")
    private @Nullable Path config;

    @Option(
            names = "--records",
            paramLabel = "FILE",
            description = "The records, one JSON value per line; - is standard input, the default.")
    private @Nullable Path records;

    @Option(
            names = "--envelope",
            description = "Each line is an object {key, headers, timestamp, topic, partition, offset, value}.")
    private boolean envelope;

    @Option(
            names = "--topic",
            paramLabel = "TOPIC",
            description = "The topic of the records. Default: topics of the configuration.")
    private @Nullable String topic;

    @Option(
            names = "--bootstrap-server",
            paramLabel = "HOST:PORT",
            description = "Read the last records of the topic from these brokers instead of a file.")
    private @Nullable String bootstrapServer;

    @Option(
            names = "--command-config",
            paramLabel = "FILE",
            description = "Properties of the Kafka client, such as security.protocol.")
    private @Nullable Path commandConfig;

    @Option(
            names = "--max-records",
            paramLabel = "N",
            description = "Read this many of the last records of each topic from Kafka. Default: 10.")
    private @Nullable Integer maxRecords;

    @Option(
            names = "--worker",
            paramLabel = "FILE",
            description =
                    "The worker's properties file: default converters, config providers, plugin.path, brokers, security.")
    private @Nullable Path worker;

    @Option(
            names = "--check",
            description = "First check the API key, the pipelines and their task types with Openlayer.")
    private boolean check;

    @Option(
            names = "--expect",
            paramLabel = "FILE",
            description = "Compare the results with these lines: the output of an earlier preview, or bare rows.")
    private @Nullable Path expect;

    @Option(names = "--suggest", description = "Print a configuration to start from, derived from the records.")
    private boolean suggest;

    @Option(
            names = "--task-type",
            paramLabel = "TYPE",
            description = "With --suggest: llm-base, tabular-classification, tabular-regression, text-classification.")
    private @Nullable String taskType;

    @Option(
            names = "--pipeline-id",
            paramLabel = "UUID",
            description = "With --suggest: the id of the inference pipeline.")
    private @Nullable String pipelineId;

    @Option(
            names = "--pretty",
            negatable = true,
            description = "Indent the rows, or print one line per record. Default: indent if the output is a terminal.")
    private @Nullable Boolean pretty;

    @Spec
    private @Nullable CommandSpec spec;

    private final Streams streams;
    private final Function<OpenlayerSinkConfig, CheckResult> connectionCheck;

    /**
     * The input and output streams of the command.
     *
     * @param terminal whether standard output is a terminal
     */
    public record Streams(InputStream in, PrintWriter out, PrintWriter err, boolean terminal) {}

    /** Results of the connection check by property: errors that Openlayer reports, and checks that were not possible. */
    public record CheckResult(Map<String, String> errors, Map<String, String> warnings) {}

    private PreviewCommand(Streams streams, Function<OpenlayerSinkConfig, CheckResult> connectionCheck) {
        this.streams = streams;
        this.connectionCheck = connectionCheck;
    }

    /**
     * Runs the command.
     *
     * @param connectionCheck checks a configuration with Openlayer, for {@code --check}
     * @return the exit status
     */
    public static int run(
            String[] arguments,
            String version,
            Streams streams,
            Function<OpenlayerSinkConfig, CheckResult> connectionCheck) {
        CommandLine line = new CommandLine(new PreviewCommand(streams, connectionCheck));
        line.getCommandSpec().version(version);
        line.setOut(streams.out());
        line.setErr(streams.err());
        line.setParameterExceptionHandler((e, args) -> {
            streams.err().println(e.getMessage() + " (preview --help lists the options)");
            return UNUSABLE;
        });
        line.setExecutionExceptionHandler((e, command, parsed) -> {
            if (e instanceof BadInputException) {
                streams.err().println(PreviewPrinter.printable(String.valueOf(e.getMessage())));
            } else {
                streams.err().println("Internal error of the preview:");
                e.printStackTrace(streams.err());
            }
            return UNUSABLE;
        });
        int status = line.execute(arguments);
        streams.out().flush();
        streams.err().flush();
        return status;
    }

    @Override
    public Integer call() {
        checkOptions();
        Map<String, String> workerProperties =
                given(worker).map(ConfigurationFile::properties).orElse(Map.of());
        try (Worker resolver = new Worker(workerProperties, PreviewCommand.class.getClassLoader())) {
            return suggest ? suggest(resolver) : preview(resolver);
        }
    }

    private void checkOptions() {
        boolean live = isLive();
        if (given(records).isPresent() && live) {
            throw usage(
                    "--records reads a file, --bootstrap-server and --max-records read from Kafka: give one or the other");
        }
        if (envelope && live) {
            throw usage("--envelope applies only to records in a file");
        }
        if (maxRecords != null && maxRecords < 1) {
            throw usage("--max-records must be at least 1");
        }
        if (suggest && (given(config).isPresent() || given(expect).isPresent() || check)) {
            throw usage("--suggest creates a configuration: it excludes --config, --check and --expect");
        }
        if (!suggest && (taskType != null || pipelineId != null)) {
            throw usage("--task-type and --pipeline-id require --suggest");
        }
        if (!suggest && given(config).isEmpty()) {
            throw usage("--config is missing");
        }
    }

    /** An empty path counts as not given, because scripts and Maven pass options that are not set as empty. */
    private static Optional<Path> given(@Nullable Path file) {
        return Optional.ofNullable(file).filter(path -> !path.toString().isEmpty());
    }

    private ParameterException usage(String message) {
        if (spec == null) {
            throw new IllegalStateException("picocli did not set the spec");
        }
        return new ParameterException(spec.commandLine(), message);
    }

    private boolean isLive() {
        return bootstrapServer != null || maxRecords != null;
    }

    private int suggest(Worker resolver) {
        Optional<TaskType> type = Optional.ofNullable(taskType)
                .map(text -> TaskType.of(text)
                        .orElseThrow(() -> usage("--task-type " + text + " must be one of "
                                + Arrays.stream(TaskType.values())
                                        .map(TaskType::value)
                                        .collect(Collectors.joining(", ")))));
        List<KafkaRecord> samples = records(Map.of("topics", topicOfFile()), resolver);
        Suggester suggester =
                new Suggester(resolver, type, Optional.ofNullable(pipelineId).map(this::uuid));
        return suggester.suggest(samples, streams.out(), streams.err()) ? 0 : ERRANT;
    }

    private UUID uuid(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw usage("--pipeline-id " + text + " is not a UUID such as 182bd5e5-6e1a-4fe4-a799-aa6d9a6ab26e: copy"
                    + " the id of the inference pipeline from Openlayer");
        }
    }

    /** A topic name for records of a file: the file's name up to its first dot if that is valid, or else a placeholder. */
    private String topicOfFile() {
        if (isLive()) {
            return "";
        }
        Path name = records == null ? null : records.getFileName();
        String start = name == null ? "" : name.toString().split("\\.", 2)[0];
        return start.matches("[A-Za-z0-9_-]*[A-Za-z0-9_][A-Za-z0-9_-]*") ? start : "my-topic";
    }

    private int preview(Worker resolver) {
        Path file = given(config).orElseThrow();
        Map<String, String> raw = ConfigurationFile.connector(file);
        Map<String, String> resolved = new LinkedHashMap<>(resolver.resolve(raw));
        if (check) {
            resolved.put("connection.check", "on");
        } else {
            List<String> unresolved = Worker.replaceUnresolved(resolved);
            if (!unresolved.isEmpty()) {
                streams.err().println("Unresolved, but not needed for a preview: " + String.join(", ", unresolved));
            }
        }
        ConfigValidation validation = ConfigValidation.of(ConfigValidation.definition(), new LinkedHashMap<>(resolved));
        if (check) {
            OpenlayerSinkConfig.of(validation).map(connectionCheck).ifPresent(result -> {
                result.warnings()
                        .forEach((property, warning) -> streams.err()
                                .println("Warning: " + property + ": " + PreviewPrinter.printable(warning)));
                result.errors().forEach(validation::addError);
            });
        }
        Optional<OpenlayerSinkConfig> sink = OpenlayerSinkConfig.of(validation);
        if (sink.isEmpty()) {
            printErrors(file, validation.values(), resolved);
            return UNUSABLE;
        }
        sink.get()
                .unknownProperties()
                .forEach(unknown -> streams.err()
                        .println("Warning: unknown property " + unknown.name()
                                + unknown.meant()
                                        .map(m -> ". Did you mean " + m + "?")
                                        .orElse("")));
        Optional<ExpectedRows> expected = given(expect).map(ExpectedRows::read);
        try (RecordConversion conversion = new RecordConversion(resolved, resolver)) {
            RowPreview rows = new RowPreview(conversion, sink.get());
            List<KafkaRecord> source = records(resolved, resolver);
            PreviewRun run = new PreviewRun(rows, new PreviewPrinter(streams.out(), isPretty()), sink.get());
            source.forEach(run::add);
            return run.finish(expected, streams.err()) ? 0 : ERRANT;
        }
    }

    private boolean isPretty() {
        return pretty == null ? streams.terminal() : pretty;
    }

    private List<KafkaRecord> records(Map<String, String> configuration, Worker resolver) {
        RecordSource source = new RecordSource(Optional.ofNullable(topic), configuration, resolver.properties());
        if (isLive()) {
            return source.live(
                    Optional.ofNullable(bootstrapServer),
                    given(commandConfig)
                            .map(ConfigurationFile::properties)
                            .map(resolver::resolve)
                            .orElse(Map.of()),
                    maxRecords == null ? 10 : maxRecords);
        }
        Path file = given(records).orElse(RecordFile.STANDARD_INPUT);
        return source.file(file, envelope, streams.in());
    }

    private void printErrors(Path file, List<ConfigValue> values, Map<String, String> resolved) {
        List<ConfigValue> wrong = values.stream()
                .filter(value -> !value.errorMessages().isEmpty())
                .toList();
        streams.err()
                .println(file + " has errors in " + wrong.size() + (wrong.size() == 1 ? " property:" : " properties:"));
        for (ConfigValue value : wrong) {
            streams.err().println(value.name());
            value.errorMessages().forEach(message -> streams.err().println("  " + PreviewPrinter.printable(message)));
            if (Worker.isUnresolved(resolved.get(value.name()))) {
                streams.err()
                        .println("  The variable in its value is unresolved: set it in the environment, or give the"
                                + " worker's file with --worker");
            }
        }
    }
}
