package org.cqueues.shell.impl;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.cqueues.dns.RecordClass;
import org.cqueues.dns.RecordType;

/**
 * What {@code dig} is asked to do: value. Its arguments are those of the venerable program of that name, as far as it has them.
 *
 * @param server whom to ask, a name or an address in numbers; empty for those that the system is configured with
 * @param port port of the servers
 * @param name name to ask for, with a dot at its end
 * @param type type to ask for
 * @param recordClass class to ask for
 * @param flags words after a plus, without it
 * @param options the others
 */
record DigArguments(
        Optional<String> server,
        int port,
        String name,
        RecordType type,
        RecordClass recordClass,
        Set<String> flags,
        Options options) {
    private static final Set<String> FLAGS = Set.of("tcp", "edns", "recurse", "dnssec", "tls", "stat");
    private static final Set<String> OPTIONS = Set.of("port", "hints", "anchors", "tls-name", "cacert", "timeout");
    private static final int MOST = 3; // name, type and class

    static DigArguments parse(List<String> arguments) throws UsageException {
        List<String> rest = new ArrayList<>();
        Set<String> flags = new HashSet<>();
        String server = null;
        for (Iterator<String> each = arguments.iterator(); each.hasNext(); ) {
            String argument = each.next();
            if (argument.startsWith("+")) {
                flags.add(flag(argument));
            } else if (argument.startsWith("@")) {
                server = server(server, argument);
            } else if (argument.equals("-p")) {
                rest.add("--port");
            } else {
                rest.add(argument);
            }
        }
        Options options = Options.parse(rest, OPTIONS, Set.of(), MOST);
        DigArguments asked = question(Optional.ofNullable(server), options, flags);
        asked.requireSense();
        return asked;
    }

    private static String flag(String argument) throws UsageException {
        String flag = argument.substring(1);
        if (!FLAGS.contains(flag)) {
            throw new UsageException("unknown option " + argument);
        }
        return flag;
    }

    private static String server(String before, String argument) throws UsageException {
        if (before != null) {
            throw new UsageException("one server is asked, not @" + before + " and " + argument);
        }
        if (argument.length() == 1) {
            throw new UsageException("a name or an address follows @");
        }
        return argument.substring(1);
    }

    private static DigArguments question(Optional<String> server, Options options, Set<String> flags)
            throws UsageException {
        List<String> words = options.others();
        if (words.isEmpty()) {
            throw new UsageException("a name is needed");
        }
        String name = words.get(0).endsWith(".") ? words.get(0) : words.get(0) + ".";
        RecordType type = words.size() < 2 ? RecordType.A : read(words.get(1), RecordType::of);
        RecordClass recordClass = words.size() < 3 ? RecordClass.IN : read(words.get(2), RecordClass::of);
        return new DigArguments(
                server,
                options.port("port", flags.contains("tls") ? 853 : 53),
                name,
                type,
                recordClass,
                flags,
                options);
    }

    private static <T> T read(String word, Function<String, T> reader) throws UsageException {
        try {
            return reader.apply(word);
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage());
        }
    }

    private void requireSense() throws UsageException {
        if (port == 0) {
            throw new UsageException("option --port takes a number from 1 to 65535, not 0");
        }
        if (recurse() && (server.isPresent() || options.has("port"))) {
            throw new UsageException("+recurse begins at the root servers, or with --hints, and asks no other server");
        }
        requireFlag("hints", "recurse");
        requireFlag("anchors", "dnssec");
        requireFlag("tls-name", "tls");
        requireFlag("cacert", "tls");
        if (tls() && (server.isEmpty() || flags.contains("tcp"))) {
            throw new UsageException("+tls asks one server, @SERVER, and needs no +tcp");
        }
    }

    private void requireFlag(String option, String flag) throws UsageException {
        if (options.has(option) && !flags.contains(flag)) {
            throw new UsageException("option --" + option + " needs +" + flag);
        }
    }

    boolean recurse() {
        return flags.contains("recurse");
    }

    boolean tls() {
        return flags.contains("tls");
    }

    /** {@return the longest duration of the whole} */
    Optional<Duration> timeout() throws UsageException {
        return options.has("timeout") ? Optional.of(options.seconds("timeout", 1)) : Optional.empty();
    }
}
