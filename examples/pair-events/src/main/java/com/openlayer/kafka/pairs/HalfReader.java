package com.openlayer.kafka.pairs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import net.thisptr.jackson.jq.Scope;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * Finds key and role of each event. What comes out has the key by which halves meet: every part of the key that the filter
 * gave, of which the first is the pair's own. Events that can have no pair come out with the reason and without a key.
 */
final class HalfReader extends ContextualProcessor<byte[], byte[], String, Half> {
    /** Parts of a key are joined by a character that no id has. */
    private static final String SEPARATOR = "\u001f";

    private static final String SKIP = "skip";

    private final PairSettings settings;
    private final PairTally tally;
    private final EventFilter keyFilter;
    private final EventFilter roleFilter;

    HalfReader(PairSettings settings, PairTally tally) {
        this.settings = settings;
        this.tally = tally;
        this.keyFilter = EventFilter.compile(settings.keyFilter());
        this.roleFilter = EventFilter.compile(settings.roleFilter());
    }

    /** What was found out about one event. */
    private static final class Finding {
        private Body body;
        private boolean skipped;
        private Role role;
        private String id;
        private String meetingKey;
        private Reason reason;
    }

    @Override
    public void process(Record<byte[], byte[]> event) {
        RecordMetadata source = context().recordMetadata().orElseThrow();
        Finding finding = new Finding();
        try {
            find(event, source, finding);
        } catch (EventFilter.FailedException e) {
            finding.reason = Reason.FILTER_FAILED;
        }
        if (finding.skipped) {
            tally.skipped();
            return;
        }
        Half half = new Half(
                finding.role,
                finding.id,
                finding.reason,
                source.topic(),
                source.partition(),
                source.offset(),
                event.timestamp(),
                event.key(),
                event.value(),
                finding.body == null ? null : finding.body.json(),
                event.headers());
        if (HalfSerde.size(half) > settings.maxBytes()) {
            half = half.withoutContent().without(Reason.TOO_LARGE);
        }
        String key = half.isUnpaired() ? null : finding.meetingKey;
        context().forward(new Record<>(key, half, event.timestamp()));
    }

    /** The role comes first, because it tells how a body in protobuf is read. */
    private void find(Record<byte[], byte[]> event, RecordMetadata source, Finding finding)
            throws EventFilter.FailedException {
        Scope variables = EventFilter.variables(event, source);
        finding.body = Body.json(event.value());
        String word = roleFilter.apply(tree(finding.body), variables).asText();
        finding.skipped = word.equals(SKIP);
        for (Role role : Role.values()) {
            if (role.word().equals(word)) {
                finding.role = role;
            }
        }
        if (finding.body == null && finding.role != null) {
            finding.body = Body.decode(event.value(), settings.format(), finding.role);
        }
        readKey(keyFilter.apply(tree(finding.body), variables), finding);
        if (finding.id == null) {
            finding.reason = Reason.NO_KEY;
        } else if (finding.role == null) {
            finding.reason = Reason.UNKNOWN_ROLE;
        } else if (finding.body == null) {
            finding.reason = Reason.NOT_JSON;
        }
    }

    private static JsonNode tree(Body body) {
        return body == null ? NullNode.instance : body.tree();
    }

    /** A text or number, or an array that starts with one. */
    private static void readKey(JsonNode key, Finding finding) {
        JsonNode first = key.isArray() ? key.path(0) : key;
        if (!first.isValueNode() || first.isNull() || first.asText().isEmpty()) {
            return;
        }
        finding.id = first.asText();
        StringBuilder all = new StringBuilder(finding.id);
        for (int i = 1; i < key.size(); i++) {
            all.append(SEPARATOR).append(key.get(i).asText(""));
        }
        finding.meetingKey = all.toString();
    }
}
