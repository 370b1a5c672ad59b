package org.auriflow.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version of the engine that runs. */
public final class Version {
    private Version() {}

    /**
     * Returns the version of the engine's jar, for instance {@code 0.1.0-SNAPSHOT}.
     *
     * @throws UncheckedIOException if the jar was repackaged without its {@code version.properties}
     */
    public static String current() {
        Properties properties = new Properties();
        try (InputStream in = Version.class.getResourceAsStream("version.properties")) {
            if (in == null) {
                throw new IOException("version: org/auriflow/engine/version.properties must be on the class or module"
                        + " path, got none; keep resources when repackaging");
            }
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
        return properties.getProperty("version");
    }
}
