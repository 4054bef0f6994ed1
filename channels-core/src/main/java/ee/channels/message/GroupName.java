package ee.channels.message;

import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The rules for the name of a group, 1 to 99 ASCII letters, digits, hyphens, underscores and periods, and a way to make
 * such a name of any text.
 *
 * <p>Channels counterpart: {@code BaseChannelLayer.require_valid_group_name}. The original leaves it to each
 * application to turn a user's text into a legal name, and to notice when two texts became one group.
 *
 * <p>Thread-safe.
 */
public final class GroupName {
    private static final int MAX_PREFIX = 32;
    private static final String PREFIX_RULE =
            "1 to " + MAX_PREFIX + " ASCII letters, digits, hyphens or underscores (a period ends the prefix)";
    private static final char[] HEX = "0123456789abcdef".toCharArray();
    private static final char[] BASE32 = "abcdefghijklmnopqrstuvwxyz234567".toCharArray();

    private GroupName() {}

    /**
     * Returns the name as it is.
     *
     * @throws InvalidNameException when it breaks the rules
     */
    public static String check(String name) {
        if (!NameRules.isLegal(name)) {
            throw new InvalidNameException(
                    "Group name", NameRules.RULE + "; GroupName.of(prefix, id) makes one of any id", name);
        }
        return name;
    }

    /**
     * A legal group name for any id: a mail address, a UUID, a room that a user named, empty or 500 characters long.
     *
     * <p>{@code of("chat", "lobby")} is {@code chat.lobby}; {@code of("user", "ann@example.org")} is
     * {@code user..ann_40example.org}; an id that fits neither way becomes its prefix and the SHA-256 of its UTF-8 in
     * base32. Two different pairs of prefix and id share a name only if SHA-256 collides. Ids are taken as they are:
     * {@code é} as one character or as two, {@code Ann} and {@code ann} are different groups. A surrogate without its
     * partner is encoded as the three bytes of its own code point, so that it too is a group of its own. The algorithm,
     * with a twin in Python, is in {@code docs/group-names.md}; it will not change.
     *
     * @param prefix what kind of thing the id names: 1 to 32 ASCII letters, digits, hyphens and underscores
     * @throws InvalidNameException when the prefix breaks its rule; never because of the id
     */
    public static String of(String prefix, String id) {
        checkPrefix(prefix);
        if (!id.startsWith(".") && NameRules.isLegal(id) && fits(prefix, 1 + id.length())) {
            return prefix + '.' + id;
        }
        byte[] bytes = utf8(id);
        String escaped = escape(bytes);
        return fits(prefix, 2 + escaped.length())
                ? prefix + ".." + escaped
                // "_sh" cannot begin an escaped id, where two hexadecimal digits follow each underscore.
                : prefix + ".._sha256_" + base32(sha256(bytes));
    }

    /**
     * A legal group name for a numeric id: {@code of("user", 7)} is {@code user.7}, as is {@code of("user", "7")}.
     *
     * @throws InvalidNameException when the prefix breaks its rule, see {@link #of(String, String)}
     */
    public static String of(String prefix, long id) {
        return of(prefix, Long.toString(id));
    }

    private static void checkPrefix(String prefix) {
        boolean legal = !prefix.isEmpty()
                && prefix.length() <= MAX_PREFIX
                && prefix.indexOf('.') < 0
                && NameRules.isAlphabet(prefix, 0, prefix.length());
        if (!legal) {
            throw new InvalidNameException("Prefix of a group name", PREFIX_RULE, prefix);
        }
    }

    private static boolean fits(String prefix, int length) {
        return prefix.length() + length <= NameRules.MAX_LENGTH;
    }

    /** UTF-8 that also tells unpaired surrogates apart, where the JDK's encoder makes a question mark of each. */
    private static byte[] utf8(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length() + 16);
        text.codePoints().forEach(point -> {
            if (point < 0x80) {
                bytes.write(point);
                return;
            }
            int more = point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
            bytes.write((0xFF00 >> (more + 1)) + (point >> (6 * more)));
            for (int i = more - 1; i >= 0; i--) {
                bytes.write(0x80 + (point >> (6 * i)) % 64);
            }
        });
        return bytes.toByteArray();
    }

    /** Letters, digits, hyphens and periods stay; every other byte is an underscore and two hexadecimal digits. */
    private static String escape(byte[] bytes) {
        StringBuilder escaped = new StringBuilder(bytes.length * 3);
        for (byte b : bytes) {
            if (NameRules.isAlphanumeric(b) || b == '-' || b == '.') {
                escaped.append((char) b);
            } else {
                escaped.append('_').append(HEX[b >> 4 & 0xF]).append(HEX[b & 0xF]);
            }
        }
        return escaped.toString();
    }

    /** RFC 4648 in lower case, without padding. */
    private static String base32(byte[] bytes) {
        StringBuilder text = new StringBuilder((bytes.length * 8 + 4) / 5);
        int buffer = 0;
        int bits = 0;
        for (byte b : bytes) {
            buffer = (buffer << 8) + (b & 0xFF);
            bits += 8;
            while (bits >= 5) {
                bits -= 5;
                text.append(BASE32[buffer >> bits & 31]);
            }
        }
        if (bits > 0) {
            text.append(BASE32[buffer << (5 - bits) & 31]);
        }
        return text.toString();
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
