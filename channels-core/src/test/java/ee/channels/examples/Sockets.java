package ee.channels.examples;

import ee.channels.application.AccessLog;
import ee.channels.application.Application;
import ee.channels.application.Middleware;
import ee.channels.consumer.ChannelsApplication;
import ee.channels.consumer.Consumers;
import ee.channels.routing.Route;
import ee.channels.routing.UrlRouter;
import ee.channels.scope.ScopeKey;
import ee.channels.security.RateLimit;

// tag::sockets[]
public class Sockets implements ChannelsApplication {

    static final ScopeKey<String> LANGUAGE = ScopeKey.of("language", String.class);

    @Override
    public Application application(Consumers consumers) {
        Middleware language = (scope, link, inner) ->
                inner.open(scope.with(LANGUAGE, scope.query("lang").orElse("en")), link);
        Middleware all = new AccessLog().then(language);

        return all.around(UrlRouter.of(
                Route.path("/ws/greeting", consumers.of(GreetingConsumer.class)),
                Route.regex("^/ws/greeting/(?<year>\\d{4})$", consumers.of(GreetingConsumer.class)),
                Route.prefix(
                        "/ws/public",
                        RateLimit.messages(20, 40)
                                .around(UrlRouter.of(Route.path("/greeting", consumers.of(GreetingConsumer.class)))))));
    }
}
// end::sockets[]
