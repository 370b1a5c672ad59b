// Kernels of generated PTX, interpreted: what libcuda.so.1 sees of them.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "errors.h"

#pragma GCC visibility push(hidden)
namespace ptx {

class Program;

// Stands before the text that is interpreted.
extern const char *const MARK;

// What a driver needs to know of a kernel.
struct Signature {
    std::string name;
    std::vector<unsigned> sizes;  // bytes of its parameters
    int maxThreads;               // of a block
    int requiredThreads;          // or 0
};

// The kernels behind the mark; if a line cannot be interpreted none, and the error.
std::vector<std::shared_ptr<Program>> load(const std::string &text, std::string *error);

const Signature &signature(const Program &program);

struct Launch {
    int device;
    const unsigned *grid;
    const unsigned *block;
    void **arguments;
    unsigned order;
    bool strict;
};

// Runs all blocks; SUCCESS, or what a device would answer, and a message.
simt::Result run(const Program &program, const Launch &launch, std::string *message);

// Where the running kernel is, as text; empty if none runs.
std::string where();

// Forgets the running kernel.
void abandon();

}  // namespace ptx
#pragma GCC visibility pop
