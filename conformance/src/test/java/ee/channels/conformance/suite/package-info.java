/** What makes a test a behaviour of every container: one server a run, what it lacks, and the table of results. */
package ee.channels.conformance.suite;
