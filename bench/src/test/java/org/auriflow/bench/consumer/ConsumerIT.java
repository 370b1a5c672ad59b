package org.auriflow.bench.consumer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.auriflow.engine.Version;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Compiles a small program against the built jars and runs it in a virtual machine of its own. {@link #NEEDED} is all
 * that it gets: a dependency that a library module takes on has to be added there, knowingly.
 */
final class ConsumerIT {
    /** The jars that an embedder of {@code auriflow-inference} carries, each named up to its version. */
    private static final List<String> NEEDED = List.of(
            "auriflow-engine",
            "auriflow-nn",
            "auriflow-flows",
            "auriflow-inference",
            "ejml-core",
            "ejml-ddense",
            "nanojson",
            "commons-math3",
            "fastcsv");

    private static final String EXPECTED = "engine " + Version.current();

    /** What every virtual machine says that is started with the module. */
    private static final String INCUBATOR_WARNING = "WARNING: Using incubator modules: jdk.incubator.vector";

    @TempDir
    private Path directory;

    @Test
    void runsOnTheClassPath() throws Exception {
        String jars = path(jars());
        Path classes = compile(List.of("consumer/Consumer.java"), "--class-path", jars);
        assertEquals(EXPECTED, run("--class-path", jars + File.pathSeparator + classes, "consumer.Consumer"));
    }

    @Test
    void runsOnTheModulePath() throws Exception {
        assertEquals(EXPECTED, runAsModule());
    }

    /** The engine is compiled against a module that it may not require; it has to find it at run time nevertheless. */
    @Test
    void runsOnTheModulePathWithSimd() throws Exception {
        assertEquals(EXPECTED, runAsModule("--add-modules", "jdk.incubator.vector"));
    }

    private String runAsModule(String... options) throws Exception {
        String jars = path(jars());
        Path classes = compile(List.of("consumer/module-info.java", "consumer/Consumer.java"), "--module-path", jars);
        List<String> arguments = new ArrayList<>(List.of(options));
        arguments.addAll(List.of("--module-path", jars + File.pathSeparator + classes));
        arguments.addAll(List.of("--module", "consumer/consumer.Consumer"));
        return run(arguments.toArray(String[]::new));
    }

    /** The build hands over the directory with all runtime jars, ours and others'. */
    private static List<Path> jars() throws IOException {
        Path library = Path.of(System.getProperty("auriflow.lib"));
        List<Path> found;
        try (var files = Files.list(library)) {
            found = files.sorted().toList();
        }
        List<Path> jars = new ArrayList<>();
        for (String name : NEEDED) {
            List<Path> versions = found.stream()
                    .filter(jar -> jar.getFileName().toString().matches(name + "-\\d.*\\.jar"))
                    .toList();
            assertEquals(1, versions.size(), () -> name + " in " + library + ": " + versions);
            jars.addAll(versions);
        }
        return jars;
    }

    private static String path(List<Path> jars) {
        return jars.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }

    private Path compile(List<String> resources, String... options) throws IOException {
        Path sources = Files.createDirectory(directory.resolve("sources"));
        Path classes = Files.createDirectory(directory.resolve("classes"));
        List<Path> files = new ArrayList<>();
        for (String resource : resources) {
            Path file = sources.resolve(Path.of(resource).getFileName());
            try (InputStream in = ConsumerIT.class.getResourceAsStream("/" + resource)) {
                Files.copy(in, file);
            }
            files.add(file);
        }
        List<String> arguments = new ArrayList<>(List.of(options));
        arguments.addAll(List.of("--release", "17", "-proc:none", "-d", classes.toString()));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
        try (StandardJavaFileManager manager =
                compiler.getStandardFileManager(diagnostics, null, StandardCharsets.UTF_8)) {
            compiler.getTask(null, manager, diagnostics, arguments, null, manager.getJavaFileObjectsFromPaths(files))
                    .call();
        }
        List<Diagnostic<? extends JavaFileObject>> errors = diagnostics.getDiagnostics().stream()
                .filter(d -> d.getKind() == Diagnostic.Kind.ERROR)
                .toList();
        assertEquals(List.of(), errors);
        return classes;
    }

    /**
     * Returns what the program printed. A library that writes to the error stream fails the test, except for what it
     * logs below a warning, and so does one that hangs, for instance on a thread that it did not stop.
     */
    private String run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        Path logging = Files.writeString(
                directory.resolve("logging.properties"), "handlers=java.util.logging.ConsoleHandler\n.level=WARNING\n");
        command.add("-Djava.util.logging.config.file=" + logging);
        command.addAll(List.of(arguments));
        Path out = directory.resolve("out.txt");
        Path err = directory.resolve("err.txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        // The virtual machine announces options that it takes from the environment on its error stream.
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"));
        Process process = builder.start();
        boolean ended = process.waitFor(2, TimeUnit.MINUTES);
        process.destroyForcibly().waitFor();
        assertTrue(ended, "ends by itself");
        String errors = Files.readString(err)
                .lines()
                .filter(line -> !line.equals(INCUBATOR_WARNING))
                .collect(Collectors.joining("\n"));
        assertEquals("", errors);
        assertEquals(0, process.exitValue());
        return Files.readString(out).strip();
    }
}
