// Executes the blocks of a launch one after another, each thread on a fiber of its own once it has to wait.
//
// A fiber that ends a thread takes the next fresh one itself, so that a kernel without barriers runs as a plain loop;
// a fiber that waits switches to the next thread that can go on, without a way back through a scheduler. Everything
// happens on one thread of the processor: libcuda.so.1 makes launches one at a time.
#include "executor.h"

#include <stdio.h>

#include <algorithm>
#include <vector>

#include "fiber.h"

namespace simt {

Thread *current;
uint3 blockIndex;
dim3 blockSize;
dim3 gridSize;
char *dynamicShared;

namespace {

std::vector<Thread> threads;
std::vector<Warp> warps;
std::vector<Thread *> order;
std::vector<Fiber *> fibers;
std::vector<Fiber *> idle;
std::vector<char> shared;
void *mainStack;
void (*body)(void **);
void **arguments;
bool strict;
bool lateCopies;
char message[400];

size_t position;     // in the order of threads
unsigned ready;      // threads that are fresh or ready
unsigned done;
unsigned atBarrier;
Thread *firstAtBarrier;
Thread *lastDone;

std::string describe(const Thread &t) {
    char text[160];
    const uint3 &b = blockIndex;
    snprintf(text, sizeof text, "block (%u,%u,%u) thread (%u,%u,%u)", b.x, b.y, b.z, t.index.x, t.index.y, t.index.z);
    return text;
}

std::string name(const Thread &t) {
    char text[80];
    snprintf(text, sizeof text, "thread (%u,%u,%u)", t.index.x, t.index.y, t.index.z);
    return text;
}

void releaseBarrier() {
    if (strict && done > 0) {
        fail("divergent barrier: " + describe(*firstAtBarrier) + " waits in __syncthreads at line "
             + std::to_string(firstAtBarrier->line) + ", but " + name(*lastDone) + " has returned without it");
        return;
    }
    for (Thread &t : threads) {
        if (t.state == State::AT_BARRIER) {
            makeReady(t);
        }
    }
    atBarrier = 0;
}

void reportDeadlock() {
    Thread *inWarp = nullptr;
    for (Thread &t : threads) {
        inWarp = !inWarp && t.state == State::IN_WARP ? &t : inWarp;
    }
    if (inWarp) {
        Thread *missing = missingLane(*inWarp);
        fail("divergent warp: " + describe(*inWarp) + " waits in a function of its warp at line "
             + std::to_string(inWarp->line) + " that lanes of its mask do not reach"
             + (missing ? ", such as " + name(*missing) + " at line " + std::to_string(missing->line) : ""));
    } else {
        fail("divergent barrier: " + describe(*firstAtBarrier) + " waits for ever");
    }
}

// The next thread that can go on; null when the block is done, or wrong.
Thread *next() {
    for (;;) {
        while (ready > 0 && !message[0]) {
            if (position == order.size()) {
                position = 0;
            }
            Thread *t = order[position++];
            if (t->state == State::FRESH || t->state == State::READY) {
                ready--;
                return t;
            }
        }
        if (done == threads.size() || message[0]) {
            return nullptr;
        }
        position = 0;
        if (atBarrier > 0 && atBarrier + done == threads.size()) {
            releaseBarrier();
            continue;
        }
        // Lanes that returned may have been the last that others waited for.
        for (Thread &t : threads) {
            if (t.state == State::IN_WARP) {
                completeExchange(t);
            }
        }
        if (ready == 0) {
            reportDeadlock();
        }
    }
}

void fiberMain();

Fiber *takeFiber() {
    if (idle.empty()) {
        fibers.push_back(newFiber(fiberMain));
        return fibers.back();
    }
    Fiber *fiber = idle.back();
    idle.pop_back();
    return fiber;
}

// Where to switch to for a thread to go on, or for the launch to.
void *stackOf(Thread *t) {
    if (!t) {
        return mainStack;
    }
    if (t->state == State::FRESH) {
        t->fiber = takeFiber();
    }
    t->state = State::RUNNING;
    current = t;
    return t->fiber->stackPointer;
}

void fiberMain() {
    for (;;) {
        Fiber *fiber = current->fiber;
        for (;;) {
            body(arguments);
            current->state = State::DONE;
            current->warp->alive &= ~(1u << current->lane);
            lastDone = current;
            done++;
            Thread *t = next();
            if (t && t->state == State::FRESH) {
                t->fiber = fiber;
                t->state = State::RUNNING;
                current = t;
                continue;
            }
            idle.push_back(fiber);
            simt_switch(&fiber->stackPointer, stackOf(t));
            break;
        }
    }
}

void prepareThreads(const SimtLaunch &l) {
    unsigned count = l.block[0] * l.block[1] * l.block[2];
    threads.assign(count, Thread());
    warps.assign((count + 31) / 32, Warp());
    order.resize(count);
    for (unsigned i = 0; i < count; i++) {
        Thread &t = threads[i];
        t.index = {i % l.block[0], i / l.block[0] % l.block[1], i / (l.block[0] * l.block[1])};
        t.lane = i % 32;
        t.warp = &warps[i / 32];
        order[i] = &threads[l.order == 1 ? count - 1 - i : i];
    }
    for (unsigned w = 0; w < warps.size(); w++) {
        warps[w].threads = &threads[32 * w];
        warps[w].lanes = std::min(32u, count - 32 * w);
    }
    uint32_t random = l.order;
    for (unsigned i = count; l.order > 1 && i > 1; i--) {
        random = random * 1664525u + 1013904223u;
        std::swap(order[i - 1], order[(random >> 8) % i]);
    }
}

void runBlock() {
    for (Thread &t : threads) {
        t.state = State::FRESH;
    }
    for (Warp &w : warps) {
        w.alive = w.lanes == 32 ? ~0u : (1u << w.lanes) - 1;
        w.waiting = 0;
        for (std::vector<Copy> &copies : w.copies) {
            copies.clear();
        }
    }
    ready = unsigned(threads.size());
    done = atBarrier = 0;
    position = 0;
    simt_switch(&mainStack, stackOf(next()));
}

}  // namespace

void fail(const std::string &what) {
    if (!message[0]) {
        snprintf(message, sizeof message, "%s", what.c_str());
    }
}

std::string describeCurrent() {
    return describe(*current);
}

void makeReady(Thread &t) {
    t.state = State::READY;
    ready++;
}

void goOnAtOnce() {
    current->state = State::RUNNING;
    ready--;
}

bool copiesAreLate() {
    return lateCopies;
}

void wait() {
    Thread *me = current;
    Thread *t = next();
    if (t == me) {
        t->state = State::RUNNING;
    } else {
        simt_switch(&me->fiber->stackPointer, stackOf(t));
    }
}

void barrier(int line) {
    current->state = State::AT_BARRIER;
    current->line = line;
    if (atBarrier++ == 0) {
        firstAtBarrier = current;
    } else if (firstAtBarrier->line != line) {
        fail("divergent barrier: " + describe(*current) + " waits in __syncthreads at line " + std::to_string(line)
             + ", " + name(*firstAtBarrier) + " in that at line " + std::to_string(firstAtBarrier->line));
    }
    wait();
}

const char *launch(void (*kernel)(void **), const SimtLaunch &l, char *sharedBegin, char *sharedEnd) {
    body = kernel;
    arguments = l.arguments;
    strict = l.strict;
    lateCopies = l.order % 2 == 1;
    message[0] = 0;
    gridSize = dim3(l.grid[0], l.grid[1], l.grid[2]);
    blockSize = dim3(l.block[0], l.block[1], l.block[2]);
    prepareThreads(l);
    shared.resize(l.shared + 16);
    dynamicShared = shared.data() + (-reinterpret_cast<uintptr_t>(shared.data()) & 15);
    BlockOrder blocks(l.grid, l.order);
    for (uint64_t i = 0; i < blocks.count() && !message[0]; i++) {
        blocks.index(i, &blockIndex.x, &blockIndex.y, &blockIndex.z);
        // What a kernel has not written reads as NaN, or as a number that is hardly right.
        memset(shared.data(), 0xff, shared.size());
        if (sharedBegin != sharedEnd) {
            memset(sharedBegin, 0xff, size_t(sharedEnd - sharedBegin));
        }
        runBlock();
    }
    if (message[0]) {
        simt_abandon();
        return message;
    }
    current = nullptr;
    return nullptr;
}

}  // namespace simt

extern "C" __attribute__((visibility("default"))) void simt_where(char *text, size_t size) {
    snprintf(text, size, "%s", simt::current ? simt::describe(*simt::current).c_str() : "");
}

// Fibers are left in the middle of a kernel: their stacks are used again from the top.
extern "C" __attribute__((visibility("default"))) void simt_abandon() {
    simt::idle = simt::fibers;
    for (simt::Fiber *fiber : simt::fibers) {
        simt::restart(fiber, simt::fiberMain);
    }
    simt::current = nullptr;
}
