package org.auriflow.bench.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import org.auriflow.bench.report.Machine;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Version;
import org.auriflow.engine.spi.BackendProvider;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code auriflow info}: what this installation is and what it found on this machine. */
@Command(name = "info", description = "Show versions, the machine and the devices that Auriflow can use.")
final class InfoCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        row(out, "auriflow", Version.current());
        row(out, "java", Machine.java());
        row(out, "system", Machine.system());
        row(out, "processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
        row(
                out,
                "memory",
                String.format(
                        Locale.ROOT,
                        "%.1f GiB for Java at most",
                        Runtime.getRuntime().maxMemory() / 0x1p30));
        try (Engine engine = Engine.cpu()) {
            engine.describe().lines().forEach(line -> {
                int colon = line.indexOf(": ");
                row(out, colon < 0 ? "" : line.substring(0, colon), line.substring(colon < 0 ? 0 : colon + 2));
            });
        }
        List<BackendProvider> providers = Engine.providers();
        if (providers.isEmpty()) {
            row(out, "other devices", "none: no other backend is on the class path");
        }
        for (BackendProvider provider : providers) {
            row(out, provider.kind(), provider.describe());
            provider.details().forEach(line -> row(out, "", line));
        }
        out.flush();
    }

    private static void row(PrintWriter out, String name, String value) {
        out.println(String.format(Locale.ROOT, "%-14s %s", name, value));
    }
}
