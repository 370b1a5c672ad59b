package org.auriflow.engine.laws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.auriflow.engine.Convolutions;
import org.auriflow.engine.DType;
import org.auriflow.engine.Grad;
import org.auriflow.engine.Graph;
import org.auriflow.engine.Linalg;
import org.auriflow.engine.Pooling;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.op.Fused;
import org.auriflow.engine.op.Leaf;
import org.auriflow.engine.op.Op;
import org.auriflow.engine.op.Ops;
import org.junit.jupiter.api.Test;

/** Nothing that can be called is missing from the catalogue that all other laws run over. */
class CatalogueTest {
    /** Methods that make leaves or views of types, and take no operand to compute with. */
    private static final Set<String> CONSTRUCTORS = Set.of(
            "apply", "of", "constant", "full", "scalar", "zerosLike", "onesLike", "zeros", "eye", "range", "input");

    @Test
    void labelsAreUnique() {
        Set<String> seen = new HashSet<>();
        List<String> twice =
                Ops.ALL.stream().map(Ops.Entry::label).filter(l -> !seen.add(l)).toList();
        assertEquals(List.of(), twice);
    }

    @Test
    void everyMethodHasALine() {
        Set<String> labels =
                Ops.ALL.stream().map(e -> e.label().split(" ", 2)[0]).collect(Collectors.toSet());
        Set<String> missing = new TreeSet<>();
        for (Method m : Tensor.class.getDeclaredMethods()) {
            boolean makes = Modifier.isPublic(m.getModifiers()) && m.getReturnType() == Tensor.class;
            if (makes && !CONSTRUCTORS.contains(m.getName()) && !labels.contains(m.getName())) {
                missing.add(m.getName());
            }
        }
        for (Class<?> functions : List.of(Linalg.class, Convolutions.class, Pooling.class)) {
            for (Method m : functions.getDeclaredMethods()) {
                if (Modifier.isPublic(m.getModifiers()) && !labels.contains(m.getName())) {
                    missing.add(m.getName());
                }
            }
        }
        assertEquals(Set.of(), missing);
    }

    @Test
    void everyOperationIsReached() throws Exception {
        Set<Object> reached = reached();
        List<String> missing = new ArrayList<>();
        for (Class<?> c : operationClasses()) {
            for (Field f : c.getDeclaredFields()) {
                boolean constant = Modifier.isPublic(f.getModifiers()) && Modifier.isStatic(f.getModifiers());
                if (constant && Op.class.isAssignableFrom(f.getType()) && !reached.contains(f.get(null))) {
                    missing.add(c.getSimpleName() + "." + f.getName());
                }
            }
            if (c.isRecord()
                    && Op.class.isAssignableFrom(c)
                    && !Leaf.class.isAssignableFrom(c)
                    && !reached.contains(c)) {
                missing.add(c.getSimpleName());
            }
        }
        assertEquals(List.of(), missing);
    }

    /** The operations and their classes in all graphs of the catalogue and of their derivatives. */
    private static Set<Object> reached() {
        Set<Object> reached = new HashSet<>();
        for (Ops.Entry e : Ops.ALL) {
            List<Tensor> x = e.sample(DType.FLOAT64, 1);
            Tensor y = e.build(x);
            List<Tensor> roots = new ArrayList<>(List.of(y));
            List<Tensor> floating = Samples.floating(x);
            if (y.dtype().isFloating() && !floating.isEmpty()) {
                roots.addAll(Grad.vjp(List.of(y), List.of(y), floating));
            }
            for (Tensor t : Graph.order(roots)) {
                reached.add(t.op());
                reached.add(t.op().getClass());
                if (t.op() instanceof Fused f) {
                    Graph.order(List.of(f.body().build(t.inputs()))).forEach(b -> reached.add(b.op()));
                }
            }
        }
        return reached;
    }

    private static List<Class<?>> operationClasses() throws IOException, URISyntaxException, ClassNotFoundException {
        Path directory = Path.of(Op.class.getResource("Op.class").toURI()).getParent();
        List<Class<?>> classes = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path p : files.sorted().toList()) {
                String name = p.getFileName().toString();
                if (name.endsWith(".class") && !name.equals("package-info.class")) {
                    classes.add(Class.forName(Op.class.getPackageName() + "." + name.replace(".class", "")));
                }
            }
        }
        assertTrue(classes.size() > 20, "the classes of the package were found");
        return classes;
    }
}
