// The pointwise operations that take more than one PTX instruction, as device functions that generated kernels call.
// types: none
// nvcc: -rdc=true
//
// What takes a few instructions, such as min, max, relu and mulz, the writer of kernels (PtxOperations) puts in line.
// One function per operation and type: auriflow_exp_f32 and so on; 1 to 60 operations, no memory traffic. There are no
// kernels: a generated kernel calls the functions of its chain of operations one after the other. -rdc=true makes nvcc
// keep functions that nothing here calls.
//
// Float32 results have the bits of the engine's processor kernels, except that a NaN may be another NaN, and that sin
// and cos beyond 12800 round a float64 of the library's instead of StrictMath's, which might differ by an ulp in rare
// cases (it does for no float up to 2^31). Float64 functions rest on the library's exp, log and so on, and differ from
// the processor's by up to 4 ulp, most often not at all.

#include "common.cuh"
#include "engine_math.cuh"

#ifndef __noinline__
#define __noinline__ __attribute__((noinline))
#endif
#define FUNCTION extern "C" __device__ __noinline__

// Exponentials, logarithms and what is made of them.
FUNCTION float auriflow_exp_f32(float x) { return float_math::exp(x); }
FUNCTION float auriflow_expm1_f32(float x) { return float_math::expm1(x); }
FUNCTION float auriflow_log_f32(float x) { return float_math::log(x); }
FUNCTION float auriflow_log1p_f32(float x) { return float_math::log1p(x); }
FUNCTION float auriflow_tanh_f32(float x) { return float_math::tanh(x); }
FUNCTION float auriflow_sigmoid_f32(float x) { return float_math::sigmoid(x); }
FUNCTION float auriflow_softplus_f32(float x) { return float_math::softplus(x); }
FUNCTION float auriflow_pow_f32(float x, float y) { return float_math::pow(x, y); }

FUNCTION double auriflow_exp_f64(double x) { return exp(x); }
FUNCTION double auriflow_expm1_f64(double x) { return expm1(x); }
FUNCTION double auriflow_log_f64(double x) { return log(x); }
FUNCTION double auriflow_log1p_f64(double x) { return log1p(x); }
FUNCTION double auriflow_tanh_f64(double x) { return tanh(x); }
FUNCTION double auriflow_sigmoid_f64(double x) { return double_math::sigmoid(x); }
FUNCTION double auriflow_softplus_f64(double x) { return double_math::softplus(x); }

// As in Java: anything to the power 0 is 1; 1 to the power NaN and ±1 to an infinite one are NaN, where C has 1.
FUNCTION double auriflow_pow_f64(double x, double y) {
    bool undefined = y != y || (fabs(x) == 1 && fabs(y) == java::infinity64());
    return y == 0 ? 1 : undefined ? java::nan64() : pow(x, y);
}

// Trigonometric functions, angles, error functions, and the normal quantile behind normal draws.
FUNCTION float auriflow_sin_f32(float x) { return float_math::sin(x); }
FUNCTION float auriflow_cos_f32(float x) { return float_math::cos(x); }
FUNCTION float auriflow_erf_f32(float x) { return float_math::erf(x); }
FUNCTION float auriflow_erfinv_f32(float x) { return float_math::erfInv(x); }
FUNCTION float auriflow_atan2_f32(float y, float x) { return float_math::atan2(y, x); }
FUNCTION float auriflow_normalquantile_f32(float p) { return float_math::normalQuantile(p); }

FUNCTION double auriflow_sin_f64(double x) { return sin(x); }
FUNCTION double auriflow_cos_f64(double x) { return cos(x); }
FUNCTION double auriflow_erf_f64(double x) { return double_math::erf(x); }
FUNCTION double auriflow_erfinv_f64(double x) { return double_math::erfInv(x); }
FUNCTION double auriflow_atan2_f64(double y, double x) { return atan2(y, x); }
FUNCTION double auriflow_normalquantile_f64(double p) { return double_math::normalQuantile(p); }

// -1, 1, or the operand itself, which keeps -0 and NaN.
FUNCTION float auriflow_sign_f32(float x) { return x > 0 ? 1 : x < 0 ? -1 : x; }
FUNCTION double auriflow_sign_f64(double x) { return x > 0 ? 1 : x < 0 ? -1 : x; }

FUNCTION float auriflow_floor_f32(float x) { return floorf(x); }
FUNCTION double auriflow_floor_f64(double x) { return floor(x); }

// Integers wrap: the most negative one is its own negation.

// Truncates towards 0. Java throws where the divisor is 0; here the quotient is 0, because a kernel cannot throw.
FUNCTION int auriflow_div_i32(int a, int b) {
    return b == 0 ? 0 : b == -1 ? java::subtract(0, a) : a / b;
}

FUNCTION int auriflow_abs_i32(int a) { return a < 0 ? java::subtract(0, a) : a; }
FUNCTION int auriflow_sign_i32(int a) { return (a > 0) - (a < 0); }

// Truncates towards 0 and stops at the ends of the range; NaN gives 0.
FUNCTION int auriflow_cast_f64_i32(double x) {
    const int largest = 0x7FFFFFFF;
    return x != x ? 0 : x >= 0x1p31 ? largest : x <= -0x1p31 ? -largest - 1 : (int) x;
}
