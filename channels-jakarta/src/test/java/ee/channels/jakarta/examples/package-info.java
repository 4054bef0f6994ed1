/** What the documentation shows of Jakarta EE, compiled and run; the other examples are with the core's tests. */
package ee.channels.jakarta.examples;
