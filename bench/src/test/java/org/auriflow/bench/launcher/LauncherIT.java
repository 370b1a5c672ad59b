package org.auriflow.bench.launcher;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.auriflow.engine.Version;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Runs a copy of the launcher in a small project whose {@code mvnw} only writes down that it was called. */
@DisabledOnOs(OS.WINDOWS)
final class LauncherIT {
    private final Instant longAgo = Instant.now().minusSeconds(2000);
    private final Instant earlier = longAgo.plusSeconds(1000);
    private final Instant lately = earlier.plusSeconds(500);

    @TempDir
    private Path directory;

    private Path root;
    private Path source;
    private Path firstJar;
    private Path calls;

    @BeforeEach
    void layOutAProjectThatMavenHasBuilt() throws IOException {
        // A space in the path is part of the test.
        root = Files.createDirectory(directory.resolve("a project"));
        Path launcher = Files.copy(Path.of(System.getProperty("auriflow.launcher")), root.resolve("auriflow"));
        makeExecutable(launcher);
        source = write("engine-core/src/main/java/Tensor.java", "");
        Path pom = write("engine-core/pom.xml", "");
        Path rootPom = write("pom.xml", "");
        firstJar = write("engine-core/target/auriflow-engine-1.jar", "");
        Path target = Files.createDirectories(root.resolve("bench/target"));
        Path library = Path.of(System.getProperty("auriflow.lib"));
        Files.createSymbolicLink(target.resolve("lib"), library);
        Files.createSymbolicLink(target.resolve("auriflow-bench.jar"), library.resolveSibling("auriflow-bench.jar"));
        calls = root.resolve("calls.txt");
        makeExecutable(write("mvnw", "#!/bin/sh\necho \"$@\" >> calls.txt\n"));
        for (Path file : List.of(source, pom, rootPom)) {
            date(file, longAgo);
        }
        for (Path folder = source.getParent(); !folder.equals(root); folder = folder.getParent()) {
            date(folder, longAgo);
        }
        date(firstJar, earlier);
    }

    @Test
    void startsWithoutMavenWhatMavenHasBuilt() throws Exception {
        Outcome outcome = launch(Map.of(), "--version");
        assertAll(
                () -> assertEquals(
                        "auriflow " + Version.current(), outcome.out().strip()),
                () -> assertEquals(0, outcome.status()),
                () -> assertFalse(Files.exists(calls), "Maven was called"));
    }

    @Test
    void buildsOnceAfterASourceChanged() throws Exception {
        date(source, lately);
        Outcome first = launch(Map.of(), "--version");
        Outcome second = launch(Map.of(), "--version");
        assertAll(
                () -> assertEquals(1, Files.readAllLines(calls).size()),
                () -> assertTrue(first.err().contains("building once"), first.err()),
                () -> assertFalse(second.err().contains("building"), second.err()),
                () -> assertEquals("auriflow " + Version.current(), first.out().strip()));
    }

    @Test
    void buildsOnceAfterASourceWasDeleted() throws Exception {
        Files.delete(source);
        launch(Map.of(), "--version");
        assertEquals(1, Files.readAllLines(calls).size());
    }

    @Test
    void buildsWhereNothingWasBuilt() throws Exception {
        Files.delete(firstJar);
        launch(Map.of(), "--version");
        assertEquals(1, Files.readAllLines(calls).size());
    }

    @Test
    void reportsAFailedBuildAndBuildsAgain() throws Exception {
        Files.delete(firstJar);
        makeExecutable(write("mvnw", "#!/bin/sh\necho '[ERROR] no such symbol'\nexit 1\n"));
        Outcome outcome = launch(Map.of(), "--version");
        assertAll(
                () -> assertEquals(1, outcome.status()),
                () -> assertTrue(outcome.err().contains("no such symbol"), outcome.err()),
                () -> assertFalse(Files.exists(root.resolve("bench/target/launcher.built"))));
    }

