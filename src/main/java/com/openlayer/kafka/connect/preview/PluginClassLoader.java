package com.openlayer.kafka.connect.preview;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Isolates one plugin as a worker does: its own classes are loaded before those of the class path. The classes of Kafka,
 * Java and slf4j always come from the class path, because plugin and caller must share their interfaces.
 */
final class PluginClassLoader extends URLClassLoader {
    static {
        ClassLoader.registerAsParallelCapable();
    }

    private static final Pattern SHARED =
            Pattern.compile("(java|javax\\.(crypto|management|naming|net|script|security|sql|transaction|xml))\\..*"
                    + "|org\\.(slf4j|w3c\\.dom|xml\\.sax|ietf\\.jgss)\\..*"
                    + "|org\\.apache\\.kafka\\.(?!connect\\.(json|file|mirror|transforms|converters)\\.).*"
                    + "|org\\.apache\\.kafka\\.connect\\.transforms\\.(Transformation|predicates\\.Predicate)");

    PluginClassLoader(URL[] urls, ClassLoader parent) {
        super(urls, parent);
    }

    /** Whether the plugin itself contains the class. */
    boolean has(String className) {
        return findResource(className.replace('.', '/') + ".class") != null;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            if (loaded == null && !SHARED.matcher(name).matches()) {
                try {
                    loaded = findClass(name);
                } catch (ClassNotFoundException e) {
                    loaded = null; // the class path may have it
                }
            }
            if (loaded == null) {
                return super.loadClass(name, resolve);
            }
            if (resolve) {
                resolveClass(loaded);
            }
            return loaded;
        }
    }

    @Override
    public URL getResource(String name) {
        URL own = findResource(name);
        return own == null ? super.getResource(name) : own;
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
        List<URL> all = Collections.list(findResources(name));
        all.addAll(Collections.list(getParent().getResources(name)));
        return Collections.enumeration(all);
    }
}
