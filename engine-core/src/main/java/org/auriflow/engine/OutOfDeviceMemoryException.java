package org.auriflow.engine;

/** A device has no memory left for what was asked. Nothing is lost: what was held before stays valid. */
public final class OutOfDeviceMemoryException extends DeviceException {
    private static final long serialVersionUID = 1;
    private final long requested;
    private final long held;

    /**
     * An allocation that failed.
     *
     * @param message what was asked for by whom, and what is held
     * @param requested bytes that were asked for
     * @param held bytes that this engine holds on the device
     */
    public OutOfDeviceMemoryException(String message, long requested, long held) {
        super(message);
        this.requested = requested;
        this.held = held;
    }

    /** Bytes that were asked for. */
    public long requested() {
        return requested;
    }

    /** Bytes that the engine holds on the device. */
    public long held() {
        return held;
    }
}