    @Test
    void ignoresALockLeftByAnInterruptedBuild() throws Exception {
        Files.delete(firstJar);
        Process ended = new ProcessBuilder("true").start();
        ended.waitFor();
        Files.createSymbolicLink(root.resolve("bench/target/launcher.lock"), Path.of(Long.toString(ended.pid())));
        assertEquals(0, launch(Map.of(), "--version").status());
    }

    @Test
    void handsArgumentsOnUnchanged() throws Exception {
        Outcome outcome = launch(Map.of(), "--no such  option=*");
        assertTrue(outcome.err().contains("--no such  option=*"), outcome.err());
        assertEquals(2, outcome.status());
    }

    @Test
    void aPipeGetsEveryLineButThatAboutIncubatorModules() throws Exception {
        ProcessBuilder builder = new ProcessBuilder(root.resolve("auriflow").toString(), "no such", "--verbose");
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Path temporary = Files.createDirectory(directory.resolve("temporary"));
        builder.environment().put("TMPDIR", temporary.toString());
        Process process =
                builder.redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        List<String> lines = process.errorReader(StandardCharsets.UTF_8).lines().toList();
        assertEquals(2, process.waitFor());
        assertTrue(lines.get(0).startsWith("auriflow: unknown command no such"), lines.toString());
        assertTrue(lines.get(lines.size() - 1).startsWith("\tat "), "the rest of the trace is there: " + lines);
        try (Stream<Path> left = Files.list(temporary)) {
            assertEquals(List.of(), left.toList());
        }
    }

    @Test
    void aSignalReachesJava() throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                root.resolve("auriflow").toString(),
                "infer",
                "galton",
                "--runs",
                "5000000",
                "--out",
                directory.resolve("out").toString());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process =
                builder.redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        BufferedReader reader = process.errorReader(StandardCharsets.UTF_8);
        assertEquals("simulating", reader.readLine());
        process.toHandle().destroy();
        assertTrue(reader.readLine().contains("nothing was written"));
        assertTrue(process.waitFor(1, TimeUnit.MINUTES));
        assertNotEquals(0, process.exitValue());
    }

    @Test
    void namesAJavaThatIsTooOld() throws Exception {
        makeExecutable(write("old/bin/java", "#!/bin/sh\nexit 99\n"));
        write("old/release", "JAVA_VERSION=\"11.0.2\"\n");
        Outcome outcome = launch(Map.of("JAVA_HOME", root.resolve("old").toString()), "--version");
        assertAll(
                () -> assertEquals(1, outcome.status()),
                () -> assertEquals(1, outcome.err().lines().count(), outcome.err()),
                () -> assertTrue(outcome.err().contains("17 or later is required, got 11.0.2"), outcome.err()));
    }

    @Test
    void namesAJavaHomeWithoutJava() throws Exception {
        Outcome outcome = launch(Map.of("JAVA_HOME", "/nowhere"), "--version");
        assertAll(
                () -> assertEquals(1, outcome.status()),
                () -> assertEquals(1, outcome.err().lines().count(), outcome.err()),
                () -> assertTrue(outcome.err().contains("JAVA_HOME=/nowhere"), outcome.err()));
    }

    private record Outcome(int status, String out, String err) {}

    /** Calls the launcher from another directory and through a symbolic link. */
    private Outcome launch(Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        Path link = directory.resolve("link");
        if (!Files.exists(link)) {
            Files.createSymbolicLink(link, Path.of("a project/auriflow"));
        }
        List<String> command = new ArrayList<>(List.of(link.toString()));
        command.addAll(List.of(arguments));
        Path out = directory.resolve("out.txt");
        Path err = directory.resolve("err.txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(Path.of("/").toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        boolean ended = process.waitFor(2, TimeUnit.MINUTES);
        process.destroyForcibly().waitFor();
        assertTrue(ended, "ends by itself");
        return new Outcome(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    private Path write(String name, String text) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private static void makeExecutable(Path file) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static void date(Path file, Instant time) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(time));
    }
}
