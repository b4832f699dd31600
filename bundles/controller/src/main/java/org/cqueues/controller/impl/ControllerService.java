package org.cqueues.controller.impl;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.cqueues.controller.Body;
import org.cqueues.controller.Controller;
import org.cqueues.controller.Controllers;
import org.cqueues.controller.Coroutine;
import org.cqueues.controller.CoroutineException;
import org.cqueues.controller.Method;
import org.cqueues.controller.Outcome;
import org.cqueues.controller.PollResult;
import org.cqueues.controller.Pollable;
import org.cqueues.controller.Runner;
import org.cqueues.controller.WaitQueue;
import org.cqueues.controller.Waiter;
import org.cqueues.kernel.Choice;
import org.cqueues.kernel.Kernel;
import org.cqueues.kernel.Workspace;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;

/** The service as one user has it: it knows the controllers that this user made, and closes them when the user goes. */
@Component(service = Controllers.class, scope = ServiceScope.BUNDLE)
public final class ControllerService implements Controllers {
    private static final System.Logger LOG = System.getLogger(Controllers.class.getName());
    private static final double NANOS_PER_SECOND = 1e9;

    private final ControllerHome home;
    private final Set<Controller> made = ConcurrentHashMap.newKeySet();
    private final Set<Runner> runners = ConcurrentHashMap.newKeySet();

    private ControllerService(ControllerHome home) {
        this.home = home;
    }

    /**
     * Opens the service for one bundle of a framework.
     *
     * @param shared what all bundles share
     */
    @Activate
    public ControllerService(@Reference ControllerHomeComponent shared) {
        this(shared.home());
    }

    /**
     * Opens the service for a program without a framework.
     *
     * @param kernel the system to wait with
     * @param settings looks up a setting by name; {@code null} means unset
     * @return the service
     */
    public static Controllers open(Kernel kernel, UnaryOperator<String> settings) {
        return new ControllerService(new ControllerHome(kernel, settings));
    }

    @Override
    public Controller create() {
        Controller controller = home.create(made::remove);
        made.add(controller);
        return controller;
    }

    @Override
    public Coroutine coroutine(Body body) {
        return home.newTask("", body);
    }

    // Waiting.

    @Override
    public PollResult poll(Object... objects) {
        CoroutineTask task = CoroutineTask.current();
        return task != null ? new Poll(task, objects).run() : alone(() -> poll(objects));
    }

    @Override
    public void sleep(double seconds) {
        sleepNanos(Nanos.ofSeconds(seconds));
    }

    @Override
    public void sleep(Duration time) {
        sleepNanos(Nanos.of(time));
    }

    private void sleepNanos(long nanos) {
        CoroutineTask task = CoroutineTask.current();
        if (task != null) {
            Suspension.sleep(task, nanos);
            return;
        }
        alone(() -> {
            sleepNanos(nanos);
            return null;
        });
    }

    private <T> T alone(Callable<T> operation) {
        try {
            return home.inCoroutine(operation);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("waiting threw a checked exception", e);
        }
    }

    @Override
    public <T> T inCoroutine(Callable<T> operation) throws Exception {
        return home.inCoroutine(operation);
    }

    @Override
    public Optional<Controller> running() {
        return Optional.ofNullable(CoroutineTask.current()).map(task -> task.loop.handle());
    }

    @Override
    public Optional<Controller> lasting() {
        return Optional.ofNullable(CoroutineTask.current())
                .map(task -> task.loop)
                .filter(loop -> !loop.isPassing())
                .map(Loop::handle);
    }

    @Override
    public Optional<Coroutine> current() {
        return Optional.ofNullable(CoroutineTask.current());
    }

    @Override
    public boolean isCoroutine() {
        return CoroutineTask.current() != null;
    }

    @Override
    public Thread stepping() {
        CoroutineTask task = CoroutineTask.current();
        return task == null
                ? Thread.currentThread()
                : PlatformThread.clientOf(task.loop.root().thread());
    }

    @Override
    public double monotime() {
        return home.now() / NANOS_PER_SECOND;
    }

    // Descriptors.

    @Override
    public void cancel(int fd) {
        home.endWaits(fd, Outcome.CANCELLED);
    }

    @Override
    public void cancel(Pollable object) {
        cancel(object.pollfd());
    }

    @Override
    public void release(int fd) {
        home.endWaits(fd, Outcome.CLOSED);
    }

    // Methods by name.

    @Override
    public Optional<String> type(Object object) {
        return object instanceof Controller controller
                ? Optional.of(controller.isClosed() ? "closed controller" : "controller")
                : Optional.empty();
    }

    @Override
    public Optional<Method<Controller>> interpose(String name, Method<Controller> method) {
        return home.methods().interpose(name, method);
    }

    @Override
    public Object call(Controller self, String name, Object... arguments) throws Exception {
        return home.methods().find(name).invoke(self, arguments);
    }

    // Runners.

    @Override
    public Runner run(String name, ThreadFactory threads, Body body) {
        return run(
                name,
                threads,
                body,
                failure -> LOG.log(System.Logger.Level.ERROR, failure.getMessage(), failure.getCause()));
    }

    @Override
    public Runner run(String name, ThreadFactory threads, Body body, Consumer<CoroutineException> failures) {
        ControllerRunner runner = new ControllerRunner(home.create(closed -> {}), runners::remove, failures);
        runners.add(runner);
        runner.start(name, threads, body);
        return runner;
    }

    @Override
    public Choice engine() {
        return home.engineChoice();
    }

    // For implementers of pollables.

    @Override
    public WaitQueue waitQueue(boolean lifo) {
        return new CoroutineQueue(lifo);
    }

    @Override
    public Pollable pollable(CompletionStage<?> stage) {
        CoroutineQueue queue = new CoroutineQueue(false);
        stage.whenComplete((value, failure) -> queue.open());
        return queue;
    }

    @Override
    public Waiter waiter(int fd) {
        return new DescriptorWaiter(fd);
    }

    @Override
    public Workspace workspace() {
        return CoroutineTask.required().loop.workspace();
    }

    @Override
    @Deactivate
    public void close() {
        runners.forEach(Runner::close);
        made.forEach(Controller::close);
        made.clear();
    }
}
