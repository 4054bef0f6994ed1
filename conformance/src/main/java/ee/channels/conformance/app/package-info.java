/**
 * The application that every server runs: consumers and servlets that do what the behaviours ask for.
 *
 * <p>One class per behaviour that needs one. Nothing here knows which server it is on; what a server lacks (EJB, CDI,
 * JMS) stands in a package of its own, which nothing outside of it refers to.
 */
@NullMarked
package ee.channels.conformance.app;

import org.jspecify.annotations.NullMarked;
