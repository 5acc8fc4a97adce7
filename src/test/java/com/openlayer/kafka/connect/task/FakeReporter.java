package com.openlayer.kafka.connect.task;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.ErrantRecordReporter;
import org.apache.kafka.connect.sink.SinkRecord;

/** A fake of Connect's error handling that follows the rules of {@code WorkerErrantRecordReporter}. */
final class FakeReporter implements ErrantRecordReporter {
    record Report(SinkRecord record, Throwable error, CompletableFuture<Void> written) {
        TopicPartition partition() {
            return new TopicPartition(record.originalTopic(), record.originalKafkaPartition());
        }

        boolean isWritten() {
            return written.isDone() && !written.isCompletedExceptionally();
        }
    }

    final List<Report> reports = new ArrayList<>();
    private final List<Report> unawaited = new ArrayList<>();
    private final boolean tolerant;
    private boolean slow;
    private Consumer<Report> writer = report -> {};

    private FakeReporter(boolean tolerant) {
        this.tolerant = tolerant;
    }

    static FakeReporter tolerant() {
        return new FakeReporter(true);
    }

    static FakeReporter intolerant() {
        return new FakeReporter(false);
    }

    /** Reports are written when the test says so, or when the runtime waits for them. */
    FakeReporter slow() {
        slow = true;
        return this;
    }

    /** Reports are written by {@code newWriter}, at the latest when the runtime waits for them. */
    FakeReporter writtenBy(Consumer<Report> newWriter) {
        writer = newWriter;
        return slow();
    }

    @Override
    public Future<Void> report(SinkRecord record, Throwable error) {
        CompletableFuture<Void> written = slow ? new CompletableFuture<>() : CompletableFuture.completedFuture(null);
        Report report = new Report(record, error, written);
        reports.add(report);
        if (!tolerant) {
            throw new ConnectException("Tolerance exceeded in error handler", error);
        }
        if (!written.isDone()) {
            unawaited.add(report);
            writer.accept(report);
        }
        return written;
    }

    /** Waits for the reports so far, as the runtime does before {@code preCommit}. */
    void awaitFutures(Collection<TopicPartition> partitions) {
        List<Report> awaited = unawaited.stream()
                .filter(r -> partitions.contains(r.partition()))
                .toList();
        unawaited.removeAll(awaited);
        for (Report report : awaited) {
            report.written().complete(null);
            try {
                report.written().join();
            } catch (CompletionException e) {
                throw new ConnectException(e);
            }
        }
    }

    /** Connect's futures cannot be canceled; Connect only drops them. */
    void cancelFutures(Collection<TopicPartition> partitions) {
        unawaited.removeIf(r -> partitions.contains(r.partition()));
    }

    void maybeThrowAsyncError() {
        if (!tolerant && !reports.isEmpty()) {
            throw new ConnectException(
                    "Tolerance exceeded in error handler", reports.get(0).error());
        }
    }

    List<Long> offsets() {
        return reports.stream().map(r -> r.record().originalKafkaOffset()).toList();
    }
}
