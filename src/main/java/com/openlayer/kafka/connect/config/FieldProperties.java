package com.openlayer.kafka.connect.config;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Validator;
import org.apache.kafka.common.config.ConfigDef.Width;

/** The properties of a pipeline that set a field of the request's config. */
final class FieldProperties {
    /** Columns that Openlayer requires to differ: the expected value, and the model's value. */
    private static final Map<ConfigField, ConfigField> EXPECTED_AND_ACTUAL = Map.of(
            ConfigField.LABEL_COLUMN_NAME, ConfigField.PREDICTIONS_COLUMN_NAME,
            ConfigField.TARGET_COLUMN_NAME, ConfigField.PREDICTIONS_COLUMN_NAME,
            ConfigField.GROUND_TRUTH_COLUMN_NAME, ConfigField.OUTPUT_COLUMN_NAME);

    private FieldProperties() {}

    static Property property(String prefix, ConfigField field, boolean required) {
        String name = prefix + field.property();
        Property property = required
                ? Property.required(name, ConfigDef.Type.STRING, title(field))
                : Property.optional(name, ConfigDef.Type.STRING, null, title(field));
        return property.importance(importance(field))
                .width(field.valueType() == ConfigField.ValueType.COLUMN ? Width.MEDIUM : Width.LONG)
                .valid(format(field))
                .documentation(meaning(field) + " Field " + field.specName() + " of " + owners(field) + ".")
                .example(example(field));
    }

    /** Checks the fields of one pipeline against each other. */
    static void check(PipelineValues values) {
        EXPECTED_AND_ACTUAL.forEach((expected, actual) -> {
            Optional<String> name = values.value(expected.property(), NameList.COLUMN);
            if (name.isPresent() && name.equals(values.value(actual.property(), NameList.COLUMN))) {
                values.addError(
                        expected.property(),
                        "It is the column of " + values.source(actual.property())
                                + " too, and Openlayer rejects one column for both: name two columns, or remove this"
                                + " property if the rows have only one of them");
            }
        });
    }

    /** The task types and operations whose config has the field. */
    private static String owners(ConfigField field) {
        Stream<String> taskTypes = Arrays.stream(TaskType.values())
                .filter(type -> type.fields().contains(field))
                .map(type -> type.value() + (type.required().contains(field) ? " (required)" : ""));
        Stream<String> updates = Operation.UPDATE_FIELDS.contains(field)
                ? Stream.of("updates" + (field == ConfigField.INFERENCE_ID_COLUMN_NAME ? " (required)" : ""))
                : Stream.of();
        return Stream.concat(taskTypes, updates).collect(Collectors.joining(", "));
    }

    static Validator format(ConfigField field) {
        return switch (field.valueType()) {
            case COLUMN -> NameList.COLUMN;
            case COLUMNS -> NameList.COLUMNS;
            case NAMES -> NameList.CLASSES;
            case JSON -> field == ConfigField.PROMPT ? JsonProperty.PROMPT : JsonProperty.METADATA;
        };
    }

    private static String title(ConfigField field) {
        String words = field.property().replace('.', ' ');
        return Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }

    private static Importance importance(ConfigField field) {
        return switch (field) {
            case OUTPUT_COLUMN_NAME, CLASS_NAMES -> Importance.HIGH;
            case INPUT_VARIABLE_NAMES,
                    FEATURE_NAMES,
                    CATEGORICAL_FEATURE_NAMES,
                    PREDICTIONS_COLUMN_NAME,
                    LABEL_COLUMN_NAME,
                    TARGET_COLUMN_NAME,
                    TEXT_COLUMN_NAME,
                    TIMESTAMP_COLUMN_NAME,
                    INFERENCE_ID_COLUMN_NAME,
                    PROMPT -> Importance.MEDIUM;
            default -> Importance.LOW;
        };
    }

