/** The example as its users meet it: the WAR on real servers, by socket, by HTTP and in a browser. */
package ee.channels.example;
