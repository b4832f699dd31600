package org.cqueues.controller.impl;

/** Work that a coroutine hands to the stepping thread because a coroutine cannot run another: stepping or closing a controller. */
abstract class Errand {
    private final CoroutineTask client;
    private Throwable failure;
    private boolean done;

    Errand(CoroutineTask client) {
        this.client = client;
    }

    abstract void work();

    /** For the stepping thread, outside any coroutine. */
    final void run() {
        try {
            work();
        } catch (RuntimeException | Error e) {
            failure = e;
        }
    }

    /** Says that it is done, after {@link #run}. {@return who may go on now} */
    final CoroutineTask finish() {
        done = true;
        client.errand = null;
        return client;
    }

    /** Has it done and waits for that; for the client. Not ended by a cancellation, since the work is under way and short. */
    final void await() {
        done = false;
        client.errand = this;
        client.loop.root().send(this, client);
        while (!done) {
            client.suspend();
        }
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure instanceof RuntimeException exception) {
            throw exception;
        }
    }
}
