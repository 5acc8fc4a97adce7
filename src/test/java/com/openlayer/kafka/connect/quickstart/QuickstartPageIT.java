package com.openlayer.kafka.connect.quickstart;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.openlayer.kafka.connect.testing.ConnectRest;
import com.openlayer.kafka.connect.testing.InstalledProgram;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** The page of {@code mvn -Pquickstart -Dquickstart.keep} in a browser, with a real broker and worker behind it. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class QuickstartPageIT {
    private static final Path PICTURE = Path.of("docs", "quickstart-page.png");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ByteArrayOutputStream OUTPUT = new ByteArrayOutputStream();
    /** Warns of browsers newer than Selenium. It is kept here because loggers without a reference lose their level. */
    private static final Logger SELENIUM = Logger.getLogger("org.openqa.selenium");

    private static Thread quickstart;
    private static ChromeDriver browser;
    private static URI page;

    @BeforeAll
    static void open() {
        Optional<Path> chromium = InstalledProgram.find("chromium").or(() -> InstalledProgram.find("google-chrome"));
        Optional<Path> driver = InstalledProgram.find("chromedriver");
        if (chromium.isEmpty() || driver.isEmpty()) {
            System.out.println(
                    "[WARNING] No chromium and chromedriver on the PATH: the test of the quickstart's page is"
                            + " SKIPPED. On Debian: apt-get install chromium chromium-driver");
        }
        assumeTrue(chromium.isPresent() && driver.isPresent(), "no chromium and chromedriver on the PATH");
        quickstart = new Thread(
                () -> new Quickstart(new PrintStream(OUTPUT, true, UTF_8), Map.of("quickstart.keep", "true"), Map.of())
                        .run(),
                "quickstart");
        quickstart.start();
        browser = start(chromium.get(), driver.get());
        Awaitility.await("the address of the page")
                .atMost(Duration.ofMinutes(4))
                .until(() -> !quickstart.isAlive() || lastLine().startsWith("http://"));
        assertThat(lastLine()).describedAs(OUTPUT.toString(UTF_8)).matches("http://127\\.0\\.0\\.1:\\d+/#[0-9a-f]{32}");
        page = URI.create(lastLine());
    }

    private static ChromeDriver start(Path chromium, Path driver) {
        ChromeOptions options = new ChromeOptions();
        options.setBinary(chromium.toFile());
        options.addArguments(
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--hide-scrollbars",
                "--window-size=1200,1250");
        SELENIUM.setLevel(Level.SEVERE);
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        options.setCapability(ChromeOptions.LOGGING_PREFS, logs);
        return new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(driver.toFile())
                        .build(),
                options);
    }

    private static String lastLine() {
        return OUTPUT.toString(UTF_8)
                .stripTrailing()
                .lines()
                .reduce("", (a, b) -> b)
                .strip();
    }

    @AfterAll
    static void close() throws InterruptedException {
        if (browser != null) {
            browser.quit();
        }
        if (quickstart != null) {
            quickstart.interrupt();
            quickstart.join(Duration.ofSeconds(60).toMillis());
        }
    }

    @BeforeEach
    void load() {
        browser.executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
        browser.get("about:blank");
        browser.manage().logs().get(LogType.BROWSER);
        browser.get(page.toString());
        await("figures").until(() -> count("produced") > 0);
    }

    /** Runs first, so that the picture shows only this test's records. */
    @Test
    @Order(1)
    @DisplayName("pull the plug: records wait, bring it back: none is lost")
    void plug() throws IOException {
        long before = count("produced");
        await("all delivered").until(() -> count("waiting") == 0);
        press("[data-outage=GONE]");
        await("the outage").until(() -> pressed("[data-outage=GONE]"));
        press("[data-path=rows]");
        await("records wait").until(() -> count("waiting") == 1000);
        assertThat(count("produced")).isEqualTo(before + 1000);
        assertThat(count("lost")).isZero();
        picture();
        press("[data-outage=NONE]");
        await("all delivered").until(() -> count("waiting") == 0);
        assertThat(count("acknowledged") + count("deadLettered")).isEqualTo(before + 1000);
        assertThat(count("lost")).isZero();
        assertNoMessages();
    }

    @Test
    @DisplayName("kill the worker while rows are written, start it again: none is lost")
    void kill() {
        long before = count("produced");
        press("[data-path=rows]");
        press("#kill");
        await("the worker's end").until(() -> text("worker").equals("killed"));
        await("the records").until(() -> count("produced") == before + 1000);
        press("#start");
        await("the worker").until(() -> text("worker").equals("running"));
        await("all delivered").until(() -> count("waiting") == 0);
        assertThat(count("acknowledged") + count("deadLettered")).isEqualTo(before + 1000);
        assertThat(count("lost")).isZero();
        assertNoMessages();
    }

    @Test
    @DisplayName("a bad record and a refused row become dead letters, and their neighbors are delivered")
    void badRecords() {
        long before = count("produced");
        long deadLetters = count("deadLettered");
        press("[data-path=bad-record]");
        press("[data-path=refused-row]");
        await("two dead letters").until(() -> count("deadLettered") == deadLetters + 2);
        await("all delivered").until(() -> count("waiting") == 0 && count("produced") == before + 21);
        assertThat(count("lost")).isZero();
        assertThat(text("dead-letters")).contains("HTTP 422", "prediction");
        assertNoMessages();
    }

    @Test
    @DisplayName("lost answers show as duplicates, not as losses")
    void duplicates() {
        long before = count("duplicates");
        press("[data-outage=LOSING_ANSWERS]");
        await("the outage").until(() -> pressed("[data-outage=LOSING_ANSWERS]"));
        press("[data-path=rows]");
        await("duplicates").until(() -> count("duplicates") > before);
        press("[data-outage=NONE]");
        await("all delivered").until(() -> count("waiting") == 0);
        assertThat(count("lost")).isZero();
        assertNoMessages();
    }

    @Test
    @DisplayName("paste a record, change the form by keyboard, and leave with a configuration that the worker accepts")
    void ownRecord() throws IOException {
        WebElement text = browser.findElement(By.id("record-text"));
        text.sendKeys("{\"query\": \"Where is it?\", \"answer\": \"On its way.\", \"ms\": 420}");
        await("a row").until(() -> text("results").contains("\"kafka_id\""));
        assertThat(text("verdict")).contains("valid", "Write the id of your pipeline");
        assertThat(browser.findElements(By.id("field-class.names"))).isEmpty();

        WebElement id = browser.findElement(By.id("field-inference.pipeline.id"));
        id.sendKeys(Keys.chord(Keys.CONTROL, "a"), "not-an-id", Keys.TAB);
        await("an error").until(() -> text("errors").contains("inference.pipeline.id"));
        assertThat(id.getDomAttribute("aria-invalid")).isEqualTo("true");
        id.sendKeys(Keys.chord(Keys.CONTROL, "a"), "182bd5e5-6e1a-4fe4-a799-aa6d9a6ab26e");
        await("no error")
                .until(() -> text("errors").isEmpty() && text("verdict").contains("valid"));

        WebElement type = browser.findElement(By.id("field-task.type"));
        type.sendKeys("tabular-regression");
        await("fields of the task type")
                .until(() ->
                        !browser.findElements(By.id("field-target.column.name")).isEmpty()
                                && browser.findElements(By.id("field-prompt")).isEmpty());
        browser.findElement(By.id("field-task.type")).sendKeys("llm-base");
        await("a row again").until(() -> text("results").contains("\"outputColumnName\""));

        browser.findElement(By.id("copy-json")).click();
        Map<String, String> config = new HashMap<>();
        JsonNode copied = JSON.readTree(text("config"));
        copied.properties().forEach(p -> config.put(p.getKey(), p.getValue().asText()));
        assertThat(config)
                .containsEntry("output.column.name", "answer")
                .containsEntry("openlayer.api.key", "${env:OPENLAYER_API_KEY}");
        config.put("name", "own");
        // The stand-in does not know the pipeline's id.
        config.put("connection.check", "off");
        assertThat(ConnectRest.errors(rest().validate("OpenlayerSinkConnector", config)))
                .isEmpty();
        assertNoMessages();
    }

    @Test
    @DisplayName("fits a phone, in light and dark, and needs no mouse")
    void phone() {
        browser.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", 360, "height", 740, "deviceScaleFactor", 1, "mobile", true));
        assertThat(browser.executeScript("return document.documentElement.scrollWidth <= innerWidth"))
                .isEqualTo(true);
        Object light = background("light");
        assertThat(background("dark")).isNotEqualTo(light);
        assertThat(browser.executeScript("""
                        return [...document.querySelectorAll('input, select, textarea')]
                          .filter(field => field.labels.length === 0).map(field => field.id)""")).isEqualTo(List.of());
        browser.switchTo().activeElement().sendKeys(Keys.TAB);
        assertThat(browser.switchTo().activeElement().getText()).isEqualTo("Skip to the content");
        assertNoMessages();
    }

    @Test
    @DisplayName("without the token it shows nothing but how to get it")
    void withoutToken() {
        browser.executeScript("sessionStorage.clear()");
        browser.get(page.resolve("/").toString());
        await("the refusal").until(() -> text("problem").contains("open the address that the quickstart printed"));
        assertThat(text("produced")).isEqualTo("–");
    }

    private static Object background(String scheme) {
        browser.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
        return browser.executeScript("return getComputedStyle(document.body).backgroundColor");
    }

    /** The picture in the README, written with {@code -Ddocs.update=true}. */
    private static void picture() throws IOException {
        if (Boolean.getBoolean("docs.update")) {
            browser.executeScript("scrollTo(0, 0)");
            Files.write(PICTURE, browser.getScreenshotAs(OutputType.BYTES));
        }
        assertThat(PICTURE).exists();
    }

    /** Violations of the content security policy and failed requests are messages too. */
    private static void assertNoMessages() {
        List<LogEntry> messages = browser.manage().logs().get(LogType.BROWSER).getAll();
        assertThat(messages).isEmpty();
        assertThat(text("problem")).isEmpty();
    }

    private static ConnectRest rest() {
        String address = OUTPUT.toString(UTF_8)
                .lines()
                .filter(line -> line.contains("Connect REST"))
                .map(line -> line.replaceFirst(".*Connect REST\\s+", ""))
                .findFirst()
                .orElseThrow();
        return new ConnectRest(URI.create(address));
    }

    private static void press(String button) {
        browser.findElement(By.cssSelector(button)).sendKeys(Keys.ENTER);
    }

    private static boolean pressed(String button) {
        return "true".equals(browser.findElement(By.cssSelector(button)).getDomAttribute("aria-pressed"));
    }

    private static long count(String figure) {
        String text = text(figure).replace(",", "");
        return text.matches("\\d+") ? Long.parseLong(text) : -1;
    }

    private static String text(String id) {
        return String.valueOf(browser.findElement(By.id(id)).getDomProperty("textContent"))
                .strip();
    }

    private static ConditionFactory await(String what) {
        return Awaitility.await(what).atMost(Duration.ofSeconds(90)).pollInterval(Duration.ofMillis(200));
    }
}
