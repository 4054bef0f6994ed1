package ee.channels.layer.memory;

import static org.assertj.core.api.Assertions.assertThat;

import ee.channels.layer.Inbox;
import ee.channels.layer.LayerConfig;
import ee.channels.layer.LayerContext;
import ee.channels.layer.LayerCounters;
import ee.channels.layer.LayerCounters.Kind;
import ee.channels.layer.Subscription;
import ee.channels.message.Message;
import ee.channels.testing.FakeClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Any sequence of operations has the effect that it has on a model that does everything the slow and obvious way. */
class InMemoryModelTest {
    private static final int CAPACITY = 2;
    private static final long EXPIRY = 10;
    private static final long GROUP_EXPIRY = 25;

    enum What {
        SEND,
        GROUP_SEND,
        JOIN,
        LEAVE,
        SUBSCRIBE,
        CLOSE,
        READ,
        FLUSH,
        WAIT
    }

    record Step(What what, String channel, String group, int seconds) {}

    @Provide
    Arbitrary<List<Step>> sequences() {
        Arbitrary<What> what = Arbitraries.frequencyOf(
                Tuple.of(4, Arbitraries.just(What.SEND)),
                Tuple.of(6, Arbitraries.just(What.GROUP_SEND)),
                Tuple.of(5, Arbitraries.just(What.JOIN)),
                Tuple.of(2, Arbitraries.just(What.LEAVE)),
                Tuple.of(3, Arbitraries.just(What.SUBSCRIBE)),
                Tuple.of(2, Arbitraries.just(What.CLOSE)),
                Tuple.of(3, Arbitraries.just(What.READ)),
                Tuple.of(1, Arbitraries.just(What.FLUSH)),
                Tuple.of(3, Arbitraries.just(What.WAIT)));
        // The one with an exclamation mark is process-local: it is there while it is read, and gone otherwise.
        return Combinators.combine(
                        what,
                        Arbitraries.of("a", "b", "local!1"),
                        Arbitraries.of("g", "h"),
                        Arbitraries.integers().between(1, 15))
                .as(Step::new)
                .list()
                .ofMaxSize(60);
    }

    @Property(tries = 1500)
    void a_layer_does_what_the_model_does(@ForAll("sequences") List<Step> steps) {
        FakeClock clock = new FakeClock();
        LayerCounters counters = new LayerCounters();
        LayerConfig config = LayerConfig.of(
                "default",
                "memory:",
                Map.of("capacity", "" + CAPACITY, "expiry", EXPIRY + "s", "group-expiry", GROUP_EXPIRY + "s"));
        LayerContext context = new LayerContext("default", clock, counters);
        Map<String, Subscription> subscriptions = new HashMap<>();
        Map<String, Inbox> inboxes = new HashMap<>();
        Model model = new Model();
        int number = 0;
        InMemoryChannelLayer layer = new InMemoryChannelLayer(LocalLimits.of(config), context);
        for (Step step : steps) {
            Message message = Message.of("m" + number++);
            String channel = step.channel();
            switch (step.what()) {
                case SEND ->
                    assertThat(layer.send(channel, message)
                                    .toCompletableFuture()
                                    .isCompletedExceptionally())
                            .isNotEqualTo(model.channel(channel).accept(message.type()));
                case GROUP_SEND -> {
                    layer.groupSend(step.group(), message);
                    model.groupSend(step.group(), message.type());
                }
                case JOIN -> {
                    layer.join(step.group(), channel);
                    model.channel(channel).join(step.group());
                }
                case LEAVE -> {
                    layer.leave(step.group(), channel);
                    model.channel(channel).groups.remove(step.group());
                }
                case SUBSCRIBE -> {
                    if (!subscriptions.containsKey(channel)) {
                        Inbox inbox = new Inbox();
                        inboxes.put(channel, inbox);
                        subscriptions.put(channel, inbox.at(layer, channel));
                        model.channel(channel).subscribe();
                    }
                }
                case CLOSE -> {
                    Subscription subscription = subscriptions.remove(channel);
                    if (subscription != null) {
                        subscription.close();
                        model.channel(channel).close();
                    }
                }
                case READ -> {
                    List<String> read = model.channel(channel).read();
                    if (subscriptions.containsKey(channel)) {
                        assertThat(inboxes.get(channel)
                                        .types(inboxes.get(channel).size()))
                                .isEqualTo(read);
                    }
                }
                case FLUSH -> {
                    layer.flush();
                    model.flush();
                }
                case WAIT -> {
                    clock.advance(Duration.ofSeconds(step.seconds()));
                    model.now += step.seconds();
                }
            }
            model.expire();
            if (step.seconds() % 2 == 0) {
                // Half of the time only, since what has expired shall be found by any operation, not by this one.
                layer.leave("nobody", "nobody");
                assertThat(counters.waiting()).isEqualTo(model.waiting());
                assertThat(layer.channels().size()).isEqualTo(model.known());
            }
        }
        layer.leave("nobody", "nobody");

        for (String channel : subscriptions.keySet()) {
            assertThat(inboxes.get(channel).types(inboxes.get(channel).size()))
                    .isEqualTo(model.channel(channel).read());
        }
        assertThat(counters.waiting()).isEqualTo(model.waiting());
        assertThat(counters.get(Kind.DELIVERED)).isEqualTo(model.delivered);
        assertThat(counters.get(Kind.DROPPED_EXPIRED)).isEqualTo(model.expired);
        assertThat(counters.get(Kind.DROPPED_GONE)).isEqualTo(model.gone);
        assertThat(layer.channels().size()).isEqualTo(model.known());
        assertThat(layer.channels().groups()).isEqualTo(model.groups());
    }

