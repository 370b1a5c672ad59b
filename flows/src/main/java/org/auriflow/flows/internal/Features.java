package org.auriflow.flows.internal;

import java.util.ArrayList;
import java.util.List;
import org.auriflow.engine.Tensor;

/** A choice of features in some order, by slices where a few of them do. */
public final class Features {
    /** More pieces than this are gathered by index instead of being copied one by one. */
    private static final int PIECES = 4;

    private final int[] index;
    private final List<Piece> pieces;

    /** begin, begin + step, …, count of them. */
    private record Piece(int begin, int step, int count) {
        Tensor of(Tensor x) {
            if (step > 0) {
                return x.slice(-1, begin, begin + step * (count - 1) + 1, step);
            }
            return x.slice(-1, begin + step * (count - 1), begin + 1, -step).flip(-1);
        }
    }

    public Features(int... index) {
        this.index = index.clone();
        this.pieces = pieces(index);
    }

    private static List<Piece> pieces(int[] index) {
        List<Piece> all = new ArrayList<>();
        for (int i = 0; i < index.length; ) {
            int step = i + 1 < index.length ? index[i + 1] - index[i] : 1;
            int end = i + 1;
            while (end < index.length && index[end] - index[end - 1] == step) {
                end++;
            }
            all.add(new Piece(index[i], step, end - i));
            i = end;
        }
        return all;
    }

    public int count() {
        return index.length;
    }

    /** The features of x [..., d], as [..., count]. */
    public Tensor of(Tensor x) {
        if (pieces.size() > PIECES) {
            return x.take(-1, Tensor.of(index));
        }
        return Tensor.concatenate(-1, pieces.stream().map(p -> p.of(x)).toArray(Tensor[]::new));
    }

    /** Where each of the features 0 … count − 1 stands in this order. */
    public Features inverse() {
        int[] at = new int[index.length];
        for (int i = 0; i < at.length; i++) {
            at[index[i]] = i;
        }
        return new Features(at);
    }
}
