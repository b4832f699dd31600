package org.cqueues.condition.impl;

import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.cqueues.condition.Condition;
import org.cqueues.condition.Conditions;
import org.cqueues.condition.Promise;
import org.cqueues.controller.Controller;
import org.cqueues.controller.Controllers;
import org.cqueues.controller.Method;
import org.cqueues.controller.MethodTable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;

/** Provider: the service as one user has it. */
@Component(service = Conditions.class, scope = ServiceScope.BUNDLE)
public final class ConditionService implements Conditions {
    private final Controllers controllers;
    private final MethodTable<Condition> methods;

    /**
     * Opens the service for one bundle of a framework.
     *
     * @param controllers whose coroutines wait
     * @param home what all bundles share
     */
    @Activate
    public ConditionService(@Reference Controllers controllers, @Reference ConditionHome home) {
        this.controllers = controllers;
        this.methods = home.methods();
    }

    /**
     * Opens the service for a program without a framework.
     *
     * @param controllers whose coroutines wait
     * @return the service
     */
    public static Conditions open(Controllers controllers) {
        return new ConditionService(controllers, new ConditionHome());
    }

    @Override
    public Condition create() {
        return create(false);
    }

    @Override
    public Condition create(boolean lifo) {
        return new InterposableCondition(controllers, lifo, methods);
    }

    @Override
    public Optional<String> type(Object object) {
        if (object instanceof Condition) {
            return Optional.of("condition");
        }
        return object instanceof Promise ? Optional.of("promise") : Optional.empty();
    }

    @Override
    public Optional<Method<Condition>> interpose(String name, Method<Condition> method) {
        return methods.interpose(name, method);
    }

    @Override
    public Object call(Condition self, String name, Object... arguments) throws Exception {
        return methods.find(name).invoke(self, arguments);
    }

    @Override
    public <T> Promise<T> promise() {
        return new QueuePromise<>(controllers);
    }

    @Override
    public <T> Promise<T> promise(Callable<? extends T> task) {
        Controller controller = controllers
                .running()
                .orElseThrow(() -> new IllegalStateException(
                        "a promise of a task needs a running controller; this is no coroutine"));
        QueuePromise<T> promise = new QueuePromise<>(controllers);
        promise.producedBy(controller.wrap("promise", () -> run(task, promise)));
        return promise;
    }

    private static <T> void run(Callable<? extends T> task, QueuePromise<T> promise) {
        T value;
        try {
            value = task.call();
        } catch (Throwable e) { // whatever ends the coroutine is what the promise has to tell
            promise.reject(e);
            if (e instanceof CancellationException cancelled) {
                throw cancelled;
            }
            return;
        }
        promise.fulfil(value);
    }

    @Override
    public <T> Promise<T> promise(CompletionStage<? extends T> stage) {
        QueuePromise<T> promise = new QueuePromise<>(controllers);
        stage.whenComplete((value, failure) -> {
            if (failure == null) {
                promise.fulfil(value);
            } else {
                promise.reject(reason(failure));
            }
        });
        return promise;
    }

    /** A stage behind another one reports the cause wrapped; the promise wraps it anew. */
    private static Throwable reason(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
