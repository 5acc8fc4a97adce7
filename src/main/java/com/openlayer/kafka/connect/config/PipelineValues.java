package com.openlayer.kafka.connect.config;

import java.util.Optional;

/** The values of one pipeline: of its own properties, and of the flat ones that it inherits. */
final class PipelineValues {
    private final PipelineNames names;
    private final ParsedProperties parsed;
    private final PipelineKind kind;

    PipelineValues(PipelineNames names, ParsedProperties parsed) {
        this.names = names;
        this.parsed = parsed;
        // While operation or task type has an error, that is the only error: no property counts as inapplicable.
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

    /** Whether nothing is wrong with the value of a property. */
    boolean isValid(String property) {
        return parsed.isValid(source(property));
    }

    /** The value or its default; empty if there is neither, if it has an error, or if the kind of pipeline lacks it. */
    <T> Optional<T> value(String property, Format<T> format) {
        return kind.has(property) ? parsed.value(source(property), format) : Optional.empty();
    }

    /** The value or its default, of a property that every pipeline has and that has no error. */
    <E extends Enum<E>> E get(String property, Choice<E> choice) {
        return parsed.get(source(property), choice);
    }

    boolean isTrue(String property) {
        return kind.has(property)
                && parsed.value(source(property), Boolean.class).orElse(false);
    }

    void addError(String property, String reason) {
        parsed.addError(source(property), reason);
    }

    private String text(String property) {
        return parsed.value(source(property), String.class).orElse("");
    }
}
