package com.openlayer.kafka.connect.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.awaitility.Awaitility;

/** Records answers for assertions. */
final class Answers implements Consumer<Answer> {
    private final List<Answer> received = new CopyOnWriteArrayList<>();

    @Override
    public void accept(Answer answer) {
        received.add(answer);
    }

    /** Asserts the kind of an answer. */
    static Consumer<Answer> ofKind(Answer.Kind kind) {
        return answer -> assertThat(answer.kind()).as(answer.toString()).isEqualTo(kind);
    }

    static Answer to(DataStream stream, DataStreamRequest request) {
        Answers answers = new Answers();
        stream.publish(request, answers);
        return answers.await(1).get(0);
    }

    /** Waits for this many answers, and asserts that there are not more. */
    List<Answer> await(int count) {
        Awaitility.await().until(() -> received.size() >= count);
        assertThat(received).hasSize(count);
        return received;
    }

    List<Answer> received() {
        return received;
    }
}
