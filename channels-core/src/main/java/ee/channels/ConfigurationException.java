package ee.channels;

import java.util.Collection;

/**
 * A setting, annotation or class that cannot work; thrown while the application is deployed, which it stops.
 *
 * <p>Channels counterpart: {@code django.core.exceptions.ImproperlyConfigured} and {@code InvalidChannelLayerError}.
 *
 * <p>Immutable.
 */
public final class ConfigurationException extends ChannelsException {
    private static final long serialVersionUID = 1L;

    private final String key;

    private ConfigurationException(String key, String message) {
        super(message);
        this.key = key;
    }

    /**
     * A refused setting.
     *
     * @param key what was set: a context-param, a URL option, an annotation's element
     * @param value what it was set to; never pass a secret
     * @param allowed what would have been accepted, as a phrase that follows "allowed: "
     */
    public static ConfigurationException refused(String key, String value, String allowed) {
        return new ConfigurationException(key, key + " = \"" + value + "\" is refused; allowed: " + allowed);
    }

    /**
     * A setting that there is not; the nearest of those there are is suggested.
     *
     * @param key what was set
     * @param name the part of the key that is unknown, or all of it
     * @param what the names are, as a phrase that follows "there are"
     * @param names those there are
     */
    public static ConfigurationException unknown(String key, String name, String what, Collection<String> names) {
        String suggestion = Spelling.nearest(name, names)
                .map(nearest -> "; did you mean " + nearest + "?")
                .orElse(".");
        return new ConfigurationException(
                key, key + " is no setting" + suggestion + " There are " + what + ": " + String.join(", ", names));
    }

    /**
     * A class or declaration that cannot work.
     *
     * @param subject the class, method or name that is wrong
     * @param problem what is wrong with it and how to mend it, as a phrase that follows the subject
     */
    public static ConfigurationException of(String subject, String problem) {
        return new ConfigurationException(subject, subject + " " + problem);
    }

    /** The setting, class or method that was refused. */
    public String key() {
        return key;
    }
}
