// Keywords and vector types of CUDA C++.
#pragma once

#define __global__
#define __host__
#define __constant__ static
#define __forceinline__ inline __attribute__((always_inline))
#define __noinline__ __attribute__((noinline))
#define __align__(n) __attribute__((aligned(n)))
#define __launch_bounds__(...)

// Device functions of C linkage are called from generated PTX, which finds them by name; for the others it does no
// harm.
#define __device__ __attribute__((visibility("default")))

// One block runs at a time, so that its shared memory can be static. All of a unit lies in one section, whose ends
// the linker names: so it can be filled with NaN before each block.
#define SIMT_TEXT_(x) #x
#define SIMT_TEXT(x) SIMT_TEXT_(x)
#define SIMT_JOIN_(a, b) a##b
#define SIMT_JOIN(a, b) SIMT_JOIN_(a, b)
#define __shared__ static __attribute__((section(SIMT_TEXT(SIMT_JOIN(simt_shared_, SIMT_UNIT)))))

#define SIMT_DYN_SHARED(type, name) type *name = reinterpret_cast<type *>(simt::dynamicShared)
#ifndef DYN_SHARED
#define DYN_SHARED(type, name) SIMT_DYN_SHARED(type, name)
#endif

// Vector types with the sizes and alignments of a device, each with its make_ function.
#define SIMT_VECTOR_1(type, element) \
    struct type##1 { element x; }; \
    inline type##1 make_##type##1(element x) { return {x}; }
#define SIMT_VECTOR_2(type, element, alignment) \
    struct alignas(alignment) type##2 { element x, y; }; \
    inline type##2 make_##type##2(element x, element y) { return {x, y}; }
#define SIMT_VECTOR_3(type, element) \
    struct type##3 { element x, y, z; }; \
    inline type##3 make_##type##3(element x, element y, element z) { return {x, y, z}; }
#define SIMT_VECTOR_4(type, element, alignment) \
    struct alignas(alignment) type##4 { element x, y, z, w; }; \
    inline type##4 make_##type##4(element x, element y, element z, element w) { return {x, y, z, w}; }
#define SIMT_VECTORS(type, element, alignment2, alignment4) \
    SIMT_VECTOR_1(type, element) \
    SIMT_VECTOR_2(type, element, alignment2) \
    SIMT_VECTOR_3(type, element) \
    SIMT_VECTOR_4(type, element, alignment4)

SIMT_VECTORS(char, signed char, 2, 4)
SIMT_VECTORS(uchar, unsigned char, 2, 4)
SIMT_VECTORS(short, short, 4, 8)
SIMT_VECTORS(ushort, unsigned short, 4, 8)
SIMT_VECTORS(int, int, 8, 16)
SIMT_VECTORS(uint, unsigned, 8, 16)
SIMT_VECTORS(longlong, long long, 16, 16)
SIMT_VECTORS(ulonglong, unsigned long long, 16, 16)
SIMT_VECTORS(float, float, 8, 16)
SIMT_VECTORS(double, double, 16, 16)

struct dim3 {
    unsigned x, y, z;
    constexpr dim3(unsigned x = 1, unsigned y = 1, unsigned z = 1) : x(x), y(y), z(z) {}
};
