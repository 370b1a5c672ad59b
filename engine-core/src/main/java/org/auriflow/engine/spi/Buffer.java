package org.auriflow.engine.spi;

import org.auriflow.engine.Storage;

/** Dense values on a device, owned and closed by one {@code Variable} or {@code Run}. */
public interface Buffer extends AutoCloseable {
    /** Copies host values in; the sizes agree. */
    void upload(Storage from);

    /** Copies the values out; the sizes agree. */
    void download(Storage to);

    @Override
    void close();
}
