package org.auriflow.cuda.natives;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Where the libraries of CUDA lie.
 *
 * <p>In this order: what the system property {@value #PROPERTY} and the environment's {@value #VARIABLE} list, {@code
 * LD_LIBRARY_PATH}, {@code /usr/local/cuda*}, and the system's own directories. An entry of a list is a directory of
 * libraries, the directory of a toolkit, or one into which pip installs ({@code site-packages}).
 */
final class CudaLibraries {
    static final String PROPERTY = "auriflow.cuda.libraries";
    static final String VARIABLE = "AURIFLOW_CUDA_LIBRARIES";

    private static final List<String> SYSTEM = List.of(
            "/usr/lib/x86_64-linux-gnu",
            "/lib/x86_64-linux-gnu",
            "/usr/lib64",
            "/lib64",
            "/usr/lib",
            "/usr/lib/wsl/lib");

    /** Names and paths of the libraries that the linker knows, separated by zeros. */
    private static final Path LINKER_CACHE = Path.of("/etc/ld.so.cache");

    private final Set<Path> directories = new LinkedHashSet<>();

    private CudaLibraries() {}

    /** Directories that exist now. */
    static CudaLibraries find() {
        CudaLibraries libraries = named();
        split(System.getenv("LD_LIBRARY_PATH")).forEach(libraries::add);
        // The link "cuda" first, then the newest.
        for (Path toolkit : matches(Path.of("/usr/local"), "cuda*")) {
            libraries.add(toolkit.resolve("lib64"));
            libraries.add(toolkit.resolve("targets/x86_64-linux/lib"));
        }
        SYSTEM.forEach(d -> libraries.add(Path.of(d)));
        return libraries;
    }

    /** Only the directories that the property and the variable name. */
    static CudaLibraries named() {
        CudaLibraries libraries = new CudaLibraries();
        for (String list : new String[] {System.getProperty(PROPERTY), System.getenv(VARIABLE)}) {
            for (Path entry : split(list)) {
                libraries.add(entry);
                libraries.add(entry.resolve("lib64"));
                libraries.add(entry.resolve("lib"));
                matches(entry, "*").forEach(d -> libraries.add(d.resolve("lib")));
                matches(entry.resolve("nvidia"), "*").forEach(d -> libraries.add(d.resolve("lib")));
            }
        }
        return libraries;
    }

    /** Whether a library is in one of the directories, or known to the linker; true where that cannot be told. */
    static boolean isInReach(String name) {
        for (Path directory : find().directories()) {
            if (in(directory, name).isPresent()) {
                return true;
            }
        }
        try {
            String cache = Files.readString(LINKER_CACHE, StandardCharsets.ISO_8859_1);
            return cache.contains("\0" + name + "\0") || cache.contains("/" + name + "\0");
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    Collection<Path> directories() {
        return directories;
    }

    /** The file of a library in a directory, such as {@code libcublas.so.12} or {@code libcublas.so.12.6.4}. */
    static Optional<Path> in(Path directory, String name) {
        Path exact = directory.resolve(name);
        return Files.exists(exact)
                ? Optional.of(exact)
                : matches(directory, name + ".*").stream().findFirst();
    }

    private void add(Path directory) {
        if (Files.isDirectory(directory)) {
            directories.add(directory.toAbsolutePath());
        }
    }

    private static List<Path> split(String list) {
        return list == null
                ? List.of()
                : Stream.of(list.split(File.pathSeparator))
                        .filter(s -> !s.isBlank())
                        .map(Path::of)
                        .toList();
    }

    /** Shorter names first, then the higher ones. */
    private static List<Path> matches(Path directory, String pattern) {
        List<Path> found = new ArrayList<>();
        if (Files.isDirectory(directory)) {
            try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory, pattern)) {
                stream.forEach(found::add);
            } catch (IOException e) {
                // A directory that cannot be read holds nothing that could be loaded.
                return List.of();
            }
        }
        found.sort(Comparator.comparing((Path p) -> p.toString().length()).thenComparing(Comparator.reverseOrder()));
        return found;
    }
}
