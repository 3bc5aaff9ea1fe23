#include "flow/dynamic_calls.h"

#include <algorithm>

#include "flow/map_table.h"
#include "types/lookup.h"
#include "types/predicates.h"

namespace ptrsafe::flow {
namespace {

constexpr size_t kMaxTargets = 64;  // interfaces that everybody implements tell nothing

const Func* origin(const Func* f) { return f->origin ? f->origin.get() : f; }

// `a` is `b` if the type parameters in `b` stand for the right types: generic bodies are analysed once, whatever their instances.
bool may_be_same(Type* a, Type* b) {
  a = unalias(a), b = unalias(b);
  if (!a || !b || a == b) return a == b;
  if (is_type_param(b)) return true;
  if (a->kind != b->kind) return false;
  auto all = [](const auto& x, const auto& y) {
    return x.size() == y.size() && std::equal(x.begin(), x.end(), y.begin(), [](const auto& p, const auto& q) { return may_be_same(p.get(), q.get()); });
  };
  auto tuples = [](const Tuple* x, const Tuple* y) {
    size_t n = x ? x->size() : 0;
    if (n != (y ? y->size() : 0)) return false;
    for (size_t k = 0; k < n; k++)
      if (!may_be_same(x->vars[k]->type, y->vars[k]->type)) return false;
    return true;
  };
  switch (a->kind) {
    case TypeKind::Named: {
      Named *x = as<Named>(a), *y = as<Named>(b);
      return x->is_instance() && y->is_instance() ? x->origin == y->origin && all(x->type_args, y->type_args) : identical(a, b);
    }
    case TypeKind::Pointer: return may_be_same(as<Pointer>(a)->elem, as<Pointer>(b)->elem);
    case TypeKind::Slice: return may_be_same(as<Slice>(a)->elem, as<Slice>(b)->elem);
    case TypeKind::Chan: return as<Chan>(a)->dir() == as<Chan>(b)->dir() && may_be_same(as<Chan>(a)->elem, as<Chan>(b)->elem);
    case TypeKind::Map: return may_be_same(as<Map>(a)->key, as<Map>(b)->key) && may_be_same(as<Map>(a)->elem, as<Map>(b)->elem);
    case TypeKind::Signature: {
      auto *x = as<Signature>(a), *y = as<Signature>(b);
      return x->variadic() == y->variadic() && x->type_params.empty() && y->type_params.empty() && tuples(x->params.get(), y->params.get()) && tuples(x->results.get(), y->results.get());
    }
    default: return identical(a, b);
  }
}

// What callers see of one of several callees: they cannot name its maps.
FunctionSummary seen_by_callers(const FunctionSummary& s, bool bound) {
  FunctionSummary out;
  int shift = bound ? 1 : 0;
  auto visible = [&](int parameter) { return parameter < shift ? -1 : parameter - shift; };
  for (ResultSummary r : s.results) {
    r.key_parameter = visible(r.key_parameter);
    r.fallback_parameter = visible(r.fallback_parameter);
    const Var* field = r.map.field;
    r.map = {};
    r.map.field = field;
    out.results.push_back(r);
  }
  for (size_t p = static_cast<size_t>(shift); p < s.needs.size(); p++) out.needs.push_back(s.needs[p]);
  for (PresenceSummary p : s.presences) {
    p.map = {};
    p.key_parameter = visible(p.key_parameter);
    out.presences.push_back(p);
  }
  out.no_return = s.no_return;
  return out;
}

void join_into(FunctionSummary& all, const FunctionSummary& one) {
  all.no_return = all.no_return && one.no_return;
  for (size_t k = 0; k < all.results.size() && k < one.results.size(); k++) {
    ResultSummary& a = all.results[k];
    const ResultSummary& b = one.results[k];
    if (b.boxed_nil && !a.boxed_nil) a.boxed_nil = b.boxed_nil;
    if (!b.may_be_nil) continue;
    bool guarded = a.guard == b.guard;
    if (!a.may_be_nil || (b.from_lookup && !a.from_lookup)) {
      bool both = a.may_be_nil;
      GuardSummary guard = a.guard;
      a = b;
      if (both) a.guard = guard;
    }
    // Who has no test in common with the others is not understood.
    if (!guarded && a.may_be_nil && a.guard != b.guard) a.may_be_nil = false, a.from_lookup = false;
  }
  for (size_t p = 0; p < all.needs.size(); p++)
    if (p >= one.needs.size() || !one.needs[p]) all.needs[p] = nullptr;
  std::erase_if(all.presences, [&](const PresenceSummary& p) {
    return std::find(one.presences.begin(), one.presences.end(), p) == one.presences.end();
  });
}

}  // namespace

void DynamicCalls::store(const Var* variable, const FunctionFlow& flow, ValueId value) {
  const Function& f = flow.function();
  const Instr& i = f.at(flow.number(value));
  if (!i.type || !as_under<Signature>(i.type) || i.op == Opcode::Zero) return;
  if (variable->origin) variable = variable->origin;
  Values& v = values_[variable];
  if (i.op != Opcode::FuncRef && i.op != Opcode::BoundMethod) {
    v.unknown = true;
    return;
  }
  std::pair<const Func*, bool> known{origin(static_cast<Func*>(Ref<Object>::from_raw(i.aux).get())), i.op == Opcode::BoundMethod};
  if (std::find(v.functions.begin(), v.functions.end(), known) == v.functions.end()) v.functions.push_back(known);
}

void DynamicCalls::add(const FunctionFlow& flow) {
  const Function& f = flow.function();
  for (uint32_t n = 1; n < f.instrs.size(); n++) {
    const Instr& i = f.instrs[n];
    if (i.op == Opcode::MakeInterface) {
      Type* t = f.at(f.operand(i, 0)).type;
      if (t && as<Named>(deref(t).first) && converted_set_.insert(t).second) converted_.push_back(t);
    } else if (i.op == Opcode::Store) {
      const Instr& a = f.at(f.operand(i, 0));
      if (a.op == Opcode::FieldAddr)
        if (const Var* field = field_at(flow, f.operand(i, 0))) store(field, flow, f.operand(i, 1));
      if (a.op == Opcode::Global) store(static_cast<Var*>(Ref<Object>::from_raw(a.aux).get()), flow, f.operand(i, 1));
    } else if (i.op == Opcode::StructLit) {
      Struct* s = as_under<Struct>(i.type);
      for (size_t k = 0; s && k < s->fields.size() && k < i.count; k++)
        if (as_under<Signature>(s->fields[k]->type)) store(s->fields[k], flow, f.operand(i, k));
    }
  }
}

void DynamicCalls::merge(const DynamicCalls& o) {
  for (Type* t : o.converted_)
    if (converted_set_.insert(t).second) converted_.push_back(t);
  for (const auto& [variable, from] : o.values_) {
    Values& to = values_[variable];
    to.unknown = to.unknown || from.unknown;
    for (const auto& f : from.functions)
      if (std::find(to.functions.begin(), to.functions.end(), f) == to.functions.end()) to.functions.push_back(f);
  }
}

void DynamicCalls::finish() {
  for (Type* t : converted_) {
    Named* n = as<Named>(deref(t).first);
    for (const Func* m : n->origin ? n->origin->methods : n->methods) by_method_[m->name.id()].emplace_back(t, m);
    Struct* s = as_under<Struct>(n);
    for (size_t k = 0; s && k < s->fields.size(); k++)
      if (s->fields[k]->embedded()) {
        add_promoted(t);
        break;
      }
  }
}

// The names of all methods of what the type embeds, at any depth.
void DynamicCalls::add_promoted(Type* t) {
  absl::flat_hash_set<Type*> seen;
  std::vector<Type*> work{deref(t).first};
  auto note = [&](const Func* m) {
    std::vector<Type*>& with = promoted_[m->name.id()];
    if (with.empty() || with.back() != t) with.push_back(t);
  };
  while (!work.empty()) {
    Type* at = unalias(work.back());
    work.pop_back();
    if (!seen.insert(at).second) continue;
    if (Named* n = as<Named>(at))
      for (const Func* m : n->origin->methods) note(m);
    Struct* s = as_under<Struct>(at);
    for (size_t k = 0; s && k < s->fields.size(); k++)
      if (s->fields[k]->embedded() && s->fields[k]->type) work.push_back(deref(s->fields[k]->type).first);
  }
}

const std::vector<const Func*>& DynamicCalls::methods(const Func* method) const {
  std::lock_guard lock(joined_->methods_mutex);
  auto [it, fresh] = joined_->methods.try_emplace(method);
  if (fresh) it->second = find_methods(method);
  return it->second;
}

std::vector<const Func*> DynamicCalls::find_methods(const Func* method) const {
  std::vector<const Func*> out;
  if (!method || !method->type) return out;
  absl::flat_hash_set<const Func*> seen;
  // False when they are too many.
  auto add = [&](const Func* f) {
    if (!f || (f->bits & Func::kInterfaceMethod) || !f->type || !may_be_same(f->type, method->type) || !seen.insert(origin(f)).second) return true;
    out.push_back(origin(f));
    return out.size() <= kMaxTargets;
  };
  auto looked_up = [&](Type* t) {
    LookupResult found = lookup_field_or_method(t, false, method->pkg, method->name);
    return found.obj ? as_object<Func>(found.obj) : nullptr;
  };
  if (auto promoted = promoted_.find(method->name.id()); promoted != promoted_.end())
    for (Type* t : promoted->second)
      if (!add(looked_up(t))) return {};
  auto declared = by_method_.find(method->name.id());
  if (declared == by_method_.end()) return out;
  for (const auto& [t, m] : declared->second) {
    if (!method->name.exported() && !(m->pkg && method->pkg && m->pkg->path == method->pkg->path)) continue;
    // Methods of instances have types of their own.
    if (!add(as<Named>(deref(t).first)->is_instance() ? looked_up(t) : m)) return {};
  }
  return out;
}

const FunctionSummary* DynamicCalls::of_method(const Func* method, const Summaries::Of& of) const {
  if (!method || !method->type) return nullptr;
  std::lock_guard lock(joined_->mutex);
  auto [it, fresh] = joined_->of.try_emplace(method);
  if (!fresh) return it->second.get();
  std::unique_ptr<FunctionSummary> all;
  for (const Func* f : methods(method)) {
    const FunctionSummary* one = of(f);
    if (!one) {
      all = nullptr;  // some are not known
      break;
    }
    FunctionSummary s = seen_by_callers(*one, false);
    if (all) join_into(*all, s);
    else all = std::make_unique<FunctionSummary>(std::move(s));
  }
  joined_->of[method] = std::move(all);
  return joined_->of[method].get();
}

const FunctionSummary* DynamicCalls::of_variable(const Var* variable, const Summaries::Of& of) const {
  if (variable->origin) variable = variable->origin;
  auto values = values_.find(variable);
  // Another package may set an exported one.
  if (values == values_.end() || values->second.unknown || values->second.functions.empty()) return nullptr;
  std::lock_guard lock(joined_->mutex);
  auto [it, fresh] = joined_->of.try_emplace(variable);
  if (!fresh) return it->second.get();
  std::unique_ptr<FunctionSummary> all;
  for (const auto& [f, bound] : values->second.functions) {
    const FunctionSummary* one = of(f);
    if (!one) return nullptr;
    FunctionSummary s = seen_by_callers(*one, bound);
    if (all) join_into(*all, s);
    else all = std::make_unique<FunctionSummary>(std::move(s));
  }
  it->second = std::move(all);
  return it->second.get();
}

}  // namespace ptrsafe::flow
