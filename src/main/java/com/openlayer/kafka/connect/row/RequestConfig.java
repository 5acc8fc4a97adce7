package com.openlayer.kafka.connect.row;

import com.fasterxml.jackson.databind.JsonNode;
import com.openlayer.kafka.connect.config.ConfigField;
import com.openlayer.kafka.connect.config.Operation;
import com.openlayer.kafka.connect.config.PipelineConfig;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The {@code config} of a pipeline's requests. It describes the rows of the request: Openlayer rejects a config that names
 * a column which none of them has. Safe for use by several threads.
 */
public final class RequestConfig {
    /**
     * Memory limit of the cached configs, because a config with a long prompt is large and there may be many sets of
     * columns.
     */
    static final int MAX_CACHED_BYTES = 4 << 20;

    private static final int MAX_CACHED = 256;

    /** If one row of a request lacks them and another has them, the server reads a null and rejects all rows. */
    private static final Set<ConfigField> ALL_OR_NONE = EnumSet.of(
            ConfigField.LABEL_COLUMN_NAME,
            ConfigField.PREDICTIONS_COLUMN_NAME,
            ConfigField.PREDICTION_SCORES_COLUMN_NAME,
            ConfigField.TARGET_COLUMN_NAME,
            ConfigField.TIMESTAMP_COLUMN_NAME,
            ConfigField.INFERENCE_ID_COLUMN_NAME);

    private final PipelineConfig pipeline;
    private final ColumnIndex index;
    private final int[] allOrNone;
    private final int maxBytes;
    private final int maxCached;
    private final Map<ColumnSet, byte[]> cache = new ConcurrentHashMap<>();

    public RequestConfig(PipelineConfig pipeline) {
        this.pipeline = pipeline;
        this.index = new ColumnIndex(pipeline);
        this.allOrNone = ALL_OR_NONE.stream()
                .mapToInt(field -> index.bit(index.column(field)))
                .filter(bit -> bit >= 0)
                .toArray();
        BitSet all = new BitSet();
        all.set(0, index.names().size());
        this.maxBytes = encode(new ColumnSet(all)).length;
        this.maxCached = Math.max(1, Math.min(MAX_CACHED, MAX_CACHED_BYTES / maxBytes));
    }

    /**
     * The config for rows that together have these columns, as one JSON object in UTF-8. It names the columns that the
     * specification requires, and those optional ones that the rows have.
     *
     * @return a shared array that must not be changed
     */
    public byte[] describing(ColumnSet columns) {
        byte[] known = cache.get(columns);
        if (known != null) {
            return known;
        }
        byte[] config = encode(columns);
        synchronized (cache) { // otherwise two threads could both take the last free entry
            if (cache.size() >= maxCached) {
                cache.clear();
            }
            cache.put(columns, config);
        }
        return config;
    }

    /** The memory of the cached configs. */
    long cachedBytes() {
        return cache.values().stream().mapToLong(config -> config.length).sum();
    }

    /** Whether the requests update rows rather than publish them. */
    public boolean isForUpdates() {
        return pipeline.operation() == Operation.UPDATE;
    }

    /** The longest config that {@link #describing} can return, in bytes. */
    public int maxBytes() {
        return maxBytes;
    }

    /**
     * Rows may share a request if their keys are equal: all of its rows or none have classes, scores, targets, times and ids,
     * because the server accepts no null in them. Other columns may be missing in some rows.
     */
    public ColumnSet batchKey(ColumnSet columns) {
        BitSet carried = new BitSet();
        for (int bit : allOrNone) {
            carried.set(bit, columns.has(bit));
        }
        return new ColumnSet(carried);
    }

    private byte[] encode(ColumnSet columns) {
        JsonWriter out = new JsonWriter(Integer.MAX_VALUE / 2);
        out.append('{');
        for (ConfigField field : pipeline.fields()) {
            switch (field.valueType()) {
                case COLUMN -> {
                    String name = index.column(field);
                    boolean required = pipeline.required().contains(field);
                    if (name != null && (required || columns.has(index.bit(name)))) {
                        label(out, field);
                        out.string(name);
                    }
                }
                case COLUMNS -> {
                    label(out, field);
                    array(
                            out,
                            index.columns(field).stream()
                                    .filter(name -> columns.has(index.bit(name)))
                                    .toList());
                }
                case NAMES -> {
                    label(out, field);
                    array(out, pipeline.fieldValues().names().getOrDefault(field, List.of()));
                }
                case JSON -> {
                    JsonNode document = pipeline.fieldValues().documents().get(field);
                    if (document != null && !document.isNull() && !document.isMissingNode()) {
                        label(out, field);
                        out.raw(document.toString().getBytes(StandardCharsets.UTF_8));
                    }
                }
            }
        }
        out.append('}');
        return out.toByteArray();
    }

    private static void label(JsonWriter out, ConfigField field) {
        if (out.length() > 1) {
            out.append(',');
        }
        out.raw(ConnectWriter.label(field.specName()));
    }

    private static void array(JsonWriter out, List<String> names) {
        out.append('[');
        for (int i = 0; i < names.size(); i++) {
            if (i > 0) {
                out.append(',');
            }
            out.string(names.get(i));
        }
        out.append(']');
    }
}
