// The grammar: entries, their parameters, declarations, labels, and the operands of instructions.
#include "ptx_parser.h"

#include <stdlib.h>

#include <algorithm>

namespace ptx {

const char *const MARK = "// auriflow: generated";

namespace {

class Parser {
public:
    Parser(const std::string &text, size_t mark)
        : prelude(text.substr(0, mark)),
          lines(std::make_shared<const std::vector<std::string>>(splitLines(text))),
          words(tokens(text, mark)) {}

    std::vector<std::shared_ptr<Program>> programs() {
        std::vector<std::shared_ptr<Program>> result;
        while (peek().kind != Token::END) {
            int line = peek().line;
            result.push_back(entry());
            for (size_t i = 0; i + 1 < result.size(); i++) {
                if (signature(*result[i]).name == signature(*result.back()).name) {
                    throw Error(line, "a kernel of this name stands before");
                }
            }
        }
        if (result.empty()) {
            throw Error(peek().line, "no kernel behind the mark");
        }
        return result;
    }

private:
    const Token &peek() const {
        return words[at];
    }

    Token next() {
        if (peek().kind == Token::END) {
            throw Error(peek().line, "the text ends within a kernel");
        }
        return words[at++];
    }

    bool accept(const char *text) {
        bool is = peek().is(text);
        at += is;
        return is;
    }

    void expect(const char *text) {
        Token t = next();
        if (!t.is(text)) {
            throw Error(t.line, std::string("requires ") + text + ", got " + t.text);
        }
    }

    std::string name() {
        Token t = next();
        if (t.kind != Token::WORD || t.text[0] == '.') {
            throw Error(t.line, "requires a name, got " + t.text);
        }
        return t.text;
    }

    unsigned number() {
        Token t = next();
        char *end;
        unsigned long value = strtoul(t.text.c_str(), &end, 10);
        if (t.kind != Token::NUMBER || *end) {
            throw Error(t.line, "requires a number, got " + t.text);
        }
        return unsigned(value);
    }

    Type type() {
        Token t = next();
        Type result;
        if (t.kind != Token::WORD || t.text[0] != '.' || !typeOf(t.text.substr(1), &result)) {
            throw Error(t.line, "requires a type, got " + t.text);
        }
        return result;
    }

    // .visible .entry NAME(...) .maxntid 256, 1, 1 { ... }
    std::shared_ptr<Program> entry() {
        accept(".visible");
        expect(".entry");
        auto program = std::make_shared<Program>();
        program->lines = lines;
        program->signature.name = name();
        program->signature.maxThreads = 1024;
        program->signature.requiredThreads = 0;
        expect("(");
        while (!accept(")")) {
            parameter(*program);
            if (!peek().is(")")) {
                expect(",");
            }
        }
        while (!accept("{")) {
            directive(*program);
        }
        Builder builder(*program, prelude);
        body(builder);
        builder.finish();
        return program;
    }

    // .param .u64 p0, or .param .align 4 .b8 p0[16]
    void parameter(Program &program) {
        expect(".param");
        unsigned alignment = accept(".align") ? number() : 0;
        unsigned element = bytesOf(type());
        Parameter p;
        p.name = name();
        p.bytes = element * extent();
        alignment = std::max({alignment, element, 1u});
        p.offset = (program.parameterBytes + alignment - 1) / alignment * alignment;
        program.parameterBytes = p.offset + p.bytes;
        program.signature.sizes.push_back(p.bytes);
        program.parameters.push_back(p);
    }

    // [N] behind a name, or 1.
    unsigned extent() {
        if (!accept("[")) {
            return 1;
        }
        unsigned n = number();
        expect("]");
        return n;
    }

    void directive(Program &program) {
        Token t = next();
        unsigned n = number();
        if (t.is(".maxntid") || t.is(".reqntid")) {
            while (accept(",")) {
                n *= number();
            }
            (t.is(".maxntid") ? program.signature.maxThreads : program.signature.requiredThreads) = int(n);
        } else if (!t.is(".minnctapersm") && !t.is(".maxnreg")) {
            throw Error(t.line, "a directive that is not understood: " + t.text);
        }
    }

