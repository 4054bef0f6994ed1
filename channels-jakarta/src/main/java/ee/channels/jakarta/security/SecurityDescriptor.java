package ee.channels.jakarta.security;

import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * What {@code WEB-INF/web.xml} says of security and no API tells: the roles, and how users log in. Fragments in
 * libraries are not read.
 *
 * <p>Immutable.
 *
 * @param roles the names under {@code security-role}
 * @param authMethod {@code auth-method} of the log-in, such as {@code BASIC}, if it is declared
 * @param realm {@code realm-name} of the log-in, if it is declared
 */
public record SecurityDescriptor(List<String> roles, Optional<String> authMethod, Optional<String> realm) {

    private static final Logger LOG = System.getLogger(SecurityDescriptor.class.getName());
    private static final String PATH = "/WEB-INF/web.xml";
    private static final SecurityDescriptor NONE =
            new SecurityDescriptor(List.of(), Optional.empty(), Optional.empty());

    /**
     * Reads the descriptor of an application; one that has none, or that only its container understands, says nothing.
     */
    public static SecurityDescriptor of(ServletContext context) {
        try (InputStream xml = context.getResourceAsStream(PATH)) {
            return xml == null ? NONE : read(xml);
        } catch (IOException | SAXException | ParserConfigurationException e) {
            LOG.log(Level.WARNING, () -> PATH + " cannot be read for its roles and its log-in", e);
            return NONE;
        }
    }

    static SecurityDescriptor read(InputStream xml) throws IOException, SAXException, ParserConfigurationException {
        // The JDK's own, whatever parser the application brings along; and nothing is fetched for old document types.
        DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultNSInstance();
        factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
        factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
        factory.setFeature("http://xml.org/sax/features/external-general-entities", false);
        Document document = factory.newDocumentBuilder().parse(xml);
        return new SecurityDescriptor(
                texts(document, "security-role", "role-name"),
                texts(document, "login-config", "auth-method").stream().findFirst(),
                texts(document, "login-config", "realm-name").stream().findFirst());
    }

    private static List<String> texts(Document document, String parent, String child) {
        List<String> texts = new ArrayList<>();
        NodeList parents = document.getElementsByTagNameNS("*", parent);
        for (int i = 0; i < parents.getLength(); i++) {
            NodeList children = ((Element) parents.item(i)).getElementsByTagNameNS("*", child);
            for (int j = 0; j < children.getLength(); j++) {
                String text = children.item(j).getTextContent().strip();
                if (!text.isEmpty()) {
                    texts.add(text);
                }
            }
        }
        return List.copyOf(texts);
    }
}
