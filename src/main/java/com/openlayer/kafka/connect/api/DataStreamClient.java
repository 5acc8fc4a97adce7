package com.openlayer.kafka.connect.api;

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
 * Publishes and updates rows over HTTP. Thread-safe. One {@link #publish} sends one request: it is neither retried nor
 * redirected. The one exception is {@link StaleConnectionRetry}: a request whose pooled connection was closed before the
 * first byte of a response is sent a second time, so a server that had processed it before it closed the connection
 * processes it twice.
 */
public final class DataStreamClient implements DataStream, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DataStreamClient.class);

    private final Connection connection;
    private final Transport transport;
    private final ReplyClassifier classifier = new ReplyClassifier(new RetryAfter(Clock.systemUTC()));
    private final Set<PendingRequest> unanswered = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /**
     * Neither connects nor starts a thread before the first request.
     *
     * @param threads creates the threads that run requests and receive answers, at most {@link Connection#maxRequests};
     *     they become daemons
     * @throws IllegalArgumentException if the key or user agent is not a valid header value. The message does not contain
     *     the key.
     */
    public DataStreamClient(Connection connection, ThreadFactory threads) {
        this.connection = connection;
        this.transport = new Transport(connection, threads);
    }

    /**
     * {@inheritDoc}
     *
     * <p>After {@link #close} the answer is {@link Answer.Kind#UNAVAILABLE}. An exception from {@code onAnswer} is logged
     * and has no other effect.
     */
    @Override
    public void publish(DataStreamRequest request, Consumer<Answer> onAnswer) {
        PendingRequest publication = new PendingRequest(request, onAnswer);
        unanswered.add(publication);
        if (closed) {
            publication.answerClosed();
        } else {
            publication.send();
        }
    }

    /**
     * Cancels the requests in flight, answers them as {@link Answer.Kind#UNAVAILABLE}, mostly on the calling thread, and
     * releases threads and connections. Does not wait; a second call has no effect.
     */
    @Override
    public void close() {
        closed = true;
        transport.close();
        unanswered.forEach(PendingRequest::answerClosed);
    }

    /** A request in flight, which gets exactly one answer. */
    private final class PendingRequest implements Callback {
        private final DataStreamRequest request;
        private final Consumer<Answer> onAnswer;
        private final AtomicBoolean answered = new AtomicBoolean();
        private final CallProgress progress = new CallProgress();

        PendingRequest(DataStreamRequest request, Consumer<Answer> onAnswer) {
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

        /** Turns every exception into an answer, because OkHttp drops exceptions that onResponse throws. */
        private Answer read(Response response) {
            try {
                Reply reply = Reply.read(response, progress);
                Redaction redaction = new Redaction(connection.apiKey(), request);
                return request.updatedRowId() == null
                        ? classifier.classify(reply, redaction)
                        : classifier.classifyUpdate(reply, redaction);
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
                return Answer.denied(failure.reason(), Answer.Cause.OTHER);
            }
            boolean timedOut = failure.kind() == PipelineCheckResult.FailureKind.TIMEOUT && progress.isConnected();
            return timedOut
                    ? Answer.timedOut(failure.reason())
                    : Answer.unavailable(failure.reason(), Optional.empty(), progress.isConnected());
        }

        private Answer internalFailure(Throwable e) {
            return unavailable("the answer could not be read (" + e.getClass().getSimpleName() + ")");
        }

        private Answer unavailable(String reason) {
            return Answer.unavailable(reason, Optional.empty(), false);
        }

        private void answer(Answer answer) {
            if (!answered.compareAndSet(false, true)) {
                return;
            }
            unanswered.remove(this);
            try {
                onAnswer.accept(answer);
            } catch (RuntimeException e) {
                LOG.error("The receiver of an answer failed", e);
            }
        }
    }
}
