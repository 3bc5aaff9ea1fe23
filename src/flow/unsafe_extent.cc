#include "flow/unsafe_extent.h"

#include <fmt/format.h>

#include "flow/raw_address.h"
#include "types/predicates.h"

namespace ptrsafe::flow {
namespace {

using ir::Instr;
using ir::Opcode;
using ir::ValueId;

constexpr int64_t kMax = int64_t{1} << 40;  // sizes above are left alone, so that nothing overflows

// factor * len(slice) + constant; without a slice: a constant.
struct Linear {
  ValueId slice;
  bool capacity = false;
  int64_t factor = 0, constant = 0;
};

std::optional<Linear> linear(const Body& body, ValueId v, int depth = 0) {
  while (body.at(v).op == Opcode::Convert) v = body.operand(v, 0);
  if (depth > 6) return {};
  if (auto n = constant_int(body, v)) {
    if (*n > kMax || *n < -kMax) return {};
    return Linear{{}, false, 0, *n};
  }
  const Instr& i = body.at(v);
  if (i.op == Opcode::Builtin) {
    auto id = static_cast<BuiltinId>(i.aux);
    if (id != BuiltinId::Len && id != BuiltinId::Cap) return {};
    return Linear{body.operand(v, 0), id == BuiltinId::Cap, 1, 0};
  }
  if (i.op != Opcode::Binary) return {};
  auto x = linear(body, body.operand(v, 0), depth + 1), y = linear(body, body.operand(v, 1), depth + 1);
  if (!x || !y || (x->slice && y->slice)) return {};
  switch (static_cast<Op>(i.sub)) {
    case Op::Add:
      if (y->slice) std::swap(x, y);
      x->constant += y->constant;
      return x;
    case Op::Sub:
      if (y->slice) return {};
      x->constant -= y->constant;
      return x;
    case Op::Mul:
      if (y->slice) std::swap(x, y);
      if (y->constant > 1 << 20 || y->constant < 0 || x->constant > 1 << 20 || x->factor > 1 << 20) return {};
      x->factor *= y->constant;
      x->constant *= y->constant;
      return x;
    default: return {};
  }
}

struct Extent {
  int64_t bytes = -1;  // of the object, if that is known
  ValueId slice;       // or it is the array of this slice or string
  int64_t elem = 1;    // size of its elements
  int64_t offset = 0;  // of the pointer
  bool declared = false;  // by the type of a pointer that came from elsewhere: the array may lie in a larger one
};

// The size of what a slice value has for an array, if it is made here with a constant size.
int64_t array_bytes(const Body& body, ValueId slice, int64_t elem) {
  const Instr& i = body.at(slice);
  std::optional<int64_t> n;
  if (i.op == Opcode::MakeSlice) n = constant_int(body, body.operand(slice, i.count > 1 ? 1 : 0));
  if (i.op == Opcode::ArrayLit) n = i.sub ? std::optional<int64_t>(i.count) : std::nullopt;
  if (i.op == Opcode::Const && is_string(i.type))
    n = static_cast<int64_t>(Const{Ref<ConstData>::from_raw(i.aux)}.string_value().size());
  if (!n || *n < 0 || *n > kMax || elem > kMax) return -1;
  return *n * elem;
}

std::optional<Extent> extent(const Body& body, const Sizes& sizes, ValueId pointer) {
  auto no_stop = [](const RawAddress&) { return false; };
  auto a = raw_address(body, sizes, pointer, no_stop);
  if (!a) return {};
  const Instr& base = body.at(a->base);
  auto size_of = [&](Type* t) { return t && has_constant_size(t) ? sizes.size_of(t) : -1; };
  if (base.op == Opcode::Alloc || base.op == Opcode::Global) {
    Pointer* p = as_under<Pointer>(base.type);
    int64_t size = p ? size_of(p->elem) : -1;
    // An array in a larger object: the slice leaves the array, if not the object.
    ValueId v = pointer;
    while (body.at(v).op == Opcode::Convert) v = body.operand(v, 0);
    if (size < 0) return {};
    return Extent{size, {}, 1, a->offset};
  }
  ValueId slice;
  int64_t index = 0;
  if (base.op == Opcode::IndexAddr) {
    auto n = constant_int(body, body.operand(a->base, 1));
    if (!n || *n > kMax) return {};
    slice = body.operand(a->base, 0);
    index = *n;
  } else if (base.op == Opcode::Builtin && (static_cast<BuiltinId>(base.aux) == BuiltinId::UnsafeSliceData ||
                                            static_cast<BuiltinId>(base.aux) == BuiltinId::UnsafeStringData)) {
    slice = body.operand(a->base, 0);
  } else {
    // A pointer to an array: who has no more than that counts on no more. Of one element it stands for what follows.
    Pointer* p = base.type ? as_under<Pointer>(base.type) : nullptr;
    Array* array = p ? as_under<Array>(p->elem) : nullptr;
    int64_t size = array && array->length > 1 ? size_of(array) : -1;
    if (size < 0) return {};
    return Extent{size, {}, 1, a->offset, true};
  }
  Type* t = body.at(slice).type;
  Slice* s = t ? as_under<Slice>(t) : nullptr;
  if (!s && !(t && is_string(t))) return {};
  int64_t elem = s ? size_of(s->elem) : 1;
  if (elem <= 0 || elem > kMax) return {};
  return Extent{array_bytes(body, slice, elem), slice, elem, a->offset + index * elem};
}

// unsafe.Slice(&x.a[0], n), or unsafe.String of it, with more elements than the array has.
std::optional<int64_t> field_array(const Body& body, ValueId pointer) {
  const Instr& i = body.at(pointer);
  if (i.op != Opcode::IndexAddr) return {};
  Pointer* p = as_under<Pointer>(body.at(body.operand(pointer, 0)).type);
  Array* array = p ? as_under<Array>(p->elem) : nullptr;
  auto n = constant_int(body, body.operand(pointer, 1));
  if (!array || !n || array->length < 0) return {};
  // struct { …; data [1]byte } stands for what follows it.
  if (array->length <= 1) return {};
  return array->length - *n;
}

}  // namespace

std::optional<BeyondObject> beyond_object(const Body& body, const Sizes& sizes, ValueId call) {
  const Instr& i = body.at(call);
  auto id = static_cast<BuiltinId>(i.aux);
  bool add = id == BuiltinId::UnsafeAdd;
  if (!add && id != BuiltinId::UnsafeSlice && id != BuiltinId::UnsafeString) return {};
  ValueId pointer = body.operand(call, 0);
  auto n = linear(body, body.operand(call, 1));
  if (!n) return {};
  int64_t unit = 1;
  if (id == BuiltinId::UnsafeSlice) {
    Pointer* p = as_under<Pointer>(body.at(pointer).type);
    unit = p && has_constant_size(p->elem) ? sizes.size_of(p->elem) : -1;
    if (unit <= 0 || unit > 1 << 20) return {};
  }
  if (auto rest = add ? std::nullopt : field_array(body, pointer); rest && !n->slice && n->constant > *rest)
    return BeyondObject{fmt::format("{} elements from an array with {} left", n->constant, *rest), true};
  auto object = extent(body, sizes, pointer);
  if (!object || (add && object->declared)) return {};  // unsafe.Add walks through arrays of arrays
  // A pointer to the first byte behind is no pointer into the object any more.
  int64_t last = add ? 1 : 0;
  if (!n->slice) {
    int64_t end = object->offset + n->constant * unit + last;
    if (object->bytes >= 0 && (end > object->bytes || (add && end < 1)))
      return BeyondObject{fmt::format("{} bytes from offset {} of {}", n->constant * unit, object->offset, object->bytes), !object->declared};
    return {};
  }
  if (!object->slice || n->factor < 1 || !same_value(body, n->slice, object->slice)) return {};
  int64_t per_element = n->factor * unit, rest = n->constant * unit + object->offset + last;
  if (per_element < object->elem || (per_element == object->elem && rest <= 0)) return {};
  if (per_element > object->elem && rest < 0) return {};  // depends on the length
  bool string = is_string(body.at(object->slice).type);
  return BeyondObject{fmt::format("more than the {} of its {}", n->capacity ? "capacity" : "length", string ? "string" : "slice"),
                      n->capacity || string};
}

}  // namespace ptrsafe::flow
