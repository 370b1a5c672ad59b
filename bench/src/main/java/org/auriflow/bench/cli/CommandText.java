package org.auriflow.bench.cli;

import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine;

/** What the user typed, fit to be typed again. */
final class CommandText {
    private CommandText() {}

    static String of(CommandLine command) {
        CommandLine root = command;
        while (root.getParent() != null) {
            root = root.getParent();
        }
        List<String> args = root.getParseResult().originalArgs();
        return root.getCommandName() + " "
                + args.stream().map(CommandText::quoted).collect(Collectors.joining(" "));
    }

    private static String quoted(String arg) {
        return arg.matches("[A-Za-z0-9_./:=,+-]+") ? arg : "'" + arg.replace("'", "'\\''") + "'";
    }
}
