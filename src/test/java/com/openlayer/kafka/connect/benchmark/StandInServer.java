package com.openlayer.kafka.connect.benchmark;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.zip.GZIPInputStream;

/**
 * Stands in for Openlayer in its own JVM: responds to every request with success after a delay, and counts. One thread
 * per connection; nothing is parsed except the number of each row. Ends with its standard input.
 */
public final class StandInServer {
    /** Precedes the number of a row, which has nine digits. */
    static final String MARK = "\"row_number\":";

    /** The number of the first row. */
    static final int FIRST = 100_000_000;

    private static final byte[] MARK_BYTES = MARK.getBytes(US_ASCII);
    private static final int DIGITS = 9;
    private static final int LONGEST_MILLIS = 10_000;
    /** In runs with so few rows, their times of arrival are kept. */
    private static final int FEW_ROWS = 10_000;

    /** The counts of one run. */
    private static final class MeasuredRun {
        /** The minimum distance between two marks, which the search skips. */
        final int stride;

        final AtomicIntegerArray seen;
        final AtomicLong rows = new AtomicLong();
        final AtomicLong requests = new AtomicLong();
        final AtomicLong bytes = new AtomicLong();
        /** The time of each row's first arrival in microseconds since the epoch; empty if there are many. */
        final AtomicLongArray arrivals;

        final AtomicInteger distinct = new AtomicInteger();
        final AtomicInteger inFlight = new AtomicInteger();
        final AtomicInteger maxInFlight = new AtomicInteger();
        final AtomicLong refused = new AtomicLong();
        final AtomicLong latencyMicros = new AtomicLong();
        /** Requests by the milliseconds that they took, the last element those that took longer. */
        final AtomicIntegerArray latencies = new AtomicIntegerArray(LONGEST_MILLIS + 1);

        volatile long latencyMillis;
        volatile Semaphore room = new Semaphore(Integer.MAX_VALUE, true);
        volatile int limit = Integer.MAX_VALUE;

        MeasuredRun(long latencyMillis, int stride, int expected) {
            this.latencyMillis = latencyMillis;
            this.stride = stride;
            this.seen = new AtomicIntegerArray(expected);
            this.arrivals = new AtomicLongArray(expected <= FEW_ROWS ? expected : 0);
        }

        void settled() {
            requests.set(0);
            refused.set(0);
            maxInFlight.set(0);
            for (int i = 0; i <= LONGEST_MILLIS; i++) {
                latencies.set(i, 0);
            }
        }

