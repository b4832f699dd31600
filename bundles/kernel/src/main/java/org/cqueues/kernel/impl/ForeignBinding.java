package org.cqueues.kernel.impl;

import java.nio.ByteBuffer;

/** The binding through {@code java.lang.foreign}. Making one links the C library's functions, or throws a {@link LinkageError}. */
final class ForeignBinding implements Binding {
    /** The first version in which {@code java.lang.foreign} is final. */
    private static final int FIRST_VERSION = 22;

    ForeignBinding() {
        if (!isPresent()) {
            throw new UnsatisfiedLinkError("java.lang.foreign needs Java " + FIRST_VERSION + ", this is "
                    + Runtime.version().feature());
        }
        open().release();
    }

    /** {@return whether this Java has {@code java.lang.foreign}} */
    static boolean isPresent() {
        return Runtime.version().feature() >= FIRST_VERSION;
    }

    /** {@return whether native access was allowed on the command line or in the manifest; without, the JVM prints a warning or refuses} */
    static boolean isAllowed() {
        try {
            Module module = ForeignBinding.class.getModule();
            return isPresent()
                    && (boolean) Module.class.getMethod("isNativeAccessEnabled").invoke(module);
        } catch (ReflectiveOperationException missing) {
            throw new LinkageError(missing.toString(), missing);
        }
    }

    @Override
    public String name() {
        return FOREIGN;
    }

    @Override
    public Libc open() {
        return new ForeignLibc();
    }

    @Override
    public long address(ByteBuffer direct) {
        return ForeignLinker.address(direct);
    }
}
