package ee.channels.redis.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import ee.channels.architecture.RedCode;
import ee.channels.redis.config.RedisOptions;
import ee.channels.redis.wire.PayloadFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
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

/** Holds the main code of this module to the rules, and each rule to what it must refuse. */
class ArchitectureTest {
    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_JARS)
            .importPackages(ArchitectureRules.ROOT)
            .that(com.tngtech.archunit.base.DescribedPredicate.describe(
                    "are of this module", type -> type.getPackageName().startsWith(ArchitectureRules.ROOT)));

    private static final Map<String, ArchRule> RULES = Map.of(
            "levels", ArchitectureRules.PACKAGES_IMPORT_FROM_LOWER_LEVELS,
            "container", ArchitectureRules.THE_MODULE_KNOWS_NO_CONTAINER,
            "connection", ArchitectureRules.OPTIONS_AND_BYTES_KNOW_NO_CONNECTION,
            "msgpack", ArchitectureRules.MSGPACK_STAYS_IN_THE_WIRE_FORMAT,
            "time", ArchitectureRules.TIME_COMES_FROM_A_SOURCE,
            "sleep", ArchitectureRules.NOBODY_SLEEPS);

    private static RedCode red;

    @BeforeAll
    static void compile_what_the_rules_must_refuse(@TempDir Path directory) throws IOException {
        red = RedCode.compiled(
                directory,
                List.of(
                        "ee.channels.redis",
                        "ee.channels.redis.config",
                        "ee.channels.redis.wire",
                        "ee.channels.redis.connection",
                        "ee.channels.redis.pubsub",
                        "ee.channels.redis.queue",
                        "ee.channels.redis.unlisted"),
                List.of(
                        "ee.channels",
                        "ee.channels.message",
                        "ee.channels.layer",
                        "ee.channels.layer.memory",
                        "ee.channels.scope",
                        "ee.channels.application",
                        "ee.channels.runtime",
                        "ee.channels.consumer",
                        "ee.channels.jakarta",
                        "jakarta.servlet.http",
                        "jakarta.websocket",
                        "jakarta.enterprise.inject",
                        "redis.clients.jedis",
                        "org.msgpack.core",
                        "org.example"),
                Map.of(
                        "ee.channels.redis.queue.Score",
                        "class Score { long now = System.currentTimeMillis(); }",
                        "ee.channels.redis.wire.Token",
                        "class Token { java.time.Instant now = java.time.Instant.now(); }",
                        "ee.channels.redis.connection.Reference",
                        "class Reference { java.util.function.LongSupplier now = System::nanoTime; }",
                        "ee.channels.redis.pubsub.Layer",
                        "class Layer { java.time.InstantSource clock = java.time.InstantSource.system(); }",
                        "ee.channels.redis.connection.Sleep",
                        "class Sleep { void run() throws Exception { Thread.sleep(1); } }",
                        "ee.channels.redis.connection.Park",
                        "class Park { void run() { java.util.concurrent.locks.LockSupport.parkNanos(1); } }"));
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
    void the_main_code_is_that_of_this_module_and_no_test() {
        assertThat(MAIN.contain(RedisOptions.class)).isTrue();
        assertThat(MAIN.contain(PayloadFormat.class)).isTrue();
        assertThat(MAIN.contain(ArchitectureTest.class)).isFalse();
    }

    @Test
    void nobody_sleeps_in_tests_either() {
        JavaClasses tests = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.ONLY_INCLUDE_TESTS)
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_JARS)
                .importPackages(ArchitectureRules.ROOT);
        assertThat(tests.contain(ArchitectureTest.class)).isTrue();
        ArchitectureRules.NOBODY_SLEEPS.check(tests);
    }

    @ParameterizedTest(name = "{0} imports {1}")
    @CsvSource({
        "ee.channels.redis.config, ee.channels.redis.wire",
        "ee.channels.redis.config, ee.channels.redis",
        "ee.channels.redis.wire, ee.channels.redis.connection",
        "ee.channels.redis.wire, ee.channels.redis.queue",
        "ee.channels.redis.connection, ee.channels.redis.pubsub",
        "ee.channels.redis.connection, ee.channels.redis.queue",
        "ee.channels.redis.pubsub, ee.channels.redis.queue",
        "ee.channels.redis.queue, ee.channels.redis.pubsub",
        "ee.channels.redis.queue, ee.channels.redis",
        "ee.channels.redis.pubsub, ee.channels.scope",
        "ee.channels.redis.pubsub, ee.channels.application",
        "ee.channels.redis.pubsub, ee.channels.runtime",
        "ee.channels.redis.queue, ee.channels.consumer",
        "ee.channels.redis, ee.channels.jakarta",
        "ee.channels.redis.unlisted, org.example",
        "ee.channels.redis, ee.channels.redis.unlisted",
    })
    void an_import_that_the_table_forbids_fails(String importer, String imported) {
        refuses(ArchitectureRules.PACKAGES_IMPORT_FROM_LOWER_LEVELS, red.row(importer, imported), importer);
    }

    @ParameterizedTest(name = "{0} imports {1}")
    @CsvSource({
        "ee.channels.redis.config, ee.channels.layer.memory",
        "ee.channels.redis.wire, ee.channels.redis.config",
        "ee.channels.redis.wire, ee.channels.message",
        "ee.channels.redis.connection, ee.channels.redis.wire",
        "ee.channels.redis.connection, ee.channels",
        "ee.channels.redis.pubsub, ee.channels.redis.connection",
        "ee.channels.redis.queue, ee.channels.redis.wire",
        "ee.channels.redis, ee.channels.redis.queue",
        "ee.channels.redis, ee.channels.layer",
        "ee.channels.redis.queue, org.example",
    })
    void an_import_that_the_table_allows_passes(String importer, String imported) {
        passes(ArchitectureRules.PACKAGES_IMPORT_FROM_LOWER_LEVELS, red.row(importer, imported));
    }

    @ParameterizedTest
    @ValueSource(strings = {"jakarta.servlet.http", "jakarta.websocket", "jakarta.enterprise.inject"})
    void a_container_fails(String container) {
        refuses(
                ArchitectureRules.THE_MODULE_KNOWS_NO_CONTAINER,
                red.row("ee.channels.redis.pubsub", container),
                container);
    }

    @ParameterizedTest
    @ValueSource(strings = {"config", "wire"})
    void a_connection_among_options_or_bytes_fails(String name) {
        refuses(
                ArchitectureRules.OPTIONS_AND_BYTES_KNOW_NO_CONNECTION,
                red.row("ee.channels.redis." + name, "redis.clients.jedis"),
                "redis.clients.jedis");
        passes(
                ArchitectureRules.OPTIONS_AND_BYTES_KNOW_NO_CONNECTION,
                red.row("ee.channels.redis.connection", "redis.clients.jedis"));
    }

    @Test
    void msgpack_outside_of_the_wire_format_fails() {
        refuses(
                ArchitectureRules.MSGPACK_STAYS_IN_THE_WIRE_FORMAT,
                red.row("ee.channels.redis.queue", "org.msgpack.core"),
                "org.msgpack.core");
        passes(
                ArchitectureRules.MSGPACK_STAYS_IN_THE_WIRE_FORMAT,
                red.row("ee.channels.redis.wire", "org.msgpack.core"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"queue.Score", "wire.Token", "connection.Reference"})
    void a_clock_that_is_no_source_fails(String name) {
        String clock = "ee.channels.redis." + name;
        refuses(ArchitectureRules.TIME_COMES_FROM_A_SOURCE, red.classes(clock), clock);
    }

    @Test
    void a_source_passes() {
        passes(ArchitectureRules.TIME_COMES_FROM_A_SOURCE, red.classes("ee.channels.redis.pubsub.Layer"));
    }

    @Test
    void a_sleep_fails() {
        String sleeper = "ee.channels.redis.connection.Sleep";
        refuses(ArchitectureRules.NOBODY_SLEEPS, red.classes(sleeper), sleeper);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rules")
    void what_no_rule_is_about_passes_them_all(String name, ArchRule rule) {
        rule.allowEmptyShould(true).check(red.classes("ee.channels.redis.connection.Park"));
    }

    private static void passes(ArchRule rule, JavaClasses classes) {
        assertThatCode(() -> rule.allowEmptyShould(true).check(classes)).doesNotThrowAnyException();
    }

    private static void refuses(ArchRule rule, JavaClasses classes, String named) {
        assertThatThrownBy(() -> rule.check(classes))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(named);
    }
}
