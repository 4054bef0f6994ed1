package ee.channels.redis.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.channels.redis.config.FormatOptions.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each kind of bad input has its name, and nothing of it is in the exception. */
class MalformedPayloadTest {

    /** In hexadecimal: {@code 81 a4 74797065 a1 78} is {"type": "x"}. */
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "TRUNCATED, ''",
        "TRUNCATED, 81",
        "TRUNCATED, 81a474797065",
        "TRUNCATED, 81a474797065a2",
        "TRUNCATED, 81a474797065ce0000",
        "TRUNCATED, df7fffffff",
        "TRUNCATED, dfffffffff",
        "TRUNCATED, 81a474797065dbffffffff",
        "TRUNCATED, 81a474797065db7fffffff",
        "TRUNCATED, 81a474797065c67fffffff",
        "TRUNCATED, 81a474797065c6ffffffff",
        "TRUNCATED, 81a474797065dd7fffffff",
        "TRUNCATED, 81a474797065ddffffffff",
        "TRUNCATED, 81a474797065df7fffffff",
        "TRAILING_BYTES, 81a474797065a17800",
        "TRAILING_BYTES, 81a474797065a17881a474797065a178",
        "NOT_MSGPACK, c1",
        "NOT_MSGPACK, 81c1a178",
        "NOT_MSGPACK, 81a474797065c1",
        "NOT_A_MAP, c0",
        "NOT_A_MAP, 90",
        "NOT_A_MAP, a178",
        "NOT_A_MAP, 7b2274797065223a2278227d",
        "KEY_NOT_TEXT, 82a474797065a1780102",
        "KEY_NOT_TEXT, 82a474797065a178c4017801",
        "KEY_NOT_TEXT, 82a474797065a178c001",
        "KEY_NOT_TEXT, 82a474797065a178cb000000000000000001",
        "KEY_NOT_TEXT, 82a474797065a178a1618101c0",
        "EXTENSION, 82a474797065a178a161d6ff5f5e1000",
        "EXTENSION, 82a474797065a178a161d7ff0000000000000000",
        "EXTENSION, 82a474797065a178a161c70cff000000000000000000000000",
        "EXTENSION, 82a474797065a178a161d4010a",
        "NUMBER_TOO_LARGE, 82a474797065a178a161cf8000000000000000",
        "NUMBER_TOO_LARGE, 82a474797065a178a16191cfffffffffffffffff",
        "TEXT_NOT_UTF8, 82a474797065a178a161a1ff",
        "TEXT_NOT_UTF8, 82a474797065a178a1ffc0",
        "TEXT_NOT_UTF8, 82a474797065a178a161a3eda080",
        "NO_TYPE, 80",
        "NO_TYPE, 81a161c0",
        "NO_TYPE, 81a474797065c0",
        "NO_TYPE, 81a47479706501",
        "NO_TYPE, 81a474797065c40178",
        "NO_TYPE, 81a474797065cf8000000000000000",
        "ILLEGAL_TYPE, 81a474797065a0",
        "ILLEGAL_TYPE, 81a474797065a25f78",
        "ILLEGAL_TYPE, 81a474797065a22e78",
        "ILLEGAL_TYPE, 81a474797065a3612062",
    })
    void msgpack(Fault fault, String hex) {
        refuses(PayloadFormatTest.format(Kind.MSGPACK), Reference.bytes(hex), fault);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "NOT_JSON | ''",
                "NOT_JSON | {\"type\": \"x\"",
                "NOT_JSON | {\"type\": \"x\"} {}",
                "NOT_JSON | {\"type\": \"x\", \"a\": NaN}",
                "NOT_A_MAP | [\"type\"]",
                "NUMBER_TOO_LARGE | {\"type\": \"x\", \"a\": [9223372036854775808]}",
                "NUMBER_TOO_LARGE | {\"type\": \"x\", \"a\": -9223372036854775809}",
                "NO_TYPE | {}",
                "NO_TYPE | {\"type\": 1}",
                "ILLEGAL_TYPE | {\"type\": \"\"}",
                "ADDRESS_OF_WRONG_KIND | {\"type\": \"x\", \"__asgi_channel__\": null}",
                "ADDRESS_OF_WRONG_KIND | {\"type\": \"x\", \"__asgi_channel__\": 1}",
                "ADDRESS_OF_WRONG_KIND | {\"type\": \"x\", \"__asgi_channel__\": {}}",
                "ADDRESS_OF_WRONG_KIND | {\"type\": \"x\", \"__asgi_channel__\": [\"a\", 1]}",
                "ADDRESS_OF_WRONG_KIND | {\"type\": \"x\", \"__asgi_channel__\": [[\"a\"]]}",
                "ADDRESS_OF_WRONG_KIND | {\"type\": \"x\", \"__asgi_channel__\": [null]}",
                "ILLEGAL_ADDRESS | {\"type\": \"x\", \"__asgi_channel__\": \"\"}",
                "ILLEGAL_ADDRESS | {\"type\": \"x\", \"__asgi_channel__\": \"a b\"}",
                "ILLEGAL_ADDRESS | {\"type\": \"x\", \"__asgi_channel__\": [\"a\", \"!\"]}",
            })
    void json(Fault fault, String text) {
        refuses(PayloadFormatTest.format(Kind.JSON), text.getBytes(UTF_8), fault);
    }

    @Test
    void what_is_not_encrypted_is_refused_where_there_are_keys() {
        byte[] clear = Reference.bytes("81a474797065a178");
        refuses(PayloadFormatTest.format(Kind.MSGPACK, "k"), clear, Fault.TOKEN_MALFORMED);
    }

    @Test
    void what_is_encrypted_is_refused_where_there_are_none() {
        byte[] token =
                PayloadFormatTest.format(Kind.MSGPACK, "k").encode(ee.channels.message.Message.of("x"), Address.NONE);
        refuses(PayloadFormatTest.format(Kind.MSGPACK), token, Fault.NOT_A_MAP);
        refuses(PayloadFormatTest.format(Kind.JSON), token, Fault.NOT_JSON);
        refuses(PayloadFormatTest.format(Kind.MSGPACK, "other"), token, Fault.TOKEN_FORGED);
    }

    private static void refuses(PayloadFormat format, byte[] payload, Fault fault) {
        assertThatThrownBy(() -> format.decode(payload))
                .isInstanceOfSatisfying(
                        MalformedPayloadException.class,
                        e -> assertThat(e.fault()).isEqualTo(fault))
                .hasMessage("Malformed payload: " + fault.text());
    }
}
