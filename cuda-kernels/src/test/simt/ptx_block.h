// How the threads of a block go through the instructions.
//
// All threads of a block execute an instruction together as long as they are at the same one. Where a branch parts
// them the group with the lower place in the text runs first, until it meets the other. With an order of threads
// other than 0 each thread runs by itself up to the next barrier, so that results which depend on the order are seen.
#pragma once

#include <limits.h>

#include <vector>

#include "ptx_frame.h"

#pragma GCC visibility push(hidden)
namespace ptx {

typedef std::vector<uint16_t> Threads;

// Threads at one instruction, ascending.
struct Group {
    int pc;
    Threads threads;
};

// The execution of blocks, one after another.
class Block {
public:
    // Tasks are sets of threads that run together.
    Block(Frame &frame, const std::vector<Threads> &tasks) : f(frame), tasks(tasks), code(frame.program->code) {}

    void run();

private:
    void failAtBarrier(const std::vector<Threads> &alive);
    void runTask(int pc, const Threads &threads);
    void split(const Instruction &in);
    void control(const Instruction &in);
    void goOn(int pc, Threads &threads);
    void branch(int target);
    void findLowest();
    void takeLowest();
    void meet();

    Frame &f;
    const std::vector<Threads> &tasks;
    const std::vector<Instruction> &code;
    Group group;                // that runs
    std::vector<Group> others;  // of its task
    int lowest = INT_MAX;       // where the first of them is
    Threads chosen;             // for which a guard holds
    Threads rest;
    Threads arrived;            // at the barrier
    int barrier = -1;           // which one
};

}  // namespace ptx
#pragma GCC visibility pop
