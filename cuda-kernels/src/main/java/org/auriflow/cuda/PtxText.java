package org.auriflow.cuda;

import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.auriflow.engine.DType;

/**
 * The text of one kernel while it is written: instructions, registers by kind, and the device functions that are called.
 *
 * <p>Truth values are predicates in registers and bytes in memory.
 */
final class PtxText {
    /** Stands before what was generated, so that tools can tell it from device functions. */
    static final String MARK = "// auriflow: generated";

    /** Name of a block's shared memory. */
    static final String SHARED = "tile";

    private final StringBuilder body = new StringBuilder();
    private int shared;
    private final Set<String> functions = new LinkedHashSet<>();
    private final Map<Kind, Integer> registers = new EnumMap<>(Kind.class);

    /** Register kinds. */
    private enum Kind {
        F(".f32"),
        D(".f64"),
        R(".b32"),
        A(".b64"),
        P(".pred");

        final String type;

        Kind(String type) {
            this.type = type;
        }
    }

    private String next(Kind kind) {
        int number = registers.merge(kind, 1, Integer::sum) - 1;
        return "%" + kind.name().toLowerCase(Locale.ROOT) + number;
    }

    /** A new register for a value. */
    String register(DType type) {
        return next(
                switch (type) {
                    case FLOAT32 -> Kind.F;
                    case FLOAT64 -> Kind.D;
                    case INT32 -> Kind.R;
                    case BOOL -> Kind.P;
                });
    }

    /** A new register for an address. */
    String address() {
        return next(Kind.A);
    }

    /** Appends an instruction: its name, and its operands. */
    void add(String instruction, Object... operands) {
        body.append("    ").append(instruction);
        for (int i = 0; i < operands.length; i++) {
            body.append(i == 0 ? " " : ", ").append(operands[i]);
        }
        body.append(";\n");
    }

    /** Appends an instruction into a new register of a type, which is returned. */
    String compute(DType type, String instruction, Object... operands) {
        String to = register(type);
        Object[] all = new Object[operands.length + 1];
        all[0] = to;
        System.arraycopy(operands, 0, all, 1, operands.length);
        add(instruction, all);
        return to;
    }

    /** Calls a device function of arguments of one type. */
    String call(DType type, String function, DType arguments, String... registers) {
        functions.add(function);
        String to = register(type);
        line("{");
        StringBuilder names = new StringBuilder();
        for (int k = 0; k < registers.length; k++) {
            add(".param " + parameter(arguments) + " in" + k);
            add("st.param." + move(arguments), "[in" + k + "]", registers[k]);
            names.append(k == 0 ? "in" : ", in").append(k);
        }
        add(".param " + parameter(type) + " out");
        add("call.uni (out), " + function + ", (" + names + ")");
        add("ld.param." + move(type), to, "[out]");
        line("}");
        return to;
    }

    private static String parameter(DType type) {
        return type == DType.FLOAT64 ? ".b64" : ".b32";
    }

    /** How loads, stores and moves name a type of numbers. */
    static String move(DType type) {
        return switch (type) {
            case FLOAT32 -> "f32";
            case FLOAT64 -> "f64";
            case INT32 -> "b32";
            case BOOL -> "u8";
        };
    }

    /** Appends a line that is no instruction: a label or a brace. */
    void line(String text) {
        body.append(text).append('\n');
    }

    /** A number as it stands in an instruction. */
    static String literal(DType type, double value) {
        return switch (type) {
            case FLOAT32 -> String.format(Locale.ROOT, "0f%08X", Float.floatToIntBits((float) value));
            case FLOAT64 -> String.format(Locale.ROOT, "0d%016X", Double.doubleToLongBits(value));
            default -> Integer.toString((int) value);
        };
    }

    /** A register with a known value. */
    String constant(DType type, double value) {
        if (type == DType.BOOL) {
            String number = compute(DType.INT32, "mov.u32", value != 0 ? 1 : 0);
            return compute(DType.BOOL, "setp.ne.s32", number, 0);
        }
        return compute(type, "mov." + move(type), literal(type, value));
    }

    /** The global address that a pointer of the kernel holds. */
    String pointer(int parameter) {
        String generic = address();
        String global = address();
        add("ld.param.u64", generic, "[p" + parameter + "]");
        add("cvta.to.global.u64", global, generic);
        return global;
    }

    /** The address of an element behind another address. */
    String element(String base, String index, int bytes) {
        String offset = address();
        add("mul.wide.u32", offset, index, bytes);
        String address = address();
        add("add.s64", address, base, offset);
        return address;
    }

    /** Declares the shared memory of a block. */
    void shared(int bytes) {
        shared = bytes;
    }

    /** The device functions that the kernel calls. */
    Set<String> functions() {
        return functions;
    }

    /**
     * The kernel.
     *
     * @param entry its name
     * @param pointers how many device pointers it takes, {@code p0}, {@code p1}, …
     * @param threads of a block at most
     */
    String entry(String entry, int pointers, int threads) {
        StringBuilder text = new StringBuilder(".visible .entry " + entry + "(\n");
        for (int k = 0; k < pointers; k++) {
            text.append("    .param .u64 p").append(k).append(k + 1 < pointers ? ",\n" : "\n");
        }
        text.append(")\n");
        text.append(".maxntid ").append(threads).append(", 1, 1\n{\n");
        if (shared > 0) {
            text.append("    .shared .align 16 .b8 ")
                    .append(SHARED)
                    .append('[')
                    .append(shared)
                    .append("];\n");
        }
        registers.forEach((kind, n) -> {
            String prefix = kind.name().toLowerCase(Locale.ROOT);
            text.append("    .reg ").append(kind.type).append(" %").append(prefix);
            text.append('<').append(n).append(">;\n");
        });
        return text.append(body).append("}\n").toString();
    }
}
