package com.openlayer.kafka.connect.config;

import com.openlayer.kafka.connect.format.FormatPreset;
import java.util.List;

/** The name of a format as the value of a property. */
final class FormatProperty {
    static final PropertySyntax<FormatPreset> SYNTAX =
            new PropertySyntax<>(String.join(", ", names()), FormatProperty::named);

    private FormatProperty() {}

    /** The valid values. */
    static List<String> names() {
        return FormatPreset.all().stream().map(FormatPreset::name).toList();
    }

    private static FormatPreset named(String name) {
        return FormatPreset.named(name)
                .orElseThrow(() -> new IllegalArgumentException("Unknown format. It must be one of "
                        + String.join(", ", names()) + ". The nearest of them is '"
                        + Spelling.nearest(name, names()).orElse("") + "'. For any other format, write a filter in "
                        + PipelineNames.ROWS));
    }
}
