package org.auriflow.cuda.natives;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said about libraries that are there or missing; each time in a process of its own, which loads them once. */
final class JCudaNativesTest {
    @TempDir
    Path directory;

    /** The process that loads. */
    static final class Child {
        private Child() {}

        public static void main(String[] args) {
            Loaded driver = JCudaNatives.driver();
            for (Loaded l : List.of(driver, JCudaNatives.cublas(), JCudaNatives.nvrtc())) {
                System.out.println(l.available() + "\t" + l.cudaMajor() + "\t" + l.description());
            }
            assertSame(driver, JCudaNatives.driver());
        }
    }

    private List<String> child(String... options) throws IOException, InterruptedException {
        Path temporary = Files.createDirectory(directory.resolve("temporary"));
        Path printed = directory.resolve("printed.txt");
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.add("-Djava.io.tmpdir=" + temporary);
        command.addAll(List.of(options));
        command.add("-cp");
        command.add(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
        command.add(Child.class.getName());
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(printed.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().keySet().removeAll(List.of("LD_LIBRARY_PATH", CudaLibraries.VARIABLE));
        assertEquals(0, builder.start().waitFor());
        try (Stream<Path> left = Files.list(temporary)) {
            assertEquals(List.of(), left.toList());
        }
        List<String> lines = Files.readAllLines(printed);
        assertEquals(3, lines.size());
        return lines;
    }

    @Test
    void whatIsMissingIsSaidInOneLine() throws IOException, InterruptedException {
        for (String line : child()) {
            if (line.startsWith("false")) {
                assertTrue(line.matches("false\t0\tno (CUDA driver|cuBLAS|NVRTC): .+; .+"), line);
            } else {
                assertTrue(line.matches("true\t1\\d\t.+ of CUDA 1\\d.*, /.+"), line);
            }
        }
    }

    @Test
    void otherPlatformsHaveNone() throws IOException, InterruptedException {
        for (String line : child("-Dos.arch=aarch64")) {
            assertTrue(line.startsWith("false\t0\tno "), line);
            assertTrue(line.contains("none for Linux on aarch64"), line);
        }
    }

    /** Libraries that are nothing but their names, in the layout that pip makes. */
    @Test
    void findsNamedLibrariesOfTheNextCuda() throws IOException, InterruptedException {
        assumeTrue(hasCompiler(), "needs cc");
        Path lib = Files.createDirectories(directory.resolve("site-packages/nvidia/cu13/lib"));
        compile(lib.resolve("libcuda.so.1"), "int cuDriverGetVersion(int *v) { *v = 13020; return 0; }");
        compile(lib.resolve("libcublas.so.13"), "int nothing;");
        compile(lib.resolve("libcublasLt.so.13"), "int nothing;");
        List<String> lines = child(
                "-D" + CudaLibraries.PROPERTY + "=/nowhere" + File.pathSeparator + directory.resolve("site-packages"));
        assertEquals("true\t13\tdriver of CUDA 13.2, " + lib.resolve("libcuda.so.1"), lines.get(0));
        // A machine may have cuBLAS 12 itself, which comes first.
        if (!lines.get(1).startsWith("true\t12\t")) {
            assertEquals("true\t13\tcuBLAS of CUDA 13, " + lib.resolve("libcublas.so.13"), lines.get(1));
        }
    }

    private static boolean hasCompiler() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(d -> Files.isExecutable(Path.of(d, "cc")));
    }

    private void compile(Path library, String source) throws IOException, InterruptedException {
        String name = library.getFileName().toString();
        Path text = Files.writeString(directory.resolve("standin.c"), source + "\n");
        Path versions = Files.writeString(directory.resolve("versions.map"), name + " { global: *; };\n");
        Process cc = new ProcessBuilder(
                        "cc",
                        "-shared",
                        "-fPIC",
                        "-Wl,-soname," + name,
                        // The driver's symbols have no version.
                        name.startsWith("libcuda.") ? "-O1" : "-Wl,--version-script=" + versions,
                        text.toString(),
                        "-o",
                        library.toString())
                .redirectErrorStream(true)
                .start();
        String printed = new String(cc.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, cc.waitFor(), printed);
    }
}
