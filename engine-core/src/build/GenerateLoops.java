import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TypeCastTree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Writes the pointwise loops of the processor from the table beside this file, at build time.
 *
 * <p>Run as {@code java GenerateLoops.java pointwise.txt FloatMath.java OUTPUT-DIRECTORY}. One method per operation, dtype and form;
 * inside, one loop for each way in which operands are arrays or single values, because a loop with a variable stride
 * would not vectorise.
 */
final class GenerateLoops {
    /** One line of the table. */
    record Line(String name, List<Operand> operands, String result, List<String> scalar, String vector) {
        /** Whether the vector form is a sequence of FloatMath methods. */
        boolean staged() {
            return vector.startsWith("=");
        }

        /** Whether a pattern of strides, a bit each, has a loop of its own. */
        boolean allows(int pattern) {
            for (int k = 0; k < operands.size(); k++) {
                if (operands.get(k).one() && (pattern >> k & 1) == 1) {
                    return false;
                }
            }
            return true;
        }
    }

    /** One operand; the dtype is empty where it is that of the operation, and "one" for a single value of it. */
    record Operand(String dtype, String name) {
        boolean one() {
            return dtype.equals("one");
        }
    }

    private static final List<String> DTYPES = List.of("float32", "float64", "int32", "bool");
    private static final List<String> JAVA = List.of("float", "double", "int", "boolean");

    private GenerateLoops() {}

