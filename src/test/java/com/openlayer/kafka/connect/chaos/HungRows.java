package com.openlayer.kafka.connect.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.openlayer.kafka.connect.testing.ReceivedRequest;
import java.util.HashMap;
import java.util.Map;

/** Measures how long good rows that shared a request with a hanging one wait for another request. */
final class HungRows {
    // Guarded by this.
    private final Map<String, Long> hungSince = new HashMap<>();
    private long longest;

    /** Whether a request hangs. Records its rows. */
    synchronized boolean hangs(ReceivedRequest request) {
        if (!request.publishes()) {
            return false;
        }
        boolean hangs = request.rows().findValue(Feed.HANGING) != null;
        String idColumn = request.config().path("inferenceIdColumnName").asText();
        long now = System.nanoTime();
        for (JsonNode row : request.rows()) {
            String id = row.path(idColumn).asText();
            if (!hangs) {
                Long since = hungSince.remove(id);
                longest = since == null ? longest : Math.max(longest, now - since);
            } else if (!row.has(Feed.HANGING)) {
                hungSince.putIfAbsent(id, now);
            }
        }
        return hangs;
    }

    /** Drops all rows, because the duration of a restart is not caused by the connector. */
    synchronized void forget() {
        hungSince.clear();
    }

    synchronized long longestMillis() {
        return longest / 1_000_000;
    }
}
