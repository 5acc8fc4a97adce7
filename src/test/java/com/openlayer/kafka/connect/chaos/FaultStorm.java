package com.openlayer.kafka.connect.chaos;

import com.openlayer.kafka.connect.testing.Faults;
import com.openlayer.kafka.connect.testing.OpenlayerStub;
import com.openlayer.kafka.connect.testing.ReceivedRequest;
import com.openlayer.kafka.connect.testing.StubAnswer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/** Makes a fifth of the requests fail, each in one of five ways. */
final class FaultStorm {
    private static final String ANSWER_LOST = "answer lost";
    /** The rules apply in sequence, so that 1 - (1 - share)^5 is 20 %. */
    private static final double SHARE = 0.0436;

    private final Map<String, Faults.FaultRule> rules = new LinkedHashMap<>();
    private final AcceptedRows accepted;
    private final Random random;

    FaultStorm(OpenlayerStub openlayer, AcceptedRows accepted, long seed) {
        this.accepted = accepted;
        random = new Random(seed);
        Map<String, StubAnswer> faults = new LinkedHashMap<>();
        faults.put("500", StubAnswer.status(500));
        faults.put("503", StubAnswer.status(503));
        faults.put("429", StubAnswer.status(429).header("Retry-After-Ms", "100"));
        faults.put("reset", StubAnswer.reset());
        faults.put(ANSWER_LOST, StubAnswer.reset().afterAccepting());
        faults.forEach((kind, answer) ->
                rules.put(kind, openlayer.faults().when(request -> fails(request, kind), answer)));
    }

    /** A forbidden row never fails this way, because the stub would have to accept it. */
    private boolean fails(ReceivedRequest request, String kind) {
        boolean fails = request.delivers() && random.nextDouble() < SHARE && !Feed.isForbidden(request);
        if (fails && request.publishes() && kind.equals(ANSWER_LOST)) {
            accepted.loseAnswer(request);
        }
        return fails;
    }

    /** The number of failed requests by kind. */
    Map<String, Long> hits() {
        Map<String, Long> hits = new LinkedHashMap<>();
        rules.forEach((kind, rule) -> hits.put(kind, rule.hits()));
        return hits;
    }
}
