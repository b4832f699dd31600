package org.cqueues.shell.impl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTest {
    @Test
    void valueStandsApartOrAfterAnEqualsSign() throws UsageException {
        Options options = parse("--host", "::1", "--port=0");

        assertEquals("::1", options.text("host", "127.0.0.1"));
        assertEquals(0, options.port("port", 8000));
    }

    @Test
    void absentOptionHasItsDefault() throws UsageException {
        assertEquals("127.0.0.1", parse().text("host", "127.0.0.1"));
        assertEquals(8000, parse().port("port", 8000));
    }

    @Test
    void lastOptionOfANameCounts() throws UsageException {
        assertEquals(2, parse("--port", "1", "--port", "2").port("port", 8000));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "65536", "99999999999", "http", "80 ", "٣"})
    void whatIsNoPortIsRefusedWithItsValue(String value) {
        assertEquals(
                "option --port takes a number from 0 to 65535, not " + value,
                assertThrows(UsageException.class, () -> parse("--port", value).port("port", 8000))
                        .getMessage());
    }

    @Test
    void flagHasNoValueAndOtherArgumentsStandBetween() throws UsageException {
        Options options = Options.parse(List.of("a", "-i", "--tls", "b"), Set.of(), Set.of("i", "tls"), 2);

        assertEquals(List.of("a", "b"), options.others());
        assertEquals(true, options.has("i") && options.has("tls") && !options.has("port"));
    }

    @Test
    void flagIsWrittenAsItIs() {
        assertEquals("unknown option --i", flagRefusal("--i"));
        assertEquals("unknown option -x", flagRefusal("-x"));
        assertEquals("option --tls takes no value", flagRefusal("--tls=yes"));
    }

    private static String flagRefusal(String argument) {
        return assertThrows(
                        UsageException.class, () -> Options.parse(List.of(argument), Set.of(), Set.of("i", "tls"), 0))
                .getMessage();
    }

    @Test
    void secondsAreAtLeastOne() throws UsageException {
        assertEquals(Duration.ofSeconds(5), parse("--port", "5").seconds("port", 600));
        assertEquals(
                "option --port takes a number from 1 to 99999, not 0",
                assertThrows(UsageException.class, () -> parse("--port", "0").seconds("port", 600))
                        .getMessage());
    }

    @Test
    void whatIsUnknownOrWithoutValueIsNamed() {
        assertEquals("unknown option --prot", refusal("--prot", "1"));
        assertEquals("unexpected argument 8000", refusal("8000"));
        assertEquals("option --port needs a value", refusal("--port"));
    }

    private static String refusal(String... arguments) {
        return assertThrows(UsageException.class, () -> parse(arguments)).getMessage();
    }

    private static Options parse(String... arguments) throws UsageException {
        return Options.parse(List.of(arguments), Set.of("host", "port"));
    }
}
