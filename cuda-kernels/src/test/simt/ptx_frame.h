// The state of a block while its instructions are executed.
#pragma once

#include <string.h>

#include <string>
#include <vector>

#include "driver.h"
#include "ptx_program.h"

#pragma GCC visibility push(hidden)
namespace ptx {

// Threads of a block, ascending: a range, or a list.
struct Lanes {
    int first = 0;
    int end = 0;
    const uint16_t *list = nullptr;  // null: all from first to before end
    int count = 0;
};

template <class F>
inline void forEach(const Lanes &lanes, F f) {
    if (!lanes.list) {
        // Threads read and write their own elements only.
#pragma GCC ivdep
        for (int i = lanes.first; i < lanes.end; i++) {
            f(i);
        }
    } else {
        for (int k = 0; k < lanes.count; k++) {
            f(lanes.list[k]);
        }
    }
}

// What threads did to a byte of shared memory since the last barrier.
struct Trace {
    uint32_t writePhase = 0;
    uint32_t readPhase = 0;
    uint16_t writer = 0;
    uint16_t reader = 0;  // MANY if several
    int writeLine = 0;
};

struct Frame {
    const Program *program;
    const Launch *launch;
    int threads;
    std::vector<char> memory;       // of all registers
    std::vector<char *> registers;  // where each begins
    std::vector<char> parameters;
    std::vector<char> shared;
    std::vector<Trace> traces;
    uint32_t phase = 0;
    unsigned block[3] = {};
    Lanes active;
    const Instruction *current = nullptr;
    int calling = 0;  // the thread that is in a device function
    simt::Range range;  // the allocation that was accessed last
    simt::Result code = simt::SUCCESS;
    std::string message;

    template <class T>
    T *lanes(uint16_t reg) const {
        return reinterpret_cast<T *>(registers[reg]);
    }

    // Keeps the first error.
    void fail(simt::Result result, int lane, const std::string &what);

    // Whether bytes of global memory can be accessed; fails if not.
    bool reach(simt::Address address, unsigned bytes, int lane) {
        if (address % bytes != 0) {
            return misaligned(address, bytes, lane);
        }
        return (address >= range.begin && address + bytes <= range.end && address < range.end)
            || reachOther(address, bytes, lane);
    }

    bool misaligned(simt::Address address, unsigned bytes, int lane);
    bool reachOther(simt::Address address, unsigned bytes, int lane);

    // "thread (3,0,0)", and with its block.
    std::string thread(int lane) const;
    std::string describe(int lane) const;
};

}  // namespace ptx
#pragma GCC visibility pop
