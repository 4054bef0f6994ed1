package ee.channels.redis.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FernetTest {
    private static final long TIME = 1_700_000_000;
    private static final byte[] IV = Reference.bytes("000102030405060708090a0b0c0d0e0f");
    private static final byte[] CLEAR = "some text".getBytes(US_ASCII);

    private static Fernet fernet(String... keys) {
        return new Fernet(List.of(keys), Optional.empty(), InstantSource.system());
    }

    private static Fernet atMost(Duration age, long now) {
        return new Fernet(List.of("k"), Optional.of(age), InstantSource.fixed(Instant.ofEpochSecond(now)));
    }

    private static void refuses(Fernet fernet, byte[] token, Fault fault) {
        assertThatThrownBy(() -> fernet.decrypt(token))
                .isInstanceOfSatisfying(
                        MalformedPayloadException.class,
                        e -> assertThat(e.fault()).isEqualTo(fault));
    }

    @Test
    void the_vector_goes_both_ways() {
        Map<String, Object> vector = Reference.map(Reference.VECTORS.get("fernet"));
        byte[] clear = Reference.bytes(vector.get("clear_hex"));
        byte[] token = ((String) vector.get("token")).getBytes(US_ASCII);
        Fernet fernet = fernet((String) vector.get("key"));

        assertThat(fernet.encrypt(clear, (Long) vector.get("time"), Reference.bytes(vector.get("iv"))))
                .isEqualTo(token);
        assertThat(fernet.decrypt(token)).isEqualTo(clear);
    }

    @Test
    void the_token_of_the_description_goes_both_ways() {
        byte[] clear = Reference.bytes("83a161c3a162c0a16381a16490");
        byte[] token =
                ("gAAAAABlU_EAAAECAwQFBgcICQoLDA0OD4zKtJ2CZOgenCDA8ONla2vmdS6tjA1q1UtDdMWqADH5WFib--XNc8FAmVrLTtvh9A"
                                + "==")
                        .getBytes(US_ASCII);

        assertThat(fernet("a-test-key").encrypt(clear, TIME, IV)).isEqualTo(token);
        assertThat(fernet("a-test-key").decrypt(token)).isEqualTo(clear);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 15, 16, 17, 5000})
    void any_length_round_trips_and_no_token_is_like_another(int length) {
        byte[] clear = new byte[length];
        Fernet fernet = fernet("k");
        assertThat(fernet.decrypt(fernet.encrypt(clear))).isEqualTo(clear);
        assertThat(fernet.encrypt(clear)).isNotEqualTo(fernet.encrypt(clear));
    }

    @Test
    void the_first_key_encrypts_and_all_decrypt() {
        Fernet before = fernet("old");
        Fernet during = fernet("new", "old");
        Fernet after = fernet("new");

        assertThat(during.decrypt(before.encrypt(CLEAR))).isEqualTo(CLEAR);
        assertThat(after.decrypt(during.encrypt(CLEAR))).isEqualTo(CLEAR);
        refuses(before, during.encrypt(CLEAR), Fault.TOKEN_FORGED);
        refuses(after, before.encrypt(CLEAR), Fault.TOKEN_FORGED);
    }

    @Test
    void each_byte_is_signed() {
        byte[] token = Base64.getUrlDecoder().decode(fernet("k").encrypt(CLEAR));
        for (int i = 0; i < token.length; i++) {
            byte[] changed = token.clone();
            changed[i] ^= 1;
            refuses(
                    fernet("k"),
                    Base64.getUrlEncoder().encode(changed),
                    i == 0 ? Fault.TOKEN_MALFORMED : Fault.TOKEN_FORGED);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "gAAAAA", "not base64 at all!", "+/+/", "gAAAAABlU_EA===="})
    void what_is_no_token_is_refused(String token) {
        refuses(fernet("k"), token.getBytes(US_ASCII), Fault.TOKEN_MALFORMED);
    }

    @Test
    void a_token_that_was_cut_is_refused() {
        byte[] token = fernet("k").encrypt(CLEAR);
        for (int length = 0; length < token.length; length += 4) {
            byte[] cut = Arrays.copyOf(token, length);
            assertThatThrownBy(() -> fernet("k").decrypt(cut)).isInstanceOf(MalformedPayloadException.class);
        }
    }

    @Test
    void one_who_holds_the_key_and_pads_wrongly_is_refused() {
        byte[] inner = fernet("k").encrypt(new byte[31], TIME, IV);
        // Without its last block, signed anew: what remains does not end in padding.
        byte[] token = Base64.getUrlDecoder().decode(inner);
        byte[] cut = Arrays.copyOf(token, 1 + 8 + 16 + 16 + 32);
        sign(cut);
        refuses(fernet("k"), Base64.getUrlEncoder().encode(cut), Fault.TOKEN_MALFORMED);
    }

    private static void sign(byte[] token) {
        try {
            byte[] hash = java.security.MessageDigest.getInstance("SHA-256").digest("k".getBytes(US_ASCII));
            javax.crypto.Mac mac = javax.crypto.Mac.getInstance("HmacSHA256");
            mac.init(new javax.crypto.spec.SecretKeySpec(hash, 0, 16, "HmacSHA256"));
            mac.update(token, 0, token.length - 32);
            System.arraycopy(mac.doFinal(), 0, token, token.length - 32, 32);
        } catch (java.security.GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** The bounds of cryptography: an age of exactly the limit passes, and so does exactly a minute ahead. */
    @ParameterizedTest
    @CsvSource({"0, ", "70, ", "71, TOKEN_EXPIRED", "-60, ", "-61, TOKEN_FROM_FUTURE"})
    void a_token_has_an_age(long age, Fault fault) {
        byte[] token = fernet("k").encrypt(CLEAR, TIME, IV);
        Fernet fernet = atMost(Duration.ofSeconds(70), TIME + age);
        if (fault == null) {
            assertThat(fernet.decrypt(token)).isEqualTo(CLEAR);
        } else {
            refuses(fernet, token, fault);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MAX_VALUE, Long.MIN_VALUE, -1})
    void a_time_beyond_all_clocks_is_in_the_future(long time) {
        byte[] token = fernet("k").encrypt(CLEAR, time, IV);
        refuses(atMost(Duration.ofSeconds(70), TIME), token, Fault.TOKEN_FROM_FUTURE);
    }

    @Test
    void without_a_limit_any_age_passes() {
        for (long time : new long[] {0, TIME, Long.MAX_VALUE, -1}) {
            assertThat(fernet("k").decrypt(fernet("k").encrypt(CLEAR, time, IV)))
                    .isEqualTo(CLEAR);
        }
    }

    @Test
    void a_forged_token_is_forged_whatever_its_time() {
        refuses(atMost(Duration.ofSeconds(1), TIME), fernet("other").encrypt(CLEAR, 0, IV), Fault.TOKEN_FORGED);
    }

    @Test
    void no_keys_are_refused() {
        assertThatThrownBy(() -> fernet()).isInstanceOf(IllegalArgumentException.class);
    }
}
