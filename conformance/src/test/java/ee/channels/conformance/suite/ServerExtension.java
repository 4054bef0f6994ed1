package ee.channels.conformance.suite;

import ee.channels.conformance.client.Site;
import ee.channels.conformance.server.Container;
import ee.channels.conformance.server.Feature;
import ee.channels.conformance.server.Server;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestWatcher;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Gives behaviours the server of their run, started and with the application deployed once; asks of no container what
 * it cannot have; and writes down what came of it.
 */
final class ServerExtension implements ParameterResolver, ExecutionCondition, TestWatcher {

    /** The configuration parameter that names the container. */
    static final String CONTAINER = "conformance.container";

    private static final Namespace RUN = Namespace.create(ServerExtension.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == Site.class || type == Server.class || type == Container.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        if (type == Container.class) {
            return container(context);
        }
        Server server = server(context);
        return type == Server.class ? server : Site.of(server, "conformance");
    }

    private static Container container(ExtensionContext context) {
        return Container.valueOf(context.getConfigurationParameter(CONTAINER).orElseThrow());
    }

    static Server server(ExtensionContext context) {
        return context.getRoot()
                .getStore(RUN)
                .computeIfAbsent(Start.class, key -> Start.of(() -> start(container(context))), Start.class)
                .server();
    }

    private static Server start(Container container) {
        Server server = container.install(container.name().toLowerCase(java.util.Locale.ROOT));
        try {
            server.start().deploy(Path.of(System.getProperty("conformance.war")));
            Results.is(container, Site.of(server, "conformance").get("/server").body());
            return server;
        } catch (RuntimeException | Error e) {
            server.close();
            throw e;
        }
    }

    /**
     * Also keeps to the behaviours that {@code -Dconformance.behaviour=NAME,NAME} asks for. To see whether it still
     * does, what {@link Differs} is asked with {@code -Dconformance.differences=too}, or nothing else with
     * {@code only}.
     */
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        String wanted = System.getProperty("conformance.behaviour", "");
        if (Stream.of(wanted.split(",", -1))
                .noneMatch(context.getRequiredTestClass().getSimpleName()::startsWith)) {
            return ConditionEvaluationResult.disabled("only " + wanted + " is asked for");
        }
        Container container = container(context);
        List<Feature> missing =
                needs(context).filter(feature -> !container.has(feature)).toList();
        if (missing.isEmpty()) {
            return asked(context, container);
        }
        String reason = "no " + missing.get(0).label();
        if (context.getTestMethod().isEmpty()) {
            Results.add(
                    container, context, Results.Outcome.ABSENT, reason); // nobody is told of a class that is skipped
        }
        return ConditionEvaluationResult.disabled(reason);
    }

    private static ConditionEvaluationResult asked(ExtensionContext context, Container container) {
        Optional<String> difference = difference(context, container);
        return switch (System.getProperty("conformance.differences", "")) {
            case "too" -> ConditionEvaluationResult.enabled("differences too");
            case "only" ->
                difference.isPresent() || context.getTestMethod().isEmpty()
                        ? ConditionEvaluationResult.enabled("only differences")
                        : ConditionEvaluationResult.disabled("is the same");
            default ->
                difference
                        .map(ConditionEvaluationResult::disabled)
                        .orElseGet(() -> ConditionEvaluationResult.enabled(""));
        };
    }

    private static Stream<Feature> needs(ExtensionContext context) {
        return AnnotationSupport.findAnnotation(context.getElement(), Needs.class).stream()
                .flatMap(needs -> Stream.of(needs.value()));
    }

    private static Optional<String> difference(ExtensionContext context, Container container) {
        return AnnotationSupport.findRepeatableAnnotations(context.getElement(), Differs.class).stream()
                .filter(differs -> List.of(differs.on()).contains(container))
                .map(Differs::because)
                .findFirst();
    }

    @Override
    public void testSuccessful(ExtensionContext context) {
        Results.add(container(context), context, Results.Outcome.SAME, "");
    }

    @Override
    public void testFailed(ExtensionContext context, Throwable cause) {
        Results.add(container(context), context, Results.Outcome.FAILED, "");
    }

    @Override
    public void testAborted(ExtensionContext context, Throwable cause) {
        Results.add(container(context), context, Results.Outcome.FAILED, "aborted");
    }

    @Override
    public void testDisabled(ExtensionContext context, Optional<String> reason) {
        Container container = container(context);
        boolean differs = difference(context, container).isPresent();
        Results.add(container, context, differs ? Results.Outcome.DIFFERS : Results.Outcome.ABSENT, reason.orElse(""));
    }
}
