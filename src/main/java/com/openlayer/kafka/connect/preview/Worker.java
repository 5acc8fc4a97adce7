package com.openlayer.kafka.connect.preview;

import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigTransformer;
import org.apache.kafka.common.config.provider.ConfigProvider;
import org.apache.kafka.common.config.provider.EnvVarConfigProvider;
import org.jspecify.annotations.Nullable;

/**
 * Stands in for a Connect worker: provides plugins, config providers, default converters and brokers from the worker's
 * file. Without a file, plugins come from the class path and {@code ${env:NAME}} from the environment.
 */
final class Worker implements AutoCloseable {
    private static final String PROVIDERS = "config.providers";
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{[^:}]+:[^}]+}");

    private final Map<String, ConfigProvider> providers = new HashMap<>();
    private final Map<String, String> properties;
    private final Plugins plugins;

    /** @param properties of the worker's file; empty if none is given */
    Worker(Map<String, String> properties, ClassLoader classPath) {
        plugins = new Plugins(classPath, properties.getOrDefault("plugin.path", ""));
        String names = properties.getOrDefault(PROVIDERS, "");
        for (String name : names.split(",", -1)) {
            if (!name.isBlank()) {
                providers.put(name.strip(), provider(name.strip(), properties));
            }
        }
        if (properties.isEmpty()) {
            EnvVarConfigProvider environment = new EnvVarConfigProvider();
            environment.configure(Map.of());
            providers.put("env", environment);
        }
        this.properties = resolve(properties);
    }

    private ConfigProvider provider(String name, Map<String, String> worker) {
        String prefix = PROVIDERS + "." + name + ".";
        String className = worker.get(prefix + "class");
        if (className == null) {
            throw new BadInputException(prefix + "class is missing in the worker's file");
        }
        return plugins.create(
                prefix + "class",
                className,
                ConfigProvider.class,
                provider -> provider.configure(below(prefix + "param.", worker)));
    }

    /** Replaces variables such as {@code ${env:NAME}}. Those of unknown providers remain. */
    Map<String, String> resolve(Map<String, String> configuration) {
        Map<String, String> resolved = new LinkedHashMap<>();
        ConfigTransformer transformer = new ConfigTransformer(providers);
        configuration.forEach((name, value) -> {
            try {
                resolved.put(
                        name, transformer.transform(Map.of(name, value)).data().get(name));
            } catch (ConfigException e) {
                throw new BadInputException(
                        "A config provider cannot resolve the value of " + name + ": " + BadInputException.describe(e),
                        e);
            }
        });
        return resolved;
    }

    /**
     * Replaces unresolved values that only sending needs by placeholders: the API key, the connection's properties and the
     * pipeline ids. This allows a preview on machines without the secrets.
     *
     * @param resolved the configuration; modified
     * @return the names of the replaced properties
     */
    static List<String> replaceUnresolved(Map<String, String> resolved) {
        List<String> replaced = resolved.keySet().stream()
                .filter(name -> name.startsWith("openlayer.") || name.endsWith("inference.pipeline.id"))
                .filter(name -> isUnresolved(resolved.get(name)))
                .toList();
        for (String name : replaced) {
            if (name.equals("openlayer.api.key")) {
                resolved.put(name, "not-needed-for-a-preview");
            } else if (name.startsWith("openlayer.")) {
                resolved.remove(name);
            } else {
                resolved.put(name, new UUID(0, 0).toString());
            }
        }
        return replaced;
    }

    /** Whether a value contains a variable. */
    static boolean isUnresolved(@Nullable String value) {
        return value != null && VARIABLE.matcher(value).find();
    }

    Map<String, String> properties() {
        return properties;
    }

    Plugins plugins() {
        return plugins;
    }

    /** The properties that start with the prefix, without it. */
    static Map<String, Object> below(String prefix, Map<String, String> properties) {
        Map<String, Object> below = new HashMap<>();
        properties.forEach((name, value) -> {
            if (name.startsWith(prefix)) {
                below.put(name.substring(prefix.length()), value);
            }
        });
        return below;
    }

    @Override
    public void close() {
        providers.values().forEach(provider -> {
            try {
                provider.close();
            } catch (IOException e) {
                return; // the process ends anyway
            }
        });
        plugins.close();
    }
}
