// What every family of kernels shares: the element type, the names of kernels, and dynamic shared memory.
// A family is compiled once for each type that its second line names, with one of REAL_f32, REAL_f64, REAL_i32 and REAL_u8 defined.
#pragma once

#if defined(REAL_f32)
typedef float real;
typedef double accumulator;
#define KERNEL_NAME(name) name##_f32
#elif defined(REAL_f64)
typedef double real;
typedef double accumulator;
#define KERNEL_NAME(name) name##_f64
#elif defined(REAL_i32)
typedef int real;
typedef int accumulator;
#define KERNEL_NAME(name) name##_i32
#elif defined(REAL_u8)
typedef unsigned char real;
typedef int accumulator;
#define KERNEL_NAME(name) name##_u8
#else
#define KERNEL_NAME(name) name
#endif

// KERNEL(name)(parameters) { ... } defines the kernel name_f32 and so on.
#define KERNEL(name) extern "C" __global__ void KERNEL_NAME(name)
#define KERNEL_BOUNDS(name, threads) extern "C" __global__ void __launch_bounds__(threads) KERNEL_NAME(name)

// Shared memory whose size the launch gives; the executor for processors brings its own definition.
#ifndef DYN_SHARED
#define DYN_SHARED(type, name) extern __shared__ __align__(16) unsigned char name##_bytes[]; type *name = reinterpret_cast<type *>(name##_bytes)
#endif
