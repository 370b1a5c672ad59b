import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TypeCastTree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import java.io.File;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import javax.lang.model.type.TypeKind;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Translates the engine's scalar functions to CUDA C++, operation by operation, so that a kernel gives the bits that
 * the processor gives.
 *
 * <p>Run as {@code java GenerateFunctions.java ENGINE-SOURCES FILE}, for example with {@code engine-core/src/main/java}
 * and {@code src/main/cuda/engine_math.cuh}. It knows as much Java as these sources need and refuses the rest. The text
 * must be compiled without contraction to fused multiply-add. Two things differ from Java: which NaN a NaN is, and
 * the functions of {@code StrictMath}, which become those of the CUDA or C library.
 */
final class GenerateFunctions {
    private static final String PROLOGUE =
            """
            // The engine's own float32 and float64 functions, with the same bits. GenerateFunctions.java wrote them from
            // FloatMath, FloatMathConstants and DoubleMath: change those. Compile with -fmad=false, -ffp-contract=off.
            #pragma once

            #define ENGINE_FUNCTION static __device__ __forceinline__

            namespace java {
            ENGINE_FUNCTION float infinity32() { return __int_as_float(0x7F800000); }
            ENGINE_FUNCTION float nan32() { return __int_as_float(0x7FC00000); }
            ENGINE_FUNCTION double infinity64() { return __longlong_as_double(0x7FF0000000000000LL); }
            ENGINE_FUNCTION double nan64() { return __longlong_as_double(0x7FF8000000000000LL); }

            // Integer arithmetic that wraps, where C++ leaves the result open.
            ENGINE_FUNCTION int add(int a, int b) { return (int) ((unsigned) a + (unsigned) b); }
            ENGINE_FUNCTION int subtract(int a, int b) { return (int) ((unsigned) a - (unsigned) b); }
            ENGINE_FUNCTION int shift_left(int a, int n) { return (int) ((unsigned) a << n); }
            ENGINE_FUNCTION int smaller(int a, int b) { return a <= b ? a : b; }

            typedef unsigned long long bits;
            ENGINE_FUNCTION long long add(long long a, long long b) { return (long long) ((bits) a + (bits) b); }
            ENGINE_FUNCTION long long subtract(long long a, long long b) { return (long long) ((bits) a - (bits) b); }
            ENGINE_FUNCTION long long shift_left(long long a, int n) { return (long long) ((bits) a << n); }
            ENGINE_FUNCTION long long shift_right_unsigned(long long a, int n) { return (long long) ((bits) a >> n); }
            }  // namespace java
            """;

    /** Java's name and C++'s. Library functions have their global names: a namespace here has an exp of its own. */
    private static final Map<String, String> CALLS = Map.ofEntries(
            Map.entry("Float.floatToRawIntBits", "__float_as_int"),
            Map.entry("Float.intBitsToFloat", "__int_as_float"),
            Map.entry("Double.doubleToRawLongBits", "__double_as_longlong"),
            Map.entry("Double.longBitsToDouble", "__longlong_as_double"),
            Map.entry("StrictMath.exp", "::exp"),
            Map.entry("StrictMath.log", "::log"),
            Map.entry("StrictMath.log1p", "::log1p"),
            Map.entry("StrictMath.sin", "::sin"),
            Map.entry("StrictMath.cos", "::cos"),
            Map.entry("Math.sqrt", "::sqrt"),
            Map.entry("StrictMath.sqrt", "::sqrt"));

    private static final Map<String, String> NAMED_VALUES = Map.of(
            "Float.MIN_NORMAL", "0x1p-126f",
            "Float.POSITIVE_INFINITY", "java::infinity32()",
            "Float.NEGATIVE_INFINITY", "-java::infinity32()",
            "Float.NaN", "java::nan32()",
            "Double.POSITIVE_INFINITY", "java::infinity64()",
            "Double.NEGATIVE_INFINITY", "-java::infinity64()",
            "Double.NaN", "java::nan64()");

