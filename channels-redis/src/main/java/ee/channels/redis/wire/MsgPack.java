package ee.channels.redis.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessageFormat;
import org.msgpack.core.MessageInsufficientBufferException;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessagePackException;
import org.msgpack.core.MessagePacker;
import org.msgpack.core.MessageSizeException;
import org.msgpack.core.MessageUnpacker;

/**
 * msgpack, byte for byte as Python's {@code packb} writes it: the shortest form of each number and length, float64, str
 * and bin.
 *
 * <p>What it reads comes from strangers: no length is believed before that many bytes are there, and no depth beyond
 * that of a message is entered.
 *
 * <p>Channels counterpart: {@code channels_redis.serializers.MsgPackSerializer}.
 *
 * <p>Thread-safe.
 */
final class MsgPack implements Serialization {
    /** A message's own map, and 64 levels within each field. */
    private static final int MAX_DEPTH = 65;

    /** Enough for most messages; it grows. */
    private static final int BUFFER = 512;

    private static final MessagePack.PackerConfig PACKERS = new MessagePack.PackerConfig().withBufferSize(BUFFER);

    @Override
    public byte[] encode(Map<String, @Nullable Object> map) {
        try (MessageBufferPacker packer = PACKERS.newBufferPacker()) {
            write(packer, map);
            return packer.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("an array in memory has no such failure", e);
        }
    }

    private static void write(MessagePacker packer, @Nullable Object value) throws IOException {
        if (value == null) {
            packer.packNil();
        } else if (value instanceof String text) {
            writeText(packer, text);
        } else if (value instanceof Long whole) {
            packer.packLong(whole);
        } else if (value instanceof Boolean truth) {
            packer.packBoolean(truth);
        } else if (value instanceof Double number) {
            packer.packDouble(number);
        } else if (value instanceof byte[] bytes) {
            packer.packBinaryHeader(bytes.length);
            packer.writePayload(bytes);
        } else if (value instanceof List<?> list) {
            writeList(packer, list);
        } else if (value instanceof Map<?, ?> map) {
            writeMap(packer, map);
        } else {
            throw new UncarriedValueException(
                    "msgpack here carries no " + value.getClass().getTypeName());
        }
    }

    private static void writeText(MessagePacker packer, String text) throws IOException {
        byte[] utf8 = Utf8.encode(text);
        packer.packRawStringHeader(utf8.length);
        packer.writePayload(utf8);
    }

    private static void writeList(MessagePacker packer, List<?> list) throws IOException {
        packer.packArrayHeader(list.size());
        int index = 0;
        for (Object element : list) {
            try {
                write(packer, element);
            } catch (UncarriedValueException e) {
                throw e.at(index);
            }
            index++;
        }
    }

    private static void writeMap(MessagePacker packer, Map<?, ?> map) throws IOException {
        packer.packMapHeader(map.size());
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            String key = String.valueOf(entry.getKey());
            try {
                writeText(packer, key);
                write(packer, entry.getValue());
            } catch (UncarriedValueException e) {
                throw e.under(key);
            }
        }
    }

    @Override
    public Map<String, @Nullable Object> decode(byte[] bytes) {
        try (MessageUnpacker unpacker = MessagePack.newDefaultUnpacker(bytes)) {
            return new Reader(unpacker, bytes.length).message();
        } catch (MessageInsufficientBufferException | MessageSizeException e) {
            throw new MalformedPayloadException(Fault.TRUNCATED, e);
        } catch (MessagePackException | IOException e) {
            throw new MalformedPayloadException(Fault.NOT_MSGPACK, e);
        }
    }

    /** Confined to the thread that decodes. */
    private record Reader(MessageUnpacker unpacker, long total) {

        Map<String, @Nullable Object> message() throws IOException {
            if (total == 0) {
                throw new MalformedPayloadException(Fault.TRUNCATED);
            }
            if (!unpacker.getNextFormat().getValueType().isMapType()) {
                // Not read: whether the rest is in order says nothing more.
                throw new MalformedPayloadException(
                        unpacker.getNextFormat() == MessageFormat.NEVER_USED ? Fault.NOT_MSGPACK : Fault.NOT_A_MAP);
            }
            Map<String, @Nullable Object> map = map(0);
            if (unpacker.getTotalReadBytes() < total) {
                throw new MalformedPayloadException(Fault.TRAILING_BYTES);
            }
            return map;
        }

        private @Nullable Object value(int depth) throws IOException {
            return switch (unpacker.getNextFormat()) {
                case NIL -> {
                    unpacker.unpackNil();
                    yield null;
                }
                case BOOLEAN -> unpacker.unpackBoolean();
                case POSFIXINT, NEGFIXINT, UINT8, UINT16, UINT32, INT8, INT16, INT32, INT64 -> unpacker.unpackLong();
                case UINT64 -> wholeOrBig(unpacker.unpackBigInteger());
                case FLOAT32, FLOAT64 -> unpacker.unpackDouble();
                case FIXSTR, STR8, STR16, STR32 -> text();
                case BIN8, BIN16, BIN32 -> payload(unpacker.unpackBinaryHeader());
                case FIXARRAY, ARRAY16, ARRAY32 -> list(depth);
                case FIXMAP, MAP16, MAP32 -> map(depth);
                case EXT8, EXT16, EXT32, FIXEXT1, FIXEXT2, FIXEXT4, FIXEXT8, FIXEXT16 ->
                    throw new MalformedPayloadException(Fault.EXTENSION);
                case NEVER_USED -> throw new MalformedPayloadException(Fault.NOT_MSGPACK);
            };
        }

        private static Number wholeOrBig(BigInteger value) {
            return value.bitLength() < Long.SIZE ? (Number) value.longValueExact() : value;
        }

        private String text() throws IOException {
            return Utf8.decode(payload(unpacker.unpackRawStringHeader()));
        }

        private byte[] payload(int length) throws IOException {
            mustRemain(length);
            return unpacker.readPayload(length);
        }

        private List<@Nullable Object> list(int depth) throws IOException {
            int size = unpacker.unpackArrayHeader();
            int deeper = enter(size, depth);
            // Grows as elements come: what is declared may be as long as the payload at each of its levels.
            List<@Nullable Object> list = new ArrayList<>(Math.min(size, 16));
            for (int i = 0; i < size; i++) {
                list.add(value(deeper));
            }
            return list;
        }

        private Map<String, @Nullable Object> map(int depth) throws IOException {
            int size = unpacker.unpackMapHeader();
            int deeper = enter(2L * size, depth);
            Map<String, @Nullable Object> map = new LinkedHashMap<>();
            for (int i = 0; i < size; i++) {
                map.put(key(), value(deeper));
            }
            return map;
        }

        private String key() throws IOException {
            return switch (unpacker.getNextFormat()) {
                case FIXSTR, STR8, STR16, STR32 -> text();
                case NEVER_USED -> throw new MalformedPayloadException(Fault.NOT_MSGPACK);
                default -> throw new MalformedPayloadException(Fault.KEY_NOT_TEXT);
            };
        }

        private int enter(long values, int depth) {
            // Each value takes a byte at least.
            mustRemain(values);
            if (depth == MAX_DEPTH) {
                throw new MalformedPayloadException(Fault.TOO_DEEP);
            }
            return depth + 1;
        }

        private void mustRemain(long bytes) {
            if (bytes > total - unpacker.getTotalReadBytes()) {
                throw new MalformedPayloadException(Fault.TRUNCATED);
            }
        }
    }
}
