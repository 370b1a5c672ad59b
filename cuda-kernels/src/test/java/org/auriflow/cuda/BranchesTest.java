package org.auriflow.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.auriflow.engine.RandomStream;
import org.junit.jupiter.api.Test;

/** Calls that touch the same buffer, one of them writing, come one after the other; others need not. */
class BranchesTest {
    private static Set<Integer> buffers(RandomStream random, int count) {
        Set<Integer> s = new HashSet<>();
        for (int i = random.below(count + 1); i > 0; i--) {
            s.add(random.below(9));
        }
        return s;
    }

    private static boolean meet(Set<Integer> a, Set<Integer> b) {
        return a.stream().anyMatch(b::contains);
    }

    /** For each call the calls that have certainly ended when it begins. */
    private static List<BitSet> before(List<Branches.Place> places) {
        List<BitSet> before = new ArrayList<>();
        Map<Integer, Integer> ends = new HashMap<>();
        for (int i = 0; i < places.size(); i++) {
            BitSet done = new BitSet();
            Set<Integer> direct = new HashSet<>(places.get(i).after());
            if (ends.containsKey(places.get(i).branch())) {
                direct.add(ends.get(places.get(i).branch()));
            }
            direct.forEach(c -> {
                done.set(c);
                done.or(before.get(c));
            });
            before.add(done);
            ends.put(places.get(i).branch(), i);
        }
        return before;
    }

    @Test
    void conflictsAreOrdered() {
        RandomStream random = new RandomStream(1, 1);
        for (int trial = 0; trial < 300; trial++) {
            List<Branches.Access> calls = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                calls.add(new Branches.Access(buffers(random, 3), buffers(random, 2)));
            }
            List<BitSet> before = before(Branches.of(calls));
            for (int i = 0; i < calls.size(); i++) {
                for (int k = 0; k < i; k++) {
                    boolean conflict = meet(calls.get(i).reads(), calls.get(k).writes())
                            || meet(calls.get(i).writes(), calls.get(k).writes())
                            || meet(calls.get(i).writes(), calls.get(k).reads());
                    assertTrue(!conflict || before.get(i).get(k), trial + ": " + k + " before " + i);
                }
            }
        }
    }

    @Test
    void whatIsIndependentRunsApart() {
        List<Branches.Place> places = Branches.of(List.of(
                new Branches.Access(Set.of(0), Set.of(1)),
                new Branches.Access(Set.of(1), Set.of(2)),
                new Branches.Access(Set.of(1), Set.of(3)),
                new Branches.Access(Set.of(2, 3), Set.of(4))));
        assertEquals(0, places.get(1).branch());
        assertEquals(new Branches.Place(1, Set.of(0)), places.get(2));
        assertEquals(new Branches.Place(1, Set.of(1)), places.get(3));
    }
}
