package org.auriflow.cuda;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.auriflow.engine.DType;
import org.auriflow.engine.Graph;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.compile.Pipeline;
import org.auriflow.engine.op.Leaf;
import org.auriflow.engine.op.Rowwise;
import org.auriflow.engine.spi.Backend;

/**
 * Writes a {@link Rowwise} operation, such as a spline or any derivative of one, as one kernel: a thread computes a row, its
 * components in registers; rows of several components pass through shared memory.
 *
 * <p>The kernel's pointers are the inputs and then the result.
 */
final class RowwiseSource {
    /** Any number above 1 does: the graph of a component is the same for all rows. */
    private static final int ROWS = 2;

    /** Shared memory that every card has for a block without asking. */
    private static final int SHARED = 48 << 10;

    private static final int MOST_THREADS = 128;

    private final PtxText text = new PtxText();
    private final PtxOperations operations = new PtxOperations(text);
    private final Map<Tensor, String> values = new HashMap<>();
    private final List<String> inputs = new ArrayList<>();
    private final Rowwise body;
    private final DType dtype;
    private final int count;
    private final int threads;

    /** Whether the rows of a block fit shared memory; very wide ones are read where they are. */
    private final boolean tiled;

    private String thread;
    private String row;
    private String inside;
    private String first;

    /** Writes the operation for a number of rows of a dtype; the backend says what is simplified how. */
    RowwiseSource(Rowwise body, DType dtype, int count, Backend backend) {
        this.body = body;
        this.dtype = dtype;
        this.count = count;
        this.threads = threads();
        this.tiled = shared(threads) <= SHARED;
        begin();
        loadRows();
        List<Tensor> roots = Pipeline.run(body.placeholders(dtype, ROWS), backend, Set.of());
        Graph.order(roots).forEach(t -> values.put(t, compute(t)));
        storeRows(roots.stream().map(values::get).toList());
        text.add("ret");
    }

    /** As many that their rows fit shared memory; inputs and result share it. */
    private int threads() {
        int n = MOST_THREADS;
        while (n > 32 && shared(n) > SHARED) {
            n /= 2;
        }
        return n;
    }

    private int shared(int n) {
        int in = body.widths().stream()
                .filter(RowTile::pays)
                .mapToInt(w -> RowTile.bytes(n, w, dtype))
                .sum();
        return Math.max(in, RowTile.pays(body.width()) ? RowTile.bytes(n, body.width(), dtype) : 0);
    }

    private void begin() {
        text.shared(tiled ? shared(threads) : 0);
        String block = text.compute(DType.INT32, "mov.u32", "%ctaid.x");
        thread = text.compute(DType.INT32, "mov.u32", "%tid.x");
        first = text.compute(DType.INT32, "mul.lo.s32", block, threads);
        row = text.compute(DType.INT32, "add.s32", first, thread);
        inside = text.compute(DType.BOOL, "setp.lt.u32", row, count);
    }

    /** Elements of the block's rows of a width. */
    private String limit(int width) {
        String rest = text.compute(DType.INT32, "sub.s32", count, first);
        String rows = text.compute(DType.INT32, "min.s32", rest, threads);
        return text.compute(DType.INT32, "mul.lo.s32", rows, width);
    }

    private void loadRows() {
        int offset = 0;
        List<RowTile> tiles = new ArrayList<>();
        List<String> direct = new ArrayList<>();
        for (int k = 0; k < body.widths().size(); k++) {
            int width = Math.max(body.widths().get(k), 1);
            boolean here = tiled && RowTile.pays(width);
            RowTile tile = here ? new RowTile(text, dtype, threads, width, offset) : null;
            tiles.add(tile);
            if (here) {
                tile.load(text.element(text.pointer(k), first, width * dtype.bytes()), thread, limit(width));
                offset += RowTile.bytes(threads, width, dtype);
            }
            direct.add(here ? null : text.element(text.pointer(k), row, width * dtype.bytes()));
        }
        if (offset > 0) {
            text.add("bar.sync", 0);
        }
        for (int k = 0; k < tiles.size(); k++) {
            String own = tiles.get(k) == null ? direct.get(k) : tiles.get(k).row(thread);
            for (int j = 0; j < Math.max(body.widths().get(k), 1); j++) {
                String register = text.register(dtype);
                if (tiles.get(k) == null) {
                    String from = "[" + own + "+" + j * dtype.bytes() + "]";
                    text.add("@" + inside + " ld.global." + PtxText.move(dtype), register, from);
                } else {
                    text.add(
                            "ld.shared." + PtxText.move(dtype),
                            register,
                            tiles.get(k).component(own, j));
                }
                inputs.add(register);
            }
        }
        if (offset > 0 && RowTile.pays(body.width())) {
            // The result will lie where the inputs were.
            text.add("bar.sync", 0);
        }
    }

    private void storeRows(List<String> results) {
        int pointer = body.widths().size();
        int width = results.size();
        if (!tiled || !RowTile.pays(width)) {
            String own = text.element(text.pointer(pointer), row, width * dtype.bytes());
            for (int j = 0; j < width; j++) {
                String to = "[" + own + "+" + j * dtype.bytes() + "]";
                text.add("@" + inside + " st.global." + PtxText.move(dtype), to, results.get(j));
            }
            return;
        }
        RowTile tile = new RowTile(text, dtype, threads, width, 0);
        String own = tile.row(thread);
        for (int j = 0; j < width; j++) {
            text.add("st.shared." + PtxText.move(dtype), tile.component(own, j), results.get(j));
        }
        text.add("bar.sync", 0);
        tile.store(text.element(text.pointer(pointer), first, width * dtype.bytes()), thread, limit(width));
    }

    private String compute(Tensor t) {
        if (t.op() instanceof Leaf.Input in) {
            return inputs.get(Integer.parseInt(in.label()));
        }
        if (t.op() instanceof Leaf.Constant c && c.uniform()) {
            return text.constant(t.dtype(), c.value().get(0));
        }
        if (!t.op().isPointwise()) {
            // What changes nothing but the shape of one component's values.
            return values.get(t.inputs().get(0));
        }
        List<String> x = t.inputs().stream().map(values::get).toList();
        DType in = t.inputs().get(t.inputs().size() - 1).dtype();
        return operations.apply(t.op(), in, t.dtype(), x);
    }

    /** Pointers that the kernel takes. */
    int pointers() {
        return body.widths().size() + 1;
    }

    /** Threads of a block, a row each. */
    int blockSize() {
        return threads;
    }

    /** The text. */
    PtxText text() {
        return text;
    }
}