    private static String meaning(ConfigField field) {
        return switch (field) {
            case INPUT_VARIABLE_NAMES ->
                "The columns with the input variables of the prompt. Left out, an empty list is sent.";
            case OUTPUT_COLUMN_NAME -> "The column with the model's answer.";
            case FEATURE_NAMES -> "The columns with the model's input features. Left out, an empty list is sent.";
            case CATEGORICAL_FEATURE_NAMES ->
                "The feature columns that are categorical. Left out, an empty list is sent.";
            case CLASS_NAMES ->
                "The names of the classes, in the order of the integers that represent them in the rows: the first is"
                        + " class 0. Write a JSON array if a name contains a comma.";
            case PREDICTIONS_COLUMN_NAME ->
                "The column with the model's predictions: for classification the integer of the class, counted"
                        + " from 0; for regression a number.";
            case PREDICTION_SCORES_COLUMN_NAME ->
                "The column with a list of probabilities, one for each class, in the order of the class names.";
            case LABEL_COLUMN_NAME -> "The column with the true class, as the integer of the class, counted from 0.";
            case TARGET_COLUMN_NAME -> "The column with the true value, a number.";
            case TEXT_COLUMN_NAME -> "The column with the text that was classified.";
            case CONTEXT_COLUMN_NAME ->
                "The column with the context that was retrieved for the answer (RAG). Openlayer computes its RAG"
                        + " metrics from it.";
            case QUESTION_COLUMN_NAME ->
                "The column with the question that was asked (RAG). Openlayer computes its RAG metrics from it.";
            case GROUND_TRUTH_COLUMN_NAME ->
                "The column with the expected answer. In an update it also names the label or target of a tabular"
                        + " model.";
            case HUMAN_FEEDBACK_COLUMN_NAME -> "The column with a human's feedback on the answer.";
            case NUM_OF_TOKEN_COLUMN_NAME -> "The column with the total number of tokens.";
            case COST_COLUMN_NAME -> "The column with the cost of the row, a number.";
            case LATENCY_COLUMN_NAME ->
                "The column with the latency, a number in the unit that " + PipelineNames.LATENCY_UNIT + " names.";
            case TIMESTAMP_COLUMN_NAME ->
                "The column with the time of the inference. It is sent as UNIX seconds, converted by "
                        + PipelineNames.TIMESTAMP_UNIT + ". Left out, "
                        + PipelineNames.TIMESTAMP_FROM_RECORD
                        + " decides; an update then leaves the time as it is.";
            case INFERENCE_ID_COLUMN_NAME ->
                "The column with the inference id, by which a row can be updated later. Left out, "
                        + PipelineNames.INFERENCE_ID_FROM_RECORD + " decides. In an update it names the row to"
                        + " update, and a record without it is errant.";
            case USER_ID_COLUMN_NAME -> "The column with the id of the user.";
            case SESSION_ID_COLUMN_NAME -> "The column with the id of the session.";
            case PROMPT ->
                "The prompt of the LLM, as JSON: an array of messages with a role and a content, in which"
                        + " {{ variable }} stands for an input variable.";
            case METADATA -> "Further information about the rows, as a JSON object. It is sent unchanged.";
        };
    }

    private static String example(ConfigField field) {
        return switch (field) {
            case INPUT_VARIABLE_NAMES -> "user_query";
            case OUTPUT_COLUMN_NAME -> "output";
            case FEATURE_NAMES -> "Age,Geography";
            case CATEGORICAL_FEATURE_NAMES -> "Geography";
            case CLASS_NAMES -> "Retained,Exited";
            case PREDICTIONS_COLUMN_NAME -> "prediction";
            case PREDICTION_SCORES_COLUMN_NAME -> "prediction_scores";
            case LABEL_COLUMN_NAME -> "label";
            case TARGET_COLUMN_NAME -> "target";
            case TEXT_COLUMN_NAME -> "text";
            case CONTEXT_COLUMN_NAME -> "context";
            case QUESTION_COLUMN_NAME -> "question";
            case GROUND_TRUTH_COLUMN_NAME -> "ground_truth";
            case HUMAN_FEEDBACK_COLUMN_NAME -> "feedback";
            case NUM_OF_TOKEN_COLUMN_NAME -> "num_tokens";
            case COST_COLUMN_NAME -> "cost";
            case LATENCY_COLUMN_NAME -> "latency";
            case TIMESTAMP_COLUMN_NAME -> "timestamp";
            case INFERENCE_ID_COLUMN_NAME -> "id";
            case USER_ID_COLUMN_NAME -> "user_id";
            case SESSION_ID_COLUMN_NAME -> "session_id";
            case PROMPT -> "[{\"role\": \"user\", \"content\": \"{{ user_query }}\"}]";
            case METADATA -> "{\"model\": \"v3\"}";
        };
    }
}
