package com.openlayer.kafka.connect.publisher;

import java.util.List;

/** The result of deliveries: a message from the {@link Publisher} to the task thread. */
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

    /** Openlayer rejected this row in a request of its own: the record is errant. */
    record Refused(Delivery delivery, String reason) implements Outcome {
        @Override
        public void deliverTo(Receiver receiver) {
            receiver.refused(delivery, reason);
        }
    }

    /** Nothing can be published without a change by an operator: the task must fail without advancing its offsets. */
    record Failed(String reason) implements Outcome {
        @Override
        public void deliverTo(Receiver receiver) {
            receiver.failed(reason);
        }
    }
}
