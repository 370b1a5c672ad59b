package org.auriflow.inference.data;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What a table of runs holds.
 *
 * @param parameters names of the P parameters
 * @param observables names of the D observables
 * @param columns at least x, and either theta or theta0, theta1 and y; kept in the order of {@link RunColumn}
 */
public record RunLayout(List<String> parameters, List<String> observables, List<RunColumn> columns) {
    /**
     * Checks and orders.
     *
     * @throws IllegalArgumentException if names are missing, blank or given twice, or columns do not go together
     */
    public RunLayout {
        parameters = names("parameters", parameters);
        observables = names("observables", observables);
        Set<RunColumn> ordered =
                columns.isEmpty() ? EnumSet.noneOf(RunColumn.class) : EnumSet.copyOf((Collection<RunColumn>) columns);
        boolean ratio = ordered.containsAll(List.of(RunColumn.THETA0, RunColumn.THETA1, RunColumn.Y));
        Set<RunColumn> other = ratio
                ? EnumSet.of(RunColumn.THETA, RunColumn.T_XZ)
                : EnumSet.of(
                        RunColumn.THETA0,
                        RunColumn.THETA1,
                        RunColumn.Y,
                        RunColumn.LOG_R_XZ,
                        RunColumn.T_XZ0,
                        RunColumn.T_XZ1);
        other.retainAll(ordered);
        if (!ordered.contains(RunColumn.X) || !(ratio || ordered.contains(RunColumn.THETA)) || !other.isEmpty()) {
            throw new IllegalArgumentException("runs: requires columns x and either theta (with t_xz) or theta0, theta1"
                    + " and y (with log_r_xz, t_xz0, t_xz1), got " + labels(ordered) + "; add or leave out columns");
        }
        columns = List.copyOf(ordered);
    }

    private static List<String> names(String what, List<String> names) {
        if (names.isEmpty()
                || new HashSet<>(names).size() < names.size()
                || names.stream().anyMatch(String::isBlank)) {
            throw new IllegalArgumentException(
                    "runs: requires a name of its own for each of the " + what + ", got " + names + "; name them");
        }
        return List.copyOf(names);
    }

    static List<String> labels(Collection<RunColumn> columns) {
        return columns.stream().map(RunColumn::label).toList();
    }

    /** Whether a column is there. */
    public boolean has(RunColumn column) {
        return columns.contains(column);
    }

    /** Whether runs carry θ0, θ1 and y rather than one θ. */
    public boolean isRatio() {
        return has(RunColumn.Y);
    }

    /** Numbers of a column in each run: 1, P or D. */
    public int width(RunColumn column) {
        return column == RunColumn.X ? observables.size() : column.hasParameters() ? parameters.size() : 1;
    }

    /** Numbers of all columns in each run. */
    public int width() {
        return columns.stream().mapToInt(this::width).sum();
    }

    /** Where a column begins in a record. */
    int offset(RunColumn column) {
        int at = 0;
        for (RunColumn c : columns) {
            if (c == column) {
                return at;
            }
            at += width(c);
        }
        throw missing(column);
    }

    IllegalArgumentException missing(RunColumn column) {
        return new IllegalArgumentException("runs: requires a column " + column.label() + ", got " + labels(columns)
                + "; simulate with it or choose a method that does not use it");
    }

    /** A name for each number of a record: the label of the column, and what it belongs to unless that goes without saying. */
    List<String> names() {
        List<String> all = new ArrayList<>();
        for (RunColumn c : columns) {
            String implied = c.impliedName();
            List<String> own = c == RunColumn.X ? observables : c.hasParameters() ? parameters : List.of(implied);
            own.forEach(name -> all.add(name.equals(implied) ? c.label() : c.label() + "_" + name));
        }
        return all;
    }

    /** For example x, or x0 and x1 if there are two. */
    public static List<String> numbered(String name, int count) {
        return count == 1
                ? List.of(name)
                : IntStream.range(0, count).mapToObj(k -> name + k).toList();
    }
}
