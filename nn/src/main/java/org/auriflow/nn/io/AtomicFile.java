package org.auriflow.nn.io;

import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * A file that appears complete or not at all: written beside its place, forced to the disk, then moved there.
 *
 * <p>Works in an interrupted thread, unlike channels, because that is when a last checkpoint is wanted. Closing without
 * {@link #commit()} leaves what was there before.
 */
public final class AtomicFile implements AutoCloseable {
    private final Path target;
    private final Path temporary;
    private final FileOutputStream file;
    private final OutputStream stream;
    private boolean committed;

    /** Writes the content. */
    @FunctionalInterface
    public interface Content {
        /** Writes everything to the stream and does not close it. */
        void writeTo(OutputStream out) throws IOException;
    }

    private AtomicFile(Path target, Path temporary, FileOutputStream file) {
        this.target = target;
        this.temporary = temporary;
        this.file = file;
        this.stream = new BufferedOutputStream(file, 1 << 16);
    }

    /**
     * Begins to write; missing directories are made.
     *
     * @throws IOException if the directory cannot be made or written to
     */
    public static AtomicFile begin(Path target) throws IOException {
        Path place = target.toAbsolutePath();
        Path directory = place.getParent();
        Path temporary = place.resolveSibling("." + place.getFileName() + "." + UUID.randomUUID() + ".tmp");
        try {
            if (Files.isDirectory(place)) {
                throw new IOException("a directory of that name is there");
            }
            Files.createDirectories(directory);
            return new AtomicFile(place, temporary, new FileOutputStream(temporary.toFile()));
        } catch (IOException e) {
            throw new IOException(
                    "save: requires a place that can be written, got " + target + " (" + e.getMessage()
                            + "); choose another directory",
                    e);
        }
    }

    /** Writes a whole file. */
    public static void write(Path target, Content content) throws IOException {
        try (AtomicFile f = begin(target)) {
            content.writeTo(f.stream());
            f.commit();
        }
    }

    /** Where the content goes. */
    public OutputStream stream() {
        return stream;
    }

    /** Forces the content to the disk; after that {@link #commit()} can hardly fail. */
    void force() throws IOException {
        stream.flush();
        file.getFD().sync();
        file.close();
    }

    /** Puts the file in its place. */
    public void commit() throws IOException {
        if (file.getChannel().isOpen()) {
            force();
        }
        try {
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(temporary, target, StandardCopyOption.REPLACE_EXISTING);
        }
        committed = true;
        forceDirectory(target.getParent());
    }

    /** A rename survives a power cut only once its directory is on the disk; not every system can do that. */
    private static void forceDirectory(Path directory) {
        boolean interrupted = Thread.interrupted();
        try (FileChannel c = FileChannel.open(directory, StandardOpenOption.READ)) {
            c.force(true);
        } catch (IOException e) {
            System.getLogger(AtomicFile.class.getName())
                    .log(System.Logger.Level.DEBUG, "directory {0} cannot be forced to the disk", directory);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() throws IOException {
        if (!committed) {
            try {
                file.close();
            } finally {
                Files.deleteIfExists(temporary);
            }
        }
    }
}
