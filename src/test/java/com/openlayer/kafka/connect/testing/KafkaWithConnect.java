package com.openlayer.kafka.connect.testing;

import java.nio.file.Path;

/** A Kafka broker and a Connect worker with the connector from the ZIP. */
public interface KafkaWithConnect extends AutoCloseable {
    KafkaWithConnect awaitReady();

    /** Fails with the end of the log if a process that should run has ended. */
    void requireAlive();

    String bootstrapServers();

    ConnectRest rest();

    /** The log of the worker. */
    Path log();

    String logTail(int lines);

    /** Kills them, because their data is not needed any more. */
    @Override
    void close();
}
