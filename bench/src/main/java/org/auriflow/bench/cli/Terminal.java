package org.auriflow.bench.cli;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What is known of the terminal behind standard error; Java itself only tells about input and output together. */
public final class Terminal {
    private static final int USUAL_WIDTH = 80;

    private static final int NARROWEST_BAR = 64;

    private Terminal() {}

    /** Whether standard error goes to a terminal that can move its cursor back. */
    @SuppressWarnings("SystemConsoleNull") // asked only where null means that there is no terminal
    public static boolean isInteractive() {
        if ("dumb".equals(System.getenv("TERM"))) {
            return false;
        }
        // The launcher filters standard error, and looks where it goes before.
        if (Boolean.getBoolean("auriflow.terminal")) {
            return true;
        }
        Path descriptor = Path.of("/proc/self/fd/2");
        try {
            String device = Files.readSymbolicLink(descriptor).toString();
            return device.startsWith("/dev/pts/") || device.startsWith("/dev/tty");
        } catch (IOException | UnsupportedOperationException notLinux) {
            // From Java 22 on there is a console without a terminal as well, and here no way to tell.
            return Runtime.version().feature() < 22 && System.console() != null;
        }
    }

    /** Columns to use, one less than there are, because some terminals wrap a full line. */
    static int width() {
        String columns = System.getenv("COLUMNS");
        try {
            return Math.max(20, Math.min(120, Integer.parseInt(columns == null ? "" : columns))) - 1;
        } catch (NumberFormatException unknown) {
            return USUAL_WIDTH - 1;
        }
    }

    /** Whether a bar with losses behind it fits on a line. */
    static boolean hasRoomForBars() {
        return width() >= NARROWEST_BAR;
    }

    /** Whether it shows characters beyond ASCII. */
    static boolean hasUnicode() {
        String encoding = System.getProperty("stderr.encoding", System.getProperty("native.encoding", ""));
        return encoding.equalsIgnoreCase(StandardCharsets.UTF_8.name())
                && Charset.defaultCharset().equals(StandardCharsets.UTF_8);
    }
}