    public static void main(String[] args) throws IOException {
        List<Line> lines = read(Path.of(args[0]));
        Translator translator = new Translator(Path.of(args[1]));
        Path cpu = Path.of(args[2], "org", "auriflow", "engine", "cpu");
        write(cpu.resolve("ScalarLoops.java"), scalar(lines));
        write(cpu.resolve("simd").resolve("SimdLoops.java"), simd(lines, translator));
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
            lines.add(new Line(
                    cell[0].substring(0, cell[0].indexOf('(')),
                    operands,
                    cell[1],
                    List.of(cell[2], cell[3], cell[4], cell[5]),
                    cell[6]));
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

    private static String simd(List<Line> lines, Translator translator) {
        StringBuilder lookup = new StringBuilder();
        StringBuilder staged = new StringBuilder();
        StringBuilder methods = new StringBuilder();
        for (Line line : lines) {
            if (line.staged()) {
                String loop = line.name.toUpperCase(Locale.ROOT);
                lookup.append("            case \"%s float32 float32\" -> %s;%n".formatted(line.name, loop));
                staged.append(stages(methods, line, loop, translator));
            } else if (!line.vector.isEmpty()) {
                lookup.append(entry(line, 0, "SimdLoops"));
                method(methods, line, 0, true);
            }
        }
        return """
                package org.auriflow.engine.cpu.simd;

                import static org.auriflow.engine.cpu.FloatMathConstants.*;

                import java.lang.invoke.MethodHandles;
                import java.util.Arrays;
                import jdk.incubator.vector.FloatVector;
                import jdk.incubator.vector.IntVector;
                import jdk.incubator.vector.VectorMask;
                import jdk.incubator.vector.VectorOperators;
                import jdk.incubator.vector.VectorSpecies;
                import org.auriflow.engine.DType;
                import org.auriflow.engine.cpu.FloatMath;
                import org.auriflow.engine.cpu.Loop;

                /** SIMD pointwise loops; written by GenerateLoops.java from pointwise.txt, change those. */
                final class SimdLoops {
                    private static final VectorSpecies<Float> SPECIES = SimdMath.SPECIES;
                    private static final int LANES = SPECIES.length();

                """
                + translator.constants() + staged + """

                    private SimdLoops() {}

                    /** The loop of an operation, or null if there is none. */
                    static Loop find(String op, DType in, DType out) {
                        return switch (op + " " + in + " " + out) {
                """
                + lookup + "            default -> null;\n        };\n    }\n" + methods + "}\n";
    }

    /** One method per stage; returns the field that joins them. */
    private static String stages(StringBuilder s, Line line, String loop, Translator translator) {
        String[] halves = line.vector.substring(1).split(" unless ");
        String[] stages = halves[0].split(";");
        int temporaries = halves[0].contains("v") && halves[0].contains("v =") ? 2 : halves[0].contains("u =") ? 1 : 0;
        StringBuilder names = new StringBuilder();
        for (int k = 0; k < stages.length; k++) {
            int equals = stages[k].indexOf('=');
            String target = equals < 0 ? "y" : stages[k].substring(0, equals).strip();
            String name = line.name + "Stage" + k;
            names.append(", \"").append(name).append('"');
            s.append("\n    private static void ").append(name);
            s.append("(float[] a, int a0, float[] u, float[] v, float[] y, int y0, int n) {\n");
            s.append("        for (int i = 0; i < n; i += LANES) {\n");
            String result = translator.stage(stages[k].substring(equals + 1).strip(), s, "            ");
            s.append("            %s.intoArray(%s, %si);%n".formatted(result, target, target.equals("y") ? "y0 + " : ""));
            s.append("        }\n    }\n");
        }
        String plain = line.scalar.get(0).substring(0, line.scalar.get(0).indexOf('(')).replace(".", "::");
        String limit = halves.length > 1 ? halves[1].strip() : "Float.POSITIVE_INFINITY";
        return "    private static final Loop %s =%n            StagedLoop.of(MethodHandles.lookup(), %s, %d, %s%s);%n"
                .formatted(loop, plain, temporaries, limit, names);
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
        return o.dtype.isEmpty() || o.one() ? JAVA.get(t) : JAVA.get(DTYPES.indexOf(o.dtype));
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
        String next = "        if (";
        for (int pattern = (1 << arity) - 1; pattern >= 0; pattern--) {
            if (!line.allows(pattern)) {
                continue;
            }
            s.append(next);
            next = " else if (";
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
        } else {
            commonIndexLoop(s, line, t, pattern);
        }
        s.append("            for (; i < n; i++) {\n");
        element(s, line, t, pattern, "                ", "i");
        s.append("            }\n");
    }

    /** The usual case, which the JIT vectorises: from different indices it cannot rule out overlap. */
    private static void commonIndexLoop(StringBuilder s, Line line, int t, int pattern) {
        StringBuilder condition = new StringBuilder();
        StringBuilder loads = new StringBuilder();
        for (int k = 0; k < line.operands.size(); k++) {
            Operand o = line.operands.get(k);
            if ((pattern >> k & 1) == 1) {
                condition.append(condition.isEmpty() ? "" : " && ").append(o.name).append("0 == outOffset");
                loads.append("                    %s %s = %ss[j];%n".formatted(javaType(o, t), o.name, o.name));
            }
        }
        s.append("            if (%s) {%n".formatted(condition));
        s.append("                for (int j = outOffset; j < outOffset + n; j++) {\n").append(loads);
        s.append("                    y[j] = %s;%n                }%n                return;%n            }%n"
                .formatted(line.scalar.get(t)));
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
        }
        s.append("            for (int end = n - LANES; i <= end; i += LANES) {\n").append(loads);
        s.append("                ").append(expression).append(".intoArray(y, outOffset + i);\n            }\n");
    }

    /**
     * Turns a method of FloatMath into straight-line vector code with every call expanded, operation by operation in the
     * same order, so that the bits agree. Calls would not do: the JIT inlines them or not as it sees fit, and a vector
     * that crosses a call is boxed.
     */
    private static final class Translator {
        /** A vector variable, or a constant expression. */
        record Value(String code, Kind kind, boolean constant) {}

        /** What a lane holds. */
        enum Kind {
            FLOAT("FloatVector", "SPECIES"),
            INT("IntVector", "IntVector.SPECIES_PREFERRED"),
            MASK("VectorMask<Float>", "");

            final String type;
            final String species;

            Kind(String type, String species) {
                this.type = type;
                this.species = species;
            }
        }

