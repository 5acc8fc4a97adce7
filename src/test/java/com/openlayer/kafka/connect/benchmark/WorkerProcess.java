package com.openlayer.kafka.connect.benchmark;

import com.openlayer.kafka.connect.testing.ConnectWorker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads a worker's CPU time and memory from the operating system. */
record WorkerProcess(ConnectWorker worker) {
    long cpuNanos() {
        return ProcessHandle.of(worker.pid())
                .flatMap(process -> process.info().totalCpuDuration())
                .orElseThrow()
                .toNanos();
    }

    /** Resets the peak, if the system supports it. */
    void forgetPeak() throws IOException {
        Path peak = file("clear_refs");
        if (Files.exists(peak)) {
            Files.writeString(peak, "5");
        }
    }

    /** The peak of resident memory; NaN if the system does not provide it. */
    double peakMegabytes() throws IOException {
        return megabytes("VmHWM:");
    }

    double residentMegabytes() throws IOException {
        return megabytes("VmRSS:");
    }

    private double megabytes(String label) throws IOException {
        Path status = file("status");
        if (!Files.exists(status)) {
            return Double.NaN;
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith(label))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1024)
                .findFirst()
                .orElse(Double.NaN);
    }

    private Path file(String name) {
        return Path.of("/proc", Long.toString(worker.pid()), name);
    }
}
