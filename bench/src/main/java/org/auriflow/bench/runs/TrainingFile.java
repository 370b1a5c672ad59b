package org.auriflow.bench.runs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.auriflow.inference.comparison.ComparedMethod;
import org.auriflow.inference.diagnostics.TrainingRange;
import org.auriflow.nn.io.AtomicFile;
import org.auriflow.nn.io.Json;

/**
 * What is known of the estimator in a directory: settings, runs, range of theta, losses of the members that are finished.
 *
 * @param content the JSON object of the file
 */
record TrainingFile(Map<String, Object> content) {
    static final String NAME = "training.json";

    /** Key of {@link #learned}. */
    static final String LEARNED = "learned_from";

    /** The file of a directory. */
    static TrainingFile read(Path directory) {
        Path file = directory.resolve(NAME);
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException("estimator: requires a directory that auriflow train has written, got "
                    + directory + " without a " + NAME + "; check the name");
        }
        try {
            TrainingFile read = new TrainingFile(Json.parse(Files.readString(file)));
            read.method();
            read.range();
            read.members();
            return read;
        } catch (IOException e) {
            throw new UncheckedIOException("estimator: cannot read " + file + " (" + e.getMessage() + ")", e);
        } catch (IllegalArgumentException | ClassCastException | NullPointerException e) {
            throw new IllegalArgumentException(
                    "estimator: " + file + " must be what auriflow train has written, got " + e.getMessage()
                            + "; train again",
                    e);
        }
    }

    void write(Path directory) {
        Path file = directory.resolve(NAME);
        byte[] text = Json.write(content).getBytes(StandardCharsets.UTF_8);
        try {
            AtomicFile.write(file, to -> to.write(text));
        } catch (IOException e) {
            throw new UncheckedIOException("train: cannot write " + file + " (" + e.getMessage() + ")", e);
        }
    }

    @SuppressWarnings("unchecked")
    Map<String, Object> settings() {
        return (Map<String, Object>) content.get("settings");
    }

    ComparedMethod method() {
        return ComparedMethod.named((String) settings().get("method"));
    }

    /** How many runs the method learned from: of pairs, scores learn from those at θ1 alone. */
    int learned() {
        return ((Number) content.getOrDefault(LEARNED, settings().get("runs"))).intValue();
    }

    /** Of an ensemble; 1 for a single estimator. */
    int wanted() {
        return ((Number) settings().get("members")).intValue();
    }

    /** The finished ones. */
    @SuppressWarnings("unchecked")
    List<Map<String, Object>> members() {
        return (List<Map<String, Object>>) content.get("members");
    }

    TrainingFile withMember(Map<String, Object> member) {
        Map<String, Object> all = new LinkedHashMap<>(content);
        List<Map<String, Object>> more = new ArrayList<>(members());
        more.add(member);
        all.put("members", more);
        return new TrainingFile(all);
    }

    List<String> parameters() {
        return texts("parameters");
    }

    List<String> observables() {
        return texts("observables");
    }

    private List<String> texts(String key) {
        return ((List<?>) content.get(key)).stream().map(String.class::cast).toList();
    }

    double[] lower() {
        return numbers(content.get("theta_lower"));
    }

    double[] upper() {
        return numbers(content.get("theta_upper"));
    }

    TrainingRange range() {
        return new TrainingRange(parameters(), lower(), upper());
    }

    /** The Fisher information of the estimated score, of score methods only. */
    double[][] information() {
        return ((List<?>) content.get("information"))
                .stream().map(TrainingFile::numbers).toArray(double[][]::new);
    }

    private static double[] numbers(Object list) {
        return ((List<?>) list)
                .stream().mapToDouble(v -> ((Number) v).doubleValue()).toArray();
    }

    /** Where member m is: a single estimator in the directory itself, as the library reads it. */
    static Path member(Path directory, int members, int m) {
        return members == 1 ? directory : directory.resolve("member-" + m);
    }
}
