package org.auriflow.engine;

/**
 * A device refused or failed: a launch went wrong, the connection to it is lost, or memory ran out ({@link
 * OutOfDeviceMemoryException}).
 *
 * <p>The message names the call and the device's own name of the error. After anything but running out of memory the
 * device's state is undefined: close the {@link Engine} and open another.
 */
public class DeviceException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** An error with a message of the form {@code call: requirement, got error; fix}. */
    public DeviceException(String message) {
        super(message);
    }
}
