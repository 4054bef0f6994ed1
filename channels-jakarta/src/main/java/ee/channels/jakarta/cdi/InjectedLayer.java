package ee.channels.jakarta.cdi;

import ee.channels.layer.ChannelLayer;
import ee.channels.layer.ChannelLayers;
import ee.channels.layer.ForwardingLayer;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * What {@code @Inject} gives: the layer of an alias, looked for at each call, since CDI may have started before the
 * layers are there, and a bean of an enterprise archive may be called for several web applications in turn. It is that
 * of the thread's application, by {@link ChannelLayers#get(String)}, whose exceptions pass.
 *
 * <p>Serializable, since beans that are passivated keep it. Immutable.
 */
final class InjectedLayer extends ForwardingLayer implements Serializable {

    private static final long serialVersionUID = 1L;

    private final String alias;

    InjectedLayer(String alias) {
        this.alias = alias;
    }

    @Override
    protected ChannelLayer layer() {
        return ChannelLayers.get(alias);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof InjectedLayer that && alias.equals(that.alias);
    }

    @Override
    public int hashCode() {
        return alias.hashCode();
    }

    /** The alias, for logs. */
    @Override
    public String toString() {
        return "ChannelLayer[" + alias + "]";
    }
}
