package com.openlayer.kafka.connect.row;

import org.apache.kafka.connect.sink.SinkRecord;

/** Why a record has no row, for its dead letter and for the preview. Never content. */
public final class ErrantReason {
    public static final String NULL_VALUE = "the value is null";

    /** With {@code behavior.on.null.values=fail}. */
    public static final String NULL_VALUE_FAILS = NULL_VALUE + ", and behavior.on.null.values=fail";

    private ErrantReason() {}

    /** No pipeline claims the topic that the record has after transforms. A topic that a transform made may hold content. */
    public static String noPipeline(SinkRecord record) {
        String topic = record.topic();
        return topic.equals(record.originalTopic())
                ? "no pipeline takes topic " + topic
                : "no pipeline takes the topic that a transform gave it (" + topic.length() + " characters)";
    }

    /** The reason for what the mapper threw. */
    public static String of(Throwable e) {
        if (e instanceof InvalidRowException) {
            return String.valueOf(e.getMessage());
        }
        // Its message may quote the record, so only its class and place are named.
        StackTraceElement[] trace = e.getStackTrace();
        return "mapping failed: " + e.getClass().getName() + (trace.length == 0 ? "" : " at " + trace[0]);
    }
}
