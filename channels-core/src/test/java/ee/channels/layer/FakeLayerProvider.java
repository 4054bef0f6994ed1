package ee.channels.layer;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/** Makes layers that do what a test says; only a test's own class loader tells the service loader of it. */
public final class FakeLayerProvider implements ChannelLayerProvider {
    /** The aliases of the layers that were closed, in order. */
    static final List<String> CLOSED = Collections.synchronizedList(new ArrayList<>());

    public FakeLayerProvider() {}

    @Override
    public Set<String> schemes() {
        return Set.of("fake");
    }

    @Override
    public LayerBackend create(LayerConfig config, LayerContext context) {
        if (config.bool("broken", false)) {
            throw new IllegalArgumentException("the layer is at fault");
        }
        return new FakeLayer(context, CLOSED);
    }
}
