// What the parts of the executor share.
#pragma once

// Before simt_types.h, whose keywords the headers of the library use as names.
#include <math.h>
#include <stdint.h>
#include <string.h>

#include <string>
#include <utility>
#include <vector>

#include "block_order.h"
#include "simt_types.h"
#include "simt_threads.h"
#include "simt_tensor.h"

#pragma GCC visibility push(hidden)
namespace simt {

struct Copy {
    char *to;
    const char *from;
    int bytes;
    int valid;
};

struct Warp {
    Thread *threads;
    unsigned lanes;
    uint32_t alive;    // lanes that have not returned
    uint32_t waiting;  // lanes in a function of the warp
    std::vector<Copy> copies[32];  // that a lane has not waited for
};

// Keeps the first message about what is wrong with the kernel: the launch then ends.
void fail(const std::string &what);
std::string describeCurrent();

void makeReady(Thread &t);

// The current thread, just made ready, does not wait for its turn.
void goOnAtOnce();

// Lets others run until the current thread is ready again.
void wait();

// Gives all lanes of a thread's mask their results if all of them wait for the same; says whether.
bool completeExchange(Thread &t);

// The product that all lanes of a warp wait for.
void multiplyAll(Warp &w);

// Whether copies take place when their thread waits for them, not at once.
bool copiesAreLate();

// A lane of its mask that does something else, or null.
Thread *missingLane(Thread &t);

}  // namespace simt
#pragma GCC visibility pop
