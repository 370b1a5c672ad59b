package org.auriflow.cuda;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.auriflow.engine.DType;
import org.auriflow.engine.spi.Plan;

/**
 * Writes a chain of pointwise steps into a kernel: a thread loads the elements that its vector of up to 16 bytes needs, keeps
 * all values in registers, and stores those that are read elsewhere.
 *
 * <p>All loads of an address come before the store to it in every thread, and a value that other threads read is never
 * stored over: memory is shared within a group only element by element.
 */
final class ChainSegment {
    /** Threads of a block. */
    static final int THREADS = 256;

    /** Elements below which every thread takes one, so that all of the device has work. */
    private static final int FEW = 1 << 16;

    private final Plan plan;
    private final int width;
    private final int begin;
    private final int end;
    private final PtxText text;
    private final PtxOperations operations;
    private final Map<Integer, Integer> pointers;
    private final Set<Integer> reads = new HashSet<>();
    private final Set<Integer> writes = new HashSet<>();
    private final Map<Integer, String> bases = new HashMap<>();
    private final Map<IndexPattern, String> offsets = new HashMap<>();
    private final Map<Loaded, String[]> loaded = new HashMap<>();
    private final Map<Integer, String[]> values = new HashMap<>();
    private String index;

    private record Loaded(int memory, IndexPattern pattern) {}

    /**
     * Elements begin to end of a chain.
     *
     * @param width elements per thread, see {@link #width}; divides begin and end
     * @param text of the kernel
     * @param pointers number of the kernel's parameter for each buffer, to which new ones are added
     */
    ChainSegment(Plan plan, int width, int begin, int end, PtxText text, Map<Integer, Integer> pointers) {
        this.plan = plan;
        this.width = width;
        this.begin = begin;
        this.end = end;
        this.text = text;
        this.operations = new PtxOperations(text);
        this.pointers = pointers;
    }

    /** Blocks that the segment takes. */
    int blocks() {
        return (int) (((long) end - begin + (long) width * THREADS - 1) / ((long) width * THREADS));
    }

    /**
     * Writes the instructions.
     *
     * @param steps of one size, in order
     * @param stored those whose results are read outside of the chain
     * @param block register with the number of the block
     * @param firstBlock of this segment
     */
    void write(List<Plan.Step> steps, Set<Plan.Step> stored, String block, int firstBlock) {
        this.index = index(block, firstBlock);
        for (Plan.Step s : steps) {
            values.put(s.output(), compute(s));
            // What was loaded from there before is the value before.
            loaded.keySet().removeIf(l -> l.memory == s.output());
        }
        for (Plan.Step s : steps) {
            if (stored.contains(s)) {
                store(s);
            }
        }
        text.add("ret");
    }

    /** Elements that a thread of the fastest kernel takes: as many as fit 16 bytes, if all operands allow that. */
    static int width(Plan plan, List<Plan.Step> steps) {
        int n = steps.get(0).type().size();
        int width = n < FEW ? 1 : 4;
        for (Plan.Step s : steps) {
            width = s.type().dtype() == DType.FLOAT64 ? Math.min(width, 2) : width;
            for (Plan.Operand o : s.inputs()) {
                boolean wide =
                        o.type().dtype() == DType.FLOAT64 && !IndexPattern.of(o).isUniform();
                width = wide ? Math.min(width, 2) : width;
                IndexPattern p = IndexPattern.of(o);
                while (width > 1 && !p.fitsVectors(width)) {
                    width /= 2;
                }
            }
        }
        return width;
    }

    /** The first element of the thread's vector; threads past the end are done. */
    private String index(String block, int firstBlock) {
        String own = text.compute(DType.INT32, "sub.s32", block, firstBlock);
        String thread = text.compute(DType.INT32, "mov.u32", "%tid.x");
        String at = text.compute(DType.INT32, "mad.lo.s32", own, THREADS, thread);
        String i = text.compute(DType.INT32, "mad.lo.s32", at, width, begin);
        String past = text.compute(DType.BOOL, "setp.ge.u32", i, end);
        text.add("@" + past + " ret");
        return i;
    }

    private String base(int memory) {
        return bases.computeIfAbsent(memory, m -> text.pointer(pointers.computeIfAbsent(m, k -> pointers.size())));
    }

