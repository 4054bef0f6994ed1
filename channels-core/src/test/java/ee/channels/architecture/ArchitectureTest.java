package ee.channels.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import ee.channels.Ticker;
import ee.channels.routing.UrlRouter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Holds the main code to the rules, and each rule to what it must refuse: a rule that nobody has seen fail protects
 * nothing. What it must refuse is compiled from text under the names that the rule is about, so none of it is ever on a
 * class path.
 */
class ArchitectureTest {

    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_JARS)
            .importPackages("ee.channels");

    private static final Map<String, ArchRule> RULES = Map.of(
            "levels", ArchitectureRules.PACKAGES_IMPORT_FROM_LOWER_LEVELS,
            "cycles", ArchitectureRules.PACKAGES_HAVE_NO_CYCLES,
            "runtime", ArchitectureRules.RUNTIME_KNOWS_NEITHER_CONSUMERS_NOR_ROUTES,
            "container", ArchitectureRules.CORE_KNOWS_NO_CONTAINER,
            "testing", ArchitectureRules.TESTING_NEEDS_NO_TEST_FRAMEWORK,
            "time", ArchitectureRules.TIME_COMES_FROM_THE_TICKER,
            "sleep", ArchitectureRules.NOBODY_SLEEPS);

    private static RedCode red;

    @BeforeAll
    static void compile_what_the_rules_must_refuse(@TempDir Path directory) throws IOException {
        red = RedCode.compiled(directory);
    }

    static Stream<Arguments> rules() {
        return RULES.entrySet().stream().map(rule -> Arguments.of(rule.getKey(), rule.getValue()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rules")
    void the_main_code_keeps_every_rule(String name, ArchRule rule) {
        rule.check(MAIN);
    }

    @Test
    void the_main_code_is_all_of_it_and_no_test() {
        assertThat(MAIN.contain(Ticker.class)).isTrue();
        assertThat(MAIN.contain(UrlRouter.class)).isTrue();
        assertThat(MAIN.contain(ArchitectureTest.class)).isFalse();
    }

    @Test
    void nobody_sleeps_in_tests_either() {
        JavaClasses tests = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.ONLY_INCLUDE_TESTS)
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_JARS)
                .importPackages("ee.channels");
        assertThat(tests.contain(ArchitectureTest.class)).isTrue();
        ArchitectureRules.NOBODY_SLEEPS.check(tests);
    }

    /** The rows of the table that say no. */
    @ParameterizedTest(name = "{0} imports {1}")
    @CsvSource({
        "ee.channels, ee.channels.message",
        "ee.channels, ee.channels.scope",
        "ee.channels, ee.channels.runtime",
        "ee.channels.message, ee.channels.scope",
        "ee.channels.scope, ee.channels.message",
        "ee.channels.scope, ee.channels.layer",
        "ee.channels.layer, ee.channels.layer.memory",
        "ee.channels.layer, ee.channels.application",
        "ee.channels.layer.memory, ee.channels.application",
        "ee.channels.application, ee.channels.layer.memory",
        "ee.channels.application, ee.channels.routing",
        "ee.channels.application, ee.channels.consumer",
        "ee.channels.application, ee.channels.runtime",
        "ee.channels.routing, ee.channels.security",
        "ee.channels.security, ee.channels.routing",
        "ee.channels.consumer, ee.channels.runtime",
        "ee.channels.consumer, ee.channels.routing",
        "ee.channels.runtime, ee.channels.consumer",
        "ee.channels.runtime, ee.channels.routing",
        "ee.channels.runtime, ee.channels.security",
        "ee.channels.runtime, ee.channels.testing",
        "ee.channels.consumer, ee.channels.unlisted",
        "ee.channels.unlisted, org.example",
        "ee.channels.layer.memory.deeper, org.example",
    })
    void an_import_that_the_table_forbids_fails(String importer, String imported) {
        refuses(ArchitectureRules.PACKAGES_IMPORT_FROM_LOWER_LEVELS, red.row(importer, imported), importer);
    }

    /** The rows of the table that say yes, so that the rule does not just refuse everything. */
    @ParameterizedTest(name = "{0} imports {1}")
    @CsvSource({
        "ee.channels.message, ee.channels",
        "ee.channels.layer, ee.channels.message",
        "ee.channels.layer, ee.channels.scope",
        "ee.channels.layer.memory, ee.channels.layer",
        "ee.channels.application, ee.channels.layer",
        "ee.channels.routing, ee.channels.application",
        "ee.channels.security, ee.channels.scope",
        "ee.channels.consumer, ee.channels.layer.memory",
        "ee.channels.runtime, ee.channels.application",
        "ee.channels.testing, ee.channels.runtime",
        "ee.channels.testing, ee.channels.consumer",
        "ee.channels.consumer, org.example",
    })
    void an_import_that_the_table_allows_passes(String importer, String imported) {
        JavaClasses classes = red.row(importer, imported);
        assertThatCode(() -> ArchitectureRules.PACKAGES_IMPORT_FROM_LOWER_LEVELS.check(classes))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest(name = "{0} and {1}")
    @CsvSource({
        "ee.channels.layer, ee.channels.layer.memory",
        "ee.channels.consumer, ee.channels.routing",
        "ee.channels, ee.channels.message",
    })
    void a_cycle_of_two_packages_fails(String one, String other) {
        refuses(ArchitectureRules.PACKAGES_HAVE_NO_CYCLES, red.row(one, other, one), "Cycle detected");
    }

    @Test
    void a_cycle_of_three_packages_fails() {
        JavaClasses classes =
                red.row("ee.channels.consumer", "ee.channels.routing", "ee.channels.security", "ee.channels.consumer");
        refuses(ArchitectureRules.PACKAGES_HAVE_NO_CYCLES, classes, "Cycle detected");
    }

    @Test
    void a_row_of_three_packages_is_no_cycle() {
        JavaClasses classes = red.row("ee.channels.consumer", "ee.channels.routing", "ee.channels.security");
        assertThatCode(() -> ArchitectureRules.PACKAGES_HAVE_NO_CYCLES.check(classes))
                .doesNotThrowAnyException();
    }

    @Test
    void an_interface_whose_factory_names_its_implementation_fails() {
        JavaClasses classes = red.classes("ee.channels.layer.Layer", "ee.channels.layer.memory.MemoryLayer");
        refuses(ArchitectureRules.PACKAGES_HAVE_NO_CYCLES, classes, "Cycle detected");
    }

    @ParameterizedTest
    @CsvSource({"ee.channels.consumer", "ee.channels.routing"})
    void a_runtime_that_imports_consumers_or_routes_fails(String imported) {
        refuses(
                ArchitectureRules.RUNTIME_KNOWS_NEITHER_CONSUMERS_NOR_ROUTES,
                red.row("ee.channels.runtime", imported),
                "ee.channels.runtime.Importer");
    }

    @ParameterizedTest
    @CsvSource({
        "jakarta.servlet, ee.channels.scope",
        "jakarta.servlet.http, ee.channels.scope",
        "jakarta.websocket, ee.channels.runtime",
        "jakarta.websocket.server, ee.channels",
        "jakarta.enterprise.inject, ee.channels.consumer",
    })
    void a_container_in_core_fails(String container, String importer) {
        refuses(ArchitectureRules.CORE_KNOWS_NO_CONTAINER, red.row(importer, container), importer + ".Importer");
    }

    @ParameterizedTest
    @CsvSource({"org.junit.jupiter.api", "org.assertj.core.api", "org.awaitility"})
    void a_test_kit_that_needs_a_test_framework_fails(String framework) {
        refuses(
                ArchitectureRules.TESTING_NEEDS_NO_TEST_FRAMEWORK,
                red.row("ee.channels.testing", framework),
                "ee.channels.testing.Importer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"NanoTime", "Millis", "Reference", "Now", "Utc", "Today"})
    void a_clock_besides_the_ticker_fails(String name) {
        String clock = "ee.channels.runtime." + name;
        refuses(ArchitectureRules.TIME_COMES_FROM_THE_TICKER, red.classes(clock), clock);
    }

    @Test
    void a_clock_in_the_ticker_passes() {
        JavaClasses classes = red.classes("ee.channels.Ticker", "ee.channels.runtime.Imported");
        assertThatCode(() -> ArchitectureRules.TIME_COMES_FROM_THE_TICKER.check(classes))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Sleep", "Nap", "UnitSleep"})
    void a_sleep_fails(String name) {
        String sleeper = "ee.channels.runtime." + name;
        refuses(ArchitectureRules.NOBODY_SLEEPS, red.classes(sleeper), sleeper);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rules")
    void what_no_rule_is_about_passes_them_all(String name, ArchRule rule) {
        rule.check(red.classes("ee.channels.runtime.Park"));
    }

    private static void refuses(ArchRule rule, JavaClasses classes, String named) {
        assertThatThrownBy(() -> rule.check(classes))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(named);
    }
}
