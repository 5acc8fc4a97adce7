package com.openlayer.kafka.connect.preview;

import com.fasterxml.jackson.databind.JsonNode;
import com.openlayer.kafka.connect.config.ConfigField;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Suggested {@code class.names} of a classification. The index of a name follows from an integer field with the same
 * class, or from the position of the highest score.
 *
 * @param reason how the order was found, for the user
 */
record ClassNames(List<String> names, String reason) {

    static ClassNames of(List<ColumnGuess> guesses, FieldProfiles fields) {
        Optional<FieldProfile> scores = find(ConfigField.PREDICTION_SCORES_COLUMN_NAME, guesses);
        List<FieldProfile> classes = new ArrayList<>();
        find(ConfigField.PREDICTIONS_COLUMN_NAME, guesses).ifPresent(classes::add);
        find(ConfigField.LABEL_COLUMN_NAME, guesses).ifPresent(classes::add);
        Optional<FieldProfile> integers =
                classes.stream().filter(FieldProfile::isInteger).findFirst();
        Set<String> texts = new LinkedHashSet<>();
        classes.stream()
                .filter(FieldProfile::isText)
                .forEach(f -> texts.addAll(f.distinct().keySet()));
        int count = Math.max(
                scores.map(FieldProfile::listSize).orElse(0),
                classes.stream()
                        .filter(FieldProfile::isInteger)
                        .mapToInt(f -> f.max().intValue() + 1)
                        .max()
                        .orElse(0));
        if (texts.isEmpty()) {
            List<String> numbered = new ArrayList<>();
            for (int i = 0; i < Math.max(2, count); i++) {
                numbered.add("class " + i);
            }
            return new ClassNames(numbered, "the records have no class names: replace these");
        }
        Map<String, Map<Integer, Integer>> votes = new HashMap<>();
        for (JsonNode value : fields.values()) {
            Optional<Integer> integer = integers.map(f -> value.at(f.pointer()))
                    .filter(JsonNode::isNumber)
                    .map(JsonNode::asInt)
                    .or(() -> scores.flatMap(f -> highest(value.at(f.pointer()))));
            classes.stream()
                    .filter(FieldProfile::isText)
                    .map(f -> value.at(f.pointer()))
                    .filter(JsonNode::isTextual)
                    .findFirst()
                    .ifPresent(
                            name -> integer.ifPresent(i -> votes.computeIfAbsent(name.textValue(), n -> new HashMap<>())
                                    .merge(i, 1, Integer::sum)));
        }
        return new ClassNames(
                ordered(texts, votes, count),
                votes.isEmpty()
                        ? "the names in the records, in alphabetical order: put them in the order of your model"
                        : integers.isPresent()
                                ? "the names in the order of the integers in the same records"
                                : "the names in the order of the highest scores in the same records");
    }

    private static List<String> ordered(Set<String> texts, Map<String, Map<Integer, Integer>> votes, int count) {
        record Vote(String name, int integer, int times) {}
        List<Vote> all = new ArrayList<>();
        votes.forEach((name, integers) -> integers.forEach((i, times) -> all.add(new Vote(name, i, times))));
        all.sort(Comparator.comparingInt((Vote v) -> -v.times()).thenComparing(Vote::name));
        Map<Integer, String> placed = new HashMap<>();
        for (Vote vote : all) {
            if (!placed.containsValue(vote.name())) {
                placed.putIfAbsent(vote.integer(), vote.name());
            }
        }
        List<String> rest = new ArrayList<>(texts.stream()
                .filter(name -> !placed.containsValue(name))
                .sorted()
                .toList());
        List<String> names = new ArrayList<>();
        for (int i = 0; !placed.isEmpty() || !rest.isEmpty() || i < count; i++) {
            String name = placed.remove(i);
            names.add(name != null ? name : rest.isEmpty() ? "class " + i : rest.remove(0));
        }
        return names;
    }

    private static Optional<Integer> highest(JsonNode scores) {
        int best = -1;
        for (int i = 0; i < scores.size(); i++) {
            if (best < 0 || scores.get(i).asDouble() > scores.get(best).asDouble()) {
                best = i;
            }
        }
        return best < 0 ? Optional.empty() : Optional.of(best);
    }

    private static Optional<FieldProfile> find(ConfigField field, List<ColumnGuess> guesses) {
        return guesses.stream()
                .filter(guess -> guess.field() == field)
                .map(ColumnGuess::profile)
                .findFirst();
    }
}
