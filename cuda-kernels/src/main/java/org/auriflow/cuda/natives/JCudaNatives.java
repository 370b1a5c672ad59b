package org.auriflow.cuda.natives;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import jcuda.LibUtils;
import jcuda.driver.JCudaDriver;

/**
 * Loads the native libraries of JCuda, each once per process, before JCuda would do it in its own way.
 *
 * <p>JCuda extracts a native to one fixed name in the directory for temporary files, where processes that start
 * together overwrite each other's; here each native gets a directory of its own, which is gone once it is loaded. JCuda's
 * natives ask for the libraries of CUDA 12; where there are only those of CUDA 13, a copy of the native is made to ask
 * for them ({@link ElfSoname}). And JCuda finds CUDA only in the linker's path, here more places are searched ({@link
 * CudaLibraries}).
 *
 * <p>Nothing here throws because something is missing. All methods may be called from any thread.
 */
public final class JCudaNatives {
    private static final String VERSION = "12.6.0";
    private static final String PLATFORM = "linux-x86_64";

    /** A native of JCuda, and the library of CUDA that it needs. */
    private enum Part {
        DRIVER("JCudaDriver", "jcuda.driver.JCudaDriver", "CUDA driver", "libcuda.so", ""),
        CUBLAS("JCublas2", "jcuda.jcublas.JCublas2", "cuBLAS", "libcublas.so", "libcublasLt.so"),
        NVRTC("JNvrtc", "jcuda.nvrtc.JNvrtc", "NVRTC", "libnvrtc.so", "libnvrtc-builtins.so"),
        PTX_COMPILER("JNvPTXCompiler", "jcuda.nvptxcompiler.JNvPTXCompiler", "PTX compiler", "", "");

        final String library;
        final String className;
        final String title;
        final String needed;
        /** What the needed library loads in turn, and might not find. */
        final String companion;

        Part(String library, String className, String title, String needed, String companion) {
            this.library = library + "-" + VERSION + "-" + PLATFORM;
            this.className = className;
            this.title = title;
            this.needed = needed;
            this.companion = companion;
        }

        /** Whether its version is that of the toolkit, not of the driver or of JCuda. */
        boolean belongsToToolkit() {
            return !companion.isEmpty();
        }
    }

    /** A process has a library or has it not, so that is remembered for the process. */
    private static final Map<Part, Loaded> LOADED = new ConcurrentHashMap<>();

    private JCudaNatives() {}

    /** JCuda's {@code JCudaDriver}. That it is available does not mean that there is a device. */
    public static Loaded driver() {
        return LOADED.computeIfAbsent(Part.DRIVER, JCudaNatives::load);
    }

    /** JCuda's {@code JCublas2}. */
    public static Loaded cublas() {
        return LOADED.computeIfAbsent(Part.CUBLAS, JCudaNatives::load);
    }

    /** JCuda's {@code JNvrtc}. */
    public static Loaded nvrtc() {
        return LOADED.computeIfAbsent(Part.NVRTC, JCudaNatives::load);
    }

    /** JCuda's {@code JNvPTXCompiler}, which needs no CUDA. */
    public static Loaded ptxCompiler() {
        return LOADED.computeIfAbsent(Part.PTX_COMPILER, JCudaNatives::load);
    }

    private static Loaded load(Part part) {
        String os = System.getProperty("os.name");
        String architecture = System.getProperty("os.arch");
        if (!os.equals("Linux") || !architecture.matches("amd64|x86_64")) {
            return Loaded.missing(
                    "no %s: JCuda %s has natives for Linux on x86-64, and none for %s on %s; the CPU computes instead"
                            .formatted(part.title, VERSION, os, architecture));
        }
        try {
            Optional<byte[]> library = resource("lib/lib" + part.library + ".so");
            if (library.isEmpty()) {
                return Loaded.missing(
                        "no %s: lib%s.so is not in any jar; put JCuda's natives-%s jars on the class or module path"
                                .formatted(part.title, part.library, PLATFORM));
            }
            return switch (part) {
                case DRIVER -> driver(library.get());
                case PTX_COMPILER -> {
                    initialise(part, library.get());
                    yield new Loaded(true, 12, "PTX compiler of JCuda " + VERSION);
                }
                default -> ofToolkit(part, library.get());
            };
        } catch (IOException | LinkageError | ClassNotFoundException | RuntimeException e) {
            return Loaded.missing("no %s: %s; reinstall JCuda %s".formatted(part.title, reason(e), VERSION));
        }
    }

