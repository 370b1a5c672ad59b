package org.auriflow.inference.estimator;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.auriflow.engine.RandomStream;

/** Which runs a member of an {@link Ensemble} is trained on. Runs of either label are chosen apart, so that their balance is kept. */
public enum Resampling {
    /** All of them: members differ by their initial weights and the order of batches only. */
    NONE,
    /** As many as there are, drawn with replacement: members differ as if the data were simulated again. */
    BOOTSTRAP,
    /** Every member its own part of 1/k of the runs: members are independent. */
    DISJOINT;

    /** "Ensemble", so that draws are not those of another use of the seed. */
    private static final long STREAM = 0x454E_5345_4D42_4C45L;

    /**
     * The rows of a member.
     *
     * @param labels y of each run; all the same where runs have none
     */
    public int[] rows(double[] labels, int member, int members, long seed) {
        RandomStream random = new RandomStream(seed, STREAM + member);
        int[] all = IntStream.range(0, labels.length).toArray();
        return switch (this) {
            case NONE -> all;
            case BOOTSTRAP ->
                IntStream.range(0, 2)
                        .mapToObj(label -> ofLabel(all, labels, label))
                        .flatMapToInt(own -> Arrays.stream(own).map(i -> own[random.below(own.length)]))
                        .toArray();
            case DISJOINT ->
                IntStream.range(0, 2)
                        .mapToObj(label -> ofLabel(all, labels, label))
                        .flatMapToInt(own -> IntStream.range(0, own.length)
                                .filter(i -> i % members == member)
                                .map(i -> own[i]))
                        .sorted()
                        .toArray();
        };
    }

    private static int[] ofLabel(int[] rows, double[] labels, int label) {
        return Arrays.stream(rows).filter(i -> labels[i] == label).toArray();
    }
}
