package com.openlayer.kafka.connect.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A preset of the property {@code format}, which maps the log records of one kind of system to rows. It is a folder of
 * resources: a filter ({@code rows.jq}), a filter that recognizes records of the format ({@code recognize.jq}), the
 * properties it sets ({@code format.properties}), and samples with the rows that they become.
 */
public final class FormatPreset {
    private static final String PRELUDE = "prelude.jq";
    private static final String SET = "set.";
    private static final String EXAMPLE = "example.";
    private static final Map<String, FormatPreset> ALL = resources(FormatPreset::load);

    private final String name;
    private final Properties description;
    private final String filter;
    private final String recognition;
    private final Decoder decoder;
    private final Map<String, String> properties;
    private final Map<String, String> example;

    private FormatPreset(Path folder, String prelude) throws IOException {
        this.name = folderName(folder);
        this.description = properties(folder.resolve("format.properties"));
        this.filter = prelude + Files.readString(folder.resolve("rows.jq"));
        this.recognition = prelude + Files.readString(folder.resolve("recognize.jq"));
        String decoderName = description.getProperty("decoder", Decoder.JSON.value());
        this.decoder = Decoder.named(decoderName)
                .orElseThrow(() -> new IllegalStateException(name + ": no decoder is named " + decoderName));
        this.properties = below(SET);
        this.example = below(EXAMPLE);
    }

    /** The preset with this name. */
    public static Optional<FormatPreset> named(String name) {
        return Optional.ofNullable(ALL.get(name));
    }

    /** All presets, by name. */
    public static List<FormatPreset> all() {
        return List.copyOf(ALL.values());
    }

    /** The value of the property {@code format}. */
    public String name() {
        return name;
    }

    /** The common name of the format. */
    public String title() {
        return required("title");
    }

    /** A description of the records and of the row that each becomes, as Markdown. */
    public String shape() {
        return required("shape");
    }

    /** The documentation of the format. */
    public String source() {
        return required("source");
    }

    /** The {@code value.converter} class that returns the input of the decoder. */
    public String converter() {
        return description.getProperty("converter", "org.apache.kafka.connect.storage.StringConverter");
    }

    /** Decodes a record's value into inputs of the filter. */
    public Decoder decoder() {
        return decoder;
    }

    /** The text of the filter, preceded by the functions that all presets share. */
    public String filter() {
        return filter;
    }

    /**
     * The text of a filter that outputs whether an object has this format, preceded by the functions that all presets
     * share.
     */
    public String recognition() {
        return recognition;
    }

    /** Whether a more specific format takes precedence if a record matches both. */
    public boolean isGeneral() {
        return Boolean.parseBoolean(description.getProperty("general"));
    }

    /** The defaults that it sets for the pipeline's properties, by their flat names. */
    public Map<String, String> properties() {
        return properties;
    }

    /**
     * Further properties that a user must set, because they depend on the data; the values are those for the samples.
     */
    public Map<String, String> example() {
        return example;
    }

    /** Sample records with the rows they become. They are read on each call, because no task needs them. */
    public List<FormatSample> samples() {
        return resources(prelude -> FormatSample.in(prelude.resolveSibling(name).resolve("samples")));
    }

    /**
     * The sample that shows the format best: the one that {@code sample} names, otherwise the shortest text with a row.
     */
    public Optional<FormatSample> typicalSample() {
        Optional<String> named = Optional.ofNullable(description.getProperty("sample"));
        return samples().stream()
                .filter(sample -> named.map(sample.name()::equals).orElse(sample.isTextWithRows()))
                .min(Comparator.comparingInt(sample -> sample.value().length));
    }

    @Override
    public String toString() {
        return name;
    }

    private Map<String, String> below(String prefix) {
        Map<String, String> found = new TreeMap<>();
        for (String key : description.stringPropertyNames()) {
            if (key.startsWith(prefix)) {
                found.put(key.substring(prefix.length()), description.getProperty(key));
            }
        }
        return Collections.unmodifiableMap(found);
    }

    private String required(String key) {
        return Optional.ofNullable(description.getProperty(key))
                .orElseThrow(() -> new IllegalStateException(name + ": format.properties has no " + key));
    }

    private static String folderName(Path folder) {
        Path last = folder.getFileName();
        return last == null ? "" : last.toString().replace("/", "");
    }

    private static Properties properties(Path file) throws IOException {
        Properties read = new Properties();
        try (Reader reader = new InputStreamReader(Files.newInputStream(file), UTF_8)) {
            read.load(reader);
        }
        return read;
    }

    /** Reads resources, given the path of the prelude, which is next to the folders of the formats. */
    private static <T> T resources(ResourceReader<T> reader) {
        URL prelude = FormatPreset.class.getResource(PRELUDE);
        if (prelude == null) {
            throw new IllegalStateException(PRELUDE + " is missing");
        }
        try {
            URI uri = prelude.toURI();
            if (!uri.getScheme().equals("jar")) {
                return reader.read(Path.of(uri));
            }
            // jar:<the jar's own URI>!/<entry>
            String[] parts = uri.getRawSchemeSpecificPart().split("!", 2);
            try (FileSystem jar = FileSystems.newFileSystem(Path.of(URI.create(parts[0])))) {
                return reader.read(jar.getPath(parts[1]));
            }
        } catch (URISyntaxException e) {
            throw new IllegalStateException("The class loader gives no URI", e);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the formats", e);
        }
    }

    private interface ResourceReader<T> {
        T read(Path prelude) throws IOException;
    }

    private static Map<String, FormatPreset> load(Path prelude) throws IOException {
        String shared = Files.readString(prelude);
        List<Path> folders;
        try (Stream<Path> entries = Files.list(prelude.resolveSibling(""))) {
            folders = entries.filter(entry -> Files.exists(entry.resolve("rows.jq")))
                    .toList();
        }
        Map<String, FormatPreset> presets = new TreeMap<>();
        for (Path folder : folders) {
            FormatPreset preset = new FormatPreset(folder, shared);
            presets.put(preset.name, preset);
        }
        return Collections.unmodifiableMap(presets);
    }
}
