package org.auriflow.bench.compare;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A new virtual machine of the same kind, with the same class path. */
public final class ChildJava {
    private static final String VECTOR = "jdk.incubator.vector";

    private ChildJava() {}

    /**
     * Runs a main class to its end.
     *
     * @throws UncheckedIOException if the machine cannot be started
     */
    public static ChildProcess run(String mainClass, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // Whatever this machine can use, so that both run the same kernels.
        if (ModuleLayer.boot().findModule(VECTOR).isPresent()) {
            command.addAll(List.of("--add-modules", VECTOR));
        }
        if (Runtime.version().feature() >= 22) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        System.getProperties().stringPropertyNames().stream()
                .filter(name -> name.startsWith("auriflow.cpu."))
                .sorted()
                .forEach(name -> command.add("-D" + name + "=" + System.getProperty(name)));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass));
        command.addAll(arguments);
        try {
            return ChildProcess.run(command, Map.of());
        } catch (IOException e) {
            throw new UncheckedIOException("java: cannot run " + command.get(0) + " (" + e.getMessage() + ")", e);
        }
    }
}
