package org.auriflow.bench;

import org.auriflow.engine.Version;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code auriflow} command. */
@Command(
        name = "auriflow",
        mixinStandardHelpOptions = true,
        versionProvider = Main.EngineVersion.class,
        description = "Learns likelihood ratios and scores from simulators and turns them into measurements.")
public final class Main implements Runnable {
    @Spec
    private CommandSpec spec;

    /** Runs the command given by {@code args} and exits with its code: 0 success, 2 wrong usage, 1 anything else. */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main());
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "auriflow: a command is required, got none; see --help");
    }

    static final class EngineVersion implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"auriflow " + Version.current()};
        }
    }
}
