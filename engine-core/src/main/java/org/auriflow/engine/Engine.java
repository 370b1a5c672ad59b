package org.auriflow.engine;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import org.auriflow.engine.cpu.CpuBackend;
import org.auriflow.engine.spi.Backend;
import org.auriflow.engine.spi.BackendProvider;

/**
 * A device with its memory, threads and compiled programs; nothing global is behind it.
 *
 * <p>{@link Variable}s and {@link Program}s belong to one engine; closing it frees what they hold and stops its threads.
 * Thread-safe.
 *
 * <pre>{@code
 * try (Engine engine = Engine.cpu()) {
 *     Variable w = engine.variable("w", Tensor.of(1f, 2f));
 *     ...
 * }
 * }</pre>
 */
public final class Engine implements AutoCloseable {
    private final Backend backend;
    private final Set<AutoCloseable> owned = new LinkedHashSet<>();
    private boolean closed;

    private Engine(Backend backend) {
        this.backend = backend;
    }

    /** The CPU with as many threads as there are processors. */
    public static Engine cpu() {
        return cpu(Runtime.getRuntime().availableProcessors());
    }

    /**
     * The CPU with a number of threads, the caller's included. Results do not depend on it.
     *
     * @throws IllegalArgumentException if the number is not positive
     */
    public static Engine cpu(int threads) {
        return new Engine(new CpuBackend(threads));
    }

    /**
     * A device by name: {@code cpu}, or {@code kind:index} of a backend on the path, such as {@code cuda:0}.
     *
     * @param threads host threads of a CPU engine
     * @throws IllegalArgumentException if there is no such device; the message says why
     */
    public static Engine open(String device, int threads) {
        if (device.equals("cpu")) {
            return cpu(threads);
        }
        int colon = device.indexOf(':');
        String kind = colon < 0 ? device : device.substring(0, colon);
        for (BackendProvider p : providers()) {
            if (p.kind().equals(kind)) {
                return new Engine(p.open(colon < 0 ? 0 : index(device, device.substring(colon + 1))));
            }
        }
        throw new IllegalArgumentException(
                "device: requires a device of an available backend, got '" + device + "'; available: " + devices());
    }

    private static int index(String device, String number) {
        try {
            return Integer.parseInt(number);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "device: requires a number behind the colon, got '" + device + "'; the first is 0", e);
        }
    }

    /** Backends found besides the CPU. */
    public static List<BackendProvider> providers() {
        return ServiceLoader.load(BackendProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
    }

    private static String devices() {
        List<String> names = new ArrayList<>(List.of("cpu"));
        providers().forEach(p -> names.add(p.kind() + " (" + p.describe() + ")"));
        return String.join(", ", names);
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("engine: requires an open engine, got a closed one; open another");
        }
    }

    /** A variable on this device. */
    public synchronized Variable variable(String name, Tensor initial) {
        requireOpen();
        Variable v = new Variable(this, name, initial);
        owned.add(v);
        return v;
    }

    synchronized <T extends AutoCloseable> T own(T resource) {
        requireOpen();
        owned.add(resource);
        return resource;
    }

    synchronized void disown(AutoCloseable resource) {
        owned.remove(resource);
    }

    /** The device behind it. */
    public Backend backend() {
        return backend;
    }

    /** Device name. */
    public String device() {
        return backend.name();
    }

    /** What was found and chosen, one fact a line. */
    public String describe() {
        return backend.describe();
    }

    @Override
    public void close() {
        List<AutoCloseable> all;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            all = List.copyOf(owned);
            owned.clear();
        }
        IllegalStateException failure = null;
        for (AutoCloseable c : all) {
            try {
                c.close();
            } catch (Exception e) {
                // The others must be closed too.
                failure = failure == null ? new IllegalStateException("engine: closing " + c + " failed", e) : failure;
            }
        }
        backend.close();
        if (failure != null) {
            throw failure;
        }
    }
}
