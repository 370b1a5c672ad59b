package org.auriflow.inference.data;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import org.auriflow.inference.simulator.Simulator;
import org.auriflow.inference.simulator.TracedRun;

/** The gold of replayed runs, in the order of the file. */
public final class ReplayedRuns {
    private static final MathContext SEVENTEEN_DIGITS = new MathContext(17);

    private final List<String> header;
    private final List<TracedRun> runs;

    ReplayedRuns(Simulator simulator, List<TracedRun> runs) {
        this.runs = List.copyOf(runs);
        List<String> columns = new ArrayList<>(simulator.observables());
        List<String> parameters = simulator.prior().names();
        for (String parameter : parameters) {
            columns.add(parameters.size() == 1 ? "t_xz" : "t_xz_" + parameter);
        }
        columns.add("log_r_xz");
        this.header = List.copyOf(columns);
    }

    /** The number of runs. */
    public int size() {
        return runs.size();
    }

    /** The D observables of run i. */
    public double[] x(int i) {
        return runs.get(i).x();
    }

    /** The joint score t_xz(θ0) of run i, P components. */
    public double[] tXz(int i) {
        return runs.get(i).score(0);
    }

    /** The joint log ratio log r_xz(θ0, θ1) of run i in nats; +∞ if the run is impossible at θ1. */
    public double logRXz(int i) {
        return runs.get(i).logRatio(0, 1);
    }

    /**
     * Writes a header and a line for each run: the observables, t_xz (for several parameters t_xz_NAME each) and
     * log_r_xz, with 17 significant digits less trailing zeros, so that reading gives the same doubles.
     *
     * @param out where to; stays open
     * @throws IOException if writing fails
     */
    public void writeCsv(Appendable out) throws IOException {
        out.append(String.join(",", header)).append('\n');
        for (int i = 0; i < size(); i++) {
            StringBuilder line = new StringBuilder();
            for (double observable : x(i)) {
                line.append(digits(observable)).append(',');
            }
            for (double component : tXz(i)) {
                line.append(digits(component)).append(',');
            }
            out.append(line).append(digits(logRXz(i))).append('\n');
        }
    }

    /** Java's own formats stop at the shortest decimal that reads back equal, and pad it with zeros. */
    private static String digits(double value) {
        return Double.isFinite(value)
                ? new BigDecimal(value).round(SEVENTEEN_DIGITS).toString()
                : Double.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
    }
}
