package org.auriflow.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.auriflow.cuda.PtxAssembler.Resources;
import org.auriflow.cuda.natives.JCudaNatives;
import org.auriflow.cuda.natives.Loaded;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The committed PTX is that of the present sources, and every architecture's assembler makes good code of it. */
final class PtxTest {
    private static final Path SOURCES = Path.of("src/main/cuda");
    private static final Path PTX = Path.of("src/main/resources/org/auriflow/cuda/ptx");
    private static final Path TABLE = Path.of("src/test/resources/ptx-resources.txt");
    private static final List<String> ARCHITECTURES = List.of("sm_75", "sm_80", "sm_86", "sm_90");

    /** System property: "write" writes the table anew. */
    private static final String PROPERTY = "auriflow.ptx.table";

    private static final String REMEDY = "./mvnw test -pl cuda-kernels -am -Dtest=PtxTest -D" + PROPERTY + "=write";

    private static final String HEADER = """
            # What kernels take of a multiprocessor. A commit that adds spills says why. Written by PtxTest:
            # %s
            #
            # kernel sm registers shared spill_stores spill_loads
            """.formatted(REMEDY);

    /** What families need that have no line "// capability: ...", see ptx.sh. */
    private static final int CAPABILITY = 75;

    private static final Pattern NEEDED = Pattern.compile("^// capability: *(\\d+)$", Pattern.MULTILINE);
    private static final Pattern TARGET = Pattern.compile("^\\.target sm_(\\d+)$", Pattern.MULTILINE);
    private static final Pattern TYPES = Pattern.compile("^// types: *(.*)$", Pattern.MULTILINE);
    private static final Pattern INCLUDE = Pattern.compile("^ *# *include *\"([^\"]*)\"", Pattern.MULTILINE);
    private static final Pattern RELEASE = Pattern.compile("release [\\d.]+, V[\\d.]+");

    /** Operations that an assembler may contract to fused multiply-add, because they do not say how to round. */
    private static final Pattern CONTRACTIBLE = Pattern.compile("\\b(add|sub|mul|mad)\\.f(32|64)\\b");

    /** What the table says of one PTX file. */
    private record Entry(String hash, List<String> rows) {}

