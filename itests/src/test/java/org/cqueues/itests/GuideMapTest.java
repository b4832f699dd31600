package org.cqueues.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Executable;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Holds {@code docs/guide-map.md} to the guide's list of entries, to the classes on the class path and to the test sources.
 *
 * <p>A row is {@code | entry | members | tests | note |}. Members and tests stand in backquotes, several with commas between; a member is a class,
 * {@code class#field} or {@code class#method(parameter types)}, nested classes with {@code $}; a test is {@code class#method}. What is not built yet
 * has {@code to come} and the area in the member column.
 */
class GuideMapTest {
    private static final String MAP = "docs/guide-map.md";
    private static final String ADDITIONS = "Later additions";
    private static final Pattern TO_COME = Pattern.compile("to come: \\w[\\w -]*");
    private static final Pattern QUOTED = Pattern.compile("`([^`]*)`");
    private static final Pattern MEMBER = Pattern.compile("([\\w.$]+)(?:#([\\w<>]+)(?:\\(([^)]*)\\))?)?");
    private static final Pattern TEST = Pattern.compile("([\\w.]+)((?:\\$\\w+)*)#(\\w+)");

    private static final Pattern STRING = Pattern.compile("(?s)\"{3}.*?\"{3}|\"(?:\\\\.|[^\"\\\\\n])*+\"");
    private static final Pattern ANNOTATION = Pattern.compile("(@\\w+)\\((?:[^()]++|\\([^()]*+\\))*+\\)");
    private static final Pattern TEST_SOURCE = Pattern.compile(".*/src/test/java/(.*)[.]java");

    private static List<Row> rows;
    private static Path root;

    /** One row of the map. */
    private record Row(int line, String section, String entry, String member, String test) {
        boolean isToCome() {
            return TO_COME.matcher(member).matches();
        }

        List<String> members() {
            return quoted(member);
        }

        List<String> tests() {
            return quoted(test);
        }

        private static List<String> quoted(String cell) {
            return QUOTED.matcher(cell).results().map(found -> found.group(1)).toList();
        }

        @Override
        public String toString() {
            return MAP + ":" + line + " (" + entry + ")";
        }
    }

    @BeforeAll
    static void readMap() throws IOException {
        root = findRoot();
        rows = parse(Files.readAllLines(root.resolve(MAP)));
    }

    @Test
    void everyEntryOfTheGuideHasOneRow() throws IOException {
        Map<String, Row> byEntry = new HashMap<>();
        List<String> problems = new ArrayList<>();
        for (Row row : rows) {
            Row earlier = byEntry.putIfAbsent(row.entry(), row);
            if (earlier != null) {
                problems.add(row + ": expected one row an entry, but line " + earlier.line() + " has it too");
            }
        }
        for (String entry : guideEntries()) {
            if (!byEntry.containsKey(entry)) {
                problems.add(MAP + ": expected a row for the guide's entry \"" + entry + "\"");
            }
        }
        report(problems);
    }

    @Test
    void everyRowIsAnEntryOfTheGuideOrALaterAddition() throws IOException {
        Set<String> entries = guideEntries();
        report(rows.stream()
                .filter(row -> !row.section().equals(ADDITIONS) && !entries.contains(row.entry()))
                .map(row -> row + ": expected an entry of guide-entries.txt, or a row under \"" + ADDITIONS + "\"")
                .toList());
    }

    @Test
    void everyRowHasAMemberOrIsToCome() {
        report(rows.stream()
                .filter(row -> !row.isToCome() && !isList(row.member()))
                .map(row -> row + ": expected members in backquotes or \"to come: area\", got \"" + row.member() + "\"")
                .toList());
    }

    @Test
    void everyRowWithAMemberHasATest() {
        report(rows.stream()
                .filter(row -> !row.isToCome() && !isList(row.test()))
                .map(row -> row + ": expected tests in backquotes, got \"" + row.test() + "\"")
                .toList());
    }

    @Test
    void everyMemberExists() {
        List<String> problems = new ArrayList<>();
        for (Row row : rows) {
            row.members()
                    .forEach(member -> memberProblem(member).ifPresent(problem -> problems.add(row + ": " + problem)));
        }
        report(problems);
    }

    @Test
    void everyTestExists() throws IOException {
        Map<String, String> sources = testSources();
        List<String> problems = new ArrayList<>();
        for (Row row : rows) {
            row.tests().forEach(test -> testProblem(sources, test)
                    .ifPresent(problem -> problems.add(row + ": " + problem)));
        }
        report(problems);
    }

    @Test
    void aMissingMemberIsFound() {
        assertEquals(Optional.empty(), memberProblem("java.lang.String#concat(java.lang.String)"));
        assertEquals(Optional.empty(), memberProblem("java.lang.String#format(String, Object...)"));
        assertEquals(Optional.empty(), memberProblem("java.util.Map$Entry#getKey()"));
        assertEquals(Optional.empty(), memberProblem("java.lang.Integer#MAX_VALUE"));
        assertEquals(
                Optional.of("expected class java.lang.Strng, which is not on the class path"),
                memberProblem("java.lang.Strng"));
        assertEquals(
                Optional.of("expected a field concat in java.lang.String, found none"),
                memberProblem("java.lang.String#concat"));
        assertEquals(
                Optional.of("expected method trim(int) in java.lang.String, found trim()"),
                memberProblem("java.lang.String#trim(int)"));
        assertEquals(
                Optional.of("expected class, class#field or class#method(types), got \"a b\""), memberProblem("a b"));
    }

    @Test
    void aMissingTestIsFound() {
        Map<String, String> sources = Map.of(
                "a.ThingTest",
                "class ThingTest { @Test @Tag(\"{;}\") void works() { fails(); } void fails() {}"
                        + " @ParameterizedTest @ValueSource(ints = {1, 2}) void worksFor(int n) {} }");

        assertEquals(Optional.empty(), testProblem(sources, "a.ThingTest#works"));
        assertEquals(Optional.empty(), testProblem(sources, "a.ThingTest$Nested#works"));
        assertEquals(Optional.empty(), testProblem(sources, "a.ThingTest#worksFor"));
        assertEquals(
                Optional.of("expected test method fails in a.ThingTest, found none"),
                testProblem(sources, "a.ThingTest#fails"));
        assertEquals(
                Optional.of("expected test class a.OtherTest in a folder src/test/java, found none"),
                testProblem(sources, "a.OtherTest#works"));
        assertEquals(Optional.of("expected class#method, got \"works\""), testProblem(sources, "works"));
    }

    private static boolean isList(String cell) {
        return cell.matches("`[^`]+`(, `[^`]+`)*");
    }

    private static Optional<String> memberProblem(String member) {
        Matcher parts = MEMBER.matcher(member);
        if (!parts.matches()) {
            return Optional.of("expected class, class#field or class#method(types), got \"" + member + "\"");
        }
        Class<?> owner;
        try {
            owner = Class.forName(parts.group(1), false, GuideMapTest.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            return Optional.of("expected class " + parts.group(1) + ", which is not on the class path");
        }
        if (parts.group(2) == null) {
            return Optional.empty();
        }
        return parts.group(3) == null
                ? fieldProblem(owner, parts.group(2))
                : methodProblem(owner, parts.group(2), parts.group(3));
    }

    private static Optional<String> fieldProblem(Class<?> owner, String name) {
        boolean found = Arrays.stream(owner.getFields())
                .anyMatch(field -> field.getName().equals(name));
        return found
                ? Optional.empty()
                : Optional.of("expected a field " + name + " in " + owner.getName() + ", found none");
    }

    private static Optional<String> methodProblem(Class<?> owner, String name, String types) {
        String wanted = Arrays.stream(types.split(","))
                .map(String::strip)
                .map(GuideMapTest::typeName)
                .collect(Collectors.joining(", "));
        Stream<? extends Executable> all = name.equals("<init>")
                ? Arrays.stream(owner.getConstructors())
                : Arrays.stream(owner.getMethods())
                        .filter(method -> method.getName().equals(name));
        Set<String> found = all.map(GuideMapTest::parameters).collect(Collectors.toCollection(LinkedHashSet::new));
        if (found.contains(wanted)) {
            return Optional.empty();
        }
        String others = found.isEmpty()
                ? "none"
                : found.stream().map(p -> name + "(" + p + ")").collect(Collectors.joining(", "));
        return Optional.of("expected method " + name + "(" + types + ") in " + owner.getName() + ", found " + others);
    }

    private static String parameters(Executable method) {
        return Arrays.stream(method.getParameterTypes()).map(Class::getTypeName).collect(Collectors.joining(", "));
    }

    /** Types of java.lang may go without their package, and {@code ...} is an array. */
    private static String typeName(String written) {
        String name = written.replace("...", "[]");
        return name.isEmpty() || name.contains(".") || Character.isLowerCase(name.charAt(0))
                ? name
                : "java.lang." + name;
    }

    private static Optional<String> testProblem(Map<String, String> sources, String test) {
        Matcher parts = TEST.matcher(test);
        if (!parts.matches()) {
            return Optional.of("expected class#method, got \"" + test + "\"");
        }
        String source = sources.get(parts.group(1));
        if (source == null) {
            return Optional.of("expected test class " + parts.group(1) + " in a folder src/test/java, found none");
        }
        Pattern method = Pattern.compile(
                "@(?:Test|ParameterizedTest|RepeatedTest|TestFactory)\\b[^;{}]*\\s" + parts.group(3) + "\\s*\\(");
        return method.matcher(plain(source)).find()
                ? Optional.empty()
                : Optional.of("expected test method " + parts.group(3) + " in " + parts.group(1) + ", found none");
    }

    /** Takes strings and the arguments of annotations out, so that only what ends a declaration is left between an annotation and its method. */
    private static String plain(String source) {
        return ANNOTATION.matcher(STRING.matcher(source).replaceAll("\"\"")).replaceAll("$1");
    }

    /** {@return the sources of all test classes, by class name} */
    private static Map<String, String> testSources() throws IOException {
        Map<String, String> sources = new TreeMap<>();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                boolean skipped = folder.endsWith("target") || folder.endsWith(".git");
                return skipped ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Matcher path = TEST_SOURCE.matcher(
                        "/" + root.relativize(file).toString().replace('\\', '/'));
                if (path.matches()) {
                    sources.put(path.group(1).replace('/', '.'), Files.readString(file));
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return sources;
    }

    private static List<Row> parse(List<String> lines) {
        List<Row> rows = new ArrayList<>();
        String section = "";
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.startsWith("#")) {
                section = line.replaceFirst("#+\\s*", "");
            } else if (line.startsWith("|") && !line.startsWith("| ---") && !line.startsWith("| Guide")) {
                String[] cells = line.split("\\|", -1);
                if (cells.length != 6) {
                    fail(MAP + ":" + (i + 1) + ": expected four columns, got " + (cells.length - 2));
                }
                rows.add(
                        new Row(i + 1, section, cells[1].replace("`", "").strip(), cells[2].strip(), cells[3].strip()));
            }
        }
        return rows;
    }

    private static Set<String> guideEntries() throws IOException {
        try (InputStream in = GuideMapTest.class.getResourceAsStream("/guide-entries.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .collect(Collectors.toCollection(LinkedHashSet::new));
        }
    }

    private static Path findRoot() {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve(MAP))) {
                return folder;
            }
        }
        throw new IllegalStateException("no folder above " + Path.of("").toAbsolutePath() + " has " + MAP);
    }

    private static void report(List<String> problems) {
        if (!problems.isEmpty()) {
            fail(problems.size() + " problems:\n" + String.join("\n", problems));
        }
    }
}
