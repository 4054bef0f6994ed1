package ee.channels.conformance.app;

import ee.channels.application.Application;
import ee.channels.consumer.ChannelsApplication;
import ee.channels.consumer.Consumers;
import ee.channels.routing.Route;
import ee.channels.routing.UrlRouter;

/** Routes in code: two of one template, a rest of a path, a regular expression, and nested ones. */
public final class Routes implements ChannelsApplication {

    /** Called at deployment. */
    public Routes() {}

    @Override
    public Application application(Consumers consumers) {
        Application telling = consumers.of(TellingConsumer.class);
        return UrlRouter.of(
                Route.path("/ws/room/{room}", telling),
                Route.path("/ws/thing/{number:int}", telling),
                Route.path("/ws/thing/{name:slug}", telling),
                Route.path("/ws/file/{file:path}", telling),
                Route.regex("^/re/(?<year>\\d{4})$", telling),
                Route.prefix("/nested/{tenant}", UrlRouter.of(Route.path("/inner/{id:int}", telling))));
    }
}
