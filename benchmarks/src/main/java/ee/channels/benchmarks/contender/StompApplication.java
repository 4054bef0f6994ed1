package ee.channels.benchmarks.contender;

import java.util.Set;
import org.apache.catalina.Context;
import org.springframework.boot.Banner;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.servlet.support.SpringBootServletInitializer;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.messaging.simp.SimpMessagingTemplate;
import org.springframework.messaging.simp.config.MessageBrokerRegistry;
import org.springframework.web.SpringServletContainerInitializer;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.socket.config.annotation.EnableWebSocketMessageBroker;
import org.springframework.web.socket.config.annotation.StompEndpointRegistry;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;

/**
 * Spring Boot with STOMP and its simple broker, as its guide has it, deployed as a WAR is; {@code preservePublishOrder}
 * is left at its default, which is off.
 *
 * <p>Thread-safe.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@EnableWebSocketMessageBroker
@Import(StompApplication.Door.class)
public class StompApplication extends SpringBootServletInitializer implements WebSocketMessageBrokerConfigurer {

    /** Created by Spring. */
    public StompApplication() {}

    static void deploy(Context context) {
        context.addServletContainerInitializer(new SpringServletContainerInitializer(), Set.of(StompApplication.class));
    }

    @Override
    protected SpringApplicationBuilder configure(SpringApplicationBuilder builder) {
        return builder.bannerMode(Banner.Mode.OFF);
    }

    @Override
    public void configureMessageBroker(MessageBrokerRegistry registry) {
        registry.enableSimpleBroker("/topic");
    }

    @Override
    public void registerStompEndpoints(StompEndpointRegistry registry) {
        registry.addEndpoint("/ws");
    }

    /** The door for what is to be broadcast. */
    @RestController
    public static class Door {
        private final SimpMessagingTemplate broker;

        /** Created by Spring. */
        public Door(SimpMessagingTemplate broker) {
            this.broker = broker;
        }

        /** Sends it to the room's topic. */
        @PostMapping("/notify")
        public void broadcast(@RequestParam("group") String group, @RequestBody String text) {
            broker.convertAndSend("/topic/" + group, text);
        }
    }
}
