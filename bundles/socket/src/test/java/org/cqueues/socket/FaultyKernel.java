package org.cqueues.socket;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import org.cqueues.kernel.Kernel;
import org.cqueues.kernel.Syscalls;
import org.cqueues.kernel.Workspace;

/** The real kernel, except for the failures that a test has ordered. */
final class FaultyKernel {
    private final Map<String, Queue<Integer>> faults = new ConcurrentHashMap<>();
    private final Kernel real;

    FaultyKernel(Kernel real) {
        this.real = real;
    }

    /** Orders failures of the next calls of a name, one each. */
    void fail(String call, String... errnos) {
        Queue<Integer> queue = faults.computeIfAbsent(call, key -> new ArrayDeque<>());
        for (String errno : errnos) {
            queue.add(real.errno().code(errno));
        }
    }

    boolean isSpent() {
        return faults.values().stream().allMatch(Queue::isEmpty);
    }

    Kernel kernel() {
        return wrap(Kernel.class, real);
    }

    private <T> T wrap(Class<T> type, T target) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    Queue<Integer> ordered = target instanceof Syscalls ? faults.get(method.getName()) : null;
                    if (ordered != null && !ordered.isEmpty()) {
                        int code = -ordered.remove();
                        return method.getReturnType() == long.class ? (Object) (long) code : (Object) code;
                    }
                    try {
                        return deeper(method.invoke(target, arguments));
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    private Object deeper(Object result) {
        if (result instanceof Workspace workspace) {
            return wrap(Workspace.class, workspace);
        }
        return result instanceof Syscalls calls ? wrap(Syscalls.class, calls) : result;
    }
}