    private static Loaded driver(byte[] library) throws IOException, ClassNotFoundException {
        // Most machines have none, and a native loaded in vain takes time and makes Java 24 print a warning.
        if (!CudaLibraries.isInReach("libcuda.so.1")) {
            return noDriver("libcuda.so.1 is not among the system's libraries");
        }
        // The linker finds the system's own by itself, and toolkits hold stubs of the same name.
        preload(Part.DRIVER, 1, CudaLibraries.named(), new ArrayList<>());
        try {
            initialise(Part.DRIVER, library);
        } catch (UnsatisfiedLinkError e) {
            return noDriver(reason(e));
        }
        int[] version = new int[1];
        int code = JCudaDriver.cuDriverGetVersion(version);
        String file = mapped(Part.DRIVER.needed);
        if (code != 0) {
            return noDriver(file + " answers with error " + code);
        }
        int major = version[0] / 1000;
        return new Loaded(true, major, "driver of CUDA %d.%d, %s".formatted(major, version[0] % 1000 / 10, file));
    }

    private static Loaded noDriver(String got) {
        return Loaded.missing("no CUDA driver: " + got + "; install NVIDIA's driver, version 525 or later");
    }

    private static Loaded ofToolkit(Part part, byte[] library) throws IOException, ClassNotFoundException {
        CudaLibraries libraries = CudaLibraries.find();
        List<String> failures = new ArrayList<>();
        for (int major : new int[] {12, 13}) {
            String name = part.needed + "." + major;
            preload(part, major, libraries, failures);
            try {
                initialise(part, major == 12 ? library : ElfSoname.retarget(library, part.needed + ".12", name));
                return new Loaded(true, major, "%s of CUDA %d, %s".formatted(part.title, major, mapped(name)));
            } catch (UnsatisfiedLinkError | IllegalArgumentException e) {
                failures.add(reason(e));
            }
        }
        return Loaded.missing(
                "no %s: %s; install that of CUDA 12 or 13, or name its directory in the system property %s"
                        .formatted(part.title, String.join("; ", failures), CudaLibraries.PROPERTY));
    }

    /** Loads a library of CUDA from wherever it is; the linker then takes it for everything that needs its name. */
    private static void preload(Part part, int major, CudaLibraries libraries, List<String> failures) {
        for (Path directory : libraries.directories()) {
            Optional<Path> file = CudaLibraries.in(directory, part.needed + "." + major);
            if (file.isPresent()) {
                try {
                    if (part.belongsToToolkit()) {
                        CudaLibraries.in(directory, part.companion + "." + major)
                                .ifPresent(f -> System.load(f.toString()));
                    }
                    System.load(file.get().toString());
                    return;
                } catch (UnsatisfiedLinkError e) {
                    failures.add(e.getMessage());
                }
            }
        }
    }

    /**
     * Has JCuda load a native from a directory of its own and initialises the class that uses it.
     *
     * @throws UnsatisfiedLinkError if something that the native needs is missing; it may be tried again
     */
    private static void initialise(Part part, byte[] library) throws IOException, ClassNotFoundException {
        Path directory = Files.createTempDirectory("auriflow-jcuda");
        try {
            Files.write(directory.resolve("lib" + part.library + ".so"), library);
            // JCuda itself loads, because a native belongs to the class loader that loads it, and does so before the
            // class is initialised, which has one chance only. It reads the property at each call.
            synchronized (JCudaNatives.class) {
                String temporary = System.setProperty("java.io.tmpdir", directory.toString());
                try {
                    LibUtils.loadLibrary(part.library);
                    Class.forName(part.className, true, LibUtils.class.getClassLoader());
                } finally {
                    System.setProperty("java.io.tmpdir", temporary);
                }
            }
        } finally {
            delete(directory);
        }
    }

    /** What is loaded stays loaded, so that not even a process that is killed leaves anything behind. */
    private static void delete(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path f : files.toList()) {
                Files.delete(f);
            }
            Files.delete(directory);
        } catch (IOException e) {
            directory.toFile().deleteOnExit();
        }
    }

    /** A resource of the jars of natives; on a module path they are modules into which only class loaders see. */
    private static Optional<byte[]> resource(String name) throws IOException {
        for (Class<?> neighbour : List.of(LibUtils.class, JCudaNatives.class)) {
            ClassLoader loader = neighbour.getClassLoader();
            try (InputStream in = loader == null ? null : loader.getResourceAsStream(name)) {
                if (in != null) {
                    return Optional.of(in.readAllBytes());
                }
            }
        }
        return Optional.empty();
    }

    /** The linker's own words: JCuda wraps them in a report of many lines. */
    private static String reason(Throwable e) {
        Matcher linker =
                Pattern.compile("UnsatisfiedLinkError: \\S+\\.so: (.*)").matcher(String.valueOf(e.getMessage()));
        String message = linker.find() ? linker.group(1) : e.toString();
        return message.lines().findFirst().orElse("").strip();
    }

    /** The file that is mapped into this process under a library's name. */
    private static String mapped(String name) {
        try (Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
            return maps.filter(line -> line.contains("/" + name))
                    .map(line -> line.substring(line.indexOf('/')))
                    .findFirst()
                    .orElse(name);
        } catch (IOException | RuntimeException e) {
            return name;
        }
    }
}
