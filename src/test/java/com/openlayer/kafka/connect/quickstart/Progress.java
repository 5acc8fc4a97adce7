package com.openlayer.kafka.connect.quickstart;

import java.io.PrintStream;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Shows progress: a bar on a terminal, elsewhere occasional lines. */
final class Progress implements AutoCloseable {
    private static final long LINE_NANOS = 1_000_000_000L;

    private final String task;
    private final long total;
    private final PrintStream out;
    private final ProgressBar bar;
    private long shown = -1;
    private long shownAt;

    Progress(String task, long total, PrintStream out) {
        this.task = task;
        this.total = total;
        this.out = out;
        bar = isTerminal()
                ? new ProgressBarBuilder()
                        .setTaskName(task)
                        .setInitialMax(total)
                        .setStyle(ProgressBarStyle.ASCII)
                        .setUpdateIntervalMillis(100)
                        .build()
                : null;
    }

    /** The build sets {@code jdk.console=java.base}, so that newer JDKs behave like older ones. */
    @SuppressWarnings("SystemConsoleNull")
    private static boolean isTerminal() {
        return System.console() != null;
    }

    void at(long done) {
        if (bar != null) {
            bar.stepTo(Math.min(done, total));
            return;
        }
        long now = System.nanoTime();
        if (done != shown && (done >= total || shown < 0 || now - shownAt >= LINE_NANOS)) {
            out.printf("%s: %d of %d%n", task, done, total);
            shown = done;
            shownAt = now;
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
