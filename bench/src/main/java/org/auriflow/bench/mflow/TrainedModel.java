package org.auriflow.bench.mflow;

import java.util.Arrays;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.ToDoubleFunction;
import org.auriflow.engine.CompiledFunction;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Random;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Storage;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.TensorType;
import org.auriflow.flows.Distribution;
import org.auriflow.flows.manifold.ManifoldDistribution;
import org.auriflow.flows.manifold.ManifoldFlow;
import org.auriflow.nn.CompiledRows;
import org.auriflow.nn.Pass;

/** A model as functions of rows of numbers, compiled in blocks. */
final class TrainedModel implements AutoCloseable {
    private static final int BLOCK = 1000;

    private final Distribution model;
    private final CompiledRows logProb;
    private final CompiledRows onManifold;
    private final CompiledRows project;
    private final CompiledRows encode;
    private final CompiledRows decode;
    private final CompiledRows conditions;
    private final CompiledFunction sample;
    private final CompiledFunction likelihood;

    TrainedModel(Engine engine, Distribution model) {
        this.model = model;
        ManifoldDistribution m = manifold();
        this.logProb = rows(engine, model::logProb);
        this.onManifold = m == null ? null : rows(engine, (x, c) -> m.logProbOnManifold(x, c, Pass.evaluation()));
        this.project = m == null ? null : rows(engine, m::project);
        this.encode = m == null ? null : rows(engine, m::encode);
        this.decode = m == null
                ? null
                : rows(
                        engine,
                        (u, c) -> Tensor.concatenate(
                                -1,
                                m.decode(u, c),
                                m.latentLogProb(u, c, Pass.evaluation()).expand(-1)));
        this.conditions = m == null ? null : rows(engine, m::conditionNumbers);
        Random random = new Random(0, 0x5A);
        this.sample = new CompiledFunction(engine, in -> {
            int n = in.get(0).shape().extent(0);
            Tensor c = contextWidth() == 0 ? null : in.get(0);
            return List.of(
                    m == null ? model.sample(n, c, random, in.get(1)) : m.sampleOnManifold(n, c, random, in.get(1)));
        });
        this.likelihood = new CompiledFunction(
                engine,
                in -> List.of(
                        posteriorTerm(in.get(0), in.get(1)).cast(DType.FLOAT64).sum()));
    }

    private CompiledRows rows(Engine engine, BinaryOperator<Tensor> f) {
        return new CompiledRows(engine, contextWidth(), f);
    }

    /** Null for a flow in the whole space. */
    ManifoldDistribution manifold() {
        return model instanceof ManifoldDistribution m ? m : null;
    }

    int contextWidth() {
        return model.contextWidth();
    }

    /** Whether the manifold, and with it places and volumes, are the same for all θ. */
    private boolean fixedManifold() {
        ManifoldDistribution m = manifold();
        return m instanceof ManifoldFlow
                && m.embedding().contextWidth() == 0
                && !m.embedding().parameters().isEmpty();
    }

    /** ln p as far as it depends on θ: of places on a manifold that does not, without its volume, else of points. */
    private Tensor posteriorTerm(Tensor rows, Tensor theta) {
        return fixedManifold() ? manifold().density().logProb(rows, theta) : model.logProb(rows, theta);
    }

    /** Σ ln p(xᵢ|θ) up to what does not depend on θ, for many θ: points are encoded once where θ does not matter. */
    ToDoubleFunction<double[]> logLikelihood(Draws observed) {
        Tensor rows = fixedManifold()
                ? tensor(encode(observed), manifold().latentWidth())
                : tensor(observed.x(), observed.width());
        return theta -> {
            float[] t = new float[theta.length];
            for (int k = 0; k < t.length; k++) {
                t[k] = (float) theta[k];
            }
            return likelihood.call(rows, tensor(t, t.length)).get(0).item();
        };
    }

    /** ln p in nats, of the model's own volume. */
    double[] logProb(Draws d) {
        return doubles(logProb.map(d.x(), d.width(), d.theta()));
    }

    /** ln p in nats per volume of the manifold, of projections. */
    double[] logProbOnManifold(Draws d) {
        return doubles(onManifold.map(d.x(), d.width(), d.theta()));
    }

    float[] project(Draws d) {
        return project.map(d.x(), d.width(), d.theta());
    }

    float[] encode(Draws d) {
        return encode.map(d.x(), d.width(), d.theta());
    }

    /** Conditions of J = ∂decode/∂u where points are encoded. */
    float[] conditions(Draws d) {
        return conditions.map(d.x(), d.width(), d.theta());
    }

    /** Points and ln p in rows of d + 1. */
    float[] decode(float[] u, float[] theta) {
        return decode.map(u, manifold().latentWidth(), theta);
    }

    /** Draws, on the manifold where there is one, one for each row of θ. */
    float[] sample(int n, float[] theta) {
        int c = Math.max(1, contextWidth());
        float[] out = new float[n * model.width()];
        for (int from = 0; from < n; from += BLOCK) {
            int rows = Math.min(BLOCK, n - from);
            float[] t = contextWidth() == 0 ? new float[rows] : Arrays.copyOfRange(theta, from * c, (from + rows) * c);
            int block = from / BLOCK;
            float[] part = sample.call(tensor(t, c), Tensor.scalar(DType.INT32, block))
                    .get(0)
                    .toFloatArray();
            System.arraycopy(part, 0, out, from * model.width(), part.length);
        }
        return out;
    }

    private static Tensor tensor(float[] values, int width) {
        return Tensor.constant(
                new TensorType(DType.FLOAT32, Shape.of(values.length / width, width)), Storage.wrap(values));
    }

    private static double[] doubles(float[] x) {
        double[] y = new double[x.length];
        for (int i = 0; i < y.length; i++) {
            y[i] = x[i];
        }
        return y;
    }

    @Override
    public void close() {
        sample.close();
        likelihood.close();
        for (CompiledRows f : new CompiledRows[] {logProb, onManifold, project, encode, decode, conditions}) {
            if (f != null) {
                f.close();
            }
        }
    }
}
