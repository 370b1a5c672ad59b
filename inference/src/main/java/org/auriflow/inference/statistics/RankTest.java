package org.auriflow.inference.statistics;

import java.util.Arrays;
import java.util.Comparator;

/** How well one number tells two classes apart, by ranks alone. */
public final class RankTest {
    private RankTest() {}

    /**
     * Area under the receiver operating characteristic: the probability that the score of a member of the class is above that of
     * another, ties counting half (H. Mann and D. Whitney, 1947).
     *
     * @param members scores of the class that has the larger ones
     * @param others scores of the other
     * @return 0.5 if the score is of no use, 1 if it tells them apart
     * @throws IllegalArgumentException if one of them is empty or holds a NaN
     */
    public static double areaUnderCurve(double[] members, double[] others) {
        double[] a = sorted("members", members);
        double[] b = sorted("others", others);
        double below = 0;
        int less = 0;
        int notMore = 0;
        for (double v : a) {
            while (less < b.length && b[less] < v) {
                less++;
            }
            while (notMore < b.length && b[notMore] <= v) {
                notMore++;
            }
            below += 0.5 * (less + notMore);
        }
        return below / a.length / b.length;
    }

    /**
     * The same area for weighted scores, against the 0.5 of useless ones:
     *
     * <pre>
     *   A = Σ_ij w_i v_j [1(a_i &gt; b_j) + ½ 1(a_i = b_j)] / (Σ w Σ v)
     * </pre>
     *
     * <p>Its error comes from the spread of the placements of each score among those of the other sample (E. DeLong et al., Biometrics 44
     * (1988) 837).
     *
     * @param members scores of the class that has the larger ones, of one component
     * @param others scores of the other
     * @return A with its standard error; a small {@link Check#pValueAbove} says that the score tells them apart
     * @throws IllegalArgumentException if a sample has several components
     */
    public static Check areaUnderCurve(Sample members, Sample others) {
        if (members.dimension() != 1 || others.dimension() != 1) {
            throw new IllegalArgumentException(
                    "auc: requires scores of one component, got " + members.dimension() + " and " + others.dimension());
        }
        double[] above = placements(members, others);
        double[] below = placements(others, members);
        double area = 0;
        for (int i = 0; i < above.length; i++) {
            area += members.weight(i) / members.totalWeight() * above[i];
        }
        double variance = spread(members, above, area) + spread(others, below, 1 - area);
        return new Check(area, Math.sqrt(variance), 0.5);
    }

    /** For each score of a sample the share of the other sample's weight that is below it, ties counting half. */
    private static double[] placements(Sample sample, Sample among) {
        Integer[] order = order(sample);
        Integer[] other = order(among);
        double[] placements = new double[order.length];
        double less = 0;
        double notMore = 0;
        int lessCount = 0;
        int notMoreCount = 0;
        for (int i : order) {
            double score = sample.value(i)[0];
            while (lessCount < other.length && among.value(other[lessCount])[0] < score) {
                less += among.weight(other[lessCount++]);
            }
            while (notMoreCount < other.length && among.value(other[notMoreCount])[0] <= score) {
                notMore += among.weight(other[notMoreCount++]);
            }
            placements[i] = 0.5 * (less + notMore) / among.totalWeight();
        }
        return placements;
    }

    private static Integer[] order(Sample sample) {
        Integer[] order = new Integer[sample.size()];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, Comparator.comparingDouble(i -> sample.value(i)[0] + 0.0));
        return order;
    }

    /** The variance of the weighted mean of placements. */
    private static double spread(Sample sample, double[] placements, double mean) {
        double sum = 0;
        for (int i = 0; i < placements.length; i++) {
            double share = sample.weight(i) / sample.totalWeight();
            sum += share * share * (placements[i] - mean) * (placements[i] - mean);
        }
        return sum;
    }

    private static double[] sorted(String what, double[] scores) {
        double[] copy = scores.clone();
        Arrays.sort(copy);
        if (copy.length == 0 || Double.isNaN(copy[copy.length - 1])) {
            throw new IllegalArgumentException("auc: requires scores without NaN, got "
                    + (copy.length == 0 ? "none" : "a NaN") + " for the " + what + "; check the model");
        }
        return copy;
    }
}
