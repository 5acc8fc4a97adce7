package com.openlayer.kafka.connect.row;

import org.apache.kafka.connect.sink.SinkRecord;

/** The reason why a record is errant, for its dead letter and the preview. Contains no content. */
public final class ErrantReason {
    public static final String NULL_VALUE = "the value is null";

    /** With {@code behavior.on.null.values=fail}. */
    public static final String NULL_VALUE_FAILS = NULL_VALUE + ", and behavior.on.null.values=fail";

    private ErrantReason() {}

    /**
     * No pipeline claims the topic that the record has after transforms. A topic name created by a transform may
     * contain content.
     */
    public static String noPipeline(SinkRecord record) {
        String topic = record.topic();
        return topic.equals(record.originalTopic())
                ? "no pipeline takes topic " + topic
                : "no pipeline takes the topic that a transform gave it (" + topic.length() + " characters)";
    }

    /** The reason for an exception of the mapper. */
    public static String of(Throwable e) {
        if (e instanceof InvalidRowException) {
            return String.valueOf(e.getMessage());
        }
        // The message may quote the record, so only the exception's class and location are included.
        StackTraceElement[] trace = e.getStackTrace();
        return "mapping failed: " + e.getClass().getName() + (trace.length == 0 ? "" : " at " + trace[0]);
    }
}
