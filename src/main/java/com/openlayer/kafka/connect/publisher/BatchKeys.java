package com.openlayer.kafka.connect.publisher;

import com.openlayer.kafka.connect.row.ColumnSet;
import com.openlayer.kafka.connect.row.RequestConfig;
import org.jspecify.annotations.Nullable;

/**
 * Batch keys of the rows of one pipeline: rows with equal keys may share a request. Rows of one mapper that have the same
 * columns share one {@link ColumnSet}, so a key is rarely computed. Guarded by the {@link Publisher}'s lock.
 */
final class BatchKeys {
    private final RequestConfig config;
    private @Nullable ColumnSet lastColumns;
    private @Nullable ColumnSet lastKey;

    BatchKeys(RequestConfig config) {
        this.config = config;
    }

    ColumnSet of(Delivery delivery) {
        ColumnSet columns = delivery.row().columns();
        if (lastColumns == null || lastKey == null || !columns.equals(lastColumns)) {
            lastColumns = columns;
            lastKey = config.batchKey(columns);
        }
        return lastKey;
    }

    /** Bytes of the config of a request, at most. */
    int maxConfigBytes() {
        return config.maxBytes();
    }
}
