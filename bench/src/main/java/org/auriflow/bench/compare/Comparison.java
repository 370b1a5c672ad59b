package org.auriflow.bench.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.auriflow.bench.measure.Timing;
import org.auriflow.bench.workload.StepTime;
import org.auriflow.bench.workload.Workload;

/**
 * Times of workloads side by side.
 *
 * @param setting where and how they were taken
 * @param rows one for each workload
 */
public record Comparison(Setting setting, List<ComparisonRow> rows) {
    /** Copies the rows. */
    public Comparison {
        rows = List.copyOf(rows);
    }

    /**
     * Times one workload on both sides in turns, so that what else the machine does hits both; medians over the rounds.
     *
     * @param rounds how often each side is asked, at least 1
     * @param peers the other side; where it fails it is left out
     * @param remarks told why it is left out
     * @throws ContestantFailedException if our side fails
     */
    public static ComparisonRow row(
            Workload workload, int rounds, Contestant auriflow, Contestant peers, Consumer<String> remarks) {
        List<StepTime> ours = new ArrayList<>();
        Map<String, List<StepTime>> theirs = new LinkedHashMap<>();
        boolean failed = false;
        for (int round = 0; round < rounds; round++) {
            ours.addAll(auriflow.time(workload));
            if (failed) {
                continue;
            }
            try {
                peers.time(workload).forEach(time -> theirs.computeIfAbsent(time.peer(), k -> new ArrayList<>())
                        .add(time));
            } catch (ContestantFailedException e) {
                failed = true;
                remarks.accept(e.getMessage());
            }
        }
        if (ours.isEmpty()) {
            throw new ContestantFailedException("auriflow: " + workload.name() + " gave no time");
        }
        Map<String, Double> medians = new LinkedHashMap<>();
        theirs.forEach((peer, times) -> medians.put(peer, median(times)));
        return new ComparisonRow(workload.name(), workload.target(), middle(ours), medians);
    }

    /** With three rounds one of them, with two their mean. */
    private static StepTime middle(List<StepTime> times) {
        StepTime one = times.get(0);
        double ms = median(times);
        double speed = one.ms() / ms;
        return new StepTime(
                one.workload(),
                one.peer(),
                one.threads(),
                one.device(),
                ms,
                one.gflops() * speed,
                one.fractionOfPeak() * speed);
    }

    private static double median(List<StepTime> times) {
        return Timing.median(times.stream().mapToDouble(StepTime::ms).toArray());
    }

    /** How many rows reach their targets. */
    public long reached() {
        return rows.stream().filter(ComparisonRow::reached).count();
    }
}
