package org.auriflow.nn;

import java.util.LinkedHashMap;
import java.util.Map;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.Variable;

/**
 * y = (x₁, …, xₙ) + network(x): a network that learns how its n results differ from the first n features. Its parameters are named
 * {@code network.…}.
 */
public final class Shortcut implements Model {
    private final Model network;
    private final Children children = new Children();

    private Shortcut(Model network) {
        this.network = children.add("network", network);
    }

    /** Past a network of no more outputs than inputs. */
    public static Shortcut of(Model network) {
        return new Shortcut(network);
    }

    @Override
    public Tensor call(Tensor x, Pass pass) {
        Tensor y = network.call(x, pass);
        int n = y.shape().extent(-1);
        if (n > x.shape().extent(-1)) {
            throw new IllegalArgumentException("shortcut: requires a network of no more outputs than inputs, got "
                    + x.shape() + " to " + y.shape() + "; use the network alone");
        }
        return y.add(x.slice(-1, 0, n));
    }

    @Override
    public Map<String, Variable> parameters() {
        return children.parameters();
    }

    @Override
    public Map<String, Variable> state() {
        return children.state();
    }

    @Override
    public Map<String, Object> config() {
        Map<String, Object> c = new LinkedHashMap<>();
        c.put("type", "shortcut");
        c.put("network", network.config());
        return c;
    }
}
