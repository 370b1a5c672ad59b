package org.auriflow.bench.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Directories that are written to bit by bit. */
final class Outputs {
    private Outputs() {}

    /** Insists on a name. */
    static Path require(Path out) {
        if (out.toString().isEmpty()) {
            throw new IllegalArgumentException("out: a directory is needed, got ''; name one with --out");
        }
        return out;
    }

    /** Makes a directory before a long computation. */
    static void make(Path out) {
        try {
            Files.createDirectories(out);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "out: a directory that can be written to is needed, got " + out + " ("
                            + (Files.isRegularFile(out) ? "it is a file" : e.getMessage())
                            + "); choose another with --out",
                    e);
        }
    }
}
