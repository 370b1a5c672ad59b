package org.auriflow.inference.external;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.auriflow.nn.io.Json;

/**
 * What an external simulator answered.
 *
 * @param x observables
 * @param logProb joint log probabilities at the K points, −∞ where the run is impossible; null if not given
 * @param score joint scores at the K points, NaN where the run is impossible; null if not given
 */
record Answer(double[] x, double[] logProb, double[][] score) {
    private static final int EXCERPT = 200;

    /** A line that is not the answer to the request, so that who knows what comes next. */
    static final class NoAnswer extends Exception {
        private static final long serialVersionUID = 1L;

        NoAnswer(String message) {
            super(message);
        }
    }

    /** An answer that says of itself that the run failed, or holds what it must not. */
    static final class BadRun extends Exception {
        private static final long serialVersionUID = 1L;

        BadRun(String message) {
            super(message);
        }
    }

    static Answer parse(String line, Request request) throws NoAnswer, BadRun {
        Map<String, Object> answer;
        try {
            answer = Json.parse(line);
        } catch (IllegalArgumentException e) {
            throw new NoAnswer("the answer must be a line of JSON, got " + excerpt(line));
        }
        Object run = answer.get("run");
        if (!(run instanceof Number n) || n.doubleValue() != request.run()) {
            throw new NoAnswer("the answer must repeat run " + request.run() + ", got " + excerpt(line));
        }
        if (answer.get("error") != null) {
            throw new BadRun("the simulator says: " + answer.get("error"));
        }
        double[][] points = request.points();
        double[] logProb = null;
        if (answer.get("log_p") != null) {
            logProb = numbers("log_p", answer.get("log_p"), points.length, Double.NEGATIVE_INFINITY);
            requireFinite("log_p at theta", logProb[request.sampled()]);
        }
        double[][] score = null;
        if (answer.get("score") != null) {
            score = scores(answer.get("score"), points);
            for (double t : score[request.sampled()]) {
                requireFinite("score at theta", t);
            }
        }
        double[] x = numbers("x", answer.get("x"), -1, Double.NaN);
        for (double value : x) {
            requireFinite("x", value);
        }
        return new Answer(x, logProb, score);
    }

    private static double[][] scores(Object value, double[][] points) throws BadRun {
        if (!(value instanceof List<?> list) || list.size() != points.length) {
            throw new BadRun("score must have a list for each of the " + points.length + " points, got "
                    + excerpt(String.valueOf(value)));
        }
        double[][] score = new double[points.length][];
        for (int k = 0; k < score.length; k++) {
            if (list.get(k) == null) {
                score[k] = new double[points[k].length];
                Arrays.fill(score[k], Double.NaN);
            } else {
                score[k] = numbers("score", list.get(k), points[k].length, Double.NaN);
            }
        }
        return score;
    }

    /** A list of numbers, with a stand-in for null. Any number of them from 1 on if count is negative. */
    private static double[] numbers(String key, Object value, int count, double stand) throws BadRun {
        if (!(value instanceof List<?> list) || list.isEmpty() || (count >= 0 && list.size() != count)) {
            throw new BadRun(key + " must be a list of " + (count < 0 ? "" : count + " ") + "numbers, got "
                    + excerpt(String.valueOf(value)));
        }
        double[] numbers = new double[list.size()];
        for (int i = 0; i < numbers.length; i++) {
            Object number = list.get(i);
            if (number != null && !(number instanceof Number n && Double.isFinite(n.doubleValue()))) {
                throw new BadRun(key + " must hold finite numbers, got " + excerpt(String.valueOf(number)));
            }
            numbers[i] = number == null ? stand : ((Number) number).doubleValue();
        }
        return numbers;
    }

    private static void requireFinite(String what, double value) throws BadRun {
        if (!Double.isFinite(value)) {
            throw new BadRun(what + " must be finite, got null");
        }
    }

    private static String excerpt(String text) {
        return text.length() <= EXCERPT ? text : text.substring(0, EXCERPT) + "...";
    }
}
