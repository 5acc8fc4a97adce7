package com.openlayer.kafka.connect;

import java.util.Map;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Creates threads whose log lines carry their task's logging context (KIP-449), copied from the thread that created
 * this factory.
 */
final class TaskThreads implements ThreadFactory {
    private final String prefix;
    private final @Nullable Map<String, String> loggingContext = MDC.getCopyOfContextMap();
    private final AtomicInteger count = new AtomicInteger();

    TaskThreads(String prefix) {
        this.prefix = prefix;
    }

    @Override
    public Thread newThread(Runnable work) {
        Thread thread = new Thread(
                () -> {
                    if (loggingContext != null) {
                        MDC.setContextMap(loggingContext);
                    }
                    work.run();
                },
                prefix + "-" + count.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }
}
