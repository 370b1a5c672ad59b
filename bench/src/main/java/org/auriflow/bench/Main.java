package org.auriflow.bench;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.auriflow.bench.cli.CommandTree;
import org.auriflow.bench.cli.StandardOutput;
import org.auriflow.bench.cli.Terminal;
import org.auriflow.bench.galton.GaltonInference;
import org.auriflow.bench.galton.LearnedGaltonInference;
import org.auriflow.engine.Version;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The {@code auriflow} command. */
@Command(
        name = "auriflow",
        versionProvider = Main.EngineVersion.class,
        description = "Learns likelihood ratios and scores from simulators and turns them into measurements.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  ${COMMAND-FULL-NAME} infer galton",
            "  ${COMMAND-FULL-NAME} infer galton --help",
            "  ${COMMAND-FULL-NAME} info"
        })
@SuppressWarnings("UnusedVariable") // picocli reads the fields of options
public final class Main implements Runnable {
    private static final String VERBOSE = "--verbose";

    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "show this help")
    private boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "show the version")
    private boolean version;

    @Option(
            names = VERBOSE,
            scope = ScopeType.INHERIT,
            description = "show what the library logs, and where an error comes from")
    private boolean verbose;

    /** Runs the command given by {@code args} and exits with its code: 0 success, 2 wrong usage, 1 anything else. */
    public static void main(String[] args) {
        // Figures are drawn into memory, also where there is a display.
        System.setProperty("java.awt.headless", "true");
        if (!List.of(args).contains(VERBOSE)) {
            Logger.getLogger("").setLevel(Level.WARNING);
        }
        StandardOutput output = new StandardOutput(new FileOutputStream(FileDescriptor.out));
        System.setOut(output.text());
        int code;
        try {
            code = commandLine(new LearnedGaltonInference(), Terminal.isInteractive())
                    .execute(args);
        } catch (OutOfMemoryError e) {
            System.err.println("auriflow: out of memory; take fewer --runs, or give Java more with -Xmx");
            code = CommandLine.ExitCode.SOFTWARE;
        }
        System.out.flush();
        if (output.problem().isPresent()) {
            System.err.println("auriflow: " + output.problem().get());
            code = CommandLine.ExitCode.SOFTWARE;
        }
        System.exit(code);
    }

    static CommandLine commandLine(GaltonInference inference, boolean interactive) {
        // As it was typed, so that the examples of the help can be typed too.
        return CommandTree.under(new Main(), inference, interactive)
                .setCommandName(System.getProperty("auriflow.name", "auriflow"));
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "a command is required: " + String.join(", ", spec.subcommands().keySet()));
    }

    static final class EngineVersion implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"auriflow " + Version.current()};
        }
    }
}
