package com.openlayer.kafka.connect.api;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadFactory;

/** Makes threads and keeps sight of them: OkHttp renames them while they work. */
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
