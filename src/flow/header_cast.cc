#include "flow/header_cast.h"

#include <algorithm>

#include "types/predicates.h"

namespace ptrsafe::flow {
namespace {

using ir::Instr;
using ir::Opcode;
using ir::ValueId;

enum class Use : uint8_t { Harmless, Given, Kept };

// How a slice with a wrong capacity (and length) is used by `user`.
Use use_of(const Body& body, ValueId slice, ValueId user, bool length_wrong) {
  const Instr& i = body.at(user);
  bool first = body.operand(user, 0) == slice;
  switch (i.op) {
    case Opcode::Binary: return Use::Harmless;  // s == nil
    case Opcode::SliceOf: return body.operand(user, 3) ? Use::Harmless : Use::Kept;
    case Opcode::IndexAddr: return Use::Harmless;  // the index is the author's affair, as with unsafe.Add
    case Opcode::RangeStart:
    case Opcode::Convert: return length_wrong ? Use::Kept : Use::Harmless;
    case Opcode::Builtin: {
      auto id = static_cast<BuiltinId>(i.aux);
      if (id == BuiltinId::UnsafeSliceData) return Use::Harmless;
      bool copied = (id == BuiltinId::Copy || id == BuiltinId::Append) && !first;
      return !length_wrong && (id == BuiltinId::Len || copied) ? Use::Harmless : Use::Kept;
    }
    case Opcode::Call:
    case Opcode::Invoke: return Use::Given;
    default: return Use::Kept;
  }
}

// A string field with a number behind it is laid out as a slice on purpose.
bool has_word_behind(const Body& body, ValueId address) {
  const Instr& i = body.at(address);
  if (i.op != Opcode::FieldAddr) return false;
  Pointer* p = as_under<Pointer>(body.at(body.operand(address, 0)).type);
  Struct* s = p ? as_under<Struct>(p->elem) : nullptr;
  return s && i.aux + 1 < s->fields.size() && is_integer(s->fields[i.aux + 1]->type);
}

}  // namespace

std::optional<HeaderCast> header_cast(const Body& body, const Sizes& sizes, ValueId load) {
  ValueId address = body.operand(load, 0);
  if (body.at(address).op != Opcode::Convert || !points_to_slice(body.at(address).type)) return {};
  Type* to = as_under<Slice>(as_under<Pointer>(body.at(address).type)->elem)->elem;
  while (body.at(address).op == Opcode::Convert) address = body.operand(address, 0);
  HeaderCast cast{};
  if (points_to_string(body.at(address).type)) {
    if (has_word_behind(body, address)) return {};
    cast.wrong = HeaderWord::Cap;
  } else if (points_to_slice(body.at(address).type)) {
    Type* from = as_under<Slice>(as_under<Pointer>(body.at(address).type)->elem)->elem;
    if (!has_constant_size(from) || !has_constant_size(to)) return {};
    cast = {HeaderWord::Len, sizes.size_of(from), sizes.size_of(to)};
    if (cast.from <= 0 || cast.to <= cast.from) return {};
  } else {
    return {};
  }
  Use worst = Use::Harmless;
  for (ValueId user : body.users(load)) worst = std::max(worst, use_of(body, load, user, cast.wrong == HeaderWord::Len));
  if (worst == Use::Harmless) return {};
  cast.certain = worst == Use::Kept;
  return cast;
}

}  // namespace ptrsafe::flow
