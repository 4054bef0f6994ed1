/** The outside: clients that speak HTTP and WebSocket to an application, well or badly, and the diary that it keeps. */
package ee.channels.conformance.client;
