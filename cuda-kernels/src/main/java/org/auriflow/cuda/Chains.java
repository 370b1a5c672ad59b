package org.auriflow.cuda;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.auriflow.engine.spi.Plan;

/**
 * Orders steps into phases, each of which becomes one launch: chains of pointwise steps, one for each size that occurs, or a
 * single other step.
 *
 * <p>A pointwise step joins the first phase behind everything that it reads, be it in the chain of its size or in a new
 * one; then steps are moved to where their results are needed.
 */
final class Chains {
    /** Steps of a chain at most: the assembler's time grows faster than the number of instructions. */
    private static final int MOST = 256;

    /** Chains of a phase at most. */
    private static final int CHAINS = 32;

    /** Buffers of a launch at most: a kernel's parameters have room for 544 pointers. */
    private static final int POINTERS = 500;

    /** Elements up to which a chain shares a launch with chains of other sizes: the registers of one count for all. */
    private static final int SHARED = 1 << 20;

    private final List<Phase> phases = new ArrayList<>();
    private final Map<Integer, Integer> phaseOf = new HashMap<>();
    private final Map<Integer, Integer> sizeOf = new HashMap<>();

    /** Chains by size; a single step that is not pointwise stands alone under the size −1. */
    private record Phase(Map<Integer, List<Plan.Step>> chains, Set<Integer> buffers) {
        Phase() {
            this(new LinkedHashMap<>(), new HashSet<>());
        }

        boolean takes(int size, Plan.Step s) {
            Set<Integer> all = new HashSet<>(buffers);
            all.addAll(touched(s));
            if (all.size() > POINTERS) {
                return false;
            }
            List<Plan.Step> chain = chains.get(size);
            if (chain != null) {
                return chain.size() < MOST;
            }
            // Where everything was moved away, nothing comes back.
            boolean small = !chains.isEmpty()
                    && size <= SHARED
                    && chains.keySet().stream().allMatch(n -> n >= 0 && n <= SHARED);
            return small && chains.size() < CHAINS;
        }

        /** Adds a step to the chain of a size, at its begin or end. */
        void add(int size, Plan.Step s, boolean first) {
            List<Plan.Step> chain = chains.computeIfAbsent(size, k -> new ArrayList<>());
            chain.add(first ? 0 : chain.size(), s);
            buffers.addAll(touched(s));
        }

        private static Set<Integer> touched(Plan.Step s) {
            Set<Integer> touched = new HashSet<>(Set.of(s.output()));
            s.inputs().forEach(o -> touched.add(o.memory()));
            return touched;
        }
    }

    private Chains() {}

    /** The phases, in an order in which they may be executed. */
    static List<List<Plan.Group>> of(List<Plan.Step> steps) {
        Chains chains = new Chains();
        steps.forEach(chains::place);
        chains.delay(steps);
        return chains.phases.stream()
                .filter(p -> !p.chains.isEmpty())
                .map(p -> p.chains.entrySet().stream()
                        .map(c -> new Plan.Group(Math.max(c.getKey(), 1), List.copyOf(c.getValue())))
                        .toList())
                .toList();
    }

    private void place(Plan.Step s) {
        int size = s.op().isPointwise() ? s.type().size() : -1;
        int first = 0;
        for (Plan.Operand o : s.inputs()) {
            Integer from = phaseOf.get(o.memory());
            if (from != null) {
                boolean within = size >= 0 && sizeOf.get(o.memory()) == size && isElementwise(s, o);
                first = Math.max(first, within ? from : from + 1);
            }
        }
        int phase = size < 0 ? phases.size() : joinable(first, size, s);
        if (phase == phases.size()) {
            phases.add(new Phase());
        }
        phases.get(phase).add(size, s, false);
        phaseOf.put(s.output(), phase);
        sizeOf.put(s.output(), size);
    }

    private int joinable(int first, int size, Plan.Step s) {
        for (int p = first; p < phases.size(); p++) {
            if (phases.get(p).takes(size, s)) {
                return p;
            }
        }
        return phases.size();
    }

    /**
     * Moves pointwise steps to where their results are read, or to the last chains if nothing reads them: what is computed in
     * the chain that needs it is neither stored nor loaded, and the updates of all parameters come together.
     */
    private void delay(List<Plan.Step> steps) {
        Map<Integer, Integer> latest = new HashMap<>();
        for (int i = steps.size() - 1; i >= 0; i--) {
            Plan.Step s = steps.get(i);
            int size = sizeOf.get(s.output());
            if (size >= 0) {
                move(s, size, latest.getOrDefault(s.output(), phases.size() - 1));
            }
            int phase = phaseOf.get(s.output());
            for (Plan.Operand o : s.inputs()) {
                boolean within = size >= 0 && size == sizeOf.getOrDefault(o.memory(), -1) && isElementwise(s, o);
                latest.merge(o.memory(), within ? phase : phase - 1, Math::min);
            }
        }
    }

    /** Moves a step to the last phase that may take it; its users have been moved before. */
    private void move(Plan.Step s, int size, int latest) {
        int from = phaseOf.get(s.output());
        for (int to = latest; to > from; to--) {
            if (phases.get(to).takes(size, s)) {
                List<Plan.Step> chain = phases.get(from).chains.get(size);
                chain.remove(s);
                if (chain.isEmpty()) {
                    phases.get(from).chains.remove(size);
                }
                phases.get(to)
                        .chains
                        .computeIfAbsent(size, k -> new ArrayList<>())
                        .add(0, s);
                phaseOf.put(s.output(), to);
                return;
            }
        }
    }

    /** Whether an operand's element i serves element i of the result, and no other. */
    static boolean isElementwise(Plan.Step s, Plan.Operand o) {
        return o.isDense() && o.type().size() == s.type().size();
    }
}