        private static final Map<Tree.Kind, String> NAMES = Map.ofEntries(
                Map.entry(Tree.Kind.PLUS, "ADD"),
                Map.entry(Tree.Kind.MINUS, "SUB"),
                Map.entry(Tree.Kind.MULTIPLY, "MUL"),
                Map.entry(Tree.Kind.DIVIDE, "DIV"),
                Map.entry(Tree.Kind.AND, "AND"),
                Map.entry(Tree.Kind.XOR, "XOR"),
                Map.entry(Tree.Kind.OR, "OR"),
                Map.entry(Tree.Kind.LEFT_SHIFT, "LSHL"),
                Map.entry(Tree.Kind.RIGHT_SHIFT, "ASHR"),
                Map.entry(Tree.Kind.LESS_THAN, "LT"),
                Map.entry(Tree.Kind.LESS_THAN_EQUAL, "LE"),
                Map.entry(Tree.Kind.GREATER_THAN, "GT"),
                Map.entry(Tree.Kind.EQUAL_TO, "EQ"));

        private final Map<String, MethodTree> methods = new HashMap<>();
        private final Map<String, String> constants = new LinkedHashMap<>();
        private StringBuilder out;
        private String indent;
        private int variables;

        Translator(Path source) throws IOException {
            JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
            try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
                JavacTask task = (JavacTask)
                        compiler.getTask(null, files, null, null, null, files.getJavaFileObjects(source.toFile()));
                for (CompilationUnitTree unit : task.parse()) {
                    for (Tree member : ((ClassTree) unit.getTypeDecls().get(0)).getMembers()) {
                        if (member instanceof MethodTree m) {
                            methods.put(m.getName().toString(), m);
                        }
                    }
                }
            }
        }

        /** Fields of the constants met so far: a vector each, because that takes fewer operations than a scalar. */
        String constants() {
            return String.join("", constants.values());
        }

        /** Writes the statements of nested calls such as f(g(a), u) and returns the expression of the result. */
        String stage(String text, StringBuilder out, String indent) {
            this.out = out;
            this.indent = indent;
            this.variables = 0;
            return operand(text).code;
        }

        private Value operand(String text) {
            int open = text.indexOf('(');
            if (open < 0) {
                String from = text.equals("a") ? "a0 + i" : "i";
                return bind(vector("FloatVector.fromArray(SPECIES, %s, %s)".formatted(text, from), Kind.FLOAT));
            }
            List<Value> arguments = new ArrayList<>();
            String inside = text.substring(open + 1, text.lastIndexOf(')'));
            int depth = 0;
            int start = 0;
            for (int i = 0; i <= inside.length(); i++) {
                char c = i == inside.length() ? ',' : inside.charAt(i);
                depth += c == '(' ? 1 : c == ')' ? -1 : 0;
                if (c == ',' && depth == 0) {
                    arguments.add(operand(inside.substring(start, i).strip()));
                    start = i + 1;
                }
            }
            return expand(text.substring(0, open), arguments);
        }

        private Value expand(String method, List<Value> arguments) {
            MethodTree m = methods.get(method);
            if (m == null) {
                throw new IllegalArgumentException("FloatMath has no method " + method);
            }
            Map<String, Value> scope = new HashMap<>();
            for (int k = 0; k < arguments.size(); k++) {
                scope.put(m.getParameters().get(k).getName().toString(), arguments.get(k));
            }
            for (StatementTree s : m.getBody().getStatements()) {
                if (s instanceof VariableTree v) {
                    scope.put(v.getName().toString(), bind(value(v.getInitializer(), scope)));
                } else if (s instanceof ExpressionStatementTree e && e.getExpression() instanceof AssignmentTree a) {
                    scope.put(a.getVariable().toString(), bind(value(a.getExpression(), scope)));
                } else if (s instanceof ReturnTree r) {
                    return bind(value(r.getExpression(), scope));
                } else {
                    throw new IllegalArgumentException("cannot translate: " + s);
                }
            }
            throw new IllegalArgumentException("no result: " + method);
        }

        private Value bind(Value v) {
            if (v.constant || v.code.matches("\\w+")) {
                return v;
            }
            String name = "t" + variables++;
            out.append("%s%s %s = %s;%n".formatted(indent, v.kind.type, name, v.code));
            return vector(name, v.kind);
        }

