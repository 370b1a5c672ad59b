package org.auriflow.bench.jmh;

import java.util.concurrent.TimeUnit;
import org.auriflow.bench.kernel.KernelCases;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Run;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** One kernel of {@link KernelCases} as a program of its own; {@code auriflow bench kernels} runs them all. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
@Warmup(iterations = 3, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 200, timeUnit = TimeUnit.MILLISECONDS)
public class KernelBenchmark {
    /** Name in the catalogue. */
    @Param("gemm/128")
    public String kernel;

    /** Host threads. */
    @Param("1")
    public int threads;

    private Engine engine;
    private Run run;

    /** Compiles the program. */
    @Setup(Level.Trial)
    public void open() {
        engine = Engine.cpu(threads);
        run = KernelCases.only(kernel).get(0).step().apply(engine).run();
    }

    /** Frees the engine. */
    @TearDown(Level.Trial)
    public void close() {
        engine.close();
    }

    /** One execution. */
    @Benchmark
    public void execute() {
        run.execute();
    }
}
