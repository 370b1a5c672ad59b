// Runs the blocks of a kernel of generated PTX.
#include <algorithm>

#include "block_order.h"
#include "ptx_block.h"

namespace ptx {

namespace {

const Frame *running;

unsigned storageBytes(Type type) {
    return type == Type::PRED ? 1 : std::max(2u, bytesOf(type));
}

void allocate(Frame &f) {
    const std::vector<Type> &types = f.program->registers;
    std::vector<size_t> offsets;
    size_t bytes = 0;
    for (Type type : types) {
        offsets.push_back(bytes);
        bytes += (size_t(f.threads) * storageBytes(type) + 63) / 64 * 64;
    }
    // What was never written is as wrong as can be.
    f.memory.assign(bytes + 64, char(0xff));
    char *base = f.memory.data() + (-reinterpret_cast<uintptr_t>(f.memory.data()) & 63);
    for (size_t offset : offsets) {
        f.registers.push_back(base + offset);
    }
}

void fill(Frame &f, uint16_t reg, uint64_t bits) {
    for (int i = 0; i < f.threads; i++) {
        switch (storageBytes(f.program->registers[reg])) {
            case 1: f.lanes<uint8_t>(reg)[i] = uint8_t(bits); break;
            case 2: f.lanes<uint16_t>(reg)[i] = uint16_t(bits); break;
            case 4: f.lanes<uint32_t>(reg)[i] = uint32_t(bits); break;
            default: f.lanes<uint64_t>(reg)[i] = bits;
        }
    }
}

void prepare(Frame &f) {
    allocate(f);
    for (const Constant &c : f.program->constants) {
        fill(f, c.reg, c.bits);
    }
    f.parameters.resize(f.program->parameterBytes);
    for (size_t i = 0; i < f.program->parameters.size(); i++) {
        const Parameter &p = f.program->parameters[i];
        memcpy(f.parameters.data() + p.offset, f.launch->arguments[i], p.bytes);
    }
    const unsigned *size = f.launch->block;
    for (auto &special : f.program->specials) {
        // %tid.x, %ntid.x, %nctaid.x; %ctaid.x changes with the block.
        const std::string &name = special.first;
        int axis = name.back() - 'x';
        if (name.find("%tid") == 0) {
            unsigned below = axis == 0 ? 1 : axis == 1 ? size[0] : size[0] * size[1];
            for (int i = 0; i < f.threads; i++) {
                f.lanes<uint32_t>(special.second)[i] = unsigned(i) / below % size[axis];
            }
        } else if (name.find("%ntid") == 0) {
            fill(f, special.second, size[axis]);
        } else if (name.find("%nctaid") == 0) {
            fill(f, special.second, f.launch->grid[axis]);
        }
    }
}

void beginBlock(Frame &f) {
    for (auto &special : f.program->specials) {
        if (special.first.find("%ctaid") == 0) {
            fill(f, special.second, f.block[special.first.back() - 'x']);
        }
    }
    f.shared.assign(f.program->sharedBytes, char(0xff));
    f.traces.resize(f.program->sharedBytes);
}

// The threads that run together: all of them, or each by itself in a permuted order.
std::vector<Threads> tasksOf(int threads, unsigned order) {
    std::vector<Threads> tasks;
    if (order == 0) {
        Threads all(static_cast<size_t>(threads));
        for (int i = 0; i < threads; i++) {
            all[size_t(i)] = uint16_t(i);
        }
        tasks.push_back(all);
        return tasks;
    }
    for (int i = 0; i < threads; i++) {
        tasks.push_back({uint16_t(order == 1 ? threads - 1 - i : i)});
    }
    uint32_t random = order;
    for (int i = threads; order > 1 && i > 1; i--) {
        random = random * 1664525u + 1013904223u;
        std::swap(tasks[size_t(i - 1)], tasks[(random >> 8) % unsigned(i)]);
    }
    return tasks;
}

}  // namespace

simt::Result run(const Program &program, const Launch &launch, std::string *message) {
    Frame f;
    f.program = &program;
    f.launch = &launch;
    f.threads = int(launch.block[0] * launch.block[1] * launch.block[2]);
    prepare(f);
    running = &f;
    std::vector<Threads> tasks = tasksOf(f.threads, launch.order);
    Block block(f, tasks);
    simt::BlockOrder blocks(launch.grid, launch.order);
    for (uint64_t i = 0; i < blocks.count() && f.code == simt::SUCCESS; i++) {
        blocks.index(i, &f.block[0], &f.block[1], &f.block[2]);
        beginBlock(f);
        block.run();
    }
    running = nullptr;
    *message = f.message;
    return f.code;
}

std::string where() {
    if (!running || !running->current) {
        return "";
    }
    return running->program->place(running->current->line) + ", " + running->describe(running->calling);
}

void abandon() {
    running = nullptr;
}

}  // namespace ptx
