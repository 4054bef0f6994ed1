package ee.channels.conformance.app.ejb;

import jakarta.annotation.Resource;
import jakarta.annotation.security.DeclareRoles;
import jakarta.annotation.security.PermitAll;
import jakarta.ejb.SessionContext;
import jakarta.ejb.Stateless;

/** Knows who calls it. */
@Stateless
@DeclareRoles({"member", "admin"})
public class CallerBean {

    @Resource
    private SessionContext context;

    /** Made by the container. */
    public CallerBean() {}

    /** NAME, and whether in the role member. */
    @PermitAll
    public String caller() {
        return context.getCallerPrincipal().getName() + " " + context.isCallerInRole("member");
    }
}
