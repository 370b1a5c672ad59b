package org.auriflow.engine.cpu;

import java.util.ArrayList;
import java.util.List;
import org.auriflow.engine.TensorType;
import org.auriflow.engine.spi.Lowered;

/**
 * Pointwise operations in one loop of {@code pointwise.txt}.
 *
 * @param name of the loop
 * @param pattern the operations, such as {@code add(mul(a, C), b)}: small letters are operands, capital ones operands that
 *     are one value for all elements, in alphabetical order
 */
record Composite(String name, String pattern) implements Lowered {
    /** All of them, larger ones first. */
    static final List<Composite> ALL = List.of(
            new Composite("adam", "sub(a,div(mul(b,D),add(mul(sqrt(c),E),F)))"),
            new Composite("decaysquare", "add(where(lt(abs(a),C),D,mul(a,E)),mul(mul(b,b),F))"),
            new Composite("decay", "add(where(lt(abs(a),C),D,mul(a,E)),mul(b,F))"),
            new Composite("axpbyy", "add(mul(a,C),mul(mul(b,b),D))"),
            new Composite("axpby", "add(mul(a,C),mul(b,D))"),
            new Composite("tanhback", "mulz(a,sub(C,mul(b,b)))"),
            new Composite("ifle", "where(le(a,b),c,d)"),
            new Composite("iflt", "where(lt(a,b),c,d)"),
            new Composite("addif", "add(where(a,b,C),d)"),
            new Composite("addif", "add(d,where(a,b,C))"),
            new Composite("addelse", "add(where(a,B,c),d)"),
            new Composite("addelse", "add(d,where(a,B,c))"),
            new Composite("addmulz", "add(mulz(a,b),c)"),
            new Composite("addmulz", "add(c,mulz(a,b))"),
            new Composite("addmul", "add(mul(a,b),c)"),
            new Composite("addmul", "add(c,mul(a,b))"),
            new Composite("addadd", "add(add(a,b),c)"),
            new Composite("addadd", "add(c,add(a,b))"),
            new Composite("mulzadd", "mulz(add(a,b),c)"),
            new Composite("mulzadd", "mulz(c,add(a,b))"));

    @Override
    public boolean isPointwise() {
        return true;
    }

    @Override
    public long flops(List<TensorType> inputs, TensorType out) {
        return (long) out.size() * pattern.chars().filter(c -> c == '(').count();
    }

    /** An operation of a pattern with its parts, or an operand without. */
    record Node(String name, List<Node> parts) {
        boolean isOperand() {
            return parts.isEmpty();
        }

        /** Number of the operand. */
        int operand() {
            return Character.toLowerCase(name.charAt(0)) - 'a';
        }

        /** Whether it must be one value for all elements. */
        boolean isOne() {
            return Character.isUpperCase(name.charAt(0));
        }
    }

    /** The pattern as a tree. */
    Node tree() {
        return parse(pattern, new int[1]);
    }

    private static Node parse(String text, int[] at) {
        int start = at[0];
        while (at[0] < text.length() && Character.isLetter(text.charAt(at[0]))) {
            at[0]++;
        }
        String name = text.substring(start, at[0]);
        List<Node> parts = new ArrayList<>();
        if (at[0] < text.length() && text.charAt(at[0]) == '(') {
            do {
                at[0]++;
                parts.add(parse(text, at));
            } while (text.charAt(at[0]) == ',');
            at[0]++;
        }
        return new Node(name, parts);
    }
}
