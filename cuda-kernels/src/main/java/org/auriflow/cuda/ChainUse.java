package org.auriflow.cuda;

import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.auriflow.engine.spi.Plan;

/** Which results of a plan's steps are read outside of their groups, and so must be stored. */
final class ChainUse {
    private final List<Plan.Group> groups;
    private final IdentityHashMap<Plan.Group, Integer> position = new IdentityHashMap<>();
    private final Set<Integer> lasting = new HashSet<>();

    ChainUse(Plan plan) {
        this.groups = plan.phases().stream().flatMap(List::stream).toList();
        groups.forEach(g -> position.put(g, position.size()));
        lasting.addAll(plan.outputs());
        plan.updates().forEach(u -> lasting.add(u.source()));
        for (int m = 0; m < plan.memory().size(); m++) {
            if (plan.memory().get(m).role() == Plan.Role.VARIABLE) {
                lasting.add(m);
            }
        }
    }

    /** The steps of a group whose results must be stored. */
    Set<Plan.Step> stored(Plan.Group group) {
        List<Plan.Step> steps = group.steps();
        int next = position.get(group) + 1;
        // By identity: two steps of a plan may be equal.
        Set<Plan.Step> stored = Collections.newSetFromMap(new IdentityHashMap<>());
        Set<Integer> later = new HashSet<>();
        for (int i = steps.size() - 1; i >= 0; i--) {
            // Only the last value that the group puts into a buffer is there after it.
            if (later.add(steps.get(i).output()) && isRead(steps.get(i).output(), next)) {
                stored.add(steps.get(i));
            }
        }
        return stored;
    }

    private boolean isRead(int memory, int from) {
        for (int g = from; g < groups.size(); g++) {
            for (Plan.Step s : groups.get(g).steps()) {
                if (s.inputs().stream().anyMatch(o -> o.memory() == memory)) {
                    return true;
                }
                if (s.output() == memory) {
                    return false;
                }
            }
        }
        return lasting.contains(memory);
    }
}
