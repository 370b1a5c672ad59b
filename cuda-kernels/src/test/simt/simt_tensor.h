// What cards have from compute capability 8.0 on: the functions of tensor.cuh. Executed by tensor.cpp.
#pragma once

#pragma GCC visibility push(hidden)
namespace simt {

// What a lane gives to a product of its warp.
struct Fragments {
    const unsigned *a;
    const unsigned *b;
    float *c;
};

// A product by all lanes of the current warp.
void multiply(const Fragments &mine, int line);

// Copies the first valid of some bytes and sets the others to 0: at once in launches of even order, in those of odd
// order when the thread waits, since a device may do either.
void copyLater(void *to, const void *from, int bytes, int valid);
void awaitCopies();

}  // namespace simt
#pragma GCC visibility pop

#ifdef SIMT_CPU
// To nearest, ties away from 0, as cvt.rna does: half of the last bit that is kept is added to the magnitude.
inline unsigned round_tf32(float x) {
    unsigned bits = simt::reinterpret<unsigned>(x);
    bool finite = (bits & 0x7f800000u) != 0x7f800000u;
    return finite ? (bits + 0x1000u) & 0xffffe000u : x != x ? 0x7fffffffu : bits;
}

inline void multiply_16x8x8(
    const unsigned (&a)[4], const unsigned (&b)[2], float (&c)[4], int line = __builtin_LINE()) {
    simt::multiply({a, b, c}, line);
}

inline void copy_16_bytes(float *to, const float *from, int valid) { simt::copyLater(to, from, 16, valid); }
inline void copy_4_bytes(float *to, const float *from, int valid) { simt::copyLater(to, from, 4, valid); }
inline void await_copies() { simt::awaitCopies(); }
#endif
