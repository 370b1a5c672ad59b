package org.auriflow.bench.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.auriflow.bench.workload.StepTime;
import org.auriflow.bench.workload.Workload;
import org.auriflow.bench.workload.Workloads;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A shell script stands in for Python. */
@DisabledOnOs(OS.WINDOWS)
final class PeersTest {
    private final Workload workload = Workloads.named("gemm/128");

    @TempDir
    private Path directory;

    @Test
    void readsTimesOfTheWorkloadThatWasAskedFor() throws IOException {
        Path python = python("echo '{\"workload\": \"gemm/128\", \"peer\": \"torch\", \"ms\": 0.5}'; echo noise;"
                + "echo '{\"workload\": \"gemm/1280\", \"peer\": \"torch\", \"ms\": 7}'; echo \"$OMP_NUM_THREADS $@\" > "
                + directory.resolve("seen"));
        Peers peers = find(python);
        assertEquals(Map.of("python", "3.11", "torch", "2.13"), peers.versions());
        assertEquals(
                List.of(new StepTime("gemm/128", "torch", 0, "", 0.5, Double.NaN, Double.NaN)), peers.time(workload));
        String seen = Files.readString(directory.resolve("seen"));
        assertTrue(seen.startsWith("2 "), seen);
        assertTrue(seen.contains("peers.py --only gemm/128 --threads 2 --device cpu --seconds 0.5"), seen);
    }

    @Test
    void aFailureIsTheLastThingItSaid() throws IOException {
        Peers peers = find(python("echo first >&2; echo 'ImportError: no torch' >&2; echo >&2; exit 3"));
        assertEquals(
                "peers: gemm/128 failed: ImportError: no torch",
                assertThrows(ContestantFailedException.class, () -> peers.time(workload))
                        .getMessage());
    }

    @Test
    void withoutPyTorchThereAreNone() throws IOException {
        Path python = executable("#!/bin/sh\necho '{\"python\": \"3.11\"}'\n");
        assertTrue(failure(python.toString()).contains("has no PyTorch; install bench/peers/requirements.txt"));
    }

    @Test
    void withoutPythonThereAreNone() {
        assertTrue(failure(directory.resolve("nowhere").toString()).contains("nowhere cannot be run"));
    }

    private String failure(String python) {
        return assertThrows(ContestantFailedException.class, () -> Peers.find(python, 2, OptionalDouble.empty()))
                .getMessage();
    }

    private static Peers find(Path python) {
        return Peers.find(python.toString(), 2, OptionalDouble.of(0.5));
    }

    private Path python(String body) throws IOException {
        return executable("#!/bin/sh\nif [ \"$2\" = --versions ]; then\n"
                + "echo '{\"python\": \"3.11\", \"torch\": \"2.13\"}'; exit\nfi\n" + body + "\n");
    }

    private Path executable(String text) throws IOException {
        Path file = Files.writeString(directory.resolve("python"), text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        return file;
    }
}
