package ee.channels.conformance.app.cdi;

import jakarta.enterprise.context.ApplicationScoped;

/** Something that a consumer injects. */
@ApplicationScoped
public class Greeter {

    /** Made by the container. */
    public Greeter() {}

    /** A greeting by name. */
    public String greet(String name) {
        return "hello " + name;
    }
}
