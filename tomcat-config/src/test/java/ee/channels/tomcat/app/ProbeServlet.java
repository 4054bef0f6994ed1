package ee.channels.tomcat.app;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** Looks at the server from within: every application's filters, listeners and attributes, threads, the mark. */
@WebServlet("/probe")
public class ProbeServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        PrintWriter out = response.getWriter();
        try {
            switch (request.getQueryString()) {
                case "applications" -> applications(out);
                case "threads" ->
                    Thread.getAllStackTraces()
                            .keySet()
                            .forEach(thread -> out.println(thread.getName() + " " + thread.getContextClassLoader()));
                default -> mark(out);
            }
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    private static void mark(PrintWriter out) {
        System.gc();
        out.print(((WeakReference<?>) System.getProperties().get("test.mark")).get() == null ? "gone" : "there");
    }

    /** One line for each application: its path, then everything that anybody has registered in it. */
    private static void applications(PrintWriter out) throws Exception {
        MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
        for (ObjectName name : new TreeSet<>(beans.queryNames(new ObjectName("*:j2eeType=WebModule,*"), null))) {
            Object context = beans.getAttribute(name, "managedResource");
            Set<String> registered = new TreeSet<>();
            for (Object filter : (Object[]) of(context, "findFilterDefs")) {
                registered.add("filter " + of(filter, "getFilterClass"));
            }
            for (String list : new String[] {"getApplicationLifecycleListeners", "getApplicationEventListeners"}) {
                Arrays.stream((Object[]) of(context, list))
                        .forEach(listener ->
                                registered.add("listener " + listener.getClass().getName()));
            }
            for (String attribute : java.util.Collections.list(
                    ((jakarta.servlet.ServletContext) of(context, "getServletContext")).getAttributeNames())) {
                registered.add("attribute " + attribute);
            }
            out.println(of(context, "getPath") + " " + registered);
        }
    }

    private static Object of(Object object, String method) throws Exception {
        return object.getClass().getMethod(method).invoke(object);
    }
}
