package org.auriflow.inference.limits;

/** p-values of two parameters on a grid, for the observed data and for what a null hypothesis would give. */
public interface GridTest {
    /** The values of the first parameter in ascending order; a copy. */
    double[] xs();

    /** Those of the second. */
    double[] ys();

    /**
     * Of the observed data.
     *
     * @param i index of the first parameter
     * @param j index of the second
     */
    PValues observed(int i, int j);

    /**
     * Of the null hypothesis alone.
     *
     * @param i index of the first parameter
     * @param j index of the second
     * @param sigmas 0 for the median; N for the experiment that N standard deviations make more like (i, j), so that it excludes
     *     less than the median
     */
    PValues expected(int i, int j, double sigmas);
}
