// Functions of a warp: the last lane to arrive computes the results of all.
#include "executor.h"

namespace simt {

namespace {

// The lane whose value a lane gets.
int source(const Thread &t) {
    int lane = t.lane;
    int begin = lane & ~(t.width - 1);
    int end = begin + t.width;
    switch (t.exchange) {
        case Exchange::INDEX:
            return begin + (t.argument & (t.width - 1));
        case Exchange::UP:
            return lane - t.argument < begin ? lane : lane - t.argument;
        case Exchange::DOWN:
            return lane + t.argument >= end ? lane : lane + t.argument;
        case Exchange::XOR:
            return (lane ^ t.argument) >= end ? lane : lane ^ t.argument;
        default:
            return lane;
    }
}

}  // namespace

Thread *missingLane(Thread &t) {
    Warp &w = *t.warp;
    for (unsigned lane = 0; lane < w.lanes; lane++) {
        Thread &other = w.threads[lane];
        bool expected = (t.mask & w.alive) >> lane & 1;
        if (expected && (other.state != State::IN_WARP || other.mask != t.mask)) {
            return &other;
        }
    }
    return nullptr;
}

bool completeExchange(Thread &t) {
    Warp &w = *t.warp;
    uint32_t lanes = t.mask & w.alive;
    if ((w.waiting & lanes) != lanes || missingLane(t)) {
        return false;
    }
    uint32_t votes = 0;
    for (uint32_t rest = lanes; rest; rest &= rest - 1) {
        Thread &other = w.threads[__builtin_ctz(rest)];
        if (other.exchange != t.exchange) {
            fail("divergent warp: lanes of one mask call different functions of the warp, at lines "
                 + std::to_string(t.line) + " and " + std::to_string(other.line) + ", " + describeCurrent());
        }
        votes |= uint32_t(other.value != 0) << other.lane;
    }
    if (t.exchange == Exchange::MULTIPLY) {
        if (lanes != ~0u) {
            fail("divergent warp: a product needs all lanes, at line " + std::to_string(t.line) + ", "
                 + describeCurrent());
        } else {
            multiplyAll(w);
        }
    }
    for (uint32_t rest = lanes; rest; rest &= rest - 1) {
        Thread &other = w.threads[__builtin_ctz(rest)];
        int from = source(other);
        // What a lane outside of the mask would give is undefined on a device: here it is NaN.
        bool defined = from >= 0 && from < 32 && (lanes >> from & 1);
        other.result = t.exchange == Exchange::BALLOT ? votes : defined ? w.threads[from].value : ~uint64_t(0);
        makeReady(other);
    }
    w.waiting &= ~lanes;
    return true;
}

uint64_t exchange(uint32_t mask, Exchange what, uint64_t value, int argument, int width, int line) {
    Thread &t = *current;
    t.mask = mask;
    t.exchange = what;
    t.value = value;
    t.argument = argument;
    t.width = width;
    t.line = line;
    t.state = State::IN_WARP;
    t.warp->waiting |= 1u << t.lane;
    if (!(mask >> t.lane & 1)) {
        fail("a lane calls a function of its warp without being in the mask, at line " + std::to_string(line) + ", "
             + describeCurrent());
    }
    if (completeExchange(t)) {
        goOnAtOnce();
    } else {
        wait();
    }
    return t.result;
}

}  // namespace simt
