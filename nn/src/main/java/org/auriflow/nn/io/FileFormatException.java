package org.auriflow.nn.io;

import java.io.IOException;
import java.nio.file.Path;

/** A file that is truncated, malformed or not what it should be; the message names the file and the reason. */
public final class FileFormatException extends IOException {
    private static final long serialVersionUID = 1;

    /** For example {@code load: a.safetensors: header requires 8 bytes, got 3; the file is truncated}. */
    public FileFormatException(String operation, Path file, String reason) {
        super(operation + ": " + file + ": " + reason);
    }
}
