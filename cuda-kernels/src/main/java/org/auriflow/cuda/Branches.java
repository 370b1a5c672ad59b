package org.auriflow.cuda;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Distributes calls among branches of a graph: what does not depend on each other may run at the same time, since the kernels
 * of small networks leave most of a card idle.
 *
 * <p>A call waits for the last call that wrote what it reads, and for all that read or wrote what it writes. It goes to the
 * branch that ends with one of those, so that a chain of calls stays together, else to a free one.
 */
final class Branches {
    /** Branches at most; more would only wait for each other. */
    static final int MOST = 4;

    private final List<Place> places = new ArrayList<>();
    private final List<Integer> ends = new ArrayList<>();

    /** What a call touches, by number of buffer. */
    record Access(Set<Integer> reads, Set<Integer> writes) {}

    /**
     * Where a call runs.
     *
     * @param branch its number
     * @param after calls of other branches that it waits for; those of its own branch come before it anyway
     */
    record Place(int branch, Set<Integer> after) {}

    private Branches() {}

    /** The places of calls, in their order. */
    static List<Place> of(List<Access> calls) {
        Branches b = new Branches();
        Map<Integer, Integer> writer = new HashMap<>();
        Map<Integer, Set<Integer>> readers = new HashMap<>();
        for (int i = 0; i < calls.size(); i++) {
            Set<Integer> after = new TreeSet<>();
            for (int m : calls.get(i).reads()) {
                if (writer.containsKey(m)) {
                    after.add(writer.get(m));
                }
            }
            for (int m : calls.get(i).writes()) {
                if (writer.containsKey(m)) {
                    after.add(writer.get(m));
                }
                after.addAll(readers.getOrDefault(m, Set.of()));
            }
            b.place(i, after);
            for (int m : calls.get(i).reads()) {
                readers.computeIfAbsent(m, k -> new HashSet<>()).add(i);
            }
            for (int m : calls.get(i).writes()) {
                writer.put(m, i);
                readers.remove(m);
            }
        }
        return List.copyOf(b.places);
    }

    private void place(int call, Set<Integer> after) {
        int branch = -1;
        for (int k = 0; k < ends.size(); k++) {
            if (after.contains(ends.get(k)) && (branch < 0 || ends.get(k) > ends.get(branch))) {
                branch = k;
            }
        }
        if (branch < 0 && ends.size() < MOST) {
            ends.add(-1);
            branch = ends.size() - 1;
        }
        if (branch < 0) {
            // The one that has waited longest.
            branch = 0;
            for (int k = 1; k < ends.size(); k++) {
                branch = ends.get(k) < ends.get(branch) ? k : branch;
            }
        }
        int own = branch;
        Set<Integer> others = new TreeSet<>();
        after.stream().filter(c -> places.get(c).branch() != own).forEach(others::add);
        places.add(new Place(own, others));
        ends.set(own, call);
    }
}
