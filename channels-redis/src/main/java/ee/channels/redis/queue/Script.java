package ee.channels.redis.queue;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What Redis does for the layer in one step. Every key that a script writes gets a time to live in the same step.
 *
 * <p>A Redis without memory refuses a script's first command that might take some, but none after it has deleted
 * something. So those that delete begin with a ZADD that never adds ({@code XX}).
 *
 * <p>Immutable.
 */
enum Script {
    /**
     * Puts a message into queues that are not full, after what has expired there is gone.
     *
     * <p>Keys: the queues. Arguments: the time up to which messages have expired, the time of this one, the queues'
     * life; then an entry for each key; then a capacity for each key. Reply: how many had expired, then the numbers,
     * from 1, of the keys that were full.
     */
    PUSH("""
            redis.call('ZADD', KEYS[1], 'XX', 0, '')
            local reply = {0}
            for i = 1, #KEYS do
                reply[1] = reply[1] + redis.call('ZREMRANGEBYSCORE', KEYS[i], 0, ARGV[1])
                if redis.call('ZCOUNT', KEYS[i], '-inf', '+inf') < tonumber(ARGV[3 + #KEYS + i]) then
                    redis.call('ZADD', KEYS[i], ARGV[2], ARGV[3 + i])
                    redis.call('EXPIRE', KEYS[i], ARGV[3])
                else
                    reply[#reply + 1] = i
                end
            end
            return reply
            """),

    /**
     * Puts a message into the queues of a group's members. It reaches keys that it was not given, so it is for a Redis
     * that has all of them.
     *
     * <p>Key: the group. Arguments: the time up to which memberships have expired, that of messages, the time of this
     * one, the queues' life, their capacity, the prefix of their keys, the format, and an entry up to the first name of
     * its address and from the last one on. Reply: how many messages had expired, how many queues there are, how many
     * of them were full, and how many members these have.
     */
    GROUP_SEND("""
            local function text(name)
                if ARGV[7] == 'JSON' then
                    return cjson.encode(name)
                elseif #name < 32 then
                    return string.char(160 + #name) .. name
                elseif #name < 256 then
                    return string.char(217, #name) .. name
                end
                return string.char(218, math.floor(#name / 256) % 256, #name % 256) .. name
            end
            local function list(names)
                if ARGV[7] == 'JSON' then
                    return '[' .. table.concat(names, ', ') .. ']'
                end
                local size = #names
                local head
                if size < 16 then
                    head = string.char(144 + size)
                elseif size < 65536 then
                    head = string.char(220, math.floor(size / 256), size % 256)
                else
                    head = string.char(221, math.floor(size / 16777216), math.floor(size / 65536) % 256,
                        math.floor(size / 256) % 256, size % 256)
                end
                return head .. table.concat(names)
            end
            redis.call('ZADD', KEYS[1], 'XX', 0, '')
            redis.call('ZREMRANGEBYSCORE', KEYS[1], 0, ARGV[1])
            local queues, names = {}, {}
            for _, name in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
                local mark = string.find(name, '!', 1, true)
                local queue = ARGV[6] .. (mark and string.sub(name, 1, mark) or name)
                if not names[queue] then
                    names[queue] = {}
                    queues[#queues + 1] = queue
                end
                table.insert(names[queue], text(name))
            end
            local expired, full, missed = 0, 0, 0
            for _, queue in ipairs(queues) do
                expired = expired + redis.call('ZREMRANGEBYSCORE', queue, 0, ARGV[2])
                if redis.call('ZCOUNT', queue, '-inf', '+inf') < tonumber(ARGV[5]) then
                    redis.call('ZADD', queue, ARGV[3], ARGV[8] .. list(names[queue]) .. ARGV[9])
                    redis.call('EXPIRE', queue, ARGV[4])
                else
                    full = full + 1
                    missed = missed + #names[queue]
                end
            end
            return {expired, #queues, full, missed}
            """),

    /**
     * Makes channels members of a group, or renews their membership.
     *
     * <p>Key: the group. Arguments: the time, the group's life, and up to a thousand channels. Reply: how many of them
     * were no members before.
     */
    JOIN("""
            local pairs = {}
            for i = 3, #ARGV do
                pairs[#pairs + 1] = ARGV[1]
                pairs[#pairs + 1] = ARGV[i]
            end
            local new = redis.call('ZADD', KEYS[1], unpack(pairs))
            redis.call('EXPIRE', KEYS[1], ARGV[2])
            return new
            """);

    private final String text;
    private final String digest;

    Script(String text) {
        this.text = text;
        try {
            byte[] sha = MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.US_ASCII));
            this.digest = HexFormat.of().formatHex(sha);
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }

    /** Its source. */
    String text() {
        return text;
    }

    /** What Redis knows it by once it has run. */
    String digest() {
        return digest;
    }
}
