package com.openlayer.kafka.connect;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;
import org.slf4j.helpers.BasicMDCAdapter;

class TaskThreadsTest {
    private Object adapter = new Object();

    /** The tests' logging does not keep the context. */
    @BeforeEach
    void keepContext() throws ReflectiveOperationException {
        adapter = adapterField().get(null);
        adapterField().set(null, new BasicMDCAdapter());
    }

    @AfterEach
    void restore() throws ReflectiveOperationException {
        adapterField().set(null, adapter);
    }

    private static Field adapterField() throws ReflectiveOperationException {
        Field field = MDC.class.getDeclaredField("mdcAdapter");
        field.setAccessible(true);
        return field;
    }

    @Test
    @DisplayName("threads carry the logging context of the task, and its name")
    void loggingContext() throws Exception {
        MDC.put("connector.context", "[openlayer|task-0] ");
        TaskThreads threads = new TaskThreads("openlayer-sink");
        MDC.put("connector.context", "[other|task-7] ");
        CompletableFuture<String> seen = new CompletableFuture<>();
        Thread thread = threads.newThread(
                () -> seen.complete(Thread.currentThread().getName() + " " + MDC.get("connector.context")));
        thread.start();
        assertThat(thread.isDaemon()).isTrue();
        assertThat(seen.get(10, TimeUnit.SECONDS)).isEqualTo("openlayer-sink-1 [openlayer|task-0] ");
    }
}
