package org.auriflow.bench.density;

import java.util.List;
import java.util.Objects;
import org.auriflow.bench.mflow.Cloud;
import org.auriflow.bench.report.Provenance;
import org.auriflow.bench.report.TrainingHistory;

/**
 * A density of a table's columns: everything that its report shows.
 *
 * @param table where the rows come from, in words
 * @param model short name of the model, as on the command line
 * @param columns names of the columns whose density is learned, d of them
 * @param context names of the columns that it depends on, empty for none
 * @param trainingRows rows that were trained on
 * @param validationRows rows that chose the weights to keep, 0 for none
 * @param testRows rows that were only used at the end
 * @param logLikelihood mean ln p of test rows in nats, in the units of the table
 * @param logLikelihoodError standard error of it
 * @param budget how long was trained at most
 * @param training losses
 * @param test test rows in the units of the table, shape (n, d)
 * @param rows what every row of the table was used for
 * @param samples of the model in the units of the table, given the context of test rows if there is any, shape (m, d)
 * @param notes remarks, a sentence each
 * @param provenance how it was made
 */
public record DensityResult(
        String table,
        String model,
        List<String> columns,
        List<String> context,
        int trainingRows,
        int validationRows,
        int testRows,
        double logLikelihood,
        double logLikelihoodError,
        DensityBudget budget,
        TrainingHistory training,
        Cloud test,
        DensityRows rows,
        Cloud samples,
        List<String> notes,
        Provenance provenance) {
    /**
     * Copies the lists and refuses missing parts.
     *
     * @throws IllegalArgumentException if points are not as wide as there are columns
     */
    public DensityResult {
        Objects.requireNonNull(table, "table");
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(budget, "budget");
        Objects.requireNonNull(training, "training");
        Objects.requireNonNull(rows, "rows");
        Objects.requireNonNull(provenance, "provenance");
        columns = List.copyOf(columns);
        context = List.copyOf(context);
        notes = List.copyOf(notes);
        if (columns.isEmpty() || test.width() != columns.size() || samples.width() != columns.size()) {
            throw new IllegalArgumentException("density result: points must be as wide as there are columns, got "
                    + test.width() + " and " + samples.width() + " for " + columns);
        }
    }
}
