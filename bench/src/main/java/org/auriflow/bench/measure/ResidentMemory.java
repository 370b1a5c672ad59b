package org.auriflow.bench.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Memory of this process that is in main memory. */
final class ResidentMemory {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final double KIBI = 1024;

    private ResidentMemory() {}

    /** In MiB; NaN where the system does not tell. */
    static double mebibytes() {
        try {
            return Files.readAllLines(STATUS).stream()
                    .filter(l -> l.startsWith("VmRSS:"))
                    .mapToDouble(l -> Double.parseDouble(l.replaceAll("[^0-9]", "")) / KIBI)
                    .findFirst()
                    .orElse(Double.NaN);
        } catch (IOException e) {
            return Double.NaN;
        }
    }
}
