package org.auriflow.cuda.natives;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Makes a shared library ask for another library of the same interface, such as {@code libcublas.so.13} in place of
 * {@code libcublas.so.12}.
 *
 * <p>Such a name stands in the string table of the dynamic section once, for the needed library and for the version of
 * its symbols alike, and as a hash beside the latter. A name of the same length can replace it without moving anything.
 *
 * <p>System V Application Binary Interface, chapter 5; Linux Standard Base 5, "Symbol Versioning".
 */
final class ElfSoname {
    private static final int MAGIC = 0x464C457F;
    private static final int CLASS_64 = 2;
    private static final int LITTLE_ENDIAN = 1;

    private static final int PT_LOAD = 1;
    private static final int PT_DYNAMIC = 2;

    private static final long DT_STRTAB = 5;
    private static final long DT_STRSZ = 10;
    private static final long DT_VERNEED = 0x6FFFFFFEL;

    /** A part of the file that is mapped to an address. */
    private record Segment(long address, long offset, long size) {}

    private final ByteBuffer elf;
    private final List<Segment> segments = new ArrayList<>();
    private int dynamic = -1;
    private int dynamicEnd;

    private ElfSoname(byte[] elf) {
        this.elf = ByteBuffer.wrap(elf).order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * A copy of a library that asks for another one.
     *
     * @throws IllegalArgumentException if the names differ in length, or it is not a 64-bit little-endian ELF file with
     *     exactly one such name and one such version
     */
    static byte[] retarget(byte[] library, String from, String to) {
        if (from.length() != to.length()) {
            throw new IllegalArgumentException(
                    "retarget: requires names of one length, got " + from + " and " + to + "; keep the file");
        }
        byte[] copy = library.clone();
        try {
            new ElfSoname(copy).replace(from, to);
        } catch (IndexOutOfBoundsException e) {
            throw refusal("an offset outside of the file", e);
        }
        return copy;
    }

    private static IllegalArgumentException refusal(String got, Throwable cause) {
        String requirement = "retarget: requires a 64-bit little-endian ELF library that needs the other one, got ";
        return new IllegalArgumentException(requirement + got + "; keep the file", cause);
    }

    private void replace(String from, String to) {
        if (elf.capacity() < 64 || elf.getInt(0) != MAGIC || elf.get(4) != CLASS_64 || elf.get(5) != LITTLE_ENDIAN) {
            throw refusal("another format", null);
        }
        readSegments();
        int strings = fileOffset(dynamicValue(DT_STRTAB));
        int stringsEnd = Math.addExact(strings, Math.toIntExact(dynamicValue(DT_STRSZ)));
        List<Integer> names = occurrences(from, strings, stringsEnd);
        List<Integer> versions = versions(from, strings, fileOffset(dynamicValue(DT_VERNEED)));
        if (names.size() != 1 || versions.size() != 1) {
            throw refusal("%d names and %d versions %s".formatted(names.size(), versions.size(), from), null);
        }
        elf.put(names.get(0), to.getBytes(StandardCharsets.US_ASCII));
        elf.putInt(versions.get(0), hash(to));
    }

    private void readSegments() {
        int at = offset(elf.getLong(32));
        int size = elf.getShort(54);
        int count = elf.getShort(56);
        for (int k = 0; k < count; k++, at += size) {
            int type = elf.getInt(at);
            long fileOffset = elf.getLong(at + 8);
            long fileSize = elf.getLong(at + 32);
            if (type == PT_LOAD) {
                segments.add(new Segment(elf.getLong(at + 16), fileOffset, fileSize));
            } else if (type == PT_DYNAMIC) {
                dynamic = offset(fileOffset);
                dynamicEnd = offset(fileOffset + fileSize);
            }
        }
        if (dynamic < 0) {
            throw refusal("no dynamic section", null);
        }
    }

    /** The value of an entry of the dynamic section. */
    private long dynamicValue(long tag) {
        for (int at = dynamic; at < dynamicEnd; at += 16) {
            if (elf.getLong(at) == tag) {
                return elf.getLong(at + 8);
            }
        }
        throw refusal("no dynamic entry " + Long.toHexString(tag), null);
    }

    private int fileOffset(long address) {
        for (Segment s : segments) {
            if (address >= s.address && address - s.address < s.size) {
                return offset(address - s.address + s.offset);
            }
        }
        throw refusal("the unmapped address " + Long.toHexString(address), null);
    }

    /** A place in the file. */
    private int offset(long value) {
        if (value < 0 || value > elf.capacity()) {
            throw refusal("the offset " + value + " in " + elf.capacity() + " bytes", null);
        }
        return (int) value;
    }

    /** Where a whole string of the table is the name. */
    private List<Integer> occurrences(String name, int begin, int end) {
        List<Integer> found = new ArrayList<>();
        for (int at = begin; at < end - name.length(); at++) {
            if ((at == begin || elf.get(at - 1) == 0) && isString(name, at)) {
                found.add(at);
            }
        }
        return found;
    }

    /** Where the hashes of needed symbol versions with the name are. */
    private List<Integer> versions(String name, int strings, int firstLibrary) {
        List<Integer> found = new ArrayList<>();
        int library = firstLibrary;
        while (true) {
            int version = library + elf.getInt(library + 8);
            for (int k = elf.getShort(library + 2); k > 0; k--) {
                if (elf.getInt(version) == hash(name) && isString(name, strings + elf.getInt(version + 8))) {
                    found.add(version);
                }
                version += elf.getInt(version + 12);
            }
            int next = elf.getInt(library + 12);
            if (next == 0) {
                return found;
            } else if (next < 0) {
                throw refusal("a list of versions that turns back", null);
            }
            library += next;
        }
    }

    private boolean isString(String name, int at) {
        byte[] bytes = new byte[name.length() + 1];
        elf.get(at, bytes);
        return Arrays.equals(bytes, (name + "\0").getBytes(StandardCharsets.US_ASCII));
    }

    /** The hash of the System V ABI. */
    private static int hash(String name) {
        int h = 0;
        for (byte c : name.getBytes(StandardCharsets.US_ASCII)) {
            h = (h << 4) + c;
            int high = h & 0xF0000000;
            h = (h ^ high >>> 24) & ~high;
        }
        return h;
    }
}
