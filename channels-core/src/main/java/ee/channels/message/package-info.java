/**
 * What travels between consumers, and the names it travels by.
 *
 * <p>Messages, channel and group names, and JSON for the library's own rooms. It imports the root alone; everybody may
 * come in, layers as well, so nothing here knows a socket, a consumer or a container. On the way of the data it is the
 * envelope: a sender makes it, a layer carries it without the classes of any application, a consumer opens it.
 */
@NullMarked
package ee.channels.message;

import org.jspecify.annotations.NullMarked;
