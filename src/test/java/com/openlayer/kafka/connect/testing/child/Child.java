package com.openlayer.kafka.connect.testing.child;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;

/**
 * Runs one of Kafka's main classes in a JVM that ends when its parent ends. Only its class file is copied to
 * the class path of that JVM, so it may use only the JDK and, by reflection, Kafka.
 */
public final class Child {
    /** First argument of a broker: formats the storage with the cluster id that follows, unless it is formatted. */
    public static final String FORMAT = "-format";

    private Child() {}

    public static void main(String[] args) throws Exception {
        endWithParent();
        String[] rest = args;
        if (args[0].equals(FORMAT)) {
            format(args[1], args[args.length - 1]);
            rest = Arrays.copyOfRange(args, 2, args.length);
        }
        Method main = Class.forName(rest[0]).getMethod("main", String[].class);
        main.invoke(null, (Object) Arrays.copyOfRange(rest, 1, rest.length));
    }

    /** A killed parent runs no shutdown hooks, but its end of the pipe closes. */
    private static void endWithParent() {
        Thread watch = new Thread(
                () -> {
                    try {
                        System.in.transferTo(OutputStream.nullOutputStream());
                    } catch (IOException e) {
                        // the parent has ended
                    }
                    Runtime.getRuntime().halt(1);
                },
                "parent-watch");
        watch.setDaemon(true);
        watch.start();
    }

    /** Formats in this JVM, to save the start of another. */
    private static void format(String clusterId, String config) throws ReflectiveOperationException {
        Class<?> tool = Class.forName("kafka.tools.StorageTool");
        Object command = new String[] {"format", "--ignore-formatted", "-t", clusterId, "-c", config};
        Object status;
        try {
            status =
                    tool.getMethod("execute", String[].class, PrintStream.class).invoke(null, command, System.out);
        } catch (NoSuchMethodException e) {
            // Kafka 3.7
            status = tool.getMethod("execute", String[].class).invoke(null, command);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException("Formatting the storage failed", e);
        }
        if (!Integer.valueOf(0).equals(status)) {
            throw new IllegalStateException("Formatting the storage ended with " + status);
        }
    }
}
