package org.auriflow.nn;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.auriflow.engine.DType;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Storage;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.TensorType;

/** A linear layer of {@link MaskedMlp}: inputs and outputs have degrees, and outputs see no inputs of a higher degree. */
final class MaskedLinear {
    private static final String NAME = "masked mlp";

    private final Linear linear;
    private final int[] inputs;
    private final int[] outputs;
    private final Tensor mask;

    /** A layer whose inputs and outputs have these degrees. */
    MaskedLinear(Linear linear, int[] inputs, int[] outputs) {
        this.linear = linear;
        this.inputs = inputs;
        this.outputs = outputs;
        DType dtype = linear.weight().dtype();
        Storage ones = Storage.allocate(dtype, outputs.length * inputs.length);
        for (int o = 0; o < outputs.length; o++) {
            for (int i = 0; i < inputs.length; i++) {
                ones.set(o * inputs.length + i, outputs[o] >= inputs[i] ? 1 : 0);
            }
        }
        this.mask = Tensor.constant(new TensorType(dtype, Shape.of(outputs.length, inputs.length)), ones);
    }

    Tensor call(Tensor x) {
        return Linear.affine(NAME, x, linear.weight().mul(mask), linear.bias());
    }

    Steps steps() {
        return new Steps();
    }

    /** The layer degree by degree, from 0. */
    final class Steps {
        /** In increasing order of degrees, the weights of one degree form a block without masked ones. */
        private final Tensor weight = sorted(sorted(linear.weight(), 0, outputs), 1, inputs);

        private final Tensor bias = sorted(linear.bias(), 0, outputs);
        private Tensor known;
        private int degree;

        /** The outputs of the next degree, for the inputs of that degree. */
        Tensor next(Tensor x) {
            known = known == null ? x : Tensor.concatenate(-1, known, x);
            int begin = below(degree);
            int end = below(++degree);
            Tensor w = weight.slice(0, begin, end).slice(1, 0, known.shape().extent(-1));
            return Linear.affine(NAME, known, w, bias.slice(0, begin, end));
        }

        private int below(int d) {
            return (int) Arrays.stream(outputs).filter(m -> m < d).count();
        }

        private static Tensor sorted(Tensor t, int axis, int[] degrees) {
            int[] natural = IntStream.range(0, degrees.length).toArray();
            int[] order = Arrays.stream(natural)
                    .boxed()
                    .sorted(Comparator.comparingInt(i -> degrees[i]))
                    .mapToInt(i -> i)
                    .toArray();
            return Arrays.equals(order, natural) ? t : t.take(axis, Tensor.of(order));
        }
    }
}
