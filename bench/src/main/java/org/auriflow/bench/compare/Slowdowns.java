package org.auriflow.bench.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.auriflow.bench.measure.Numbers;

/** What became slower since an earlier comparison. */
public final class Slowdowns {
    /** Repeats on a machine that does other things too differ by less. */
    private static final double TOLERANCE = 1.1;

    /** Hand-offs between processors that differ by more than this make short steps on several threads differ too. */
    private static final double FAR = 2;

    private Slowdowns() {}

    /**
     * Every workload that takes more than 10 % longer, with the best peer's change beside it: where that is as large, the
     * machine was busy.
     *
     * @param name of the baseline, for the text
     * @param before the earlier comparison
     * @param now rows to compare; those that were not there before do not count
     */
    public static List<String> lines(String name, Comparison before, Comparison now) {
        Map<String, ComparisonRow> earlier = new LinkedHashMap<>();
        before.rows().forEach(row -> earlier.put(row.workload(), row));
        List<List<String>> slower = new ArrayList<>();
        int compared = 0;
        for (ComparisonRow row : now.rows()) {
            ComparisonRow old = earlier.get(row.workload());
            if (old == null) {
                continue;
            }
            compared++;
            if (row.ours().ms() > TOLERANCE * old.ours().ms()) {
                slower.add(List.of(
                        row.workload(),
                        Numbers.of(old.ours().ms()),
                        Numbers.of(row.ours().ms()),
                        change(old.ours().ms(), row.ours().ms()),
                        change(old.best(), row.best())));
            }
        }
        List<String> lines = new ArrayList<>();
        different(before.setting(), now.setting()).forEach(what -> lines.add("note: " + name + " " + what));
        if (slower.isEmpty()) {
            lines.add("nothing is more than 10 % slower than in " + name + " (" + compared + " compared)");
            return lines;
        }
        lines.add(slower.size() + " of " + compared + " more than 10 % slower than in " + name + ":");
        lines.addAll(new Table(List.of("workload", "ms then", "ms now", "change", "best peer"), slower).toLines());
        return lines;
    }

    private static List<String> different(Setting before, Setting now) {
        List<String> what = new ArrayList<>();
        if (!before.processor().equals(now.processor())) {
            what.add("is of another processor, " + before.processor());
        }
        if (before.threads() != now.threads()) {
            what.add("is of another number of threads, " + before.threads());
        }
        if (!before.device().equals(now.device())) {
            what.add("is of another device, " + before.device());
        }
        double then = before.handOffNanos();
        double today = now.handOffNanos();
        if (Math.max(then, today) > FAR * Math.min(then, today)) {
            what.add("was made with processors " + Numbers.of(then) + " ns apart, not " + Numbers.of(today));
        }
        return what;
    }

    private static String change(double before, double now) {
        double share = now / before - 1;
        return Double.isFinite(share) ? String.format(Locale.ROOT, "%+.0f %%", 100 * share) : "-";
    }
}
