package org.auriflow.bench.jmh;

import java.util.concurrent.TimeUnit;
import org.auriflow.bench.workload.Workloads;
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

/** One step of a workload of {@link Workloads}, as {@code auriflow bench steps} times it without JMH. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class StepBenchmark {
    /** Name in the catalogue. */
    @Param({
        "carl-step/b128h50",
        "carl-step/b128h100",
        "carl-step/b128h256",
        "carl-step/b1024h100",
        "carl-step/b1024h256"
    })
    public String workload;

    /** Host threads. */
    @Param({"1", "2"})
    public int threads;

    private Engine engine;
    private Run run;

    /** Compiles the step. */
    @Setup(Level.Trial)
    public void open() {
        engine = Engine.cpu(threads);
        run = Workloads.named(workload).prepare(engine).run();
    }

    /** Frees the engine. */
    @TearDown(Level.Trial)
    public void close() {
        engine.close();
    }

    /** One step. */
    @Benchmark
    public void step() {
        run.execute();
    }
}
