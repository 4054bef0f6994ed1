/**
 * The channel layer within one process, and what every layer needs of a process: who reads which channel, who is in
 * which group, and the hand-over to them.
 *
 * <p>Start reading at {@link ee.channels.layer.memory.LocalChannels}. Imports layer and message alone; it is found by
 * {@link java.util.ServiceLoader}, so nobody but a layer that spans processes imports it.
 */
@NullMarked
package ee.channels.layer.memory;

import org.jspecify.annotations.NullMarked;
