package org.auriflow.bench.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.Locale;
import java.util.Optional;

/**
 * Remembers that a result could not be written, which {@link PrintStream} and {@link java.io.PrintWriter} do not tell: a
 * full disk must not look like success.
 */
public final class StandardOutput extends OutputStream {
    private final OutputStream sink;
    private IOException failure;

    /**
     * Everything written here goes on to a sink until that fails once.
     *
     * @param sink unbuffered
     */
    public StandardOutput(OutputStream sink) {
        this.sink = sink;
    }

    /** A buffered stream of text in the encoding of the terminal; flush it before asking for {@link #problem}. */
    public PrintStream text() {
        // Named by JDK 19 and later, by earlier ones, and where output is no terminal.
        String encoding = System.getProperty(
                "stdout.encoding", System.getProperty("sun.stdout.encoding", System.getProperty("native.encoding")));
        Charset charset = encoding != null && Charset.isSupported(encoding)
                ? Charset.forName(encoding)
                : Charset.defaultCharset();
        return new PrintStream(new BufferedOutputStream(this), false, charset);
    }

    /** What went wrong, in one line; nothing if the reader only had enough, as {@code head} does. */
    public synchronized Optional<String> problem() {
        if (failure == null) {
            return Optional.empty();
        }
        String reason = String.valueOf(failure.getMessage());
        return reason.toLowerCase(Locale.ROOT).contains("broken pipe")
                ? Optional.empty()
                : Optional.of("output: cannot be written (" + reason + "); what was printed is incomplete");
    }

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int from, int count) {
        if (failure == null) {
            try {
                sink.write(bytes, from, count);
            } catch (IOException e) {
                failure = e;
            }
        }
    }
}
