package org.auriflow.cuda;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.auriflow.engine.spi.Backend;
import org.auriflow.engine.spi.Plan;

/** A plan with its kernels chosen, written and loaded; immutable. */
final class CudaProgram implements Backend.Executable {
    /** The name of a step whose time is counted at the first of its launch. */
    private static final String WITHIN = "within that";

    /** Stands for the workspace of cuBLAS among the buffers: products must not use it at the same time. */
    private static final int WORKSPACE = -1;

    private static final int ALIGNMENT = 256;

    private final Device device;
    private final Plan plan;
    private final List<Call> calls = new ArrayList<>();
    private final List<String> names = new ArrayList<>();
    private final List<Branches.Access> accesses = new ArrayList<>();
    private final Set<Integer> needed = new HashSet<>();
    private final long[] scratch;
    private final int throwing;

    CudaProgram(Device device, Kernels kernels, Plan plan, Backend backend) {
        this.device = device;
        this.plan = plan;
        GeneratedKernels generated = new GeneratedKernels();
        ChainUse use = new ChainUse(plan);
        int last = -1;
        for (int p = 0; p < plan.phases().size(); p++) {
            List<Plan.Group> groups = plan.phases().get(p);
            Plan.Step first = groups.get(0).steps().get(0);
            if (first.op().isPointwise()) {
                chains(groups, use, generated);
            } else {
                calls.add(CallChoice.of(first, kernels, generated, backend));
                names.add(calls.get(p).name());
                accesses.add(access(first, calls.get(p)));
                last = first.op().mayThrow() ? p : last;
            }
        }
        this.throwing = last;
        accesses.forEach(a -> {
            needed.addAll(a.reads());
            needed.addAll(a.writes());
        });
        this.scratch = scratchBegins();
        if (calls.stream().anyMatch(c -> c instanceof CublasCall)) {
            // While a graph is recorded the library could not allocate.
            device.cublas();
        }
        generated.load(kernels);
    }

    private static Branches.Access access(Plan.Step s, Call call) {
        Set<Integer> reads = new HashSet<>();
        s.inputs().forEach(o -> reads.add(o.memory()));
        Set<Integer> writes = new HashSet<>(Set.of(s.output()));
        if (call instanceof CublasCall) {
            writes.add(WORKSPACE);
        }
        return new Branches.Access(reads, writes);
    }

    private void chains(List<Plan.Group> groups, ChainUse use, GeneratedKernels generated) {
        List<ChainCall.Chain> chains = groups.stream()
                .map(g -> new ChainCall.Chain(g.steps(), use.stored(g)))
                .toList();
        ChainCall call = new ChainCall(plan, chains, generated);
        calls.add(call);
        accesses.add(call.access());
        int first = names.size();
        for (Plan.Group g : groups) {
            g.steps().forEach(s -> names.add(WITHIN));
        }
        names.set(first, call.name());
    }

    Plan plan() {
        return plan;
    }

    /** One for each phase of the plan. */
    List<Call> calls() {
        return calls;
    }

    /** Where calls begin to end run, by number from begin. */
    List<Branches.Place> branches(int begin, int end) {
        return Branches.of(accesses.subList(begin, end));
    }

    /** Bytes that the calls need while they run, all branches together. */
    long scratch() {
        return scratch[Branches.MOST];
    }

    /** Where the scratch memory of a branch begins, a multiple of 256. */
    long scratchBegin(int branch) {
        return scratch[branch];
    }

    /** Begins of the branches' scratch memory, each as large as its calls need, and the end of all. */
    private long[] scratchBegins() {
        int split = throwing + 1;
        long[] size = new long[Branches.MOST];
        List<Branches.Place> places = new ArrayList<>(branches(0, split));
        places.addAll(branches(split, calls.size()));
        for (int i = 0; i < calls.size(); i++) {
            int branch = places.get(i).branch();
            size[branch] = Math.max(size[branch], calls.get(i).scratch());
        }
        long[] begins = new long[Branches.MOST + 1];
        for (int k = 0; k < Branches.MOST; k++) {
            begins[k + 1] = begins[k] + (size[k] + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        }
        return begins;
    }

    /** The last call that may find that it cannot go on, or −1. */
    int throwing() {
        return throwing;
    }

    /** Whether anything reads or writes a buffer: values that stay in registers need none. */
    boolean needs(int memory) {
        boolean work = plan.memory().get(memory).role() == Plan.Role.WORK;
        return !work
                || needed.contains(memory)
                || plan.outputs().contains(memory)
                || plan.updates().stream().anyMatch(u -> u.source() == memory);
    }

    @Override
    public Backend.Execution open() {
        return device.exclusively(() -> new CudaExecution(device, this));
    }

    @Override
    public List<String> kernels() {
        return List.copyOf(names);
    }
}
