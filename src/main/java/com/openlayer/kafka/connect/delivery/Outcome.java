package com.openlayer.kafka.connect.delivery;

import java.util.List;

/** Results of deliveries: the messages from the {@link Publisher} to the task thread. */
public sealed interface Outcome {
    /** Openlayer has acknowledged these rows. */
    record Accepted(List<Delivery> deliveries) implements Outcome {}

    /** Openlayer refuses this row, also alone: an errant record. */
    record Refused(Delivery delivery, String reason) implements Outcome {}

    /** Nothing can be published without a change by an operator: the task must fail, with its offsets unmoved. */
    record Failed(String reason) implements Outcome {}
}
