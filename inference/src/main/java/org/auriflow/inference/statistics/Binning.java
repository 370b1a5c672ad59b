package org.auriflow.inference.statistics;

import java.util.Arrays;

/**
 * A division of the space of a statistic into bins, a product of divisions along its D components.
 *
 * <p>Along each component, edges e_1 &lt; ... &lt; e_m make m + 1 bins; bin i holds e_i ≤ v &lt; e_(i+1), and the first and
 * last bin reach to infinity, so that every value has a bin.
 */
public final class Binning {
    private static final long MOST_BINS = 10_000_000;

    private final double[][] edges;
    private final int size;

    private Binning(double[][] edges) {
        long product = 1;
        for (double[] along : edges) {
            product *= along.length + 1;
            if (product > MOST_BINS) {
                throw new IllegalArgumentException("binning: at most " + MOST_BINS + " bins can be kept, got more over "
                        + edges.length + " components; use fewer bins along each");
            }
        }
        this.edges = edges;
        this.size = (int) product;
    }

    /**
     * Bins between given edges.
     *
     * @param edges for each of the D components the inner edges in ascending order
     * @return the binning
     * @throws IllegalArgumentException if there is no component, or edges are not finite or do not ascend
     */
    public static Binning ofEdges(double[]... edges) {
        if (edges.length == 0) {
            throw new IllegalArgumentException("binning: at least one component is needed, got none");
        }
        double[][] copy = new double[edges.length][];
        for (int d = 0; d < edges.length; d++) {
            copy[d] = edges[d].clone();
            for (int i = 0; i < copy[d].length; i++) {
                if (!Double.isFinite(copy[d][i]) || (i > 0 && !(copy[d][i] > copy[d][i - 1]))) {
                    throw new IllegalArgumentException("binning: edges must be finite and ascend, got "
                            + Arrays.toString(copy[d]) + " for component " + d);
                }
            }
        }
        return new Binning(copy);
    }

    /**
     * Bins of equal width that cover the range of the samples.
     *
     * @param bins the number of bins along each component, at least 1
     * @param samples at least one, all of the same dimension
     * @return the binning, with a single bin along a component that is constant
     * @throws IllegalArgumentException if bins is below 1 or samples differ in dimension
     */
    public static Binning equalWidth(int bins, Sample... samples) {
        double[][] columns = columns(bins, samples);
        double[][] edges = new double[columns.length][];
        for (int d = 0; d < edges.length; d++) {
            double low = columns[d][0];
            double high = columns[d][columns[d].length - 1];
            double[] along = new double[bins - 1];
            for (int i = 1; i < bins; i++) {
                along[i - 1] = low + (high - low) * i / bins;
            }
            edges[d] = ascending(along, low);
        }
        return new Binning(edges);
    }

    /**
     * Bins that hold equally many of the pooled values, as far as ties allow: an edge lies halfway between two different
     * neighbours, never inside a group of equal values. A statistic with no more distinct values than bins gets a bin
     * for each.
     *
     * @param bins the number of bins along each component, at least 1
     * @param samples at least one, all of the same dimension; weights are not used
     * @return the binning
     * @throws IllegalArgumentException if bins is below 1 or samples differ in dimension
     */
    public static Binning equalPopulation(int bins, Sample... samples) {
        double[][] columns = columns(bins, samples);
        double[][] edges = new double[columns.length][];
        for (int d = 0; d < edges.length; d++) {
            double[] distinct = Arrays.stream(columns[d]).distinct().toArray();
            edges[d] = distinct.length <= bins ? between(distinct, distinct[0]) : quantiles(columns[d], bins);
        }
        return new Binning(edges);
    }

    /**
     * Bins of one component that follow the ratio of two samples: narrow where it is steep and events are many, wide where there is
     * nothing to see.
     *
     * @param numerator a sample with weights
     * @param denominator the other
     * @return as few bins as describe the ratio, at least 1 and at most 300 (arXiv:1207.5578)
     * @throws IllegalArgumentException if samples have several components
     */
    public static Binning adaptive(Sample numerator, Sample denominator) {
        return AdaptiveBinning.fit(numerator, denominator);
    }

