// The table of instructions, and who fills it.
#pragma once

#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "ptx_program.h"

#pragma GCC visibility push(hidden)
namespace ptx {

class Forms {
public:
    void add(const std::string &name, std::vector<Type> operands, Run run, bool widens = false) {
        table[name] = Form{std::move(operands), run, widens};
    }

    const Form *find(const std::string &name) const {
        auto it = table.find(name);
        return it == table.end() ? nullptr : &it->second;
    }

private:
    std::unordered_map<std::string, Form> table;
};

void addArithmetic(Forms &forms);
void addConversions(Forms &forms);

}  // namespace ptx
#pragma GCC visibility pop
