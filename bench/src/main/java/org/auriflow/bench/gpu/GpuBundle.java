package org.auriflow.bench.gpu;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.auriflow.bench.compare.ChildProcess;

/**
 * A folder that runs on a Linux machine with neither Java nor network, such as a node of a cluster: a small Java runtime made by
 * {@code jlink}, all jars with their kernels and natives, the peers' script, and {@code run.sh}.
 */
public final class GpuBundle {
    /** What the commands for cards need of Java. */
    private static final String MODULES =
            "java.base,java.desktop,java.logging,java.management,jdk.incubator.vector,jdk.unsupported";

    private GpuBundle() {}

    /**
     * Writes the folder.
     *
     * @param to does not exist, or is empty
     * @return bytes that it takes
     * @throws IllegalArgumentException if the folder is there already or this Java has no {@code jlink}
     */
    public static long write(Path to) {
        try {
            if (Files.exists(to) && !isEmpty(to)) {
                throw new IllegalArgumentException("out: an empty or new folder is needed, got " + to
                        + "; remove it or choose another with --out");
            }
            Files.createDirectories(to);
            runtime(to.resolve("runtime"));
            jars(to.resolve("lib"));
            resource("run.sh", to.resolve("run.sh"));
            Files.setPosixFilePermissions(to.resolve("run.sh"), PosixFilePermissions.fromString("rwxr-xr-x"));
            Path peers = place().getParent().resolveSibling("peers").resolve("peers.py");
            if (Files.isRegularFile(peers)) {
                Files.createDirectories(to.resolve("peers"));
                Files.copy(peers, to.resolve("peers").resolve("peers.py"));
            }
            return size(to);
        } catch (IOException e) {
            throw new UncheckedIOException("gpu-bundle: writing " + to + " failed", e);
        }
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.findAny().isEmpty();
        }
    }

    private static void runtime(Path to) throws IOException {
        Path jlink = Path.of(System.getProperty("java.home"), "bin", "jlink");
        if (!Files.isExecutable(jlink)) {
            throw new IllegalArgumentException(
                    "gpu-bundle: a JDK with jlink is needed, got " + jlink + " missing; set JAVA_HOME to a JDK");
        }
        ChildProcess child = ChildProcess.run(
                List.of(
                        jlink.toString(),
                        "--add-modules",
                        MODULES,
                        // What packs the folder later does better on files that are not packed yet.
                        "--compress",
                        Runtime.version().feature() >= 21 ? "zip-0" : "0",
                        "--strip-debug",
                        "--no-header-files",
                        "--no-man-pages",
                        "--vm=server",
                        "--output",
                        to.toString()),
                Map.of());
        if (child.code() != 0) {
            throw new IllegalStateException(
                    "gpu-bundle: jlink must work, got " + child.out() + child.complaint() + "; try another JDK");
        }
    }

    /** The jar of this class, or its folder in a development tree, and the libraries beside it. */
    private static void jars(Path to) throws IOException {
        Files.createDirectories(to);
        Path own = place();
        if (!Files.isRegularFile(own)) {
            throw new IllegalArgumentException(
                    "gpu-bundle: built jars are needed, got classes in " + own + "; start it by ./auriflow");
        }
        Files.copy(own, to.resolve(own.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        try (Stream<Path> libraries = Files.list(own.resolveSibling("lib"))) {
            for (Path jar : libraries.sorted().toList()) {
                Files.copy(jar, to.resolve(jar.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private static Path place() {
        try {
            return Path.of(GpuBundle.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("gpu-bundle: the place of this class is no path", e);
        }
    }

    private static void resource(String name, Path to) throws IOException {
        try (InputStream in = GpuBundle.class.getResourceAsStream(name)) {
            Files.write(to, new String(in.readAllBytes(), StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8));
        }
    }

    private static long size(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            long bytes = 0;
            for (Path f : files.sorted(Comparator.naturalOrder()).toList()) {
                bytes += Files.isRegularFile(f) ? Files.size(f) : 0;
            }
            return bytes;
        }
    }
}