    private static final Map<Tree.Kind, String> OPERATORS = Map.ofEntries(
            Map.entry(Tree.Kind.PLUS, "+"),
            Map.entry(Tree.Kind.MINUS, "-"),
            Map.entry(Tree.Kind.MULTIPLY, "*"),
            Map.entry(Tree.Kind.DIVIDE, "/"),
            Map.entry(Tree.Kind.AND, "&"),
            Map.entry(Tree.Kind.XOR, "^"),
            Map.entry(Tree.Kind.OR, "|"),
            Map.entry(Tree.Kind.RIGHT_SHIFT, ">>"),
            Map.entry(Tree.Kind.LESS_THAN, "<"),
            Map.entry(Tree.Kind.LESS_THAN_EQUAL, "<="),
            Map.entry(Tree.Kind.GREATER_THAN, ">"),
            Map.entry(Tree.Kind.GREATER_THAN_EQUAL, ">="),
            Map.entry(Tree.Kind.EQUAL_TO, "=="),
            Map.entry(Tree.Kind.NOT_EQUAL_TO, "!="),
            Map.entry(Tree.Kind.CONDITIONAL_AND, "&&"),
            Map.entry(Tree.Kind.CONDITIONAL_OR, "||"));

    private static final Map<Tree.Kind, String> WRAPPING = Map.of(
            Tree.Kind.PLUS, "java::add",
            Tree.Kind.MINUS, "java::subtract",
            Tree.Kind.LEFT_SHIFT, "java::shift_left",
            Tree.Kind.UNSIGNED_RIGHT_SHIFT, "java::shift_right_unsigned");

    private final DocTrees trees;
    private final StringBuilder out = new StringBuilder(PROLOGUE);
    private CompilationUnitTree unit;
    /** Methods of the class at hand that are not written yet; callees are written before callers. */
    private final Map<String, MethodTree> pending = new LinkedHashMap<>();

    private GenerateFunctions(DocTrees trees) {
        this.trees = trees;
    }

