package ee.channels.jakarta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpUpgradeHandler;
import jakarta.servlet.http.WebConnection;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the container tells, and when the engine hears it. */
class TyrusUpgradeTest {

    private final TyrusUpgrade upgrade = new TyrusUpgrade();
    private final List<String> heard = new ArrayList<>();

    /** Writes down what it hears; while it opens, something else may happen. */
    private HttpUpgradeHandler engine(Runnable meanwhile) {
        return new HttpUpgradeHandler() {
            @Override
            public void init(WebConnection connection) {
                heard.add("opens");
                meanwhile.run();
                heard.add("is open");
            }

            @Override
            public void destroy() {
                heard.add("ends");
            }
        };
    }

    @Test
    void a_connection_that_ends_while_it_is_opened_ends_when_it_is_open() {
        upgrade.of(engine(upgrade::destroy));

        upgrade.init(new Unused());

        assertThat(heard).containsExactly("opens", "is open", "ends");
    }

    @Test
    void a_connection_that_is_open_ends_at_once() {
        upgrade.of(engine(() -> {}));
        upgrade.init(new Unused());
        assertThat(heard).containsExactly("opens", "is open");

        upgrade.destroy();

        assertThat(heard).containsExactly("opens", "is open", "ends");
    }

    @Test
    void an_upgrade_that_no_engine_has_asked_for_is_refused() {
        assertThatThrownBy(() -> upgrade.init(new Unused())).isInstanceOf(IllegalStateException.class);
    }

    /** A connection that nothing is asked of. */
    private static final class Unused implements WebConnection {

        @Override
        public ServletInputStream getInputStream() {
            throw new UnsupportedOperationException();
        }

        @Override
        public ServletOutputStream getOutputStream() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {
            throw new UnsupportedOperationException();
        }
    }
}
