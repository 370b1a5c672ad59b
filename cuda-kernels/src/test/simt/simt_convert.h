// Conversions as PTX defines them, and reinterpretations of bits. The interpreter of generated PTX uses the same
// conversions.
#pragma once
#include <math.h>
#include <stdint.h>
#include <string.h>

#include <limits>

namespace simt {

// A number that is already rounded, as an integer: clamped to the range. NaN gives 0, or the integer of which only the
// highest bit is set where either side has 64 bits (for 8 and 16 bits as for 32).
template <class To, class From>
To saturate(From x) {
    typedef std::numeric_limits<To> Limits;
    if (x != x) {
        bool zero = sizeof(From) < 8 && sizeof(To) < 8;
        return zero ? To(0) : To(uint64_t(1) << (8 * sizeof(To) - 1));
    }
    // Powers of two, which every float type holds exactly.
    const From end = From(2) * From(uint64_t(Limits::max() / 2 + 1));
    if (x >= end) {
        return Limits::max();
    }
    if (x < (Limits::is_signed ? -end : From(0))) {
        return Limits::min();
    }
    return To(x);
}

template <class To, class From>
To reinterpret(From x) {
    static_assert(sizeof(To) == sizeof(From), "bits are kept");
    To y;
    memcpy(&y, &x, sizeof y);
    return y;
}

}  // namespace simt

#ifdef SIMT_CPU
inline int __float_as_int(float x) { return simt::reinterpret<int>(x); }
inline unsigned __float_as_uint(float x) { return simt::reinterpret<unsigned>(x); }
inline float __int_as_float(int x) { return simt::reinterpret<float>(x); }
inline float __uint_as_float(unsigned x) { return simt::reinterpret<float>(x); }
inline long long __double_as_longlong(double x) { return simt::reinterpret<long long>(x); }
inline double __longlong_as_double(long long x) { return simt::reinterpret<double>(x); }
inline int __double2hiint(double x) { return int(__double_as_longlong(x) >> 32); }
inline int __double2loint(double x) { return int(__double_as_longlong(x)); }
inline double __hiloint2double(int high, int low) {
    return __longlong_as_double((long long)((unsigned long long)unsigned(high) << 32 | unsigned(low)));
}

// __float2int_rz and so on: to nearest even, towards zero, down, up.
#define SIMT_ROUNDINGS(name, to, from) \
    inline to name##_rn(from x) { return simt::saturate<to>(rint(x)); } \
    inline to name##_rz(from x) { return simt::saturate<to>(trunc(x)); } \
    inline to name##_rd(from x) { return simt::saturate<to>(floor(x)); } \
    inline to name##_ru(from x) { return simt::saturate<to>(ceil(x)); }
SIMT_ROUNDINGS(__float2int, int, float)
SIMT_ROUNDINGS(__float2uint, unsigned, float)
SIMT_ROUNDINGS(__float2ll, long long, float)
SIMT_ROUNDINGS(__float2ull, unsigned long long, float)
SIMT_ROUNDINGS(__double2int, int, double)
SIMT_ROUNDINGS(__double2uint, unsigned, double)
SIMT_ROUNDINGS(__double2ll, long long, double)
SIMT_ROUNDINGS(__double2ull, unsigned long long, double)
#undef SIMT_ROUNDINGS

inline float __int2float_rn(int x) { return float(x); }
inline float __uint2float_rn(unsigned x) { return float(x); }
inline float __ll2float_rn(long long x) { return float(x); }
inline float __ull2float_rn(unsigned long long x) { return float(x); }
inline double __int2double_rn(int x) { return double(x); }
inline double __uint2double_rn(unsigned x) { return double(x); }
inline double __ll2double_rn(long long x) { return double(x); }
inline double __ull2double_rn(unsigned long long x) { return double(x); }
inline float __double2float_rn(double x) { return float(x); }
#endif
