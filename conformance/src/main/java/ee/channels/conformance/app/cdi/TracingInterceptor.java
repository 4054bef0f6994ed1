package ee.channels.conformance.app.cdi;

import jakarta.annotation.Priority;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;

/** Writes down each call before it is made. */
@Traced
@Interceptor
@Priority(Interceptor.Priority.APPLICATION)
public class TracingInterceptor {

    /** Made by the container. */
    public TracingInterceptor() {}

    @AroundInvoke
    Object trace(InvocationContext call) throws Exception {
        if (call.getTarget() instanceof BeanConsumer consumer) {
            consumer.note("around " + call.getMethod().getName());
        }
        return call.proceed();
    }
}
