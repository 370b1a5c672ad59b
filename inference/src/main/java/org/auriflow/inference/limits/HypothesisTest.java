package org.auriflow.inference.limits;

/** p-values of a signal strength, for the observed data and for what background alone would give. */
public interface HypothesisTest {
    /**
     * Of the observed data.
     *
     * @param mu positive, in the range of the test
     */
    PValues observed(double mu);

    /**
     * Of background alone.
     *
     * @param mu positive, in the range of the test
     * @param sigmas 0 for the median; N for the experiment that fluctuates upward by N standard deviations, so that the one at +1
     *     has a weaker limit than the median
     */
    PValues expected(double mu, double sigmas);
}
