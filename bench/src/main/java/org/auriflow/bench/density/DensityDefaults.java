package org.auriflow.bench.density;

import org.auriflow.engine.Engine;
import org.auriflow.flows.Distribution;
import org.auriflow.flows.Glow;
import org.auriflow.flows.MaskedAutoregressiveFlow;
import org.auriflow.flows.MixtureDensityNetwork;
import org.auriflow.flows.NeuralSplineFlow;
import org.auriflow.flows.RealNvp;
import org.auriflow.flows.Transform;
import org.auriflow.flows.continuous.ContinuousTransform;
import org.auriflow.flows.continuous.VelocityField;
import org.auriflow.flows.distribution.StandardNormal;
import org.auriflow.flows.elementwise.Affine;

/**
 * Sizes and training that suit a table by the number n of its rows to train on.
 *
 * <table>
 *   <caption>Architectures, for standardised columns</caption>
 *   <tr><th>model</th><th>n &lt; 1,000</th><th>n &lt; 20,000</th><th>more</th></tr>
 *   <tr><td>nsf</td><td>3 autoregressive layers, 2 × 64 units</td><td>the same</td><td>8 couplings, 2 × 128</td></tr>
 *   <tr><td>maf</td><td>3 layers, 2 × 64 units</td><td>the same</td><td>8 layers, 2 × 128</td></tr>
 *   <tr><td>realnvp</td><td>4 couplings, a block of 32 units</td><td>8, 2 blocks of 64</td><td>10, 2 of 128</td></tr>
 *   <tr><td>glow</td><td>3 steps, a block of 32 units</td><td>5, 2 blocks of 64</td><td>8, 2 of 128</td></tr>
 *   <tr><td>mdn</td><td>3 normals, 2 × 32 units</td><td>10, 2 × 64</td><td>20, 2 × 128</td></tr>
 *   <tr><td>fm</td><td>3 × 64 units</td><td>3 × 128</td><td>4 × 256</td></tr>
 *   <tr><td>batch</td><td>32</td><td>128</td><td>512</td></tr>
 *   <tr><td>steps, about</td><td>1,000, of nsf and maf 4,000 in 250 epochs</td><td>4,000</td><td>20,000</td></tr>
 *   <tr><td>weight decay</td><td>1</td><td>0.1</td><td>0.01</td></tr>
 * </table>
 *
 * <p>Splines have 8 bins on ±5 deviations. Networks of nsf and maf drop a tenth of their units in training below 20,000 rows, and a fifth
 * below 250. Scales of maf grow but linearly, so that rows far off do not ruin its mean. Layers of a masked network are as wide as the row or wider. Learning rates rise to
 * 10⁻³ over a twentieth of all steps and fall by a cosine; a mixture without context has no network and takes 10⁻². That
 * and flow matching, whose loss is a noisy one, take three times as many steps.
 *
 * <p>Small tables are overfitted within some hundred steps. What helps is to stop: their learning rates fall early, and the weights
 * of the best validation epoch are kept. Splines overfit most. Autoregressive layers need fewer of them than couplings to follow
 * columns that depend on each other, and with dropout they learn for longer before they overfit: on 1,219 rows of 43 columns
 * of MINIBOONE both together were worth 25 nats.
 */
final class DensityDefaults {
    /** Splines act on ±BOUND. */
    static final double BOUND = 5;

    private static final int BINS = 8;

    /** So few rows need more dropout. */
    private static final int FEW = 250;

    private final DensityFamily family;
    private final int rows;
    private final int size;
    private final boolean conditional;

    /** For this many rows to train on. */
    DensityDefaults(DensityFamily family, int rows, boolean conditional) {
        this.family = family;
        this.rows = rows;
        this.size = rows < 1000 ? 0 : rows < 20_000 ? 1 : 2;
        this.conditional = conditional;
    }

    private int of(int small, int middle, int large) {
        return new int[] {small, middle, large}[size];
    }

