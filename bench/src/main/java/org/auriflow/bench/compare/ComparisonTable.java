package org.auriflow.bench.compare;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.auriflow.bench.measure.Numbers;

/** A comparison as a table: milliseconds of everyone, and how many times faster we are than the best peer. */
public final class ComparisonTable {
    private ComparisonTable() {}

    /** One row of text for each workload; peers in the order in which they appear. */
    public static Table of(List<ComparisonRow> rows) {
        Set<String> peers = new LinkedHashSet<>();
        rows.forEach(row -> peers.addAll(row.peers().keySet()));
        List<String> header = new ArrayList<>(List.of("workload", "auriflow ms"));
        peers.forEach(peer -> header.add(peer + " ms"));
        header.addAll(List.of("best peer / ours", "target", "GFLOP/s", "of peak"));
        return new Table(header, rows.stream().map(row -> cells(row, peers)).toList());
    }

    private static List<String> cells(ComparisonRow row, Set<String> peers) {
        List<String> cells =
                new ArrayList<>(List.of(row.workload(), Numbers.of(row.ours().ms())));
        peers.forEach(peer -> cells.add(Numbers.of(row.peers().getOrDefault(peer, Double.NaN))));
        cells.add(Numbers.of(row.ratio()));
        cells.add(target(row.target()));
        cells.add(Numbers.of(row.ours().gflops()));
        cells.add(Numbers.percent(row.ours().fractionOfPeak()));
        return cells;
    }

    /** As it was set, not measured. */
    private static String target(double target) {
        return Double.isFinite(target)
                ? BigDecimal.valueOf(target).stripTrailingZeros().toPlainString()
                : Numbers.of(target);
    }
}