    /** The number of components D. */
    public int dimension() {
        return edges.length;
    }

    /** The number of bins over all components. */
    public int size() {
        return size;
    }

    /** The inner edges along component d; a copy. */
    public double[] edges(int d) {
        return edges[d].clone();
    }

    /**
     * The bin of a value.
     *
     * @param value D components; infinite ones belong to the outermost bins
     * @return 0 to size − 1, with the last component varying fastest
     * @throws IllegalArgumentException if the value has the wrong length or is NaN
     */
    public int index(double... value) {
        if (value.length != edges.length) {
            throw new IllegalArgumentException(
                    "binning: a value must have " + edges.length + " components, got " + value.length);
        }
        int index = 0;
        for (int d = 0; d < edges.length; d++) {
            if (Double.isNaN(value[d])) {
                throw new IllegalArgumentException("binning: a value must be a number, got NaN in component " + d);
            }
            // adding zero turns −0 into 0, which binary search tells apart
            int found = Arrays.binarySearch(edges[d], value[d] + 0.0);
            index = index * (edges[d].length + 1) + (found >= 0 ? found + 1 : -found - 1);
        }
        return index;
    }

    /** The pooled values along each component, sorted. */
    private static double[][] columns(int bins, Sample... samples) {
        if (bins < 1) {
            throw new IllegalArgumentException("binning: at least 1 bin is needed, got " + bins);
        }
        if (samples.length == 0) {
            throw new IllegalArgumentException("binning: at least one sample is needed, got none");
        }
        int dimension = samples[0].dimension();
        int count = 0;
        for (Sample sample : samples) {
            if (sample.dimension() != dimension) {
                throw new IllegalArgumentException("binning: samples must have the same dimension, got " + dimension
                        + " and " + sample.dimension());
            }
            count = Math.addExact(count, sample.size());
        }
        double[][] columns = new double[dimension][count];
        for (int d = 0; d < dimension; d++) {
            int at = 0;
            for (Sample sample : samples) {
                for (int i = 0; i < sample.size(); i++) {
                    columns[d][at++] = sample.value(i)[d] + 0.0;
                }
            }
            Arrays.sort(columns[d]);
        }
        return columns;
    }

    private static double[] quantiles(double[] sorted, int bins) {
        double[] edges = new double[bins - 1];
        int count = 0;
        for (int i = 1; i < bins; i++) {
            int at = (int) ((long) sorted.length * i / bins);
            int split = nearestSplit(sorted, at);
            double edge = middle(sorted[split - 1], sorted[split]);
            if (count == 0 || edge > edges[count - 1]) {
                edges[count++] = edge;
            }
        }
        return Arrays.copyOf(edges, count);
    }

    /** The position nearest to the wanted one where a value differs from the one before it; there always is one. */
    private static int nearestSplit(double[] sorted, int wanted) {
        for (int distance = 0; ; distance++) {
            int below = wanted - distance;
            int above = wanted + distance;
            if (below >= 1 && below < sorted.length && sorted[below] > sorted[below - 1]) {
                return below;
            }
            if (above >= 1 && above < sorted.length && sorted[above] > sorted[above - 1]) {
                return above;
            }
        }
    }

    private static double[] between(double[] distinct, double low) {
        double[] edges = new double[distinct.length - 1];
        for (int i = 1; i < distinct.length; i++) {
            edges[i - 1] = middle(distinct[i - 1], distinct[i]);
        }
        return ascending(edges, low);
    }

    /** Above a, at most b, also where no double lies between them. */
    private static double middle(double a, double b) {
        double middle = a / 2 + b / 2;
        return middle > a ? middle : b;
    }

    /** Drops edges that round-off or a constant component has made equal. */
    private static double[] ascending(double[] edges, double above) {
        double[] kept = new double[edges.length];
        int count = 0;
        for (double edge : edges) {
            if (edge > (count == 0 ? above : kept[count - 1])) {
                kept[count++] = edge;
            }
        }
        return Arrays.copyOf(kept, count);
    }
}
