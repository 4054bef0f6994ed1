/**
 * What channel layers are told of JTA transactions, where the server has them.
 *
 * <p>Stands beside the way of the data: {@code afterCommit()} of a layer finds it as a service. Imports the core's
 * layer package, {@code javax.naming} and {@code jakarta.transaction}.
 */
@NullMarked
package ee.channels.jakarta.transaction;

import org.jspecify.annotations.NullMarked;
