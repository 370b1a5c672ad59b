package org.auriflow.bench.kernel;

import com.grack.nanojson.JsonWriter;

/**
 * A kernel against the roof over it: the time that its operations take at the peak rate, or its bytes at the bandwidth of the memory
 * that holds them, whichever is longer (S. Williams, A. Waterman and D. Patterson, Roofline, CACM 52, 2009).
 *
 * @param kernel name in the catalogue
 * @param threads host threads
 * @param us microseconds of one execution
 * @param flops floating-point operations
 * @param bytes read and written at least once
 * @param roof share of the roof that is reached, from 0 to about 1
 */
public record KernelTime(String kernel, int threads, double us, long flops, long bytes, double roof) {
    /** Floating-point operations per nanosecond. */
    public double gflops() {
        return flops / (us * 1e3);
    }

    /** Bytes per nanosecond. */
    public double gigabytesPerSecond() {
        return bytes / (us * 1e3);
    }

    /** One JSON object. */
    public String toJson() {
        return JsonWriter.string()
                .object()
                .value("kernel", kernel)
                .value("threads", threads)
                .value("us", us)
                .value("gflops", gflops())
                .value("gb_per_s", gigabytesPerSecond())
                .value("fraction_of_roof", roof)
                .end()
                .done();
    }
}
