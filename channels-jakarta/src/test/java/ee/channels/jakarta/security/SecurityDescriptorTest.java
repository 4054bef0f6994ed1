package ee.channels.jakarta.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class SecurityDescriptorTest {

    private static SecurityDescriptor read(String xml) throws Exception {
        return SecurityDescriptor.read(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void roles_and_log_in_are_read() throws Exception {
        SecurityDescriptor read = read("""
                <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0">
                  <security-constraint><auth-constraint><role-name>only-asked-for</role-name></auth-constraint>
                  </security-constraint>
                  <login-config><auth-method> BASIC </auth-method><realm-name>club</realm-name></login-config>
                  <security-role><description>d</description><role-name>member</role-name></security-role>
                  <security-role><role-name>admin</role-name></security-role>
                </web-app>
                """);

        assertThat(read.roles()).containsExactly("member", "admin");
        assertThat(read.authMethod()).contains("BASIC");
        assertThat(read.realm()).contains("club");
    }

    @Test
    void a_descriptor_without_a_namespace_is_read_as_well() throws Exception {
        assertThat(read("<web-app><security-role><role-name>member</role-name></security-role></web-app>")
                        .roles())
                .containsExactly("member");
    }

    @Test
    void nothing_is_fetched_for_an_old_document_type() throws Exception {
        SecurityDescriptor read = read("""
                <!DOCTYPE web-app PUBLIC "-//Sun Microsystems, Inc.//DTD Web Application 2.3//EN"
                    "http://host.invalid/web-app_2_3.dtd">
                <web-app><login-config><auth-method>FORM</auth-method></login-config></web-app>
                """);

        assertThat(read.authMethod()).contains("FORM");
        assertThat(read.realm()).isEmpty();
    }
}
