package com.openlayer.kafka.connect.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.awaitility.Awaitility;

/** Takes answers and remembers them. */
final class Answers implements Consumer<Answer> {
    private final List<Answer> taken = new CopyOnWriteArrayList<>();

    @Override
    public void accept(Answer answer) {
        taken.add(answer);
    }

    static Answer to(DataStream stream, DataStreamRequest request) {
        Answers answers = new Answers();
        stream.publish(request, answers);
        return answers.await(1).get(0);
    }

    /** Waits for so many, and sees that there are not more. */
    List<Answer> await(int count) {
        Awaitility.await().until(() -> taken.size() >= count);
        assertThat(taken).hasSize(count);
        return taken;
    }

    List<Answer> taken() {
        return taken;
    }
}
