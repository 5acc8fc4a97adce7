package com.openlayer.kafka.connect.preview;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Creates converters, transforms, predicates and config providers as a worker does. Classes come from the directories and
 * archives of {@code plugin.path}, each with its own class loader, or else from the class path. They are found by class
 * name or alias, such as {@code JsonConverter}.
 */
final class Plugins implements AutoCloseable {
    private static final int MAX_UNLOADABLE = 1_000;

    private final ClassLoader classPath;
    private final List<PluginClassLoader> loaders = new ArrayList<>();

    /** @param pluginPath the value of {@code plugin.path}; may be empty */
    Plugins(ClassLoader classPath, String pluginPath) {
        this.classPath = classPath;
        for (String entry : pluginPath.split(",", -1)) {
            if (!entry.isBlank()) {
                addEntry(Path.of(entry.strip()));
            }
        }
    }

    private void addEntry(Path entry) {
        if (isArchive(entry)) {
            addPlugin(entry);
            return;
        }
        // Workers ignore entries that do not exist, so that machines can share a file.
        if (!Files.isDirectory(entry)) {
            return;
        }
        try (Stream<Path> children = Files.list(entry)) {
            children.sorted()
                    .filter(child -> Files.isDirectory(child) || isArchive(child))
                    .forEach(this::addPlugin);
        } catch (IOException e) {
            throw new BadInputException("Cannot read plugin.path " + entry + ": " + e.getMessage(), e);
        }
    }

    private void addPlugin(Path location) {
        List<URL> urls = new ArrayList<>();
        try (Stream<Path> files = Files.walk(location)) {
            for (Path file : files.sorted().toList()) {
                if (isArchive(file)) {
                    urls.add(url(file));
                } else if (file.equals(location)) {
                    urls.add(url(file)); // class files outside archives
                }
            }
        } catch (IOException e) {
            throw new BadInputException("Cannot read plugin.path " + location + ": " + e.getMessage(), e);
        }
        loaders.add(new PluginClassLoader(urls.toArray(new URL[0]), classPath));
    }

    private static URL url(Path file) throws MalformedURLException {
        return file.toUri().toURL();
    }

    private static boolean isArchive(Path file) {
        String name = file.toString();
        return (name.endsWith(".jar") || name.endsWith(".zip")) && Files.isRegularFile(file);
    }

    /**
     * Creates and configures a plugin.
     *
     * @param property the property that names the class, for messages
     * @throws BadInputException if the class does not exist or cannot be used
     */
    <T> T create(String property, String className, Class<T> type, Consumer<T> configure) {
        Class<?> found = find(className, type)
                .orElseThrow(() -> new BadInputException(
                        property + ": class " + className + " is neither on the class path nor on plugin.path."
                                + " Add its jar to CLASSPATH, or give the worker's file with --worker"));
        if (!type.isAssignableFrom(found)) {
            throw new BadInputException(property + ": class " + className + " is not a " + type.getSimpleName());
        }
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(found.getClassLoader() == null ? classPath : found.getClassLoader());
        try {
            T plugin = type.cast(found.getDeclaredConstructor().newInstance());
            configure.accept(plugin);
            return plugin;
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            throw new BadInputException(
                    property + ": " + className + " cannot be used: " + BadInputException.describe(e), e);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private Optional<Class<?>> find(String className, Class<?> type) {
        for (PluginClassLoader loader : loaders) {
            if (loader.has(className)) {
                return load(className, loader);
            }
        }
        return load(className, classPath)
                .or(() -> Optional.ofNullable(aliases(type).get(className)));
    }

    private static Optional<Class<?>> load(String className, ClassLoader loader) {
        try {
            return Optional.of(Class.forName(className, false, loader));
        } catch (ClassNotFoundException | LinkageError e) {
            return Optional.empty();
        }
    }

    /** Two aliases for each class: its simple name, and the simple name without the type's name at its end. */
    private Map<String, Class<?>> aliases(Class<?> type) {
        Map<String, Class<?>> aliases = new TreeMap<>();
        List<ClassLoader> all = new ArrayList<>(loaders);
        all.add(classPath);
        for (ClassLoader loader : all) {
            Iterator<? extends ServiceLoader.Provider<?>> providers =
                    ServiceLoader.load(type, loader).stream().iterator();
            while (hasNext(providers)) {
                Class<?> plugin = providers.next().type();
                String name = plugin.getName().substring(plugin.getName().lastIndexOf('.') + 1);
                aliases.putIfAbsent(name, plugin);
                String suffix = type.getSimpleName();
                if (name.endsWith(suffix) && name.length() > suffix.length()) {
                    aliases.putIfAbsent(name.substring(0, name.length() - suffix.length()), plugin);
                }
            }
        }
        return aliases;
    }

    /** Skips plugins whose classes cannot be loaded, because no configuration can use them. */
    private static boolean hasNext(Iterator<?> providers) {
        int unloadable = 0;
        while (unloadable < MAX_UNLOADABLE) {
            try {
                return providers.hasNext();
            } catch (ServiceConfigurationError e) {
                unloadable++;
            }
        }
        return false;
    }

    @Override
    public void close() {
        for (PluginClassLoader loader : loaders) {
            try {
                loader.close();
            } catch (IOException e) {
                return; // the process ends anyway
            }
        }
    }
}
