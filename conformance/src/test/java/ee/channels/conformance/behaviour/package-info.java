/** What every container has to do the same, seen from outside; knows of no product. */
package ee.channels.conformance.behaviour;
