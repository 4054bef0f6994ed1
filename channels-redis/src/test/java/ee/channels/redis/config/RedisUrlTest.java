package ee.channels.redis.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.channels.ConfigurationException;
import ee.channels.layer.LayerConfig;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedisUrlTest {

    private static RedisOptions of(String url) {
        return RedisOptions.of(LayerConfig.of("default", url, Map.of()));
    }

    private static Servers.Shard shard(String host, int port, int database) {
        return new Servers.Shard(new Host(host, port), database);
    }

    private static Credentials credentials(String user, String password) {
        return new Credentials(
                Optional.ofNullable(user).map(Secret::new),
                Optional.ofNullable(password).map(Secret::new));
    }

    @ParameterizedTest
    @CsvSource({
        "redis://h, h, 6379, 0",
        "redis://h/, h, 6379, 0",
        "redis://h:7000, h, 7000, 0",
        "redis://h:65535/15, h, 65535, 15",
        "redis://127.0.0.1:1/9999, 127.0.0.1, 1, 9999",
        "redis://my_redis.example.org, my_redis.example.org, 6379, 0",
        "redis://[::1], ::1, 6379, 0",
        "redis://[fe80::1%eth0]:7000/2, fe80::1%eth0, 7000, 2",
        "REDIS://h, h, 6379, 0",
    })
    void one_host(String url, String host, int port, int database) {
        assertThat(of(url).servers()).isEqualTo(new Servers.Fixed(List.of(shard(host, port, database))));
        assertThat(of(url).tls().enabled()).isFalse();
        assertThat(of(url).credentials()).isEqualTo(Credentials.NONE);
    }

    @Test
    void rediss_is_redis_over_tls() {
        assertThat(of("rediss://h/1").servers()).isEqualTo(of("redis://h/1").servers());
        assertThat(of("rediss://h").tls()).isEqualTo(new TlsOptions(true, true, Optional.empty(), Optional.empty()));
    }

    @Test
    void several_hosts_keep_their_order_and_take_the_database_of_the_next_that_has_one() {
        assertThat(of("redis://c,b:1,a/3,[::1]:2/0,d").servers())
                .isEqualTo(new Servers.Fixed(List.of(
                        shard("c", 6379, 3),
                        shard("b", 1, 3),
                        shard("a", 6379, 3),
                        shard("::1", 2, 0),
                        shard("d", 6379, 0))));
        assertThat(of("redis://a/1,b/,c/2").servers())
                .isEqualTo(new Servers.Fixed(List.of(shard("a", 6379, 1), shard("b", 6379, 2), shard("c", 6379, 2))));
    }

    @Test
    void one_server_may_stand_for_ten_by_its_databases() {
        Servers servers = of("redis://h/0,h/1,h/2,h/3,h/4,h/5,h/6,h/7,h/8,h/9").servers();
        assertThat(((Servers.Fixed) servers).shards()).hasSize(10).element(7).isEqualTo(shard("h", 6379, 7));
    }

    @Test
    void user_and_password_are_decoded() {
        assertThat(of("redis://ann:pa%40ss%2Fw%C3%B6rd+%3A@h").credentials())
                .isEqualTo(credentials("ann", "pa@ss/wörd+:"));
        assertThat(of("redis://:pw:with:colons@a,b").credentials()).isEqualTo(credentials(null, "pw:with:colons"));
        assertThat(of("redis://@h").credentials()).isEqualTo(Credentials.NONE);
        assertThat(of("redis://:@h").credentials()).isEqualTo(Credentials.NONE);
    }

    @Test
    void options_beside_the_url_win_over_its_user_and_password() {
        LayerConfig config = LayerConfig.of("default", "redis://ann:one@h", Map.of("password", "two"));
        assertThat(RedisOptions.of(config).credentials()).isEqualTo(credentials("ann", "two"));
        assertThat(of("redis://h?user=bob&password=x%20y").credentials()).isEqualTo(credentials("bob", "x y"));
        assertThat(of("redis://ann@h?password=x").credentials()).isEqualTo(credentials("ann", "x"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis://bob@h", "redis://bob:@h", "redis://h?user=bob"})
    void a_user_without_a_password_is_refused(String url) {
        assertThatThrownBy(() -> of(url))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("channels.layer.default.user = \"***\" is refused; allowed: a user together with password")
                .hasMessageNotContaining("bob");
    }

    @Test
    void sentinels_name_a_master() {
        assertThat(of("redis-sentinel://a,b:7000,[::1]/my-master").servers())
                .isEqualTo(new Servers.Sentinel(
                        List.of(new Host("a", 26379), new Host("b", 7000), new Host("::1", 26379)),
                        "my-master",
                        0,
                        Credentials.NONE));
        RedisOptions options = of("redis-sentinel://u:p@a/m/5?sentinel-user=su&sentinel-password=sp&tls=true");
        assertThat(options.servers())
                .isEqualTo(new Servers.Sentinel(List.of(new Host("a", 26379)), "m", 5, credentials("su", "sp")));
        assertThat(options.credentials()).isEqualTo(credentials("u", "p"));
        assertThat(options.tls().enabled()).isTrue();
    }

    @Test
    void a_cluster_has_seeds_and_no_database() {
        RedisOptions options = of("redis-cluster://u:p@a:7000,b/?tls=true");
        assertThat(options.servers()).isEqualTo(new Servers.Cluster(List.of(new Host("a", 7000), new Host("b", 6379))));
        assertThat(options.credentials()).isEqualTo(credentials("u", "p"));
        assertThat(options.tls().enabled()).isTrue();
        assertThat(of("redis-cluster://a").tls().enabled()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "redis: | two slashes",
                "redis:h | two slashes",
                "redis:/h | two slashes",
                "redis:// | number 1",
                "redis:///0 | number 1",
                "redis://a, | number 2",
                "redis://,a | number 1",
                "redis://a,,b | number 2",
                "redis://a: | number 1",
                "redis://a:x | number 1",
                "redis://a:0 | number 1",
                "redis://a:65536 | number 1",
                "redis://a:123456 | number 1",
                "redis://a b | number 1",
                "redis://::1 | number 1",
                "redis://[::1 | number 1",
                "redis://[]:1 | number 1",
                "redis://a/x | database",
                "redis://a/-1 | database",
                "redis://a/10000 | database",
                "redis://a/1/2 | database",
                "redis://u:p@a,u:p@b | once, before the first host",
                "redis://u:p/w@a | percent-encode",
                "redis://u:p@w@a | percent-encode",
                "redis://u:p%@a | malformed percent sign",
                "redis://u:p%zz@a | malformed percent sign",
                "redis-sentinel://a | name the master",
                "redis-sentinel://a/ | name the master",
                "redis-sentinel://a//0 | name the master",
                "redis-sentinel://a/m m/0 | name the master",
                "redis-sentinel://a/m/0/1 | name the master",
                "redis-sentinel://a/m/ | database",
                "redis-sentinel://a/m/x | database",
                "redis-sentinel:///m | number 1",
                "redis-cluster://a/0 | number 1",
                "redis-cluster://a,b/1 | number 2",
                "redis-cluster:// | number 1",
            })
    void a_malformed_url_is_refused_by_its_part_and_with_the_form(String url, String part) {
        assertThatThrownBy(() -> of(url))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("channels.layer.default.url ")
                .hasMessageContaining(part)
                .hasMessageContaining("; allowed: " + url.substring(0, url.indexOf(':')) + "://[user[:password]@]host");
    }

    @Property
    void any_url_is_taken_or_refused_without_its_text(@ForAll("urls") String url) {
        try {
            // A host may well be called so.
            assertThat(of(url).credentials().toString()).doesNotContain("hunter2");
        } catch (ConfigurationException refused) {
            assertThat(refused)
                    .hasMessageStartingWith("channels.layer.default.")
                    .hasMessageNotContaining("hunter2");
            assertThat(refused.getCause()).isNull();
        }
    }

    /** Where hunter2 stands as an option's value, the option is one that is secret. */
    @Provide
    Arbitrary<String> urls() {
        Arbitrary<String> rest = Arbitraries.of(
                        "hunter2",
                        ":hunter2",
                        "u:hunter2@",
                        "@",
                        "/",
                        "//",
                        ",",
                        ":",
                        "[",
                        "]",
                        "::1",
                        "h",
                        "0",
                        "6379",
                        "%",
                        "%40",
                        "%zz",
                        "m",
                        " ")
                .list()
                .ofMaxSize(8)
                .map(tokens -> String.join("", tokens));
        Arbitrary<String> options =
                Arbitraries.of("", "", "?password=hunter2", "?user=hunter2", "?encryption-keys=hunter2");
        return net.jqwik.api.Combinators.combine(
                        Arbitraries.of("redis://", "rediss://", "redis-sentinel://", "redis-cluster://", "redis:"),
                        rest,
                        options)
                .as((scheme, text, option) -> scheme + text + option);
    }
}
