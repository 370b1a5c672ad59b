package org.auriflow.engine.spi;

import java.util.List;

/** Finds a device kind through {@link java.util.ServiceLoader}; never required. */
public interface BackendProvider {
    /** Device kind in device names, for example {@code cuda} in {@code cuda:0}. */
    String kind();

    /** One line: what was found, or why it cannot be used and what to install. */
    String describe();

    /** More lines for reports: each device, and libraries that were found or not. */
    default List<String> details() {
        return List.of();
    }

    /**
     * Opens a device.
     *
     * @param index device number
     * @throws IllegalArgumentException if there is no such device
     */
    Backend open(int index);
}
