#include "flow/raw_address.h"

#include "flow/access_path.h"
#include "types/package.h"
#include "types/predicates.h"

namespace ptrsafe::flow {

using ir::Instr;
using ir::Opcode;
using ir::ValueId;

bool is_reflect_header(Type* t) {
  Named* n = as<Named>(t);
  if (!n || !n->obj->pkg || n->obj->pkg->path.view() != "reflect") return false;
  return n->obj->name.view() == "SliceHeader" || n->obj->name.view() == "StringHeader";
}

bool is_reflect_type(Type* t) {
  Named* n = t ? as<Named>(t) : nullptr;
  return n && n->obj->pkg && n->obj->pkg->path.view() == "reflect" && (n->obj->name.view() == "Type" || n->obj->name.view() == "rtype");
}

bool points_to_slice(Type* t) {
  Pointer* p = t ? as_under<Pointer>(t) : nullptr;
  return p && as_under<Slice>(p->elem);
}

bool points_to_string(Type* t) {
  Pointer* p = t ? as_under<Pointer>(t) : nullptr;
  return p && is_string(p->elem);
}

std::optional<int64_t> constant_int(const Body& body, ValueId v) {
  while (body.at(v).op == Opcode::Convert) v = body.operand(v, 0);
  const Instr& i = body.at(v);
  int64_t n = 0;
  if (i.op == Opcode::Zero && i.type && is_integer(i.type)) return 0;
  if (i.op != Opcode::Const || !Const{Ref<ConstData>::from_raw(i.aux)}.int64_value(&n)) return {};
  return n;
}

std::optional<HeaderWord> header_word(const Body& body, const Sizes& sizes, ValueId address) {
  auto is_header = [&](const RawAddress& a) {
    Type* t = body.at(a.base).type;
    if (a.converted && (points_to_slice(t) || points_to_string(t))) return true;
    // A reflect header that is none of a slice's: converted from nothing.
    Pointer* p = t ? as_under<Pointer>(t) : nullptr;
    return p && is_reflect_header(p->elem) && body.at(a.base).op != Opcode::Convert;
  };
  auto a = raw_address(body, sizes, address, is_header);
  if (!a || !is_header(*a) || a->offset % sizes.word != 0) return {};
  Type* t = body.at(a->base).type;
  Type* elem = as_under<Pointer>(t)->elem;
  Named* named = is_reflect_header(elem) ? as<Named>(elem) : nullptr;
  bool string = named ? named->obj->name.view() == "StringHeader" : points_to_string(t);
  int64_t index = a->offset / sizes.word;
  if (index < 0 || index > (string ? 1 : 2)) return {};
  return HeaderWord{a->base, static_cast<HeaderWord::Index>(index), string};
}

bool same_value(const Body& body, ValueId x, ValueId y, int depth) {
  while (body.at(x).op == Opcode::Convert) x = body.operand(x, 0);
  while (body.at(y).op == Opcode::Convert) y = body.operand(y, 0);
  if (x == y) return true;
  const Instr &a = body.at(x), &b = body.at(y);
  if (depth > 8 || a.op != b.op || a.sub != b.sub || a.count != b.count) return false;
  switch (a.op) {
    case Opcode::Const:
      return const_equal(Const{Ref<ConstData>::from_raw(a.aux)}, Const{Ref<ConstData>::from_raw(b.aux)});
    case Opcode::Load: return access_path(body, x) == access_path(body, y);
    case Opcode::Binary:
    case Opcode::Unary:
    case Opcode::Field:
    case Opcode::Builtin:
      if (a.op == Opcode::Builtin && static_cast<BuiltinId>(a.aux) != BuiltinId::Len &&
          static_cast<BuiltinId>(a.aux) != BuiltinId::Cap)
        return false;
      if (a.aux != b.aux) return false;
      for (size_t n = 0; n < a.count; n++)
        if (!same_value(body, body.operand(x, n), body.operand(y, n), depth + 1)) return false;
      return true;
    default: return false;
  }
}

}  // namespace ptrsafe::flow
