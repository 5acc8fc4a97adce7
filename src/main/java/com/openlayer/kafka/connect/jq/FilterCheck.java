package com.openlayer.kafka.connect.jq;

import com.fasterxml.jackson.databind.node.NullNode;
import java.lang.reflect.Field;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import net.thisptr.jackson.jq.Expression;
import net.thisptr.jackson.jq.Output;
import net.thisptr.jackson.jq.Scope;
import net.thisptr.jackson.jq.exception.JsonQueryException;
import org.jspecify.annotations.Nullable;

/**
 * Checks at compile time that the functions, variables and labels of a filter exist. jackson-jq looks them up only when
 * a filter runs.
 */
final class FilterCheck {
    private final String text;
    private final Set<String> given;

    /**
     * The names in scope at a position in the filter: functions as {@code name/arguments}, variables and labels. A
     * function is in scope from its definition to the end of the enclosing function, because jackson-jq modifies the
     * current scope.
     */
    private record Names(Set<String> functions, Set<String> variables, Set<String> labels) {
        Names ofBody() {
            return new Names(new HashSet<>(functions), variables, labels);
        }

        Names withVariables(Set<String> more) {
            return new Names(functions, union(variables, more), labels);
        }

        Names withLabel(String label) {
            return new Names(functions, variables, union(labels, Set.of(label)));
        }

        private static Set<String> union(Set<String> some, Set<String> more) {
            Set<String> all = new HashSet<>(some);
            all.addAll(more);
            return all;
        }
    }

    FilterCheck(String text, Set<String> given) {
        this.text = text;
        this.given = given;
    }

    void check(Expression expression) throws InvalidFilterException {
        walk(expression, new Names(new HashSet<>(JqFunctions.signatures()), given, Set.of()));
    }

    /** Checks a part of the tree. Returns the names in scope for the next part of a sequence. */
    private Names walk(@Nullable Object node, Names names) throws InvalidFilterException {
        if (node instanceof List<?> list) {
            for (Object element : list) {
                walk(element, names);
            }
            return names;
        }
        if (node == null || !SyntaxTree.isNode(node)) {
            return names;
        }
        switch (node.getClass().getSimpleName()) {
            case "TopLevelExpression" -> {
                if (!SyntaxTree.list(node, "imports").isEmpty() || SyntaxTree.value(node, "moduleDirective") != null) {
                    throw new InvalidFilterException(
                            "The filter imports a module. Write its functions into the filter");
                }
                walk(SyntaxTree.value(node, "expr"), names);
            }
            case "FunctionDefinition" -> define(node, names);
            case "SemicolonOperator" -> sequence(SyntaxTree.list(node, "qs"), names);
            case "PipedQuery" -> sequence(SyntaxTree.list(node, "components"), names);
            case "AssignPipeComponent" -> {
                walk(SyntaxTree.value(node, "expr"), names);
                return bind(SyntaxTree.value(node, "matcher"), names);
            }
            case "LabelPipeComponent" -> {
                return names.withLabel(SyntaxTree.text(node, "name"));
            }
            case "ReduceExpression", "ForeachExpression" -> {
                walk(SyntaxTree.value(node, "iterExpr"), names);
                walkFields(node, bind(SyntaxTree.value(node, "matcher"), names), Set.of("iterExpr", "matcher"));
            }
            case "FunctionCall" -> {
                function(
                        SyntaxTree.text(node, "name"),
                        SyntaxTree.list(node, "args").size(),
                        names);
                walk(SyntaxTree.value(node, "args"), names);
            }
            case "FormattingFilter" -> {
                String format = "@" + SyntaxTree.text(node, "name").replaceFirst("^@", "");
                if (!names.functions().contains(format + "/0")) {
                    throw new InvalidFilterException(
                            "The filter uses the format " + format + ", which does not exist here");
                }
            }
            case "VariableAccess", "VariableKeyFieldConstruction" -> variable(SyntaxTree.text(node, "name"), names);
            case "BreakExpression" -> {
                if (!names.labels().contains(SyntaxTree.value(node, "name"))) {
                    throw new InvalidFilterException("The filter breaks to the label $" + SyntaxTree.value(node, "name")
                            + ", which does not exist");
                }
            }
            default -> walkFields(node, names, Set.of());
        }
        return names;
    }

