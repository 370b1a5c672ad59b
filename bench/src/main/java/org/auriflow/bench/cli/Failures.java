package org.auriflow.bench.cli;

import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import org.auriflow.bench.compare.ContestantFailedException;
import org.auriflow.inference.external.FailedRunsException;
import org.auriflow.nn.train.NonFiniteLossException;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * One line on standard error for whatever goes wrong: exit code 2 for wrong usage, 1 for everything else. {@code
 * --verbose} or the environment variable {@code AURIFLOW_DEBUG} add the stack trace.
 */
final class Failures implements IParameterExceptionHandler, IExecutionExceptionHandler {
    @Override
    public int handleParseException(ParameterException failure, String[] args) {
        CommandLine command = failure.getCommandLine();
        PrintWriter err = command.getErr();
        err.println("auriflow: " + line(usage(failure)) + "; see "
                + command.getCommandSpec().qualifiedName() + " --help");
        if (isDebugging(List.of(args))) {
            failure.printStackTrace(err);
        }
        err.flush();
        return ExitCode.USAGE;
    }

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
        PrintWriter err = command.getErr();
        if (failure instanceof IllegalArgumentException
                || failure instanceof UncheckedIOException
                || failure instanceof ContestantFailedException
                || failure instanceof FailedRunsException
                || failure instanceof NonFiniteLossException) {
            err.println("auriflow: " + line(failure.getMessage()));
        } else {
            err.println("auriflow: unexpected " + line(failure.toString()) + "; --verbose shows where");
        }
        if (isDebugging(parsed.originalArgs())) {
            failure.printStackTrace(err);
        }
        err.flush();
        return ExitCode.SOFTWARE;
    }

    private static String usage(ParameterException failure) {
        if (!(failure instanceof UnmatchedArgumentException unmatched)) {
            String message = failure.getMessage();
            return message.isEmpty() ? message : Character.toLowerCase(message.charAt(0)) + message.substring(1);
        }
        String first = unmatched.getUnmatched().get(0);
        CommandLine command = failure.getCommandLine();
        Set<String> commands = command.getSubcommands().keySet();
        boolean option = unmatched.isUnknownOption();
        List<String> meant = Spelling.nearest(
                first, option ? command.getCommandSpec().optionsMap().keySet() : commands);
        return (option ? "unknown option " : commands.isEmpty() ? "unexpected argument " : "unknown command ")
                + (first.isEmpty() ? "''" : first)
                + (meant.isEmpty() ? "" : "; did you mean " + String.join(" or ", meant) + "?");
    }

    private static boolean isDebugging(List<String> args) {
        String variable = System.getenv("AURIFLOW_DEBUG");
        return args.contains("--verbose") || (variable != null && !variable.isEmpty() && !variable.equals("0"));
    }

    private static String line(String text) {
        if (text == null) {
            return "no message";
        }
        // What came out of a damaged file must not steer the terminal.
        return text.strip().replaceAll("\\s*\\R\\s*", " ").replaceAll("\\p{Cntrl}", "?");
    }
}
