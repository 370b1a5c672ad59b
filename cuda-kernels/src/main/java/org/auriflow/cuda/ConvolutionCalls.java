package org.auriflow.cuda;

import java.util.List;
import org.auriflow.engine.DType;
import org.auriflow.engine.op.Convolution;
import org.auriflow.engine.spi.Plan;

/**
 * Launches of {@code convolution.cu}: convolutions and their two gradients. Which kernel, and how sums are divided,
 * follows from shapes only.
 */
final class ConvolutionCalls implements Call {
    private static final String FAMILY = "convolution";
    private static final int THREADS = 256;

    /** Rows up to which tiles would be nearly empty. */
    private static final int FEW_ROWS = 4;

    /** Columns of so few rows up to which a block per result is better than tiles. */
    private static final int FEW_COLUMNS = 64;

    /** Blocks that fill a device of 132 processors. */
    private static final int BLOCKS = 264;

    /** Terms of a sum that are worth a block of their own, in tiles and by themselves. */
    private static final int LEAST_TERMS = 256;

    private static final int LEAST_TERMS_ALONE = 4096;
    private static final int MOST_PARTS = 64;
    private static final long MOST_SCRATCH = 1L << 28;

    /** Shares of a sum are a multiple of every tile's depth. */
    private static final int DEPTH = 16;

    /** The kernels. */
    private enum Version {
        DIRECT("direct", 0, 0, THREADS),
        DOT("dot", 1, 1, THREADS),
        LOW("32x128", 32, 128, 128),
        MEDIUM("64x64", 64, 64, 128),
        /** float32 only. */
        LARGE("128x64", 128, 64, 128);

        private final String label;
        private final int rows;
        private final int columns;
        private final int threads;

        Version(String label, int rows, int columns, int threads) {
            this.label = label;
            this.rows = rows;
            this.columns = columns;
            this.threads = threads;
        }

        private long blocks(ConvolutionShapes.Product p, int groups) {
            return (long) Grid.blocks(p.m(), rows) * Grid.blocks(p.n(), columns) * groups;
        }
    }

    private final List<ConvolutionShapes.Product> products;
    private final DType type;
    private final int groups;
    private final int a;
    private final int b;
    private final int output;
    private final Version version;
    private final int parts;
    private final Kernel kernel;
    private final Kernel finish;

    private ConvolutionCalls(Plan.Step s, Convolution op, Kernels kernels) {
        this.products = ConvolutionShapes.of(op, s.inputTypes());
        this.type = s.type().dtype();
        this.groups = op.window().groups();
        boolean first = op.result() == Convolution.Factor.INPUT;
        this.a = s.inputs().get(first ? 0 : 1).memory();
        this.b = s.inputs().get(first ? 1 : 0).memory();
        this.output = s.output();
        boolean sum = op.result() == Convolution.Factor.WEIGHTS;
        this.version = version(sum);
        this.parts = parts();
        boolean along = sum && version != Version.DOT;
        this.kernel = kernels.get(FAMILY, type, "convolution_" + version.label + (along ? "_sum" : ""));
        this.finish = parts > 1 ? kernels.get(FAMILY, type, "convolution_finish") : null;
    }

    /** The call for a convolution or a gradient of one, or null if the operation is none. */
    static Call of(Plan.Step s, Kernels kernels) {
        if (!(s.op() instanceof Convolution op)) {
            return null;
        }
        // Sums over nothing.
        return s.flops() == 0
                ? new Zeros(op.name(), s.output(), s.type().bytes())
                : new ConvolutionCalls(s, op, kernels);
    }

    private record Zeros(String name, int output, long bytes) implements Call {
        @Override
        public void launch(Launches to) {
            if (bytes > 0) {
                to.clear(to.address(output), bytes);
            }
        }
    }

    private Version version(boolean sum) {
        ConvolutionShapes.Product p = products.get(0);
        if (p.m() <= FEW_ROWS && !sum) {
            return Version.DIRECT;
        }
        if (p.m() <= FEW_ROWS && p.n() <= FEW_COLUMNS) {
            return Version.DOT;
        }
        if (p.m() <= Version.LOW.rows) {
            return Version.LOW;
        }
        boolean many = p.m() > Version.MEDIUM.rows && Version.LARGE.blocks(p, groups) >= BLOCKS;
        return type == DType.FLOAT32 && many ? Version.LARGE : Version.MEDIUM;
    }

    /** Into how many parts sums are divided; the same for all products, since one launch adds them. */
    private int parts() {
        if (version == Version.DIRECT) {
            return 1;
        }
        int least = version == Version.DOT ? LEAST_TERMS_ALONE : LEAST_TERMS;
        int most = 1;
        for (ConvolutionShapes.Product p : products) {
            long wanted = BLOCKS / Math.max(1, version.blocks(p, groups));
            most = (int) Math.max(most, Math.min(wanted, p.k() / least));
        }
        long bytes = Math.max(1, (long) products.get(0).size() * type.bytes());
        return (int) Math.max(1, Math.min(Math.min(most, MOST_PARTS), MOST_SCRATCH / bytes));
    }

    @Override
    public String name() {
        return "convolution " + version.label + (parts > 1 ? " splitk " + parts : "");
    }

    @Override
    public long scratch() {
        return parts > 1 ? (long) parts * products.get(0).size() * type.bytes() : 0;
    }

    @Override
    public void launch(Launches to) {
        long x = to.address(a);
        long y = to.address(b);
        long result = to.address(output);
        for (ConvolutionShapes.Product p : products) {
            if (version == Version.DIRECT) {
                int total = groups * p.m() * p.n();
                int channels = p.k() == 0 ? 0 : p.channels();
                Grid grid = Grid.covering(total, THREADS);
                to.kernel(kernel, grid, p.m(), p.n(), channels, total, p.struct(), x, y, result);
            } else {
                int share = Grid.blocks(Grid.blocks(p.k(), parts), DEPTH) * DEPTH;
                Grid grid = Grid.of(Math.toIntExact(version.blocks(p, groups) * parts), version.threads);
                long target = parts > 1 ? to.scratch() : result;
                to.kernel(kernel, grid, p.m(), p.n(), p.k(), share, groups, p.struct(), x, y, target);
            }
        }
        if (parts > 1) {
            int total = products.get(0).size();
            to.kernel(finish, Grid.covering(total, THREADS), total, parts, to.scratch(), result);
        }
    }
}
