package org.auriflow.bench.jmh;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Grad;
import org.auriflow.engine.Program;
import org.auriflow.engine.RandomStream;
import org.auriflow.engine.Run;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.Variable;
import org.auriflow.nn.Mlp;
import org.auriflow.nn.train.Adam;
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

/** One training step of a classifier: three hidden tanh layers on 10 inputs, cross-entropy, Adam, all in one program. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class CarlStepBenchmark {
    /** Batch and width of the hidden layers. */
    @Param({"128x50", "128x100", "128x256", "1024x100", "1024x256"})
    public String size;

    /** Host threads. */
    @Param({"1", "2"})
    public int threads;

    private Engine engine;
    private Run run;

    /** Compiles the step. */
    @Setup(Level.Trial)
    public void open() {
        int x = size.indexOf('x');
        int batch = Integer.parseInt(size.substring(0, x));
        int width = Integer.parseInt(size.substring(x + 1));
        engine = Engine.cpu(threads);
        Mlp net = Mlp.builder(engine)
                .inputs(10)
                .hidden(width, width, width)
                .outputs(1)
                .seed(1)
                .build();
        Tensor y = Tensor.input("y", DType.FLOAT32, Shape.of(batch, 1));
        Tensor logit = net.call(Tensor.input("x", DType.FLOAT32, Shape.of(batch, 10)));
        Tensor loss = logit.softplus().sub(logit.mul(y)).mean();
        Map<String, Variable> parameters = net.parameters();
        List<Tensor> reads = new ArrayList<>();
        parameters.values().forEach(v -> reads.add(v.read()));
        List<Tensor> gradients = Grad.grad(loss, reads);
        Map<String, Tensor> named = new LinkedHashMap<>();
        parameters.keySet().forEach(name -> named.put(name, gradients.get(named.size())));
        Program.Builder step = Program.builder(engine).output("loss", loss);
        new Adam()
                .create(engine, parameters)
                .updates(named, Tensor.scalar(DType.FLOAT64, 1e-3))
                .forEach(step::update);
        run = step.compile().open();
        RandomStream random = new RandomStream(1, 0);
        float[] xs = new float[batch * 10];
        float[] ys = new float[batch];
        for (int i = 0; i < xs.length; i++) {
            xs[i] = (float) random.normal();
        }
        for (int i = 0; i < ys.length; i++) {
            ys[i] = random.below(2);
        }
        run.set("x", xs);
        run.set("y", ys);
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
