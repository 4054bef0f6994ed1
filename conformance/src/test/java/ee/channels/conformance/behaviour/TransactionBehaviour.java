package ee.channels.conformance.behaviour;

import static ee.channels.conformance.server.Feature.JTA;
import static org.assertj.core.api.Assertions.assertThat;

import ee.channels.conformance.client.Client;
import ee.channels.conformance.client.Site;
import ee.channels.conformance.suite.Conformance;
import ee.channels.conformance.suite.Needs;
import org.junit.jupiter.api.Test;

/** What is sent through afterCommit(), beside a row in the server's default database. */
@Conformance
@Needs(JTA)
class TransactionBehaviour {

    private static String rows(Site site, String text, String end) {
        return site.get("/ledger?text=" + text + "&end=" + end).body();
    }

    private static void heard(Client client, String text) {
        assertThat(client.next()).isEqualTo("text " + text);
        assertThat(client.next()).isEqualTo("text copy of " + text);
        assertThat(client.next()).isEqualTo("text end of " + text);
    }

    @Test
    void a_commit_brings_the_row_and_all_messages_in_order(Site site) {
        Client client = site.open("/ws/ledger");

        assertThat(rows(site, "a", "commit")).isEqualTo("1");

        heard(client, "a");
        client.close();
    }

    @Test
    void a_rollback_brings_neither_row_nor_message(Site site) {
        Client client = site.open("/ws/ledger");

        assertThat(rows(site, "b", "rollback")).isEqualTo("0");
        assertThat(rows(site, "c", "marked")).isEqualTo("0");
        assertThat(rows(site, "d", "none")).isEqualTo("0");

        heard(client, "d");
        client.close();
    }
}
