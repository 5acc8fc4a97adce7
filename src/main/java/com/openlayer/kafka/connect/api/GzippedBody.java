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

/**
 * A compressed request body. It is kept in memory so that its length is known, because some proxies reject chunked
 * bodies.
 */
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

    /** Compresses on the first call, on the thread of the request. */
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
        // A copy, which shares the bytes, because the body may be sent twice (StaleConnectionRetry).
        Buffer bytes = compressed().copy();
        sink.write(bytes, bytes.size());
    }

    private Buffer compressed() throws IOException {
        if (compressed == null) {
            Buffer buffer = new Buffer();
            GzipSink compressor = new GzipSink(buffer);
            // A sixth of the default level's CPU time, for bodies a quarter larger (docs/performance.md).
            compressor.deflater().setLevel(Deflater.BEST_SPEED);
            try (BufferedSink gzip = Okio.buffer(compressor)) {
                plain.writeTo(gzip);
            }
            compressed = buffer;
        }
        return compressed;
    }
}
