package com.openlayer.kafka.connect.jq;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import net.thisptr.jackson.jq.Expression;
import net.thisptr.jackson.jq.internal.tree.SemicolonOperator;
import net.thisptr.jackson.jq.internal.tree.TopLevelExpression;
import org.jspecify.annotations.Nullable;

/**
 * Reads the fields of jackson-jq's syntax tree by reflection, because version 1.6 has no visitor. The tests of {@link
 * FilterCheck} fail if a new version renames them.
 */
final class SyntaxTree {
    private static final String LIBRARY = Expression.class.getPackageName() + ".";

    private SyntaxTree() {}

    /** The functions that a filter defines, followed by the expression that it evaluates. */
    static List<Expression> sequence(Expression filter) {
        Expression all = filter instanceof TopLevelExpression ? expression(filter, "expr") : filter;
        if (!(all instanceof SemicolonOperator)) {
            return List.of(all);
        }
        List<Expression> parts = new ArrayList<>();
        list(all, "qs").forEach(part -> parts.add((Expression) part));
        return parts;
    }

    /** Whether the value is a node of the tree, not a name or a literal. */
    static boolean isNode(@Nullable Object value) {
        return value != null && value.getClass().getName().startsWith(LIBRARY);
    }

    /** The text in a field. */
    static String text(Object node, String field) {
        return (String) present(node, field);
    }

    /** The list in a field. */
    static List<?> list(Object node, String field) {
        return (List<?>) present(node, field);
    }

    /** The expression in a field. */
    static Expression expression(Object node, String field) {
        return (Expression) present(node, field);
    }

    private static Object present(Object node, String field) {
        Object value = value(node, field);
        if (value == null) {
            throw otherTree(null);
        }
        return value;
    }

    /** The value of a field; null if the filter omits that part. */
    static @Nullable Object value(Object node, String field) {
        try {
            return value(node, node.getClass().getDeclaredField(field));
        } catch (NoSuchFieldException e) {
            throw otherTree(e);
        }
    }

    static @Nullable Object value(Object node, Field field) {
        try {
            field.setAccessible(true);
            return field.get(node);
        } catch (IllegalAccessException e) {
            throw otherTree(e);
        }
    }

    static void set(Object node, Field field, Object value) {
        try {
            field.setAccessible(true);
            field.set(node, value);
        } catch (IllegalAccessException e) {
            throw otherTree(e);
        }
    }

    /** The fields of a node, including those of its superclasses. */
    static List<Field> fields(Object node) {
        List<Field> fields = new ArrayList<>();
        for (Class<?> type = node.getClass(); type != null && type != Object.class; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers())) {
                    fields.add(field);
                }
            }
        }
        return fields;
    }

    private static IllegalStateException otherTree(@Nullable Throwable cause) {
        return new IllegalStateException("jackson-jq has another syntax tree", cause);
    }
}
