// Instructions that only cards of compute capability 8.0 and later have: products of small matrices by a warp, and
// copies to shared memory that go on while their thread does something else. The executor for processors brings
// definitions of its own.
#pragma once

#ifndef SIMT_CPU

// To the 11 significant bits of TF32, to nearest, ties away from 0: bits that multiply_16x8x8 takes.
static __device__ __forceinline__ unsigned round_tf32(float x) {
    unsigned bits;
    asm("cvt.rna.tf32.f32 %0, %1;" : "=r"(bits) : "f"(x));
    return bits;
}

// c += a b, of 16 x 8 and 8 x 8 elements, by the 32 threads of a warp together. Thread 4 g + t has
//
//     a   (g, t)  (g + 8, t)  (g, t + 4)  (g + 8, t + 4)
//     b   (t, g)  (t + 4, g)
//     c   (g, 2 t)  (g, 2 t + 1)  (g + 8, 2 t)  (g + 8, 2 t + 1)
static __device__ __forceinline__ void multiply_16x8x8(
        const unsigned (&a)[4], const unsigned (&b)[2], float (&c)[4]) {
    asm volatile("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 "
                 "{%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, %3};"
                 : "+f"(c[0]), "+f"(c[1]), "+f"(c[2]), "+f"(c[3])
                 : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b[0]), "r"(b[1]));
}

// Begins to copy the first valid of 16 bytes to shared memory, both addresses multiples of 16, and zeros for the others.
static __device__ __forceinline__ void copy_16_bytes(float *to, const float *from, int valid) {
    asm volatile("cp.async.cg.shared.global [%0], [%1], 16, %2;"
                 :
                 : "r"((unsigned) __cvta_generic_to_shared(to)), "l"(from), "r"(valid)
                 : "memory");
}

// The same for one number.
static __device__ __forceinline__ void copy_4_bytes(float *to, const float *from, int valid) {
    asm volatile("cp.async.ca.shared.global [%0], [%1], 4, %2;"
                 :
                 : "r"((unsigned) __cvta_generic_to_shared(to)), "l"(from), "r"(valid)
                 : "memory");
}

// Waits for the copies that this thread began; others see them after a barrier.
static __device__ __forceinline__ void await_copies() {
    asm volatile("cp.async.wait_all;" : : : "memory");
}

#endif
