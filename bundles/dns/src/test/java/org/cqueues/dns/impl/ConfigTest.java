package org.cqueues.dns.impl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.cqueues.controller.Method;
import org.cqueues.dns.Config;
import org.cqueues.dns.Config.Syntax;
import org.cqueues.dns.Dns;
import org.cqueues.dns.Settings;
import org.cqueues.dns.Settings.Lookup;
import org.cqueues.dns.Settings.Status;
import org.cqueues.dns.Settings.Tcp;
import org.cqueues.kernel.SocketCalls.Family;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigTest {
    private static final String EVERYTHING =
            """
            nameserver 127.0.0.53
            nameserver [10.0.0.1]:5353
            search example.com. corp.example.com.
            ; hosts: files dns
            lookup file bind
            options ndots:2 timeout:3 attempts:4 edns0 rotate recurse smart tcp
            interface 192.0.2.7 1234
            """;

    @TempDir
    Path folder;

    private Dns dns;

    @BeforeEach
    void open() {
        dns = Unplugged.dns(new SystemFiles(
                folder.resolve("resolv.conf"),
                folder.resolve("nsswitch.conf"),
                folder.resolve("hosts"),
                folder.resolve("hostname")));
    }

    static InputStream file(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private Settings parsed(String text) throws IOException {
        return dns.config().loadfile(file(text)).settings();
    }

    private static List<String> servers(Settings settings) {
        return settings.nameserver().stream()
                .map(server -> Addresses.text(server, -1))
                .toList();
    }

    @Test
    void defaultsAreThoseOfTheGuide() {
        assertEquals(
                """
                nameserver 0.0.0.0
                ; hosts: dns files
                lookup bind file
                options ndots:1 timeout:5 attempts:2
                interface 0.0.0.0 0
                """,
                dns.config().toString());
        assertEquals(Tcp.ENABLE, dns.config().settings().tcp());
    }

    @Test
    void textIsReadBackTheSame() throws IOException {
        Config config = dns.config().loadfile(file(EVERYTHING));

        assertEquals(EVERYTHING, config.toString());
        assertEquals(config.settings(), parsed(config.toString()));
    }

    @Test
    void everyOptionIsRead() throws IOException {
        Settings settings = parsed(EVERYTHING);

        assertEquals(List.of("[127.0.0.53]:53", "[10.0.0.1]:5353"), servers(settings));
        assertEquals(List.of("example.com.", "corp.example.com."), settings.search());
        assertEquals(List.of(Lookup.FILE, Lookup.BIND), settings.lookup());
        assertEquals(List.of(Family.INET, Family.INET6), settings.family());
        assertEquals(2, settings.ndots());
        assertEquals(Duration.ofSeconds(3), settings.timeout());
        assertEquals(4, settings.attempts());
        assertTrue(settings.edns0() && settings.rotate() && settings.recurse() && settings.smart());
        assertEquals(Tcp.ONLY, settings.tcp());
        assertEquals(Optional.of(new InetSocketAddress("192.0.2.7", 1234)), settings.local());
    }

    @ParameterizedTest
    @CsvSource({
        "tcp, ONLY",
        "tcp:1, ONLY",
        "tcp:only, ONLY",
        "tcp:enable, ENABLE",
        "tcp:0, DISABLE",
        "tcp:disable, DISABLE",
        "tcp:whatever, ENABLE"
    })
    void tcpHasThreeStates(String option, Tcp expected) throws IOException {
        Settings settings = parsed("options " + option);

        assertEquals(expected, settings.tcp());
        assertEquals(settings, parsed(dns.config().set(settings).toString()));
    }

    @Test
    void namesOfServersAreReadBackToo() throws IOException {
        Settings settings = parsed("nameserver 192.0.2.1#dns.example\nnameserver [::1]:8853#[x\n"
                + "nameserver 192.0.2.2:8853#192.0.2.2 # comment\nnameserver [2001:db8::1]:53#b.example");
        String text = dns.config().set(settings).toString();

        assertEquals(List.of("[192.0.2.1]:853", "[192.0.2.2]:8853", "[2001:db8::1]:53"), servers(settings));
        assertEquals(
                List.of("192.0.2.1#dns.example", "[192.0.2.2]:8853#192.0.2.2", "[2001:db8::1]:53#b.example"),
                dns.config().set(settings).get().get("nameserver"));
        assertEquals(settings, parsed(text), text);
        assertEquals(
                settings, dns.config().set(dns.config().set(settings).get()).settings());
        assertEquals(3, settings.tls().size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"#", "#a..b", "#2001:db8::1]:53", "#a\"b", "#\u00e9.test", "#.", "#a#b", "#256.1.1.1:"})
    void serverWithWhatIsNoNameIsSkipped(String name) throws IOException {
        assertEquals(Settings.DEFAULT, parsed("nameserver 192.0.2.1" + name));
        assertThrows(IllegalArgumentException.class, () -> dns.config()
                .set(Map.of("nameserver", List.of("192.0.2.1" + name))));
    }

    @Test
    void oddCharactersOfNamesAreReadBackToo() throws IOException {
        Settings settings =
                parsed("search a\\059b\\035c\\044d\\032e\ntrust-anchor \\059\\035\\044. DS 1 13 2 " + "ab".repeat(32));

        assertEquals(List.of("a\\;b#c,d\\032e."), settings.search());
        assertEquals(settings, parsed(dns.config().set(settings).toString()));
        assertEquals(1, settings.anchors().size());
    }

    @Test
    void serversThatReplaceOthersHaveNoneOfTheirNames() throws IOException {
        Settings named = parsed("nameserver [192.0.2.1]:53#dns.example");

        assertEquals(
                Map.of(),
                dns.config()
                        .set(named)
                        .loadfile(file("nameserver 192.0.2.1"))
                        .settings()
                        .tls());
        assertEquals(
                Map.of(),
                named.with()
                        .nameserver(List.of(new InetSocketAddress("192.0.2.2", 53)))
                        .build()
                        .tls());
    }

    @Test
    void validationAndAnchorsAreReadBackToo() throws IOException {
        String digest = "ab".repeat(32);
        Settings settings = parsed("options dnssec\ntrust-anchor Example. 3600 IN DS 1 13 2 " + digest
                + "\ntrust-anchor . DNSKEY 257 3 13 AQID BAUG\ntrust-anchor b. A 192.0.2.1\ntrust-anchor c. DS x");

        assertTrue(settings.dnssec());
        assertEquals(
                List.of("Example. DS 1 13 2 " + digest, ". DNSKEY 257 3 13 AQIDBAUG"),
                dns.config().set(settings).get().get("anchors"));
        assertEquals(settings, parsed(dns.config().set(settings).toString()));
        assertEquals(
                settings, dns.config().set(dns.config().set(settings).get()).settings());
        assertThrows(
                IllegalArgumentException.class, () -> dns.config().set(Map.of("anchors", List.of("b. A 192.0.2.1"))));
    }

    @Test
    void familiesAndFractionsOfSecondsAreReadBackToo() throws IOException {
        Settings settings = parsed("family inet6\noptions timeout:0.25\nlookup cache bind");
        String text = dns.config().set(settings).toString();

        assertEquals(List.of(Family.INET6), settings.family());
        assertEquals(Duration.ofMillis(250), settings.timeout());
        assertTrue(text.contains("\nfamily inet6\n") && text.contains(" timeout:0.250 "), text);
        assertEquals(settings, parsed(text));
    }

    @Test
    void commentsBlanksCommasAndCaseAreReadAsTheOriginalReadsThem() throws IOException {
        Settings settings = parsed("# nameserver 192.0.2.1\n; x\n\tNameServer\t192.0.2.2 192.0.2.3;c\n"
                + "SEARCH a.example,b.example # \u00c5 c\nOPTIONS NDOTS:3,ROTATE\nnameserver\nsortlist 1\n");

        assertEquals(List.of("[192.0.2.2]:53"), servers(settings));
        assertEquals(List.of("a.example.", "b.example."), settings.search());
        assertEquals(3, settings.ndots());
        assertTrue(settings.rotate());
    }

    @Test
    void lastSearchOrDomainWins() throws IOException {
        assertEquals(List.of("c."), parsed("search a b\ndomain c").search());
        assertEquals(List.of("a.", "b."), parsed("domain c\nsearch a b").search());
    }

    @Test
    void badAddressesAreSkippedAndTheFirstThreeOthersTaken() throws IOException {
        Settings settings =
                parsed("nameserver 192.0.2.256\nnameserver host\nnameserver ::1\nnameserver [192.0.2.1]:99999\n"
                        + "nameserver [2001:db8::1]:5353\nnameserver 192.0.2.1\nnameserver 192.0.2.2\n");

        assertEquals(List.of("[::1]:53", "[2001:db8::1]:5353", "[192.0.2.1]:53"), servers(settings));
    }

    @Test
    void numbersAreKeptInTheirRanges() throws IOException {
        Settings settings = parsed("options ndots:99 attempts:0 timeout:99999999");

        assertEquals(15, settings.ndots());
        assertEquals(1, settings.attempts());
        assertEquals(Duration.ofHours(1), settings.timeout());
        assertEquals(Settings.DEFAULT, parsed("options ndots:x attempts: timeout:-1 ndots"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hosts: files dns",
                "hosts:files\tdns # comment",
                "passwd: files\nhosts: dns\nHosts: files mdns4_minimal dns myhostname",
            })
    void nsswitchTellsTheOrder(String text) throws IOException {
        Config config = dns.config().loadfile(file(text), Syntax.NSSWITCH_CONF);

        assertEquals(List.of(Lookup.FILE, Lookup.BIND), config.settings().lookup());
        assertTrue(config.toString().contains("\n; hosts: files dns\nlookup file bind\n"), config.toString());
    }

    /** What these systems have if nobody changes it. Sources that are unknown here do not end the search. */
    @ParameterizedTest
    @ValueSource(strings = {"debian", "debian-desktop", "debian-resolved", "ubuntu-desktop", "fedora"})
    void nsswitchOfCommonSystemsAsksFilesAndThenServers(String system) throws IOException {
        try (InputStream in = ConfigTest.class.getResourceAsStream("/nsswitch/" + system)) {
            Config config = dns.config().loadfile(in, Syntax.NSSWITCH_CONF);

            assertEquals(List.of(Lookup.FILE, Lookup.BIND), config.settings().lookup());
        }
    }

    private List<Lookup> order(String sources) throws IOException {
        return dns.config()
                .loadfile(file("hosts: " + sources), Syntax.NSSWITCH_CONF)
                .settings()
                .lookup();
    }

    @Test
    void searchEndsAfterFilesIfNsswitchSaysSo() throws IOException {
        for (String criteria : List.of(
                "[NOTFOUND=return]",
                "[notfound = Return]",
                "[!UNAVAIL=return]",
                "[!SUCCESS=return]",
                "[NOTFOUND=continue] [SUCCESS=return NOTFOUND=return]")) {
            assertEquals(List.of(Lookup.FILE), order("files " + criteria + " dns"), criteria);
            assertEquals(List.of(Lookup.FILE, Lookup.BIND), order("files mdns4 " + criteria + " dns"), criteria);
        }
        for (String criteria : List.of(
                "[UNAVAIL=return]", "[!NOTFOUND=return]", "[NOTFOUND=return NOTFOUND=continue]", "[x]", "[=]")) {
            assertEquals(List.of(Lookup.FILE, Lookup.BIND), order("files " + criteria + " dns"), criteria);
        }
    }

    /** The lines as they are where nobody changes them. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "files dns", // Debian 12 and 13, Ubuntu 24.04
                "files mdns4_minimal [NOTFOUND=return] dns", // Ubuntu 24.04, desktop
                "files mdns4_minimal [NOTFOUND=return] dns myhostname mymachines", // Debian 12, desktop
                "files myhostname resolve [!UNAVAIL=return] dns", // Fedora 41
                "files myhostname mdns4_minimal [NOTFOUND=return] resolve [!UNAVAIL=return] dns", // Fedora 41, desktop
                "mymachines resolve [!UNAVAIL=return] files myhostname dns", // nss-resolve(8)
            })
    void defaultLinesOfTodayMeanFilesAndThenServers(String sources) throws IOException {
        Config config = dns.config().loadfile(file("hosts: " + sources), Syntax.NSSWITCH_CONF);

        assertEquals(system().build(), config.settings());
        assertTrue(config.toString().contains("\n; hosts: files dns\nlookup file bind\n"), config.toString());
    }

    private Set<Status> returns(String sources) throws IOException {
        return dns.config()
                .loadfile(file("hosts: " + sources), Syntax.NSSWITCH_CONF)
                .settings()
                .bindReturns();
    }

    @Test
    void criteriaAfterServersSayWhenFilesAreNotAsked() throws IOException {
        assertEquals(Set.of(), returns("dns files"));
        assertEquals(Set.of(Status.NOTFOUND), returns("dns [NOTFOUND=return] files"));
        assertEquals(Set.of(Status.NOTFOUND, Status.TRYAGAIN), returns("dns [!UNAVAIL=return] files"));
        assertEquals(Set.of(Status.UNAVAIL), returns("dns [!SUCCESS=return !unavail = continue] files"));
        assertEquals(
                Set.of(Status.TRYAGAIN), returns("dns [TRYAGAIN=return] mdns [NOTFOUND=return] files dns [x=return]"));
        assertEquals(Set.of(Status.NOTFOUND), returns("resolve [NOTFOUND=return] files"));
    }

    @Test
    void criteriaAfterServersThatEndTheSearchLeaveNothingToSay() throws IOException {
        for (String sources : List.of("dns [!SUCCESS=return] files", "dns [!x=return] files [NOTFOUND=return] dns")) {
            assertEquals(List.of(Lookup.BIND), order(sources), sources);
            assertEquals(Set.of(), returns(sources), sources);
        }
        assertEquals(Set.of(), returns("files dns [NOTFOUND=return] myhostname"));
    }

    @Test
    void criteriaAfterServersAreReadBackTheSame() throws IOException {
        Config config = dns.config().loadfile(file("hosts: dns [!UNAVAIL=return] files"), Syntax.NSSWITCH_CONF);

        assertTrue(
                config.toString()
                        .contains("; hosts: dns [!UNAVAIL=return] files\n"
                                + "lookup bind [NOTFOUND=return] [TRYAGAIN=return] file\n"),
                config.toString());
        assertEquals(config.settings(), parsed(config.toString()));
        assertEquals(
                List.of("bind", "[NOTFOUND=return]", "[TRYAGAIN=return]", "file"),
                config.get().get("lookup"));
        assertEquals(config.settings(), dns.config(config.get()).settings());
        config.set(Map.of("lookup", List.of("bind", "file")));
        assertEquals(Settings.DEFAULT, config.settings());
        assertThrows(
                IllegalArgumentException.class,
                () -> dns.config(Map.of("lookup", List.of("file", "[NOTFOUND=return]", "bind"))));
    }

    @Test
    void resolvedStandsForServersWhereNothingElseDoes() throws IOException {
        assertEquals(List.of(Lookup.FILE, Lookup.BIND), order("files resolve"));
        assertEquals(
                List.of(Lookup.FILE, Lookup.BIND), order("mymachines resolve [!UNAVAIL=return] files myhostname dns"));
    }

    @Test
    void criteriaOfNsswitchAreShown() throws IOException {
        Config config = dns.config()
                .loadfile(
                        file("hosts: files mdns4_minimal [NOTFOUND=return] mdns dns [!UNAVAIL=return] resolve [x]"),
                        Syntax.NSSWITCH_CONF);

        assertTrue(config.toString().contains("; hosts: files mdns dns [!UNAVAIL=return]\n"), config.toString());
        config.set(Map.of("lookup", List.of("bind")));
        assertTrue(config.toString().contains("; hosts: dns\nlookup bind\n"), config.toString());
    }

    @Test
    void nsswitchWithoutAKnownSourceChangesNothing() throws IOException {
        Config config = dns.config().loadfile(file("hosts: wins myhostname\n"), Syntax.NSSWITCH_CONF);

        assertEquals(Settings.DEFAULT, config.settings());
    }

    @Test
    void mapHasTheGuidesStructureAndSetsTheSame() throws IOException {
        Map<String, Object> map = dns.config().loadfile(file(EVERYTHING)).get();

        assertEquals(List.of("127.0.0.53", "[10.0.0.1]:5353"), map.get("nameserver"));
        assertEquals(List.of("file", "bind"), map.get("lookup"));
        assertEquals("[192.0.2.7]:1234", map.get("interface"));
        assertEquals(
                Map.of(
                        "edns0",
                        true,
                        "ndots",
                        2,
                        "timeout",
                        Duration.ofSeconds(3),
                        "attempts",
                        4,
                        "rotate",
                        true,
                        "recurse",
                        true,
                        "smart",
                        true,
                        "tcp",
                        Tcp.ONLY,
                        "dnssec",
                        false),
                map.get("options"));
        assertEquals(EVERYTHING, dns.config(map).toString());
        assertEquals(EVERYTHING, dns.config().set(map).toString());
    }

    @Test
    void optionsMayStandOutsideAndInWords() {
        Settings settings = dns.config(
                        Map.of("ndots", 3, "timeout", 0.5, "tcp", "disable", "opts", Map.of("smart", true)))
                .settings();

        assertEquals(
                Settings.DEFAULT
                        .with()
                        .ndots(3)
                        .timeout(Duration.ofMillis(500))
                        .tcp(Tcp.DISABLE)
                        .smart(true)
                        .build(),
                settings);
    }

    @Test
    void whatIsNoSettingIsRefusedAndNothingChanges() {
        Config config = dns.config();
        List<Map<String, ?>> wrong = List.of(
                Map.of("nameservers", List.of()),
                Map.of("nameserver", List.of("host")),
                Map.of("nameserver", List.of()),
                Map.of("nameserver", "192.0.2.1"),
                Map.of("nameserver", List.of("1.1.1.1", "1.1.1.2", "1.1.1.3", "1.1.1.4")),
                Map.of("search", List.of("a..b")),
                Map.of("lookup", List.of("x")),
                Map.of("family", List.of("unix")),
                Map.of("options", Map.of("ndots", 16)),
                Map.of("options", Map.of("timeout", 0)),
                Map.of("options", Map.of("rotate", "yes")),
                Map.of("options", Map.of("tcp", "maybe")),
                Map.of("interface", "eth0"));
        for (Map<String, ?> values : wrong) {
            assertThrows(IllegalArgumentException.class, () -> config.set(values), values::toString);
        }
        assertEquals(Settings.DEFAULT, config.settings());
    }

    @Test
    void stubReadsTheSystemsFiles() throws IOException {
        Files.writeString(folder.resolve("resolv.conf"), "nameserver 192.0.2.1\n");
        Files.writeString(folder.resolve("nsswitch.conf"), "hosts: files\n");
        Files.writeString(folder.resolve("hostname"), "host.corp.example\n");

        Settings settings = dns.stubConfig(Map.of("ndots", 4)).settings();

        assertEquals(List.of("[192.0.2.1]:53"), servers(settings));
        assertEquals(List.of(Lookup.FILE), settings.lookup());
        assertEquals(List.of("corp.example."), settings.search());
        assertEquals(4, settings.ndots());
        assertFalse(settings.recurse());
    }

    @Test
    void rootRecurses() throws IOException {
        Files.writeString(folder.resolve("resolv.conf"), "nameserver 192.0.2.1\n");

        assertTrue(dns.rootConfig().settings().recurse());
        assertEquals(List.of("[192.0.2.1]:53"), servers(dns.rootConfig().settings()));
        assertTrue(dns.rootConfig(Map.of("ndots", 3)).settings().recurse());
    }

    private static Settings.Builder system() {
        return Settings.DEFAULT.with().lookup(List.of(Lookup.FILE, Lookup.BIND));
    }

    /** Such as Alpine, whose C library looks into the hosts first, as glibc does without that file. */
    @Test
    void systemWithoutFilesHasTheDefaultsAndAsksItsHostsFirst() throws IOException {
        assertEquals(system().build(), dns.stubConfig().settings());
        assertEquals(system().recurse(true).build(), dns.rootConfig().settings());
        assertThrows(NoSuchFileException.class, () -> dns.config()
                .loadpath(folder.resolve("resolv.conf"), Syntax.RESOLV_CONF));
        Files.writeString(folder.resolve("resolv.conf"), "lookup bind file\n");
        assertEquals(Settings.DEFAULT, dns.stubConfig().settings());
    }

    @Test
    void fileThatChangedIsReadAgainBelowWhatWasSetAfterwards() throws IOException {
        Path path = folder.resolve("resolv.conf");
        Config config = dns.stubConfig(Map.of("ndots", 4));
        assertFalse(config.refresh());

        Files.writeString(path, "nameserver 192.0.2.1\noptions ndots:2 rotate\n");
        assertTrue(config.refresh());
        assertEquals(List.of("[192.0.2.1]:53"), servers(config.settings()));
        assertTrue(config.settings().rotate());
        assertEquals(4, config.settings().ndots());
        assertFalse(config.refresh());

        Files.delete(path);
        assertTrue(config.refresh());
        assertEquals(system().ndots(4).build(), config.settings());
    }

    @Test
    void fileThatCannotBeReadLeavesEverythingAsItIs() throws IOException {
        Path path = Files.writeString(folder.resolve("resolv.conf"), "options rotate\n");
        Config config = dns.stubConfig();
        Files.delete(path);
        Files.createDirectory(path);

        assertFalse(config.refresh());

        assertTrue(config.settings().rotate());
        assertThrows(IOException.class, () -> dns.stubConfig());
    }

    @Test
    void endlessFileIsRefused() {
        assertThrows(IOException.class, () -> dns.config().loadpath(Path.of("/dev/zero"), Syntax.RESOLV_CONF));
    }

    /** As glibc has it. */
    @Test
    void optionsOfGlibcMeanWhatTheyMeanThere() throws IOException {
        assertEquals(Settings.Tcp.ONLY, parsed("options use-vc").tcp());
        assertEquals(Duration.ofSeconds(1), parsed("options timeout:0").timeout());
        assertEquals(Duration.ofMillis(1), parsed("options timeout:0.001").timeout());
    }

    @Test
    void searchListDependsOnTheDots() throws IOException {
        Config config = dns.config().loadfile(file("search a.example b.example\noptions ndots:2"));

        assertEquals(List.of("www."), config.search("www."));
        assertEquals(List.of("www.a.example.", "www.b.example.", "www."), config.search("www"));
        assertEquals(List.of("x.www.a.example.", "x.www.b.example.", "x.www."), config.search("x.www"));
        assertEquals(List.of("y.x.www.", "y.x.www.a.example.", "y.x.www.b.example."), config.search("y.x.www"));
        assertThrows(IllegalArgumentException.class, () -> config.search("a..b"));
    }

    @Test
    void namesThatNoServerIsAskedForHaveNoOtherCandidate() throws IOException {
        Config config = dns.config().loadfile(file("search a.example\noptions ndots:3"));

        assertEquals(List.of("localhost."), config.search("localhost"));
        assertEquals(List.of("x.LocalHost."), config.search("x.LocalHost"));
        assertEquals(List.of("x.invalid."), config.search("x.invalid"));
        assertEquals(List.of("onion."), config.search("onion"));
        assertEquals(List.of("mylocalhost.a.example.", "mylocalhost."), config.search("mylocalhost"));
        assertEquals(List.of("x\\.localhost.a.example.", "x\\.localhost."), config.search("x\\.localhost"));
    }

    @Test
    void candidatesThatAreTooLongAreLeftOut() throws IOException {
        Config config = dns.config().loadfile(file("search " + "x".repeat(60) + ".example"));
        String name = String.join(".", "a".repeat(63), "b".repeat(63), "c".repeat(63));

        assertEquals(List.of(name + "."), config.search(name));
    }

    @Test
    void changedAnywhereItIsStillRead() throws IOException {
        Random random = new Random(20261123);
        for (int round = 0; round < 5_000; round++) {
            StringBuilder text = new StringBuilder(EVERYTHING);
            for (int i = random.nextInt(10); i >= 0; i--) {
                text.setCharAt(random.nextInt(text.length()), (char) random.nextInt(256));
            }
            Config config = dns.config().loadfile(file(text.toString()));
            config.loadfile(file("hosts:" + text), Syntax.NSSWITCH_CONF);
            assertEquals(config.settings(), parsed(config.toString()), config::toString);
        }
    }

    @Test
    void replacedMethodSeesExistingConfigs() throws Exception {
        Config config = dns.stubConfig();
        Method<Config> previous = dns.interpose(Config.class, "search", (self, arguments) -> List.of("x."))
                .orElseThrow();

        assertEquals(List.of("x."), config.search("www"));
        assertEquals(system().build(), config.settings());
        assertEquals(
                config.get(),
                dns.config().set(config.get()).set(config.settings()).get());
        assertEquals(
                config.toString(),
                dns.config().loadfile(file(config.toString())).toString());
        assertFalse(config.refresh());
        Path path = Files.writeString(folder.resolve("other"), "search a");
        assertEquals(List.of("a."), dns.config().loadpath(path).settings().search());
        dns.interpose(Config.class, "search", previous);
        assertEquals(List.of("www."), config.search("www."));
    }
}
