// Division by a number that the host knows.
#pragma once

namespace {

// A divisor below 2^31 as a multiplication and a shift (Granlund and Montgomery 1994).
struct Divisor {
    int value;
    unsigned multiplier;
    int shift;

    // n is below 2^31.
    __device__ unsigned quotient(unsigned n) const {
        unsigned high = (unsigned)(((unsigned long long)n * multiplier) >> 32);
        return (high + n) >> shift;
    }
};

}  // namespace
