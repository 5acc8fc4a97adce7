package com.openlayer.kafka.connect.api;

import java.util.Arrays;
import java.util.Set;

/** Words that an error text may hold even though a row holds them too. */
final class Vocabulary {
    /** The field names of a request. Source: {@code publish-records.md}, and for updates the types of Openlayer's SDKs. */
    static final Set<String> SPEC_NAMES = Set.of(
            "categoricalFeatureNames",
            "classNames",
            "config",
            "contextColumnName",
            "costColumnName",
            "featureNames",
            "groundTruthColumnName",
            "humanFeedbackColumnName",
            "inferenceIdColumnName",
            "inputVariableNames",
            "labelColumnName",
            "latencyColumnName",
            "metadata",
            "numOfTokenColumnName",
            "outputColumnName",
            "predictionScoresColumnName",
            "predictionsColumnName",
            "prompt",
            "questionColumnName",
            "rows",
            "sessionIdColumnName",
            "success",
            "targetColumnName",
            "textColumnName",
            "timestampColumnName",
            "userIdColumnName");

    /** What errors about requests, columns and values are worded with. */
    static final Set<String> WORDS = Set.copyOf(Arrays.asList("""
                    a access all allowed already an and any api are array as at authorized be been before between body
                    boolean both but by can cannot categorical class classes column columns config configuration could
                    count data dataset date decode detail did do does due duplicate duplicated each either empty equal
                    error errors exceed exceeded exceeds exist exists expected expired failed failure feature features
                    few field fields float for format forbidden found from future given greater has have header id ids
                    if in index inference input inputs int integer integers internal invalid is isn it its json key
                    keys label labels large latency length less limit list long longer malformed many match matches
                    maximum message metadata minimum missing model more must name named names negative no non none not
                    null number numbers numeric object of on one only or out output outputs parse past payload
                    permission pipeline plan positive prediction predictions project prompt property provide provided
                    quota range rate read reached received refused reject rejected request requests required row rows
                    same schema score scores seconds see server should since size some stream string strings session sum
                    supported t task temporarily text than that the there these they this time timeout timestamp
                    timestamps to token tokens too try type types unable unauthorized unavailable unexpected unique
                    unix unknown unsupported user value values variable variables was were when which while with without
                    workspace wrong you your
                    """.trim().split("\\s+")));

    private Vocabulary() {}
}