        private int p95() {
            long total = 0;
            for (int i = 0; i <= LONGEST_MILLIS; i++) {
                total += latencies.get(i);
            }
            long seen = 0;
            for (int i = 0; i <= LONGEST_MILLIS; i++) {
                seen += latencies.get(i);
                if (seen > 0 && seen >= 0.95 * total) {
                    return i;
                }
            }
            return 0;
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "{\"rows\":%d,\"distinct\":%d,\"requests\":%d,\"bytes\":%d,\"maxInFlight\":%d,\"refused\":%d,"
                            + "\"latencyMicros\":%d,\"p95\":%d}",
                    rows.get(),
                    distinct.get(),
                    requests.get(),
                    bytes.get(),
                    maxInFlight.get(),
                    refused.get(),
                    latencyMicros.get(),
                    p95());
        }
    }

    private volatile MeasuredRun run = new MeasuredRun(0, 0, 0);
    private volatile boolean away;

    private StandInServer() {}

    /** Prints its port. */
    public static void main(String[] args) throws IOException {
        StandInServer server = new StandInServer();
        ServerSocket socket = new ServerSocket(0, 512, InetAddress.getLoopbackAddress());
        daemon(() -> server.accept(socket));
        System.out.println(socket.getLocalPort());
        System.in.transferTo(OutputStream.nullOutputStream());
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        thread.start();
    }

    private void accept(ServerSocket socket) {
        while (true) {
            try {
                Socket connection = socket.accept();
                daemon(() -> serve(connection));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            connection.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(connection.getInputStream(), 8192);
            OutputStream out = connection.getOutputStream();
            byte[] body = new byte[1 << 20];
            for (String line = line(in); line != null; line = line(in)) {
                String request = line;
                int length = 0;
                boolean gzip = false;
                for (String header = line(in); header != null && !header.isEmpty(); header = line(in)) {
                    String lower = header.toLowerCase(Locale.ROOT);
                    if (lower.startsWith("content-length:")) {
                        length = Integer.parseInt(lower.substring(15).strip());
                    }
                    gzip |= lower.startsWith("content-encoding:") && lower.contains("gzip");
                }
                if (body.length < length) {
                    body = new byte[2 * length];
                }
                String status = "200 OK";
                String answer;
                if (!request.startsWith("POST")) {
                    answer = control(request.split(" ", -1)[1]);
                } else if (away) {
                    in.skipNBytes(length);
                    status = "503 Service Unavailable";
                    answer = "{\"error\": \"away\"}";
                } else if (run.inFlight.get() >= run.limit) {
                    in.skipNBytes(length);
                    run.refused.incrementAndGet();
                    status = "429 Too Many Requests";
                    answer = "{\"error\": \"too many\"}";
                } else {
                    answer = rows(in, body, length, gzip);
                }
                out.write(("HTTP/1.1 " + status + "\r\nContent-Type: application/json\r\nContent-Length: "
                                + answer.length() + "\r\n\r\n" + answer)
                        .getBytes(US_ASCII));
            }
        } catch (IOException e) {
            // the client closed the connection
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder(64);
        int c = in.read();
        if (c < 0) {
            return null;
        }
        while (c != '\n') {
            if (c < 0) {
                throw new EOFException();
            }
            if (c != '\r') {
                line.append((char) c);
            }
            c = in.read();
        }
        return line.toString();
    }

    private String rows(InputStream in, byte[] body, int length, boolean gzip)
            throws IOException, InterruptedException {
        MeasuredRun current = run;
        long start = System.nanoTime();
        current.maxInFlight.accumulateAndGet(current.inFlight.incrementAndGet(), Math::max);
        if (in.readNBytes(body, 0, length) < length) {
            throw new EOFException();
        }
        if (gzip) {
            byte[] plain = new GZIPInputStream(new ByteArrayInputStream(body, 0, length), 1 << 16).readAllBytes();
            count(current, plain, plain.length);
        } else {
            count(current, body, length);
        }
        current.bytes.addAndGet(length);
        long latencyMillis = current.latencyMillis;
        if (latencyMillis > 0) {
            Semaphore room = current.room; // a request of the previous run must not add room to this one
            room.acquire();
            try {
                Thread.sleep(latencyMillis);
            } finally {
                room.release();
            }
        }
        long micros = (System.nanoTime() - start) / 1_000;
        current.requests.incrementAndGet();
        current.latencyMicros.addAndGet(micros);
        current.latencies.incrementAndGet((int) Math.min(LONGEST_MILLIS, micros / 1_000));
        current.inFlight.decrementAndGet();
        return "{\"success\": true}";
    }

    private static void count(MeasuredRun run, byte[] body, int length) {
        int rows = 0;
        int last = length - MARK_BYTES.length - DIGITS;
        int at = 0;
        while (at <= last) {
            if (body[at] == '"'
                    && body[at + 1] == MARK_BYTES[1]
                    && body[at + 4] == MARK_BYTES[4]
                    && Arrays.equals(body, at, at + MARK_BYTES.length, MARK_BYTES, 0, MARK_BYTES.length)) {
                int number = 0;
                for (int i = at + MARK_BYTES.length; i < at + MARK_BYTES.length + DIGITS; i++) {
                    number = 10 * number + body[i] - '0';
                }
                int index = number - FIRST;
                if (index >= 0 && index < run.seen.length() && run.seen.getAndIncrement(index) == 0) {
                    run.distinct.incrementAndGet();
                    if (index < run.arrivals.length()) {
                        run.arrivals.set(index, ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()));
                    }
                }
                rows++;
                at += Math.max(run.stride, MARK_BYTES.length + DIGITS);
            } else {
                at++;
            }
        }
        run.rows.addAndGet(rows);
    }

    /**
     * {@code /reset/latency/stride/expected} begins a run, {@code /stats} returns its counts; {@code /away/true} begins an outage,
     * {@code /latency/latency} and {@code /limit/room/limit} change the run, {@code /settled} resets its latencies and requests,
     * {@code /arrivals} returns when each row arrived.
     */
    private String control(String path) {
        String[] parts = path.split("/", -1);
        if (parts[1].equals("reset")) {
            run = new MeasuredRun(Long.parseLong(parts[2]), Integer.parseInt(parts[3]), Integer.parseInt(parts[4]));
        } else if (parts[1].equals("limit")) {
            int room = Integer.parseInt(parts[2]);
            int limit = Integer.parseInt(parts[3]);
            run.room = new Semaphore(room == 0 ? Integer.MAX_VALUE : room, true);
            run.limit = limit == 0 ? Integer.MAX_VALUE : limit;
        } else if (parts[1].equals("latency")) {
            run.latencyMillis = Long.parseLong(parts[2]);
        } else if (parts[1].equals("arrivals")) {
            return run.arrivals.toString();
        } else if (parts[1].equals("settled")) {
            run.settled();
        } else if (parts[1].equals("away")) {
            away = Boolean.parseBoolean(parts[2]);
        }
        return run.toString();
    }
}
