package com.openlayer.kafka.connect.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.types.Password;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionPropertiesTest {
    private static final String BASE_URL = "openlayer.base.url";

    @ParameterizedTest
    @CsvSource({
        "https://api.openlayer.com/v1///, https://api.openlayer.com/v1",
        "HTTPS://API.openlayer.com:443/v1, https://api.openlayer.com/v1",
        "http://localhost:8080/v1, http://localhost:8080/v1",
        "http://127.0.0.1/v1, http://127.0.0.1/v1",
        "http://127.1.2.3:80/v1/, http://127.1.2.3/v1",
        "http://[0:0:0:0:0:0:0:1]:8080/v1, http://[::1]:8080/v1",
        "https://openlayer_api:8080/v1, https://openlayer_api:8080/v1",
        "https://openlayer.example.com:8443/api/v1, https://openlayer.example.com:8443/api/v1"
    })
    void aBaseUrlIsReadAsTheClientReadsIt(String text, String url) {
        assertThat(Settings.chat().with(BASE_URL, text).config().connection().baseUrl())
                .hasToString(url);
    }

    @ParameterizedTest
    @CsvSource({
        "https://openlayer.example.com:0/v1, from 1 to 65535",
        "https://openlayer.example.com:65536/v1, from 1 to 65535",
        "https://openlayer.example.com:port/v1, from 1 to 65535",
        "https://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.example.com/v1, at most 63",
        "https://[fe80::1%25eth0]/v1, without a zone",
        "https://[fe80::1%eth0]/v1, without a zone"
    })
    void whatTheClientCannotReadIsAnErrorOnTheProperty(String text, String reason) {
        assertThat(Settings.chat().with(BASE_URL, text).onlyError(BASE_URL)).contains(reason);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://me:hush-hush@example.com/v1",
                "https://hush-hush@example.com/v1",
                "https://me:hush@hush-hush@example.com/v1",
                "https://me:hush-hush%40example.com/v1",
                "https://me:hush-hush\uff20example.com/v1",
                "https:\\\\me:hush-hush@example.com/v1",
                "https:/me:hush-hush@example.com/v1",
                "me:hush-hush@example.com/v1",
                "me:hush-hush",
                "//me:hush-hush@example.com/v1",
                "ftp://me:hush-hush@example.com/v1",
                "https://example.com/v1?key=hush-hush",
                "https://example.com?hush-hush",
                "https://example.com/v1#hush-hush",
                "https://example.com:port/v1?hush-hush",
                "https://example.com/v2;key=hush-hush",
            })
    void credentialsQueryAndFragmentAreNeverShown(String text) {
        assertThat(Settings.chat().with(BASE_URL, text).onlyError(BASE_URL))
                .contains("[hidden]")
                .doesNotContain("hush");
        assertThat(Settings.chat()
                        .with("openlayer.proxy.port", "3128")
                        .with("openlayer.proxy.host", text)
                        .onlyError("openlayer.proxy.host"))
                .doesNotContain("hush");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://foo.localhost/v1",
                "http://localhost.example.com/v1",
                "http://127.0.0.300/v1",
                "http://127.evil.example.com/v1",
                "http://[::2]/v1",
                "http://openlayer_api:8080/v1"
            })
    void plainHttpIsForThisMachineOnly(String text) {
        assertThat(Settings.chat().with(BASE_URL, text).onlyError(BASE_URL)).contains("openlayer.allow.http");
    }

    @ParameterizedTest
    @ValueSource(strings = {"proxy.example.com", "127.0.0.1"})
    void plainHttpThroughAProxyMustBeMeant(String proxy) {
        Settings settings = Settings.chat()
                .with(BASE_URL, "http://localhost:8080/v1")
                .with("openlayer.proxy.host", proxy)
                .with("openlayer.proxy.port", "3128");
        assertThat(settings.onlyError(BASE_URL)).contains("to the proxy", "openlayer.allow.http");
        assertThat(settings.with("openlayer.allow.http", "true").errors()).isEmpty();
    }

    /** 100,000 slashes took 33 s. */
    @ParameterizedTest
    @ValueSource(strings = {"/", "/x", "@", ":", "%", "a", ".", "a:", "\u00fc", "[", "\t", "!", "${", "${a:"})
    void noTextTakesMoreThanLinearTime(String piece) {
        String text = piece.repeat(1 << 20);
        for (String property : new String[] {
            BASE_URL, "openlayer.proxy.host", "openlayer.api.key", "openlayer.headers.X-Key", "openlayer.ssl.protocol"
        }) {
            for (String start : new String[] {"", "https://", "https://example.com/"}) {
                Settings settings = Settings.chat().with(property, start + text + "x");
                assertTimeoutPreemptively(Duration.ofSeconds(20), settings::errors, property);
            }
        }
    }

    @Test
    void headersAreReadByName() {
        Settings settings = Settings.chat()
                .with("openlayer.headers.X-Gateway-Key", "gate keeper")
                .with("openlayer.headers.X-T", "1");
        assertThat(settings.config().connection().headers())
                .isEqualTo(Map.of("X-Gateway-Key", new Password("gate keeper"), "X-T", new Password("1")));
        ConfigDef definition = ConfigValidation.definition();
        ConfigValidation unused = ConfigValidation.of(definition, settings.map());
        assertThat(definition.configKeys().get("openlayer.headers.X-T").type).isEqualTo(ConfigDef.Type.PASSWORD);
        assertThat(Settings.chat().config().connection().headers()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "openlayer.headers.Authorization, x, sets this header itself",
        "openlayer.headers.user-agent, x, sets this header itself",
        "openlayer.headers.CONTENT-LENGTH, 1, sets this header itself",
        "openlayer.headers.Proxy-Authorization, x, sets this header itself",
        "openlayer.headers., x, the name of an HTTP header",
        "openlayer.headers.X Key, x, the name of an HTTP header",
        "openlayer.headers.X:Key, x, the name of an HTTP header",
        "openlayer.headers.X-Key, hush\u00fc, non-ASCII",
        "openlayer.headers.X-Key, 'hush\nx: y', line breaks"
    })
    void whatCannotBeAHeaderIsAnErrorOnItsProperty(String property, String value, String reason) {
        assertThat(Settings.chat().with(property, value).onlyError(property))
                .contains(reason)
                .doesNotContain("hush");
    }

    @Test
    void aHeaderThatIsSetTwiceIsAnError() {
        assertThat(Settings.chat()
                        .with("openlayer.headers.X-Key", "a")
                        .with("openlayer.headers.x-key", "b")
                        .onlyError("openlayer.headers.x-key"))
                .contains("set twice");
    }
}
