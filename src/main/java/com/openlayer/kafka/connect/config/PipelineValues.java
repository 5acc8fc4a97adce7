package com.openlayer.kafka.connect.config;

import java.util.Optional;

/** The property values of one pipeline: its own, and inherited flat ones. */
final class PipelineValues {
    private final PipelineNames names;
    private final ParsedProperties parsed;
    private final PipelineKind kind;

    PipelineValues(PipelineNames names, ParsedProperties parsed) {
        this.names = names;
        this.parsed = parsed;
        // If operation or task type has an error, no property is reported as inapplicable.
        this.kind = PipelineKind.of(text(PipelineNames.OPERATION), text(PipelineNames.TASK_TYPE));
    }

    PipelineNames names() {
        return names;
    }

    PipelineKind kind() {
        return kind;
    }

    /** The name under which a property is set. */
    String source(String property) {
        return names.source(property);
    }

    /** Whether a property has no error. */
    boolean isValid(String property) {
        return parsed.isValid(source(property));
    }

    /**
     * The value or its default; empty if there is neither, if it has an error, or if it does not apply to this kind of
     * pipeline.
     */
    <T> Optional<T> value(String property, PropertySyntax<T> syntax) {
        return kind.has(property) ? parsed.value(source(property), syntax) : Optional.empty();
    }

    /** The value or its default, of a property that every pipeline has and that has no error. */
    <E extends Enum<E>> E get(String property, Choice<E> choice) {
        return parsed.get(source(property), choice);
    }

    boolean isTrue(String property) {
        return kind.has(property)
                && parsed.value(source(property), Boolean.class).orElse(false);
    }

    /** Whether the pipeline's filter decides which records become rows, so that it can share topics. */
    boolean hasFilter() {
        return isGiven(PipelineNames.ROWS) || isGiven(PipelineNames.FORMAT);
    }

    void addError(String property, String reason) {
        Optional<String> origin = isGiven(property)
                ? Optional.empty()
                : value(PipelineNames.FORMAT, FormatProperty.SYNTAX)
                        .filter(format -> format.properties().containsKey(property))
                        .map(format ->
                                ". The value is a default of " + source(PipelineNames.FORMAT) + "=" + format.name());
        parsed.addError(source(property), reason + origin.orElse(""));
    }

    private boolean isGiven(String property) {
        return parsed.isGiven(source(property));
    }

    private String text(String property) {
        return parsed.value(source(property), String.class).orElse("");
    }
}
