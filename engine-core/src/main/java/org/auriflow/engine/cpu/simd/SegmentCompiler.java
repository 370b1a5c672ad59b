package org.auriflow.engine.cpu.simd;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.auriflow.engine.cpu.Composite;
import org.auriflow.engine.cpu.Segment;

/**
 * Writes a method for a {@link Segment}: a loop over vectors that loads operands, computes and stores results, so that what is
 * computed on the way stays in registers.
 *
 * <pre>
 * static void run(Object[] buffers, int n) {
 *     float[] x = (float[]) buffers[3]; ...
 *     FloatVector one = FloatVector.broadcast(SPECIES, 1f); ...
 *     for (int i = 0; i &lt; n; i += LANES) { ... }
 * }
 * </pre>
 *
 * <p>It calls methods of the vector library alone. The JIT inlines those whatever the size of a method; calls of our own it
 * would leave at some size, and a vector that crosses a call lives in an object.
 */
final class SegmentCompiler {
    private static final MethodType TYPE = MethodType.methodType(void.class, Object[].class, int.class);
    private static final String LIBRARY = "jdk/incubator/vector/";
    private static final String VECTOR = LIBRARY + "FloatVector";
    private static final String MASK = LIBRARY + "VectorMask";
    private static final String OF_VECTOR = "(L" + LIBRARY + "Vector;)L" + VECTOR + ";";
    private static final String OF_MASK = "(L" + MASK + ";)L" + MASK + ";";

    /** Methods of vectors and masks that are called as they are. */
    private static final Map<String, String> METHODS = Map.of(
            "add", OF_VECTOR,
            "sub", OF_VECTOR,
            "mul", OF_VECTOR,
            "div", OF_VECTOR,
            "max", OF_VECTOR,
            "min", OF_VECTOR,
            "neg", "()L" + VECTOR + ";",
            "sqrt", "()L" + VECTOR + ";",
            "and", OF_MASK,
            "or", OF_MASK);

    private static final Map<String, String> COMPARISONS = Map.of("le", "LE", "lt", "LT", "eq", "EQ", "ne", "NE");

    private static final int BUFFERS = 0;
    private static final int N = 1;
    private static final int I = 2;

    private static final int JAVA_17 = 61;
    private static final String TILES = FloatTiles.class.getName().replace('.', '/');

    private static final int ALOAD = 0x19;
    private static final int ASTORE = 0x3A;
    private static final int ILOAD = 0x15;
    private static final int INVOKE = 0xB6;

    /** More than any expression leaves on the operand stack. */
    private static final int STACK = 32;

    /** Number of the value 0. */
    private static final int ZERO = -1;

    private final Segment segment;
    private final ConstantPool pool = new ConstantPool();
    private final ByteArrayOutputStream code = new ByteArrayOutputStream();
    private final Map<Integer, Integer> arrays = new LinkedHashMap<>();
    private final Map<Integer, Integer> locals = new HashMap<>();
    private int nextLocal = I + 1;

    private SegmentCompiler(Segment segment) {
        this.segment = segment;
    }

    /** Whether an operation without parts can stand in a segment. */
    static boolean knows(String op) {
        return METHODS.containsKey(op) || COMPARISONS.containsKey(op) || op.equals("where") || op.equals("mulz");
    }

