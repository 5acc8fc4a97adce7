package com.openlayer.kafka.connect.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong with a configuration of one pipeline, in both forms. */
@ParameterizedClass
@EnumSource
class ConfigValidationTest {
    @Parameter
    private Settings.Form form;

    private Settings chat() {
        return form.chat();
    }

    /** The name of a property of the pipeline. */
    private String chat(String property) {
        return form.prefix("chat") + property;
    }

    @Test
    void aValidConfigurationHasNoError() {
        assertThat(chat().errors()).isEmpty();
    }

    @Test
    void nothingAtAllMissesTheKeyAndAPipeline() {
        Map<String, List<String>> errors = errorsOf(Map.of());
        assertThat(errors).containsOnlyKeys("openlayer.api.key", "inference.pipeline.id", "task.type");
        errors.values().forEach(messages -> assertThat(messages).hasSize(1));
    }

    @Test
    void aNamedPipelineMissesWhatEveryPipelineNeeds() {
        assertThat(form.connector("chat").errors()).containsOnlyKeys(chat("inference.pipeline.id"), chat("task.type"));
    }

    @ParameterizedTest
    @EnumSource
    void everyFieldTheSpecRequiresIsMissed(TaskType taskType) {
        String[] required = taskType.required().stream()
                .map(field -> form.prefix("p") + field.property())
                .toArray(String[]::new);
        Map<String, List<String>> errors = form.pipeline("p", taskType.value()).errors();

        assertThat(errors).containsOnlyKeys(required);
        errors.values()
                .forEach(messages ->
                        assertThat(messages).singleElement().asString().contains("Missing"));
    }

