package com.openlayer.kafka.connect.config;

import java.util.Optional;

/**
 * A property that is set and that neither Connect nor this connector reads.
 *
 * @param meant the known name that it is probably a misspelling of
 */
public record UnknownProperty(String name, Optional<String> meant) {}
