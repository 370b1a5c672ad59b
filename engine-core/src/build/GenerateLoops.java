import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the pointwise loops of the processor from the table beside this file, at build time.
 *
 * <p>Run as {@code java GenerateLoops.java pointwise.txt OUTPUT-DIRECTORY}. One method per operation, dtype and form;
 * inside, one loop for each way in which operands are arrays or single values, because a loop with a variable stride
 * would not vectorise.
 */
final class GenerateLoops {
    /** One line of the table. */
    record Line(String name, List<Operand> operands, String result, List<String> scalar, String vector, String unless) {}

    /** One operand; the dtype is empty where it is that of the operation. */
    record Operand(String dtype, String name) {}

    private static final List<String> DTYPES = List.of("float32", "float64", "int32", "bool");
    private static final List<String> JAVA = List.of("float", "double", "int", "boolean");

    private GenerateLoops() {}

    public static void main(String[] args) throws IOException {
        List<Line> lines = read(Path.of(args[0]));
        Path cpu = Path.of(args[1], "org", "auriflow", "engine", "cpu");
        write(cpu.resolve("ScalarLoops.java"), scalar(lines));
        write(cpu.resolve("simd").resolve("SimdLoops.java"), simd(lines));
    }

    /** Leaves an unchanged file alone, so that nothing is compiled again for it. */
    private static void write(Path file, String text) throws IOException {
        if (!Files.exists(file) || !Files.readString(file).equals(text)) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        }
    }

    private static List<Line> read(Path table) throws IOException {
        List<Line> lines = new ArrayList<>();
        for (String text : Files.readAllLines(table)) {
            if (text.isBlank() || text.startsWith("#")) {
                continue;
            }
            String[] cell = text.split("(?<!\\\\)\\|", -1);
            if (cell.length != 7) {
                throw new IllegalArgumentException(table + ": requires 7 cells a line, got " + cell.length + ": " + text);
            }
            for (int i = 0; i < cell.length; i++) {
                cell[i] = cell[i].strip().replace("\\|", "|");
            }
            List<Operand> operands = new ArrayList<>();
            String inside = cell[0].substring(cell[0].indexOf('(') + 1, cell[0].indexOf(')'));
            for (String o : inside.split(",")) {
                String[] word = o.strip().split(" ");
                operands.add(word.length == 1 ? new Operand("", word[0]) : new Operand(word[0], word[1]));
            }
            String[] vector = cell[6].split(" unless ");
            lines.add(new Line(
                    cell[0].substring(0, cell[0].indexOf('(')),
                    operands,
                    cell[1],
                    List.of(cell[2], cell[3], cell[4], cell[5]),
                    vector[0],
                    vector.length > 1 ? vector[1] : ""));
        }
        return lines;
    }

    private static String scalar(List<Line> lines) {
        StringBuilder lookup = new StringBuilder();
        StringBuilder methods = new StringBuilder();
        for (Line line : lines) {
            for (int t = 0; t < DTYPES.size(); t++) {
                if (!line.scalar.get(t).isEmpty()) {
                    lookup.append(entry(line, t, "ScalarLoops"));
                    method(methods, line, t, false);
                }
            }
        }
        return """
                package org.auriflow.engine.cpu;

                import java.util.Arrays;
                import org.auriflow.engine.DType;

                /** Plain pointwise loops; written by GenerateLoops.java from pointwise.txt, change those. */
                final class ScalarLoops {
                    private ScalarLoops() {}

                    /** The loop of an operation, or null if there is none. */
                    static Loop find(String op, DType in, DType out) {
                        return switch (op + " " + in + " " + out) {
                """
                + lookup + "            default -> null;\n        };\n    }\n" + methods + "}\n";
    }

    private static String simd(List<Line> lines) {
        StringBuilder lookup = new StringBuilder();
        StringBuilder methods = new StringBuilder();
        for (Line line : lines) {
            if (!line.vector.isEmpty()) {
                lookup.append(entry(line, 0, "SimdLoops"));
                method(methods, line, 0, true);
            }
        }
        return """
                package org.auriflow.engine.cpu.simd;

                import java.util.Arrays;
                import jdk.incubator.vector.FloatVector;
                import jdk.incubator.vector.VectorMask;
                import jdk.incubator.vector.VectorOperators;
                import jdk.incubator.vector.VectorSpecies;
                import org.auriflow.engine.DType;
                import org.auriflow.engine.cpu.FloatMath;
                import org.auriflow.engine.cpu.Loop;

                /** SIMD pointwise loops; written by GenerateLoops.java from pointwise.txt, change those. */
                final class SimdLoops {
                    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
                    private static final int LANES = SPECIES.length();

                    private SimdLoops() {}

                    /** The loop of an operation, or null if there is none. */
                    static Loop find(String op, DType in, DType out) {
                        return switch (op + " " + in + " " + out) {
                """
                + lookup + "            default -> null;\n        };\n    }\n" + methods + "}\n";
    }

    private static String resultOf(Line line, int t) {
        return line.result.equals("same") ? DTYPES.get(t) : line.result;
    }

    private static String methodName(Line line, int t) {
        String in = DTYPES.get(t);
        String out = resultOf(line, t);
        String name = line.name + Character.toUpperCase(in.charAt(0)) + in.substring(1);
        return out.equals(in) ? name : name + "To" + Character.toUpperCase(out.charAt(0)) + out.substring(1);
    }

    private static String entry(Line line, int t, String owner) {
        return "            case \"%s %s %s\" -> %s::%s;%n"
                .formatted(line.name, DTYPES.get(t), resultOf(line, t), owner, methodName(line, t));
    }

    private static String javaType(Operand o, int t) {
        return o.dtype.isEmpty() ? JAVA.get(t) : JAVA.get(DTYPES.indexOf(o.dtype));
    }

    /** One method: casts the arrays, then one loop per pattern of strides. */
    private static void method(StringBuilder s, Line line, int t, boolean vector) {
        String out = JAVA.get(DTYPES.indexOf(resultOf(line, t)));
        s.append("\n    private static void ").append(methodName(line, t));
        s.append("(Object[] in, int[] offset, int[] stride, Object out, int outOffset, int n) {\n");
        s.append("        %s[] y = (%s[]) out;%n".formatted(out, out));
        int arity = line.operands.size();
        for (int k = 0; k < arity; k++) {
            Operand o = line.operands.get(k);
            String type = javaType(o, t);
            s.append("        %s[] %ss = (%s[]) in[%d];%n".formatted(type, o.name, type, k));
            s.append("        int %s0 = offset[%d];%n".formatted(o.name, k));
        }
        for (int pattern = (1 << arity) - 1; pattern >= 0; pattern--) {
            s.append(pattern == (1 << arity) - 1 ? "        if (" : " else if (");
            for (int k = 0; k < arity; k++) {
                s.append(k == 0 ? "" : " && ").append("stride[%d] == %d".formatted(k, pattern >> k & 1));
            }
            s.append(") {\n");
            branch(s, line, t, pattern, vector);
            s.append("        }");
        }
        s.append(" else {\n            for (int i = 0; i < n; i++) {\n");
        for (int k = 0; k < arity; k++) {
            Operand o = line.operands.get(k);
            s.append("                %s %s = %ss[%s0 + i * stride[%d]];%n"
                    .formatted(javaType(o, t), o.name, o.name, o.name, k));
        }
        s.append("                y[outOffset + i] = %s;%n".formatted(line.scalar.get(t)));
        s.append("            }\n        }\n    }\n");
    }

    private static void branch(StringBuilder s, Line line, int t, int pattern, boolean vector) {
        String expression = line.scalar.get(t);
        for (int k = 0; k < line.operands.size(); k++) {
            Operand o = line.operands.get(k);
            if ((pattern >> k & 1) == 0) {
                s.append("            %s %s = %ss[%s0];%n".formatted(javaType(o, t), o.name, o.name, o.name));
            }
        }
        if (pattern == 0) {
            s.append("            Arrays.fill(y, outOffset, outOffset + n, %s);%n".formatted(expression));
            return;
        }
        s.append("            int i = 0;\n");
        if (vector) {
            vectorLoop(s, line, t, pattern);
        }
        s.append("            for (; i < n; i++) {\n");
        element(s, line, t, pattern, "                ", "i");
        s.append("            }\n");
    }

    private static void element(StringBuilder s, Line line, int t, int pattern, String indent, String index) {
        for (int k = 0; k < line.operands.size(); k++) {
            Operand o = line.operands.get(k);
            if ((pattern >> k & 1) == 1) {
                s.append("%s%s %s = %ss[%s0 + %s];%n".formatted(indent, javaType(o, t), o.name, o.name, o.name, index));
            }
        }
        s.append("%sy[outOffset + %s] = %s;%n".formatted(indent, index, line.scalar.get(t)));
    }

    private static void vectorLoop(StringBuilder s, Line line, int t, int pattern) {
        String expression = line.vector;
        String condition = line.unless;
        StringBuilder loads = new StringBuilder();
        for (int k = 0; k < line.operands.size(); k++) {
            Operand o = line.operands.get(k);
            boolean mask = o.dtype.equals("bool");
            String name = o.name + "v";
            String type = mask ? "VectorMask<Float>" : "FloatVector";
            if ((pattern >> k & 1) == 0) {
                String value = mask ? "SPECIES.maskAll(%s)" : "FloatVector.broadcast(SPECIES, %s)";
                s.append("            %s %s = %s;%n".formatted(type, name, value.formatted(o.name)));
            } else {
                String owner = mask ? "VectorMask" : "FloatVector";
                loads.append("                %s %s = %s.fromArray(SPECIES, %ss, %s0 + i);%n"
                        .formatted(type, name, owner, o.name, o.name));
            }
            // Operands stand alone in the table's expressions; method names are longer than one letter.
            expression = expression.replaceAll("\\b" + o.name + "\\b", name);
            condition = condition.replaceAll("\\b" + o.name + "\\b", name);
        }
        s.append("            for (int end = n - LANES; i <= end; i += LANES) {\n").append(loads);
        if (!condition.isEmpty()) {
            s.append("                if (").append(condition).append(") {\n");
            s.append("                    for (int j = i; j < i + LANES; j++) {\n");
            element(s, line, t, pattern, "                        ", "j");
            s.append("                    }\n                    continue;\n                }\n");
        }
        s.append("                ").append(expression).append(".intoArray(y, outOffset + i);\n            }\n");
    }
}
