// Turns the text of kernels into programs.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "ptx_lexer.h"
#include "ptx_program.h"

#pragma GCC visibility push(hidden)
namespace ptx {

// One operand as it stands in the text.
struct Operand {
    enum Kind { NAME, NUMBER, ADDRESS, VECTOR, LIST };

    Kind kind;
    std::string text;                 // a name, also that of an address; or a number
    bool negative = false;            // a number, or the offset of an address
    uint64_t offset = 0;              // of an address
    std::vector<Operand> parts = {};  // of {a, b} and (a, b)
};

// Parameters of a call are like registers, which st.param and ld.param move from and to. Their declared type may be
// one of bits; what is moved tells whether a float is meant.
struct CallParameter {
    uint16_t reg;
    Type type;
};

// Writes the instructions of one kernel: knows its names, and checks operands.
class Builder {
public:
    // The text before the mark, where device functions are.
    Builder(Program &program, const std::string &prelude);

    void openScope();
    void closeScope(int line);
    void declareRegisters(Type type, const std::string &name, int count, int line);
    void declareCallParameter(Type type, const std::string &name, int line);
    void declareShared(const std::string &name, unsigned bytes, unsigned alignment, int line);
    void label(const std::string &name, int line);

    // The guard is the name of a predicate, or empty.
    void instruction(const std::string &name, const std::vector<Operand> &operands, const std::string &guard,
                     bool negated, int line);

    // Resolves labels and calls.
    void finish();

private:
    struct PendingBranch {
        size_t instruction;
        std::string label;
    };

    struct PendingCall {
        size_t site;
        std::vector<std::string> arguments;
        std::string result;
        std::vector<int> argumentParameters;  // indices into callParameters
        int resultParameter;
        int line;
    };

    uint16_t newRegister(Type type);
    uint16_t constant(uint64_t bits, Type type);
    int findRegister(const std::string &name) const;
    int findCallParameter(const std::string &name) const;
    const SharedArray *findShared(const std::string &name) const;

    uint16_t use(const Operand &operand, Type type, int line);
    uint16_t integerNumber(const Operand &operand, Type type, int line);
    void emit(Run run, const std::vector<uint16_t> &operands, int line, int64_t offset = 0, int count = 1);
    uint16_t widened(uint16_t reg, Type type, int line);
    void resize(uint16_t to, uint16_t from, bool isSigned, int line);

    void form(const Form &form, const std::vector<Operand> &operands, int line);
    void move(const std::string &name, const std::vector<Operand> &operands, int line);
    void memory(const std::vector<std::string> &parts, const std::vector<Operand> &operands, int line);
    void parameterAccess(bool load, Type type, const Operand &address, const std::vector<Operand> &values, int line);
    uint16_t address(const Operand &operand, bool shared, int64_t *offset, int line);
    void control(Control control, const std::vector<Operand> &operands, int line);
    void call(const std::vector<Operand> &operands, int line);
    void finishCall(const PendingCall &pending);

    Program &program;
    const std::string &prelude;
    std::vector<std::map<std::string, uint16_t>> registers;
    std::vector<std::map<std::string, int>> callParameterNames;
    std::vector<CallParameter> callParameters;
    std::map<std::pair<uint64_t, unsigned>, uint16_t> constants;
    std::map<std::string, int> labels;
    std::vector<PendingBranch> branches;
    std::vector<PendingCall> pendingCalls;
    int guard = -1;
    bool guardNegated = false;
};

}  // namespace ptx
#pragma GCC visibility pop
