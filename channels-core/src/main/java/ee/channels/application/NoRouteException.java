package ee.channels.application;

import ee.channels.ChannelsException;

/**
 * Nothing serves this path: caught by the router outside, which tries its next route, and at the outermost answered
 * with 404.
 *
 * <p>Channels counterpart: {@code Resolver404} inside a nested {@code URLRouter}.
 *
 * <p>Immutable.
 */
public final class NoRouteException extends ChannelsException {
    private static final long serialVersionUID = 1L;

    private final String path;

    /** No route for what was left of a path. */
    public NoRouteException(String path) {
        super("No route for path \"" + path + "\"");
        this.path = path;
    }

    /** What was left of the path where no route matched. */
    public String path() {
        return path;
    }

    /** It is part of every wrong address, and nobody reads its stack. */
    @Override
    public Throwable fillInStackTrace() {
        return this;
    }
}
