#include "fiber.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

// Only what a call preserves is saved: a switch costs a few nanoseconds.
#if defined(__x86_64__)
asm(R"(
.text
.globl simt_switch
.hidden simt_switch
.type simt_switch,@function
simt_switch:
    push %rbp
    push %rbx
    push %r12
    push %r13
    push %r14
    push %r15
    mov %rsp, (%rdi)
    mov %rsi, %rsp
    pop %r15
    pop %r14
    pop %r13
    pop %r12
    pop %rbx
    pop %rbp
    ret
.size simt_switch, . - simt_switch
)");
#elif defined(__aarch64__)
asm(R"(
.text
.globl simt_switch
.hidden simt_switch
.type simt_switch,%function
simt_switch:
    sub sp, sp, #160
    stp x19, x20, [sp]
    stp x21, x22, [sp, #16]
    stp x23, x24, [sp, #32]
    stp x25, x26, [sp, #48]
    stp x27, x28, [sp, #64]
    stp x29, x30, [sp, #80]
    stp d8, d9, [sp, #96]
    stp d10, d11, [sp, #112]
    stp d12, d13, [sp, #128]
    stp d14, d15, [sp, #144]
    mov x9, sp
    str x9, [x0]
    mov sp, x1
    ldp x19, x20, [sp]
    ldp x21, x22, [sp, #16]
    ldp x23, x24, [sp, #32]
    ldp x25, x26, [sp, #48]
    ldp x27, x28, [sp, #64]
    ldp x29, x30, [sp, #80]
    ldp d8, d9, [sp, #96]
    ldp d10, d11, [sp, #112]
    ldp d12, d13, [sp, #128]
    ldp d14, d15, [sp, #144]
    add sp, sp, #160
    ret
.size simt_switch, . - simt_switch
)");
#else
#error "simt: requires x86-64 or aarch64"
#endif

namespace simt {

namespace {

const size_t STACK = 128 << 10;
const size_t GUARD = 4096;

// Stacks that all began at the same place within a page would evict each other from the caches: their beginnings are
// spread.
const size_t SPREAD = 64 * 37;
const size_t SPREAD_END = 16 << 10;

}  // namespace

Fiber *newFiber(void (*entry)()) {
    void *memory = mmap(nullptr, STACK, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED) {
        perror("simt: no memory for the stack of a thread");
        abort();
    }
    // A kernel that needs more faults instead of overwriting another stack.
    mprotect(memory, GUARD, PROT_NONE);
    Fiber *fiber = new Fiber{nullptr, static_cast<char *>(memory)};
    restart(fiber, entry);
    return fiber;
}

void restart(Fiber *fiber, void (*entry)()) {
    // The stack's own address tells how far it is spread.
    size_t spread = reinterpret_cast<uintptr_t>(fiber->stack) / STACK * SPREAD % SPREAD_END / 64 * 64;
    void **top = reinterpret_cast<void **>(fiber->stack + STACK - spread);
#if defined(__x86_64__)
    // A return address that is never used, the entry as the one that simt_switch returns to, and six registers.
    *--top = nullptr;
    *--top = reinterpret_cast<void *>(entry);
    top -= 6;
    memset(top, 0, 6 * sizeof(void *));
#else
    top -= 20;
    memset(top, 0, 20 * sizeof(void *));
    top[11] = reinterpret_cast<void *>(entry);
#endif
    fiber->stackPointer = top;
}

}  // namespace simt
