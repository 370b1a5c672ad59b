// A kernel of generated PTX, decoded: instructions over registers, each of which is an array with one value per thread.
#pragma once

#include <stdint.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "ptx.h"

#pragma GCC visibility push(hidden)
namespace ptx {

enum class Type : uint8_t { PRED, B8, U8, S8, B16, U16, S16, B32, U32, S32, F32, B64, U64, S64, F64 };

// By the name without its dot; false if there is no such type.
bool typeOf(const std::string &name, Type *type);
const char *nameOf(Type type);
unsigned bytesOf(Type type);
bool isFloat(Type type);
bool isSigned(Type type);
bool isBits(Type type);

struct Frame;
struct Instruction;

// Executes an instruction for the active threads of a frame.
typedef void (*Run)(const Instruction &in, Frame &frame);

enum class Control : uint8_t { NONE, BRANCH, UNIFORM_BRANCH, RETURN, BARRIER };

struct Instruction {
    Run run = nullptr;
    uint16_t operand[6] = {};  // registers, in the order of the text
    uint8_t count = 1;         // elements of a vector
    Control control = Control::NONE;
    bool negated = false;      // the guard
    int guard = -1;            // a predicate, or -1
    int target = -1;           // of a branch
    int line = 0;
    int64_t offset = 0;        // bytes added to an address; index of a call
};

// A register whose value is the same for all threads and does not change.
struct Constant {
    uint16_t reg;
    uint64_t bits;
};

// A call of a device function, compiled by g++.
struct CallSite {
    void *function;
    std::string name;
    std::vector<uint16_t> arguments;
    std::vector<Type> argumentTypes;
    int result = -1;  // a register, or -1
    Type resultType = Type::B32;
};

struct Parameter {
    std::string name;
    unsigned offset;
    unsigned bytes;
};

struct SharedArray {
    std::string name;
    unsigned offset;
    unsigned bytes;
};

class Program {
public:
    Signature signature;
    std::vector<Parameter> parameters;
    unsigned parameterBytes = 0;
    std::vector<Type> registers;
    std::vector<Constant> constants;
    std::map<std::string, uint16_t> specials;  // %tid.x and so on, those that are read
    std::vector<SharedArray> shared;
    unsigned sharedBytes = 0;
    std::vector<CallSite> calls;
    std::vector<Instruction> code;
    std::shared_ptr<const std::vector<std::string>> lines;  // of the text

    // "line 12: add.s32 ..." for messages.
    std::string place(int line) const;
};

// An instruction by its full name, such as add.rn.f32: types of its operands, and how it is executed.
struct Form {
    std::vector<Type> operands;
    Run run = nullptr;
    bool widens = false;  // cvt: integer registers may be wider than the types
};

const Form *findForm(const std::string &name);

// Moves between registers of equal size, and of different sizes (the value extended by sign or zero, or cut).
Run moveForm(unsigned bytes);
Run resizeForm(unsigned to, unsigned from, bool isSigned);

// Loads and stores: of 1, 2, 4 or 8 bytes per element. Values of 1 byte are in registers of 2.
Run loadGlobal(Type type);
Run storeGlobal(Type type);
Run loadShared(Type type);
Run storeShared(Type type);
Run loadParameter(Type type);
Run runCall();

}  // namespace ptx
#pragma GCC visibility pop
