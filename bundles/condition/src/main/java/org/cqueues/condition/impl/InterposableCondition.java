package org.cqueues.condition.impl;

import java.lang.reflect.UndeclaredThrowableException;
import java.time.Duration;
import java.util.Map;
import org.cqueues.condition.Condition;
import org.cqueues.controller.Controllers;
import org.cqueues.controller.Method;
import org.cqueues.controller.MethodTable;
import org.cqueues.controller.PollResult;

/** Facade: a condition whose methods can be replaced; while none is, each call goes straight on. */
final class InterposableCondition extends QueueCondition {
    private final MethodTable<Condition> methods;

    InterposableCondition(Controllers controllers, boolean lifo, MethodTable<Condition> methods) {
        super(controllers, lifo);
        this.methods = methods;
    }

    static MethodTable<Condition> table() {
        Map<String, Method<Condition>> originals = Map.of(
                "await", (self, arguments) -> of(self).plainAwait((Duration) arguments[0]),
                "awaitWith", (self, arguments) -> of(self).plainAwaitWith(arguments),
                "signal", (self, arguments) -> of(self).plainSignal((Integer) arguments[0]));
        return new MethodTable<>(originals);
    }

    @Override
    public boolean await() {
        return methods.isPlain() ? super.await() : (Boolean) call("await", (Object) null);
    }

    @Override
    public boolean await(Duration timeout) {
        return methods.isPlain() ? super.await(timeout) : (Boolean) call("await", timeout);
    }

    @Override
    public PollResult awaitWith(Object... others) {
        return methods.isPlain() ? super.awaitWith(others) : (PollResult) call("awaitWith", others);
    }

    @Override
    public int signal() {
        return methods.isPlain() ? super.signal() : (Integer) call("signal", (Object) null);
    }

    @Override
    public int signal(int most) {
        return methods.isPlain() ? super.signal(most) : (Integer) call("signal", most);
    }

    private Object call(String name, Object... arguments) {
        try {
            return methods.find(name).invoke(this, arguments);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new UndeclaredThrowableException(e, "interposed " + name);
        }
    }

    private static InterposableCondition of(Condition self) {
        if (self instanceof InterposableCondition condition) {
            return condition;
        }
        throw new IllegalArgumentException("not a condition of this service: " + self);
    }

    private boolean plainAwait(Duration timeout) {
        return timeout == null ? super.await() : super.await(timeout);
    }

    private PollResult plainAwaitWith(Object... others) {
        return super.awaitWith(others);
    }

    private int plainSignal(Integer most) {
        return most == null ? super.signal() : super.signal(most);
    }
}
