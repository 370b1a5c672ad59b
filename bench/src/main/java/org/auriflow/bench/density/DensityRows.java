package org.auriflow.bench.density;

import java.util.Locale;
import java.util.Objects;

/** What every row of the table was used for, and ln p of the rows that were held out. */
public final class DensityRows {
    private enum Part {
        TRAINING,
        VALIDATION,
        TEST
    }

    private final Part[] parts;
    private final double[] logProb;

    /**
     * Every row belongs to one part; rows count from 0.
     *
     * @param training rows
     * @param validation rows, none of them if the weights were not chosen
     * @param test rows
     * @param logProb of the test rows in nats, in their order
     * @throws IllegalArgumentException if a row is missing, or test rows are not as many as densities
     */
    public DensityRows(int[] training, int[] validation, int[] test, double[] logProb) {
        int n = training.length + validation.length + test.length;
        parts = new Part[n];
        this.logProb = new double[n];
        mark(training, Part.TRAINING);
        mark(validation, Part.VALIDATION);
        mark(test, Part.TEST);
        for (Part part : parts) {
            if (part == null || test.length != logProb.length) {
                throw new IllegalArgumentException("density rows: every row needs a part and every test row a density,"
                        + " got " + n + " rows, " + test.length + " to test and " + logProb.length + " densities");
            }
        }
        for (int i = 0; i < test.length; i++) {
            this.logProb[test[i]] = logProb[i];
        }
    }

    private void mark(int[] rows, Part part) {
        for (int row : rows) {
            parts[Objects.checkIndex(row, parts.length)] = part;
        }
    }

    /** CSV with the columns row (from 1), part and ln_p, which is empty where a row was not held out. */
    String csv() {
        StringBuilder text = new StringBuilder("row,part,ln_p\n");
        for (int i = 0; i < parts.length; i++) {
            text.append(i + 1)
                    .append(',')
                    .append(parts[i].name().toLowerCase(Locale.ROOT))
                    .append(',');
            if (parts[i] == Part.TEST) {
                text.append((float) logProb[i]);
            }
            text.append('\n');
        }
        return text.toString();
    }
}
