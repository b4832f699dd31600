package org.cqueues.controller;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Interposes on a method for as long as it is registered as an OSGi service with the properties {@link #TYPE} and {@link #NAME}. Services of higher
 * ranking see a call first.
 *
 * @param <S> the class of objects
 */
@FunctionalInterface
@ConsumerType
public interface Interposer<S> {
    /**
     * Service property: the class of objects, {@code controller}, {@code condition}, {@code socket}, {@code notifier}, {@code signal} (a listener),
     * {@code thread}, or of DNS {@code dns.packet}, {@code dns.config}, {@code dns.hosts}, {@code dns.hints} or {@code dns.resolver}.
     */
    String TYPE = "org.cqueues.interpose.type";

    /** Service property: the method's name, such as {@code wrap}. */
    String NAME = "org.cqueues.interpose.name";

    /**
     * {@return the method to use in place of another}
     *
     * @param previous what it replaces, to be called by it or not
     */
    Method<S> interpose(Method<S> previous);
}
