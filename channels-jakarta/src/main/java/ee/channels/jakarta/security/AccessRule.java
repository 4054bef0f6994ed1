package ee.channels.jakarta.security;

import ee.channels.ConfigurationException;
import ee.channels.application.Application;
import ee.channels.application.Middleware;
import ee.channels.security.Authorization;
import jakarta.annotation.security.DeclareRoles;
import jakarta.annotation.security.DenyAll;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Who may open a socket to a consumer class, by its {@code @RolesAllowed}, {@code @DenyAll} or {@code @PermitAll}, and
 * the roles that it names.
 *
 * <p>A class that has none of the three has that of its nearest superclass that has one: a consumer is as closed as
 * what it extends, unless it says so. {@code @RolesAllowed("**")} is everybody who is signed in.
 *
 * <p>No Channels counterpart.
 *
 * <p>Immutable.
 */
public final class AccessRule {

    private static final List<Class<? extends Annotation>> RULES =
            List.of(RolesAllowed.class, DenyAll.class, PermitAll.class);

    private final Optional<Middleware> guard;
    private final Set<String> roles;

    private AccessRule(Optional<Middleware> guard, Set<String> roles) {
        this.guard = guard;
        this.roles = Set.copyOf(roles);
    }

    /**
     * Reads a class.
     *
     * @throws ConfigurationException naming the class, if it has two rules, a rule without a role, or a method with a
     *     rule, which nobody would look at
     */
    public static AccessRule of(Class<?> consumer) {
        Set<String> roles = new LinkedHashSet<>();
        Optional<Middleware> guard = Optional.empty();
        boolean decided = false;
        for (Class<?> type = consumer; type != null; type = type.getSuperclass()) {
            refuseOnMethods(type);
            DeclareRoles declared = type.getDeclaredAnnotation(DeclareRoles.class);
            if (declared != null) {
                roles.addAll(List.of(declared.value()));
            }
            List<Annotation> rules = rules(type);
            if (!decided && !rules.isEmpty()) {
                decided = true;
                guard = guard(type, rules.get(0), roles);
            }
        }
        return new AccessRule(guard, roles);
    }

    private static List<Annotation> rules(Class<?> type) {
        List<Annotation> rules = new ArrayList<>();
        for (Class<? extends Annotation> rule : RULES) {
            Annotation present = type.getDeclaredAnnotation(rule);
            if (present != null) {
                rules.add(present);
            }
        }
        if (rules.size() > 1) {
            throw ConfigurationException.of(
                    type.getName(), "has both " + rules.get(0) + " and " + rules.get(1) + "; leave one of them");
        }
        return rules;
    }

    private static Optional<Middleware> guard(Class<?> type, Annotation rule, Set<String> roles) {
        if (rule instanceof RolesAllowed allowed) {
            if (allowed.value().length == 0) {
                throw ConfigurationException.of(
                        type.getName(), "has @RolesAllowed without a role; for nobody, @DenyAll");
            }
            roles.addAll(List.of(allowed.value()));
            return Optional.of(Authorization.roles(allowed.value()));
        }
        return rule instanceof DenyAll ? Optional.of(Authorization.nobody()) : Optional.empty();
    }

    private static void refuseOnMethods(Class<?> type) {
        for (Method method : type.getDeclaredMethods()) {
            RULES.stream().filter(method::isAnnotationPresent).findFirst().ifPresent(rule -> {
                throw ConfigurationException.of(
                        type.getName() + "." + method.getName(),
                        "has @" + rule.getSimpleName() + ", which counts on the class alone, when a socket is opened;"
                                + " in the method, ask scope().isUserInRole(…)");
            });
        }
    }

    /** The application behind this rule, or the application itself where everybody may come in. */
    public Application around(Application application) {
        return guard.map(rule -> rule.around(application)).orElse(application);
    }

    /** Every role that the class and its superclasses name, {@value Authorization#SIGNED_IN} among them. */
    public Set<String> roles() {
        return roles;
    }
}
