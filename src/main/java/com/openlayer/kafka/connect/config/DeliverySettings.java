package com.openlayer.kafka.connect.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;

/**
 * The properties for retries, outages and failing rows, and for records without a value, and the values read from them.
 *
 * @param retryBackoff the upper bound of the first wait before a retry ({@code retry.backoff.ms})
 * @param retryBackoffMax the upper bound of any wait before a retry ({@code retry.backoff.max.ms})
 * @param deliveryTimeout how long a row may fail alone before its record is errant ({@code delivery.timeout.ms})
 * @param outageTimeout how long an outage may last before the task fails; negative for no limit ({@code
 *     outage.timeout.ms})
 * @param notFoundTimeout how long an update waits for its row to appear ({@code update.not.found.timeout.ms})
 * @param nullValues what happens to records whose value is null ({@code behavior.on.null.values})
 */
public record DeliverySettings(
        Duration retryBackoff,
        Duration retryBackoffMax,
        Duration deliveryTimeout,
        Duration outageTimeout,
        Duration notFoundTimeout,
        NullValues nullValues) {

    static final String GROUP = "Retries and errors";

    static final String RETRY_BACKOFF = "retry.backoff.ms";
    static final String RETRY_BACKOFF_MAX = "retry.backoff.max.ms";
    static final String DELIVERY_TIMEOUT = "delivery.timeout.ms";
    static final String OUTAGE_TIMEOUT = "outage.timeout.ms";
    static final String NOT_FOUND_TIMEOUT = "update.not.found.timeout.ms";
    static final String NULL_VALUES = "behavior.on.null.values";

    private static final Choice<NullValues> NULL_CHOICES = new Choice<>(NullValues.class);

    /** What happens to a record whose value is null. */
    public enum NullValues {
        IGNORE,
        FAIL,
        DEAD_LETTER
    }

    static List<Property> properties() {
        return List.of(
                Property.millis(RETRY_BACKOFF, 500, "Retry backoff")
                        .documentation("The maximum wait, in milliseconds, before the first retry of a request. The"
                                + " maximum doubles with each retry, and each wait is drawn at random below it.")
                        .example("1000"),
                Property.millis(RETRY_BACKOFF_MAX, 8_000, "Longest retry backoff")
                        .documentation(
                                "The maximum wait, in milliseconds, before any retry. At least " + RETRY_BACKOFF + ".")
                        .example("30000"),
                Property.millis(DELIVERY_TIMEOUT, 300_000, "Delivery timeout")
                        .importance(Importance.MEDIUM)
                        .documentation(
                                "The time, in milliseconds, that a row may fail alone, with timeouts or server errors"
                                        + " such as 500, while other rows of its pipeline are accepted. After that the record is"
                                        + " errant. It is also how long rejected rows wait for a decision while a pipeline has"
                                        + " accepted nothing yet. An outage does not count: see " + OUTAGE_TIMEOUT
                                        + ". At least " + ConnectionSettings.REQUEST_TIMEOUT + ".")
                        .example("900000"),
                Property.millis(OUTAGE_TIMEOUT, -1, "Outage timeout", -1)
                        .documentation("The time, in milliseconds, that a pipeline may be unavailable before the task"
                                + " fails, without advancing its offsets. With -1, the default, an outage never fails the"
                                + " task: it retries, and resumes when Openlayer is available again.")
                        .example("86400000"),
                Property.millis(NOT_FOUND_TIMEOUT, 600_000, "Timeout of updates without a row")
                        .importance(Importance.MEDIUM)
                        .documentation(
                                "The time, in milliseconds, that an update is retried while Openlayer does not have"
                                        + " its row, because rows appear a minute or more after they are published. After"
                                        + " that the record is errant. Other rows are updated meanwhile, and time in which"
                                        + " Openlayer is unavailable does not count. Set it to more than the longest lag of"
                                        + " rows behind their updates, including outages, plus a minute. Otherwise updates"
                                        + " expire before their rows are published.")
                        .visibleIf(PipelineProperties::anyUpdates)
                        .example("3600000"),
                Property.optional(NULL_VALUES, ConfigDef.Type.STRING, "ignore", "Records without a value")
                        .importance(Importance.MEDIUM)
                        .oneOf(NULL_CHOICES)
                        .documentation("What happens to a record whose value is null (a tombstone). 'ignore' skips it,"
                                + " 'fail' fails the task, 'dead-letter' treats it as an errant record, as"
                                + " errors.tolerance decides.")
                        .example("dead-letter"));
    }

    /** Checks the properties against each other. */
    static void check(ParsedProperties parsed) {
        atLeast(parsed, RETRY_BACKOFF_MAX, RETRY_BACKOFF);
        atLeast(parsed, DELIVERY_TIMEOUT, ConnectionSettings.REQUEST_TIMEOUT);
    }

    /** Only if no property of the group has an error. */
    static DeliverySettings read(ParsedProperties parsed) {
        return new DeliverySettings(
                parsed.millis(RETRY_BACKOFF),
                parsed.millis(RETRY_BACKOFF_MAX),
                parsed.millis(DELIVERY_TIMEOUT),
                parsed.millis(OUTAGE_TIMEOUT),
                parsed.millis(NOT_FOUND_TIMEOUT),
                parsed.get(NULL_VALUES, NULL_CHOICES));
    }

    private static void atLeast(ParsedProperties parsed, String property, String than) {
        Optional<Long> value = parsed.value(property, Long.class);
        Optional<Long> least = parsed.value(than, Long.class);
        if (value.isPresent() && least.isPresent() && value.get() < least.get()) {
            parsed.addError(property, "It is less than " + than + "=" + least.get() + ": raise it, or lower " + than);
        }
    }
}
