package org.cqueues.socket.impl;

import org.cqueues.socket.NameLookup;

/** Worker: whom to ask for addresses: a service while there is one, else the system. Any thread. */
final class Lookups implements AutoCloseable {
    private final SystemLookup system = SystemLookup.open();
    private volatile NameLookup present = system;

    NameLookup present() {
        return present;
    }

    synchronized void use(NameLookup service) {
        present = service;
    }

    /** Goes back to the system, unless another service has come meanwhile. */
    synchronized void forget(NameLookup gone) {
        if (present == gone) {
            present = system;
        }
    }

    /** Ends the threads that ask the system. */
    @Override
    public void close() {
        system.close();
    }
}
