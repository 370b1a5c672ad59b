// Names, operands and ordinary instructions of a kernel. Types are checked as an assembler does: a float is no
// integer, sizes are equal, except where PTX says otherwise.
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "ptx_forms.h"
#include "ptx_parser.h"

namespace ptx {

namespace {

// Whether a register can stand where an instruction wants a type.
bool fits(Type reg, Type type) {
    if (reg == Type::PRED || type == Type::PRED) {
        return reg == type;
    }
    return bytesOf(reg) == bytesOf(type) && (isBits(reg) || isBits(type) || isFloat(reg) == isFloat(type));
}

const Forms &forms() {
    static const Forms all = [] {
        Forms f;
        addArithmetic(f);
        addConversions(f);
        return f;
    }();
    return all;
}

std::string wrongType(Type is, Type required) {
    return std::string(" of type .") + nameOf(is) + " where ." + nameOf(required) + " is required";
}

// Why an instruction that has a similar one is not known.
std::string hint(const std::string &name) {
    std::vector<std::string> parts = splitName(name);
    if (parts.size() == 2 && findForm(parts[0] + ".rn." + parts[1])) {
        return "; write " + parts[0] + ".rn." + parts[1] + ", which is never contracted";
    }
    return "";
}

}  // namespace

const Form *findForm(const std::string &name) {
    return forms().find(name);
}

Builder::Builder(Program &program, const std::string &prelude) : program(program), prelude(prelude) {
    openScope();
}

void Builder::openScope() {
    registers.emplace_back();
    callParameterNames.emplace_back();
}

void Builder::closeScope(int line) {
    if (registers.size() == 1) {
        throw Error(line, "a brace too many");
    }
    registers.pop_back();
    callParameterNames.pop_back();
}

uint16_t Builder::newRegister(Type type) {
    if (program.registers.size() > 0xfffe) {
        throw Error(0, "more than 65534 registers");
    }
    program.registers.push_back(type);
    return uint16_t(program.registers.size() - 1);
}

void Builder::declareRegisters(Type type, const std::string &name, int count, int line) {
    if (bytesOf(type) == 1 && type != Type::PRED) {
        throw Error(line, "registers have at least 16 bits");
    }
    for (int i = 0; i < std::max(count, 1); i++) {
        std::string full = count > 0 ? name + std::to_string(i) : name;
        if (!registers.back().emplace(full, newRegister(type)).second) {
            throw Error(line, full + " is declared twice");
        }
    }
}

void Builder::declareCallParameter(Type type, const std::string &name, int line) {
    if (bytesOf(type) < 4) {
        throw Error(line, "parameters of calls have 32 or 64 bits");
    }
    if (!callParameterNames.back().emplace(name, int(callParameters.size())).second) {
        throw Error(line, name + " is declared twice");
    }
    callParameters.push_back({newRegister(type), type});
}

void Builder::declareShared(const std::string &name, unsigned bytes, unsigned alignment, int line) {
    if (findShared(name)) {
        throw Error(line, name + " is declared twice");
    }
    // A gap between arrays, so that passing the end of one is seen.
    const unsigned gap = program.shared.empty() ? 0 : 16;
    unsigned offset = (program.sharedBytes + gap + alignment - 1) / alignment * alignment;
    program.shared.push_back({name, offset, bytes});
    program.sharedBytes = offset + bytes;
}

void Builder::label(const std::string &name, int line) {
    if (!labels.emplace(name, int(program.code.size())).second) {
        throw Error(line, "label " + name + " stands twice");
    }
}

int Builder::findRegister(const std::string &name) const {
    for (auto scope = registers.rbegin(); scope != registers.rend(); ++scope) {
        auto it = scope->find(name);
        if (it != scope->end()) {
            return it->second;
        }
    }
    return -1;
}

int Builder::findCallParameter(const std::string &name) const {
    for (auto scope = callParameterNames.rbegin(); scope != callParameterNames.rend(); ++scope) {
        auto it = scope->find(name);
        if (it != scope->end()) {
            return it->second;
        }
    }
    return -1;
}

const SharedArray *Builder::findShared(const std::string &name) const {
    for (const SharedArray &array : program.shared) {
        if (array.name == name) {
            return &array;
        }
    }
    return nullptr;
}

uint16_t Builder::constant(uint64_t bits, Type type) {
    auto key = std::make_pair(bits, bytesOf(type));
    auto it = constants.find(key);
    if (it != constants.end()) {
        return it->second;
    }
    const Type byBytes = bytesOf(type) == 2 ? Type::B16 : bytesOf(type) == 4 ? Type::B32 : Type::B64;
    uint16_t reg = newRegister(byBytes);
    program.constants.push_back({reg, bits});
    constants[key] = reg;
    return reg;
}

uint16_t Builder::integerNumber(const Operand &o, Type type, int line) {
    char *end;
    errno = 0;
    uint64_t value = strtoull(o.text.c_str(), &end, 0);
    unsigned bits = 8 * bytesOf(type);
    bool fitsIn = bits == 64 || value <= (o.negative ? uint64_t(1) << (bits - 1) : (uint64_t(1) << bits) - 1);
    if (*end || errno || !fitsIn || isFloat(type) || type == Type::PRED) {
        std::string sign = o.negative ? "-" : "";
        throw Error(line, std::string("not a number of type .") + nameOf(type) + ": " + sign + o.text);
    }
    return constant(o.negative ? uint64_t(0) - value : value, type);
}

// The register of an operand of an instruction.
uint16_t Builder::use(const Operand &o, Type type, int line) {
    if (o.kind == Operand::NUMBER) {
        // 0f and 0d are followed by all digits of the bits.
        bool single = o.text.compare(0, 2, "0f") == 0 || o.text.compare(0, 2, "0F") == 0;
        bool twofold = o.text.compare(0, 2, "0d") == 0 || o.text.compare(0, 2, "0D") == 0;
        if (!single && !twofold) {
            return integerNumber(o, type, line);
        }
        char *end;
        uint64_t bits = strtoull(o.text.c_str() + 2, &end, 16);
        const Type is = single ? Type::F32 : Type::F64;
        if (*end || o.negative || o.text.size() != 2 + 2 * bytesOf(is) || !fits(is, type)) {
            throw Error(line, std::string("not a number of type .") + nameOf(type) + ": " + o.text);
        }
        return constant(bits, type);
    }
    int reg = o.kind == Operand::NAME ? findRegister(o.text) : -1;
    if (reg < 0) {
        throw Error(line, "not a register: " + (o.text.empty() ? "{...}" : o.text));
    }
    Type is = program.registers[size_t(reg)];
    if (!fits(is, type)) {
        throw Error(line, "register " + o.text + wrongType(is, type));
    }
    return uint16_t(reg);
}

void Builder::emit(Run run, const std::vector<uint16_t> &operands, int line, int64_t offset, int count) {
    Instruction in;
    in.run = run;
    for (size_t i = 0; i < operands.size(); i++) {
        in.operand[i] = operands[i];
    }
    in.count = uint8_t(count);
    in.guard = guard;
    in.negated = guardNegated;
    in.line = line;
    in.offset = offset;
    program.code.push_back(in);
}

void Builder::resize(uint16_t to, uint16_t from, bool isSigned, int line) {
    emit(resizeForm(bytesOf(program.registers[to]), bytesOf(program.registers[from]), isSigned), {to, from}, line);
}

// Where an instruction puts or takes a value of a type that a register may be wider than: the register, or a new one
// of the type's own size. Values of 8 bits are in registers of 16.
uint16_t Builder::widened(uint16_t reg, Type type, int line) {
    Type is = program.registers[reg];
    unsigned natural = std::max(2u, bytesOf(type));
    bool kind = is != Type::PRED && (isFloat(type) ? fits(is, type) : !isFloat(is) || isBits(type));
    if (!kind || bytesOf(is) < natural) {
        throw Error(line, "a register" + wrongType(is, type));
    }
    if (bytesOf(is) == natural) {
        return reg;
    }
    return newRegister(natural == 2 ? Type::B16 : Type::B32);
}

void Builder::form(const Form &f, const std::vector<Operand> &operands, int line) {
    if (operands.size() != f.operands.size()) {
        throw Error(line, "requires " + std::to_string(f.operands.size()) + " operands, got "
                              + std::to_string(operands.size()));
    }
    if (operands[0].kind != Operand::NAME) {
        throw Error(line, "the result must go to a register");
    }
    std::vector<uint16_t> used;
    if (!f.widens) {
        for (size_t i = 0; i < operands.size(); i++) {
            used.push_back(use(operands[i], f.operands[i], line));
        }
        emit(f.run, used, line);
        return;
    }
    int to = findRegister(operands[0].text);
    int from = findRegister(operands[1].text);
    if (to < 0 || from < 0) {
        throw Error(line, "not a register: " + operands[to < 0 ? 0 : 1].text);
    }
    uint16_t source = widened(uint16_t(from), f.operands[1], line);
    if (source != from) {
        resize(source, uint16_t(from), false, line);
    }
    uint16_t target = widened(uint16_t(to), f.operands[0], line);
    emit(f.run, {target, source}, line);
    if (target != to) {
        resize(uint16_t(to), target, isSigned(f.operands[0]), line);
    }
}

// mov also takes special registers, and names of shared arrays for their addresses.
void Builder::move(const std::string &name, const std::vector<Operand> &operands, int line) {
    static const char *const specials[] = {"%tid.", "%ntid.", "%ctaid.", "%nctaid."};
    const Form *f = findForm(name);
    if (f && operands.size() == 2 && operands[1].kind == Operand::NAME && findRegister(operands[1].text) < 0) {
        const std::string &from = operands[1].text;
        uint16_t to = use(operands[0], f->operands[0], line);
        for (const char *special : specials) {
            size_t n = strlen(special);
            if (from.size() == n + 1 && from.compare(0, n, special) == 0 && strchr("xyz", from[n])) {
                if (name != "mov.u32" && name != "mov.b32" && name != "mov.s32") {
                    throw Error(line, "special registers have 32 bits");
                }
                auto it = program.specials.find(from);
                if (it == program.specials.end()) {
                    it = program.specials.emplace(from, newRegister(Type::U32)).first;
                }
                emit(f->run, {to, it->second}, line);
                return;
            }
        }
        if (const SharedArray *array = findShared(from)) {
            emit(f->run, {to, constant(array->offset, f->operands[0])}, line);
            return;
        }
    }
    if (!f) {
        throw Error(line, "an instruction that is not known: " + name);
    }
    form(*f, operands, line);
}

void Builder::instruction(const std::string &name, const std::vector<Operand> &operands, const std::string &guardName,
                          bool negated, int line) {
    guard = -1;
    guardNegated = negated;
    if (!guardName.empty()) {
        guard = use({Operand::NAME, guardName}, Type::PRED, line);
    }
    std::vector<std::string> parts = splitName(name);
    const std::string &head = parts[0];
    if (head == "ld" || head == "st") {
        memory(parts, operands, line);
    } else if (head == "mov") {
        move(name, operands, line);
    } else if (name == "bra" || name == "bra.uni") {
        control(name == "bra" ? Control::BRANCH : Control::UNIFORM_BRANCH, operands, line);
    } else if (name == "ret" || name == "ret.uni" || name == "exit") {
        control(Control::RETURN, operands, line);
    } else if (name == "bar.sync") {
        control(Control::BARRIER, operands, line);
    } else if (name == "call" || name == "call.uni") {
        call(operands, line);
    } else if (const Form *f = findForm(name)) {
        form(*f, operands, line);
    } else {
        throw Error(line, "an instruction that is not known: " + name + hint(name));
    }
}

}  // namespace ptx
