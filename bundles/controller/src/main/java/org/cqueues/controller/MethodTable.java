package org.cqueues.controller;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The methods of a class of objects by name, for services that let them be interposed. Any thread; one that replaces a method is seen by the others soon.
 *
 * <p>Objects ask {@link #isPlain} first and call themselves directly while nothing is replaced, which costs a field read.
 *
 * @param <S> the class
 */
public final class MethodTable<S> {
    private final Map<String, Method<S>> originals;
    private Map<String, Method<S>> inForce;
    private volatile boolean plain = true;

    /**
     * Lists the methods that objects have from birth.
     *
     * @param originals each method by name
     */
    public MethodTable(Map<String, Method<S>> originals) {
        this.originals = Map.copyOf(originals);
        this.inForce = this.originals;
    }

    /** {@return whether every method is the original} */
    public boolean isPlain() {
        return plain;
    }

    /**
     * Adds or replaces a method.
     *
     * @param name method name
     * @param method what to run from now on
     * @return what ran until now; empty if there was no such method
     */
    public synchronized Optional<Method<S>> interpose(String name, Method<S> method) {
        Map<String, Method<S>> changed = new HashMap<>(inForce);
        Method<S> previous = changed.put(name, method);
        put(changed);
        return Optional.ofNullable(previous);
    }

    /** {@return the method in force under a name; null if there is none} */
    synchronized Method<S> inForce(String name) {
        return inForce.get(name);
    }

    /** Sets the method of a name; null takes the name away. */
    synchronized void restore(String name, Method<S> method) {
        Map<String, Method<S>> changed = new HashMap<>(inForce);
        if (method == null) {
            changed.remove(name);
        } else {
            changed.put(name, method);
        }
        put(changed);
    }

    private void put(Map<String, Method<S>> changed) {
        inForce = Map.copyOf(changed);
        plain = inForce.equals(originals);
    }

    /**
     * {@return the method in force}
     *
     * @param name method name
     * @throws IllegalArgumentException if there is no such method
     */
    public Method<S> find(String name) {
        Map<String, Method<S>> methods;
        synchronized (this) {
            methods = inForce;
        }
        Method<S> method = methods.get(name);
        if (method == null) {
            throw new IllegalArgumentException(
                    "no method \"" + name + "\"; there are " + new java.util.TreeSet<>(methods.keySet()));
        }
        return method;
    }

    /**
     * Calls a method by name. Its exceptions pass through, checked ones too, although they are not declared.
     *
     * @param self object to call it on
     * @param name method name
     * @param arguments its arguments
     * @return its result
     * @throws IllegalArgumentException if there is no such method
     */
    public Object call(S self, String name, Object... arguments) {
        try {
            return find(name).invoke(self, arguments);
        } catch (Exception e) {
            throw MethodTable.<RuntimeException>undeclared(e);
        }
    }

    @SuppressWarnings("unchecked")
    private static <E extends Exception> E undeclared(Exception e) throws E {
        throw (E) e;
    }
}
