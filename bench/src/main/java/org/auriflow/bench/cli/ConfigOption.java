package org.auriflow.bench.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** {@code --config}: read by {@link ConfigFile} before the command line is parsed. */
final class ConfigOption {
    @SuppressWarnings("unused")
    @Option(
            names = ConfigFile.OPTION,
            paramLabel = "FILE",
            description = "options as lines like runs = 1000; those of the command line win")
    private Path file;
}
