package ee.channels.conformance.app.tx;

import ee.channels.layer.ChannelLayer;
import ee.channels.layer.ChannelLayers;
import ee.channels.message.Message;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.transaction.UserTransaction;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.sql.DataSource;

/**
 * Writes a row into the server's default database and sends through {@code afterCommit()}, in one transaction, which
 * ends as {@code end} says: {@code commit}, {@code rollback}, {@code marked} before it sends and then rolled back, or
 * {@code none} for no transaction and no row. Answers with how many rows there are of the entry.
 */
@WebServlet("/ledger")
public class LedgerServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    /** Made by the container. */
    public LedgerServlet() {}

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        String text = request.getParameter("text");
        String end = request.getParameter("end");
        try {
            if (end != null) {
                createTable();
                inTransaction(end, text);
            }
            response.getWriter().print(rows(text));
        } catch (ServletException | IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new ServletException(e);
        }
    }

    private static void inTransaction(String end, String text) throws Exception {
        ChannelLayer layer = ChannelLayers.get().afterCommit();
        if (end.equals("none")) {
            send(layer, text);
            return;
        }
        UserTransaction transaction = (UserTransaction) new InitialContext().lookup("java:comp/UserTransaction");
        transaction.begin();
        write(text);
        if (end.equals("marked")) {
            transaction.setRollbackOnly();
        }
        send(layer, text);
        if (end.equals("commit")) {
            transaction.commit();
        } else {
            transaction.rollback();
        }
    }

    private static void send(ChannelLayer layer, String text) {
        layer.groupSend("ledger", Message.of("ledger.entry").with("text", text));
        layer.groupSend("ledger-copy", Message.of("ledger.entry").with("text", "copy of " + text));
        layer.groupSend("ledger", Message.of("ledger.entry").with("text", "end of " + text));
    }

    private static int rows(String text) throws SQLException, NamingException {
        try (Connection connection = database().getConnection();
                PreparedStatement query =
                        connection.prepareStatement("select count(*) from channels_ledger where entry = ?")) {
            query.setString(1, text);
            try (ResultSet rows = query.executeQuery()) {
                rows.next();
                return rows.getInt(1);
            }
        }
    }

    /** Before the transaction, since creating a table ends one in some databases. */
    private static void createTable() throws SQLException, NamingException {
        try (Connection connection = database().getConnection()) {
            try (ResultSet tables = connection.getMetaData().getTables(null, null, "CHANNELS_LEDGER", null)) {
                if (tables.next()) {
                    return;
                }
            }
            try (PreparedStatement table =
                    connection.prepareStatement("create table channels_ledger (entry varchar(100))")) {
                table.executeUpdate();
            }
        }
    }

    private static void write(String text) throws SQLException, NamingException {
        try (Connection connection = database().getConnection();
                PreparedStatement insert =
                        connection.prepareStatement("insert into channels_ledger (entry) values (?)")) {
            insert.setString(1, text);
            insert.executeUpdate();
        }
    }

    private static DataSource database() throws NamingException {
        return (DataSource) new InitialContext().lookup("java:comp/DefaultDataSource");
    }
}
