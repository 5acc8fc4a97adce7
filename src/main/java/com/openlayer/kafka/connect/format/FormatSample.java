package com.openlayer.kafka.connect.format;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A sample record of a format, with the rows that it becomes. */
public final class FormatSample {
    private static final List<String> VALUE_ENDS = List.of(".json", ".ndjson", ".bin");
    private static final String RECORD = ".record.json";
    private static final String ROWS = ".rows.json";

    private final String name;
    private final String file;
    private final byte[] value;
    private final Optional<String> record;
    private final String rows;

    private FormatSample(Path folder, String file, String name) throws IOException {
        Path recordFile = folder.resolve(name + RECORD);
        this.name = name;
        this.file = file;
        this.value = Files.readAllBytes(folder.resolve(file));
        this.record = Files.exists(recordFile) ? Optional.of(Files.readString(recordFile)) : Optional.empty();
        this.rows = Files.readString(folder.resolve(name + ROWS));
    }

    /** The samples in a folder, by name; none if there is no such folder. */
    static List<FormatSample> in(Path folder) throws IOException {
        List<FormatSample> samples = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return samples;
        }
        List<Path> files;
        try (Stream<Path> entries = Files.list(folder)) {
            files = entries.sorted().toList();
        }
        for (Path file : files) {
            String name = String.valueOf(file.getFileName());
            if (!name.endsWith(ROWS) && !name.endsWith(RECORD)) {
                samples.add(read(folder, name));
            }
        }
        return List.copyOf(samples);
    }

    private static FormatSample read(Path folder, String file) throws IOException {
        String end = VALUE_ENDS.stream()
                .filter(file::endsWith)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(folder + ": " + file + " must end in " + VALUE_ENDS));
        return new FormatSample(folder, file, file.substring(0, file.length() - end.length()));
    }

    /** The name of the sample: the file's name without its extension. */
    public String name() {
        return name;
    }

    /** The name of the file with the value. */
    public String file() {
        return file;
    }

    /** The bytes of the record's value in Kafka. */
    public byte[] value() {
        return value.clone();
    }

    /** JSON with {@code key}, {@code headers} and {@code timestamp}, if the sample needs them. */
    public Optional<String> record() {
        return record;
    }

    /** The rows as sent, as a JSON array. */
    public String rows() {
        return rows;
    }

    boolean isTextWithRows() {
        return !file.endsWith(".bin") && rows.contains("{");
    }

    @Override
    public String toString() {
        return name;
    }
}
