package com.openlayer.kafka.connect.api;

import com.openlayer.kafka.connect.api.Answer.Unavailable;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes and updates rows over HTTP. One {@link #publish} is at most one request that a server handles: nothing is
 * repeated, redirected or followed up without the caller, with one exception. A request on a connection from the pool
 * that ended before the first byte of an answer is sent once more ({@link StaleConnectionRetry}); a server that had
 * handled it before it closed the connection handles it twice. Safe for use by many threads.
 */
public final class DataStreamClient implements DataStream, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DataStreamClient.class);

    private final Connection connection;
    private final Transport transport;
    private final ReplyClassifier rules = new ReplyClassifier(new RetryAfter(Clock.systemUTC()));
    private final Set<Publication> unanswered = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /**
     * Neither connects nor starts a thread before the first request.
     *
     * @param threads makes the threads that requests run and answers arrive on, at most {@link Connection#maxRequests}
     *     of them; they become daemons
     * @throws IllegalArgumentException if the key or user agent cannot be a header value. The message does not hold the
     *     key.
     */
    public DataStreamClient(Connection connection, ThreadFactory threads) {
        this.connection = connection;
        this.transport = new Transport(connection, threads);
    }

    /**
     * {@inheritDoc}
     *
     * <p>After {@link #close} the answer is {@link Unavailable}. What {@code onAnswer} throws is logged and has no
     * other effect.
     */
    @Override
    public void publish(DataStreamRequest request, Consumer<Answer> onAnswer) {
        Publication publication = new Publication(request, onAnswer);
        unanswered.add(publication);
        if (closed) {
            publication.answerClosed();
        } else {
            publication.send();
        }
    }

    /**
     * Cancels what is in flight, answers it as {@link Unavailable}, mostly on the calling thread, and frees threads and
     * connections. Waits for nothing; a second call does nothing.
     */
    @Override
    public void close() {
        closed = true;
        transport.close();
        unanswered.forEach(Publication::answerClosed);
    }

    /** One request and its one answer. */
    private final class Publication implements Callback {
        private final DataStreamRequest request;
        private final Consumer<Answer> onAnswer;
        private final AtomicBoolean answered = new AtomicBoolean();
        private final CallProgress progress = new CallProgress();

        Publication(DataStreamRequest request, Consumer<Answer> onAnswer) {
            this.request = request;
            this.onAnswer = onAnswer;
        }

        void send() {
            try {
                RequestBody rows = new RowsBody(request);
                RequestBody body = connection.gzip() ? new GzippedBody(rows) : rows;
                String updatedRowId = request.updatedRowId();
                okhttp3.Request.Builder builder = updatedRowId == null
                        ? transport
                                .request(request.inferencePipelineId(), "data-stream")
                                .post(body)
                        : transport
                                .update(request.inferencePipelineId(), updatedRowId)
                                .put(body);
                if (connection.gzip()) {
                    builder.header("Content-Encoding", "gzip");
                }
                transport.call(builder, progress).enqueue(this);
            } catch (RuntimeException e) {
                answer(internalFailure(e));
            }
        }

        @Override
        public void onResponse(Call call, Response response) {
            answer(read(response));
        }

        @Override
        public void onFailure(Call call, IOException e) {
            answer(failed(e));
        }

        void answerClosed() {
            answer(unavailable("closed"));
        }

        /** OkHttp drops what onResponse throws, so everything must become an answer. */
        private Answer read(Response response) {
            try {
                Reply reply = Reply.read(response, progress);
                Redaction redaction = new Redaction(connection.apiKey(), request);
                return request.updatedRowId() == null
                        ? rules.judge(reply, redaction)
                        : rules.judgeUpdate(reply, redaction);
            } catch (IOException e) {
                return failed(e);
            } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
                return internalFailure(e);
            }
        }

        private Answer failed(IOException e) {
            if (closed) {
                return unavailable("closed");
            }
            CallFailure failure = CallFailure.of(e, progress, connection);
            if (failure.kind() == PipelineCheckResult.FailureKind.PROXY) {
                return new Answer.Denied(failure.reason(), Answer.Cause.OTHER);
            }
            boolean timedOut = failure.kind() == PipelineCheckResult.FailureKind.TIMEOUT && progress.isConnected();
            return timedOut
                    ? new Answer.TimedOut(failure.reason())
                    : new Unavailable(failure.reason(), Optional.empty(), progress.isConnected());
        }

        private Answer internalFailure(Throwable e) {
            return unavailable("the answer could not be read (" + e.getClass().getSimpleName() + ")");
        }

        private Answer unavailable(String reason) {
            return new Unavailable(reason, Optional.empty(), false);
        }

        private void answer(Answer answer) {
            if (!answered.compareAndSet(false, true)) {
                return;
            }
            unanswered.remove(this);
            try {
                onAnswer.accept(answer);
            } catch (RuntimeException e) {
                LOG.error("An answer was not taken", e);
            }
        }
    }
}
