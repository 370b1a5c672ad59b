// CUDA C++ for the processor: what a kernel's source needs to be compiled by g++ as it stands, and executed by
// executor.cpp.
//
// A unit, one .cu file for one element type, is compiled as (see build.sh)
//
//     #include "simt.h"
//     namespace unit_reduce_f32 {          // two types of one family may define one helper function differently
//     #include ".../reduce.cu"
//     SIMT_EXPORT(sum_rows_f32)            // one line for every kernel
//     }
//
// with SIMT_UNIT defined as the unit's name. Kernels are called through libcuda.so.1 by simt_launch_NAME.
//
// What differs from a device:
//   - A conversion such as (int)x of a number outside the range is undefined here; __float2int_rz and its kin
//     saturate as the instructions do.
//   - Fast-math functions (__expf, ...) and the library's functions are the exact ones of the C library.
//   - No half, inline PTX, textures, cooperative groups, printf, dynamic parallelism.
#pragma once
#include <math.h>
#include <stdint.h>
#include <string.h>

#include <utility>

#include "simt_types.h"

#include "simt_threads.h"

#include "simt_atomics.h"
#include "simt_math.h"
#include "simt_convert.h"
#include "simt_tensor.h"
