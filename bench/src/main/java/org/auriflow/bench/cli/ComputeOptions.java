package org.auriflow.bench.cli;

import org.auriflow.engine.Engine;
import picocli.CommandLine.Option;

/** {@code --threads} and {@code --device}: what a command computes with. */
final class ComputeOptions {
    @Option(names = "--threads", paramLabel = "N", description = "at most this many (default: all processors)")
    private Integer threads;

    @Option(
            names = "--device",
            paramLabel = "NAME",
            defaultValue = "cpu",
            description = "cpu or cuda:0 (default: ${DEFAULT-VALUE})")
    private String device;

    /** Threads of the host. */
    int threads() {
        return HostThreads.orAll(threads);
    }

    /** The name of the device. */
    String device() {
        return device;
    }

    /** The device, with these threads. */
    Engine open() {
        return Engine.open(device, threads());
    }
}
