/**
 * What users write: consumers, one instance per connection, and the annotations that tell where and how they run.
 *
 * <p>{@link ee.channels.consumer.ConsumerApplication} turns a consumer class into an application, the end of the route
 * behind routers and middleware. Imports application, layer, message and scope; adapter and test kit come in.
 */
@NullMarked
package ee.channels.consumer;

import org.jspecify.annotations.NullMarked;
