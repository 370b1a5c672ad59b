package org.auriflow.bench.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import org.auriflow.bench.gpu.GpuBundle;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code auriflow gpu-bundle}: a folder for machines with a card but without Java. */
@Command(
        name = "gpu-bundle",
        description =
                "Write a folder that checks and times Auriflow on a machine with a card, without Java or network.",
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {"  ${COMMAND-FULL-NAME} --out gpu-bundle", "  tar -cJf gpu-bundle.tar.xz gpu-bundle"})
final class GpuBundleCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "gpu-bundle",
            description = "a new folder (default: ${DEFAULT-VALUE})")
    private Path directory;

    @Override
    public void run() {
        long bytes = GpuBundle.write(directory);
        PrintWriter out = spec.commandLine().getOut();
        out.println(String.format(
                Locale.ROOT,
                "%s, %.1f MiB; there: %s/run.sh check, %s/run.sh bench",
                directory,
                bytes / 0x1p20,
                directory.getFileName(),
                directory.getFileName()));
        out.flush();
    }
}
