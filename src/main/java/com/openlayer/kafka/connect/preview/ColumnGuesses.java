package com.openlayer.kafka.connect.preview;

import com.fasterxml.jackson.core.JsonPointer;
import com.openlayer.kafka.connect.config.ConfigField;
import com.openlayer.kafka.connect.config.TaskType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Matches the fields of the records with the fields of a task type's config, by name and content. */
final class ColumnGuesses {
    private static final List<String> OUTPUT = List.of(
            "output|answer|completion|reply|outputtext|generatedtext|generation|modeloutput|assistantmessage|botresponse",
            "response|assistant|result|prediction|responsetext",
            "choices/\\d+/message/content|choices/\\d+/text|output/\\d+/content/\\d+/text",
            "candidates/\\d+/content/parts/\\d+/text|output/message/content/\\d+/text|response/content/\\d+/text",
            "message/content|generations/\\d+/text");
    private static final List<String> INPUT = List.of(
            "userquery|query|question|userinput|usermessage|userprompt|inputtext|input|prompt|instruction|ask",
            "contents/\\d+/parts/\\d+/text",
            "message|request|text");
    private static final List<String> PREDICTION = List.of(
            "predictions?|predicted|predictedclass|predictedlabel|predictedvalue|preds?|predlabel|predclass|yhat|ypred",
            "predicted\\p{L}+|\\p{L}+prediction|\\p{L}+predicted|forecast|estimate|classification");
    private static final List<String> LABEL = List.of(
            "label|actual|actuallabel|actualclass|trueclass|truelabel|groundtruth|truth|ytrue",
            "target|outcome|class|y");
    private static final List<String> TARGET =
            List.of("target|actual|actualvalue|groundtruth|truth|ytrue|observed|label|y", "actual\\p{L}+|true\\p{L}+");
    private static final List<String> SCORES =
            List.of("(prediction|class)?(scores?|probabilit(y|ies)|probas?|probs?|confidences?)|predictproba", ".*");
    private static final List<String> TEXT =
            List.of("text|message|body|content|sentence|review|comment|utterance|document|description|title|subject");
    private static final int MAX_CLASSES = 50;
    /** The mean length in characters from which text counts as written by people rather than as a name. */
    private static final int MIN_FREE_TEXT_LENGTH = 20;

    private final FieldProfiles fields;
    private final List<ColumnGuess> guesses = new ArrayList<>();
    private final Set<JsonPointer> used = new HashSet<>();

    private ColumnGuesses(FieldProfiles fields) {
        this.fields = fields;
    }

    /** One guess for each field of the task type for which the records have a match. */
    static List<ColumnGuess> of(TaskType taskType, FieldProfiles fields) {
        ColumnGuesses guesses = new ColumnGuesses(fields);
        switch (taskType) {
            case LLM_BASE -> guesses.guessConversation();
            case TABULAR_CLASSIFICATION -> {
                guesses.guessClasses();
                guesses.guessCommon();
                guesses.guessFeatures();
            }
            case TABULAR_REGRESSION -> {
                guesses.guessRegression();
                guesses.guessCommon();
                guesses.guessFeatures();
            }
            case TEXT_CLASSIFICATION -> {
                guesses.guessClasses();
                guesses.guessText();
                guesses.guessCommon();
            }
        }
        return guesses.guesses;
    }

    /** The task type that the records suggest, with the reason. */
    static Map.Entry<TaskType, String> taskType(FieldProfiles fields) {
        ColumnGuesses guesses = new ColumnGuesses(fields);
        Optional<FieldProfile> scores = fields.named(SCORES, FieldProfile::isScores);
        Optional<FieldProfile> output = fields.named(OUTPUT, f -> f.isText() && fields.isInEvery(f));
        Optional<FieldProfile> prediction = fields.named(PREDICTION, FieldProfile::isScalar);
        boolean text = guesses.freeText().isPresent();
        if (scores.isPresent()) {
            return classification(text, scores.get().pointer() + " is a list of numbers that sum to one");
        }
        if (output.isPresent() && !(isClasses(output.get()) && repeats(output.get()))) {
            return Map.entry(TaskType.LLM_BASE, output.get().pointer() + " is text with the name of an answer");
        }
        if (prediction.isPresent() && isClasses(prediction.get())) {
            return classification(text, prediction.get().pointer() + " is one of few classes");
        }
        if (prediction.isPresent() && prediction.get().isNumber()) {
            return Map.entry(TaskType.TABULAR_REGRESSION, prediction.get().pointer() + " is a number");
        }
        Optional<FieldProfile> label = fields.named(LABEL, ColumnGuesses::isClasses);
        if (label.isPresent()) {
            return classification(text, label.get().pointer() + " is one of few classes");
        }
        return output.isPresent() || text
                ? Map.entry(TaskType.LLM_BASE, "the records have text and no prediction")
                : Map.entry(
                        TaskType.TABULAR_REGRESSION, "no field indicates a task type, and this one requires no column");
    }

