package ee.channels.tomcat.app;

/** What JSON-B makes of a message, in an application of its own. */
public record Said(String text) {}
