package com.openlayer.kafka.connect.preview;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.storage.Converter;
import org.apache.kafka.connect.storage.StringConverter;
import org.apache.kafka.connect.transforms.HoistField;
import org.apache.kafka.connect.transforms.Transformation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PluginsTest {
    @TempDir
    private Path directory;

    @Test
    void findsClassesByTheirAliases() {
        try (Plugins plugins = new Plugins(getClass().getClassLoader(), "")) {
            assertThat(create(plugins, "JsonConverter", Converter.class)).isInstanceOf(JsonConverter.class);
            assertThat(create(plugins, "Json", Converter.class)).isInstanceOf(JsonConverter.class);
            assertThat(create(plugins, "HoistField$Key", Transformation.class)).isInstanceOf(HoistField.Key.class);
        }
    }

    @Test
    void prefersPluginsOfADirectoryToTheClassPath() throws IOException, URISyntaxException {
        Path plugin = directory.resolve("plugins/converters");
        copy(JsonConverter.class, plugin);
        copy(StringConverter.class, plugin);
        Path notThere = directory.resolve("not-there");
        try (Plugins plugins =
                new Plugins(getClass().getClassLoader(), notThere + ", " + directory.resolve("plugins"))) {
            Converter own = create(plugins, JsonConverter.class.getName(), Converter.class);
            assertThat(own.getClass().getClassLoader()).isInstanceOf(PluginClassLoader.class);
            assertThat(own).isNotInstanceOf(JsonConverter.class);
            // Classes of connect-api are always the worker's, even if the plugin contains them.
            assertThat(create(plugins, StringConverter.class.getName(), Converter.class))
                    .isInstanceOf(StringConverter.class);
        }
    }

    @Test
    void configuresPluginsWithTheirClassLoaderAsContext() throws IOException, URISyntaxException {
        copy(JsonConverter.class, directory.resolve("plugins/converters"));
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        ClassLoader[] seen = new ClassLoader[1];
        try (Plugins plugins = new Plugins(
                getClass().getClassLoader(), directory.resolve("plugins").toString())) {
            plugins.create(
                    "value.converter",
                    JsonConverter.class.getName(),
                    Converter.class,
                    converter -> seen[0] = Thread.currentThread().getContextClassLoader());
        }
        assertThat(seen[0]).isInstanceOf(PluginClassLoader.class);
        assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(before);
    }

    private static <T> T create(Plugins plugins, String className, Class<T> type) {
        return plugins.create("value.converter", className, type, plugin -> {});
    }

    private static void copy(Class<?> type, Path to) throws IOException, URISyntaxException {
        Path jar =
                Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
        Files.createDirectories(to);
        Files.copy(jar, to.resolve(jar.getFileName()));
    }
}