    private static Map.Entry<TaskType, String> classification(boolean text, String reason) {
        return text
                ? Map.entry(TaskType.TEXT_CLASSIFICATION, reason + ", and the records have text")
                : Map.entry(TaskType.TABULAR_CLASSIFICATION, reason + ", and the records have no long text");
    }

    private static boolean isClasses(FieldProfile field) {
        boolean isSmall = field.isInteger()
                && field.min().signum() >= 0
                && field.max().compareTo(BigDecimal.valueOf(MAX_CLASSES)) < 0;
        boolean isShort = field.isText() && field.meanLength() < 2 * MIN_FREE_TEXT_LENGTH && !field.isTimeText();
        boolean few =
                field.distinct().size() <= MAX_CLASSES && (field.distinct().size() <= 3 || repeats(field));
        return few && (isSmall || isShort);
    }

    private static boolean repeats(FieldProfile field) {
        return field.distinct().size() * 2 <= field.count();
    }

    private Optional<FieldProfile> freeText() {
        return fields.named(TEXT, f -> f.isText() && f.meanLength() >= MIN_FREE_TEXT_LENGTH && !f.isTimeText())
                .or(() -> fields.all().stream()
                        .filter(f -> f.isText() && f.meanLength() >= 2 * MIN_FREE_TEXT_LENGTH)
                        .max(Comparator.comparingDouble(FieldProfile::meanLength)));
    }

    private void guessConversation() {
        Optional<FieldProfile> user = lastUserMessage();
        user.ifPresent(f -> used.add(f.pointer())); // this is the input, so its name must not make it the output
        Predicate<FieldProfile> everywhere = fields::isInEvery;
        Optional<FieldProfile> output = fields.named(
                        OUTPUT, everywhere.and(this::isFree).and(FieldProfile::isText))
                .or(() -> fields.named(OUTPUT, everywhere.and(this::isFree)));
        if (output.isPresent()) {
            take(ConfigField.OUTPUT_COLUMN_NAME, output.get(), "in every record, with the name of an answer");
        }
        if (user.isPresent()) {
            used.remove(user.get().pointer());
            take(ConfigField.INPUT_VARIABLE_NAMES, user.get(), "the last message whose role is user");
        } else {
            guess(ConfigField.INPUT_VARIABLE_NAMES, INPUT, FieldProfile::isText, "text with the name of an input");
        }
        guessCommon();
        guess(
                ConfigField.CONTEXT_COLUMN_NAME,
                List.of("contexts?|documents|retrieveddocuments|retrievedcontext|passages|sources"),
                f -> true,
                "a field with the name of a retrieval context");
        guess(
                ConfigField.QUESTION_COLUMN_NAME,
                List.of("question"),
                FieldProfile::isText,
                "text with the name of a question");
        guess(
                ConfigField.GROUND_TRUTH_COLUMN_NAME,
                List.of("groundtruth|expected(output|answer)?|reference(answer)?|ideal(answer)?|correctanswer"),
                f -> true,
                "a field with the name of an expected answer");
        guess(
                ConfigField.NUM_OF_TOKEN_COLUMN_NAME,
                List.of("totaltokens|tokens|numtokens|numoftokens|tokencount|totaltokencount"),
                FieldProfile::isNumber,
                "a number with the name of a token count");
        guess(
                ConfigField.COST_COLUMN_NAME,
                List.of("cost|totalcost|costusd"),
                FieldProfile::isNumber,
                "a number with the name of a cost");
        guess(
                ConfigField.USER_ID_COLUMN_NAME,
                List.of("userid|user|customerid|enduserid"),
                FieldProfile::isScalar,
                "a field with the name of a user id");
        guess(
                ConfigField.SESSION_ID_COLUMN_NAME,
                List.of("sessionid|conversationid|threadid|chatid|session"),
                FieldProfile::isScalar,
                "a field with the name of a session id");
        if (output.isEmpty()) {
            longestText(ConfigField.OUTPUT_COLUMN_NAME);
        }
        if (guesses.stream().noneMatch(g -> g.field() == ConfigField.INPUT_VARIABLE_NAMES)) {
            longestText(ConfigField.INPUT_VARIABLE_NAMES);
        }
    }

    private void longestText(ConfigField field) {
        fields.all().stream()
                .filter(f -> isFree(f) && f.isText() && !f.isTimeText() && fields.isInEvery(f))
                .max(Comparator.comparingDouble(FieldProfile::meanLength))
                .ifPresent(f -> take(field, f, "the longest remaining text that every record has"));
    }

    /** The content at the last index of {@code messages} at which every record has a message whose role is user. */
    private Optional<FieldProfile> lastUserMessage() {
        Optional<FieldProfile> last = Optional.empty();
        for (FieldProfile role : fields.all()) {
            if (role.path().matches("(.*/)?(messages|input)/\\d+/role")
                    && fields.isInEvery(role)
                    && role.distinct().keySet().equals(Set.of("user"))) {
                JsonPointer content = role.pointer().head().appendProperty("content");
                Optional<FieldProfile> text = fields.at(content)
                        .filter(FieldProfile::isText)
                        .or(() -> fields.at(content.appendIndex(0).appendProperty("text")));
                last = text.isPresent() ? text : last;
            }
        }
        return last;
    }