    private static final class Model {
        final Map<String, Channel> channels = new TreeMap<>();
        long now;
        long delivered;
        long expired;
        long gone;

        Channel channel(String name) {
            return channels.computeIfAbsent(name, Channel::new);
        }

        void groupSend(String group, String message) {
            for (Channel channel : channels.values()) {
                if (channel.groups.containsKey(group)) {
                    channel.accept(message);
                }
            }
        }

        void expire() {
            for (Channel channel : channels.values()) {
                if (!channel.read) {
                    int before = channel.held.size();
                    channel.held.removeIf(message -> message.at() + EXPIRY <= now);
                    expired += before - channel.held.size();
                    channel.groups.values().removeIf(at -> Math.max(at, channel.idleSince) + GROUP_EXPIRY <= now);
                }
            }
        }

        void flush() {
            for (Channel channel : channels.values()) {
                channel.held.clear();
                channel.groups.clear();
            }
        }

        long waiting() {
            return channels.values().stream()
                    .mapToLong(channel -> channel.held.size())
                    .sum();
        }

        long known() {
            return channels.values().stream()
                    .filter(channel -> channel.read || !channel.held.isEmpty() || !channel.groups.isEmpty())
                    .count();
        }

        Set<String> groups() {
            Set<String> all = new HashSet<>();
            channels.values().forEach(channel -> all.addAll(channel.groups.keySet()));
            return all;
        }

        record Held(String message, long at) {}

        final class Channel {
            final boolean local;
            final List<Held> held = new ArrayList<>();
            final List<String> unread = new ArrayList<>();
            final Map<String, Long> groups = new HashMap<>();
            boolean read;
            long idleSince;

            Channel(String name) {
                local = name.contains("!");
            }

            /** Whether a sender is told that it went well. */
            boolean accept(String message) {
                if (!read && local) {
                    gone++;
                    return true;
                }
                if ((read ? unread.size() : held.size()) >= CAPACITY) {
                    return false;
                }
                if (read) {
                    delivered++;
                    unread.add(message);
                } else {
                    held.add(new Held(message, now));
                }
                return true;
            }

            void join(String group) {
                if (read || !local) {
                    groups.put(group, now);
                }
            }

            void subscribe() {
                read = true;
                delivered += held.size();
                held.forEach(message -> unread.add(message.message()));
                held.clear();
            }

            void close() {
                read = false;
                idleSince = now;
                unread.clear();
                if (local) {
                    groups.clear();
                }
            }

            List<String> read() {
                List<String> all = List.copyOf(unread);
                unread.clear();
                return all;
            }
        }
    }
}
