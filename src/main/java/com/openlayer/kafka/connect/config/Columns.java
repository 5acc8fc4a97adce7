package com.openlayer.kafka.connect.config;

import com.fasterxml.jackson.core.JsonPointer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The {@code columns} property of a pipeline: the columns of a row, and the sources of their values. */
record Columns(List<ColumnDefinition> definitions) {
    static final PropertySyntax<Columns> SYNTAX = new PropertySyntax<>(
            "comma-separated, or a JSON array of strings; each is *, name=source or -name", Columns::parse);

    /** RFC 6901, section 3: a tilde may only precede 0 or 1. Jackson accepts any. */
    private static final Pattern LOOSE_TILDE = Pattern.compile("~(?![01])");

    /** A negative index, which many path languages allow. */
    private static final Pattern FROM_THE_END = Pattern.compile("/-\\d+(/|$)");

    /** A bar between two sources. In a name it is escaped with a backslash. */
    private static final Pattern ALTERNATIVE = Pattern.compile("(?<!\\\\)\\|");

    private static final String SOURCES =
            "value:/json/pointer, key, key:/json/pointer, header:name, or record: with " + parts();

    /** Why no row can ever have the column, or empty if one can. */
    Optional<String> whyMissing(String column) {
        if (definitions.contains(new ColumnDefinition.Drop(column))) {
            return Optional.of("drops it with -" + column);
        }
        boolean produced = definitions.stream()
                .anyMatch(d -> d instanceof ColumnDefinition.All
                        || (d instanceof ColumnDefinition.FromSource fromSource
                                && fromSource.name().equals(column)));
        return produced
                ? Optional.empty()
                : Optional.of("has neither * nor " + column + "=source, so no row can have it");
    }

    /** Whether a row can have no other column. */
    boolean hasOnly(String column) {
        return definitions.stream()
                .allMatch(d -> d instanceof ColumnDefinition.FromSource fromSource
                        && fromSource.name().equals(column));
    }

    private static Columns parse(String text) {
        List<ColumnDefinition> definitions = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (String entry : NameList.entries(text)) {
            ColumnDefinition definition = definition(entry);
            String name = name(definition);
            if (!names.add(name)) {
                throw new IllegalArgumentException("Column '" + name + "' is defined twice: keep one of the entries");
            }
            definitions.add(definition);
        }
        if (definitions.isEmpty()) {
            throw new IllegalArgumentException("It defines no column: write * for all fields of the value");
        }
        if (!names.contains("*")) {
            definitions.stream()
                    .filter(ColumnDefinition.Drop.class::isInstance)
                    .findFirst()
                    .ifPresent(drop -> {
                        throw new IllegalArgumentException("'-" + name(drop) + "' drops a column where there is no *"
                                + " to drop it from: add * or remove the entry");
                    });
        }
        return new Columns(List.copyOf(definitions));
    }

    private static String name(ColumnDefinition definition) {
        if (definition instanceof ColumnDefinition.FromSource fromSource) {
            return fromSource.name();
        }
        return definition instanceof ColumnDefinition.Drop drop ? drop.name() : "*";
    }

    private static ColumnDefinition definition(String entry) {
        if (entry.equals("*")) {
            return new ColumnDefinition.All();
        }
        int equals = entry.indexOf('=');
        if (entry.startsWith("-")) {
            if (equals >= 0 || entry.length() == 1) {
                throw new IllegalArgumentException(
                        "'" + entry + "' must be '-' and the name of the column to leave out, as in -debug");
            }
            return new ColumnDefinition.Drop(entry.substring(1).trim());
        }
        if (equals < 0) {
            throw new IllegalArgumentException("'" + entry + "' has no source: write it as " + entry + "=value:/"
                    + entry + ", or * for all fields of the value");
        }
        String name = entry.substring(0, equals).trim();
        if (name.isEmpty()) {
            throw new IllegalArgumentException("'" + entry + "' lacks the column's name before '='");
        }
        return new ColumnDefinition.FromSource(name, sources(entry, entry.substring(equals + 1)));
    }

    /** One source, or several, of which the first that is present is used. */
    private static ColumnSource sources(String entry, String text) {
        List<ColumnSource> sources = new ArrayList<>();
        for (String source : ALTERNATIVE.split(text, -1)) {
            sources.add(source(entry, source.replace("\\|", "|").trim()));
        }
        return sources.size() == 1 ? sources.get(0) : new ColumnSource.FirstOf(List.copyOf(sources));
    }

    private static ColumnSource source(String entry, String source) {
        int colon = source.indexOf(':');
        String kind = colon < 0 ? source : source.substring(0, colon);
        String rest = colon < 0 ? "" : source.substring(colon + 1);
        return switch (kind) {
            case "value" -> new ColumnSource.Value(pointer(entry, rest));
            case "key" -> new ColumnSource.Key(pointer(entry, rest));
            case "header" -> {
                if (rest.isEmpty()) {
                    throw new IllegalArgumentException("'" + entry + "' names no header: write header:name");
                }
                yield new ColumnSource.Header(rest);
            }
            case "record" -> new ColumnSource.Coordinate(part(entry, rest));
            default ->
                throw new IllegalArgumentException(
                        "'" + entry + "' has an unknown source '" + source + "': use " + SOURCES);
        };
    }

    private static JsonPointer pointer(String entry, String pointer) {
        if (FROM_THE_END.matcher(pointer).find()) {
            throw new IllegalArgumentException("'" + entry + "' counts from the end of an array, which a JSON Pointer"
                    + " cannot: write a filter in " + PipelineNames.ROWS + ", where .messages[-1] is the last element");
        }
        if ((!pointer.isEmpty() && !pointer.startsWith("/"))
                || LOOSE_TILDE.matcher(pointer).find()) {
            throw new IllegalArgumentException("'" + entry + "' has a bad JSON Pointer '" + pointer
                    + "': it starts with '/', '~' is written ~0 and a '/' in a name ~1 (RFC 6901)");
        }
        return JsonPointer.compile(pointer);
    }

    private static ColumnSource.Part part(String entry, String part) {
        return Arrays.stream(ColumnSource.Part.values())
                .filter(p -> p.name().toLowerCase(Locale.ROOT).equals(part))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "'" + entry + "' names an unknown part of the record: write record: with " + parts()));
    }

    private static String parts() {
        return Arrays.stream(ColumnSource.Part.values())
                .map(p -> p.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
    }
}
