package com.openlayer.kafka.connect.benchmark.floor;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSink;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTask;

/**
 * The minimum work of a sink: it passes on text unparsed and unchecked, writes Structs and Maps
 * in one pass of a streaming generator, joins rows with commas and posts them. It does not retry, so errors lose rows. In
 * bare mode it posts only the first row of each batch, which leaves the cost of converter and generator.
 */
public final class FloorSinkTask extends SinkTask {
    private static final MediaType JSON = MediaType.get("application/json");
    private static final byte[] HEAD = "{\"rows\":[".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TAIL =
            "],\"config\":{\"outputColumnName\":\"output\"}}".getBytes(StandardCharsets.US_ASCII);

    private final JsonFactory json = new JsonFactory();
    private String url = "";
    private int maxRows;
    private int maxInFlight;
    private boolean bare;
    private ExecutorService threads;
    private OkHttpClient client;
    private Semaphore window;
    private List<byte[]> rows = new ArrayList<>();
    private volatile IOException failure;

    @Override
    public void start(Map<String, String> properties) {
        url = properties.get(FloorSinkConnector.URL);
        maxRows = Integer.parseInt(properties.get(FloorSinkConnector.ROWS));
        maxInFlight = Integer.parseInt(properties.get(FloorSinkConnector.IN_FLIGHT));
        bare = Boolean.parseBoolean(properties.get(FloorSinkConnector.BARE));
        window = new Semaphore(maxInFlight);
        threads = Executors.newFixedThreadPool(maxInFlight);
        Dispatcher dispatcher = new Dispatcher(threads);
        dispatcher.setMaxRequests(maxInFlight);
        dispatcher.setMaxRequestsPerHost(maxInFlight);
        client = new OkHttpClient.Builder()
                .dispatcher(dispatcher)
                .connectionPool(new ConnectionPool(maxInFlight, 30, TimeUnit.SECONDS))
                .addNetworkInterceptor(chain -> {
                    chain.connection().socket().setTcpNoDelay(true); // otherwise some requests wait for 40 ms
                    return chain.proceed(chain.request());
                })
                .build();
    }

    @Override
    public void put(Collection<SinkRecord> records) {
        if (failure != null) {
            throw new ConnectException(failure);
        }
        for (SinkRecord record : records) {
            rows.add(row(record.value()));
            if (rows.size() == maxRows) {
                post();
            }
        }
    }

    private byte[] row(Object value) {
        if (value instanceof byte[] bytes) {
            return bytes;
        }
        if (value instanceof String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(1024);
        try (JsonGenerator generator = json.createGenerator(out)) {
            write(generator, value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static void write(JsonGenerator generator, Object value) throws IOException {
        if (value instanceof Struct struct) {
            generator.writeStartObject();
            for (Field field : struct.schema().fields()) {
                generator.writeFieldName(field.name());
                write(generator, struct.get(field));
            }
            generator.writeEndObject();
        } else if (value instanceof Map<?, ?> map) {
            generator.writeStartObject();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                generator.writeFieldName((String) entry.getKey());
                write(generator, entry.getValue());
            }
            generator.writeEndObject();
        } else if (value instanceof Collection<?> items) {
            generator.writeStartArray();
            for (Object item : items) {
                write(generator, item);
            }
            generator.writeEndArray();
        } else {
            generator.writePOJO(value); // without a codec: strings, numbers, booleans and null
        }
    }

    private void post() {
        List<byte[]> batch = bare ? rows.subList(0, 1) : rows;
        rows = new ArrayList<>(maxRows);
        window.acquireUninterruptibly();
        client.newCall(new Request.Builder().url(url).post(body(batch)).build()).enqueue(new Callback() {
            @Override
            public void onResponse(Call call, Response response) throws IOException {
                try (response) {
                    if (!response.body().string().contains("true")) {
                        failure = new IOException("not accepted");
                    }
                } finally {
                    window.release();
                }
            }

            @Override
            public void onFailure(Call call, IOException e) {
                failure = e;
                window.release();
            }
        });
    }

    private static RequestBody body(List<byte[]> batch) {
        long length = HEAD.length + TAIL.length + batch.size() - 1L;
        for (byte[] row : batch) {
            length += row.length;
        }
        long size = length;
        return new RequestBody() {
            @Override
            public MediaType contentType() {
                return JSON;
            }

            @Override
            public long contentLength() {
                return size;
            }

            @Override
            public void writeTo(BufferedSink sink) throws IOException {
                sink.write(HEAD);
                for (int i = 0; i < batch.size(); i++) {
                    if (i > 0) {
                        sink.writeByte(',');
                    }
                    sink.write(batch.get(i));
                }
                sink.write(TAIL);
            }
        };
    }

    @Override
    public Map<TopicPartition, OffsetAndMetadata> preCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {
        if (!rows.isEmpty() && !bare) {
            post();
        }
        window.acquireUninterruptibly(maxInFlight);
        window.release(maxInFlight);
        return failure == null ? offsets : Map.of();
    }

    @Override
    public void stop() {
        threads.shutdownNow();
        client.connectionPool().evictAll();
    }

    @Override
    public String version() {
        return "1";
    }
}
