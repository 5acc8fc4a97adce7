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
 * What makes rows of the records that one kind of system writes: a folder of resources with a filter ({@code rows.jq}),
 * another that tells whether a record is of the format ({@code recognize.jq}), the properties it sets
 * ({@code format.properties}), and samples with the rows that they become.
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

    /** The preset of that name. */
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

    /** What people call the format. */
    public String title() {
        return required("title");
    }

    /** What the system writes and what becomes a row, as Markdown. */
    public String shape() {
        return required("shape");
    }

    /** Where the format is documented. */
    public String source() {
        return required("source");
    }

    /** The class of the {@code value.converter} that gives the decoder what it reads. */
    public String converter() {
        return description.getProperty("converter", "org.apache.kafka.connect.storage.StringConverter");
    }

    /** What makes inputs of a record's value. */
    public Decoder decoder() {
        return decoder;
    }

    /** The text of the filter, with the functions that all presets share in front. */
    public String filter() {
        return filter;
    }

    /** The text of a filter that puts out whether an object is of this format, with the functions that all presets share. */
    public String recognition() {
        return recognition;
    }

    /** Whether a more specific format wins where a record is of both. */
    public boolean isGeneral() {
        return Boolean.parseBoolean(description.getProperty("general"));
    }

    /** The pipeline's properties that it gives defaults for, by their flat names. */
    public Map<String, String> properties() {
        return properties;
    }

    /** Further properties that a user sets, since they depend on the data; those of the samples. */
    public Map<String, String> example() {
        return example;
    }

    /** Records with the rows they become. They are read by each call, because no task needs them. */
    public List<FormatSample> samples() {
        return resources(prelude -> FormatSample.in(prelude.resolveSibling(name).resolve("samples")));
    }

    /** The sample that shows the format best: the one that {@code sample} names, else the shortest text with a row. */
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

    /** Reads resources, given the path of the prelude, which the folders of the formats are beside. */
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
