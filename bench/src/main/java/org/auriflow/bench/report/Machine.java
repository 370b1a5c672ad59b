package org.auriflow.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/** The virtual machine and the system under it, in words. */
public final class Machine {
    private Machine() {}

    /** Version, vendor and name of the virtual machine. */
    public static String java() {
        return System.getProperty("java.vm.version") + " (" + System.getProperty("java.vendor") + ", "
                + System.getProperty("java.vm.name") + ")";
    }

    /** Name and version of the operating system, and the processor architecture. */
    public static String system() {
        return System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                + System.getProperty("os.arch");
    }

    /** The processor's name, where the system tells it, and how many of its cores may be used. */
    public static String processor() {
        int cores = Runtime.getRuntime().availableProcessors();
        return name().orElse(System.getProperty("os.arch")) + ", " + cores + (cores == 1 ? " core" : " cores");
    }

    private static Optional<String> name() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst();
        } catch (IOException notLinux) {
            return Optional.empty();
        }
    }

    /** How many processes wanted to run at a time in the last minute, where the system tells it. */
    public static OptionalDouble load() {
        try {
            String text = Files.readString(Path.of("/proc/loadavg"));
            return OptionalDouble.of(Double.parseDouble(text.substring(0, text.indexOf(' '))));
        } catch (IOException | RuntimeException notLinux) {
            return OptionalDouble.empty();
        }
    }
}
