package org.cqueues.dns.impl;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.cqueues.dns.DnsException;
import org.cqueues.dns.Rcode;
import org.cqueues.dns.RecordClass;
import org.cqueues.dns.RecordType;
import org.cqueues.dns.ResourceRecord;
import org.cqueues.dns.Section;
import org.cqueues.kernel.SocketCalls.Family;
import org.xbill.DNS.Name;

/** Finds the addresses of a zone's servers, those that are known first: worker of one descent. */
final class CutServers {
    /** So many names of servers that lead nowhere are enough of one zone, as unbound has it (NXNSAttack). */
    static final int MOST_MISSED = 5;

    /** Most times that servers of one zone are asked in a descent, as unbound has it. */
    static final int MOST_ASKED = 32;

    private static final String NO_ADDRESS = "no address";
    private static final int LONGEST_REASON = 200;

    private final Recursion recursion;
    private final Descent descent;
    private final Delegation cut;
    private final List<Family> families;
    private final List<InetSocketAddress> addresses = new ArrayList<>();
    private final List<Name> missing = new ArrayList<>();
    private final Map<Name, String> reasons = new LinkedHashMap<>();
    private final Set<InetSocketAddress> refused = new HashSet<>();
    private int asked;
    private boolean isUnfinished;

    CutServers(Recursion recursion, Descent descent, Delegation cut) {
        this.recursion = recursion;
        this.descent = descent;
        this.cut = cut;
        families = descent.request().settings().family();
        descent.shunned().stream()
                .filter(source -> cut.zone().equals(source.zone()))
                .forEach(source -> refused.add(source.server()));
        cut.hints().stream().filter(hint -> isWanted(hint.getAddress())).forEach(addresses::add);
        cut.servers().forEach((name, glue) -> {
            List<InetAddress> known = remembered(name);
            List<InetSocketAddress> found = usable(known.isEmpty() ? glue : known);
            addresses.addAll(found);
            if (found.isEmpty()) {
                missing.add(name);
            }
        });
        Collections.shuffle(missing);
    }

    private boolean isWanted(InetAddress address) {
        return families.contains(family(address));
    }

    private static Family family(InetAddress address) {
        return address instanceof Inet6Address ? Family.INET6 : Family.INET;
    }

    private List<InetSocketAddress> usable(List<InetAddress> found) {
        return found.stream()
                .filter(this::isWanted)
                .flatMap(address -> recursion.at(address, cut.zone()).stream())
                .toList();
    }

    /** What a server's own zone says of its addresses counts more than glue. */
    private List<InetAddress> remembered(Name server) {
        List<InetAddress> found = new ArrayList<>();
        for (Family family : families) {
            recursion
                    .knowledge()
                    .steps()
                    .find(question(server, family))
                    .map(AnswerCache.Entry::answer)
                    .ifPresent(answer -> found.addAll(addresses(server, answer)));
        }
        return found;
    }

    private static Question question(Name server, Family family) {
        RecordType type = family == Family.INET6 ? RecordType.AAAA : RecordType.A;
        return new Question(server.toString(), type, RecordClass.IN);
    }

    /** The name of a server is no alias (RFC 2181, section 10.3): so none is followed. */
    private static List<InetAddress> addresses(Name server, PacketFormat answer) {
        List<InetAddress> found = new ArrayList<>();
        for (ResourceRecord record : answer.records()) {
            Optional<InetAddress> address = Surveyor.address(record);
            boolean counts = record.section() == Section.ANSWER
                    && address.isPresent()
                    && found.size() < Delegation.MOST_ADDRESSES;
            if (counts && RecordFormat.name(record.name()).equals(server)) {
                found.add(address.get());
            }
        }
        return found;
    }

    Delegation cut() {
        return cut;
    }

    /** {@return the addresses that are known, in the order in which to ask} */
    List<InetSocketAddress> known() {
        ServerHealth health = recursion.knowledge().health();
        List<InetSocketAddress> left = new ArrayList<>(addresses);
        left.removeAll(refused);
        return few(
                cut.hints().isEmpty()
                        ? health.fastest(left, cut.zone(), server -> families.indexOf(family(server.getAddress())))
                        : health.order(left));
    }

    private List<InetSocketAddress> few(List<InetSocketAddress> some) {
        List<InetSocketAddress> few = some.subList(0, Math.min(some.size(), MOST_ASKED - asked));
        asked += few.size();
        return few;
    }

    /** {@return the addresses of one more server, which had to be looked up; empty if there is none} */
    List<InetSocketAddress> more() throws IOException {
        while (!missing.isEmpty() && reasons.size() < MOST_MISSED) {
            Name server = missing.remove(missing.size() - 1);
            List<InetSocketAddress> found = new ArrayList<>(lookUp(server));
            addresses.addAll(found);
            found.removeAll(refused);
            if (!found.isEmpty()) {
                return few(found);
            }
        }
        return List.of();
    }

    private List<InetSocketAddress> lookUp(Name server) throws IOException {
        boolean isInside = server.subdomain(cut.zone());
        Optional<String> obstacle = isInside ? Optional.of("has no glue") : descent.obstacle(server);
        if (obstacle.isPresent()) {
            isUnfinished |= !isInside;
            reasons.put(server, obstacle.get());
            return List.of();
        }
        descent.request().budget().target();
        for (Family family : families) {
            List<InetSocketAddress> found = lookUp(server, family);
            boolean mayHaveOther = found.isEmpty() && NO_ADDRESS.equals(reasons.get(server));
            if (!mayHaveOther) {
                return found;
            }
        }
        return List.of();
    }

    private List<InetSocketAddress> lookUp(Name server, Family family) throws IOException {
        try {
            PacketFormat answer = descent.lookUp(question(server, family));
            List<InetSocketAddress> found = usable(addresses(server, answer));
            if (found.isEmpty()) {
                boolean exists = !answer.rcode().equals(Rcode.NXDOMAIN);
                reasons.put(server, exists ? NO_ADDRESS : "no such name");
            }
            return found;
        } catch (UnfinishedException e) {
            if (e.isOverspent()) {
                throw e;
            }
            isUnfinished = true;
            reasons.put(server, shortened(e.detail()));
        } catch (DnsException e) {
            reasons.put(server, shortened(e.detail()));
        }
        return List.of();
    }

    private static String shortened(String reason) {
        return reason.length() <= LONGEST_REASON ? reason : reason.substring(0, LONGEST_REASON) + "...";
    }

    Set<InetSocketAddress> refused() {
        return refused;
    }

    /** {@return whether a server was asked} */
    boolean isAsked() {
        return asked > 0;
    }

    /** {@return whether an address was not looked up, or not to the end, for reasons of this query} */
    boolean isUnfinished() {
        return isUnfinished;
    }

    /** {@return why servers have no address that is known; empty if all have} */
    Optional<String> reasons() {
        if (reasons.isEmpty()) {
            return addresses.isEmpty() ? Optional.of("no server to ask") : Optional.empty();
        }
        return Optional.of(reasons.toString());
    }
}