    private void guessClasses() {
        guess(
                ConfigField.PREDICTION_SCORES_COLUMN_NAME,
                SCORES,
                FieldProfile::isScores,
                "a list of numbers that sum to one, of the same size in every record");
        guess(
                ConfigField.PREDICTIONS_COLUMN_NAME,
                PREDICTION,
                ColumnGuesses::isClasses,
                "one of few classes, with the name of a prediction");
        guess(
                ConfigField.LABEL_COLUMN_NAME,
                LABEL,
                ColumnGuesses::isClasses,
                "one of few classes, with the name of a label");
    }

    private void guessRegression() {
        guess(
                ConfigField.PREDICTIONS_COLUMN_NAME,
                PREDICTION,
                FieldProfile::isNumber,
                "a number with the name of a prediction");
        guess(ConfigField.TARGET_COLUMN_NAME, TARGET, FieldProfile::isNumber, "a number with the name of a target");
        if (guesses.size() == 1 && guesses.get(0).field() == ConfigField.PREDICTIONS_COLUMN_NAME) {
            String subject =
                    guesses.get(0).profile().path().replaceAll(".*/|predicted|prediction|pred|forecast|estimate", "");
            fields.all().stream()
                    .filter(f -> !subject.isEmpty()
                            && isFree(f)
                            && f.isNumber()
                            && f.path().endsWith(subject))
                    .findFirst()
                    .ifPresent(f -> take(
                            ConfigField.TARGET_COLUMN_NAME, f, "a number with the name of the predicted quantity"));
        }
    }

    private void guessText() {
        freeText()
                .filter(this::isFree)
                .ifPresent(f -> take(ConfigField.TEXT_COLUMN_NAME, f, "the text of the records"));
        if (guesses.stream().noneMatch(g -> g.field() == ConfigField.TEXT_COLUMN_NAME)) {
            longestText(ConfigField.TEXT_COLUMN_NAME);
        }
    }

    private void guessCommon() {
        guess(
                ConfigField.TIMESTAMP_COLUMN_NAME,
                List.of(
                        "timestamp|time|ts|eventtime|datetime|date|createdat|created|createdtime|requesttime|starttime",
                        "\\p{L}*(timestamp|time|date)|\\p{L}+at|timestampms|timestampus|timestampns"),
                ColumnGuesses::isTime,
                "a time by its name and values");
        guess(
                ConfigField.INFERENCE_ID_COLUMN_NAME,
                List.of(
                        "inferenceid|requestid|id|predictionid|messageid|eventid|completionid|traceid|uuid",
                        "\\p{L}+id|\\p{L}+uuid"),
                f -> f.isUnique()
                        && fields.isInEvery(f)
                        && (f.isText() || f.isInteger())
                        && f.path().indexOf('/') < 0,
                "different in every record, with the name of an id");
        guess(
                ConfigField.LATENCY_COLUMN_NAME,
                List.of(
                        "latency|latencyms|duration|durationms|elapsed|elapsedms|responsetime|responsetimems|inferencetime"),
                FieldProfile::isNumber,
                "a number with the name of a duration");
    }

    private static boolean isTime(FieldProfile field) {
        return field.isTimeText() || TimeUnits.unit(field).isPresent();
    }

    private void guessFeatures() {
        for (FieldProfile field : fields.all()) {
            boolean isNumber = field.isNumber();
            boolean isCategory = field.isText() && isClasses(field);
            boolean isId = field.path().matches("(.*/)?(\\p{L}*id|\\p{L}*uuid|\\p{L}*version|model)");
            boolean inList = field.pointer().toString().matches(".*/\\d+(/.*)?");
            if (isFree(field) && !isId && !inList && (isNumber || isCategory)) {
                take(ConfigField.FEATURE_NAMES, field, isNumber ? "a number" : "text with few distinct values");
                if (isCategory) {
                    take(ConfigField.CATEGORICAL_FEATURE_NAMES, field, "text with few distinct values");
                }
            }
        }
    }

    private void guess(ConfigField field, List<String> names, Predicate<FieldProfile> content, String reason) {
        fields.named(names, content.and(this::isFree)).ifPresent(found -> take(field, found, reason));
    }

    private boolean isFree(FieldProfile field) {
        return !used.contains(field.pointer()) && field.count() > 0;
    }

    private void take(ConfigField field, FieldProfile profile, String reason) {
        used.add(profile.pointer());
        String more = fields.isInEvery(profile)
                ? ""
                : String.format(
                        Locale.ROOT,
                        ", in %d of %d records",
                        profile.count(),
                        fields.values().size());
        guesses.add(new ColumnGuess(field, profile, reason + more));
    }
}
