// FunctionFlow: fields that hold a nil map, as callees find and leave them.
#include <algorithm>

#include "flow/function_flow.h"
#include "flow/map_table.h"
#include "flow/models.h"
#include "types/under.h"

namespace ptrsafe::flow {
namespace {

const Var* field_number(Type* t, uint32_t k) {
  Struct* s = t ? as_under<Struct>(t) : nullptr;
  if (!s || k >= s->fields.size()) return nullptr;
  const Var* v = s->fields[k];
  return v->origin ? v->origin.get() : v;
}

// Whether one of the paths leads through the other.
bool one_way(const NilPath& a, const NilPath& b) {
  size_t n = std::min(a.depth, b.depth);
  return std::equal(a.fields.begin(), a.fields.begin() + n, b.fields.begin());
}

}  // namespace

NilPath FunctionFlow::path_to(ValueId v) const {
  NilPath p;
  for (v = number(v); !told(v); v = number(f_.operand(v, 0))) {
    const Instr& i = f_.at(v);
    if (i.op != Opcode::FieldAddr && i.op != Opcode::Field) break;
    if (p.depth == NilPath::kMaxDepth) return {};
    std::copy_backward(p.fields.begin(), p.fields.begin() + p.depth, p.fields.begin() + p.depth + 1);
    p.fields[0] = i.aux;
    if (p.depth++ == 0) p.field = i.op == Opcode::FieldAddr ? field_at(*this, v) : field_of_value(*this, v);
  }
  p.root = v;
  return p;
}

Nilness FunctionFlow::nil_along(const NilPath& p, const State& s) const {
  if (!p.root || told(p.root)) return Nilness::Unknown;
  // The innermost part of it of which something is known.
  ValueId a = p.root;
  const PlaceFact* place = s.place(a);
  uint8_t at = 0;
  for (uint8_t k = 0; k < p.depth; k++) {
    auto it = expressions_.find(ExpressionKey{static_cast<uint32_t>(Opcode::FieldAddr), p.fields[k], a.v}.hash);
    if (it == expressions_.end()) break;
    a = it->second;
    if (const PlaceFact* inner = s.place(a)) place = inner, at = static_cast<uint8_t>(k + 1);
  }
  if (place && at == p.depth) return place->value ? nilness(place->value, s) : place->nilness;
  if (s.nil_path(p)) return Nilness::Nil;
  ValueId value = place ? place->value : p.root;
  if (!value) return place->zero ? Nilness::Nil : Nilness::Unknown;
  for (; at < p.depth; at++) {
    const Instr& whole = f_.at(value);
    if (whole.op == Opcode::Zero && !as_under<Pointer>(whole.type)) return Nilness::Nil;
    if (whole.op == Opcode::StructLit && p.fields[at] < whole.count) {
      value = number(f_.operand(value, p.fields[at]));
      continue;
    }
    NilPath rest{value, p.field, static_cast<uint8_t>(p.depth - at)};
    std::copy(p.fields.begin() + at, p.fields.begin() + p.depth, rest.fields.begin());
    return s.nil_path(rest) ? Nilness::Nil : Nilness::Unknown;
  }
  return nilness(value, s);
}

Nilness FunctionFlow::nil_of_callee(const Instr& call, const WriteSummary& w, const State& s) const {
  const MapPath& path = w.map;
  ValueId a = argument(call, path.parameter);
  if (!a) return Nilness::Unknown;
  if (path.depth == 0) return nilness(a, s);
  NilPath p = path_to(a);
  if (!p.root || p.depth + path.depth > NilPath::kMaxDepth) return Nilness::Unknown;
  std::copy(path.fields.begin(), path.fields.begin() + path.depth, p.fields.begin() + p.depth);
  p.depth = static_cast<uint8_t>(p.depth + path.depth);
  p.field = w.field;
  return nil_along(p, s);
}

void FunctionFlow::nil_parts(Type* t, const NilPath& whole, const State& s, std::vector<NilPath>& out) const {
  Struct* st = t ? as_under<Struct>(t) : nullptr;
  for (uint32_t k = 0; st && k < st->fields.size() && whole.depth < NilPath::kMaxDepth; k++) {
    NilPath part = whole;
    part.field = field_number(t, k);
    part.fields[part.depth++] = k;
    Type* u = under(st->fields[k]->type);
    if (u->kind == TypeKind::Struct) nil_parts(u, part, s, out);
    else if (u->kind == TypeKind::Map && nil_along(part, s) == Nilness::Nil) out.push_back(part);
  }
}

void FunctionFlow::nil_parts(const PlaceFact& place, const State& s, std::vector<NilPath>& out) const {
  Pointer* p = !told(place.address) && f_.at(place.address).type ? as_under<Pointer>(f_.at(place.address).type) : nullptr;
  NilPath path = p ? path_to(place.address) : NilPath{};
  if (!path.root) return;
  if (as_under<Map>(p->elem)) {
    if (path.depth > 0 && nil_along(path, s) == Nilness::Nil) out.push_back(path);
  } else {
    nil_parts(p->elem, path, s, out);
  }
}

void FunctionFlow::nil_paths_at_store(ValueId address, ValueId value, State& s) {
  NilPath stored = path_to(address);
  // What a whole says of its other parts outlives the store in one.
  std::vector<NilPath> parts;
  if (stored.depth > 0)
    for (const PlaceFact& p : s.places())
      if (NilPath whole = path_to(p.address); whole.root == stored.root && whole.depth < stored.depth && one_way(whole, stored)) nil_parts(p, s, parts);
  for (const NilPath& p : parts) s.add_nil_path(p);
  if (s.nil_paths().empty()) return;
  Type* t = f_.at(value).type;
  bool map = t && as_under<Map>(t), whole = t && as_under<Struct>(t);
  s.erase_nil_paths_if([&](const NilPath& p) {
    if (!stored.root) return map || whole;
    if (p.root == stored.root) return one_way(p, stored);
    bool apart = !told(p.root) && f_.at(p.root).op == Opcode::Alloc && f_.at(stored.root).op == Opcode::Alloc;
    if (apart) return false;
    return whole || (map && (stored.depth == 0 || stored.field == p.field));
  });
}

// Whether the call may make the map.
bool FunctionFlow::may_assign(const Instr& call, const NilPath& p) const {
  if (call.op == Opcode::Builtin) return false;
  if (const FunctionSummary* s = callee_summary(call))
    return s->assigns_any || std::find(s->assigns.begin(), s->assigns.end(), p.field) != s->assigns.end();
  const Func* f = ir::callee(call);
  if (call.op != Opcode::Call || !f) return true;
  uint32_t model = model_of(f);
  if (model && !(model & kDecodes)) return false;
  bool standard = f->pkg && f->pkg->details && f->pkg->details->unit && f->pkg->details->unit->standard;
  if (!standard) return true;
  // The standard library knows nothing of the object unless it is given it, or a function that does.
  return std::ranges::any_of(f_.operands_of(call), [&](ValueId o) {
    if (!o) return false;
    if (f_.at(o).op == Opcode::MakeInterface) o = f_.operand(o, 0);
    Opcode op = f_.at(number(o)).op;
    NilPath given = path_to(o);
    return op == Opcode::MakeClosure || op == Opcode::FuncRef || op == Opcode::BoundMethod || (given.root == p.root && one_way(given, p));
  });
}

void FunctionFlow::nil_paths_at_call(const Instr& call, State& s, std::vector<NilPath> parts) {
  for (const NilPath& p : parts) s.add_nil_path(p);
  if (!s.nil_paths().empty()) s.erase_nil_paths_if([&](const NilPath& p) { return may_assign(call, p); });
}

void FunctionFlow::nil_after_call(const Instr& call, const FunctionSummary& callee, State& s) {
  for (const NilSummary& n : callee.nil_after) {
    ValueId a = number(argument(call, n.map.parameter));
    // A generic function empties variables of any type.
    Pointer* pointer = a && n.map.depth == 0 && f_.at(a).type ? as_under<Pointer>(f_.at(a).type) : nullptr;
    if (n.result >= 0 || !a || (pointer && !as_under<Map>(pointer->elem))) continue;
    NilPath p = path_to(a);
    if (!p.root || p.depth + n.map.depth > NilPath::kMaxDepth) continue;
    std::copy(n.map.fields.begin(), n.map.fields.begin() + n.map.depth, p.fields.begin() + p.depth);
    p.depth = static_cast<uint8_t>(p.depth + n.map.depth);
    if (n.map.field) p.field = n.map.field;
    s.erase_places_if([&](const PlaceFact& place) { return path_to(place.address) == p; });
    if (n.map.depth == 0) s.set_place({a, {}, Nilness::Nil, true});
    else s.add_nil_path(p);
  }
}

// The value is a result of the call.
void FunctionFlow::nil_in_result(ValueId value, const Instr& call, uint32_t result, State& s) {
  const FunctionSummary* callee = forgetting_ ? nullptr : callee_summary(call);
  if (!callee || !(number(value) == value)) return;
  for (const NilSummary& n : callee->nil_after) {
    if (n.result != static_cast<int>(result)) continue;
    NilPath p{value, n.map.field, n.map.depth};
    std::copy(n.map.fields.begin(), n.map.fields.end(), p.fields.begin());
    s.add_nil_path(p);
  }
}

void FunctionFlow::run_defers(State& s) {
  std::vector<NilPath> parts;
  for (const PlaceFact& p : s.places())
    if (!local(p.address)) nil_parts(p, s, parts);
  for (const NilPath& p : parts) s.add_nil_path(p);
  s.erase_places_if([&](const PlaceFact& p) { return !local(p.address); });
  for (const Instr& i : f_.instrs)
    if (i.sub == static_cast<uint8_t>(ir::CallMode::Defer) && (i.op == Opcode::Call || i.op == Opcode::Invoke))
      s.erase_nil_paths_if([&](const NilPath& p) { return may_assign(i, p); });
}

}  // namespace ptrsafe::flow
