package org.auriflow.cuda.natives;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Natives of JCuda that are made to ask for the next CUDA. */
final class ElfSonameTest {
    private static byte[] library(String name) throws IOException {
        try (InputStream in = ElfSonameTest.class
                .getClassLoader()
                .getResourceAsStream("lib/lib" + name + "-12.6.0-linux-x86_64.so")) {
            assertNotNull(in, name);
            return in.readAllBytes();
        }
    }

    @ParameterizedTest
    @CsvSource({"JCublas2, libcublas.so.", "JNvrtc, libnvrtc.so."})
    void thereAndBackGivesTheSameBytes(String name, String needed) throws IOException {
        byte[] original = library(name);
        byte[] kept = original.clone();
        byte[] next = ElfSoname.retarget(original, needed + "12", needed + "13");
        assertArrayEquals(kept, original);
        int changed = 0;
        for (int i = 0; i < original.length; i++) {
            changed += original[i] == next[i] ? 0 : 1;
        }
        // One digit of the name; the hash of the version ends with it.
        assertEquals(2, changed);
        assertArrayEquals(original, ElfSoname.retarget(next, needed + "13", needed + "12"));
    }

    @Test
    void refusesWhatItDoesNotUnderstand() throws IOException {
        byte[] library = library("JNvrtc");
        assertRefused("text".getBytes(StandardCharsets.US_ASCII), "another format");
        assertRefused("text".repeat(100).getBytes(StandardCharsets.US_ASCII), "another format");
        byte[] bigEndian = library.clone();
        bigEndian[5] = 2;
        assertRefused(bigEndian, "another format");
        assertRefused(Arrays.copyOf(library, library.length / 8), "got ");
        assertRefused(library("JCublas2"), "0 names and 0 versions libnvrtc.so.12");
        byte[] retargeted = ElfSoname.retarget(library, "libnvrtc.so.12", "libnvrtc.so.13");
        assertRefused(retargeted, "0 names and 0 versions libnvrtc.so.12");
        IllegalArgumentException lengths = assertThrows(
                IllegalArgumentException.class, () -> ElfSoname.retarget(library, "libnvrtc.so.12", "libnvrtc.so.9"));
        assertTrue(lengths.getMessage().contains("libnvrtc.so.12 and libnvrtc.so.9"), lengths.getMessage());
    }

    private static void assertRefused(byte[] library, String got) {
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class, () -> ElfSoname.retarget(library, "libnvrtc.so.12", "libnvrtc.so.13"));
        assertTrue(e.getMessage().contains(got), e.getMessage());
    }

    /** A damaged file is refused or stays what it was but for the name; nothing else is thrown and nothing hangs. */
    @Test
    void damagedFilesDoNoHarm() throws IOException {
        byte[] library = library("JNvrtc");
        Random random = new Random(1);
        for (int trial = 0; trial < 500; trial++) {
            byte[] damaged = library.clone();
            // The headers, string table and version table are at the front.
            int at = random.nextInt(trial % 2 == 0 ? 1024 : 20_000);
            damaged[at] = (byte) random.nextInt();
            try {
                assertEquals(library.length, ElfSoname.retarget(damaged, "libnvrtc.so.12", "libnvrtc.so.13").length);
            } catch (IllegalArgumentException e) {
                assertTrue(e.getMessage().startsWith("retarget: "), e.getMessage());
            }
        }
    }
}
