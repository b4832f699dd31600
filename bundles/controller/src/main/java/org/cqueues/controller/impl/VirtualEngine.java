package org.cqueues.controller.impl;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;

/**
 * Coroutines as virtual threads whose scheduler is their controller. The JDK offers no public way to choose a scheduler, so its builder is reached
 * reflectively, which needs {@code java.lang} to be open to us.
 */
final class VirtualEngine implements Engine {
    /** Before it, a virtual thread that parks with a monitor held keeps its carrier, which here is the thread that steps. */
    private static final int LEAST_FEATURE = 24;

    private static final String BUILDER = "java.lang.ThreadBuilders$VirtualThreadBuilder";

    /** {@return why this JVM cannot run coroutines so; empty if it can} */
    static Optional<String> unavailableReason() {
        int feature = Runtime.version().feature();
        if (feature < LEAST_FEATURE) {
            return Optional.of("needs JDK " + LEAST_FEATURE + " or later, this is JDK " + feature);
        }
        if (!Object.class.getModule().isOpen("java.lang", VirtualEngine.class.getModule())) {
            return Optional.of("java.lang is not open, start the JVM with --add-opens java.base/java.lang=ALL-UNNAMED");
        }
        return Handles.failure == null
                ? Optional.empty()
                : Optional.of("this JDK's builder of virtual threads is not as expected: " + Handles.failure);
    }

    @Override
    public String name() {
        return "virtual";
    }

    @Override
    public boolean needsPlatformThread() {
        return true;
    }

    @Override
    public Strand start(CoroutineTask task) {
        VirtualStrand strand = new VirtualStrand(task);
        strand.start();
        return strand;
    }

    /** The builder's methods, all with public or erased types, so that Java 17 bytecode can call them. */
    private static final class Handles {
        static final MethodHandle NEW_THREAD;
        static final Executor DEFAULT_SCHEDULER;
        static final Throwable failure;

        static {
            MethodHandle made = null;
            Executor scheduler = null;
            Throwable why = null;
            try {
                made = newThread();
                scheduler = defaultScheduler();
            } catch (ReflectiveOperationException | RuntimeException e) {
                why = e;
            }
            NEW_THREAD = made;
            DEFAULT_SCHEDULER = scheduler;
            failure = why;
        }

        /** {@code (Executor scheduler, Runnable body) -> Thread}, unstarted and without inheritable thread locals. */
        private static MethodHandle newThread() throws ReflectiveOperationException {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            Constructor<?> constructor = Class.forName(BUILDER).getDeclaredConstructor(Executor.class);
            constructor.setAccessible(true);
            Class<?> type = Class.forName("java.lang.Thread$Builder");
            MethodHandle make =
                    lookup.unreflectConstructor(constructor).asType(MethodType.methodType(type, Executor.class));
            MethodHandle inherit = lookup.findVirtual(
                    type, "inheritInheritableThreadLocals", MethodType.methodType(type, boolean.class));
            MethodHandle unstarted =
                    lookup.findVirtual(type, "unstarted", MethodType.methodType(Thread.class, Runnable.class));
            MethodHandle bare = MethodHandles.filterReturnValue(make, MethodHandles.insertArguments(inherit, 1, false));
            return MethodHandles.collectArguments(unstarted, 0, bare)
                    .asType(MethodType.methodType(Thread.class, Executor.class, Runnable.class));
        }

        /** What runs the virtual threads that nobody made a scheduler for. */
        private static Executor defaultScheduler() throws ReflectiveOperationException {
            Field field = Class.forName("java.lang.VirtualThread").getDeclaredField("DEFAULT_SCHEDULER");
            field.setAccessible(true);
            return (Executor) field.get(null);
        }
    }

    private static final class VirtualStrand extends Strand implements Executor {
        private final CoroutineTask task;
        private Thread thread;
        private volatile Runnable continuation; // the thread's own, the same from its start on

        VirtualStrand(CoroutineTask task) {
            this.task = task;
        }

        void start() {
            try {
                thread = (Thread) Handles.NEW_THREAD.invokeExact((Executor) this, (Runnable) task);
            } catch (Throwable e) {
                throw new IllegalStateException("cannot make a virtual thread", e);
            }
            thread.setUncaughtExceptionHandler(task);
            if (!task.name().isEmpty()) {
                thread.setName(task.name());
            }
            thread.start();
        }

        /**
         * Called by the JDK whenever the thread can go on: after a start, an unpark, a yield, or the end of a blocking call of its own. A virtual thread that a
         * coroutine starts inherits this scheduler, and so do those that the JDK starts for itself at its first blocking call: they are none of ours.
         */
        @Override
        public void execute(Runnable runnable) {
            if (continuation == null) {
                continuation = runnable;
            } else if (continuation == runnable) {
                task.submit();
            } else {
                Handles.DEFAULT_SCHEDULER.execute(runnable);
            }
        }

        @Override
        Thread thread() {
            return thread;
        }

        /** The JDK gives the carrier, here the thread that steps, the interrupt status of the virtual thread, and then none: it gets its own back. */
        @Override
        void run() {
            Thread carrier = Thread.currentThread();
            boolean interrupted = carrier.isInterrupted();
            continuation.run();
            if (interrupted) {
                carrier.interrupt();
            }
        }

        @Override
        void suspend() {
            LockSupport.park();
        }

        @Override
        void yield() {
            Thread.yield();
        }

        @Override
        void resumable() {
            LockSupport.unpark(thread);
        }
    }
}
