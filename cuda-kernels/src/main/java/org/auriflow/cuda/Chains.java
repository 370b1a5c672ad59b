package org.auriflow.cuda;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.auriflow.engine.spi.Plan;

/**
 * Orders steps into phases, each of which becomes one launch: chains of pointwise steps, one for each size that occurs, or a
 * single other step.
 *
 * <p>A pointwise step joins the first phase behind everything that it reads, be it in the chain of its size or in a new
 * one, so that the updates of all parameters of a network share a launch.
 */
final class Chains {
    /** Steps of a chain at most: the assembler's time grows faster than the number of instructions. */
    private static final int MOST = 256;

    /** Chains of a phase at most. */
    private static final int CHAINS = 32;

    /** Elements up to which a chain shares a launch with chains of other sizes: the registers of one count for all. */
    private static final int SHARED = 1 << 20;

    private final List<Phase> phases = new ArrayList<>();
    private final Map<Integer, Integer> phaseOf = new HashMap<>();
    private final Map<Integer, Integer> sizeOf = new HashMap<>();

    /** Chains by size; a single step that is not pointwise stands alone under the size −1. */
    private record Phase(Map<Integer, List<Plan.Step>> chains) {
        boolean takes(int size) {
            List<Plan.Step> chain = chains.get(size);
            if (chain != null) {
                return chain.size() < MOST;
            }
            boolean small = size <= SHARED && chains.keySet().stream().allMatch(s -> s >= 0 && s <= SHARED);
            return small && chains.size() < CHAINS;
        }
    }

    private Chains() {}

    /** The phases, in an order in which they may be executed. */
    static List<List<Plan.Group>> of(List<Plan.Step> steps) {
        Chains chains = new Chains();
        steps.forEach(chains::place);
        return chains.phases.stream()
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
        int phase = size < 0 ? phases.size() : joinable(first, size);
        if (phase == phases.size()) {
            phases.add(new Phase(new LinkedHashMap<>()));
        }
        phases.get(phase).chains.computeIfAbsent(size, k -> new ArrayList<>()).add(s);
        phaseOf.put(s.output(), phase);
        sizeOf.put(s.output(), size);
    }

    private int joinable(int first, int size) {
        for (int p = first; p < phases.size(); p++) {
            if (phases.get(p).takes(size)) {
                return p;
            }
        }
        return phases.size();
    }

    /** Whether an operand's element i serves element i of the result, and no other. */
    static boolean isElementwise(Plan.Step s, Plan.Operand o) {
        return o.isDense() && o.type().size() == s.type().size();
    }
}
