package com.openlayer.kafka.connect.publisher;

import java.util.List;

/** Results of deliveries: the messages from the {@link Publisher} to the task thread. */
public sealed interface Outcome {
    /** Takes outcomes on the task thread: a method for each kind, so that none can be forgotten. */
    interface Receiver {
        void accepted(List<Delivery> deliveries);

        void refused(Delivery delivery, String reason);

        void failed(String reason);
    }

    void deliverTo(Receiver receiver);

    /** Openlayer has acknowledged these rows. */
    record Accepted(List<Delivery> deliveries) implements Outcome {
        @Override
        public void deliverTo(Receiver receiver) {
            receiver.accepted(deliveries);
        }
    }

    /** Openlayer refuses this row, also alone: an errant record. */
    record Refused(Delivery delivery, String reason) implements Outcome {
        @Override
        public void deliverTo(Receiver receiver) {
            receiver.refused(delivery, reason);
        }
    }

    /** Nothing can be published without a change by an operator: the task must fail, with its offsets unmoved. */
    record Failed(String reason) implements Outcome {
        @Override
        public void deliverTo(Receiver receiver) {
            receiver.failed(reason);
        }
    }
}
