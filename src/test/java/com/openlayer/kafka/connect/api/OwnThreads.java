package com.openlayer.kafka.connect.api;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadFactory;

/** Creates threads and remembers them, because OkHttp renames them while they run. */
final class OwnThreads implements ThreadFactory {
    private final List<Thread> made = new CopyOnWriteArrayList<>();

    @Override
    public Thread newThread(Runnable task) {
        Thread thread = new Thread(task, "own-" + made.size());
        made.add(thread);
        return thread;
    }

    List<Thread> made() {
        return made;
    }

    List<Thread> alive() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(made::contains)
                .toList();
    }
}
