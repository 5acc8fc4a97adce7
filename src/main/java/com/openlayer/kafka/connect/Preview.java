package com.openlayer.kafka.connect;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.openlayer.kafka.connect.config.OpenlayerSinkConfig;
import com.openlayer.kafka.connect.preview.PreviewCommand;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;

/** Main class of the preview command: {@code bin/kafka-run-class.sh com.openlayer.kafka.connect.Preview --help}. */
public final class Preview {
    private Preview() {}

    public static void main(String[] arguments) {
        PreviewCommand.Streams streams = new PreviewCommand.Streams(
                System.in, writer(FileDescriptor.out), writer(FileDescriptor.err), isTerminal());
        System.exit(PreviewCommand.run(arguments, Version.get(), streams, Preview::check));
    }

    private static PreviewCommand.CheckResult check(OpenlayerSinkConfig config) {
        ConnectionCheck check = ConnectionCheck.of(config);
        return new PreviewCommand.CheckResult(check.errors(), check.warnings());
    }

    /** Not System.out, whose encoding depends on the machine: JSON is UTF-8. */
    private static PrintWriter writer(FileDescriptor descriptor) {
        return new PrintWriter(new FileOutputStream(descriptor), true, UTF_8);
    }

    /**
     * Since Java 22 a console may exist without a terminal. The method that tells the difference does not exist in Java
     * 17.
     */
    @SuppressWarnings("SystemConsoleNull")
    private static boolean isTerminal() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException e) {
            return true;
        }
    }
}
