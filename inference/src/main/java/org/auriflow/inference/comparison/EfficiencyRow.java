package org.auriflow.inference.comparison;

/**
 * What one training came to. Numbers that cannot be measured are NaN: errors where the exact likelihood is not known, all of them where
 * training diverged.
 *
 * @param method name
 * @param runs simulated runs of training
 * @param seed of the training
 * @param mseLogR mean square error of log r̂(x | θ0, θ1), x ~ p(·|θ1)
 * @param mseScore mean square error of t̂(x | θ1), the mean over components, x ~ p(·|θ1)
 * @param information per event that t̂(x | θ1) as a statistic has on θ, as {@link ExpectedInformation#of} defines it
 * @param seconds of simulation and training
 */
public record EfficiencyRow(
        String method, int runs, long seed, double mseLogR, double mseScore, double information, double seconds) {
    /** Whether this is the training of a method with so many runs and that seed. */
    public boolean is(String otherMethod, int otherRuns, long otherSeed) {
        return method.equals(otherMethod) && runs == otherRuns && seed == otherSeed;
    }
}
