package org.auriflow.bench.cli;

import java.io.PrintWriter;
import org.auriflow.bench.galton.InferenceListener;

/** Progress as occasional lines, for logs: the stages, and an epoch now and then. */
final class ProgressLines implements InferenceListener {
    private static final int MOST_SILENT = 50;

    private final PrintWriter out;

    ProgressLines(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void began(String stage, long total) {
        out.println(stage);
        out.flush();
    }

    @Override
    public void epoch(int epoch, int epochs, double trainingLoss, double validationLoss) {
        int every = Math.max(1, Math.min(epochs / 10, MOST_SILENT));
        if (epoch % every == 0 || epoch == epochs) {
            out.println("  epoch " + epoch + " of " + epochs + ", " + Losses.text(trainingLoss, validationLoss));
            out.flush();
        }
    }
}
