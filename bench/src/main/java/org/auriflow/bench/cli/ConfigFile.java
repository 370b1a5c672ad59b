package org.auriflow.bench.cli;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import picocli.CommandLine;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;

/**
 * A file of options in Java's properties format, which are the defaults of a command: {@code runs = 1000} for {@code --runs 1000}. A
 * positional parameter has its label in lower case as a key.
 */
final class ConfigFile implements IDefaultValueProvider {
    static final String OPTION = "--config";

    private final Properties values;

    private ConfigFile(Properties values) {
        this.values = values;
    }

    /**
     * Gives the command that arguments name the defaults of its file, if they name one too.
     *
     * @throws ParameterException if the file cannot be read or has a key that the command does not know
     */
    static void apply(CommandLine root, String... args) {
        CommandLine command = root;
        String file = null;
        for (int i = 0; i < args.length; i++) {
            OptionSpec option = command.getCommandSpec().optionsMap().get(args[i]);
            if (args[i].startsWith(OPTION + "=")) {
                file = args[i].substring(OPTION.length() + 1);
            } else if (option != null && option.arity().max() > 0 && i + 1 < args.length) {
                i++; // the value of an option may have the name of a command
                file = args[i - 1].equals(OPTION) ? args[i] : file;
            } else if (command.getSubcommands().containsKey(args[i])) {
                command = command.getSubcommands().get(args[i]);
            }
        }
        if (file != null && command.getCommandSpec().optionsMap().containsKey(OPTION)) {
            command.setDefaultValueProvider(read(command, file));
        }
    }

    private static ConfigFile read(CommandLine command, String file) {
        Properties values = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of(file))) {
            values.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            String reason =
                    e instanceof InvalidPathException || !(e instanceof IOException) || Files.exists(Path.of(file))
                            ? e.getMessage()
                            : "does not exist";
            throw new ParameterException(
                    command, "config: requires a file of lines like runs = 1000, got " + file + " (" + reason + ")", e);
        }
        Map<String, ArgSpec> known = keys(command);
        for (String key : values.stringPropertyNames()) {
            if (!known.containsKey(key)) {
                List<String> meant = Spelling.nearest(key, known.keySet());
                throw new ParameterException(
                        command,
                        "config: " + file + " must have keys of " + command.getCommandName() + ", got '" + key + "'; "
                                + (meant.isEmpty()
                                        ? "there are " + String.join(", ", known.keySet())
                                        : "did you mean " + String.join(" or ", meant) + "?"));
            }
        }
        return new ConfigFile(values);
    }

    private static Map<String, ArgSpec> keys(CommandLine command) {
        Map<String, ArgSpec> keys = new TreeMap<>();
        List<ArgSpec> args = new ArrayList<>(command.getCommandSpec().args());
        args.stream()
                .filter(a -> !a.inherited()
                        && !(a instanceof OptionSpec o && o.longestName().equals(OPTION)))
                .forEach(a -> keys.put(key(a), a));
        return keys;
    }

    private static String key(ArgSpec arg) {
        return arg instanceof OptionSpec option
                ? option.longestName().replaceFirst("^-+", "")
                : ((PositionalParamSpec) arg).paramLabel().toLowerCase(Locale.ROOT);
    }

    @Override
    public String defaultValue(ArgSpec arg) {
        return arg.inherited() ? null : values.getProperty(key(arg));
    }

    /** A command line that reads these files first. */
    static CommandLine reading(Object root) {
        return new CommandLine(root) {
            @Override
            public int execute(String... args) {
                try {
                    apply(this, args);
                } catch (ParameterException e) {
                    try {
                        return getParameterExceptionHandler().handleParseException(e, args);
                    } catch (Exception unexpected) {
                        throw new IllegalStateException(unexpected);
                    }
                }
                return super.execute(args);
            }
        };
    }
}
