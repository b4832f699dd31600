package org.cqueues.kernel.impl;

import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import org.cqueues.kernel.Errno;

/** Error numbers, names and texts: value. The texts are asked for at once, so that an error can be described after the kernel was closed. */
public final class ErrnoTable implements Errno {
    private final Map<String, Integer> codes = new LinkedHashMap<>();
    private final Map<Integer, String> names = new HashMap<>();
    private final Map<Integer, String> texts = new HashMap<>();

    /**
     * Makes a table.
     *
     * @param canonicalFirst each name with its number; of those that share a number, the canonical one comes first
     * @param strerror the text of a number
     */
    public ErrnoTable(Map<String, Integer> canonicalFirst, IntFunction<String> strerror) {
        canonicalFirst.forEach((name, code) -> {
            names.putIfAbsent(code, name);
            texts.computeIfAbsent(code, strerror::apply);
        });
        canonicalFirst.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.naturalOrder()))
                .forEach(entry -> codes.put(entry.getKey(), entry.getValue()));
    }

    @Override
    public int code(String name) {
        Integer code = codes.get(name);
        if (code == null) {
            throw new IllegalArgumentException("no error is called \"" + name + "\" here");
        }
        return code;
    }

    @Override
    public Optional<String> name(int code) {
        return Optional.ofNullable(names.get(code));
    }

    @Override
    public String strerror(int code) {
        String text = texts.get(code);
        return text == null ? "Unknown error " + code : text;
    }

    @Override
    public Map<String, Integer> codes() {
        return Collections.unmodifiableMap(codes);
    }
}
