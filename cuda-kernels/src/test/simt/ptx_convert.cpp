// Conversions. Integers of 8 bits live in registers of 16.
#include <math.h>

#include <type_traits>

#include "ptx_forms.h"
#include "ptx_frame.h"
#include "simt_convert.h"

namespace ptx {

namespace {

template <class T>
struct Storage {
    typedef T type;
};
template <>
struct Storage<uint8_t> {
    typedef uint16_t type;
};
template <>
struct Storage<int8_t> {
    typedef int16_t type;
};

template <class To, class From, class F>
void convert(const Instruction &in, Frame &f) {
    typedef typename Storage<To>::type D;
    typedef typename Storage<From>::type S;
    D *d = f.lanes<D>(in.operand[0]);
    const S *a = f.lanes<S>(in.operand[1]);
    forEach(f.active, [=](int i) { d[i] = D(F::template of<To>(From(a[i]))); });
}

// Between integers, to a float, and between floats: rounded to nearest even.
struct Plain {
    template <class To, class From>
    static To of(From x) {
        return To(x);
    }
};

#define ROUNDING(name, function) \
    struct name { \
        template <class To, class From> \
        static To of(From x) { \
            if constexpr (std::is_integral<To>::value) { \
                return simt::saturate<To>(function(x)); \
            } else { \
                return function(x); \
            } \
        } \
    };
ROUNDING(Nearest, rint)
ROUNDING(Zero, trunc)
ROUNDING(Down, floor)
ROUNDING(Up, ceil)

template <class To, class From>
void add(Forms &forms, Type to, Type from) {
    std::string end = std::string(".") + nameOf(to) + "." + nameOf(from);
    constexpr bool toInteger = std::is_integral<To>::value;
    constexpr bool fromInteger = std::is_integral<From>::value;
    constexpr bool same = std::is_same<To, From>::value;
    if constexpr (fromInteger || !toInteger) {
        // Only what loses bits names its rounding.
        bool rounds = !toInteger && (fromInteger || sizeof(To) < sizeof(From));
        forms.add((rounds ? "cvt.rn" : "cvt") + end, {to, from}, convert<To, From, Plain>, true);
    }
    if constexpr (!fromInteger && (toInteger || same)) {
        forms.add("cvt.rni" + end, {to, from}, convert<To, From, Nearest>, true);
        forms.add("cvt.rzi" + end, {to, from}, convert<To, From, Zero>, true);
        forms.add("cvt.rmi" + end, {to, from}, convert<To, From, Down>, true);
        forms.add("cvt.rpi" + end, {to, from}, convert<To, From, Up>, true);
    }
}

template <class To>
void addAll(Forms &forms, Type to) {
    add<To, uint8_t>(forms, to, Type::U8);
    add<To, int8_t>(forms, to, Type::S8);
    add<To, uint16_t>(forms, to, Type::U16);
    add<To, int16_t>(forms, to, Type::S16);
    add<To, uint32_t>(forms, to, Type::U32);
    add<To, int32_t>(forms, to, Type::S32);
    add<To, uint64_t>(forms, to, Type::U64);
    add<To, int64_t>(forms, to, Type::S64);
    add<To, float>(forms, to, Type::F32);
    add<To, double>(forms, to, Type::F64);
}

}  // namespace

void addConversions(Forms &forms) {
    addAll<uint8_t>(forms, Type::U8);
    addAll<int8_t>(forms, Type::S8);
    addAll<uint16_t>(forms, Type::U16);
    addAll<int16_t>(forms, Type::S16);
    addAll<uint32_t>(forms, Type::U32);
    addAll<int32_t>(forms, Type::S32);
    addAll<uint64_t>(forms, Type::U64);
    addAll<int64_t>(forms, Type::S64);
    addAll<float>(forms, Type::F32);
    addAll<double>(forms, Type::F64);
}

}  // namespace ptx
