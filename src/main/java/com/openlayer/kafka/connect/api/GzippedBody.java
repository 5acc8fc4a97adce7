package com.openlayer.kafka.connect.api;

import java.io.IOException;
import java.util.zip.Deflater;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.Buffer;
import okio.BufferedSink;
import okio.GzipSink;
import okio.Okio;
import org.jspecify.annotations.Nullable;

/** Another body, compressed. Held in memory, so that its length is known and no proxy has to take chunks. */
final class GzippedBody extends RequestBody {
    private final RequestBody plain;
    private @Nullable Buffer compressed;

    GzippedBody(RequestBody plain) {
        this.plain = plain;
    }

    @Override
    public @Nullable MediaType contentType() {
        return plain.contentType();
    }

    /** Compresses when first asked, which is on the thread of the call. */
    @Override
    public long contentLength() throws IOException {
        return compressed().size();
    }

    @Override
    public boolean isOneShot() {
        return true;
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
        // A copy, which shares the bytes: the body may be sent once more (StaleConnectionRetry).
        Buffer bytes = compressed().copy();
        sink.write(bytes, bytes.size());
    }

    private Buffer compressed() throws IOException {
        if (compressed == null) {
            Buffer buffer = new Buffer();
            GzipSink compressor = new GzipSink(buffer);
            // A sixth of the default level's CPU, for bodies a quarter larger (docs/performance.md).
            compressor.deflater().setLevel(Deflater.BEST_SPEED);
            try (BufferedSink gzip = Okio.buffer(compressor)) {
                plain.writeTo(gzip);
            }
            compressed = buffer;
        }
        return compressed;
    }
}
