package ee.channels.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import ee.channels.Ticker;
import java.util.Map;
import java.util.Set;

/** Who may import whom, and what nobody may call. */
final class ArchitectureRules {

    private static final String ROOT = "ee.channels";

    /** A package imports only from lower levels, and from its own package. */
    private static final Map<String, Integer> LEVELS = Map.ofEntries(
            Map.entry(ROOT, -1),
            Map.entry(ROOT + ".message", 0),
            Map.entry(ROOT + ".scope", 0),
            Map.entry(ROOT + ".layer", 1),
            Map.entry(ROOT + ".layer.memory", 2),
            Map.entry(ROOT + ".application", 2),
            Map.entry(ROOT + ".routing", 3),
            Map.entry(ROOT + ".security", 3),
            Map.entry(ROOT + ".consumer", 3),
            Map.entry(ROOT + ".runtime", 3),
            Map.entry(ROOT + ".testing", 4));

    private static final Set<String> CLOCKS = Set.of(
            "java.lang.System.nanoTime",
            "java.lang.System.currentTimeMillis",
            "java.time.Instant.now",
            "java.time.LocalDateTime.now",
            "java.time.LocalDate.now",
            "java.time.LocalTime.now",
            "java.time.OffsetDateTime.now",
            "java.time.ZonedDateTime.now",
            "java.time.Clock.systemUTC",
            "java.time.Clock.systemDefaultZone",
            "java.time.Clock.system",
            "java.util.Date.<init>");

    private static final Set<String> SLEEPS = Set.of("java.lang.Thread.sleep", "java.util.concurrent.TimeUnit.sleep");

    static final ArchRule PACKAGES_IMPORT_FROM_LOWER_LEVELS = classes()
            .that()
            .resideInAPackage(ROOT + "..")
            .should(importOnlyFromLowerLevels())
            .as("a package imports only from lower levels");

    static final ArchRule PACKAGES_HAVE_NO_CYCLES = SlicesRuleDefinition.slices()
            .assignedFrom(packages())
            .should()
            .beFreeOfCycles()
            .as("packages have no cycles");

    static final ArchRule RUNTIME_KNOWS_NEITHER_CONSUMERS_NOR_ROUTES = noClasses()
            .that()
            .resideInAPackage(ROOT + ".runtime..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(ROOT + ".consumer..", ROOT + ".routing..")
            .as("runtime never imports consumer or routing");

    static final ArchRule CORE_KNOWS_NO_CONTAINER = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jakarta.servlet..", "jakarta.websocket..", "jakarta.enterprise..", "jakarta.ejb..")
            .as("core imports no container");

    static final ArchRule TESTING_NEEDS_NO_TEST_FRAMEWORK = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.junit..", "junit..", "org.assertj..", "org.hamcrest..", "net.jqwik..", "org.awaitility..")
            .as("the test kit needs no test framework");

    static final ArchRule TIME_COMES_FROM_THE_TICKER = noClasses()
            .that()
            .doNotHaveFullyQualifiedName(Ticker.class.getName())
            .should()
            .accessTargetWhere(targetIn(CLOCKS))
            .as("only the ticker asks a clock");

    static final ArchRule NOBODY_SLEEPS =
            noClasses().should().accessTargetWhere(targetIn(SLEEPS)).as("nobody sleeps");

    private ArchitectureRules() {}

    private static ArchCondition<JavaClass> importOnlyFromLowerLevels() {
        return new ArchCondition<>("import only from lower levels") {
            @Override
            public void check(JavaClass origin, ConditionEvents events) {
                if (!LEVELS.containsKey(origin.getPackageName())) {
                    events.add(SimpleConditionEvent.violated(
                            origin, origin.getPackageName() + " is in no level: " + origin.getName()));
                    return;
                }
                for (Dependency dependency : origin.getDirectDependenciesFromSelf()) {
                    String target =
                            dependency.getTargetClass().getBaseComponentType().getPackageName();
                    if (isOurs(target) && !mayImport(origin.getPackageName(), target)) {
                        events.add(SimpleConditionEvent.violated(origin, dependency.getDescription()));
                    }
                }
            }
        };
    }

    private static boolean mayImport(String origin, String target) {
        return origin.equals(target) || LEVELS.getOrDefault(target, Integer.MAX_VALUE) < LEVELS.get(origin);
    }

    private static boolean isOurs(String name) {
        return name.equals(ROOT) || name.startsWith(ROOT + ".");
    }

    /** Each package is a slice of its own, the root too. */
    private static SliceAssignment packages() {
        return new SliceAssignment() {
            @Override
            public SliceIdentifier getIdentifierOf(JavaClass type) {
                return isOurs(type.getPackageName())
                        ? SliceIdentifier.of(type.getPackageName())
                        : SliceIdentifier.ignore();
            }

            @Override
            public String getDescription() {
                return "packages";
            }
        };
    }

    /** Calls, and references such as {@code System::nanoTime}. */
    private static DescribedPredicate<JavaAccess<?>> targetIn(Set<String> members) {
        return DescribedPredicate.describe(
                "target is one of " + members,
                access -> members.contains(access.getTargetOwner().getName() + "." + access.getName()));
    }
}