    /** A handle of type (Object[] buffers, int n) to the loop; n is a multiple of the lanes. */
    static MethodHandle compile(Segment segment) {
        try {
            byte[] bytes = new SegmentCompiler(segment).classFile();
            MethodHandles.Lookup lookup = MethodHandles.lookup().defineHiddenClass(bytes, true);
            return lookup.findStatic(lookup.lookupClass(), "run", TYPE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("loop of a segment", e);
        }
    }

    private byte[] classFile() throws IOException {
        int self = pool.type(SegmentCompiler.class.getPackageName().replace('.', '/') + "/SegmentLoop");
        int parent = pool.type("java/lang/Object");
        int name = pool.utf8("run");
        int descriptor = pool.utf8(TYPE.descriptorString());
        int codeName = pool.utf8("Code");
        int framesName = pool.utf8("StackMapTable");
        int[] head = body();
        byte[] frames = frames(head[0], head[1]);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeInt(0xCAFEBABE);
        out.writeInt(JAVA_17);
        pool.write(out);
        out.writeShort(0x1030); // final, super, synthetic
        out.writeShort(self);
        out.writeShort(parent);
        out.writeShort(0);
        out.writeShort(0);
        out.writeShort(1);
        out.writeShort(0x0008); // static
        out.writeShort(name);
        out.writeShort(descriptor);
        out.writeShort(1);
        out.writeShort(codeName);
        out.writeInt(12 + code.size() + 6 + frames.length);
        out.writeShort(STACK);
        out.writeShort(nextLocal);
        out.writeInt(code.size());
        code.writeTo(out);
        out.writeShort(0);
        out.writeShort(1);
        out.writeShort(framesName);
        out.writeInt(frames.length);
        out.write(frames);
        out.writeShort(0);
        return bytes.toByteArray();
    }

    /** Writes the code; where the loop begins and where it ends. */
    private int[] body() {
        segment.loads().values().forEach(this::array);
        segment.stores().values().forEach(this::array);
        segment.constants().forEach((value, constant) -> broadcast(constant, value));
        broadcast(0, ZERO);
        int beforeLoop = nextLocal;
        op1(0x03); // iconst_0
        local(0x36, I); // istore
        int begin = code.size();
        local(ILOAD, I); // iload
        local(ILOAD, N);
        int branch = code.size();
        op(0xA2, 0); // if_icmpge, patched below
        for (Segment.Call c : segment.calls()) {
            for (int operand : c.operands()) {
                if (!locals.containsKey(operand)) {
                    species();
                    local(ALOAD, arrays.get(segment.loads().get(operand)));
                    local(ILOAD, I);
                    op(0xB8, pool.method(VECTOR, "fromArray", "(L" + LIBRARY + "VectorSpecies;[FI)L" + VECTOR + ";"));
                    storeLocal(operand);
                }
            }
            push(c.expression(), c.operands());
            storeLocal(c.result());
        }
        segment.stores().forEach((value, buffer) -> {
            local(ALOAD, locals.get(value));
            local(ALOAD, arrays.get(buffer));
            local(ILOAD, I);
            op(INVOKE, pool.method(VECTOR, "intoArray", "([FI)V"));
        });
        op1(0x84); // iinc
        op1(I);
        op1(FloatTiles.LANES);
        op(0xA7, begin - code.size()); // goto
        int end = code.size();
        op1(0xB1); // return
        byte[] written = code.toByteArray();
        written[branch + 1] = (byte) ((end - branch) >> 8);
        written[branch + 2] = (byte) (end - branch);
        code.reset();
        code.write(written, 0, written.length);
        this.loopLocals = beforeLoop;
        return new int[] {begin, end};
    }

    private int loopLocals;

    /** At the head of the loop and at its end there are the parameters, i, the arrays and the constants. */
    private byte[] frames(int begin, int end) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeShort(2);
        frame(out, begin);
        frame(out, end - begin - 1);
        return bytes.toByteArray();
    }

    private void frame(DataOutputStream out, int offset) throws IOException {
        out.writeByte(255); // full frame
        out.writeShort(offset);
        out.writeShort(loopLocals);
        object(out, "[Ljava/lang/Object;");
        out.writeByte(1); // int
        out.writeByte(1);
        for (int k = 0; k < arrays.size(); k++) {
            object(out, "[F");
        }
        for (int k = 0; k <= segment.constants().size(); k++) {
            object(out, VECTOR);
        }
        out.writeShort(0);
    }

    private void object(DataOutputStream out, String type) throws IOException {
        out.writeByte(7);
        out.writeShort(pool.type(type));
    }

