package org.cqueues.controller;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * A method of a class of objects that can be replaced by name. Guide: {@code interpose}.
 *
 * @param <S> the class
 */
@FunctionalInterface
@ConsumerType
public interface Method<S> {
    /**
     * Runs the method.
     *
     * @param self the object it was called on
     * @param arguments its arguments, as documented for the name
     * @return its result, of the documented type; {@code null} for none
     * @throws Exception as documented for the name; other checked exceptions reach the caller wrapped
     */
    Object invoke(S self, Object... arguments) throws Exception;
}
