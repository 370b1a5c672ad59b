package org.auriflow.cuda;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.auriflow.engine.DType;
import org.auriflow.engine.spi.Plan;

/**
 * Chains that do not depend on each other as one kernel, each in blocks of its own; what a vector per thread leaves over is
 * another segment.
 */
final class ChainCall implements Call {
    private static final int NAMED = 6;

    private final GeneratedKernels generated;
    private final Map<Integer, Integer> pointers = new LinkedHashMap<>();
    private final Set<Integer> reads = new HashSet<>();
    private final Set<Integer> writes = new HashSet<>();
    private final String name;
    private final String kernel;
    private final int blocks;

    /** A chain, and which of its results must be stored. */
    record Chain(List<Plan.Step> steps, Set<Plan.Step> stored) {}

    private record Segment(ChainSegment source, Chain chain) {}

    /** Writes the kernel of chains. */
    ChainCall(Plan plan, List<Chain> chains, GeneratedKernels generated) {
        this.generated = generated;
        List<String> operations = chains.stream()
                .flatMap(c -> c.steps.stream())
                .map(s -> s.op().name())
                .toList();
        this.name = operations.stream().limit(NAMED).collect(Collectors.joining(" "))
                + (operations.size() > NAMED ? " and " + (operations.size() - NAMED) + " more" : "");
        PtxText text = new PtxText();
        List<Segment> segments = new ArrayList<>();
        for (Chain c : chains) {
            int size = c.steps.get(0).type().size();
            int width = size == 0 ? 1 : ChainSegment.width(plan, c.steps);
            int whole = size - size % width;
            if (whole > 0) {
                segments.add(new Segment(new ChainSegment(plan, width, 0, whole, text, pointers), c));
            }
            if (whole < size) {
                segments.add(new Segment(new ChainSegment(plan, 1, whole, size, text, pointers), c));
            }
        }
        this.blocks = write(segments, text);
        segments.forEach(g -> {
            reads.addAll(g.source.access().reads());
            writes.addAll(g.source.access().writes());
        });
        String label = operations.stream()
                .limit(NAMED)
                .collect(Collectors.joining("_"))
                .toLowerCase(Locale.ROOT);
        this.kernel = blocks == 0 ? null : generated.add(text, label, pointers.size(), ChainSegment.THREADS);
    }

    /** Writes all segments, and before them where each begins; returns the number of blocks. */
    private static int write(List<Segment> segments, PtxText text) {
        String block = text.compute(DType.INT32, "mov.u32", "%ctaid.x");
        int end = 0;
        for (int k = 0; k + 1 < segments.size(); k++) {
            end += segments.get(k).source.blocks();
            String here = text.compute(DType.BOOL, "setp.lt.u32", block, end);
            text.add("@" + here + " bra SEGMENT" + k);
        }
        int begin = 0;
        for (int k = segments.size() - 1; k >= 0; k--) {
            Segment s = segments.get(k);
            int before = segments.subList(0, k).stream()
                    .mapToInt(x -> x.source.blocks())
                    .sum();
            if (k + 1 < segments.size()) {
                text.line("SEGMENT" + k + ":");
            }
            s.source.write(s.chain.steps, s.chain.stored, block, before);
            begin += s.source.blocks();
        }
        return begin;
    }

    /** What the chains read and write on the device; values that stay in registers are not among them. */
    Branches.Access access() {
        return new Branches.Access(reads, writes);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void launch(Launches to) {
        if (blocks > 0) {
            Object[] arguments = pointers.keySet().stream().map(to::address).toArray();
            to.kernel(generated.kernel(kernel), Grid.of(blocks, ChainSegment.THREADS), arguments);
        }
    }
}