    /** Rows in a step. */
    int batch() {
        return Math.min(rows, of(32, 128, 512));
    }

    /** Enough for the number of steps, but every row is seen ten times. */
    int epochs(int batch) {
        boolean slow = family == DensityFamily.FM || isPlainMixture();
        boolean dropped = family == DensityFamily.NSF || family == DensityFamily.MAF;
        int steps = of(dropped ? 4000 : 1000, 4000, 20_000) * (slow ? 3 : 1);
        int most = slow ? 1500 : dropped ? of(250, 500, 500) : 500;
        int perEpoch = (rows + batch - 1) / batch;
        return Math.max(10, Math.min(most, steps / perEpoch));
    }

    /** Epochs without improvement after which training ends. */
    static int patience(int epochs) {
        return Math.max(10, epochs / 5);
    }

    /** Without a network, whose normals have far to go. */
    private boolean isPlainMixture() {
        return family == DensityFamily.MDN && !conditional;
    }

    double learningRate() {
        return isPlainMixture() ? 1e-2 : 1e-3;
    }

    double weightDecay() {
        return new double[] {1, 0.1, 0.01}[size];
    }

    /** Of the networks of nsf and maf. */
    private double dropout() {
        return rows < FEW ? 0.2 : size < 2 ? 0.1 : 0;
    }

    private int[] hidden() {
        int h = of(32, 64, 128);
        return new int[] {h, h};
    }

    /** Of masked networks. */
    private int[] masked(int width) {
        int h = size < 2 ? Math.max(64, width) : 128;
        return new int[] {h, h};
    }

    /** A model of standardised rows given a standardised context. */
    Parts model(Engine engine, int width, int context, long seed) {
        return switch (family) {
            case NSF ->
                Parts.of(NeuralSplineFlow.builder(engine)
                        .width(width)
                        .context(context)
                        .autoregressive(size < 2)
                        .layers(of(3, 3, 8))
                        .hidden(masked(width))
                        .dropout(dropout())
                        .spline(BINS, BOUND)
                        .seed(seed)
                        .transform());
            case MAF ->
                Parts.of(MaskedAutoregressiveFlow.builder(engine)
                        .elementwise(new Affine(Affine.Scale.SOFTPLUS))
                        .width(width)
                        .context(context)
                        .layers(of(3, 3, 8))
                        .hidden(masked(width))
                        .dropout(dropout())
                        .seed(seed)
                        .transform());
            case REALNVP ->
                Parts.of(RealNvp.builder(engine)
                        .width(width)
                        .context(context)
                        .layers(of(4, 8, 10))
                        .hidden(of(32, 64, 128))
                        .blocks(of(1, 2, 2))
                        .seed(seed)
                        .transform());
            case GLOW ->
                Parts.of(Glow.builder(engine)
                        .width(width)
                        .context(context)
                        .steps(of(3, 5, 8))
                        .hidden(of(32, 64, 128))
                        .blocks(of(1, 2, 2))
                        .seed(seed)
                        .transform());
            case MDN ->
                new Parts(
                        null,
                        null,
                        MixtureDensityNetwork.builder(engine)
                                .width(width)
                                .context(context)
                                .components(of(3, 10, 20))
                                .hidden(hidden())
                                .seed(seed)
                                .build());
            case FM -> {
                int h = of(64, 128, 256);
                VelocityField field = VelocityField.builder(engine)
                        .width(width)
                        .context(context)
                        .hidden(size == 2 ? new int[] {h, h, h, h} : new int[] {h, h, h})
                        .seed(seed)
                        .build();
                yield new Parts(ContinuousTransform.of(field), field, new StandardNormal(width));
            }
        };
    }

    /**
     * What goes behind the standardisation.
     *
     * @param transform null for none
     * @param field of a continuous flow, null for others
     * @param base distribution
     */
    record Parts(Transform transform, VelocityField field, Distribution base) {
        private static Parts of(Transform transform) {
            return new Parts(transform, null, new StandardNormal(transform.width()));
        }
    }
}
