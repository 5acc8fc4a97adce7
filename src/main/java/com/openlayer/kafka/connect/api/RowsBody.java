package com.openlayer.kafka.connect.api;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.Buffer;
import okio.BufferedSink;

/**
 * A streamed request body, <code>{"rows":[…],"config":…}</code> or <code>{"row":…,"config":…}</code>, written without a
 * copy of all rows.
 */
final class RowsBody extends RequestBody {
    static final MediaType JSON = MediaType.get("application/json");

    private static final byte[] HEAD = "{\"rows\":[".getBytes(US_ASCII);
    private static final byte[] MIDDLE = "],\"config\":".getBytes(US_ASCII);
    private static final byte[] UPDATE_HEAD = "{\"row\":".getBytes(US_ASCII);
    private static final byte[] UPDATE_MIDDLE = ",\"config\":".getBytes(US_ASCII);

    /** Bytes per write to the socket. Okio sets a timer for each write, by default one per 8 KB; its pool has 64 KB. */
    private static final int WRITE_BYTES = 32 << 10;

    private final DataStreamRequest request;

    RowsBody(DataStreamRequest request) {
        this.request = request;
    }

    @Override
    public MediaType contentType() {
        return JSON;
    }

    @Override
    public long contentLength() {
        return request.size();
    }

    /** Prevents OkHttp's own retries after a 408 or {@code 503, Retry-After: 0}. */
    @Override
    public boolean isOneShot() {
        return true;
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
        boolean updates = request.updatedRowId() != null;
        sink.write(updates ? UPDATE_HEAD : HEAD);
        boolean first = true;
        Buffer buffer = sink.getBuffer();
        for (byte[] row : request.rows()) {
            if (!first) {
                buffer.writeByte(',');
            }
            first = false;
            buffer.write(row);
            if (buffer.size() >= WRITE_BYTES) {
                sink.emitCompleteSegments();
            }
        }
        sink.write(updates ? UPDATE_MIDDLE : MIDDLE);
        sink.write(request.config());
        sink.writeByte('}');
    }
}
