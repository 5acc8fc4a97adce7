package com.openlayer.kafka.connect.publisher;

import com.openlayer.kafka.connect.row.ColumnSet;
import com.openlayer.kafka.connect.row.RequestConfig;
import org.jspecify.annotations.Nullable;

/**
 * The keys that tell which rows of a pipeline may share a request: those with equal keys. Rows of one mapper that have the same
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
