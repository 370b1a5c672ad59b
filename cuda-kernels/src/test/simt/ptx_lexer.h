// Words of PTX.
#pragma once

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#pragma GCC visibility push(hidden)
namespace ptx {

struct Token {
    enum Kind { WORD, NUMBER, PUNCTUATION, END };

    Kind kind;
    std::string text;
    int line;

    bool is(const char *what) const {
        return kind != END && text == what;
    }
};

// What is wrong with a text.
struct Error : std::runtime_error {
    Error(int line, const std::string &what) : std::runtime_error(what), line(line) {}

    int line;
};

// Words begin with a letter or one of _ $ % . and go on with those and digits: add.rn.f32, %tid.x, .reg, $L_3.
// Comments run to the end of the line. Text begins at an offset, lines are counted from its very beginning.
std::vector<Token> tokens(const std::string &text, size_t offset);

std::vector<std::string> splitLines(const std::string &text);

// The parts of a name between dots.
std::vector<std::string> splitName(const std::string &name);

}  // namespace ptx
#pragma GCC visibility pop
