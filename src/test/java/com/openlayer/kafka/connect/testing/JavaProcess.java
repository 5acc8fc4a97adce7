package com.openlayer.kafka.connect.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.openlayer.kafka.connect.testing.child.Child;
import com.openlayer.kafka.connect.testing.child.KafkaAndConnect;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.management.MBeanServerConnection;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** A child JVM, which never outlives its parent. */
final class JavaProcess {
    private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();
    private static final List<String> CHEAP_TO_START = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");
    private static final List<Class<?>> LAUNCHER = List.of(Child.class, KafkaAndConnect.class);

    static {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> RUNNING.forEach(Process::destroyForcibly), "end-child-processes"));
    }

    private final Process process;
    private final Path log;

    private JavaProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /**
     * The process to start.
     *
     * @param arguments of {@link Child}: the main class and its arguments
     */
    record Command(
            Path javaHome,
            List<String> jvmFlags,
            List<Path> classPath,
            List<String> arguments,
            Map<String, String> environment) {}

    /** Starts a process that appends its output to the log. */
    static JavaProcess start(Command command, Path log) {
        List<String> line = new ArrayList<>();
        line.add(command.javaHome().resolve(Path.of("bin", "java")).toString());
        line.addAll(CHEAP_TO_START);
        line.addAll(command.jvmFlags());
        line.add("-cp");
        line.add(Stream.concat(Stream.of(launcher()), command.classPath().stream())
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator)));
        line.add(Child.class.getName());
        line.addAll(command.arguments());
        ProcessBuilder builder = new ProcessBuilder(line)
                .directory(log.getParent().toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(command.environment());
        try {
            Process process = builder.start();
            RUNNING.add(process);
            CompletableFuture<Void> unused = process.onExit().thenAccept(RUNNING::remove);
            return new JavaProcess(process, log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A directory with the classes that children have in addition to Kafka's, without other test classes. */
    private static synchronized Path launcher() {
        Path directory = Workspace.file("launcher");
        for (Class<?> each : LAUNCHER) {
            String name = each.getName().replace('.', '/') + ".class";
            Path file = directory.resolve(name);
            Workspace.create(file.getParent());
            try (InputStream in = each.getClassLoader().getResourceAsStream(name)) {
                Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return directory;
    }

    long pid() {
        return process.pid();
    }

    boolean alive() {
        return process.isAlive();
    }

    /** Sends SIGTERM, and SIGKILL after the timeout. */
    void stop(Duration patience) {
        // Not Process.destroy, which also closes the pipe: the child would halt, as if its parent had ended.
        process.toHandle().destroy();
        if (!exits(patience)) {
            kill();
        }
    }

    /** Sends SIGKILL, which works for suspended processes too. */
    void kill() {
        process.destroyForcibly();
        if (!exits(Duration.ofSeconds(30))) {
            throw new IllegalStateException("Process " + pid() + " does not die");
        }
    }

    private boolean exits(Duration patience) {
        try {
            return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while process " + pid() + " ends", e);
        }
    }

    /** Sends SIGSTOP: the process keeps its connections but does not respond. */
    void suspend() {
        signal("STOP");
    }

    /** Sends SIGCONT. */
    void resume() {
        signal("CONT");
    }

    private void signal(String name) {
        try {
            int status = new ProcessBuilder("kill", "-" + name, Long.toString(pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
            if (status != 0) {
                throw new IllegalStateException("kill -" + name + " " + pid() + " ended with " + status);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @SuppressWarnings("BanJNDI") // the address is that of a child of this JVM
    private JMXConnector jmx() throws IOException {
        try {
            VirtualMachine machine = VirtualMachine.attach(Long.toString(pid()));
            try {
                return JMXConnectorFactory.connect(new JMXServiceURL(machine.startLocalManagementAgent()));
            } finally {
                machine.detach();
            }
        } catch (AttachNotSupportedException e) {
            throw new IOException(e);
        }
    }

    /** Queries its MBeans. */
    <T> T ask(MBeanQuestion<T> question) {
        try (JMXConnector jmx = jmx()) {
            return question.ask(jmx.getMBeanServerConnection());
        } catch (Exception e) {
            throw new IllegalStateException("No answer over JMX from process " + pid(), e);
        }
    }

    interface MBeanQuestion<T> {
        T ask(MBeanServerConnection beans) throws Exception;
    }

    /** Fails with the end of the log if the process has ended. */
    void requireAlive(String what) {
        if (!alive()) {
            throw new IllegalStateException(
                    what + " ended with " + process.exitValue() + ", " + log + " says:\n" + tail(log, 60));
        }
    }

    static String tail(Path log, int lines) {
        try (Stream<String> all = Files.exists(log) ? Files.lines(log, UTF_8) : Stream.empty()) {
            List<String> kept = all.toList();
            return String.join("\n", kept.subList(Math.max(0, kept.size() - lines), kept.size()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
