package com.openlayer.kafka.connect;

import java.util.Map;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Threads that log in the name of the task that made them: they carry the logging context that Connect gave to the
 * thread which created this factory (KIP-449).
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
