package org.auriflow.engine.spi;

import java.util.List;
import java.util.Set;
import org.auriflow.engine.DType;
import org.auriflow.engine.Storage;
import org.auriflow.engine.TensorType;
import org.auriflow.engine.op.Op;

/**
 * A program for a device: kernel calls over planned buffers.
 *
 * @param memory the buffers; lifetimes that do not overlap share one
 * @param phases executed one after the other; the groups of a phase are independent of each other
 * @param updates copies into variables, after all phases
 * @param outputs indices of the buffers that are read after a run
 */
public record Plan(List<Memory> memory, List<List<Group>> phases, List<Update> updates, Set<Integer> outputs) {
    /** What a buffer is for. */
    public enum Role {
        /** Written by the user before a run. */
        INPUT,
        /** Never changes. */
        CONSTANT,
        /** Storage of a variable. */
        VARIABLE,
        /** Intermediate value or output. */
        WORK,
        /** One for every thread, written whole by each that reads it. */
        LOCAL
    }

    /**
     * One buffer.
     *
     * @param role what it is for
     * @param dtype element type
     * @param size capacity in elements
     * @param constant the value of a constant, else null
     * @param variable the storage of a variable, else null
     */
    public record Memory(Role role, DType dtype, int size, Storage constant, Buffer variable) {
        /** Capacity in bytes. */
        public long bytes() {
            return (long) size * dtype.bytes();
        }
    }

    /**
     * A value that a step reads: dense, or broadcast by steps of 0 for pointwise operations.
     *
     * @param memory index of its buffer
     * @param type dtype and the shape that the operation sees
     * @param strides step in elements per axis
     */
    public record Operand(int memory, TensorType type, List<Integer> strides) {
        /** Whether the elements lie in row-major order without repetition. */
        public boolean isDense() {
            int[] dense = type.shape().strides();
            for (int i = 0; i < dense.length; i++) {
                if (strides.get(i) != dense[i] && type.shape().extent(i) != 1) {
                    return false;
                }
            }
            return true;
        }
    }

    /**
     * One kernel call.
     *
     * @param op the operation
     * @param inputs its operands
     * @param type type of the dense result
     * @param output index of the result's buffer; a pointwise step may write over an operand
     */
    public record Step(Op op, List<Operand> inputs, TensorType type, int output) {
        /** Types of the operands. */
        public List<TensorType> inputTypes() {
            return inputs.stream().map(Operand::type).toList();
        }

        /** Floating-point operations. */
        public long flops() {
            return op.flops(inputTypes(), type);
        }

        /** Bytes read and written at least once. */
        public long bytes() {
            long n = type.bytes();
            for (Operand o : inputs) {
                long reads = 1;
                for (int i = 0; i < o.strides.size(); i++) {
                    reads *= o.strides.get(i) == 0 ? 1 : o.type.shape().extent(i);
                }
                n += reads * o.type.dtype().bytes();
            }
            return n;
        }
    }

    /**
     * Kernel calls that one thread makes in order for a part of the units, while others make them for the rest.
     *
     * @param units equal contiguous parts of every result, of which each needs only the same part of what the group
     *     itself computes; 1 for a group that is not divided
     * @param steps in order of execution
     */
    public record Group(int units, List<Step> steps) {}

    /**
     * A copy into a variable.
     *
     * @param source index of the buffer with the new value
     * @param variable index of the variable's buffer
     * @param size number of elements
     */
    public record Update(int source, int variable, int size) {}

    /** All kernel calls, in an order in which they may be executed. */
    public List<Step> steps() {
        return phases.stream()
                .flatMap(List::stream)
                .flatMap(g -> g.steps().stream())
                .toList();
    }

    /** Bytes of working memory of one run, without what is there for every thread. */
    public long workBytes() {
        return memory.stream()
                .filter(m -> m.role() == Role.WORK || m.role() == Role.INPUT)
                .mapToLong(Memory::bytes)
                .sum();
    }
}
