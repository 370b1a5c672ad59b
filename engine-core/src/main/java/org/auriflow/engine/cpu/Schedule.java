package org.auriflow.engine.cpu;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.auriflow.engine.Shape;
import org.auriflow.engine.spi.Plan;

/**
 * Orders kernel calls so that threads rarely wait for each other and values stay in the cache.
 *
 * <p>Calls that work row by row on what others of their group compute, as the layers of a network do on the samples of a
 * batch, form a group, which is executed for some rows at a time. A phase takes every call that can be in it; between
 * phases all threads meet. In a training step the whole forward and backward pass over activations is one phase, all
 * gradients and updates of parameters are the next.
 */
final class Schedule {
    /** Units that are enough to divide; below, more axes are counted among them where they can be. */
    private static final int ENOUGH = 16;

    /** Nanoseconds of a call that one thread may as well make alone. */
    private static final long SMALL = 500;

    private final List<Plan.Step> steps;
    private final List<Kernel> kernels = new ArrayList<>();
    private final Map<Integer, Integer> producer = new HashMap<>();
    private final List<List<Integer>> users = new ArrayList<>();
    private final Map<Integer, Integer> parts;
    private final int[] units;
    private final Part[] partOf;
    private final List<List<Part>> phases = new ArrayList<>();

    /** Calls of one group, by number. */
    private static final class Part {
        final int phase;
        final int units;
        final BitSet members = new BitSet();

        Part(int phase, int units) {
            this.phase = phase;
            this.units = units;
        }
    }

    /**
     * Orders calls.
     *
     * @param steps in an order in which they may be executed, every value in a buffer of its own
     * @param parts into how many parts batches of so many samples are divided, if not into samples
     * @param family whose kernels execute them
     */
    Schedule(List<Plan.Step> steps, Map<Integer, Integer> parts, KernelFamily family) {
        this.steps = steps;
        this.parts = parts;
        this.units = new int[steps.size()];
        this.partOf = new Part[steps.size()];
        for (int i = 0; i < steps.size(); i++) {
            Plan.Step s = steps.get(i);
            kernels.add(KernelChoice.of(s, family));
            units[i] = units(i);
            users.add(new ArrayList<>());
            producer.put(s.output(), i);
            for (Plan.Operand o : s.inputs()) {
                Integer from = producer.get(o.memory());
                if (from != null) {
                    users.get(from).add(i);
                }
            }
        }
        BitSet open = new BitSet();
        open.set(0, steps.size());
        while (!open.isEmpty()) {
            phases.add(phase(open));
        }
        delay();
    }

    /** Everything that can be executed now, as groups; what cannot be divided comes last and holds nothing else up. */
    private List<Part> phase(BitSet open) {
        List<Part> parts = new ArrayList<>();
        for (int i = open.nextSetBit(0); i >= 0; i = open.nextSetBit(i + 1)) {
            if (units[i] > 1) {
                open(i, open, parts);
            }
        }
        for (int i = open.nextSetBit(0); i >= 0; i = open.nextSetBit(i + 1)) {
            if (units[i] == 1) {
                open(i, open, parts);
            }
        }
        return parts;
    }

    /** A group that begins with a call, if that can be executed now. */
    private void open(int first, BitSet open, List<Part> parts) {
        Part part = new Part(phases.size(), units[first]);
        if (joins(first, part)) {
            parts.add(part);
            for (int i = first; i >= 0; i = open.nextSetBit(i + 1)) {
                if (i == first || (divides(i, part.units) && joins(i, part))) {
                    part.members.set(i);
                    partOf[i] = part;
                    open.clear(i);
                }
            }
        }
    }

    /** Parts into which a group that begins with a call is divided. */
    private int units(int step) {
        int rows = kernels.get(step).rows();
        Shape shape = steps.get(step).type().shape();
        Integer divided = shape.rank() == 0 ? null : parts.get(shape.extent(0));
        if (divided != null && rows % divided == 0) {
            return divided;
        }
        int units = 1;
        int outer = 1;
        for (int i = 0; i < shape.rank() && units < ENOUGH; i++) {
            outer *= shape.extent(i);
            if (outer > 0 && rows % outer == 0) {
                units = outer;
            }
        }
        return units;
    }

    private boolean divides(int step, int parts) {
        int rows = kernels.get(step).rows();
        return parts == 1 ? units[step] == 1 || Division.nanos(steps.get(step)) < SMALL : rows > 0 && rows % parts == 0;
    }

    /** Whether all that a call reads is there before the phase, or comes from the same units of the group. */
    private boolean joins(int step, Part part) {
        for (int k = 0; k < steps.get(step).inputs().size(); k++) {
            Integer from = producer.get(steps.get(step).inputs().get(k).memory());
            boolean before = from == null || (partOf[from] != null && partOf[from].phase < part.phase);
            if (!before && !(partOf[from] == part && aligned(step, k, part.units))) {
                return false;
            }
        }
        return true;
    }

    private boolean aligned(int step, int operand, int units) {
        return units == 1 || kernels.get(step).aligned(operand, units);
    }

    /** Moves calls that only a later group needs into that group, next to where their results are read. */
    private void delay() {
        for (int i = steps.size() - 1; i >= 0; i--) {
            Part to = users.get(i).isEmpty() ? null : partOf[users.get(i).get(0)];
            if (to != null && to.phase > partOf[i].phase && divides(i, to.units) && onlyFor(i, to)) {
                partOf[i].members.clear(i);
                to.members.set(i);
                partOf[i] = to;
            }
        }
    }

    private boolean onlyFor(int step, Part part) {
        for (int user : users.get(step)) {
            if (partOf[user] != part) {
                return false;
            }
            for (int k = 0; k < steps.get(user).inputs().size(); k++) {
                boolean reads = steps.get(user).inputs().get(k).memory()
                        == steps.get(step).output();
                if (reads && !aligned(user, k, part.units)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** The phases; the longest groups come first, since the last ones to be taken decide how long the others wait. */
    List<List<Plan.Group>> phases() {
        List<List<Plan.Group>> result = new ArrayList<>();
        for (List<Part> phase : phases) {
            List<Plan.Group> groups = new ArrayList<>();
            for (Part part : phase) {
                if (!part.members.isEmpty()) {
                    groups.add(new Plan.Group(
                            part.units,
                            part.members.stream().mapToObj(steps::get).toList()));
                }
            }
            if (!groups.isEmpty()) {
                groups.sort(Comparator.comparingLong((Plan.Group g) -> Division.nanos(g))
                        .reversed());
                result.add(List.copyOf(groups));
            }
        }
        return result;
    }
}
