#include "ptx_block.h"

#include <algorithm>

namespace ptx {

namespace {

Lanes lanesOf(const Threads &threads) {
    Lanes lanes;
    lanes.count = int(threads.size());
    if (threads.empty()) {
        return lanes;
    }
    lanes.first = threads.front();
    lanes.end = threads.back() + 1;
    if (lanes.end - lanes.first != lanes.count) {
        lanes.list = threads.data();
    }
    return lanes;
}

}  // namespace

void Block::run() {
    std::vector<Threads> alive = tasks;
    int pc = 0;
    while (f.code == simt::SUCCESS) {
        f.phase++;
        barrier = -1;
        size_t waiting = 0;
        for (Threads &task : alive) {
            arrived.clear();
            runTask(pc, task);
            std::sort(arrived.begin(), arrived.end());
            task = arrived;
            waiting += arrived.size();
            if (f.code != simt::SUCCESS) {
                return;
            }
        }
        if (waiting == 0) {
            return;
        }
        if (waiting != size_t(f.threads) && f.launch->strict) {
            failAtBarrier(alive);
            return;
        }
        pc = barrier + 1;
    }
}

void Block::failAtBarrier(const std::vector<Threads> &alive) {
    std::vector<bool> waits(size_t(f.threads), false);
    int first = -1;
    for (const Threads &task : alive) {
        for (int t : task) {
            waits[size_t(t)] = true;
            first = first < 0 ? t : first;
        }
    }
    int missing = int(std::find(waits.begin(), waits.end(), false) - waits.begin());
    f.current = &code[size_t(barrier)];
    f.fail(simt::LAUNCH_FAILED, first,
           "divergent barrier: " + f.thread(missing) + " has returned without it");
}

// Runs threads from an instruction on until all have returned or wait at a barrier.
void Block::runTask(int pc, const Threads &threads) {
    group = {pc, threads};
    others.clear();
    lowest = INT_MAX;
    long long executed = 0;
    while (f.code == simt::SUCCESS) {
        if (group.threads.empty()) {
            if (others.empty()) {
                return;
            }
            takeLowest();
        }
        if (group.pc >= lowest) {
            meet();
        }
        f.active = lanesOf(group.threads);
        // Up to a branch, or a place where another group is.
        while (f.code == simt::SUCCESS && group.pc < lowest) {
            const Instruction &in = code[size_t(group.pc)];
            f.current = &in;
            if (in.control != Control::NONE) {
                control(in);
                break;
            }
            executed++;
            group.pc++;
            if (in.guard < 0) {
                in.run(in, f);
            } else {
                split(in);
                f.active = lanesOf(chosen);
                in.run(in, f);
                f.active = lanesOf(group.threads);
            }
        }
        if (++executed > simt::driver.instructionLimit) {
            f.fail(simt::LAUNCH_TIMEOUT, f.active.first, "runs without an end");
        }
    }
}

// Divides the group into the threads for which the guard holds, and the rest.
void Block::split(const Instruction &in) {
    chosen.clear();
    rest.clear();
    if (in.guard < 0) {
        chosen = group.threads;
        return;
    }
    const uint8_t *p = f.lanes<uint8_t>(uint16_t(in.guard));
    for (uint16_t t : group.threads) {
        (bool(p[t]) != in.negated ? chosen : rest).push_back(t);
    }
}

void Block::control(const Instruction &in) {
    split(in);
    switch (in.control) {
        case Control::UNIFORM_BRANCH:
            if (!chosen.empty() && !rest.empty()) {
                f.fail(simt::LAUNCH_FAILED, rest[0], "bra.uni parts the threads");
            }
            branch(in.target);
            break;
        case Control::BRANCH: branch(in.target); break;
        case Control::RETURN: goOn(group.pc + 1, rest); break;
        case Control::BARRIER:
            if (barrier >= 0 && barrier != group.pc && !chosen.empty()) {
                f.fail(simt::LAUNCH_FAILED, chosen[0],
                       "divergent barrier: other threads wait at " + f.program->place(code[size_t(barrier)].line));
            }
            if (!chosen.empty()) {
                barrier = group.pc;
            }
            arrived.insert(arrived.end(), chosen.begin(), chosen.end());
            goOn(group.pc + 1, rest);
            break;
        case Control::NONE: break;
    }
}

void Block::goOn(int pc, Threads &threads) {
    group.pc = pc;
    group.threads.swap(threads);
}

void Block::branch(int target) {
    if (rest.empty()) {
        goOn(target, chosen);
    } else if (chosen.empty()) {
        goOn(group.pc + 1, rest);
    } else {
        bool down = target > group.pc;
        int next = group.pc + 1;
        others.push_back({down ? target : next, down ? chosen : rest});
        lowest = std::min(lowest, others.back().pc);
        goOn(down ? next : target, down ? rest : chosen);
    }
}

void Block::findLowest() {
    lowest = INT_MAX;
    for (const Group &g : others) {
        lowest = std::min(lowest, g.pc);
    }
}

void Block::takeLowest() {
    auto it = std::find_if(others.begin(), others.end(), [&](const Group &g) { return g.pc == lowest; });
    group = std::move(*it);
    others.erase(it);
    findLowest();
}

// The group stands where another is, which then joins it, or behind one, which then runs first.
void Block::meet() {
    if (group.pc > lowest) {
        others.push_back(std::move(group));
        takeLowest();
    }
    while (group.pc == lowest) {
        Group mine = std::move(group);
        takeLowest();
        Threads all(mine.threads.size() + group.threads.size());
        std::merge(mine.threads.begin(), mine.threads.end(), group.threads.begin(), group.threads.end(), all.begin());
        group.threads = std::move(all);
    }
}

}  // namespace ptx
