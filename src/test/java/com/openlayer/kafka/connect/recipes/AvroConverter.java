package com.openlayer.kafka.connect.recipes;

import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.openlayer.kafka.connect.testing.MavenJars;
import java.nio.file.Path;
import java.util.List;

/**
 * Apicurio's Avro converter, with the part of its registry that readers use, on loopback. The converter's jars are
 * resolved by the tests, so they are not dependencies of the build.
 */
final class AvroConverter implements AutoCloseable {
    /** The converter, with a newer version than its Avro 1.12.0, which misreads arrays of double. */
    private static final List<String> JARS =
            List.of("io.apicurio:apicurio-registry-utils-converter:2.6.13.Final", "org.apache.avro:avro:1.12.1");

    private static final String IDS = "/apis/registry/v2/ids/globalIds/";

    private final WireMockServer registry = new WireMockServer(WireMockConfiguration.options()
            .bindAddress("127.0.0.1")
            .dynamicPort()
            .http2PlainDisabled(true));

    private long lastId;

    AvroConverter() {
        registry.start();
    }

    /** Without the libraries of the worker. */
    static List<Path> jars() {
        return MavenJars.resolve("avro-converter", JARS).stream()
                .filter(jar -> !jar.toString().contains("/org/apache/kafka/"))
                .filter(jar -> !jar.toString().contains("/org/slf4j/"))
                .toList();
    }

    /** The value of {@code value.converter.apicurio.registry.url}. */
    String registryUrl() {
        return "http://127.0.0.1:" + registry.port() + "/apis/registry/v2";
    }

    /** Adds a schema to the registry. Returns its global id. */
    long register(JsonNode schema) {
        String address = IDS + ++lastId;
        registry.stubFor(get(urlPathEqualTo(address)).willReturn(okJson(schema.toString())));
        registry.stubFor(get(urlPathEqualTo(address + "/references")).willReturn(okJson("[]")));
        return lastId;
    }

    @Override
    public void close() {
        registry.stop();
    }
}
