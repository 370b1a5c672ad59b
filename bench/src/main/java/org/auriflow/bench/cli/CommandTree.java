package org.auriflow.bench.cli;

import org.auriflow.bench.galton.GaltonInference;
import picocli.CommandLine;

/** Puts the subcommands under the root command and decides how they fail. */
public final class CommandTree {
    private CommandTree() {}

    /**
     * The complete command line.
     *
     * @param root the root command
     * @param inference what {@code infer galton} runs
     * @param interactive whether standard error is a terminal, where progress can be drawn
     * @return ready to execute
     */
    public static CommandLine under(Object root, GaltonInference inference, boolean interactive) {
        CommandLine infer = new CommandLine(new InferCommand(interactive))
                .addSubcommand(new InferGaltonCommand(inference, interactive));
        CommandLine mine = new CommandLine(new Group("mine", "Mine the joint ratio and score of runs of a simulator."))
                .addSubcommand(new MineGaltonCommand());
        CommandLine results = new CommandLine(
                        new Group("results", "Measure accuracy and coverage against exact answers."))
                .addSubcommand(new ResultsGaltonCommand())
                .addSubcommand(new ResultsCoverageCommand())
                .addSubcommand(new ResultsInformationCommand());
        CommandLine bench = new CommandLine(new Group("bench", "Time steps and kernels, beside PyTorch and JAX."))
                .addSubcommand(new BenchStepsCommand())
                .addSubcommand(new BenchKernelsCommand())
                .addSubcommand(new BenchStartupCommand())
                .addSubcommand(new BenchInferenceCommand())
                .addSubcommand(new BenchCompareCommand(root.getClass().getName()));
        CommandLine tree = ConfigFile.reading(root)
                .addSubcommand("infer", infer)
                .addSubcommand("mine", mine)
                .addSubcommand("results", results)
                .addSubcommand("bench", bench)
                .addSubcommand(new CompareCommand())
                .addSubcommand(new SimulateCommand())
                .addSubcommand(new TrainCommand())
                .addSubcommand(new EvaluateCommand())
                .addSubcommand(new DensityCommand())
                .addSubcommand(new MflowCommand())
                .addSubcommand(new GpuCheckCommand())
                .addSubcommand(new GpuBenchCommand())
                .addSubcommand(new GpuBundleCommand())
                .addSubcommand(new InfoCommand());
        Failures failures = new Failures();
        tree.setParameterExceptionHandler(failures);
        tree.setExecutionExceptionHandler(failures);
        Numerals.register(tree);
        Labels.register(tree);
        tree.setUsageHelpAutoWidth(false);
        // "galton" is a command of infer and a value of its --simulator.
        tree.setAllowSubcommandsAsOptionParameters(true);
        return tree;
    }
}
