package org.auriflow.bench.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command that only holds others. */
@Command
final class Group implements Runnable {
    private final String name;

    private CommandSpec spec;

    private final String description;

    Group(String name, String description) {
        this.name = name;
        this.description = description;
    }

    @Spec
    void setSpec(CommandSpec spec) {
        this.spec = spec;
        spec.name(name);
        spec.usageMessage().description(description);
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                name + " needs one of " + String.join(", ", spec.subcommands().keySet()));
    }
}
