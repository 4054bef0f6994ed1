package ee.channels.conformance.client;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import ee.channels.conformance.server.Server;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import javax.management.JMException;
import javax.management.JMX;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/**
 * What an administrator sees of a server with JConsole: MBeans, threads, and what is on the heap.
 *
 * <p>Confined to the thread of the test.
 */
public final class Inside implements AutoCloseable {

    private final JMXConnector connector;
    private final MBeanServerConnection beans;

    private Inside(JMXConnector connector) throws IOException {
        this.connector = connector;
        this.beans = connector.getMBeanServerConnection();
    }

    public static Inside of(Server server) {
        try {
            VirtualMachine machine = VirtualMachine.attach(Long.toString(server.jvm()));
            try {
                return new Inside(JMXConnectorFactory.connect(new JMXServiceURL(machine.startLocalManagementAgent())));
            } finally {
                machine.detach();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (AttachNotSupportedException e) {
            throw new AssertionError(e);
        }
    }

    /** The MBeans whose name is like this. */
    public Set<ObjectName> names(String pattern) {
        try {
            return beans.queryNames(new ObjectName(pattern), null);
        } catch (JMException e) {
            throw new AssertionError(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The one MXBean whose name is like this. */
    public <T> T bean(String pattern, Class<T> type) {
        Set<ObjectName> found = names(pattern);
        if (found.size() != 1) {
            throw new AssertionError(pattern + " is the name of " + found);
        }
        return JMX.newMXBeanProxy(beans, found.iterator().next(), type);
    }

    /** The names of all threads. */
    public List<String> threads() {
        try {
            ThreadMXBean threads = ManagementFactory.newPlatformMXBeanProxy(
                    beans, ManagementFactory.THREAD_MXBEAN_NAME, ThreadMXBean.class);
            return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
                    .filter(Objects::nonNull)
                    .map(ThreadInfo::getThreadName)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * How many class loaders hold a class, after a garbage collection, if there are instances of it that live as long
     * as the class, such as an enum's.
     */
    public long loadersOf(String className) {
        try {
            Object histogram = beans.invoke(
                    new ObjectName("com.sun.management:type=DiagnosticCommand"),
                    "gcClassHistogram",
                    new Object[] {new String[0]},
                    new String[] {String[].class.getName()});
            return histogram
                    .toString()
                    .lines()
                    .filter(line -> Arrays.asList(line.strip().split("\\s+")).contains(className))
                    .count();
        } catch (JMException e) {
            throw new AssertionError(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            connector.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
