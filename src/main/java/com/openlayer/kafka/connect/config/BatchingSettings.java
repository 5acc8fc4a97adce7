package com.openlayer.kafka.connect.config;

import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;

/**
 * The properties for batching rows into requests and for requests in flight, and the values read from them.
 *
 * @param maxRows the maximum number of rows in a request ({@code batch.max.rows})
 * @param maxBytes the maximum size of a request body, in bytes of UTF-8 before compression ({@code batch.max.bytes})
 * @param linger how long a request that is not full waits for more rows ({@code linger.ms})
 * @param maxInFlightRequests the maximum of one task, shared by its pipelines ({@code max.in.flight.requests})
 * @param ordering whether rows arrive in the order of their records ({@code ordering})
 * @param gzip whether request bodies are compressed ({@code compression.type})
 */
public record BatchingSettings(
        int maxRows, int maxBytes, Duration linger, int maxInFlightRequests, Ordering ordering, boolean gzip) {

    static final String GROUP = "Batching";

    static final String MAX_ROWS = "batch.max.rows";
    static final String MAX_BYTES = "batch.max.bytes";
    static final String LINGER = "linger.ms";
    static final String MAX_IN_FLIGHT = "max.in.flight.requests";
    static final String ORDERING = "ordering";
    static final String COMPRESSION = "compression.type";

    private static final Choice<Ordering> ORDERINGS = new Choice<>(Ordering.class);
    private static final Choice<Compression> COMPRESSIONS = new Choice<>(Compression.class);

    /** Whether rows arrive in the order of their records. */
    public enum Ordering {
        /** Requests of a pipeline may overtake each other. */
        NONE,
        /** One request at a time for each pipeline and original partition. */
        PARTITION
    }

    enum Compression {
        NONE,
        GZIP
    }

    static List<Property> properties() {
        return List.of(
                Property.optional(MAX_ROWS, ConfigDef.Type.INT, 500, "Rows per request")
                        .importance(Importance.MEDIUM)
                        .valid(Range.atLeast(1))
                        .documentation("The maximum number of rows in a request; it has fewer if fewer are waiting."
                                + " Openlayer documents no limit.")
                        .example("50"),
                // An nginx in front of a self-hosted Openlayer accepts 1 MiB by default.
                Property.optional(MAX_BYTES, ConfigDef.Type.INT, 1_000_000, "Bytes per request")
                        .importance(Importance.MEDIUM)
                        .valid(Range.atLeast(1024))
                        .documentation("The maximum size of a request body, in bytes of UTF-8 before compression, rows"
                                + " and config together. The default stays under the 1 MiB that a self-hosted"
                                + " Openlayer's proxy accepts by default. A row that does not fit is sent alone, because"
                                + " only the server knows what it accepts.")
                        .example("500000"),
                Property.millis(LINGER, 0, "Linger", 0)
                        .importance(Importance.MEDIUM)
                        .documentation("How long, in milliseconds, a request that is not full waits for more rows."
                                + " With 0 the rows of each poll are sent immediately.")
                        .example("250"),
                Property.optional(MAX_IN_FLIGHT, ConfigDef.Type.INT, 32, "Requests in flight")
                        .importance(Importance.MEDIUM)
                        .valid(Range.between(1, 256))
                        .documentation("The maximum number of requests that a task has in flight at once, shared by its"
                                + " pipelines. The task adapts how many it uses: more while there is a backlog and"
                                + " responses stay fast, fewer when latency grows with their number, and after 429,"
                                + " 503 and timeouts.")
                        .example("8"),
                Property.optional(ORDERING, ConfigDef.Type.STRING, "none", "Ordering")
                        .oneOf(ORDERINGS)
                        .documentation("Whether rows arrive in order. With 'none' several requests of a pipeline may be"
                                + " in flight together and may overtake each other. With 'partition' there is one"
                                + " request at a time for each pipeline and topic partition, and a request that is"
                                + " retried blocks those behind it. Updates of one row are in order with either.")
                        .example("partition"),
                Property.optional(COMPRESSION, ConfigDef.Type.STRING, "none", "Compression")
                        .oneOf(COMPRESSIONS)
                        .documentation("How request bodies are compressed. None of Openlayer's own clients compresses"
                                + " them, so try 'gzip' against your server before relying on it.")
                        .example("gzip"));
    }

    /** Only if no property of the group has an error. */
    static BatchingSettings read(ParsedProperties parsed) {
        return new BatchingSettings(
                parsed.get(MAX_ROWS, Integer.class),
                parsed.get(MAX_BYTES, Integer.class),
                parsed.millis(LINGER),
                parsed.get(MAX_IN_FLIGHT, Integer.class),
                parsed.get(ORDERING, ORDERINGS),
                parsed.get(COMPRESSION, COMPRESSIONS) == Compression.GZIP);
    }
}
