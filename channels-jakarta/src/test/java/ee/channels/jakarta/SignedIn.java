package ee.channels.jakarta;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.security.Principal;
import java.util.List;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.realm.GenericPrincipal;
import org.apache.catalina.valves.ValveBase;

/** As if a container's log-in had let everybody in under one name. */
final class SignedIn extends ValveBase {

    private final GenericPrincipal principal;

    private SignedIn(GenericPrincipal principal) {
        super(true);
        this.principal = principal;
    }

    /** The user's principal is Tomcat's own, which knows its roles. */
    static SignedIn as(String name, String... roles) {
        return new SignedIn(new GenericPrincipal(name, List.of(roles)));
    }

    /** The user's principal is another one, such as a log-in module makes, which knows nothing. */
    static SignedIn byModule(String name, String... roles) {
        Principal own = new Principal() {
            @Override
            public String getName() {
                return name;
            }
        };
        return new SignedIn(new GenericPrincipal(name, List.of(roles), own));
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        request.setUserPrincipal(principal);
        getNext().invoke(request, response);
    }
}
