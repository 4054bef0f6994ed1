/** The real distributions, installed, started and stopped as an administrator would; knows of no test. */
package ee.channels.conformance.server;
