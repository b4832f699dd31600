package org.cqueues.controller;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Keeps a {@link MethodTable} in step with the {@link Interposer} services that come and go, for the services whose objects they interpose on. Any thread.
 *
 * @param <S> the class of objects
 */
public final class InterposerChains<S> {
    private static final String RANKING = "service.ranking";
    private static final String ID = "service.id";

    private final MethodTable<S> table;
    private final Map<String, Chain<S>> chains = new HashMap<>();

    /**
     * Starts without any interposer.
     *
     * @param table what they change
     */
    public InterposerChains(MethodTable<S> table) {
        this.table = table;
    }

    /** The interposers on one method, in the order in which a call sees them last, and what ran before them. */
    private record Chain<S>(Method<S> before, TreeMap<Rank, Interposer<S>> interposers) {}

    /** Ascending order of services: lower ranking, then later registration, first. */
    private record Rank(int ranking, long id) implements Comparable<Rank> {
        @Override
        public int compareTo(Rank other) {
            return ranking != other.ranking ? Integer.compare(ranking, other.ranking) : Long.compare(other.id, id);
        }
    }

    /**
     * Puts an interposer into effect.
     *
     * @param interposer the service
     * @param properties its service properties; {@link Interposer#NAME} says which method
     * @throws IllegalArgumentException if they name no method
     */
    public synchronized void add(Interposer<S> interposer, Map<String, ?> properties) {
        String name = name(properties);
        Chain<S> chain = chains.computeIfAbsent(name, key -> new Chain<>(table.inForce(name), new TreeMap<>()));
        chain.interposers.put(rank(properties), interposer);
        rebuild(name, chain);
    }

    /**
     * Ends the effect of an interposer.
     *
     * @param interposer the service
     * @param properties its service properties
     */
    public synchronized void remove(Interposer<S> interposer, Map<String, ?> properties) {
        String name = name(properties);
        Chain<S> chain = chains.get(name);
        if (chain == null || !chain.interposers.remove(rank(properties), interposer)) {
            return;
        }
        if (chain.interposers.isEmpty()) {
            chains.remove(name);
        }
        rebuild(name, chain);
    }

    private void rebuild(String name, Chain<S> chain) {
        Method<S> method = chain.before;
        for (Interposer<S> interposer : chain.interposers.values()) {
            method = interposer.interpose(method);
        }
        table.restore(name, method);
    }

    private static String name(Map<String, ?> properties) {
        if (properties.get(Interposer.NAME) instanceof String name && !name.isEmpty()) {
            return name;
        }
        throw new IllegalArgumentException("an Interposer service needs the property " + Interposer.NAME
                + ", a method's name; it has " + properties);
    }

    private static Rank rank(Map<String, ?> properties) {
        int ranking = properties.get(RANKING) instanceof Integer value ? value : 0;
        long id = properties.get(ID) instanceof Long value ? value : 0;
        return new Rank(ranking, id);
    }
}
