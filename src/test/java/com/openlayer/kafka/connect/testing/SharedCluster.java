package com.openlayer.kafka.connect.testing;

import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Injects a {@link TestBed} on the shared cluster into test methods, and prints the worker's log on failure. */
public final class SharedCluster implements ParameterResolver, AfterTestExecutionCallback {
    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(SharedCluster.class);

    /** The store closes it after the test. */
    private record CloseableBed(TestBed bed) implements AutoCloseable {
        @Override
        public void close() {
            bed.close();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == TestBed.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        String test = context.getTestMethod().map(method -> method.getName()).orElse("all");
        return context.getStore(NAMESPACE)
                .getOrComputeIfAbsent(
                        CloseableBed.class,
                        type -> new CloseableBed(new TestBed(Cluster.shared(), test)),
                        CloseableBed.class)
                .bed();
    }

    @Override
    public void afterTestExecution(ExtensionContext context) {
        if (context.getExecutionException().isPresent()) {
            ConnectWorker worker = Cluster.shared().worker();
            System.err.printf(
                    "%s failed; the end of %s:%n%s%n", context.getDisplayName(), worker.log(), worker.logTail(80));
        }
    }
}
