package ee.channels.conformance.app.jms;

import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.Queue;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/** The queue; apart from the servlet, which servers without JMS load as well. */
final class OrderQueue {

    private OrderQueue() {}

    static void put(String text) throws NamingException {
        InitialContext jndi = new InitialContext();
        ConnectionFactory factory = (ConnectionFactory) jndi.lookup("java:comp/DefaultJMSConnectionFactory");
        Queue queue = (Queue) jndi.lookup("java:app/jms/channelsConformance");
        try (JMSContext context = factory.createContext()) {
            context.createProducer().send(queue, text);
        }
    }
}
