package org.auriflow.cuda;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import jcuda.driver.CUdevice;
import jcuda.driver.CUmodule;
import jcuda.driver.CUresult;
import jcuda.driver.JCudaDriver;
import org.auriflow.cuda.natives.JCudaNatives;
import org.auriflow.cuda.natives.Loaded;
import org.junit.jupiter.api.Assumptions;

/**
 * The executor of kernels on the processor: a driver that takes the place of CUDA's for the rest of the process.
 *
 * <p>It is built by {@code src/test/simt/build.sh} into {@code target/simt} when it is first asked for, which takes
 * g++. It shows two devices. Commands to it travel as texts of modules and counters as attributes of a device, see {@code
 * control.cpp}.
 */
final class Simt {
    /** Where {@link JCudaNatives} looks first. */
    private static final String LIBRARIES = "auriflow.cuda.libraries";

    private static final int DEVICES = 2;
    private static final int LAST_REPORT = 10000;

    private static Boolean loaded;
    private static String failure;

    /** What is counted. */
    private enum Counter {
        LIVE_ALLOCATIONS(10001),
        LIVE_BYTES(10002),
        LIVE_PINNED(10003),
        LIVE_MODULES(10004),
        LIVE_STREAMS(10005),
        LIVE_EVENTS(10006),
        LIVE_GRAPHS(10007),
        LIVE_EXECUTABLES(10008),
        KERNELS_EXECUTED(10009),
        ALLOCATION_CALLS(10010),
        GRAPHS_LAUNCHED(10011),
        LAUNCH_CALLS(10012),
        SYNCHRONISATIONS(10013),
        LEAKS(10014);

        final int number;

        Counter(int number) {
            this.number = number;
        }
    }

    private Simt() {}

    /** Builds and loads the executor; false, after a line that says why, where that is not possible. */
    static synchronized boolean load() {
        if (failure != null) {
            throw new IllegalStateException("simt: building failed before: " + failure);
        }
        if (loaded == null) {
            String missing = missing();
            if (missing != null) {
                System.err.println("*** simt: kernels are NOT tested: " + missing + " ***");
                loaded = false;
                return false;
            }
            try {
                loadLibraries(build());
                loaded = true;
            } catch (RuntimeException e) {
                failure = e.getMessage();
                throw e;
            }
        }
        return loaded;
    }

    /** Skips the test where the executor cannot be built. */
    static void assumeLoaded() {
        Assumptions.assumeTrue(load(), "requires g++ on Linux");
    }