    void body(Builder &builder) {
        for (int depth = 1;;) {
            if (accept("{")) {
                depth++;
                builder.openScope();
            } else if (peek().is("}")) {
                int line = next().line;
                if (--depth == 0) {
                    return;
                }
                builder.closeScope(line);
            } else if (peek().is(".reg")) {
                registers(builder);
            } else if (peek().is(".param")) {
                int line = next().line;
                Type t = type();
                builder.declareCallParameter(t, name(), line);
                expect(";");
            } else if (peek().is(".shared")) {
                shared(builder);
            } else if (words[at].kind == Token::WORD && words[at + 1].is(":")) {
                builder.label(peek().text, peek().line);
                at += 2;
            } else {
                instruction(builder);
            }
        }
    }

    // .reg .f32 %f<8>, or %a, %b
    void registers(Builder &builder) {
        int line = next().line;
        Type t = type();
        do {
            std::string n = name();
            int count = 0;
            if (accept("<")) {
                count = int(number());
                expect(">");
            }
            builder.declareRegisters(t, n, count, line);
        } while (accept(","));
        expect(";");
    }

    // .shared .align 16 .b8 tile[1024]
    void shared(Builder &builder) {
        int line = next().line;
        unsigned alignment = accept(".align") ? number() : 0;
        unsigned element = bytesOf(type());
        std::string n = name();
        builder.declareShared(n, element * extent(), std::max(alignment, element), line);
        expect(";");
    }

    void instruction(Builder &builder) {
        std::string guard;
        bool negated = false;
        if (accept("@")) {
            negated = accept("!");
            guard = name();
        }
        Token t = next();
        if (t.kind != Token::WORD) {
            throw Error(t.line, "requires an instruction, got " + t.text);
        }
        std::vector<Operand> operands;
        while (!accept(";")) {
            if (!operands.empty()) {
                expect(",");
            }
            operands.push_back(operand());
        }
        builder.instruction(t.text, operands, guard, negated, t.line);
    }

    Operand operand() {
        if (accept("[")) {
            Operand o = {Operand::ADDRESS, next().text};
            if (accept("+") || peek().is("-")) {
                o.negative = accept("-");
                o.offset = number();
            }
            expect("]");
            return o;
        }
        if (peek().is("{") || peek().is("(")) {
            bool list = next().is("(");
            Operand o = {list ? Operand::LIST : Operand::VECTOR, ""};
            const char *close = list ? ")" : "}";
            while (!accept(close)) {
                o.parts.push_back(operand());
                if (!peek().is(close)) {
                    expect(",");
                }
            }
            return o;
        }
        bool negative = accept("-");
        Token t = next();
        if (t.kind == Token::NUMBER) {
            return {Operand::NUMBER, t.text, negative};
        }
        if (negative || t.kind != Token::WORD) {
            throw Error(t.line, "requires an operand, got " + t.text);
        }
        return {Operand::NAME, t.text};
    }

    const std::string prelude;
    std::shared_ptr<const std::vector<std::string>> lines;
    std::vector<Token> words;
    size_t at = 0;
};

}  // namespace

std::vector<std::shared_ptr<Program>> load(const std::string &text, std::string *error) {
    size_t mark = text.find(MARK);
    if (mark == std::string::npos) {
        return {};
    }
    try {
        return Parser(text, mark).programs();
    } catch (const Error &e) {
        std::string line = splitLines(text)[size_t(e.line - 1)];
        *error = "line " + std::to_string(e.line) + ": " + e.what() + " in \"" + line + "\"";
        return {};
    }
}

const Signature &signature(const Program &program) {
    return program.signature;
}

std::string Program::place(int line) const {
    std::string text = (*lines)[size_t(line - 1)];
    size_t begin = text.find_first_not_of(" \t");
    return "line " + std::to_string(line) + " \"" + (begin == std::string::npos ? "" : text.substr(begin)) + "\"";
}

}  // namespace ptx
