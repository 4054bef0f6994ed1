package ee.channels.conformance.app.cdi;

import jakarta.enterprise.context.RequestScoped;
import java.util.UUID;

/** Another one in each request scope. */
@RequestScoped
public class CurrentRequest {

    private final String id = UUID.randomUUID().toString();

    /** Made by the container. */
    public CurrentRequest() {}

    /** The same within one scope. */
    public String id() {
        return id;
    }
}