    @Test
    void nullAndBlankValuesCountAsMissing() {
        Map<String, String> properties = new HashMap<>(chat().map());
        properties.put("openlayer.api.key", "  ");
        properties.put(chat("output.column.name"), null);
        properties.put("linger.ms", null);

        assertThat(errorsOf(properties)).containsOnlyKeys("openlayer.api.key", chat("output.column.name"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"openlayer.api.key", "linger.ms", "inference.pipeline.id", "task.type"})
    void aVariableThatNobodyResolvedIsSaidToBeOne(String name) {
        String property = name.startsWith("openlayer.") || name.endsWith(".ms") ? name : chat(name);
        assertThat(chat().with(property, "${env:SOME_NAME}").onlyError(property))
                .contains("config.providers");
    }

    @Test
    void aTaskTypeNobodyKnowsIsTheOnlyError() {
        assertThat(form.pipeline("p", "tabular-clasification")
                        .with(form.prefix("p") + "feature.names", "Age")
                        .onlyError(form.prefix("p") + "task.type"))
                .contains("tabular-clasification", "llm-base", "nearest", "'tabular-classification'");
    }

    @Test
    void aFieldOfAnotherTaskTypeIsRefusedWhereItStands() {
        assertThat(chat().with(chat("class.names"), "a,b").onlyError(chat("class.names")))
                .contains(
                        "a,b",
                        "field of task types tabular-classification, text-classification",
                        "pipeline '" + (form == Settings.Form.FLAT ? "default" : "chat") + "' is llm-base",
                        "remove it or change " + chat("task.type"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1-2-3-4-5", "182bd5e5", "182bd5e56e1a4fe4a799aa6d9a6ab26e", "chat"})
    void anIdThatIsNoUuidIsRefused(String id) {
        assertThat(chat().with(chat("inference.pipeline.id"), id).onlyError(chat("inference.pipeline.id")))
                .contains(id, "not a UUID");
    }

    @ParameterizedTest
    @ValueSource(strings = {"my output", "openlayer_output", "réponse", "a.b", "a,b"})
    void aColumnNameTheServerRefusesIsRefused(String name) {
        assertThat(chat().with(chat("output.column.name"), name).onlyError(chat("output.column.name")))
                .contains(name, "Openlayer refuses", "columns");
    }

    @Test
    void aColumnNameIsAtMostSixtyCharactersLong() {
        String property = chat("output.column.name");
        assertThat(chat().with(property, "a".repeat(60)).errors()).isEmpty();
        assertThat(chat().with(property, "a".repeat(61)).onlyError(property)).contains("1 to 60");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a b        | Openlayer refuses 'a b'",
                "a,b,a      | 'a' is listed twice",
                "a,,b       | An entry is blank",
                "[\"a\", 1] | array of strings",
                "[a         | Invalid JSON",
            })
    void listsOfColumnsAreChecked(String names, String reason) {
        assertThat(chat().with(chat("input.variable.names"), names).onlyError(chat("input.variable.names")))
                .contains(reason);
    }

    @Test
    void noInputVariablesCanBeSaidExplicitly() {
        assertThat(chat().with(chat("input.variable.names"), "[]").errors()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"yes,yes | listed twice", "[] | names no class", "yes,,no | An entry is blank"})
    void classNamesAreChecked(String names, String reason) {
        assertThat(form.pipeline("p", "text-classification")
                        .with(form.prefix("p") + "class.names", names)
                        .onlyError(form.prefix("p") + "class.names"))
                .contains(reason);
    }

    @Test
    void aCategoricalFeatureMustBeAFeature() {
        Settings settings = form.pipeline("p", "tabular-regression")
                .with(form.prefix("p") + "feature.names", "Age,Geography")
                .with(form.prefix("p") + "categorical.feature.names", "Geography,Gender");
        assertThat(settings.onlyError(form.prefix("p") + "categorical.feature.names"))
                .contains("[Gender] is not among " + form.prefix("p") + "feature.names", "Age");
        settings.without(form.prefix("p") + "feature.names");
        assertThat(settings.errors()).containsOnlyKeys(form.prefix("p") + "categorical.feature.names");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[{\"role\": \"user\"                        | Invalid JSON",
                "{\"role\": \"user\", \"content\": \"x\"}    | must be a JSON array",
                "[{\"role\": \"user\"}]                      | Message 1",
                "[{\"role\": \"user\", \"content\": 5}]      | Message 1",
                "[\"hello\"]                                 | Message 1",
                "[{\"role\": \"a\", \"content\": \"b\", \"name\": \"c\"}] | holds 'name'",
            })
    void anUnreadablePromptIsRefused(String prompt, String reason) {
        assertThat(chat().with(chat("prompt"), prompt).onlyError(chat("prompt")))
                .contains(reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "5", "{", "{} {}", "{\"a\": 1, \"a\": 2}"})
    void metadataMustBeOneJsonObject(String metadata) {
        assertThat(chat().with(chat("metadata"), metadata).onlyError(chat("metadata")))
                .contains("JSON");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "https://api.openlayer.com          | append /v1",
                "https://api.openlayer.com/v2       | append /v1",
                "https://api.openlayer.com/xv1      | append /v1",
                "https:///v1                        | append /v1",
                "https://                           | Its host must be",
                "ftp://api.openlayer.com/v1         | http or https",
                "api.openlayer.com/v1               | http or https",
                "https://api openlayer.com/v1       | Its host must be",
                "https://api.openlayer.com:99999/v1 | from 1 to 65535",
                "http://openlayer.example.com/v1    | openlayer.allow.http",
                "http://127.evil.example.com/v1     | openlayer.allow.http",
                "http://192.168.0.1/v1              | openlayer.allow.http",
            })
    void aBaseUrlThatCannotBeMeantIsRefused(String url, String reason) {
        assertThat(chat().with("openlayer.base.url", url).onlyError("openlayer.base.url"))
                .contains(url, reason);
    }

    @Test
    void plainHttpElsewhereMustBeMeant() {
        assertThat(chat().with("openlayer.base.url", "http://openlayer.example.com/v1")
                        .with("openlayer.allow.http", "true")
                        .errors())
                .isEmpty();
    }

    @Test
    void aKeyThatNoHeaderCanCarryIsRefusedUnseen() {
        assertThat(chat().with("openlayer.api.key", Settings.SECRET + "\nx").onlyError("openlayer.api.key"))
                .contains("[hidden]", "copy the key again")
                .doesNotContain(Settings.SECRET);
    }

    @ParameterizedTest
    @CsvSource({
        "openlayer.proxy.host, proxy.example.com, openlayer.proxy.port",
        "openlayer.proxy.port, 3128, openlayer.proxy.host",
        "openlayer.proxy.user, me, openlayer.proxy.host",
        "openlayer.proxy.password, hush, openlayer.proxy.user"
    })
    void halfAProxyIsRefusedWhereItLacks(String set, String value, String lacking) {
        assertThat(chat().with(set, value).onlyError(lacking)).contains(set);
    }

    @ParameterizedTest
    @CsvSource({
        "openlayer.proxy.host, http://proxy:3128, host name",
        "retry.backoff.max.ms, 100, less than retry.backoff.ms=500",
        "delivery.timeout.ms, 1000, less than request.timeout.ms=60000",
        "retry.backoff.ms, -1, at least 1",
        "batch.max.rows, 0, at least 1",
        "batch.max.bytes, 1, at least 1024",
        "linger.ms, soon, Not a number",
        "ordering, partitions, 'partition'",
        "behavior.on.null.values, dead_letter, 'dead-letter'",
        "connection.check, true, 'on, off'",
        "compression.type, zstd, 'none, gzip'"
    })
    void valuesOutOfRangeAreRefused(String property, String value, String reason) {
        Settings settings = chat().with(property, value);
        if (property.equals("openlayer.proxy.host")) {
            settings.with("openlayer.proxy.port", "1");
        }
        assertThat(settings.onlyError(property)).contains(value, property, reason.replace("'", ""));
    }

    @Test
    void errorsFromElsewhereJoinTheOthers() {
        ConfigValidation validation = chat().validation();
        assertThat(OpenlayerSinkConfig.of(validation)).isPresent();

        validation.addError(chat("inference.pipeline.id"), "Openlayer knows no such pipeline");

        assertThat(validation.isValid()).isFalse();
        assertThat(OpenlayerSinkConfig.of(validation)).isEmpty();
        assertThat(validation.values().stream()
                        .filter(v -> v.name().equals(chat("inference.pipeline.id")))
                        .flatMap(v -> v.errorMessages().stream()))
                .singleElement()
                .asString()
                .contains(Settings.ID, "knows no such pipeline");
    }

    @Test
    void noValueOfNoPropertyMakesItThrow() {
        List<String> awkward = List.of("", " ", ",", "[", "{}", "${env:X}", "null", "\u0000", "-1", "😀", "=", "a=b");
        for (String name :
                chat().validation().values().stream().map(ConfigValue::name).toList()) {
            for (String value : awkward) {
                assertThat(chat().with(name, value).validation().values())
                        .as(name)
                        .isNotEmpty();
            }
        }
    }

    private static Map<String, List<String>> errorsOf(Map<String, String> properties) {
        Map<String, List<String>> errors = new HashMap<>();
        for (ConfigValue value :
                ConfigValidation.of(ConfigValidation.definition(), properties).values()) {
            if (!value.errorMessages().isEmpty()) {
                errors.put(value.name(), value.errorMessages());
            }
        }
        return errors;
    }
}
