package org.auriflow.inference.statistics;

import java.util.Arrays;

/**
 * Bins of an estimated log ratio that are joined until the ratio of two histograms rises from each bin to the next, and no bin
 * lacks one of the samples.
 */
final class MonotoneBinning {
    private MonotoneBinning() {}

    /** Coarser bins of one component. */
    static Binning of(Sample numerator, Sample denominator, Binning binning) {
        double[] above = shares(numerator, binning);
        double[] below = shares(denominator, binning);
        double[] index = new double[above.length];
        double[] share = new double[above.length];
        double[] weight = new double[above.length];
        for (int b = 0; b < index.length; b++) {
            index[b] = b;
            weight[b] = above[b] + below[b];
            share[b] = weight[b] > 0 ? above[b] / weight[b] : 0;
        }
        IsotonicRegression regression = IsotonicRegression.fit(index, share, weight);
        double[] values = regression.values();
        // only the outermost bins can lack a sample, since the share of the numerator rises
        int bottom = values[0] == 0 ? 1 : 0;
        int top = values[values.length - 1] == 1 ? values.length - 1 : values.length;
        double[] edges = binning.edges(0);
        return Binning.ofEdges(Arrays.stream(regression.starts())
                .limit(top)
                .skip(bottom + 1)
                .map(start -> edges[(int) start - 1])
                .toArray());
    }

    /** The share of a sample's weight in each bin. */
    private static double[] shares(Sample sample, Binning binning) {
        double[] shares = new double[binning.size()];
        for (int i = 0; i < sample.size(); i++) {
            shares[binning.index(sample.value(i))] += sample.weight(i) / sample.totalWeight();
        }
        return shares;
    }
}
