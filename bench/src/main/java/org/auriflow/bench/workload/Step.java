package org.auriflow.bench.workload;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Grad;
import org.auriflow.engine.Program;
import org.auriflow.engine.Run;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.Variable;
import org.auriflow.nn.train.Adam;

/**
 * A compiled program with its inputs set, ready to be executed again and again.
 *
 * @param program the program
 * @param run its only run
 * @param flops floating-point operations of one execution by {@link GraphFlops}
 */
public record Step(Program program, Run run, long flops) {
    private static final double LEARNING_RATE = 1e-3;

    /** A program that computes one tensor and updates nothing. */
    public static Step of(Engine engine, Tensor result) {
        Program program = Program.builder(engine).output("result", result).compile();
        return new Step(program, program.open(), GraphFlops.of(List.of(result)));
    }

    /** A program that computes one tensor and the next values of variables. */
    public static Step of(Engine engine, Tensor result, Map<Variable, Tensor> updates) {
        Program.Builder builder = Program.builder(engine).output("result", result);
        updates.forEach(builder::update);
        List<Tensor> roots = new ArrayList<>(updates.values());
        roots.add(result);
        Program program = builder.compile();
        return new Step(program, program.open(), GraphFlops.of(roots));
    }

    /** A training step: the loss, its gradient and Adam's update with learning rate 10⁻³. */
    public static Step training(Engine engine, Tensor loss, Map<String, Variable> parameters) {
        List<Tensor> reads = parameters.values().stream().map(Variable::read).toList();
        List<Tensor> gradients = Grad.grad(loss, reads);
        Map<String, Tensor> named = new LinkedHashMap<>();
        parameters.keySet().forEach(name -> named.put(name, gradients.get(named.size())));
        Tensor rate = Tensor.scalar(DType.FLOAT64, LEARNING_RATE);
        return of(engine, loss, new Adam().create(engine, parameters).updates(named, rate));
    }
}
