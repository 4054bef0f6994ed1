package ee.channels.runtime;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * A close frame that an application may send: a code of RFC 6455, section 7.4, and a phrase that fits.
 *
 * <p>Immutable.
 */
record CloseFrame(int code, String phrase) {

    private static final int MAX_PHRASE_BYTES = 123;
    private static final byte[] REPLACEMENT = "\uFFFD".getBytes(StandardCharsets.UTF_8);

    /**
     * A frame with as many of the phrase's characters as fit; half a surrogate pair becomes U+FFFD.
     *
     * @throws IllegalArgumentException if an application may not send the code
     */
    static CloseFrame of(int code, String phrase) {
        boolean sendable = code == 1000
                || code == 1001
                || code == 1003
                || (code >= 1007 && code <= 1014)
                || (code >= 3000 && code <= 4999);
        if (!sendable) {
            throw new IllegalArgumentException(
                    "Close code " + code + " may not be sent; allowed: 1000, 1001, 1003, 1007 to 1014, 3000 to 4999");
        }
        return new CloseFrame(code, cut(phrase));
    }

    private static String cut(String phrase) {
        CharsetEncoder encoder = StandardCharsets.UTF_8
                .newEncoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .replaceWith(REPLACEMENT);
        ByteBuffer bytes = ByteBuffer.allocate(MAX_PHRASE_BYTES);
        encoder.encode(CharBuffer.wrap(phrase), bytes, true); // stops before the character that does not fit
        return StandardCharsets.UTF_8.decode(bytes.flip()).toString();
    }
}
