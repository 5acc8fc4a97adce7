package com.openlayer.kafka.pairs;

/** Which half of a pair an event is. */
enum Role {
    REQUEST("request"),
    RESPONSE("response");

    private final String word;

    Role(String word) {
        this.word = word;
    }

    /** The word that filters put out, and the name of the half in a pair. */
    String word() {
        return word;
    }

    Role other() {
        return this == REQUEST ? RESPONSE : REQUEST;
    }
}
