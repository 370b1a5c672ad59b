package org.auriflow.bench.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.Function;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.auriflow.bench.galton.InferenceListener;

/** Progress as a bar for each stage, redrawn in place, with the latest losses behind it. */
final class ProgressBars implements InferenceListener, AutoCloseable {
    private static final int MILLISECONDS = 100;

    private ProgressBar bar;

    /**
     * Does work whose progress is drawn, or written as lines where there is no room.
     *
     * @param interactive whether standard error is a terminal
     */
    static <R> R watch(boolean interactive, PrintWriter err, Function<InferenceListener, R> work) {
        if (!interactive || !Terminal.hasRoomForBars()) {
            return work.apply(new ProgressLines(err));
        }
        try (ProgressBars bars = new ProgressBars()) {
            return work.apply(bars);
        }
    }

    @Override
    public synchronized void began(String stage, long total) {
        close();
        bar = new ProgressBarBuilder()
                .setTaskName(String.format(Locale.ROOT, "%-11s", stage))
                .setInitialMax(total)
                .setStyle(Terminal.hasUnicode() ? ProgressBarStyle.UNICODE_BLOCK : ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(MILLISECONDS)
                // A given width spares the library a search for the terminal that takes longer than many stages.
                .setConsumer(new ConsoleProgressBarConsumer(System.err, Terminal.width()))
                .hideEta()
                .build();
    }

    @Override
    public synchronized void advanced(long done) {
        if (bar != null) {
            bar.stepTo(done);
        }
    }

    @Override
    public synchronized void epoch(int epoch, int epochs, double trainingLoss, double validationLoss) {
        if (bar != null) {
            bar.setExtraMessage(" epoch " + epoch + ", " + Losses.text(trainingLoss, validationLoss));
        }
    }

    @Override
    public synchronized void ended() {
        if (bar != null) {
            bar.stepTo(bar.getMax());
        }
        close();
    }

    @Override
    public synchronized void close() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }
}
