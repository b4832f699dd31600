package org.cqueues.controller.impl;

import java.util.List;
import org.cqueues.controller.Pollable;

/**
 * Several pollables to wait for as one: value, which {@code poll} takes apart.
 *
 * @param members what to wait for; immutable
 */
public record AnyOf(List<Pollable> members) implements Pollable {}
