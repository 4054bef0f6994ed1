package ee.channels.examples;

import ee.channels.consumer.WebSocketConsumer;

// tag::greeting-consumer[]
public class GreetingConsumer extends WebSocketConsumer {

    @Override
    protected void receive(String name) {
        String language = scope().get(Sockets.LANGUAGE).orElseThrow();
        send(language.equals("fr") ? "Bonjour " + name : "Hello " + name);
    }
}
// end::greeting-consumer[]
