// Loads, stores and calls. Every access of global memory is checked against live allocations, every one of shared
// memory against its arrays and against what other threads did since the last barrier.
#include "ptx_frame.h"

namespace ptx {

namespace {

const uint16_t MANY = 0xffff;

// How an element of a type lies in memory and in a register.
template <class M, class R>
struct Element {
    typedef M Memory;
    typedef R Register;
};

template <class E>
void loadGlobalOf(const Instruction &in, Frame &f) {
    typedef typename E::Memory M;
    typedef typename E::Register R;
    const uint64_t *address = f.lanes<uint64_t>(in.operand[in.count]);
    R *to[4];
    for (int e = 0; e < in.count; e++) {
        to[e] = f.lanes<R>(in.operand[e]);
    }
    forEach(f.active, [&](int i) {
        uint64_t a = address[i] + uint64_t(in.offset);
        if (f.reach(a, sizeof(M) * in.count, i)) {
            for (int e = 0; e < in.count; e++) {
                to[e][i] = R(reinterpret_cast<const M *>(a)[e]);
            }
        }
    });
}

template <class E>
void storeGlobalOf(const Instruction &in, Frame &f) {
    typedef typename E::Memory M;
    typedef typename E::Register R;
    const uint64_t *address = f.lanes<uint64_t>(in.operand[0]);
    const R *from[4];
    for (int e = 0; e < in.count; e++) {
        from[e] = f.lanes<R>(in.operand[1 + e]);
    }
    forEach(f.active, [&](int i) {
        uint64_t a = address[i] + uint64_t(in.offset);
        if (f.reach(a, sizeof(M) * in.count, i)) {
            for (int e = 0; e < in.count; e++) {
                reinterpret_cast<M *>(a)[e] = M(from[e][i]);
            }
        }
    });
}

// The place of shared memory, or null after a failure.
char *reachShared(Frame &f, uint64_t address, unsigned bytes, int lane) {
    if (address % bytes != 0) {
        f.misaligned(address, bytes, lane);
        return nullptr;
    }
    for (const SharedArray &array : f.program->shared) {
        if (address >= array.offset && address < array.offset + array.bytes
            && bytes <= array.offset + array.bytes - address) {
            return f.shared.data() + address;
        }
    }
    f.fail(simt::ILLEGAL_ADDRESS, lane, "shared address " + std::to_string(address) + " is in no array");
    return nullptr;
}

void reportRace(Frame &f, uint64_t address, int lane, const char *does, const char *did, int other, int line) {
    std::string name;
    for (const SharedArray &array : f.program->shared) {
        if (address >= array.offset && address < array.offset + array.bytes) {
            name = array.name + "+" + std::to_string(address - array.offset);
        }
    }
    std::string who = other == MANY ? "other threads" : f.thread(other);
    std::string where = line ? ", at " + f.program->place(line) : "";
    f.fail(simt::LAUNCH_FAILED, lane,
           std::string("race: ") + does + " byte " + name + " of shared memory that " + who + " " + did
               + " since the last barrier" + where);
}

void traceRead(Frame &f, uint64_t address, unsigned bytes, int lane) {
    for (unsigned k = 0; k < bytes; k++) {
        Trace &t = f.traces[address + k];
        if (t.writePhase == f.phase && t.writer != lane) {
            reportRace(f, address + k, lane, "reads", "wrote", t.writer, t.writeLine);
            return;
        }
        t.reader = t.readPhase != f.phase || t.reader == lane ? uint16_t(lane) : MANY;
        t.readPhase = f.phase;
    }
}

// Two threads may write the same value.
void traceWrite(Frame &f, uint64_t address, unsigned bytes, int lane, int line, const char *value) {
    for (unsigned k = 0; k < bytes; k++) {
        Trace &t = f.traces[address + k];
        if (t.readPhase == f.phase && t.reader != lane) {
            reportRace(f, address + k, lane, "writes", "read", t.reader, 0);
            return;
        }
        if (t.writePhase == f.phase && t.writer != lane && f.shared[address + k] != value[k]) {
            reportRace(f, address + k, lane, "writes", "wrote", t.writer, t.writeLine);
            return;
        }
        t.writePhase = f.phase;
        t.writer = uint16_t(lane);
        t.writeLine = line;
    }
}

template <class E>
void loadSharedOf(const Instruction &in, Frame &f) {
    typedef typename E::Memory M;
    typedef typename E::Register R;
    const uint64_t *address = f.lanes<uint64_t>(in.operand[in.count]);
    const unsigned bytes = unsigned(sizeof(M)) * in.count;
    forEach(f.active, [&](int i) {
        uint64_t a = address[i] + uint64_t(in.offset);
        if (const char *p = reachShared(f, a, bytes, i)) {
            traceRead(f, a, bytes, i);
            for (int e = 0; e < in.count; e++) {
                f.lanes<R>(in.operand[e])[i] = R(reinterpret_cast<const M *>(p)[e]);
            }
        }
    });
}

template <class E>
void storeSharedOf(const Instruction &in, Frame &f) {
    typedef typename E::Memory M;
    typedef typename E::Register R;
    const uint64_t *address = f.lanes<uint64_t>(in.operand[0]);
    const unsigned bytes = unsigned(sizeof(M)) * in.count;
    forEach(f.active, [&](int i) {
        uint64_t a = address[i] + uint64_t(in.offset);
        if (char *p = reachShared(f, a, bytes, i)) {
            M values[4];
            for (int e = 0; e < in.count; e++) {
                values[e] = M(f.lanes<R>(in.operand[1 + e])[i]);
            }
            traceWrite(f, a, bytes, i, in.line, reinterpret_cast<const char *>(values));
            memcpy(p, values, bytes);
        }
    });
}

template <class E>
void loadParameterOf(const Instruction &in, Frame &f) {
    typedef typename E::Memory M;
    typedef typename E::Register R;
    for (int e = 0; e < in.count; e++) {
        M value;
        memcpy(&value, f.parameters.data() + in.offset + e * sizeof(M), sizeof value);
        R *to = f.lanes<R>(in.operand[e]);
        forEach(f.active, [=](int i) { to[i] = R(value); });
    }
}

// Chooses a template by type: signed bytes are extended by their sign.
#define BY_TYPE(name, of) \
    Run name(Type type) { \
        switch (type) { \
            case Type::S8: return of<Element<int8_t, int16_t>>; \
            case Type::U8: \
            case Type::B8: return of<Element<uint8_t, uint16_t>>; \
            case Type::B16: \
            case Type::U16: \
            case Type::S16: return of<Element<uint16_t, uint16_t>>; \
            default: \
                return bytesOf(type) == 4 ? of<Element<uint32_t, uint32_t>> : of<Element<uint64_t, uint64_t>>; \
        } \
    }

// Integer arguments and floating-point arguments of a function travel in registers of their own, in the order of each
// kind, by the conventions of calling of x86-64 and aarch64. So one type fits every function of up to four and eight
// scalars, and what is in registers that it does not read does not matter. A float is in the low half of such a
// register.
typedef uint64_t IntegerFunction(uint64_t, uint64_t, uint64_t, uint64_t, double, double, double, double, double, double,
                                 double, double);
typedef double FloatFunction(uint64_t, uint64_t, uint64_t, uint64_t, double, double, double, double, double, double,
                             double, double);

uint64_t read(const Frame &f, uint16_t reg, Type type, int lane) {
    return bytesOf(type) == 4 ? f.lanes<uint32_t>(reg)[lane] : f.lanes<uint64_t>(reg)[lane];
}

void callFunction(const Instruction &in, Frame &f) {
    const CallSite &site = f.program->calls[size_t(in.offset)];
    auto integerFunction = reinterpret_cast<IntegerFunction *>(site.function);
    auto floatFunction = reinterpret_cast<FloatFunction *>(site.function);
    uint64_t n[4] = {};
    double x[8] = {};
    forEach(f.active, [&](int i) {
        f.calling = i;
        int integers = 0;
        int floats = 0;
        for (size_t k = 0; k < site.arguments.size(); k++) {
            uint64_t bits = read(f, site.arguments[k], site.argumentTypes[k], i);
            if (isFloat(site.argumentTypes[k])) {
                memcpy(&x[floats++], &bits, sizeof bits);
            } else {
                n[integers++] = bits;
            }
        }
        uint64_t bits;
        if (site.result >= 0 && isFloat(site.resultType)) {
            double y = floatFunction(n[0], n[1], n[2], n[3], x[0], x[1], x[2], x[3], x[4], x[5], x[6], x[7]);
            memcpy(&bits, &y, sizeof y);
        } else {
            bits = integerFunction(n[0], n[1], n[2], n[3], x[0], x[1], x[2], x[3], x[4], x[5], x[6], x[7]);
        }
        if (site.result >= 0) {
            if (bytesOf(site.resultType) == 4) {
                f.lanes<uint32_t>(uint16_t(site.result))[i] = uint32_t(bits);
            } else {
                f.lanes<uint64_t>(uint16_t(site.result))[i] = bits;
            }
        }
    });
}

}  // namespace

BY_TYPE(loadGlobal, loadGlobalOf)
BY_TYPE(storeGlobal, storeGlobalOf)
BY_TYPE(loadShared, loadSharedOf)
BY_TYPE(storeShared, storeSharedOf)
BY_TYPE(loadParameter, loadParameterOf)

Run runCall() {
    return callFunction;
}

void Frame::fail(simt::Result result, int lane, const std::string &what) {
    if (code == simt::SUCCESS) {
        code = result;
        message = program->place(current->line) + ": " + what + ", " + describe(lane);
    }
}

bool Frame::misaligned(simt::Address address, unsigned bytes, int lane) {
    fail(simt::MISALIGNED_ADDRESS, lane,
         "address " + std::to_string(address) + " is no multiple of " + std::to_string(bytes));
    return false;
}

bool Frame::reachOther(simt::Address address, unsigned bytes, int lane) {
    simt::Range found;
    if (simt::accessible(launch->device, address, &found) && address + bytes <= found.end) {
        range = found;
        return true;
    }
    char text[40];
    snprintf(text, sizeof text, "%#llx", (unsigned long long)address);
    fail(simt::ILLEGAL_ADDRESS, lane,
         "accesses " + std::to_string(bytes) + " bytes at address " + text + ", which is "
             + simt::describeAddress(address));
    return false;
}

std::string Frame::thread(int lane) const {
    unsigned x = launch->block[0];
    unsigned y = launch->block[1];
    unsigned t = unsigned(lane);
    char text[80];
    snprintf(text, sizeof text, "thread (%u,%u,%u)", t % x, t / x % y, t / (x * y));
    return text;
}

std::string Frame::describe(int lane) const {
    char text[80];
    snprintf(text, sizeof text, "block (%u,%u,%u) ", block[0], block[1], block[2]);
    return text + thread(lane);
}

}  // namespace ptx
