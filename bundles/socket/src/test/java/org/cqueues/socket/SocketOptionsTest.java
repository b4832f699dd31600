package org.cqueues.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.cqueues.kernel.SocketCalls.Family;
import org.cqueues.kernel.SocketCalls.Type;
import org.cqueues.kernel.SocketName;
import org.junit.jupiter.api.Test;

class SocketOptionsTest {
    private static void refused(String reason, Supplier<?> options) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, options::get);
        assertTrue(e.getMessage().contains(reason), e.getMessage());
    }

    private static SocketOptions.Builder options() {
        return SocketOptions.builder();
    }

    @Test
    void modeIsLettersOrOctal() {
        assertEquals(
                OptionalInt.of(0750),
                options().path("/x").mode("rwxr-x---").build().fileMode());
        assertEquals(
                OptionalInt.of(0640), options().path("/x").mode("0640").build().fileMode());
        assertEquals(
                OptionalInt.of(0700),
                options().path("/x").mask("---rwxrwx").build().fileMode());
        assertEquals(
                OptionalInt.of(0600),
                options().path("/x").mode(0666).mask(077).build().fileMode());
        assertEquals(OptionalInt.empty(), options().path("/x").build().fileMode());
    }

    @Test
    void badValuesAreRefusedWhereTheyAreSet() {
        refused("a port is 0 to 65535, not 65536", () -> options().port(65536));
        refused("\"rwx\"", () -> options().mode("rwx"));
        refused("\"xwrxwrxwr\"", () -> options().mode("xwrxwrxwr"));
        refused("01000", () -> options().mode(01000));
        refused("linger is 0 to 65535, not -1", () -> options().linger(-1));
        refused("deferAccept is 1 to 65535, not 0", () -> options().deferAccept(0));
        refused("sndbuf is 1 to", () -> options().sndbuf(0));
        refused("1 to 107 bytes, not 200", () -> options().path("x".repeat(200)));
        refused("\"example.org\"", () -> options().bind("example.org", 0));
        refused("\"127.1\" is neither", () -> options().host("127.1"));
        refused("\"[::1]\" is neither", () -> options().host("[::1]"));
        refused("attemptDelay is 10 ms to 2 s", () -> options().attemptDelay(Duration.ofMillis(9)));
        refused("attemptDelay is 10 ms to 2 s", () -> options().attemptDelay(Duration.ofMillis(2001)));
    }

    @Test
    void whatDoesNotFitTogetherIsRefused() {
        refused("not both", () -> options().host("::1").port(1).path("/x").build());
        refused("not one of them", () -> options().host("::1").build());
        refused("not one of them", () -> options().port(1).build());
        refused(
                "not of family INET6",
                () -> options().host("127.0.0.1").port(1).family(Family.INET6).build());
        refused(
                "another family",
                () -> options().host("127.0.0.1").port(1).bind("::1", 0).build());
        refused(
                "SEQPACKET is of UNIX",
                () -> options().host("127.0.0.1").port(1).type(Type.SEQPACKET).build());
        refused(
                "path of a file",
                () -> options().host("127.0.0.1").port(1).unlink(true).build());
        refused("path of a file", () -> options().path("\0x").mode(0600).build());
        refused(
                "v6only is of IPv6",
                () -> options().host("127.0.0.1").port(1).v6only(true).build());
    }

    @Test
    void whatDoesNotFitToAHostIsRefused() {
        SocketOptions.Builder named = options().host("example.org").port(80);
        refused(
                "not both",
                () -> options().host("example.org").port(1).path("/x").build());
        refused("not one of them", () -> options().host("example.org").build());
        refused("SEQPACKET is of UNIX", () -> named.type(Type.SEQPACKET).build());
        named.type(Type.STREAM);
        refused("path of a file", () -> named.unlink(true).build());
        named.unlink(false);
        refused("no address of family UNIX", () -> named.family(Family.UNIX).build());
        refused("another family", () -> named.family(Family.INET).bind("::1", 0).build());
        refused("v6only is of IPv6", () -> named.bind("0.0.0.0", 0).v6only(true).build());
    }

    @Test
    void aHostIsKeptAsItIsAskedFor() {
        SocketOptions named = options().host("bücher.example").port(80).build();
        assertEquals(Optional.of("xn--bcher-kva.example"), named.host());
        assertEquals(OptionalInt.of(80), named.port());
        assertEquals(SocketName.UNSPECIFIED, named.name());
        assertEquals(Family.UNSPEC, named.family());
        assertEquals(Duration.ofMillis(250), named.attemptDelay());
        SocketOptions literal = options().host("::1").port(80).build();
        assertEquals(Optional.of("::1"), literal.host());
        assertEquals(Family.INET6, literal.family());
        assertEquals(Optional.empty(), SocketOptions.none().host());
    }

    @Test
    void constantsAreFoundByTheirNames() {
        assertEquals(Family.UNSPEC, Family.named("AF_UNSPEC"));
        assertEquals(Family.INET6, Family.named("AF_INET6"));
        assertEquals(Type.SEQPACKET, Type.named("SOCK_SEQPACKET"));
        refused("AF_IPX", () -> Family.named("AF_IPX"));
    }

    @Test
    void defaultsAreAStreamWithoutAnAddress() {
        SocketOptions none = SocketOptions.none();

        assertEquals(SocketName.UNSPECIFIED, none.name());
        assertEquals(Type.STREAM, none.type());
        assertFalse(none.nodelay());
        assertTrue(none.system().isEmpty());
    }
}
