package org.auriflow.bench.compare;

import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.auriflow.bench.workload.StepTime;
import org.auriflow.bench.workload.Workload;

/** PyTorch, JAX and what is built on them, timed by {@code bench/peers/peers.py}. */
public final class Peers implements Contestant {
    private final String python;
    private final Path script;
    private final String device;
    private final int threads;
    private final OptionalDouble seconds;
    private final Map<String, String> versions;

    private Peers(
            String python,
            Path script,
            String device,
            int threads,
            OptionalDouble seconds,
            Map<String, String> versions) {
        this.python = python;
        this.script = script;
        this.device = device;
        this.threads = threads;
        this.seconds = seconds;
        this.versions = versions;
    }

    /**
     * Looks for them.
     *
     * @param python name or path of the interpreter
     * @param threads host threads
     * @param seconds how long a workload is repeated, if not as long as it asks for
     * @throws ContestantFailedException if there is no such interpreter, or no PyTorch in it
     */
    public static Peers find(String python, int threads, OptionalDouble seconds) {
        return find(python, "cpu", threads, seconds);
    }

    /**
     * Looks for them.
     *
     * @param device as PyTorch calls it, {@code cpu} or {@code cuda}
     * @throws ContestantFailedException if there is no such interpreter, or no PyTorch in it
     */
    public static Peers find(String python, String device, int threads, OptionalDouble seconds) {
        return find(python, script(), device, threads, seconds);
    }

    static Peers find(String python, Path script, String device, int threads, OptionalDouble seconds) {
        if (!Files.isRegularFile(script)) {
            throw new ContestantFailedException("peers: " + script + " is needed, which is not there");
        }
        ChildProcess child = run(List.of(python, script.toString(), "--versions"), threads);
        Map<String, String> versions = versions(child);
        if (versions.isEmpty()) {
            throw new ContestantFailedException("peers: " + python + " fails: " + child.complaint());
        }
        if (!versions.containsKey("torch")) {
            throw new ContestantFailedException("peers: " + python
                    + " has no PyTorch; install bench/peers/requirements.txt or name another --python");
        }
        return new Peers(python, script, device, threads, seconds, versions);
    }

    /** Versions of Python and its packages. */
    public Map<String, String> versions() {
        return versions;
    }

    @Override
    public List<StepTime> time(Workload workload) {
        List<String> command = new ArrayList<>(
                List.of(python, script.toString(), "--only", workload.name(), "--threads", Integer.toString(threads)));
        command.addAll(List.of("--device", device));
        seconds.ifPresent(s -> command.addAll(List.of("--seconds", Double.toString(s))));
        ChildProcess child = run(command, threads);
        if (child.code() != 0) {
            throw new ContestantFailedException("peers: " + workload.name() + " failed: " + child.complaint());
        }
        return child.out().stream()
                .flatMap(line -> StepTime.parse(line).stream())
                .filter(time -> time.workload().equals(workload.name()))
                .toList();
    }

    private static ChildProcess run(List<String> command, int threads) {
        try {
            // Read when the libraries are loaded, before the script can set it for all of them.
            return ChildProcess.run(command, Map.of("OMP_NUM_THREADS", Integer.toString(threads)));
        } catch (IOException e) {
            throw new ContestantFailedException(
                    "peers: " + command.get(0) + " cannot be run; name a Python with PyTorch by --python");
        }
    }

    private static Map<String, String> versions(ChildProcess child) {
        Map<String, String> versions = new LinkedHashMap<>();
        for (String line : child.code() == 0 ? child.out() : List.<String>of()) {
            try {
                JsonObject found = JsonParser.object().from(line);
                found.forEach((name, version) -> versions.put(name, String.valueOf(version)));
            } catch (JsonParserException somethingElse) {
                // A library's remark.
            }
        }
        return versions;
    }

    /** Beside the directory that this class was built into. */
    private static Path script() {
        try {
            Path built = Path.of(Peers.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return built.getParent().resolveSibling("peers").resolve("peers.py");
        } catch (URISyntaxException e) {
            throw new IllegalStateException("peers: the place of this class is no path", e);
        }
    }
}
