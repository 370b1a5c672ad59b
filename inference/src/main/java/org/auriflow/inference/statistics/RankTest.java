package org.auriflow.inference.statistics;

import java.util.Arrays;

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
