package ee.channels.redis.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Fernet tokens: AES-128-CBC, signed together with the time by HMAC-SHA256, in URL-safe base64. The keys are made of
 * texts by SHA-256; the first encrypts, all of them decrypt.
 *
 * <p>The signature is checked before anything else is believed, in constant time. With an age limit, a token may not be
 * older, nor from more than 60 seconds ahead.
 *
 * <p>Channels counterpart: {@code symmetric_encryption_keys}, and {@code MultiFernet} of cryptography.
 *
 * <p>Thread-safe.
 */
final class Fernet {
    private static final byte VERSION = (byte) 0x80;
    private static final int IV = 16;
    private static final int BLOCK = 16;
    private static final int HEADER = 1 + Long.BYTES + IV;
    private static final int SIGNATURE = 32;
    private static final long MAX_SKEW = 60;

    private final List<Key> keys;
    private final Optional<Duration> maxAge;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();

    /**
     * Keys out of texts.
     *
     * @param secrets at least one
     * @param maxAge how old a token may be, in whole seconds; empty for any age, and any time to come
     */
    Fernet(List<String> secrets, Optional<Duration> maxAge, InstantSource clock) {
        if (secrets.isEmpty()) {
            throw new IllegalArgumentException("Encryption needs a key");
        }
        this.keys = secrets.stream().map(Key::of).toList();
        this.maxAge = maxAge;
        this.clock = clock;
    }

    /** The token of some bytes, in ASCII. */
    byte[] encrypt(byte[] clear) {
        byte[] iv = new byte[IV];
        random.nextBytes(iv);
        return encrypt(clear, now(), iv);
    }

    byte[] encrypt(byte[] clear, long seconds, byte[] iv) {
        Key key = keys.get(0);
        byte[] cipherText = key.cipher(Cipher.ENCRYPT_MODE, iv, clear, 0, clear.length);
        ByteBuffer token = ByteBuffer.allocate(HEADER + cipherText.length + SIGNATURE);
        token.put(VERSION).putLong(seconds).put(iv).put(cipherText);
        token.put(key.sign(token.array(), token.position()));
        return Base64.getUrlEncoder().encode(token.array());
    }

    /**
     * The bytes within a token.
     *
     * @throws MalformedPayloadException with {@link Fault#TOKEN_MALFORMED}, {@link Fault#TOKEN_FORGED},
     *     {@link Fault#TOKEN_EXPIRED} or {@link Fault#TOKEN_FROM_FUTURE}
     */
    byte[] decrypt(byte[] base64) {
        byte[] token = token(base64);
        int signed = token.length - SIGNATURE;
        byte[] signature = Arrays.copyOfRange(token, signed, token.length);
        for (Key key : keys) {
            if (MessageDigest.isEqual(key.sign(token, signed), signature)) {
                checkAge(ByteBuffer.wrap(token).getLong(1));
                return key.clear(token, signed);
            }
        }
        throw new MalformedPayloadException(Fault.TOKEN_FORGED);
    }

    private static byte[] token(byte[] base64) {
        byte[] token;
        try {
            token = Base64.getUrlDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new MalformedPayloadException(Fault.TOKEN_MALFORMED, e);
        }
        int cipherText = token.length - HEADER - SIGNATURE;
        if (cipherText < BLOCK || cipherText % BLOCK != 0 || token[0] != VERSION) {
            throw new MalformedPayloadException(Fault.TOKEN_MALFORMED);
        }
        return token;
    }

    private void checkAge(long seconds) {
        if (maxAge.isEmpty()) {
            return;
        }
        // The time is unsigned: what looks negative is farther ahead than any clock.
        if (seconds < 0 || seconds - MAX_SKEW > now()) {
            throw new MalformedPayloadException(Fault.TOKEN_FROM_FUTURE);
        }
        if (seconds < now() - maxAge.get().toSeconds()) {
            throw new MalformedPayloadException(Fault.TOKEN_EXPIRED);
        }
    }

    private long now() {
        return clock.instant().getEpochSecond();
    }

    /** Neither record nor text, so that nothing prints it. */
    private static final class Key {
        private static final int HALF = 16;

        private final SecretKeySpec signing;
        private final SecretKeySpec encryption;

        private Key(byte[] hash) {
            this.signing = new SecretKeySpec(hash, 0, HALF, "HmacSHA256");
            this.encryption = new SecretKeySpec(hash, HALF, HALF, "AES");
        }

        static Key of(String secret) {
            try {
                return new Key(MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8)));
            } catch (GeneralSecurityException e) {
                throw new AssertionError("every Java platform has SHA-256", e);
            }
        }

        byte[] sign(byte[] bytes, int length) {
            try {
                Mac mac = Mac.getInstance("HmacSHA256");
                mac.init(signing);
                mac.update(bytes, 0, length);
                return mac.doFinal();
            } catch (GeneralSecurityException e) {
                throw new AssertionError("every Java platform has HMAC-SHA256", e);
            }
        }

        byte[] cipher(int mode, byte[] iv, byte[] bytes, int from, int length) {
            try {
                return run(mode, iv, bytes, from, length);
            } catch (GeneralSecurityException e) {
                throw new AssertionError("every Java platform has AES in CBC mode", e);
            }
        }

        byte[] clear(byte[] token, int signed) {
            byte[] iv = Arrays.copyOfRange(token, HEADER - IV, HEADER);
            try {
                return run(Cipher.DECRYPT_MODE, iv, token, HEADER, signed - HEADER);
            } catch (GeneralSecurityException e) {
                // Whoever signed it holds the key, and has padded it wrongly.
                throw new MalformedPayloadException(Fault.TOKEN_MALFORMED, e);
            }
        }

        private byte[] run(int mode, byte[] iv, byte[] bytes, int from, int length) throws GeneralSecurityException {
            Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
            cipher.init(mode, encryption, new IvParameterSpec(iv));
            return cipher.doFinal(bytes, from, length);
        }
    }
}
