// Stacks that the executor switches between, one for each thread that waits.
#pragma once

#include <stddef.h>

#pragma GCC visibility push(hidden)
namespace simt {

struct Fiber {
    void *stackPointer;  // while it does not run
    char *stack;
};

// Reserves a stack on which `entry`, which never returns, will run.
Fiber *newFiber(void (*entry)());

// Makes a fiber begin at its entry again, whatever it was doing.
void restart(Fiber *fiber, void (*entry)());

}  // namespace simt

// Leaves the running stack, whose pointer is stored, for another.
extern "C" void simt_switch(void **from, void *to);
#pragma GCC visibility pop
