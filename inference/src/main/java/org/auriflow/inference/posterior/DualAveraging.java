package org.auriflow.inference.posterior;

/** The step size whose mean acceptance is δ (Nesterov's dual averaging; 1111.4246, section 3.2 and its constants). */
final class DualAveraging {
    private static final double GAMMA = 0.05;
    private static final double T0 = 10;
    private static final double KAPPA = 0.75;

    private final double delta;
    private double mu;
    private double error;
    private double logMean;
    private int count;

    DualAveraging(double delta) {
        this.delta = delta;
    }

    /** Forgets the past and searches around 10 ε, since large steps are cheap to try. */
    void restart(double epsilon) {
        mu = Math.log(10 * epsilon);
        error = 0;
        logMean = 0;
        count = 0;
    }

    /** The next step size to try, after an acceptance probability. */
    double next(double acceptance) {
        count++;
        double eta = 1 / (count + T0);
        error = (1 - eta) * error + eta * (delta - acceptance);
        double log = mu - error * Math.sqrt(count) / GAMMA;
        double weight = Math.pow(count, -KAPPA);
        logMean = (1 - weight) * logMean + weight * log;
        return Math.exp(log);
    }

    /** The step size to keep. */
    double mean() {
        return Math.exp(logMean);
    }
}
