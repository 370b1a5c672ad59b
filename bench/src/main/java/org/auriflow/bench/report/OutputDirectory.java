package org.auriflow.bench.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Where results go, all or nothing: files are written to a hidden staging directory beside their destination and moved
 * into place by {@link #commit}. Closing without a commit removes the staging directory and every directory that was
 * made for it.
 *
 * <p>Closing is safe from any thread and more than once. Not otherwise thread-safe.
 */
public final class OutputDirectory implements AutoCloseable {
    private static final Set<String> NUMBERS = Set.of("summary.json", "metrics.json", "compare.json");

    private final Path directory;
    private final Path staging;

    /** Directories that did not exist before, the innermost first. */
    private final List<Path> made;

    private boolean committed;

    private OutputDirectory(Path directory, Path staging, List<Path> made) {
        this.directory = directory;
        this.staging = staging;
        this.made = made;
    }

    /**
     * Makes the directory if needed and proves that it can be written to, so that a long computation does not fail at
     * its end.
     *
     * @param directory where results will be
     * @return a staging area for it, to be closed
     * @throws IllegalArgumentException if the path is not a directory or cannot be made or written to
     */
    public static OutputDirectory open(Path directory) {
        Path absolute = directory.toAbsolutePath().normalize();
        List<Path> made = new ArrayList<>();
        for (Path p = absolute; p != null && !Files.exists(p, LinkOption.NOFOLLOW_LINKS); p = p.getParent()) {
            made.add(p);
        }
        try {
            Files.createDirectories(absolute);
            return new OutputDirectory(absolute, Files.createTempDirectory(absolute, ".unfinished-"), made);
        } catch (IOException e) {
            removeEmpty(made);
            throw new IllegalArgumentException(
                    "out: a directory that can be written to is needed, got " + directory + " (" + reason(e)
                            + "); choose another with --out",
                    e);
        }
    }

    /** Where to write; what lies here when {@link #commit} is called is what will be in the directory. */
    public Path staging() {
        return staging;
    }

    /** The destination. */
    public Path directory() {
        return directory;
    }

    /**
     * Moves every staged file into place, each at once, over older ones. A file called {@code summary.json},
     * {@code metrics.json} or {@code compare.json} comes last, so that it is never newer than the files it is about.
     *
     * @throws UncheckedIOException if a file cannot be moved
     */
    public void commit() {
        moveTo(directory);
    }

    /**
     * Moves every staged file into a subdirectory instead, so that what is in the directory itself stays as it was.
     *
     * @param name of the subdirectory, which need not exist
     * @throws UncheckedIOException if a file cannot be moved
     */
    public void commitTo(String name) {
        moveTo(directory.resolve(name));
    }

    private void moveTo(Path destination) {
        try (Stream<Path> entries = Files.list(staging)) {
            List<Path> files = entries.sorted(Comparator.comparing(
                                    (Path p) -> NUMBERS.contains(p.getFileName().toString()))
                            .thenComparing(Comparator.naturalOrder()))
                    .toList();
            Files.createDirectories(destination);
            for (Path file : files) {
                Path target = destination.resolve(file.getFileName());
                if (Files.isDirectory(target)) {
                    throw new FileAlreadyExistsException(target.toString(), null, "is a directory");
                }
            }
            for (Path file : files) {
                Files.move(
                        file,
                        destination.resolve(file.getFileName()),
                        StandardCopyOption.ATOMIC_MOVE,
                        StandardCopyOption.REPLACE_EXISTING);
            }
            committed = !files.isEmpty();
        } catch (IOException e) {
            throw new UncheckedIOException("out: cannot move results to " + destination + " (" + reason(e) + ")", e);
        }
    }

    @Override
    public synchronized void close() {
        if (Files.exists(staging)) {
            removeTree(staging);
        }
        if (!committed) {
            removeEmpty(made);
        }
    }

    private static void removeTree(Path root) {
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("out: cannot remove " + root, e);
        }
    }

    /** What others have put there meanwhile stays. */
    private static void removeEmpty(List<Path> directories) {
        for (Path directory : directories) {
            try {
                Files.deleteIfExists(directory);
            } catch (IOException notEmpty) {
                return;
            }
        }
    }

    /** Why writing failed, in words. */
    static String reason(IOException e) {
        if (e instanceof FileAlreadyExistsException f) {
            return f.getReason() == null ? "it is a file" : f.getFile() + " " + f.getReason();
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof NoSuchFileException) {
            return "it cannot be made there";
        }
        String message = e.getMessage();
        int colon = message == null ? -1 : message.lastIndexOf(": ");
        return message == null ? e.getClass().getSimpleName() : message.substring(colon < 0 ? 0 : colon + 2);
    }
}
