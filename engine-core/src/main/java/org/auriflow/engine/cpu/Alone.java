package org.auriflow.engine.cpu;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.auriflow.engine.spi.Plan;

/**
 * The calls of a small program as one group for one thread, which has nobody to share them with: values are made just before
 * they are read and used up as soon as they are made, so that they are in the cache and their memory is taken again soon.
 *
 * <p>Weights are packed where the first product reads them; parts of a gradient are added, and a parameter is updated, when they
 * are there and no call needs the old parameter any more.
 */
final class Alone {
    /** Samples from which on parts of a batch that stay in the cache are long enough for products. */
    private static final int MANY = 256;

    private final Set<Integer> kept;
    private final Map<Integer, Plan.Step> producer = new HashMap<>();
    private final Map<Integer, List<Plan.Step>> readers = new HashMap<>();

    /** Calls that each call waits for. */
    private final Map<Plan.Step, Set<Plan.Step>> before = new HashMap<>();

    /** The reverse of it. */
    private final Map<Plan.Step, List<Plan.Step>> after = new HashMap<>();

    /** Calls that follow as soon as they can. */
    private final Set<Plan.Step> eager = new HashSet<>();

    private final Set<Plan.Step> done = new HashSet<>();
    private final List<Plan.Step> order = new ArrayList<>();

    private Alone(Set<Integer> kept) {
        this.kept = kept;
    }

    /**
     * The schedule as one group, or as it is where groups are divided for the sake of the cache.
     *
     * @param kept values that are needed after the calls
     */
    static List<List<Plan.Group>> of(List<List<Plan.Group>> phases, Set<Integer> kept, Division division) {
        for (List<Plan.Group> phase : phases) {
            int[] chunks = division.chunks(phase);
            for (int g = 0; g < chunks.length; g++) {
                List<Plan.Step> steps = phase.get(g).steps();
                boolean whole = chunks[g] == 1 || steps.stream().allMatch(s -> samples(s) < MANY);
                // A call that may fail has to come in a phase before all updates.
                if (!whole || steps.stream().anyMatch(s -> s.op().mayThrow())) {
                    return phases;
                }
            }
        }
        List<Plan.Step> steps = new Alone(kept).ordered(phases);
        return steps.isEmpty() ? phases : List.of(List.of(new Plan.Group(1, steps)));
    }

    private static int samples(Plan.Step s) {
        return s.type().shape().rank() == 0 ? 1 : s.type().shape().extent(0);
    }

    private List<Plan.Step> ordered(List<List<Plan.Group>> phases) {
        List<Plan.Step> steps = phases.stream()
                .flatMap(List::stream)
                .flatMap(g -> g.steps().stream())
                .toList();
        for (Plan.Step s : steps) {
            producer.put(s.output(), s);
            s.inputs().forEach(o -> readers.computeIfAbsent(o.memory(), v -> new ArrayList<>())
                    .add(s));
        }
        steps.forEach(this::connect);
        phases.stream().skip(1).flatMap(List::stream).forEach(g -> eager.addAll(g.steps()));
        eager.removeIf(s -> !readsComputed(s));
        for (Plan.Step s : steps) {
            if (readsComputed(s) && !eager.contains(s)) {
                make(s);
            }
        }
        // What nothing else waited for, and what waits for that.
        steps.forEach(this::make);
        return List.copyOf(order);
    }

    private boolean readsComputed(Plan.Step s) {
        return s.inputs().stream().anyMatch(o -> producer.containsKey(o.memory()));
    }

    private void connect(Plan.Step s) {
        Set<Plan.Step> all = new HashSet<>();
        for (Plan.Operand o : s.inputs()) {
            Plan.Step from = producer.get(o.memory());
            if (from != null) {
                all.add(from);
            } else if (isLast(s) && o.type().equals(s.type()) && o.isDense()) {
                // The result may be the next value of a variable, which is then written in place.
                readers.get(o.memory()).stream().filter(r -> !isLast(r)).forEach(all::add);
            }
        }
        before.put(s, all);
        all.forEach(b -> after.computeIfAbsent(b, k -> new ArrayList<>()).add(s));
    }

    private boolean isLast(Plan.Step s) {
        return kept.contains(s.output()) && !readers.containsKey(s.output());
    }

    /** Adds a call, before it those that it waits for, and after it all that can follow. */
    private void make(Plan.Step call) {
        Deque<Plan.Step> open = new ArrayDeque<>(List.of(call));
        while (!open.isEmpty()) {
            Plan.Step s = open.peek();
            List<Plan.Step> missing =
                    before.get(s).stream().filter(b -> !done.contains(b)).toList();
            if (!missing.isEmpty() && !done.contains(s)) {
                missing.forEach(open::push);
                continue;
            }
            open.pop();
            if (done.add(s)) {
                order.add(s);
                List<Plan.Step> next = after.getOrDefault(s, List.of());
                for (int i = next.size() - 1; i >= 0; i--) {
                    if (eager.contains(next.get(i)) && done.containsAll(before.get(next.get(i)))) {
                        open.push(next.get(i));
                    }
                }
            }
        }
    }
}
