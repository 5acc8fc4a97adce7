package com.openlayer.kafka.connect.config;

/** One entry of a pipeline's {@code columns} property. */
public sealed interface ColumnDefinition {
    /** {@code *}: every top-level field of the record's value becomes a column of the same name. */
    record All() implements ColumnDefinition {}

    /** {@code -name}: the column is left out. */
    record Drop(String name) implements ColumnDefinition {}

    /** {@code name=source}: the column is filled from the source. */
    record FromSource(String name, ColumnSource source) implements ColumnDefinition {}
}