    /** The position of the first element, or null where it is 0. */
    private String offset(IndexPattern pattern) {
        if (pattern.isDense()) {
            return index;
        }
        return pattern.isUniform() ? null : offsets.computeIfAbsent(pattern, this::computeOffset);
    }

    private String computeOffset(IndexPattern p) {
        String rest = index;
        String sum = null;
        for (int d = p.extents().size() - 1; d >= 0; d--) {
            int extent = p.extents().get(d);
            int stride = p.strides().get(d);
            String at = rest;
            if (d > 0) {
                String quotient = text.compute(DType.INT32, "div.u32", rest, extent);
                if (stride != 0) {
                    at = text.compute(DType.INT32, "rem.u32", rest, extent);
                }
                rest = quotient;
            }
            if (stride != 0) {
                sum = sum == null
                        ? text.compute(DType.INT32, "mul.lo.s32", at, stride)
                        : text.compute(DType.INT32, "mad.lo.s32", at, stride, sum);
            }
        }
        return sum;
    }

    private String address(int memory, String offset, DType type) {
        String base = base(memory);
        return offset == null ? base : text.element(base, offset, type.bytes());
    }

    private String[] compute(Plan.Step s) {
        List<String[]> x = new ArrayList<>();
        int lanes = 1;
        for (Plan.Operand o : s.inputs()) {
            String[] registers = operand(o);
            lanes = Math.max(lanes, registers.length);
            x.add(registers);
        }
        DType in = s.inputs().get(s.inputs().size() - 1).type().dtype();
        String[] y = new String[lanes];
        for (int lane = 0; lane < lanes; lane++) {
            List<String> one = new ArrayList<>();
            for (String[] registers : x) {
                one.add(registers[registers.length == 1 ? 0 : lane]);
            }
            y[lane] = operations.apply(s.op(), in, s.type().dtype(), one);
        }
        return y;
    }

    private String[] operand(Plan.Operand o) {
        IndexPattern pattern = IndexPattern.of(o);
        String[] here = values.get(o.memory());
        // A value of the chain itself is read element by element; a broadcast one is older and lies in memory.
        if (here != null && pattern.isDense()) {
            return here;
        }
        return loaded.computeIfAbsent(new Loaded(o.memory(), pattern), k -> load(o, pattern));
    }

    private String[] load(Plan.Operand o, IndexPattern pattern) {
        Plan.Memory m = plan.memory().get(o.memory());
        DType type = m.dtype();
        if (m.role() == Plan.Role.CONSTANT && m.size() == 1) {
            return new String[] {text.constant(type, m.constant().get(0))};
        }
        reads.add(o.memory());
        int lanes = pattern.repeats() ? 1 : width;
        String address = address(o.memory(), offset(pattern), type);
        String[] raw = new String[lanes];
        Arrays.setAll(raw, k -> text.register(type == DType.BOOL ? DType.INT32 : type));
        text.add("ld.global" + vector(lanes) + PtxText.move(type), group(raw), "[" + address + "]");
        if (type != DType.BOOL) {
            return raw;
        }
        return Arrays.stream(raw)
                .map(r -> text.compute(DType.BOOL, "setp.ne.s32", r, "0"))
                .toArray(String[]::new);
    }

    private void store(Plan.Step s) {
        writes.add(s.output());
        DType type = s.type().dtype();
        String[] y = values.get(s.output());
        String[] raw = new String[width];
        for (int lane = 0; lane < width; lane++) {
            String r = y[y.length == 1 ? 0 : lane];
            raw[lane] = type == DType.BOOL ? text.compute(DType.INT32, "selp.b32", 1, 0, r) : r;
        }
        String address = address(s.output(), index, type);
        text.add("st.global" + vector(width) + PtxText.move(type), "[" + address + "]", group(raw));
    }

    private static String vector(int lanes) {
        return lanes == 1 ? "." : ".v" + lanes + ".";
    }

    private static String group(String[] registers) {
        return registers.length == 1 ? registers[0] : "{" + String.join(", ", registers) + "}";
    }

    /** What the segment touches in memory. */
    Branches.Access access() {
        return new Branches.Access(reads, writes);
    }
}
