package org.auriflow.inference.estimator;

import java.util.List;
import java.util.Map;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.Variable;
import org.auriflow.nn.Activation;
import org.auriflow.nn.Mlp;
import org.auriflow.nn.Pass;
import org.auriflow.nn.train.AdamW;
import org.auriflow.nn.train.DataSet;
import org.auriflow.nn.train.LossFunction;
import org.auriflow.nn.train.Schedule;
import org.auriflow.nn.train.Trainer;
import org.auriflow.nn.train.TrainingResult;

/**
 * Network and schedule of an estimator's training: AdamW with a cosine schedule. With a validation share the weights of
 * the best epoch are kept, without one the last.
 *
 * @param hidden widths of the hidden layers
 * @param activation between them
 * @param epochs passes over the data, at most
 * @param batchSize runs per step
 * @param learningRate of the first step; it falls to 0 along a cosine
 * @param weightDecay decoupled (1711.05101)
 * @param validation share of the runs kept for validation, 0 for none
 * @param patience epochs without a better validation loss before training stops; 0 never stops
 * @param seed of initial weights, split and shuffling
 */
public record TrainingOptions(
        List<Integer> hidden,
        Activation activation,
        int epochs,
        int batchSize,
        double learningRate,
        double weightDecay,
        double validation,
        int patience,
        long seed) {
    /** Steps that a small network needs to converge on these problems. */
    private static final int STEPS = 4_700;

    /**
     * Two hidden layers of 40 tanh units, and as many epochs as make some 4,700 steps of 64 runs, between 20 and 300. All
     * runs are trained on: at the end of a cosine the last weights are better than the best ones on a small validation
     * sample, whose noise exceeds what is left to gain.
     */
    public static TrainingOptions forRuns(int runs) {
        int batch = 64;
        int epochs = (int) Math.max(20, Math.min(300, (long) STEPS * batch / Math.max(runs, 1)));
        return new TrainingOptions(List.of(40, 40), Activation.TANH, epochs, batch, 3e-3, 1e-4, 0, 0, 0);
    }

    /**
     * For density estimators, which unlike a regression on gold can go on to fit every run for itself: one hidden layer of 20 tanh units, 10
     * to 50 epochs, and a weight decay of 300/n, as a prior on weights has that is weighed against n runs, at most 1.
     */
    public static TrainingOptions forDensities(int runs) {
        int epochs = Math.max(10, Math.min(50, 200_000 / Math.max(runs, 1)));
        double decay = Math.min(1, 300.0 / Math.max(runs, 1));
        return new TrainingOptions(List.of(20), Activation.TANH, epochs, 64, 1e-2, decay, 0, 0, 0);
    }

    /** With another number of epochs. */
    public TrainingOptions withEpochs(int n) {
        return new TrainingOptions(
                hidden, activation, n, batchSize, learningRate, weightDecay, validation, patience, seed);
    }

    /** With another seed. */
    public TrainingOptions withSeed(long s) {
        return new TrainingOptions(
                hidden, activation, epochs, batchSize, learningRate, weightDecay, validation, patience, s);
    }

    /** With another validation share. */
    public TrainingOptions withValidation(double share) {
        return new TrainingOptions(
                hidden, activation, epochs, batchSize, learningRate, weightDecay, share, patience, seed);
    }

    /** With other hidden layers. */
    public TrainingOptions withHidden(Integer... widths) {
        return new TrainingOptions(
                List.of(widths), activation, epochs, batchSize, learningRate, weightDecay, validation, patience, seed);
    }

    /** Steps of a training on so many runs, if it is not stopped before. */
    long steps(int runs) {
        long trained = runs - Math.round(validation * runs);
        return epochs * ((trained + batchSize - 1) / batchSize);
    }

    /** The share of so many steps that is done, a scalar; null outside of training. */
    static Tensor progress(Pass pass, double steps, DType dtype) {
        return pass.training() ? pass.step().cast(dtype).div(steps) : null;
    }

    /** Widths of the hidden layers. */
    int[] widths() {
        return hidden.stream().mapToInt(Integer::intValue).toArray();
    }

    /** A new network with these hidden layers. */
    public Mlp network(Engine engine, int inputs, int outputs) {
        return Mlp.builder(engine)
                .inputs(inputs)
                .hidden(widths())
                .outputs(outputs)
                .activation(activation)
                .seed(seed)
                .build();
    }

    /** Trains parameters with these options. */
    public TrainingResult train(
            Engine engine, Map<String, Variable> parameters, LossFunction loss, DataSet data, Monitor monitor) {
        Trainer.Builder b = Trainer.builder(engine)
                .parameters(parameters)
                .loss(loss)
                .data(data)
                .optimizer(new AdamW(weightDecay))
                .schedule(Schedule.cosine(learningRate))
                .epochs(epochs)
                .batchSize(batchSize)
                .seed(seed)
                .listener(monitor.listener())
                .cancellation(monitor.cancellation());
        if (validation > 0) {
            b.validation(validation);
        }
        if (patience > 0) {
            b.earlyStopping(patience);
        }
        return b.build().train();
    }
}
