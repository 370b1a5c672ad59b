// Loads and stores, branches, barriers and calls of a kernel.
#include <algorithm>

#include "driver.h"
#include "ptx_parser.h"

namespace ptx {

// ld.global.nc.v4.f32 and so on: the space, .nc for loads of global memory, the size of a vector, the type.
void Builder::memory(const std::vector<std::string> &parts, const std::vector<Operand> &operands, int line) {
    bool load = parts[0] == "ld";
    size_t at = 2;
    const std::string space = parts.size() > 1 ? parts[1] : "";
    if (load && space == "global" && at < parts.size() && parts[at] == "nc") {
        at++;
    }
    size_t count = 1;
    if (at < parts.size() && (parts[at] == "v2" || parts[at] == "v4")) {
        count = size_t(parts[at++][1] - '0');
    }
    Type type;
    if (at + 1 != parts.size() || !typeOf(parts[at], &type) || type == Type::PRED
        || (space != "global" && space != "shared" && space != "param")) {
        throw Error(line, "a load or store that is not known");
    }
    if (bytesOf(type) * count > 16) {
        throw Error(line, "a vector of more than 16 bytes");
    }
    if (operands.size() != 2 || operands[load ? 1 : 0].kind != Operand::ADDRESS) {
        throw Error(line, load ? "requires a register and an address" : "requires an address and a register");
    }
    const Operand &place = operands[load ? 1 : 0];
    const Operand &value = operands[load ? 0 : 1];
    std::vector<Operand> values = value.kind == Operand::VECTOR ? value.parts : std::vector<Operand>{value};
    if (values.size() != count) {
        throw Error(line, "requires " + std::to_string(count) + " registers, got " + std::to_string(values.size()));
    }
    if (space == "param") {
        parameterAccess(load, type, place, values, line);
        return;
    }
    bool shared = space == "shared";
    int64_t offset = 0;
    uint16_t where = address(place, shared, &offset, line);
    std::vector<uint16_t> used;
    // Registers that are wider than the type, and what stands for them.
    std::vector<std::pair<uint16_t, uint16_t>> resized;
    for (const Operand &o : values) {
        int reg = o.kind == Operand::NAME ? findRegister(o.text) : -1;
        if (reg < 0) {
            throw Error(line, "not a register: " + o.text);
        }
        used.push_back(widened(uint16_t(reg), type, line));
        if (used.back() != reg) {
            resized.emplace_back(uint16_t(reg), used.back());
        }
    }
    if (load) {
        used.push_back(where);
        emit(shared ? loadShared(type) : loadGlobal(type), used, line, offset, int(count));
        for (auto &r : resized) {
            resize(r.first, r.second, isSigned(type), line);
        }
    } else {
        for (auto &r : resized) {
            resize(r.second, r.first, false, line);
        }
        used.insert(used.begin(), where);
        emit(shared ? storeShared(type) : storeGlobal(type), used, line, offset, int(count));
    }
}

// The register that holds an address, of 64 bits.
uint16_t Builder::address(const Operand &o, bool shared, int64_t *offset, int line) {
    *offset = o.negative ? -int64_t(o.offset) : int64_t(o.offset);
    if (shared) {
        if (const SharedArray *array = findShared(o.text)) {
            return constant(array->offset, Type::U64);
        }
    }
    int reg = findRegister(o.text);
    if (reg < 0) {
        throw Error(line, "not an address: " + o.text);
    }
    Type is = program.registers[size_t(reg)];
    if (isFloat(is) || !(bytesOf(is) == 8 || (shared && bytesOf(is) == 4))) {
        throw Error(line, "register " + o.text + " of type ." + nameOf(is) + " is no address");
    }
    if (bytesOf(is) == 8) {
        return uint16_t(reg);
    }
    uint16_t wide = newRegister(Type::U64);
    resize(wide, uint16_t(reg), false, line);
    return wide;
}

void Builder::parameterAccess(bool load, Type type, const Operand &place, const std::vector<Operand> &values,
                              int line) {
    int index = findCallParameter(place.text);
    if (index >= 0) {
        CallParameter &p = callParameters[size_t(index)];
        if (place.offset != 0 || values.size() != 1 || bytesOf(type) != bytesOf(p.type)) {
            throw Error(line, "parameters of calls are moved as a whole");
        }
        // Bits become a float, or an integer, by the first move.
        if (!isBits(type) && isBits(p.type)) {
            p.type = type;
        }
        uint16_t reg = use(values[0], type, line);
        std::vector<uint16_t> operands = load ? std::vector<uint16_t>{reg, p.reg} : std::vector<uint16_t>{p.reg, reg};
        emit(moveForm(bytesOf(type)), operands, line);
        return;
    }
    auto p = std::find_if(program.parameters.begin(), program.parameters.end(),
                          [&](const Parameter &q) { return q.name == place.text; });
    if (p == program.parameters.end() || !load) {
        throw Error(line, "not a parameter: " + place.text);
    }
    unsigned bytes = bytesOf(type) * unsigned(values.size());
    if (place.negative || place.offset + bytes > p->bytes || place.offset % bytes != 0) {
        throw Error(line, "a load outside of parameter " + p->name + ", or not aligned");
    }
    std::vector<uint16_t> used;
    std::vector<uint16_t> targets;
    for (const Operand &o : values) {
        int reg = o.kind == Operand::NAME ? findRegister(o.text) : -1;
        if (reg < 0) {
            throw Error(line, "not a register: " + o.text);
        }
        targets.push_back(uint16_t(reg));
        used.push_back(widened(uint16_t(reg), type, line));
    }
    emit(loadParameter(type), used, line, int64_t(p->offset + place.offset), int(values.size()));
    for (size_t i = 0; i < used.size(); i++) {
        if (used[i] != targets[i]) {
            resize(targets[i], used[i], isSigned(type), line);
        }
    }
}

void Builder::control(Control c, const std::vector<Operand> &operands, int line) {
    Instruction in;
    in.control = c;
    in.guard = guard;
    in.negated = guardNegated;
    in.line = line;
    size_t expected = c == Control::RETURN ? 0 : 1;
    if (operands.size() != expected) {
        throw Error(line, "requires " + std::to_string(expected) + " operands");
    }
    if (c == Control::BARRIER && operands[0].text != "0") {
        throw Error(line, "only barrier 0 is known");
    }
    if (c == Control::BRANCH || c == Control::UNIFORM_BRANCH) {
        branches.push_back({program.code.size(), operands[0].text});
    }
    program.code.push_back(in);
}

// call (result), function, (arguments), each list optional.
void Builder::call(const std::vector<Operand> &operands, int line) {
    PendingCall pending;
    size_t at = 0;
    pending.resultParameter = -1;
    pending.line = line;
    auto parameter = [&](const Operand &o) {
        int index = findCallParameter(o.text);
        if (index < 0) {
            throw Error(line, "not a parameter of a call: " + o.text);
        }
        return index;
    };
    if (!operands.empty() && operands[0].kind == Operand::LIST) {
        if (operands[0].parts.size() != 1) {
            throw Error(line, "a call has one result");
        }
        pending.resultParameter = parameter(operands[0].parts[0]);
        at++;
    }
    if (at >= operands.size() || operands[at].kind != Operand::NAME) {
        throw Error(line, "requires the name of a function");
    }
    CallSite site;
    site.name = operands[at++].text;
    if (at < operands.size() && operands[at].kind == Operand::LIST) {
        for (const Operand &o : operands[at++].parts) {
            pending.argumentParameters.push_back(parameter(o));
        }
    }
    if (at != operands.size()) {
        throw Error(line, "a call that is not understood");
    }
    site.function = simt::librarySymbol(site.name);
    if (!site.function) {
        throw Error(line, "the library built from .cu files has no function " + site.name);
    }
    pending.site = program.calls.size();
    program.calls.push_back(site);
    pendingCalls.push_back(pending);
    emit(runCall(), {}, line, int64_t(pending.site));
}

namespace {

// Types of the parameters of a function as nvcc declares them before the mark; false if it is not there.
//     .visible .func  (.param .b32 func_retval0) name(
//     	.param .b32 name_param_0
//     )
bool declaration(const std::string &prelude, const std::string &name, std::string *result,
                 std::vector<Type> *arguments) {
    for (size_t at = prelude.find(".func"); at != std::string::npos; at = prelude.find(".func", at + 1)) {
        size_t end = std::min(prelude.find_first_of("{;", at), prelude.size());
        std::vector<Token> words = tokens(prelude.substr(at, end - at), 0);
        size_t i = 1;
        while (words[i].is(".noinline")) {
            i++;
        }
        result->clear();
        if (words[i].is("(")) {
            *result = words[i + 2].text;
            while (words[i].kind != Token::END && !words[i].is(")")) {
                i++;
            }
            i++;
        }
        if (!words[i].is(name.c_str())) {
            continue;
        }
        arguments->clear();
        for (; words[i].kind != Token::END; i++) {
            Type type;
            if (words[i].is(".param") && typeOf(words[i + 1].text.substr(1), &type)) {
                arguments->push_back(type);
            }
        }
        return true;
    }
    return false;
}

}  // namespace

// Now it is known how the parameters were moved, and with that whether they are floats.
void Builder::finishCall(const PendingCall &pending) {
    CallSite &site = program.calls[pending.site];
    for (int index : pending.argumentParameters) {
        site.arguments.push_back(callParameters[size_t(index)].reg);
        site.argumentTypes.push_back(callParameters[size_t(index)].type);
    }
    if (pending.resultParameter >= 0) {
        site.result = callParameters[size_t(pending.resultParameter)].reg;
        site.resultType = callParameters[size_t(pending.resultParameter)].type;
    }
    auto floats = std::count_if(site.argumentTypes.begin(), site.argumentTypes.end(), isFloat);
    if (floats > 8 || site.argumentTypes.size() - size_t(floats) > 4) {
        throw Error(pending.line, "a call with more than 8 floats or 4 integers");
    }
    std::string result;
    std::vector<Type> declared;
    if (!declaration(prelude, site.name, &result, &declared)) {
        throw Error(pending.line, "function " + site.name + " is not declared before the mark");
    }
    bool same = declared.size() == site.argumentTypes.size() && result.empty() == (site.result < 0);
    for (size_t i = 0; same && i < declared.size(); i++) {
        same = bytesOf(declared[i]) == bytesOf(site.argumentTypes[i]);
    }
    Type type;
    if (same && !result.empty()) {
        same = typeOf(result.substr(1), &type) && bytesOf(type) == bytesOf(site.resultType);
    }
    if (!same) {
        throw Error(pending.line, "function " + site.name + " is declared with other parameters");
    }
}

void Builder::finish() {
    // The end of a kernel returns.
    guard = -1;
    control(Control::RETURN, {}, int(program.lines->size()));
    for (const PendingBranch &b : branches) {
        Instruction &in = program.code[b.instruction];
        auto it = labels.find(b.label);
        if (it == labels.end()) {
            throw Error(in.line, "no label " + b.label);
        }
        in.target = it->second;
    }
    for (const PendingCall &pending : pendingCalls) {
        finishCall(pending);
    }
}

}  // namespace ptx
