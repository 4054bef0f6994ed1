/**
 * The example application: a chat, a notification bar, a sign-in. Everything of a web application that uses Channels is
 * here: consumers on WebSocket paths, a servlet that sends into a group, and the HTTP session that both see.
 */
@NullMarked
package ee.channels.example;

import org.jspecify.annotations.NullMarked;