    private void sequence(List<?> parts, Names names) throws InvalidFilterException {
        Names after = names;
        for (Object part : parts) {
            after = walk(part, after);
        }
    }

    private void define(Object definition, Names names) throws InvalidFilterException {
        List<?> parameters = SyntaxTree.list(definition, "args");
        names.functions().add(SyntaxTree.value(definition, "fname") + "/" + parameters.size());
        Names inside = names.ofBody();
        for (Object parameter : parameters) {
            String name = (String) parameter;
            if (name.startsWith("$")) {
                inside = inside.withVariables(Set.of(name.substring(1)));
            }
            inside.functions().add(name.replace("$", "") + "/0");
        }
        walk(SyntaxTree.value(definition, "body"), inside);
    }

    /** The names in scope after the variables of a pattern are bound, such as {@code [$a, {b: $c}]}. */
    private Names bind(@Nullable Object pattern, Names names) throws InvalidFilterException {
        if (pattern == null) {
            return names;
        }
        switch (pattern.getClass().getSimpleName()) {
            case "ValueMatcher" -> {
                return names.withVariables(Set.of(SyntaxTree.text(pattern, "name")));
            }
            case "ArrayMatcher", "ObjectMatcher" -> {
                Names after = names;
                for (Object part : SyntaxTree.list(pattern, "matchers")) {
                    after = bind(part, after);
                }
                return after;
            }
            case "FieldMatcher" -> {
                Expression name = SyntaxTree.expression(pattern, "name");
                walk(name, names);
                Names after = Boolean.TRUE.equals(SyntaxTree.value(pattern, "dollar"))
                        ? names.withVariables(texts(name))
                        : names;
                return bind(SyntaxTree.value(pattern, "matcher"), after);
            }
            default -> throw new IllegalStateException("unknown pattern " + pattern.getClass());
        }
    }

    private static Set<String> texts(Expression literal) {
        Set<String> texts = new TreeSet<>();
        try {
            literal.apply(Scope.newEmptyScope(), NullNode.getInstance(), (Output) value -> texts.add(value.asText()));
        } catch (JsonQueryException e) {
            throw new IllegalStateException("the name of a variable is a literal", e);
        }
        return texts;
    }

    private void function(String name, int arguments, Names names) throws InvalidFilterException {
        if (names.functions().contains(name + "/" + arguments)) {
            return;
        }
        Set<String> others = new TreeSet<>();
        for (String signature : names.functions()) {
            if (signature.startsWith(name + "/")) {
                others.add(signature.substring(name.length() + 1));
            }
        }
        String place = place(name, false);
        throw new InvalidFilterException(
                others.isEmpty()
                        ? "The filter calls " + name + place
                                + ", which does not exist here. docs/filters.md lists what jq has and this has not"
                        : "The filter calls " + name + place + " with " + arguments + " arguments. It takes "
                                + String.join(" or ", others));
    }

    private void variable(String name, Names names) throws InvalidFilterException {
        if (!names.variables().contains(name)) {
            throw new InvalidFilterException("The filter uses $" + name + place(name, true)
                    + ", which does not exist. It is given $" + String.join(", $", new TreeSet<>(given)));
        }
    }

    private String place(String name, boolean variable) {
        return FilterSource.find(text, name, variable)
                .map(token -> " at " + FilterSource.place(token))
                .orElse("");
    }

    private void walkFields(Object node, Names names, Set<String> except) throws InvalidFilterException {
        for (Field field : SyntaxTree.fields(node)) {
            if (!except.contains(field.getName())) {
                walk(SyntaxTree.value(node, field), names);
            }
        }
    }
}
