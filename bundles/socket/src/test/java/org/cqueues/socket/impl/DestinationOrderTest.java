package org.cqueues.socket.impl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The examples of RFC 6724, section 10.2, where they do not hang on what no program can know, and some of ours. */
class DestinationOrderTest {
    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private static DestinationOrder.Destination of(String pair) {
        String[] ends = pair.split(" from ");
        return new DestinationOrder.Destination(address(ends[0]), ends[1].equals("nothing") ? null : address(ends[1]));
    }

    /** Each is a destination with its source; the order must not hang on that of the answer. */
    private static void inOrder(String... pairs) {
        List<DestinationOrder.Destination> expected =
                Arrays.stream(pairs).map(DestinationOrderTest::of).toList();
        List<DestinationOrder.Destination> reversed = new ArrayList<>(expected);
        Collections.reverse(reversed);
        reversed.sort(DestinationOrder.INSTANCE);

        assertEquals(expected, reversed);
    }

    @Test
    void aMatchingScopeIsPreferred() {
        inOrder("2001:db8:1::1 from 2001:db8:1::2", "198.51.100.121 from 169.254.13.78");
        inOrder("198.51.100.121 from 198.51.100.117", "2001:db8:1::1 from fe80::1");
    }

    @Test
    void aHigherPrecedenceIsPreferred() {
        inOrder("2001:db8:1::1 from 2001:db8:1::2", "10.1.2.3 from 10.1.2.4");
        inOrder("fc00::1 from fc00::2", "2001:0::1 from 2001:db8::2");
        inOrder("::1 from ::1", "127.0.0.1 from 127.0.0.1");
    }

    @Test
    void aSmallerScopeIsPreferred() {
        inOrder("fe80::1 from fe80::2", "2001:db8:1::1 from 2001:db8:1::2");
    }

    @Test
    void aMatchingLabelIsPreferred() {
        inOrder("2002:c633:6401::1 from 2002:c633:6401::2", "2001:db8:1::1 from 2002:c633:6401::2");
        inOrder("10.1.2.3 from 10.1.2.4", "2001:db8:1::1 from fc00::2");
    }

    @Test
    void whatIsNotReachedComesLast() {
        inOrder("10.1.2.3 from 10.1.2.4", "2001:db8:1::1 from nothing");
    }

    @Test
    void equalOnesStayAsTheyAre() {
        List<DestinationOrder.Destination> given = new ArrayList<>();
        for (String last : List.of("9", "1", "200", "7")) {
            given.add(of("10.1.2." + last + " from 10.1.2.4"));
        }
        List<DestinationOrder.Destination> sorted = new ArrayList<>(given);
        sorted.sort(DestinationOrder.INSTANCE);

        assertEquals(given, sorted);
    }
}