    private static String hash(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Names of the files with an extension, without it. */
    private static List<String> names(Path directory, String extension) throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + extension)) {
            files.forEach(f -> names.add(f.getFileName().toString().replace(extension, "")));
        }
        names.sort(null);
        return names;
    }

    private static List<String> types(String family) throws IOException {
        Matcher types = TYPES.matcher(Files.readString(SOURCES.resolve(family + ".cu")));
        assertTrue(types.find(), family + ".cu requires a line \"// types: ...\"");
        return Arrays.asList(types.group(1).strip().split(" +"));
    }

    /** The least compute capability of cards that run a family. */
    private static int capability(String family) throws IOException {
        Matcher needed = NEEDED.matcher(Files.readString(SOURCES.resolve(family + ".cu")));
        return needed.find() ? Integer.parseInt(needed.group(1)) : CAPABILITY;
    }

    private static String target(String family, String type) {
        return type.equals("none") ? family : family + "_" + type;
    }

    /** The hash of a family's source and of the headers that it includes, each once, in the order of their mention. */
    private static String fingerprint(String family) throws IOException {
        List<String> files = new ArrayList<>(List.of(family + ".cu"));
        StringBuilder all = new StringBuilder();
        for (int k = 0; k < files.size(); k++) {
            String text = Files.readString(SOURCES.resolve(files.get(k)));
            all.append(text);
            INCLUDE.matcher(text).results().map(m -> m.group(1)).forEach(f -> {
                if (!files.contains(f)) {
                    files.add(f);
                }
            });
        }
        return hash(all.toString().getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void everyPtxIsOfThePresentSource() throws IOException {
        List<String> expected = new ArrayList<>();
        List<String> stale = new ArrayList<>();
        for (String family : names(SOURCES, ".cu")) {
            String first = "// source: %s.cu sha256:%s nvcc: ".formatted(family, fingerprint(family));
            for (String type : types(family)) {
                String target = target(family, type);
                expected.add(target);
                Path file = PTX.resolve(target + ".ptx");
                if (Files.exists(file) && !Files.readString(file).startsWith(first)) {
                    stale.add(target);
                }
            }
        }
        expected.sort(null);
        assertEquals(expected, names(PTX, ".ptx"), "PTX files; run src/build/ptx.sh");
        assertEquals(List.of(), stale, "PTX of other sources; run src/build/ptx.sh");
    }

    @Test
    void everyPtxIsForOldDriversAndRoundsAsWritten() throws IOException {
        for (String family : names(SOURCES, ".cu")) {
            for (String type : types(family)) {
                String target = target(family, type);
                String text = Files.readString(PTX.resolve(target + ".ptx"));
                assertTrue(text.contains("\n.version 8.0\n.target sm_" + capability(family) + "\n"), target);
                assertEquals(
                        Optional.empty(),
                        CONTRACTIBLE.matcher(text).results().map(m -> m.group()).findFirst(),
                        target);
            }
        }
    }

    /** A third of the families, another third after each change of any, because all would take half a minute. */
    @Test
    void rebuildingGivesTheSame(@TempDir Path directory) throws IOException, InterruptedException {
        Optional<String> release = release();
        assumeTrue(release.isPresent(), "needs nvcc");
        List<String> families = names(SOURCES, ".cu");
        StringBuilder all = new StringBuilder();
        for (String family : families) {
            all.append(fingerprint(family));
        }
        int turn = Integer.parseInt(
                hash(all.toString().getBytes(StandardCharsets.UTF_8)).substring(0, 4), 16);
        List<String> command =
                new ArrayList<>(List.of("bash", "src/build/ptx.sh", "--all", "--out", directory.toString()));
        for (int k = turn % 3; k < families.size(); k += 3) {
            command.add(families.get(k));
        }
        assumeTrue(command.size() > 5, "none in this turn");
        Process build = new ProcessBuilder(command).redirectErrorStream(true).start();
        String printed = new String(build.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, build.waitFor(), printed);
        List<String> different = new ArrayList<>();
        for (String target : names(directory, ".ptx")) {
            Path file = PTX.resolve(target + ".ptx");
            String committed = Files.exists(file) ? Files.readString(file) : "";
            boolean sameCompiler = committed.lines().findFirst().orElse("").endsWith(" nvcc: " + release.get());
            if (sameCompiler
                    && !Files.readString(directory.resolve(target + ".ptx")).equals(committed)) {
                different.add(target);
            }
        }
        assertEquals(List.of(), different, "PTX that nvcc makes otherwise; run src/build/ptx.sh --all");
    }

    /** What the nvcc that ptx.sh would use says that it is. */
    private static Optional<String> release() throws InterruptedException {
        String nvcc = Optional.ofNullable(System.getenv("NVCC")).orElse("nvcc");
        try {
            Process version = new ProcessBuilder(nvcc, "--version")
                    .redirectErrorStream(true)
                    .start();
            String printed = new String(version.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            version.waitFor();
            return RELEASE.matcher(printed).results().map(m -> m.group()).findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * A file that has not changed since the table was written is assembled for one architecture, a changed one for all:
     * the assembler is part of JCuda, so the same text gives the same result.
     */
    @Test
    void kernelsTakeWhatTheTableSays() throws IOException {
        assumeTrue(
                System.getProperty("os.name").equals("Linux")
                        && System.getProperty("os.arch").equals("amd64"),
                "JCuda has no assembler here");
        Loaded assembler = JCudaNatives.ptxCompiler();
        assertTrue(assembler.available(), assembler.description());
        Map<String, Entry> table = readTable();
        Map<String, Entry> present = new TreeMap<>();
        for (String target : names(PTX, ".ptx")) {
            present.put(target, new Entry(hash(Files.readAllBytes(PTX.resolve(target + ".ptx"))), List.of()));
        }
        boolean write = "write".equals(System.getProperty(PROPERTY));
        List<String> differences = present.keySet().parallelStream()
                .map(target -> compare(target, present, table, write))
                .flatMap(Collection::stream)
                .toList();
        List<String> all = new ArrayList<>(differences);
        table.keySet().stream().filter(t -> !present.containsKey(t)).forEach(t -> all.add(t + ".ptx is no more"));
        if (write) {
            writeTable(present);
        } else {
            assertTrue(all.isEmpty(), () -> String.join("\n", all) + "\nWhere that is as it should be: " + REMEDY);
        }
    }

    /** Assembles one file; puts the rows where the table is to be written, returns what differs from it otherwise. */
    private static List<String> compare(
            String target, Map<String, Entry> present, Map<String, Entry> table, boolean write) {
        Entry old = table.getOrDefault(target, new Entry("", List.of()));
        String hash = present.get(target).hash;
        boolean same = old.hash.equals(hash);
        if (same && write) {
            present.replace(target, old);
            return List.of();
        }
        List<String> all = architectures(target);
        int turn = Integer.parseInt(hash.substring(0, 2), 16) % all.size();
        List<String> architectures = same ? List.of(all.get(turn)) : all;
        List<Resources> rows = new ArrayList<>();
        for (String sm : architectures) {
            rows.addAll(assemble(target, sm));
        }
        List<String> lines = rows.stream().map(Resources::toString).sorted().toList();
        if (write) {
            present.replace(target, new Entry(hash, lines));
            return List.of();
        }
        if (old.rows.isEmpty() && !rows.isEmpty()) {
            return List.of(target + ".ptx is not in the table");
        }
        List<String> differences = new ArrayList<>();
        if (!same) {
            differences.add(target + ".ptx is another than that of the table");
        }
        TreeSet<String> missing = new TreeSet<>(old.rows);
        missing.removeIf(row -> !architectures.contains(row.split(" ")[1]));
        lines.forEach(missing::remove);
        missing.forEach(row -> differences.add("- " + row));
        for (Resources r : rows) {
            if (!old.rows.contains(r.toString())) {
                differences.add("+ " + r + (r.spillStores() + r.spillLoads() > 0 ? "  (spills)" : ""));
            }
        }
        return differences;
    }

    /** Those that a PTX file is for. */
    private static List<String> architectures(String ptx) {
        try {
            Matcher target = TARGET.matcher(Files.readString(PTX.resolve(ptx + ".ptx")));
            assertTrue(target.find(), ptx + ".ptx has no target");
            int least = Integer.parseInt(target.group(1));
            return ARCHITECTURES.stream()
                    .filter(sm -> Integer.parseInt(sm.substring(3)) >= least)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Resources> assemble(String target, String sm) {
        try {
            return PtxAssembler.assemble(Files.readString(PTX.resolve(target + ".ptx")), sm);
        } catch (IOException | IllegalArgumentException e) {
            throw new AssertionError(target + ".ptx: " + e.getMessage(), e);
        }
    }

    private static Map<String, Entry> readTable() throws IOException {
        Map<String, Entry> table = new TreeMap<>();
        Entry entry = null;
        for (String line : Files.exists(TABLE) ? Files.readAllLines(TABLE) : List.<String>of()) {
            String[] word = line.split(" ");
            if (word.length == 3 && word[2].startsWith("sha256:")) {
                entry = new Entry(word[2].substring(7), new ArrayList<>());
                table.put(word[1], entry);
            } else if (!line.startsWith("#") && entry != null) {
                entry.rows.add(line);
            }
        }
        return table;
    }

    private static void writeTable(Map<String, Entry> entries) throws IOException {
        StringBuilder text = new StringBuilder(HEADER);
        entries.forEach((target, e) -> {
            text.append("# ").append(target).append(" sha256:").append(e.hash).append('\n');
            e.rows.forEach(row -> text.append(row).append('\n'));
        });
        Files.createDirectories(TABLE.getParent());
        Files.writeString(TABLE, text);
    }
}
