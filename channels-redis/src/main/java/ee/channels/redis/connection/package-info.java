/**
 * Connections to Redis by Jedis: which server to ask (a fixed one, the master that Sentinel names, the primary of a
 * Cluster's slot), and the writers that own a connection and gather commands into pipelines.
 *
 * <p>Knows commands and replies, no messages and no groups. The two kinds of layer come in.
 */
@NullMarked
package ee.channels.redis.connection;

import org.jspecify.annotations.NullMarked;