    private void array(int buffer) {
        if (!arrays.containsKey(buffer)) {
            local(ALOAD, BUFFERS);
            op(0x11, buffer); // sipush
            op1(0x32); // aaload
            op(0xC0, pool.type("[F")); // checkcast
            arrays.put(buffer, nextLocal);
            local(ASTORE, nextLocal++);
        }
    }

    private void storeLocal(int value) {
        locals.put(value, nextLocal);
        local(ASTORE, nextLocal++);
    }

    private void broadcast(float constant, int value) {
        species();
        op(0x13, pool.constant(constant)); // ldc_w
        op(0xB8, pool.method(VECTOR, "broadcast", "(L" + LIBRARY + "VectorSpecies;F)L" + VECTOR + ";"));
        storeLocal(value);
    }

    private void species() {
        op(0xB2, pool.field(TILES, "SPECIES", "L" + LIBRARY + "VectorSpecies;")); // getstatic
    }

    /** Leaves the value of an expression on the stack. */
    private void push(Composite.Node node, List<Integer> operands) {
        if (node.isOperand()) {
            local(ALOAD, locals.get(operands.get(node.operand())));
            return;
        }
        List<Composite.Node> parts = node.parts();
        if (METHODS.containsKey(node.name())) {
            parts.forEach(part -> push(part, operands));
            String descriptor = METHODS.get(node.name());
            op(INVOKE, pool.method(descriptor.equals(OF_MASK) ? MASK : VECTOR, node.name(), descriptor));
        } else if (COMPARISONS.containsKey(node.name())) {
            compare(
                    COMPARISONS.get(node.name()),
                    () -> push(parts.get(0), operands),
                    () -> push(parts.get(1), operands));
        } else if (node.name().equals("where")) {
            push(parts.get(2), operands);
            push(parts.get(1), operands);
            push(parts.get(0), operands);
            blend();
        } else {
            int a = local(parts.get(0), operands);
            int b = local(parts.get(1), operands);
            local(ALOAD, a);
            local(ALOAD, b);
            op(INVOKE, pool.method(VECTOR, "mul", OF_VECTOR));
            int p = nextLocal++;
            local(ASTORE, p);
            // The product, but 0 where a factor is and the product is NaN; without a branch, which would end what stays
            // in registers.
            Runnable zero = () -> local(ALOAD, locals.get(ZERO));
            local(ALOAD, p);
            zero.run();
            compare("EQ", () -> local(ALOAD, a), zero);
            compare("EQ", () -> local(ALOAD, b), zero);
            op(INVOKE, pool.method(MASK, "or", OF_MASK));
            compare("NE", () -> local(ALOAD, p), () -> local(ALOAD, p));
            op(INVOKE, pool.method(MASK, "and", OF_MASK));
            blend();
        }
    }

    /** The number of the local variable that holds the value of an expression. */
    private int local(Composite.Node node, List<Integer> operands) {
        if (node.isOperand()) {
            return locals.get(operands.get(node.operand()));
        }
        push(node, operands);
        local(ASTORE, nextLocal);
        return nextLocal++;
    }

    private void compare(String comparison, Runnable a, Runnable b) {
        String type = "L" + LIBRARY + "VectorOperators$Comparison;";
        a.run();
        op(0xB2, pool.field(LIBRARY + "VectorOperators", comparison, type)); // getstatic
        b.run();
        op(INVOKE, pool.method(VECTOR, "compare", "(" + type + "L" + LIBRARY + "Vector;)L" + MASK + ";"));
    }

    private void blend() {
        op(INVOKE, pool.method(VECTOR, "blend", "(L" + LIBRARY + "Vector;L" + MASK + ";)L" + VECTOR + ";"));
    }

    private void local(int opcode, int index) {
        op1(0xC4); // wide
        op(opcode, index);
    }

    private void op(int opcode, int operand) {
        op1(opcode);
        op1(operand >> 8);
        op1(operand);
    }

    private void op1(int b) {
        code.write(b);
    }
}
