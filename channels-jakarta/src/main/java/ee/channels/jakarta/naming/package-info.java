/**
 * Channel layers under names of the container's: {@code java:comp/env/channels/<alias>}.
 *
 * <p>Stands at the start of the application: what is declared is opened before anything else, and is the same layer
 * that consumers use. Imports the core's layer package and root, and {@code javax.naming}.
 */
@NullMarked
package ee.channels.jakarta.naming;

import org.jspecify.annotations.NullMarked;
