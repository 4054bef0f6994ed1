package ee.channels.jakarta.examples;

import ee.channels.jakarta.cdi.ConnectionClosed;
import ee.channels.jakarta.cdi.ConnectionOpened;
import ee.channels.layer.ChannelLayer;
import ee.channels.message.Message;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

// tag::warehouse[]
@ApplicationScoped
public class Warehouse {

    @Inject
    private ChannelLayer channels;

    private final AtomicInteger visitors = new AtomicInteger();
    private final Map<String, Integer> stock = new ConcurrentHashMap<>(Map.of("tea", 7));

    public int inStock(String article) {
        return stock.getOrDefault(article, 0);
    }

    public void delivered(String article, int count) {
        stock.merge(article, count, Integer::sum);
        channels.groupSend("stock", Message.of("stock.changed").with("article", article));
    }

    public int visitors() {
        return visitors.get();
    }

    void opened(@Observes ConnectionOpened event) {
        visitors.incrementAndGet();
    }

    void closed(@Observes ConnectionClosed event) {
        visitors.decrementAndGet();
    }
}
// end::warehouse[]
