package ee.channels.jakarta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.channels.ConfigurationException;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TemplatesTest {

    @Test
    void templates_that_differ_in_parameter_names_alone_are_one() {
        assertThat(Templates.of(List.of("/x/{a}", "/x/{b}", "/x/y", "/x/{a}/{a}", "/", "/x/"))
                        .all())
                .containsExactly("/x/{p0}", "/x/y", "/x/{p0}/{p1}", "/", "/x/");
    }

    @Test
    void what_is_no_template_of_the_engines_is_refused() {
        for (String template :
                List.of("", "x", "//", "/x//y", "/x/{}", "/x/{a}b", "/x/{a", "/x/a}", "/x/{a}/", "/{a}/{b/c}")) {
            assertThatThrownBy(() -> Templates.of(List.of(template)))
                    .as(template)
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("\"" + template + "\"");
        }
    }

    @Test
    void a_path_is_covered_if_every_engine_maps_it() {
        Templates templates = Templates.of(List.of("/x/{a}", "/x/y/z", "/"));

        assertThat(templates.covers("/x/1")).isTrue();
        assertThat(templates.covers("/x/y/z")).isTrue();
        assertThat(templates.covers("/")).isTrue();
        assertThat(templates.covers("/x/a b")).isTrue();
        assertThat(templates.covers("/x")).isFalse();
        assertThat(templates.covers("/x/")).isFalse();
        assertThat(templates.covers("/x/1/")).isFalse();
        assertThat(templates.covers("/x/y/Z")).isFalse();
        assertThat(templates.covers("/x/{1}")).isFalse();
        assertThat(templates.covers("/x/1}")).isFalse();
    }

    @Test
    void a_path_may_be_covered_if_some_engine_overlooks_its_slash() {
        Templates templates = Templates.of(List.of("/x/{a}"));

        assertThat(templates.mayCover("/x/1/")).isTrue();
        assertThat(templates.mayCover("/x/1")).isTrue();
        assertThat(templates.mayCover("/x//")).isFalse();
        assertThat(templates.mayCover("/")).isFalse();
    }
}
