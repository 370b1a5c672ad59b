// Arithmetic, comparisons and selections. Compiled without contraction and with vectorisation: an instruction is a
// loop over the threads of a block.
#include <math.h>

#include <type_traits>
#include <unordered_map>

#include "ptx_forms.h"
#include "ptx_frame.h"

namespace ptx {

namespace {

template <class T, class F>
void unary(const Instruction &in, Frame &f) {
    T *d = f.lanes<T>(in.operand[0]);
    const T *a = f.lanes<T>(in.operand[1]);
    forEach(f.active, [=](int i) { d[i] = F::of(a[i]); });
}

// The second operand may have another type: amounts of shifts.
template <class T, class B, class F>
void binary(const Instruction &in, Frame &f) {
    T *d = f.lanes<T>(in.operand[0]);
    const T *a = f.lanes<T>(in.operand[1]);
    const B *b = f.lanes<B>(in.operand[2]);
    forEach(f.active, [=](int i) { d[i] = F::of(a[i], b[i]); });
}

template <class T, class A, class F>
void ternary(const Instruction &in, Frame &f) {
    T *d = f.lanes<T>(in.operand[0]);
    const A *a = f.lanes<A>(in.operand[1]);
    const A *b = f.lanes<A>(in.operand[2]);
    const T *c = f.lanes<T>(in.operand[3]);
    forEach(f.active, [=](int i) { d[i] = F::of(a[i], b[i], c[i]); });
}

template <class T, class A>
void wide(const Instruction &in, Frame &f) {
    T *d = f.lanes<T>(in.operand[0]);
    const A *a = f.lanes<A>(in.operand[1]);
    const A *b = f.lanes<A>(in.operand[2]);
    forEach(f.active, [=](int i) { d[i] = T(a[i]) * T(b[i]); });
}

template <class T, class F>
void compare(const Instruction &in, Frame &f) {
    uint8_t *d = f.lanes<uint8_t>(in.operand[0]);
    const T *a = f.lanes<T>(in.operand[1]);
    const T *b = f.lanes<T>(in.operand[2]);
    forEach(f.active, [=](int i) { d[i] = F::of(a[i], b[i]); });
}

template <class T>
void select(const Instruction &in, Frame &f) {
    T *d = f.lanes<T>(in.operand[0]);
    const T *a = f.lanes<T>(in.operand[1]);
    const T *b = f.lanes<T>(in.operand[2]);
    const uint8_t *p = f.lanes<uint8_t>(in.operand[3]);
    forEach(f.active, [=](int i) { d[i] = p[i] ? a[i] : b[i]; });
}

template <class T>
void move(const Instruction &in, Frame &f) {
    T *d = f.lanes<T>(in.operand[0]);
    const T *a = f.lanes<T>(in.operand[1]);
    forEach(f.active, [=](int i) { d[i] = a[i]; });
}

template <class To, class From>
void resize(const Instruction &in, Frame &f) {
    To *d = f.lanes<To>(in.operand[0]);
    const From *a = f.lanes<From>(in.operand[1]);
    forEach(f.active, [=](int i) { d[i] = To(a[i]); });
}

#define FUNCTION(name, parameters, ...) \
    struct name { \
        template <class T> \
        static T of parameters { \
            return __VA_ARGS__; \
        } \
    };
FUNCTION(Add, (T a, T b), a + b)
FUNCTION(Subtract, (T a, T b), a - b)
FUNCTION(Multiply, (T a, T b), a * b)
FUNCTION(Divide, (T a, T b), a / b)
FUNCTION(Square, (T a), sqrt(a))
FUNCTION(Reciprocal, (T a), T(1) / a)
FUNCTION(MultiplyAdd, (T a, T b, T c), a * b + c)
FUNCTION(And, (T a, T b), a & b)
FUNCTION(Or, (T a, T b), a | b)
FUNCTION(Xor, (T a, T b), a ^ b)
FUNCTION(Not, (T a), ~a)
FUNCTION(Negate, (T a), T(0) - a)
FUNCTION(Least, (T a, T b), b < a ? b : a)
FUNCTION(Most, (T a, T b), a < b ? b : a)
FUNCTION(NotPredicate, (T a), a ^ 1)
// The number where one operand is NaN; -0 is below 0.
FUNCTION(Minimum, (T a, T b), a != a ? b : b != b ? a : a == b ? (signbit(a) ? a : b) : a < b ? a : b)
FUNCTION(Maximum, (T a, T b), a != a ? b : b != b ? a : a == b ? (signbit(a) ? b : a) : a > b ? a : b)
// NaN where one operand is.
FUNCTION(MinimumNaN, (T a, T b), a != a || b != b ? a + b : Minimum::of(a, b))
FUNCTION(MaximumNaN, (T a, T b), a != a || b != b ? a + b : Maximum::of(a, b))
FUNCTION(NegateFloat, (T a), -a)
FUNCTION(AbsoluteFloat, (T a), fabs(a))
FUNCTION(Fused, (T a, T b, T c), fma(a, b, c))

// What a device gives for a divisor of 0 is undefined; these are the values of real ones.
struct DivideInteger {
    template <class T>
    static T of(T a, T b) {
        if (b == 0) {
            return T(-1);
        }
        typedef std::make_unsigned_t<T> U;
        return std::is_signed<T>::value && b == T(-1) ? T(U(0) - U(a)) : a / b;
    }
};
struct Remainder {
    template <class T>
    static T of(T a, T b) {
        return b == 0 ? a : std::is_signed<T>::value && b == T(-1) ? 0 : a % b;
    }
};
struct AbsoluteInteger {
    template <class T>
    static T of(T a) {
        typedef std::make_unsigned_t<T> U;
        return a < 0 ? T(U(0) - U(a)) : a;
    }
};
struct MultiplyHigh {
    template <class T>
    static T of(T a, T b) {
        typedef std::conditional_t<std::is_signed<T>::value, __int128, unsigned __int128> Wide;
        return T(Wide(a) * Wide(b) >> (8 * sizeof(T)));
    }
};
// Amounts above the width count as the width.
struct ShiftLeft {
    template <class T>
    static T of(T a, uint32_t n) {
        return n >= 8 * sizeof(T) ? T(0) : T(a << n);
    }
};
struct ShiftRight {
    template <class T>
    static T of(T a, uint32_t n) {
        const uint32_t bits = 8 * sizeof(T);
        return n < bits ? T(a >> n) : std::is_signed<T>::value ? T(a >> (bits - 1)) : T(0);
    }
};

#define COMPARISON(name, ...) \
    struct name { \
        template <class T> \
        static bool of(T a, T b) { \
            return __VA_ARGS__; \
        } \
    };
COMPARISON(Eq, a == b)
COMPARISON(Ne, (a < b) | (a > b))
COMPARISON(NeInteger, a != b)
COMPARISON(Lt, a < b)
COMPARISON(Le, a <= b)
COMPARISON(Gt, a > b)
COMPARISON(Ge, a >= b)
// Unordered: also true where an operand is NaN.
COMPARISON(Equ, !((a < b) | (a > b)))
COMPARISON(Neu, a != b)
COMPARISON(Ltu, !(a >= b))
COMPARISON(Leu, !(a > b))
COMPARISON(Gtu, !(a <= b))
COMPARISON(Geu, !(a < b))
COMPARISON(Num, (a == a) & (b == b))
COMPARISON(Nan, (a != a) | (b != b))

template <class S>
void integerForms(Forms &forms, const char *s, Type signedType, const char *u, Type unsignedType, Type bitsType) {
    typedef std::make_unsigned_t<S> U;
    for (auto &name : {std::make_pair(s, signedType), std::make_pair(u, unsignedType)}) {
        Type t = name.second;
        std::string end = std::string(".") + name.first;
        forms.add("add" + end, {t, t, t}, binary<U, U, Add>);
        forms.add("sub" + end, {t, t, t}, binary<U, U, Subtract>);
        forms.add("mul.lo" + end, {t, t, t}, binary<U, U, Multiply>);
        forms.add("mad.lo" + end, {t, t, t, t}, ternary<U, U, MultiplyAdd>);
        forms.add("setp.eq" + end, {Type::PRED, t, t}, compare<U, Eq>);
        forms.add("setp.ne" + end, {Type::PRED, t, t}, compare<U, NeInteger>);
    }
    auto ordered = [&](auto zero, const char *n, Type t) {
        typedef decltype(zero) T;
        std::string end = std::string(".") + n;
        forms.add("div" + end, {t, t, t}, binary<T, T, DivideInteger>);
        forms.add("rem" + end, {t, t, t}, binary<T, T, Remainder>);
        forms.add("min" + end, {t, t, t}, binary<T, T, Least>);
        forms.add("max" + end, {t, t, t}, binary<T, T, Most>);
        forms.add("mul.hi" + end, {t, t, t}, binary<T, T, MultiplyHigh>);
        forms.add("shr" + end, {t, t, Type::U32}, binary<T, uint32_t, ShiftRight>);
        forms.add("setp.lt" + end, {Type::PRED, t, t}, compare<T, Lt>);
        forms.add("setp.le" + end, {Type::PRED, t, t}, compare<T, Le>);
        forms.add("setp.gt" + end, {Type::PRED, t, t}, compare<T, Gt>);
        forms.add("setp.ge" + end, {Type::PRED, t, t}, compare<T, Ge>);
    };
    ordered(S(), s, signedType);
    ordered(U(), u, unsignedType);
    forms.add(std::string("setp.lo.") + u, {Type::PRED, unsignedType, unsignedType}, compare<U, Lt>);
    forms.add(std::string("setp.ls.") + u, {Type::PRED, unsignedType, unsignedType}, compare<U, Le>);
    forms.add(std::string("setp.hi.") + u, {Type::PRED, unsignedType, unsignedType}, compare<U, Gt>);
    forms.add(std::string("setp.hs.") + u, {Type::PRED, unsignedType, unsignedType}, compare<U, Ge>);
    forms.add(std::string("neg.") + s, {signedType, signedType}, unary<U, Negate>);
    forms.add(std::string("abs.") + s, {signedType, signedType}, unary<S, AbsoluteInteger>);
    std::string b = std::string(".") + nameOf(bitsType);
    forms.add("shl" + b, {bitsType, bitsType, Type::U32}, binary<U, uint32_t, ShiftLeft>);
    forms.add("shr" + b, {bitsType, bitsType, Type::U32}, binary<U, uint32_t, ShiftRight>);
    forms.add("setp.eq" + b, {Type::PRED, bitsType, bitsType}, compare<U, Eq>);
    forms.add("setp.ne" + b, {Type::PRED, bitsType, bitsType}, compare<U, NeInteger>);
}

template <class U>
void bitForms(Forms &forms, Type t) {
    std::string end = std::string(".") + nameOf(t);
    forms.add("and" + end, {t, t, t}, binary<U, U, And>);
    forms.add("or" + end, {t, t, t}, binary<U, U, Or>);
    forms.add("xor" + end, {t, t, t}, binary<U, U, Xor>);
    forms.add("not" + end, {t, t}, unary<U, Not>);
}

template <class T>
void floatForms(Forms &forms, Type t) {
    std::string end = std::string(".") + nameOf(t);
    // Without .rn a product and a sum may be contracted: only instructions that say how they round are known.
    forms.add("add.rn" + end, {t, t, t}, binary<T, T, Add>);
    forms.add("sub.rn" + end, {t, t, t}, binary<T, T, Subtract>);
    forms.add("mul.rn" + end, {t, t, t}, binary<T, T, Multiply>);
    forms.add("div.rn" + end, {t, t, t}, binary<T, T, Divide>);
    forms.add("fma.rn" + end, {t, t, t, t}, ternary<T, T, Fused>);
    forms.add("sqrt.rn" + end, {t, t}, unary<T, Square>);
    forms.add("rcp.rn" + end, {t, t}, unary<T, Reciprocal>);
    forms.add("neg" + end, {t, t}, unary<T, NegateFloat>);
    forms.add("abs" + end, {t, t}, unary<T, AbsoluteFloat>);
    forms.add("min" + end, {t, t, t}, binary<T, T, Minimum>);
    forms.add("max" + end, {t, t, t}, binary<T, T, Maximum>);
    auto comparison = [&](const char *name, Run run) {
        forms.add(std::string("setp.") + name + end, {Type::PRED, t, t}, run);
    };
    comparison("eq", compare<T, Eq>);
    comparison("ne", compare<T, Ne>);
    comparison("lt", compare<T, Lt>);
    comparison("le", compare<T, Le>);
    comparison("gt", compare<T, Gt>);
    comparison("ge", compare<T, Ge>);
    comparison("equ", compare<T, Equ>);
    comparison("neu", compare<T, Neu>);
    comparison("ltu", compare<T, Ltu>);
    comparison("leu", compare<T, Leu>);
    comparison("gtu", compare<T, Gtu>);
    comparison("geu", compare<T, Geu>);
    comparison("num", compare<T, Num>);
    comparison("nan", compare<T, Nan>);
}

}  // namespace

Run moveForm(unsigned bytes) {
    return bytes == 1 ? move<uint8_t> : bytes == 2 ? move<uint16_t> : bytes == 4 ? move<uint32_t> : move<uint64_t>;
}

Run resizeForm(unsigned to, unsigned from, bool isSigned) {
    switch (16 * to + from) {
        case 0x24: return resize<uint16_t, uint32_t>;
        case 0x28: return resize<uint16_t, uint64_t>;
        case 0x48: return resize<uint32_t, uint64_t>;
        case 0x42: return isSigned ? resize<int32_t, int16_t> : resize<uint32_t, uint16_t>;
        case 0x82: return isSigned ? resize<int64_t, int16_t> : resize<uint64_t, uint16_t>;
        case 0x84: return isSigned ? resize<int64_t, int32_t> : resize<uint64_t, uint32_t>;
        default: return moveForm(to);
    }
}

void addArithmetic(Forms &forms) {
    integerForms<int32_t>(forms, "s32", Type::S32, "u32", Type::U32, Type::B32);
    integerForms<int64_t>(forms, "s64", Type::S64, "u64", Type::U64, Type::B64);
    forms.add("mul.wide.s32", {Type::S64, Type::S32, Type::S32}, wide<int64_t, int32_t>);
    forms.add("mul.wide.u32", {Type::U64, Type::U32, Type::U32}, wide<uint64_t, uint32_t>);
    bitForms<uint16_t>(forms, Type::B16);
    bitForms<uint32_t>(forms, Type::B32);
    bitForms<uint64_t>(forms, Type::B64);
    forms.add("and.pred", {Type::PRED, Type::PRED, Type::PRED}, binary<uint8_t, uint8_t, And>);
    forms.add("or.pred", {Type::PRED, Type::PRED, Type::PRED}, binary<uint8_t, uint8_t, Or>);
    forms.add("xor.pred", {Type::PRED, Type::PRED, Type::PRED}, binary<uint8_t, uint8_t, Xor>);
    forms.add("not.pred", {Type::PRED, Type::PRED}, unary<uint8_t, NotPredicate>);
    forms.add("mov.pred", {Type::PRED, Type::PRED}, move<uint8_t>);
    floatForms<float>(forms, Type::F32);
    floatForms<double>(forms, Type::F64);
    forms.add("min.NaN.f32", {Type::F32, Type::F32, Type::F32}, binary<float, float, MinimumNaN>);
    forms.add("max.NaN.f32", {Type::F32, Type::F32, Type::F32}, binary<float, float, MaximumNaN>);
    for (int i = int(Type::B16); i <= int(Type::F64); i++) {
        Type t = Type(i);
        std::string end = std::string(".") + nameOf(t);
        unsigned bytes = bytesOf(t);
        forms.add("mov" + end, {t, t}, moveForm(bytes));
        forms.add("selp" + end, {t, t, t, Type::PRED},
                  bytes == 2 ? select<uint16_t> : bytes == 4 ? select<uint32_t> : select<uint64_t>);
    }
    forms.add("cvta.to.global.u64", {Type::U64, Type::U64}, move<uint64_t>);
}

}  // namespace ptx
