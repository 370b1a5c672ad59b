package org.auriflow.flows.manifold;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.auriflow.engine.CompiledFunction;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Tensor;
import org.auriflow.flows.Transform;
import org.auriflow.flows.transform.Permutation;
import org.auriflow.flows.transform.PrincipalAxes;
import org.auriflow.nn.Pass;
import org.auriflow.nn.train.AdamW;
import org.auriflow.nn.train.DataSet;
import org.auriflow.nn.train.Schedule;
import org.auriflow.nn.train.Trainer;

/**
 * Along which axes of the data a manifold begins, by short trials.
 *
 * <p>A new embedding is nearly the plane of n axes. If the true manifold lies above that plane as a graph, training finds it; if it
 * folds there, training ends in a poor minimum, whatever the learning rate. Neither the variances of the data nor the first loss tell which of the
 * two it is. The loss after a few hundred steps does.
 */
public final class Orientation {
    private static final int BATCH = 100;

    /** Few rows are used this often at most. */
    private static final int PASSES = 5;

    private Orientation() {}

    /**
     * Data as they are, their principal axes, and other orders of them at random, each at most once.
     *
     * @param values row-major [N, width]
     * @param orders how many random ones to add at most
     */
    public static List<Transform> candidates(float[] values, int width, int orders, long seed) {
        List<Transform> all = new ArrayList<>();
        List<List<Integer>> seen = new ArrayList<>();
        add(all, seen, Permutation.roll(width, 0));
        all.add(PrincipalAxes.fit(values, width));
        for (int k = 0; k < orders; k++) {
            // In few dimensions every axis is to be among the last ones once.
            add(all, seen, k + 1 < width ? Permutation.roll(width, k + 1) : Permutation.random(width, seed + k));
        }
        return all;
    }

    private static void add(List<Transform> all, List<List<Integer>> seen, Permutation p) {
        List<Integer> order = IntStream.of(p.order()).boxed().toList();
        if (!seen.contains(order)) {
            seen.add(order);
            all.add(p);
        }
    }

    /**
     * The candidate whose embedding has the smallest reconstruction error after some steps of the manifold phase.
     *
     * @param make a new model that begins along given axes; those of the trials are left to the garbage collector
     * @param data with a column {@link ManifoldTrainer#X}
     * @param steps of a trial, of 100 rows each; fewer where that would be more than five passes over the data
     */
    public static Transform choose(
            Engine engine,
            List<Transform> candidates,
            Function<Transform, ? extends ManifoldDistribution> make,
            DataSet data,
            int steps,
            double learningRate,
            long seed) {
        int rows = Math.min(data.rows(), steps * BATCH);
        DataSet some = data.take(IntStream.range(0, rows).toArray());
        Transform best = null;
        double least = Double.POSITIVE_INFINITY;
        for (Transform axes : candidates) {
            Embedding f = make.apply(axes).embedding();
            int epochs = Math.max(1, Math.min(PASSES, steps * BATCH / rows));
            double error = error(engine, f, some, epochs, learningRate, seed);
            if (best == null || error < least) {
                best = axes;
                least = error;
            }
        }
        return best;
    }

    private static double error(Engine engine, Embedding f, DataSet data, int epochs, double learningRate, long seed) {
        boolean conditional = f.contextWidth() > 0;
        Trainer.builder(engine)
                .model(f)
                .loss((batch, pass) -> ManifoldLosses.reconstruction(
                        f,
                        batch.get(ManifoldTrainer.X),
                        conditional ? batch.get(ManifoldTrainer.CONTEXT) : null,
                        pass,
                        Reconstruction.SQUARED,
                        0))
                .data(data)
                .optimizer(new AdamW(0))
                .schedule(Schedule.cosine(learningRate))
                .batchSize(Math.min(BATCH, data.rows()))
                .epochs(epochs)
                .seed(seed)
                .build()
                .train();
        Tensor x = data.tensor(ManifoldTrainer.X);
        Tensor c = conditional ? data.tensor(ManifoldTrainer.CONTEXT) : null;
        try (CompiledFunction loss = new CompiledFunction(
                engine,
                in -> List.of(ManifoldLosses.reconstruction(
                        f, in.get(0), conditional ? in.get(1) : null, Pass.evaluation(), Reconstruction.SQUARED, 0)))) {
            return (conditional ? loss.call(x, c) : loss.call(x)).get(0).item();
        }
    }
}
