// RawAddress: addresses computed through unsafe.Pointer and uintptr, as a base and a distance in bytes.
#pragma once

#include <cstdint>
#include <optional>

#include "flow/body.h"
#include "types/constant.h"
#include "types/sizes.h"
#include "types/under.h"

namespace ptrsafe::flow {

struct RawAddress {
  ir::ValueId base;
  int64_t offset = 0;
  bool converted = false;  // by way of unsafe.Pointer
};

// Follows fields, constant elements, conversions and constant additions back as far as `stop(value)` is false; no value
// if a step is not constant.
template <class Stop>
std::optional<RawAddress> raw_address(const Body& body, const Sizes& sizes, ir::ValueId v, Stop stop);

// A word of a slice or string in memory.
struct HeaderWord {
  enum Index : uint8_t { Data, Len, Cap };
  ir::ValueId header;  // its address, as a pointer to a slice, string, reflect.SliceHeader or reflect.StringHeader
  Index index;
  bool string;
};
// The word that `address` leads to by way of unsafe.Pointer, or as a field of one of reflect's headers.
std::optional<HeaderWord> header_word(const Body& body, const Sizes& sizes, ir::ValueId address);

// reflect.SliceHeader, reflect.StringHeader.
bool is_reflect_header(Type* t);
// reflect.Type, and what implements it. Null: no.
bool is_reflect_type(Type* t);
// A pointer to a slice or string.
bool points_to_slice(Type* t);
bool points_to_string(Type* t);

// The constant integer value of `v`, if it has one.
std::optional<int64_t> constant_int(const Body& body, ir::ValueId v);

// `x` and `y` are computed in the same way from the same values and places; writes in between are not looked at.
bool same_value(const Body& body, ir::ValueId x, ir::ValueId y, int depth = 0);

template <class Stop>
std::optional<RawAddress> raw_address(const Body& body, const Sizes& sizes, ir::ValueId v, Stop stop) {
  RawAddress a;
  for (;;) {
    const ir::Instr& i = body.at(v);
    a.base = v;
    if (stop(a)) return a;
    ir::ValueId base = body.operand(v, 0);
    switch (i.op) {
      case ir::Opcode::FieldAddr: {
        Pointer* p = as_under<Pointer>(body.at(base).type);
        Struct* s = p ? as_under<Struct>(p->elem) : nullptr;
        int64_t offset = s && has_constant_size(p->elem) ? sizes.offset_of(s, i.aux) : -1;
        if (offset < 0) return {};
        a.offset += offset;
        break;
      }
      case ir::Opcode::IndexAddr: {
        Pointer* p = as_under<Pointer>(body.at(base).type);
        Array* array = p ? as_under<Array>(p->elem) : nullptr;
        auto n = constant_int(body, body.operand(v, 1));
        if (!array) return a;
        int64_t size = has_constant_size(array->elem) ? sizes.size_of(array->elem) : -1;
        if (!n || size < 0 || *n > INT32_MAX || size > INT32_MAX) return {};
        a.offset += *n * size;
        break;
      }
      case ir::Opcode::Convert: a.converted = true; break;
      case ir::Opcode::Binary: {
        Op op = static_cast<Op>(i.sub);
        if (op != Op::Add && op != Op::Sub) return a;
        auto n = constant_int(body, body.operand(v, 1));
        if (!n) return {};
        a.offset += op == Op::Add ? *n : -*n;
        break;
      }
      case ir::Opcode::Builtin: {
        if (static_cast<BuiltinId>(i.aux) != BuiltinId::UnsafeAdd) return a;
        auto n = constant_int(body, body.operand(v, 1));
        if (!n) return {};
        a.offset += *n;
        break;
      }
      default: return a;
    }
    v = base;
  }
}

}  // namespace ptrsafe::flow
