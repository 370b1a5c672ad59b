package org.auriflow.bench.efficiency;

import java.util.ArrayList;
import java.util.List;
import org.auriflow.bench.report.Decimals;
import org.auriflow.inference.comparison.ExpectedInformation;

/**
 * What the best histogram of one observable says about θ near the reference, which methods have to beat.
 *
 * @param observable its name
 * @param observables how many there are
 * @param information per event
 * @param error standard error of that, NaN if it is not known
 * @param full what events can say at most, NaN if it is not known
 * @param complete whether the histogram holds all of it
 */
public record BestHistogram(
        String observable, int observables, double information, double error, double full, boolean complete) {
    /** Of the events of a comparison. */
    public static BestHistogram of(ExpectedInformation i) {
        return new BestHistogram(
                i.bestObservable(), i.observables(), i.best(), i.bestError(), i.full(), i.isHistogramComplete());
    }

    /** As how much more data a statistic is worth, as a share; NaN where the histogram says nothing. */
    double extraData(double of) {
        return information > 0 ? of / information - 1 : Double.NaN;
    }

    /** For example "+90 %". */
    static String percent(double share) {
        String text = Decimals.fixed(100 * share, Math.abs(share) < 0.1 ? 1 : 0);
        return Double.isNaN(share) ? "–" : (share > 0 && !text.matches("[0.]+") ? "+" : "") + text + " %";
    }

    List<String> notes() {
        List<String> notes = new ArrayList<>();
        String share = Double.isNaN(full)
                ? ""
                : ", " + Decimals.fixed(100 * information / full, 1) + " % of what events can say";
        notes.add("The best histogram of one observable is that of " + observable + " with an information of "
                + Decimals.significant(information, 3)
                + (Double.isNaN(error) ? "" : " ± " + Decimals.significant(error, 1)) + " per event" + share + ".");
        if (complete) {
            notes.add(
                    "It is the only observable and has a bin for each of its values: the histogram is complete, and no "
                            + "method can be worth more data.");
        } else if (observables == 1) {
            notes.add("It is the only observable: its histogram loses only what lies within a bin.");
        }
        return notes;
    }
}
