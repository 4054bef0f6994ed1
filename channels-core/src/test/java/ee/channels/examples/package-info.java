/** What the documentation shows, compiled and run: a block of code there is the tagged region of a file here. */
package ee.channels.examples;