    private static String missing() {
        if (!System.getProperty("os.name").equals("Linux")
                || !System.getProperty("os.arch").matches("amd64|x86_64")) {
            return "JCuda has natives for Linux on x86-64 only";
        }
        for (String directory : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)) {
            if (Files.isExecutable(Path.of(directory, compiler()))) {
                return null;
            }
        }
        return "there is no " + compiler() + "; install it";
    }

    private static String compiler() {
        return System.getenv().getOrDefault("CXX", "g++");
    }

    /** The module's directory, also where tests run from the project's. */
    private static Path module() {
        Path here = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
        return Files.exists(here.resolve("src/test/simt")) ? here : here.resolve("cuda-kernels");
    }

    /** Runs the script; processes that start together wait for each other. */
    private static Path build() {
        Path out = module().resolve("target/simt");
        try {
            Files.createDirectories(out);
            Path log = out.resolve("build.log");
            try (FileChannel channel =
                            FileChannel.open(out.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                Process process = new ProcessBuilder(
                                "sh",
                                module().resolve("src/test/simt/build.sh").toString(),
                                out.toString(),
                                module().resolve("src/main/cuda").toString())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
                if (!process.waitFor(10, TimeUnit.MINUTES) || process.exitValue() != 0) {
                    process.destroy();
                    throw new IllegalStateException("simt: build.sh failed\n" + Files.readString(log));
                }
                if (!lock.isValid()) {
                    throw new IllegalStateException("simt: the lock of " + out + " was lost");
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("simt: building failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("simt: interrupted while building", e);
        }
        return out;
    }

    /** Before JCuda asks the linker for the libraries, which then finds them by their names. */
    private static void loadLibraries(Path directory) {
        System.load(directory.resolve("libcuda.so.1").toString());
        System.load(directory.resolve("libcublas.so.12").toString());
        String others = System.getProperty(LIBRARIES);
        System.setProperty(LIBRARIES, others == null ? directory.toString() : directory + File.pathSeparator + others);
        // JCuda's natives are extracted into directories of their own.
        for (Loaded part : new Loaded[] {JCudaNatives.driver(), JCudaNatives.cublas()}) {
            if (!part.available()) {
                throw new IllegalStateException("simt: " + part.description());
            }
        }
    }

    /** Gives the executor a command, such as {@code order 7}. */
    static void command(String text) {
        int code = JCudaDriver.cuModuleLoadData(new CUmodule(), "simt: " + text);
        if (code != CUresult.CUDA_SUCCESS) {
            throw new IllegalArgumentException("simt: " + text + " gives " + CUresult.stringFor(code));
        }
    }

    /** Forgets errors of contexts, calls that are to fail and the last report, and resets all options. */
    static void reset() {
        command("reset");
    }

    /** Makes a call fail once: the {@code nth} of a function from now on, named without a version. */
    static void fail(String function, int nth, int code) {
        command("fail " + function + " " + nth + " " + code);
    }

    /** The order of blocks and threads: 0 ascending, 1 descending, any other a permutation. */
    static void order(int order) {
        command("order " + order);
    }

    /** Bytes that each device has. */
    static void memory(long bytes) {
        command("memory " + bytes);
    }

    /** Whether work waits until something waits for it. */
    static void lazy(boolean lazy) {
        command("lazy " + (lazy ? 1 : 0));
    }

    /** Whether threads that have returned count as missing at a barrier, which is so by default. */
    static void strict(boolean strict) {
        command("strict " + (strict ? 1 : 0));
    }

    /** Multiprocessors that devices claim to have. */
    static void multiprocessors(int count) {
        command("multiprocessors " + count);
    }

    /** Whether reports are kept without being printed, for tests that provoke them. */
    static void quiet(boolean quiet) {
        command("quiet " + (quiet ? 1 : 0));
    }

    /** What was found wrong last, or an empty text. */
    static String lastReport() {
        String[] text = new String[1];
        JCudaDriver.cuGetErrorString(LAST_REPORT, text);
        return text[0];
    }

    private static int counter(Counter counter, int device) {
        int[] value = new int[1];
        // A handle of a device is its number, and counting needs no initialised driver.
        CUdevice handle = new CUdevice();
        if (device != 0) {
            JCudaDriver.cuInit(0);
            JCudaDriver.cuDeviceGet(handle, device);
        }
        int code = JCudaDriver.cuDeviceGetAttribute(value, counter.number, handle);
        if (code != CUresult.CUDA_SUCCESS) {
            throw new IllegalStateException("simt: counter " + counter + " gives " + CUresult.stringFor(code));
        }
        return value[0];
    }

    private static int ofAllDevices(Counter counter) {
        int sum = 0;
        for (int device = 0; device < DEVICES; device++) {
            sum += counter(counter, device);
        }
        return sum;
    }

    /** Allocations of device memory. */
    static int liveAllocations() {
        return ofAllDevices(Counter.LIVE_ALLOCATIONS);
    }

    /** Allocations of the memory of one device. */
    static int liveAllocations(int device) {
        return counter(Counter.LIVE_ALLOCATIONS, device);
    }

    /** Bytes of one device that are allocated, 2³¹ − 1 if there are more. */
    static int liveBytes(int device) {
        return counter(Counter.LIVE_BYTES, device);
    }

    /** Allocations of pinned memory of the host. */
    static int livePinned() {
        return counter(Counter.LIVE_PINNED, 0);
    }

    static int liveModules() {
        return counter(Counter.LIVE_MODULES, 0);
    }

    static int liveStreams() {
        return counter(Counter.LIVE_STREAMS, 0);
    }

    static int liveEvents() {
        return counter(Counter.LIVE_EVENTS, 0);
    }

    /** Graphs, executable or not. */
    static int liveGraphs() {
        return counter(Counter.LIVE_GRAPHS, 0) + counter(Counter.LIVE_EXECUTABLES, 0);
    }

    /** Kernels that ran, each time that a graph ran them; products of cuBLAS count. */
    static int kernelsExecuted() {
        return counter(Counter.KERNELS_EXECUTED, 0);
    }

    /** Calls of {@code cuMemAlloc}. */
    static int allocationCalls() {
        return counter(Counter.ALLOCATION_CALLS, 0);
    }

    /** Launches of graphs. */
    static int graphsLaunched() {
        return counter(Counter.GRAPHS_LAUNCHED, 0);
    }

    /** Calls of {@code cuLaunchKernel}, also those that were recorded. */
    static int launchCalls() {
        return counter(Counter.LAUNCH_CALLS, 0);
    }

    /** Calls that waited for a stream, an event or a context. */
    static int synchronisations() {
        return counter(Counter.SYNCHRONISATIONS, 0);
    }

    /** Allocations, streams, events, modules and executable graphs that were left when a context ended. */
    static int leaks() {
        return counter(Counter.LEAKS, 0);
    }
}