    public static void main(String[] args) throws IOException {
        Path engine = Path.of(args[0], "org", "auriflow", "engine", "cpu");
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            File[] sources = {
                engine.resolve("FloatMathConstants.java").toFile(),
                engine.resolve("FloatMath.java").toFile(),
                engine.resolve("DoubleMath.java").toFile()
            };
            JavacTask task = (JavacTask) compiler.getTask(
                    null, files, null, List.of("-proc:none"), null, files.getJavaFileObjects(sources));
            List<CompilationUnitTree> units = new ArrayList<>();
            task.parse().forEach(units::add);
            task.analyze();
            GenerateFunctions generate = new GenerateFunctions(DocTrees.instance(task));
            generate.namespace("float_math", units.subList(0, 2));
            generate.namespace("double_math", units.subList(2, 3));
            Files.writeString(Path.of(args[1]), generate.out);
        }
    }

    /** The constants and functions of some classes. */
    private void namespace(String name, List<CompilationUnitTree> classes) {
        out.append("\nnamespace ").append(name).append(" {\n");
        for (CompilationUnitTree c : classes) {
            unit = c;
            Set<MethodTree> methods = new LinkedHashSet<>();
            for (Tree member : ((ClassTree) c.getTypeDecls().get(0)).getMembers()) {
                if (member instanceof VariableTree v) {
                    constant(v);
                } else if (member instanceof MethodTree m && m.getReturnType() != null) {
                    methods.add(m);
                    if (pending.put(m.getName().toString(), m) != null) {
                        throw new IllegalArgumentException("two methods are called " + m.getName());
                    }
                }
            }
            methods.forEach(this::method);
        }
        out.append("}  // namespace ").append(name).append("\n");
    }

    private void constant(VariableTree v) {
        comment(v);
        String value = expression(v.getInitializer());
        String source = v.getInitializer().toString().replaceAll("[fF]$", "");
        // What is written in binary is hard to recognise.
        String decimal = value.contains("0x") && source.contains(".") && !source.contains("x") ? "  // " + source : "";
        out.append("constexpr %s %s = %s;%s%n".formatted(type(v.getType().toString()), v.getName(), value, decimal));
    }

    private void method(MethodTree m) {
        if (pending.remove(m.getName().toString()) == null) {
            return;
        }
        StringJoiner parameters = new StringJoiner(", ");
        for (VariableTree p : m.getParameters()) {
            parameters.add(type(p.getType().toString()) + " " + p.getName());
        }
        StringBuilder body = new StringBuilder();
        for (StatementTree s : m.getBody().getStatements()) {
            statement(s, body, "    ");
        }
        out.append('\n');
        comment(m);
        out.append("ENGINE_FUNCTION %s %s(%s) {%n%s}%n"
                .formatted(type(m.getReturnType().toString()), m.getName(), parameters, body));
    }

    /** The first sentence of the Javadoc. */
    private void comment(Tree t) {
        String javadoc = trees.getDocComment(TreePath.getPath(unit, t));
        if (javadoc != null) {
            String sentence = javadoc.strip().replaceAll("\\s+", " ").replaceFirst("(?<=\\.) .*", "");
            sentence = sentence.replaceAll("\\{@\\w+ #?([^}]*)}", "$1").replace("&lt;", "<");
            out.append("// ").append(sentence).append('\n');
        }
    }

    private static String type(String java) {
        return switch (java) {
            case "float", "double", "int" -> java;
            case "boolean" -> "bool";
            case "long" -> "long long";
            default -> throw new IllegalArgumentException("cannot translate the type " + java);
        };
    }

    private void statement(StatementTree s, StringBuilder to, String indent) {
        if (s instanceof VariableTree v) {
            String type = type(v.getType().toString());
            line(to, indent, "%s %s = %s;".formatted(type, v.getName(), expression(v.getInitializer())));
        } else if (s instanceof ExpressionStatementTree e && e.getExpression() instanceof AssignmentTree a) {
            line(to, indent, "%s = %s;".formatted(a.getVariable(), expression(a.getExpression())));
        } else if (s instanceof ReturnTree r) {
            line(to, indent, "return %s;".formatted(expression(r.getExpression())));
        } else if (s instanceof IfTree i
                && i.getElseStatement() == null
                && i.getThenStatement() instanceof BlockTree b) {
            line(to, indent, "if " + expression(i.getCondition()) + " {");
            b.getStatements().forEach(inner -> statement(inner, to, indent + "    "));
            line(to, indent, "}");
        } else {
            throw new IllegalArgumentException("cannot translate: " + s);
        }
    }

    /** Adds a statement, broken at spaces before column 120. */
    private static void line(StringBuilder to, String indent, String text) {
        String rest = indent + text;
        while (rest.length() > 120) {
            int space = rest.lastIndexOf(' ', 120);
            to.append(rest, 0, space).append('\n');
            rest = indent + "        " + rest.substring(space + 1);
        }
        to.append(rest).append('\n');
    }

    private TypeKind kind(ExpressionTree e) {
        return trees.getTypeMirror(TreePath.getPath(unit, e)).getKind();
    }

    private String expression(ExpressionTree e) {
        if (e instanceof ParenthesizedTree p) {
            String inner = expression(p.getExpression());
            return p.getExpression() instanceof BinaryTree b && wrapping(b) != null ? inner : "(" + inner + ")";
        } else if (e instanceof LiteralTree l) {
            return literal(l);
        } else if (e instanceof ConditionalExpressionTree c) {
            return "%s ? %s : %s".formatted(
                            expression(c.getCondition()),
                            expression(c.getTrueExpression()),
                            expression(c.getFalseExpression()));
        } else if (e instanceof TypeCastTree c) {
            return cast(c);
        } else if (e instanceof BinaryTree b) {
            return binary(b);
        } else if (e instanceof UnaryTree u) {
            return unary(u);
        } else if (e instanceof MethodInvocationTree c) {
            return call(c);
        } else if (e instanceof IdentifierTree) {
            return e.toString();
        } else if (e instanceof MemberSelectTree && NAMED_VALUES.containsKey(e.toString())) {
            return NAMED_VALUES.get(e.toString());
        }
        throw new IllegalArgumentException("cannot translate: " + e);
    }

    /** Decimal where that is exact; else binary, so that nothing depends on how a compiler rounds. */
    private static String literal(LiteralTree l) {
        Object value = l.getValue();
        if (value instanceof Float f) {
            return (readable(f, f.toString()) ? f.toString() : Float.toHexString(f)) + "f";
        } else if (value instanceof Double d) {
            return readable(d, d.toString()) ? d.toString() : Double.toHexString(d);
        } else if (value instanceof Long n) {
            return "0x%016XLL".formatted(n);
        } else if (value instanceof Integer n) {
            String bits = "0x%08X".formatted(n);
            return Math.abs((long) n) < 1 << 16 ? n.toString() : n < 0 ? "(int) " + bits : bits;
        }
        throw new IllegalArgumentException("cannot translate: " + l);
    }

    private static boolean readable(double value, String decimal) {
        boolean exact = new BigDecimal(value).compareTo(new BigDecimal(decimal)) == 0;
        return exact && (value == 0 || Math.abs(value) > 1e-3 && Math.abs(value) < 1e6);
    }

    private String cast(TypeCastTree c) {
        if (c.getType().toString().equals("float")
                && c.getExpression() instanceof MethodInvocationTree m
                && m.getMethodSelect().toString().equals("Math.sqrt")
                && kind(m.getArguments().get(0)) == TypeKind.FLOAT) {
            // A float's square root, rounded to float64 and then to float32, is the one rounded once.
            return "::sqrtf(" + expression(m.getArguments().get(0)) + ")";
        }
        return "(%s) %s".formatted(type(c.getType().toString()), expression(c.getExpression()));
    }

    private String unary(UnaryTree u) {
        String x = expression(u.getExpression());
        if (u.getKind() == Tree.Kind.LOGICAL_COMPLEMENT) {
            return "!" + x;
        } else if (u.getKind() == Tree.Kind.UNARY_MINUS) {
            return kind(u) == TypeKind.INT ? "java::subtract(0, " + x + ")" : "-" + x;
        }
        throw new IllegalArgumentException("cannot translate: " + u);
    }

    private String binary(BinaryTree b) {
        String wrapping = wrapping(b);
        if (wrapping != null) {
            String left = argument(b.getLeftOperand());
            String right = argument(b.getRightOperand());
            boolean shifts = wrapping.contains("shift");
            boolean widens = !shifts && kind(b) == TypeKind.LONG && b.getRightOperand() instanceof LiteralTree;
            return "%s(%s, %s%s)".formatted(wrapping, left, right, widens ? "LL" : "");
        }
        String operator = OPERATORS.get(b.getKind());
        boolean product = b.getKind() == Tree.Kind.MULTIPLY || b.getKind() == Tree.Kind.DIVIDE;
        if (operator == null || product && isInteger(b)) {
            throw new IllegalArgumentException("cannot translate: " + b);
        }
        return "%s %s %s".formatted(expression(b.getLeftOperand()), operator, expression(b.getRightOperand()));
    }

    /** The function that takes the place of an operator whose result may wrap, or null. */
    private String wrapping(BinaryTree b) {
        return isInteger(b) ? WRAPPING.get(b.getKind()) : null;
    }

    private boolean isInteger(ExpressionTree e) {
        return kind(e) == TypeKind.INT || kind(e) == TypeKind.LONG;
    }

    /** An expression where it needs no parentheses. */
    private String argument(ExpressionTree e) {
        return e instanceof ParenthesizedTree p ? argument(p.getExpression()) : expression(e);
    }

    private String call(MethodInvocationTree c) {
        String name = c.getMethodSelect().toString();
        List<? extends ExpressionTree> arguments = c.getArguments();
        StringJoiner list = new StringJoiner(", ", "(", ")");
        arguments.forEach(a -> list.add(argument(a)));
        TypeKind first = kind(arguments.get(0));
        if (pending.containsKey(name)) {
            method(pending.get(name));
        }
        if (name.indexOf('.') < 0) {
            return name + list;
        } else if (name.endsWith("Math.abs") && first == TypeKind.FLOAT) {
            return "::fabsf" + list;
        } else if (name.endsWith("Math.abs") && first == TypeKind.DOUBLE) {
            return "::fabs" + list;
        } else if (name.equals("Math.min") && first == TypeKind.INT) {
            return "java::smaller" + list;
        } else if (CALLS.containsKey(name)) {
            // Java widens here on its own; C++ would take the float function of the same name.
            boolean widen = name.contains("Math.") && first == TypeKind.FLOAT;
            if (widen && !(arguments.get(0) instanceof IdentifierTree)) {
                throw new IllegalArgumentException("cannot translate: " + c);
            }
            return CALLS.get(name) + (widen ? "((double) %s)".formatted(expression(arguments.get(0))) : list);
        }
        throw new IllegalArgumentException("cannot translate: " + c);
    }
}
