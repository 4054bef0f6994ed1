package ee.channels.jakarta;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.List;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.realm.GenericPrincipal;
import org.apache.catalina.valves.ValveBase;

/** As if a container's log-in had let everybody in under one name. */
final class SignedIn extends ValveBase {

    private final String name;
    private final List<String> roles;

    SignedIn(String name, String... roles) {
        super(true);
        this.name = name;
        this.roles = List.of(roles);
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        request.setUserPrincipal(new GenericPrincipal(name, roles));
        getNext().invoke(request, response);
    }
}
