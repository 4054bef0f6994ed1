package ee.channels.redis.architecture;

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
import java.util.Map;
import java.util.Set;

/** Who may import whom in this module, what of core it may see, and what nobody may call. */
final class ArchitectureRules {
    private static final String CORE = "ee.channels";
    static final String ROOT = CORE + ".redis";

    /** A package imports only from lower levels, and from its own package; so there are no cycles either. */
    private static final Map<String, Integer> LEVELS = Map.of(
            ROOT + ".config",
            0,
            ROOT + ".wire",
            1,
            ROOT + ".connection",
            2,
            ROOT + ".pubsub",
            3,
            ROOT + ".queue",
            3,
            ROOT,
            4);

    private static final Set<String> OF_CORE = Set.of(CORE, CORE + ".message", CORE + ".layer", CORE + ".layer.memory");

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
            .as("a package imports only from lower levels, and of core only messages and layers");

    static final ArchRule THE_MODULE_KNOWS_NO_CONTAINER = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jakarta.servlet..", "jakarta.websocket..", "jakarta.enterprise..", "jakarta.ejb..")
            .as("the module imports no container");

    static final ArchRule OPTIONS_AND_BYTES_KNOW_NO_CONNECTION = noClasses()
            .that()
            .resideInAnyPackage(ROOT + ".config", ROOT + ".wire")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("redis.clients..", "java.net.http..", "java.nio.channels..")
            .as("options and bytes know no connection");

    static final ArchRule MSGPACK_STAYS_IN_THE_WIRE_FORMAT = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + ".wire")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.msgpack..")
            .as("only the wire format knows msgpack");

    static final ArchRule TIME_COMES_FROM_A_SOURCE = noClasses()
            .should()
            .accessTargetWhere(targetIn(CLOCKS))
            .as("time comes from a Ticker, and the time of day from an InstantSource");

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
        return origin.equals(target)
                || OF_CORE.contains(target)
                || LEVELS.getOrDefault(target, Integer.MAX_VALUE) < LEVELS.get(origin);
    }

    private static boolean isOurs(String name) {
        return name.equals(CORE) || name.startsWith(CORE + ".");
    }

    /** Calls, and references such as {@code System::nanoTime}. */
    private static DescribedPredicate<JavaAccess<?>> targetIn(Set<String> members) {
        return DescribedPredicate.describe(
                "target is one of " + members,
                access -> members.contains(access.getTargetOwner().getName() + "." + access.getName()));
    }
}
