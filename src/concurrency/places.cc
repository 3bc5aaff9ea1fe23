#include "concurrency/places.h"

#include <utility>

#include "flow/loops.h"
#include "types/under.h"

namespace ptrsafe::concurrency {
namespace {

Var* variable_of(const Instr& i) { return static_cast<Var*>(Ref<Object>::from_raw(i.aux).get()); }

}  // namespace

const Var* field_of(const Function& f, const Instr& i) {
  Type* t = f.at(f.operand(i, 0)).type;
  if (Pointer* p = t ? as_under<Pointer>(t) : nullptr) t = p->elem;
  Struct* s = t ? as_under<Struct>(t) : nullptr;
  return s && i.aux < s->fields.size() ? origin_of(s->fields[i.aux]) : nullptr;
}

Place place_at(const Examined& body, ValueId address) {
  const Function& f = body.function;
  ValueId v = same(body, address);
  for (int depth = 0; v && depth < 8; depth++) {
    const Instr& i = f.at(v);
    switch (i.op) {
      case Opcode::Global: return {variable_of(i), {}};
      case Opcode::FieldAddr: return {field_of(f, i), same(body, f.operand(i, 0))};
      case Opcode::IndexAddr: v = same(body, f.operand(i, 0)); continue;
      case Opcode::Load:  // of a slice whose element it is
        if (f.at(same(body, f.operand(i, 0))).op == Opcode::Load) return {};
        v = same(body, f.operand(i, 0));
        continue;
      case Opcode::Alloc: {
        Var* variable = variable_of(i);
        return {variable && (variable->bits & (Var::kCaptured | Var::kAddressTaken)) ? variable : nullptr, {}};
      }
      case Opcode::FreeVar: return {f.parent && i.aux < f.free_vars.size() ? f.free_vars[i.aux] : nullptr, {}};
      default: return {};
    }
  }
  return {};
}

Place place_of_value(const Examined& body, ValueId v) {
  const Function& f = body.function;
  v = same(body, v);
  const Instr& i = f.at(v);
  switch (i.op) {
    case Opcode::Load: return place_at(body, f.operand(i, 0));
    case Opcode::Field: return {field_of(f, i), same(body, f.operand(i, 0))};
    case Opcode::FreeVar: return {f.parent && i.aux < f.free_vars.size() ? f.free_vars[i.aux] : nullptr, {}};
    case Opcode::Convert:
    case Opcode::SliceOf: return place_of_value(body, f.operand(i, 0));
    default: return {};
  }
}

bool same_path(const Examined& body, ValueId a, ValueId b, int depth) {
  a = same(body, a), b = same(body, b);
  if (a == b) return true;
  if (!a || !b || depth > 6) return false;
  const Function& f = body.function;
  const Instr &x = f.at(a), &y = f.at(b);
  if (x.op != y.op || x.aux != y.aux || x.count != y.count) return false;
  switch (x.op) {
    case Opcode::Global:
    case Opcode::FreeVar: return true;
    case Opcode::Load:
    case Opcode::FieldAddr:
    case Opcode::Field:
    case Opcode::IndexAddr:
    case Opcode::Index:
    case Opcode::Lookup:
    case Opcode::Convert:
    case Opcode::Extract:
      for (size_t k = 0; k < x.count; k++)
        if (!same_path(body, f.operand(x, k), f.operand(y, k), depth + 1)) return false;
      return true;
    default: return false;
  }
}

ValueId root_of(const Examined& body, ValueId v) {
  const Function& f = body.function;
  v = same(body, v);
  for (int depth = 0; v && depth < 16; depth++) {
    const Instr& i = f.at(v);
    switch (i.op) {
      case Opcode::Load:
      case Opcode::FieldAddr:
      case Opcode::Field:
      case Opcode::IndexAddr:
      case Opcode::Index:
      case Opcode::Convert:
      case Opcode::SliceOf: v = same(body, f.operand(i, 0)); continue;
      default: return v;
    }
  }
  return v;
}

ValueId whole_of(const Examined& body, ValueId v) {
  v = same(body, v);
  while (body.function.at(v).op == Opcode::FieldAddr) v = same(body, body.function.operand(v, 0));
  return v;
}

const Named* named_of(Type* t) {
  for (int depth = 0; t && depth < 3; depth++) {
    if (Named* n = as<Named>(t)) return n->origin.get();
    Pointer* p = as_under<Pointer>(t);
    t = p ? p->elem.get() : nullptr;
  }
  return nullptr;
}

const Var* holder_of(const Examined& body, ValueId v) {
  const Instr& i = body.function.at(same(body, v));
  const Var* field = i.op == Opcode::FieldAddr ? field_of(body.function, i) : nullptr;
  return field ? origin_of(field) : nullptr;
}

bool holds_by_value(const Examined& body, ValueId whole, ValueId part) {
  const Function& f = body.function;
  // As declared; a struct without a name is its field's alone.
  auto type_of = [&](ValueId v) -> const Type* {
    Type* t = f.at(v).type;
    if (const Named* n = named_of(t)) return n;
    Pointer* p = t ? as_under<Pointer>(t) : nullptr;
    return p ? as_under<Struct>(p->elem) : nullptr;
  };
  const Type* type = type_of(whole);
  for (int depth = 0; type && part && depth < 8; depth++) {
    part = same(body, part);
    if (type_of(part) == type) return true;
    if (f.at(part).op != Opcode::FieldAddr) return false;
    part = f.operand(part, 0);
  }
  return false;
}

bool is_or_points_to_map(Type* t) {
  Type* u = t ? under(t) : nullptr;
  if (u && u->kind == TypeKind::Pointer) u = under(static_cast<Pointer*>(u)->elem);
  return u && u->kind == TypeKind::Map;
}

bool dominates(const Examined& body, ValueId a, ValueId b) {
  const Function& f = body.function;
  if (!(f.at(a).block == f.at(b).block)) return body.dominators.dominates(f.at(a).block, f.at(b).block);
  if (a == b) return false;
  for (ValueId v : f.blocks[f.at(a).block.v].instrs) {
    if (v == a) return true;
    if (v == b) return false;
  }
  return false;
}

bool passes_always(const Examined& body, ValueId from, ValueId to) {
  const Function& f = body.function;
  BlockId last = f.at(to).block;
  const auto& start = f.blocks[f.at(from).block.v];
  if (f.at(from).block == last && dominates(body, from, to)) return true;
  if (f.at(start.instrs.back()).op == Opcode::Return) return false;
  std::vector<uint8_t> seen(f.blocks.size());
  seen[last.v] = 1;
  ir::BlockList work = start.succs;
  while (!work.empty()) {
    BlockId b = work.back();
    work.pop_back();
    if (std::exchange(seen[b.v], 1)) continue;
    if (f.at(f.blocks[b.v].instrs.back()).op == Opcode::Return) return false;
    work.insert(work.end(), f.blocks[b.v].succs.begin(), f.blocks[b.v].succs.end());
  }
  return true;
}

bool always_behind(const Examined& body, ValueId from, ValueId to) {
  return body.dominators.dominates(body.function.at(from).block, body.function.at(to).block) && passes_always(body, from, to);
}

bool in_loop(const Examined& body, ValueId at, ValueId made) {
  flow::Loops loops(body.function, body.dominators);
  BlockId inside = body.function.at(at).block;
  return (made ? loops.outermost(inside, body.function.at(made).block) : loops.outermost(inside)) != flow::kNoLoop;
}

}  // namespace ptrsafe::concurrency
