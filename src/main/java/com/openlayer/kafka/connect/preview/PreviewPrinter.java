package com.openlayer.kafka.connect.preview;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.PrintWriter;

/**
 * Prints the results of a preview: indented, or as one JSON object per line. On one line a row has the bytes that would
 * be sent, except that line breaks between its values become spaces.
 */
final class PreviewPrinter {
    private final PrintWriter out;
    private final boolean pretty;

    PreviewPrinter(PrintWriter out, boolean pretty) {
        this.out = out;
        this.pretty = pretty;
    }

    void print(KafkaRecord record, PreviewResult result) {
        if (pretty) {
            out.println(indented(record, result));
            out.println();
        } else {
            out.println(line(record, result));
        }
    }

    /** Prints the {@code config} of the requests that would send these rows. */
    void printConfig(String pipeline, byte[] config) {
        if (pretty) {
            out.println("config of " + pipeline);
            out.println(JsonIndenter.indent(new String(config, UTF_8)));
            out.println();
        } else {
            out.println(configLine(pipeline, config));
        }
    }

    static String configLine(String pipeline, byte[] config) {
        return "{\"pipeline\":" + quoted(pipeline) + ",\"config\":" + onOneLine(config) + "}";
    }

    static String line(KafkaRecord record, PreviewResult result) {
        String start = "{\"record\":" + quoted(record.id());
        if (result instanceof PreviewResult.Mapped mapped) {
            return start + ",\"pipeline\":" + quoted(mapped.pipeline().alias()) + ",\"row\":"
                    + onOneLine(mapped.row().json()) + "}";
        }
        if (result instanceof PreviewResult.Skipped skipped) {
            return start + ",\"skipped\":" + quoted(skipped.reason()) + "}";
        }
        PreviewResult.Errant errant = (PreviewResult.Errant) result;
        return start + ",\"errant\":" + quoted(errant.reason())
                + errant.hint().map(hint -> ",\"hint\":" + quoted(hint)).orElse("") + "}";
    }

    private static String indented(KafkaRecord record, PreviewResult result) {
        String start = printable(record.id());
        if (result instanceof PreviewResult.Mapped mapped) {
            return start + " becomes a row of " + mapped.pipeline().alias() + "\n"
                    + JsonIndenter.indent(new String(mapped.row().json(), UTF_8));
        }
        if (result instanceof PreviewResult.Skipped skipped) {
            return start + " is skipped: " + printable(skipped.reason());
        }
        PreviewResult.Errant errant = (PreviewResult.Errant) result;
        return start + " is errant: " + printable(errant.reason())
                + errant.hint().map(hint -> "\n  " + printable(hint)).orElse("");
    }

    /** In valid JSON, line breaks occur only between values. */
    private static String onOneLine(byte[] json) {
        return new String(json, UTF_8).replace('\n', ' ').replace('\r', ' ');
    }

    private static String quoted(String text) {
        return JsonNodeFactory.instance.textNode(text).toString();
    }

    /** Without control characters: names and messages may contain content of records, which must not control a terminal. */
    static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }
}
