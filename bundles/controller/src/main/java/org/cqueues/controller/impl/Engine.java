package org.cqueues.controller.impl;

/** A way to run coroutines. Both ways obey one contract, which a suite of tests states. */
interface Engine {
    /** {@return the name that {@link org.cqueues.controller.Controllers#ENGINE_SETTING} selects} */
    String name();

    /** {@return whether only a platform thread may run coroutines} */
    boolean needsPlatformThread();

    /** {@return a thread for a coroutine about to have its first turn} */
    Strand start(CoroutineTask task);
}
