/** Tests that run inside an application on the server, by Arquillian, with the library in its WEB-INF/lib. */
package ee.channels.inside;
