/** What the tests deploy; each WAR has some of these classes, and none of the library's. */
package ee.channels.tomcat.app;
