package org.cqueues.kernel.impl;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Array;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code java.lang.foreign} by reflection, since Java 17 has no such classes to compile against: makes handles for C functions. Only this
 * set-up is reflective; the handles are exact and go into static finals, where the JIT sees through them.
 *
 * <p>A handle's first parameter is the {@link Capture} segment that receives errno, typed {@code Object}.
 */
public final class ForeignLinker {
    private static final Class<?> LINKER = type("Linker");
    private static final Class<?> OPTION = type("Linker$Option");
    private static final Class<?> LAYOUT = type("MemoryLayout");
    private static final Class<?> DESCRIPTOR = type("FunctionDescriptor");
    private static final Class<?> SEGMENT = type("MemorySegment");
    private static final Object NATIVE_LINKER = invoke(LINKER, "nativeLinker", null);
    private static final Object LOOKUP = invoke(LINKER, "defaultLookup", NATIVE_LINKER);
    private static final MethodHandle ADDRESS_OF = addressOf();

    private ForeignLinker() {}

    /**
     * {@return a handle for a C function, with a leading {@code Object} parameter for the capture}
     *
     * @param name C name
     * @param result {@code int.class} or {@code long.class}
     * @param parameters the same, one for each C parameter
     * @throws UnsatisfiedLinkError if the C library has no such function
     */
    public static MethodHandle function(String name, Class<?> result, Class<?>... parameters) {
        return link(name, result, parameters, List.of(captureErrno()));
    }

    /**
     * {@return a handle as {@link #function} makes, for a C function that ends in {@code ...}}
     *
     * @param fixed how many parameters precede the variable ones
     */
    public static MethodHandle variadic(int fixed, String name, Class<?> result, Class<?>... parameters) {
        Object variable = invoke(OPTION, "firstVariadicArg", null, new Class<?>[] {int.class}, fixed);
        return link(name, result, parameters, List.of(captureErrno(), variable));
    }

    /** {@return what {@code invokeExact} threw, which no C function does, ready to be thrown on} */
    public static RuntimeException unexpected(Throwable thrown) {
        if (thrown instanceof Error error) {
            throw error;
        }
        return thrown instanceof RuntimeException runtime ? runtime : new IllegalStateException(thrown);
    }

    /**
     * {@return a memory segment over a direct buffer, which the caller keeps}
     *
     * <p>It is of the global arena, unlike the buffer's own: the JIT then sees that nothing can end its life, and needs no object for passing it to a call.
     */
    static Object segment(ByteBuffer direct) {
        Class<?>[] aLong = {long.class};
        Object start = invoke(SEGMENT, "ofAddress", null, aLong, address(direct));
        return invoke(SEGMENT, "reinterpret", start, aLong, (long) direct.capacity());
    }

    /** {@return the address of a direct buffer's first byte} */
    static long address(ByteBuffer direct) {
        try {
            return (long) ADDRESS_OF.invokeExact(direct);
        } catch (Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    /** {@return a copy of the C string at an address, which is not null} */
    static String string(long address) {
        Class<?>[] aLong = {long.class};
        Object start = invoke(SEGMENT, "ofAddress", null, aLong, address);
        Object unbounded = invoke(SEGMENT, "reinterpret", start, aLong, Long.MAX_VALUE);
        return (String) invoke(SEGMENT, "getString", unbounded, aLong, 0L);
    }

    /**
     * {@return where a C function is}
     *
     * @throws UnsatisfiedLinkError if the C library has no such function
     */
    static long address(String name) {
        return (long) invoke(SEGMENT, "address", symbol(name));
    }

    private static Object symbol(String name) {
        return ((Optional<?>) invoke(type("SymbolLookup"), "find", LOOKUP, new Class<?>[] {String.class}, name))
                .orElseThrow(() -> new UnsatisfiedLinkError("the C library has no " + name));
    }

    private static MethodHandle link(String name, Class<?> result, Class<?>[] parameters, List<Object> options) {
        Object optionArray = Array.newInstance(OPTION, options.size());
        for (int i = 0; i < options.size(); i++) {
            Array.set(optionArray, i, options.get(i));
        }
        Class<?>[] signature = {SEGMENT, DESCRIPTOR, optionArray.getClass()};
        Object handle = invoke(
                LINKER,
                "downcallHandle",
                NATIVE_LINKER,
                signature,
                symbol(name),
                descriptor(result, parameters),
                optionArray);
        List<Class<?>> leading = new ArrayList<>(List.of(Object.class));
        leading.addAll(List.of(parameters));
        return ((MethodHandle) handle).asType(MethodType.methodType(result, leading));
    }

    private static Object descriptor(Class<?> result, Class<?>[] parameters) {
        Object layouts = Array.newInstance(LAYOUT, parameters.length);
        for (int i = 0; i < parameters.length; i++) {
            Array.set(layouts, i, layout(parameters[i]));
        }
        return invoke(DESCRIPTOR, "of", null, new Class<?>[] {LAYOUT, layouts.getClass()}, layout(result), layouts);
    }

    private static Object layout(Class<?> primitive) {
        try {
            return type("ValueLayout")
                    .getField(primitive == int.class ? "JAVA_INT" : "JAVA_LONG")
                    .get(null);
        } catch (ReflectiveOperationException missing) {
            throw new LinkageError(missing.toString(), missing);
        }
    }

    private static Object captureErrno() {
        return invoke(
                OPTION, "captureCallState", null, new Class<?>[] {String[].class}, (Object) new String[] {"errno"});
    }

    private static MethodHandle addressOf() {
        try {
            MethodHandle segment = MethodHandles.publicLookup()
                    .findStatic(SEGMENT, "ofBuffer", MethodType.methodType(SEGMENT, Buffer.class));
            MethodHandle address =
                    MethodHandles.publicLookup().findVirtual(SEGMENT, "address", MethodType.methodType(long.class));
            return MethodHandles.filterReturnValue(segment, address)
                    .asType(MethodType.methodType(long.class, ByteBuffer.class));
        } catch (ReflectiveOperationException missing) {
            throw new LinkageError(missing.toString(), missing);
        }
    }

    private static Class<?> type(String name) {
        try {
            return Class.forName("java.lang.foreign." + name);
        } catch (ClassNotFoundException missing) {
            throw new LinkageError(missing.toString(), missing);
        }
    }

    private static Object invoke(Class<?> type, String method, Object target) {
        return invoke(type, method, target, new Class<?>[0]);
    }

    private static Object invoke(
            Class<?> type, String method, Object target, Class<?>[] signature, Object... arguments) {
        try {
            return type.getMethod(method, signature).invoke(target, arguments);
        } catch (ReflectiveOperationException failed) {
            Throwable cause = failed.getCause() == null ? failed : failed.getCause();
            throw new LinkageError(cause.toString(), cause);
        }
    }
}
