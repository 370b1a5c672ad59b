// Names and sizes of the types of PTX.
#include "ptx_program.h"

namespace ptx {

namespace {

struct TypeName {
    const char *name;
    unsigned bytes;
};

// By Type.
const TypeName TYPES[] = {{"pred", 1}, {"b8", 1},  {"u8", 1},  {"s8", 1},  {"b16", 2}, {"u16", 2}, {"s16", 2},
                          {"b32", 4},  {"u32", 4}, {"s32", 4}, {"f32", 4}, {"b64", 8}, {"u64", 8}, {"s64", 8},
                          {"f64", 8}};

}  // namespace

bool typeOf(const std::string &name, Type *type) {
    for (int i = 0; i <= int(Type::F64); i++) {
        if (name == TYPES[i].name) {
            *type = Type(i);
            return true;
        }
    }
    return false;
}

const char *nameOf(Type type) {
    return TYPES[int(type)].name;
}

unsigned bytesOf(Type type) {
    return TYPES[int(type)].bytes;
}

bool isFloat(Type type) {
    return type == Type::F32 || type == Type::F64;
}

bool isSigned(Type type) {
    return TYPES[int(type)].name[0] == 's';
}

bool isBits(Type type) {
    return TYPES[int(type)].name[0] == 'b';
}

}  // namespace ptx
