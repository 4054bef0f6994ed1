/** The containers, one suite each. */
package ee.channels.conformance;
