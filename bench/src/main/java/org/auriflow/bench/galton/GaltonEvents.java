package org.auriflow.bench.galton;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import org.auriflow.inference.data.EventFile;
import org.auriflow.inference.data.Events;
import org.auriflow.inference.simulator.GaltonBoard;

/**
 * Observed events of the board: how many balls arrived at each position.
 *
 * <p>The published events (arXiv:1805.12244, from the paper's repository) are 2,000 for each of 21 values of θ from −1 to
 * 0, of which those in the range of the prior can be inferred.
 */
public final class GaltonEvents {
    /** The θ of the published events that are taken by default. */
    public static final double DEFAULT_THETA = -0.8;

    /** How many of the published events are taken by default. */
    public static final int DEFAULT_COUNT = 200;

    private static final String PUBLISHED = "published-events.csv.gz";
    private static final GaltonBoard BOARD = new GaltonBoard();

    private final int[] counts;
    private final String source;
    private final OptionalDouble thetaTrue;

    private GaltonEvents(int[] counts, String source, OptionalDouble thetaTrue) {
        this.counts = counts;
        this.source = source;
        this.thetaTrue = thetaTrue;
    }

    /**
     * The first events that the paper's authors published for one θ.
     *
     * @param theta one of the published values, inside the prior
     * @param count how many
     * @throws IllegalArgumentException if there are none for this θ, θ is outside the prior, or there are not that many
     */
    public static GaltonEvents published(double theta, int count) {
        Events all = published();
        if (thetas(all).noneMatch(t -> same(t, theta))) {
            throw new IllegalArgumentException("theta-true: events were published for theta = "
                    + thetas(all)
                            .filter(GaltonEvents::isInPrior)
                            .mapToObj(GaltonEvents::text)
                            .collect(Collectors.joining(", "))
                    + ", got " + text(theta) + "; choose one of these");
        }
        requirePrior(theta);
        Events chosen = all.atTheta(theta).first(count);
        return new GaltonEvents(
                positions(chosen, "the published events"),
                String.format(
                        Locale.ROOT,
                        "the first %,d of the %,d events published for theta = %s (arXiv:1805.12244)",
                        count,
                        all.atTheta(theta).size(),
                        text(theta)),
                OptionalDouble.of(theta));
    }

    /**
     * Events of a CSV file with a column x and possibly a column theta.
     *
     * @param file plain or gzip-compressed
     * @param theta which events to take if the file has a column theta; a remark on the truth otherwise
     * @param count how many of them, all if empty
     * @throws IllegalArgumentException if the file cannot be used, with line and column, or theta or count do not fit it
     */
    public static GaltonEvents read(Path file, OptionalDouble theta, OptionalInt count) {
        Events events = EventFile.read(file, BOARD);
        positions(events, file.toString());
        OptionalDouble truth = theta;
        if (events.theta().isPresent()) {
            truth = OptionalDouble.of(theta.orElseGet(() -> only(events, file)));
            requirePrior(truth.getAsDouble());
            return of(events.atTheta(truth.getAsDouble()), file, truth, count);
        }
        theta.ifPresent(GaltonEvents::requirePrior);
        return of(events, file, truth, count);
    }

    private static GaltonEvents of(Events events, Path file, OptionalDouble truth, OptionalInt count) {
        Events chosen = count.isPresent() ? events.first(count.getAsInt()) : events;
        String which = chosen.size() < events.size() ? "the first" : events.size() == 1 ? "the only" : "all";
        String where = events.theta().isPresent() ? " with theta = " + text(truth.getAsDouble()) : "";
        return new GaltonEvents(
                positions(chosen, file.toString()),
                chosen.size() == 1
                        ? which + " event" + where + " of " + file
                        : String.format(Locale.ROOT, "%s %,d events%s of %s", which, chosen.size(), where, file),
                truth);
    }

    /** Events at each of the board's positions; a copy. */
    public int[] counts() {
        return counts.clone();
    }

    /** How many events there are. */
    public int size() {
        return Arrays.stream(counts).sum();
    }

    /** Where they come from, in words. */
    public String source() {
        return source;
    }

    /** What they were simulated with, if known. */
    public OptionalDouble thetaTrue() {
        return thetaTrue;
    }

    private static Events published() {
        try (InputStream in = GaltonEvents.class.getResourceAsStream(PUBLISHED)) {
            if (in == null) {
                throw new IllegalStateException("events: resource " + PUBLISHED + " is missing; rebuild the jar");
            }
            return EventFile.read(in, "the published events", BOARD);
        } catch (IOException e) {
            throw new UncheckedIOException("events: cannot read resource " + PUBLISHED, e);
        }
    }

    private static double only(Events events, Path file) {
        List<Double> distinct = thetas(events).limit(2).boxed().toList();
        if (distinct.size() > 1) {
            throw new IllegalArgumentException("events: " + file + " has events at several theta, beginning with "
                    + text(distinct.get(0)) + " and " + text(distinct.get(1)) + "; choose one with --theta-true");
        }
        return distinct.get(0);
    }

    private static DoubleStream thetas(Events events) {
        return Arrays.stream(events.theta().orElseThrow())
                .mapToDouble(theta -> theta[0])
                .distinct();
    }

    private static int[] positions(Events events, String source) {
        double[] probabilities = BOARD.probabilities(DEFAULT_THETA);
        double[][] x = events.x();
        int[] counts = new int[probabilities.length];
        for (int i = 0; i < x.length; i++) {
            double position = x[i][0];
            boolean possible = position == Math.rint(position)
                    && position >= 0
                    && position < probabilities.length
                    && probabilities[(int) position] > 0;
            if (!possible) {
                throw new IllegalArgumentException("events: x must be a whole number from " + first(probabilities)
                        + " to " + last(probabilities) + ", where balls arrive, got " + text(position) + " in event "
                        + (i + 1) + " of " + source);
            }
            counts[(int) position]++;
        }
        return counts;
    }

    private static int first(double[] probabilities) {
        int x = 0;
        while (probabilities[x] == 0) {
            x++;
        }
        return x;
    }

    private static int last(double[] probabilities) {
        int x = probabilities.length - 1;
        while (probabilities[x] == 0) {
            x--;
        }
        return x;
    }

    private static void requirePrior(double theta) {
        if (!isInPrior(theta)) {
            throw new IllegalArgumentException("theta-true: must be in the prior, from "
                    + text(BOARD.prior().lower()[0]) + " to "
                    + text(BOARD.prior().upper()[0]) + ", got " + text(theta)
                    + "; the estimator knows nothing outside");
        }
    }

    private static boolean isInPrior(double theta) {
        return theta >= BOARD.prior().lower()[0] - 1e-9
                && theta <= BOARD.prior().upper()[0] + 1e-9;
    }

    private static boolean same(double a, double b) {
        return Math.abs(a - b) <= 1e-9;
    }

    /** Without the zeros and digits that doubles bring along. */
    private static String text(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
