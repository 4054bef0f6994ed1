package ee.channels.jakarta.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.channels.ConfigurationException;
import jakarta.annotation.security.DeclareRoles;
import jakarta.annotation.security.DenyAll;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import org.junit.jupiter.api.Test;

final class AccessRuleTest {

    @RolesAllowed("admin")
    @DeclareRoles({"auditor", "clerk"})
    private static class Admins {}

    @RolesAllowed("member")
    @DeclareRoles("guest")
    private static final class Members extends Admins {}

    @RolesAllowed("admin")
    @PermitAll
    private static final class Torn {}

    @RolesAllowed({})
    private static final class Empty {}

    private static class OnMethod {
        @DenyAll
        void receive() {}
    }

    private static final class Below extends OnMethod {}

    @Test
    void every_role_that_a_class_names_is_known() {
        assertThat(AccessRule.of(Admins.class).roles()).containsExactlyInAnyOrder("admin", "auditor", "clerk");
    }

    @Test
    void the_nearest_rule_counts_and_declared_roles_add_up() {
        assertThat(AccessRule.of(Members.class).roles())
                .containsExactlyInAnyOrder("member", "guest", "auditor", "clerk");
    }

    @Test
    void two_rules_on_one_class_are_refused() {
        assertThatThrownBy(() -> AccessRule.of(Torn.class))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(Torn.class.getName())
                .hasMessageContaining("leave one of them");
    }

    @Test
    void a_rule_without_a_role_is_refused() {
        assertThatThrownBy(() -> AccessRule.of(Empty.class))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("without a role; for nobody, @DenyAll");
    }

    @Test
    void a_rule_that_nobody_would_look_at_is_refused() {
        assertThatThrownBy(() -> AccessRule.of(Below.class))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("OnMethod.receive has @DenyAll, which counts on the class alone");
    }
}
