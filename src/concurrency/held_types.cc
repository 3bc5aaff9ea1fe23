#include "concurrency/held_types.h"

#include <algorithm>
#include <utility>

#include "concurrency/places.h"
#include "flow/ahead.h"
#include "flow/contexts.h"
#include "types/lookup.h"
#include "types/under.h"

namespace ptrsafe::concurrency {
namespace {

constexpr int kDepth = 6;
constexpr size_t kMostTypes = 8;
constexpr size_t kMostCalls = 16;

bool is_interface(Type* t) { return t && as_under<Interface>(t); }

}  // namespace

void HeldTypes::index() const {
  if (std::exchange(indexed_, true)) return;
  for (const Examined* b : flow::ahead(bodies_)) {
    const Function& f = b->function;
    for (ValueId v : f.with(Opcode::Store)) {
      ValueId value = f.operand(v, 1);
      if (const Var* to = is_interface(f.at(value).type) ? place_at(*b, f.operand(v, 0)).variable : nullptr) stored_[origin_of(to)].push_back({b, value});
    }
    for (ValueId v : f.with(Opcode::StructLit)) {
      const Instr& i = f.at(v);
      Struct* s = i.type ? as_under<Struct>(i.type) : nullptr;
      for (size_t k = 0; s && k < s->fields.size() && k < i.count; k++)
        if (ValueId value = f.operand(i, k); value && is_interface(s->fields[k]->type)) stored_[origin_of(s->fields[k].get())].push_back({b, value});
    }
  }
}

bool HeldTypes::add_variable(const Var* v, Types& out, int depth) const {
  bool kept = v->bits & (Var::kField | Var::kPackageVar);
  if (!kept || !v->pkg || !program_.package(v->pkg) || (v->exported() && !program_.contexts().closed(v->pkg))) return false;
  index();
  auto [it, fresh] = variables_.try_emplace(v, Types());  // in recursion: nothing more
  if (fresh) {
    Types own;
    bool known = true;
    if (auto stored = stored_.find(v); stored != stored_.end())
      for (const Stored& s : stored->second) known = known && add(*s.body, s.value, own, depth + 1);
    variables_[v] = known ? std::optional(std::move(own)) : std::nullopt;
    it = variables_.find(v);
  }
  if (!it->second) return false;
  for (Type* t : *it->second)
    if (std::find(out.begin(), out.end(), t) == out.end()) out.push_back(t);
  return out.size() <= kMostTypes;
}

// What a declared function returns.
bool HeldTypes::add_result(const Func* callee, uint32_t number, Types& out, int depth) const {
  if (callee && callee->origin) callee = callee->origin;
  const flow::PackageFlow* owner = callee && callee->pkg ? program_.package(callee->pkg) : nullptr;
  const Examined* target = owner ? owner->examined(callee) : nullptr;
  if (!target) return false;
  const Function& f = target->function;
  return std::ranges::all_of(target->dominators.order(), [&](BlockId b) {
    const Instr& last = f.at(f.blocks[b.v].instrs.back());
    return last.op != Opcode::Return || (number < last.count && add(*target, f.operand(last, number), out, depth + 1));
  });
}

bool HeldTypes::add(const Examined& body, ValueId v, Types& out, int depth) const {
  const Function& f = body.function;
  v = same(body, v);
  if (!v || depth > kDepth) return false;
  const Instr& i = f.at(v);
  switch (i.op) {
    case Opcode::Zero: return true;
    case Opcode::MakeInterface: {
      Type* t = f.at(f.operand(i, 0)).type;
      if (!t || is_interface(t)) return false;
      if (std::find(out.begin(), out.end(), t) == out.end()) out.push_back(t);
      return out.size() <= kMostTypes;
    }
    case Opcode::Convert: return is_interface(f.at(f.operand(i, 0)).type) && add(body, f.operand(i, 0), out, depth + 1);
    case Opcode::Load:
    case Opcode::Field: {
      Place p = i.op == Opcode::Load ? place_at(body, f.operand(i, 0)) : Place{field_of(f, i), {}};
      return p.variable && is_interface(p.variable->type) && add_variable(origin_of(p.variable), out, depth);
    }
    case Opcode::Call: return i.type && i.type->kind != TypeKind::Tuple && add_result(ir::callee(i), 0, out, depth);
    case Opcode::Extract: return add_result(ir::callee(f.at(f.operand(i, 0))), i.aux, out, depth);
    case Opcode::Param: {
      const flow::Contexts& contexts = program_.contexts();
      auto calls = contexts.calls_of(&f);
      if (f.parent || contexts.has_unseen_callers(&f) || calls.empty() || calls.size() > kMostCalls) return false;
      return std::all_of(calls.begin(), calls.end(), [&](const flow::CallSite& c) {
        ValueId argument = c.caller->function.operand(c.at, i.aux + 1);
        return argument && add(*c.caller, argument, out, depth + 1);
      });
    }
    default: return false;
  }
}

std::vector<const Func*> HeldTypes::reached(const Examined& body, ValueId v, const Func& method, const std::vector<const Func*>& all, bool* seen) const {
  Types types;
  *seen = false;
  if (all.size() < 2 || !add(body, v, types, 0)) return all;
  std::vector<const Func*> out;
  for (Type* t : types) {
    LookupResult found = lookup_field_or_method(t, true, method.pkg, method.name);
    const Func* target = found.obj ? as_object<Func>(found.obj) : nullptr;
    if (!target) return all;
    if (target->origin) target = target->origin.get();
    // Of an embedded interface, another call.
    if (std::find(all.begin(), all.end(), target) == all.end()) return all;
    if (std::find(out.begin(), out.end(), target) == out.end()) out.push_back(target);
  }
  *seen = !out.empty();
  return out.empty() ? all : out;
}

}  // namespace ptrsafe::concurrency
