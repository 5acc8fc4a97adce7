package com.openlayer.kafka.connect.api;

import java.util.Arrays;
import java.util.Set;

/** The words of server texts that may be logged. */
final class SafeWords {
    /** The field names of requests, from {@code publish-records.md} and, for updates, from the types of Openlayer's SDKs. */
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

    /** The media types of responses from servers and gateways. */
    static final Set<String> MEDIA_TYPES = Set.of(
            "application/json",
            "application/octet-stream",
            "application/problem+json",
            "application/xhtml+xml",
            "application/xml",
            "text/html",
            "text/plain",
            "text/xml");

    /** Words for positions: a number after one of them may be large. */
    static final Set<String> PLACES =
            Set.of("byte", "char", "character", "index", "line", "offset", "position", "row", "rows");

    /** The vocabulary of HTTP, validation, and Openlayer's tasks, workspaces and data backends, in lower case. */
    static final Set<String> WORDS = Set.copyOf(Arrays.asList("""
                    a about absent accept acceptable accepted access account active additional admin after again all
                    allowed already also an and answering any api are argument array as assertion at attempt attribute
                    authenticate authenticated authentication authorization authorized backend bad base batch be bearer
                    been before below between bigquery billing blank blocked body boolean both but by byte bytes call
                    can canceled cancelled cannot categorical char character characters class classes classification
                    client closed code column columns completed config configuration conflict connect connection contain
                    contains content context correct cost could count create created credentials current data database
                    databricks dataframe dataset date datetime day days decode default delta denied deprecated detail
                    details dict dictionary did different disabled do does domain don double due duplicate duplicated
                    each either element else empty enabled encoding end enough entity entry equal error errors every
                    exactly exceed exceeded exceeds except exception exist existing exists expect expected expired
                    extra failed fails failure false feature features feedback few field fields finite float for
                    forbidden format found free from full future gateway generic given gone greater ground had handle
                    has have header headers here hour hours how html http https human id identifier identifiers ids if in
                    incomplete incorrect index inference infinite input inputs insufficient int integer integers
                    internal invalid is isn it item items its json key keys keyword label labels lake large larger last
                    latency later least length less limit limits line list lists llm login long longer lower malformed
                    many map mapping match matches maximum may maybe media message metadata method milliseconds minimum
                    minute minutes mismatch missing model models more most moved ms must name named names nan negative
                    ner network no non none not null number numbers numeric object objects of off offset on once one only
                    openlayer or other out output outputs over owner page parameter parse part past paused payload
                    pending per permission permissions pipeline pipelines plan please position positive postgres
                    precondition prediction predictions present problem process processed processing project projects
                    prompt properties property provide provided proxy quality question quota range rate rather read
                    reached received record records redshift refused regression reject rejected removed
                    repeated request requested requests require required requires resource resources response retry row
                    rows running same schema score scores second seconds see seem send sent server service session
                    sessions should shorter since single size small smaller snowflake some something sometime start
                    state status still stream string strings subscription such success sum summarization supported
                    syntax t tabular target task temporarily temporary text texts than that the their them there these
                    they this those time timed timeout timestamp timestamps to token tokens too translation trial true
                    truth try twice two type types unable unauthorized unavailable undefined unexpected unique unix
                    unknown unprocessable until up update updated upgrade upper upstream url us use used user users
                    using utf valid validation value values variable variables via was we were what when where whether
                    which while will with within without workspace workspaces wrong xml you your zero
                    """.trim().split("\\s+")));

    private SafeWords() {}
}