        private static Value vector(String code, Kind kind) {
            return new Value(code, kind, false);
        }

        /** A vector: a constant becomes a field. */
        private String lanes(Value v, Kind kind) {
            if (!v.constant) {
                return v.code;
            }
            String name = kind + "_" + v.code.replace("-", "MINUS_").replaceAll("\\W", "_");
            constants.put(name, "    private static final %s %s = %s.broadcast(%s, %s);%n"
                    .formatted(kind.type, name, kind.type, kind.species, v.code));
            return name;
        }

        private Value value(ExpressionTree e, Map<String, Value> scope) {
            if (e instanceof ParenthesizedTree p) {
                return value(p.getExpression(), scope);
            }
            if (e instanceof LiteralTree l) {
                return new Value(l.toString().replace("F", "f"), l.getValue() instanceof Float ? Kind.FLOAT : Kind.INT, true);
            }
            if (e instanceof ConditionalExpressionTree c) {
                Value condition = bind(value(c.getCondition(), scope));
                Value yes = value(c.getTrueExpression(), scope);
                Value no = value(c.getFalseExpression(), scope);
                String select = "%s.blend(%s, %s)";
                return vector(
                        select.formatted(lanes(no, Kind.FLOAT), lanes(yes, Kind.FLOAT), condition.code), Kind.FLOAT);
            }
            if (e instanceof UnaryTree u) {
                Value v = value(u.getExpression(), scope);
                return v.constant ? new Value("-" + v.code, v.kind, true) : vector(v.code + ".neg()", v.kind);
            }
            if (e instanceof TypeCastTree c) {
                // (float) Math.sqrt(x): a rounded square root in float64 rounds to that in float32.
                return value(c.getExpression(), scope);
            }
            if (e instanceof BinaryTree b) {
                return binary(b, value(b.getLeftOperand(), scope), value(b.getRightOperand(), scope));
            }
            if (e instanceof MethodInvocationTree c) {
                return invocation(c, scope);
            }
            Value local = scope.get(e.toString());
            // Whether a named constant is a float or an integer shows in what it meets.
            return local == null ? new Value(e.toString(), Kind.FLOAT, true) : local;
        }

        private Value invocation(MethodInvocationTree c, Map<String, Value> scope) {
            List<Value> arguments = new ArrayList<>();
            for (ExpressionTree a : c.getArguments()) {
                arguments.add(bind(value(a, scope)));
            }
            String x = arguments.get(0).code;
            Kind kind = arguments.get(0).kind;
            return switch (c.getMethodSelect().toString()) {
                case "Math.abs" -> vector(x + ".abs()", kind);
                case "Math.sqrt" -> vector(x + ".sqrt()", kind);
                case "Math.min" -> vector(x + ".min(" + lanes(arguments.get(1), kind) + ")", kind);
                case "Float.floatToRawIntBits" -> vector(x + ".reinterpretAsInts()", Kind.INT);
                case "Float.intBitsToFloat" -> vector(x + ".reinterpretAsFloats()", Kind.FLOAT);
                default -> expand(c.getMethodSelect().toString(), arguments);
            };
        }

        private Value binary(BinaryTree b, Value x, Value y) {
            String name = NAMES.get(b.getKind());
            if (name == null || x.constant && y.constant) {
                throw new IllegalArgumentException("cannot translate: " + b);
            }
            Kind kind = x.constant ? y.kind : x.kind;
            String left = lanes(x, kind);
            String right = name.equals("LSHL") || name.equals("ASHR") ? y.code : lanes(y, kind);
            if (name.length() == 2 && !name.equals("OR")) {
                String mask = "%s.compare(VectorOperators.%s, %s)".formatted(left, name, right);
                return vector(kind == Kind.INT ? mask + ".cast(SPECIES)" : mask, Kind.MASK);
            }
            return vector("%s.lanewise(VectorOperators.%s, %s)".formatted(left, name, right), kind);
        }
    }
}
