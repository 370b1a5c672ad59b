#include "ptx_lexer.h"

#include <ctype.h>
#include <string.h>

#include <algorithm>

namespace ptx {

namespace {

bool startsWord(char c) {
    return isalpha(static_cast<unsigned char>(c)) || (c != 0 && strchr("_$%.", c) != nullptr);
}

bool continuesWord(char c) {
    return startsWord(c) || isdigit(static_cast<unsigned char>(c));
}

}  // namespace

std::vector<Token> tokens(const std::string &text, size_t offset) {
    std::vector<Token> result;
    int line = 1 + int(std::count(text.begin(), text.begin() + std::ptrdiff_t(offset), '\n'));
    size_t at = offset;
    while (at < text.size() && text[at] != 0) {
        char c = text[at];
        if (c == '\n') {
            line++;
            at++;
        } else if (isspace(static_cast<unsigned char>(c))) {
            at++;
        } else if (text.compare(at, 2, "//") == 0) {
            at = std::min(text.find('\n', at), text.size());
        } else if (continuesWord(c)) {
            size_t end = at;
            while (end < text.size() && continuesWord(text[end])) {
                end++;
            }
            result.push_back({startsWord(c) ? Token::WORD : Token::NUMBER, text.substr(at, end - at), line});
            at = end;
        } else if (strchr(",;:{}()[]<>+-@!|", c)) {
            result.push_back({Token::PUNCTUATION, std::string(1, c), line});
            at++;
        } else {
            throw Error(line, std::string("a character that is not understood: ") + c);
        }
    }
    result.push_back({Token::END, "", line});
    return result;
}

std::vector<std::string> splitLines(const std::string &text) {
    std::vector<std::string> lines(1);
    for (char c : text) {
        if (c == '\n') {
            lines.emplace_back();
        } else {
            lines.back() += c;
        }
    }
    return lines;
}

std::vector<std::string> splitName(const std::string &name) {
    std::vector<std::string> parts(1);
    for (char c : name) {
        if (c == '.') {
            parts.emplace_back();
        } else {
            parts.back() += c;
        }
    }
    return parts;
}

}  // namespace ptx
