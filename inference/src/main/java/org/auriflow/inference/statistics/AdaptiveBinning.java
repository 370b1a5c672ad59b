package org.auriflow.inference.statistics;

import java.util.Arrays;

/**
 * The division of a line into bins that describes best how the ratio of two samples changes: Bayesian blocks (J. Scargle et al.,
 * arXiv:1207.5578, optimal partition by dynamic programming) with the likelihood of which sample an event comes from,
 *
 * <pre>
 *   maximise Σ_bins [n_0 log(n_0/n) + n_1 log(n_1/n)] − (number of bins) · log(n_0 + n_1 over all)
 * </pre>
 *
 * <p>where the last term is the Bayesian information criterion for a bin's ratio and edge. Bins are narrow where the ratio is steep and
 * events are many.
 */
final class AdaptiveBinning {
    /** Edges are looked for between as many cells of equal population. */
    private static final int CELLS = 300;

    private AdaptiveBinning() {}

    static Binning fit(Sample numerator, Sample denominator) {
        Binning cells = Binning.equalPopulation(CELLS, numerator, denominator);
        if (cells.dimension() != 1) {
            throw new IllegalArgumentException("binning: adaptive bins have one component, got " + cells.dimension());
        }
        double[] above = cumulative(numerator, cells);
        double[] below = cumulative(denominator, cells);
        int count = cells.size();
        double penalty = Math.log(above[count] + below[count]);
        double[] best = new double[count + 1];
        int[] begin = new int[count + 1];
        for (int end = 1; end <= count; end++) {
            best[end] = Double.NEGATIVE_INFINITY;
            for (int from = 0; from < end; from++) {
                double value = best[from] + fitness(above[end] - above[from], below[end] - below[from]) - penalty;
                if (value > best[end]) {
                    best[end] = value;
                    begin[end] = from;
                }
            }
        }
        double[] edges = new double[count];
        int at = count;
        for (int end = begin[count]; end > 0; end = begin[end]) {
            edges[--at] = cells.edges(0)[end - 1];
        }
        return Binning.ofEdges(Arrays.copyOfRange(edges, at, count));
    }

    private static double fitness(double above, double below) {
        return xLogX(above) + xLogX(below) - xLogX(above + below);
    }

    private static double xLogX(double x) {
        return x > 0 ? x * StrictMath.log(x) : 0;
    }

    /** Effective numbers of events in the cells before each edge. */
    private static double[] cumulative(Sample sample, Binning cells) {
        double[] sums = new double[cells.size() + 1];
        double scale = sample.effectiveSize() / sample.totalWeight();
        for (int i = 0; i < sample.size(); i++) {
            sums[cells.index(sample.value(i)) + 1] += sample.weight(i) * scale;
        }
        for (int k = 1; k < sums.length; k++) {
            sums[k] += sums[k - 1];
        }
        return sums;
    }
}
