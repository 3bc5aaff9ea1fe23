// Ownership: whether whoever has an object is the only one who does: what makes it, where it is given to others, what callers own.
#include "concurrency/origins.h"

#include <algorithm>
#include <utility>

#include "flow/ahead.h"
#include "flow/library.h"
#include "types/under.h"

namespace ptrsafe::concurrency {
namespace {

// A path leads from behind `from` to `to`; not through `around`, if that is not where it begins.
bool reaches(const Examined& body, ValueId from, ValueId to, BlockId around) {
  const Function& f = body.function;
  BlockId start = f.at(from).block, goal = f.at(to).block;
  if (start == goal)
    for (ValueId v : f.blocks[start.v].instrs) {
      if (v == to) break;
      if (v == from) return true;
    }
  std::vector<uint8_t> seen(f.blocks.size());
  ir::BlockList work = f.blocks[start.v].succs;
  while (!work.empty()) {
    BlockId b = work.back();
    work.pop_back();
    // Another turn of the loop makes another object.
    if (std::exchange(seen[b.v], 1) || b == around) continue;
    if (b == goal) return true;
    work.insert(work.end(), f.blocks[b.v].succs.begin(), f.blocks[b.v].succs.end());
  }
  return false;
}

}  // namespace

bool Origins::fresh(const Examined& body, ValueId v) const {
  v = same(body, v);
  const Function& f = body.function;
  const Instr& i = f.at(v);
  switch (i.op) {
    case Opcode::Alloc:
    case Opcode::MakeMap:
    case Opcode::MakeSlice:
    case Opcode::ArrayLit:
    case Opcode::StructLit: return true;
    case Opcode::Call: {
      const Func* callee = ir::callee(i);
      if (callee && flow::package_path(callee) == "maps" && (callee->name.view() == "Clone" || callee->name.view() == "Collect")) return true;
      const Examined* target = only_callee(body, v);
      return target && gives_fresh(*target, 0, 0);
    }
    case Opcode::Invoke: return all_give_fresh(body, v, 0);
    case Opcode::Extract: {
      if (f.at(f.operand(i, 0)).op == Opcode::Invoke) return all_give_fresh(body, f.operand(i, 0), i.aux);
      const Examined* target = f.at(f.operand(i, 0)).op == Opcode::Call ? only_callee(body, f.operand(i, 0)) : nullptr;
      return target && gives_fresh(*target, i.aux, 0);
    }
    default: return false;
  }
}

// Whichever method of that name the interface has, it makes what it returns.
bool Origins::all_give_fresh(const Examined& body, ValueId invoke, uint32_t result) const {
  std::span<const Edge> calls = graph_.calls_at(&body.function, invoke);
  return !calls.empty() && std::all_of(calls.begin(), calls.end(), [&](const Edge& e) { return e.kind == Edge::Call && !e.vague && gives_fresh(*e.callee, result, 0); });
}

bool Origins::gives_fresh(const Examined& body, uint32_t result, int depth) const {
  if (depth > 4) return false;
  auto [it, first] = fresh_results_.try_emplace({&body.function, result}, 0);
  if (!first) return it->second == 2;
  const Function& f = body.function;
  bool all = true, some = false;
  for (BlockId b : body.dominators.order()) {
    ValueId at = f.blocks[b.v].instrs.back();
    const Instr& last = f.at(at);
    if (last.op != Opcode::Return || result >= last.count) continue;
    ValueId value = same(body, f.operand(last, result));
    if (f.at(value).op == Opcode::Zero) continue;
    some = true;
    all = all && owned(body, value, at, depth + 1) && f.at(root_of(body, value)).op != Opcode::Param;
  }
  bool yes = all && some;
  fresh_results_[{&body.function, result}] = yes ? 2 : 1;
  return yes;
}

bool Origins::own_part(const Examined& body, ValueId v, const Var* field, int depth) const {
  const Function& f = body.function;
  v = v ? same(body, v) : v;
  if (!v || depth > 4 || !f.at(v).type) return false;
  const Instr& i = f.at(v);
  switch (i.op) {
    case Opcode::StructLit: {
      Struct* s = as_under<Struct>(i.type);
      for (size_t k = 0; s && k < s->fields.size() && k < i.count; k++)
        if (origin_of(s->fields[k].get()) == origin_of(field)) return f.operand(i, k) && fresh(body, f.operand(i, k));
      return false;
    }
    case Opcode::Load: {
      // `c := *p; c.m = maps.Clone(c.m)`: of a local variable, whose field is stored before.
      ValueId cell = same(body, f.operand(i, 0));
      if (f.at(cell).op != Opcode::Alloc) return false;
      std::span<const ValueId> stores = f.with(Opcode::Store);
      return std::any_of(stores.begin(), stores.end(), [&](ValueId store) {
        Place to = place_at(body, f.operand(store, 0));
        return to.variable && to.object && origin_of(to.variable) == origin_of(field) && same(body, to.object) == cell && fresh(body, f.operand(store, 1)) && dominates(body, store, v);
      });
    }
    case Opcode::Call: {
      const Examined* target = only_callee(body, v);
      return target && std::ranges::all_of(target->dominators.order(), [&](BlockId b) {
        const Instr& last = target->function.at(target->function.blocks[b.v].instrs.back());
        return last.op != Opcode::Return || (last.count == 1 && own_part(*target, target->function.operand(last, 0), field, depth + 1));
      });
    }
    case Opcode::Param: {
      std::span<const Edge> calls = graph_.calls_of(&f);
      // The goroutines that a loop starts all get a map that was made before it.
      auto again = [&](const Edge& e, ValueId argument) {
        const Function& g = e.caller->function;
        const Instr& literal = g.at(same(*e.caller, argument));
        Struct* s = e.kind == Edge::Go && literal.op == Opcode::StructLit ? as_under<Struct>(literal.type) : nullptr;
        for (size_t k = 0; s && k < s->fields.size() && k < literal.count; k++)
          if (origin_of(s->fields[k].get()) == origin_of(field)) return g.operand(literal, k) && in_loop(*e.caller, e.at, same(*e.caller, g.operand(literal, k)));
        return false;
      };
      return !calls.empty() && !graph_.has_unseen_callers(&f) && std::ranges::all_of(calls, [&](const Edge& e) {
        ValueId argument = e.argument(i.aux);
        return argument && !again(e, argument) && own_part(*e.caller, argument, field, depth + 1);
      });
    }
    default: return false;
  }
}

// Where each object of the body is given to others: to goroutines, to what lasts.
const Origins::Publications& Origins::publications(const Examined& body) const {
  const Function& f = body.function;
  auto [known, first] = publications_.try_emplace(&f);
  if (!first) return *known->second;  // in recursion: nothing
  known->second = std::make_unique<Publications>();
  Publications out;
  auto note = [&](ValueId v, ValueId at) {
    if (!v) return;
    v = same(body, v);
    // The address of a part leads to the whole.
    while (f.at(v).op == Opcode::FieldAddr || f.at(v).op == Opcode::IndexAddr || f.at(v).op == Opcode::MakeInterface || f.at(v).op == Opcode::SliceOf || f.at(v).op == Opcode::Convert) v = same(body, f.operand(v, 0));
    out[v.v].push_back(at);
  };
  auto lasts = [&](ValueId address) {
    const Instr& root = f.at(root_of(body, address));
    if (root.op != Opcode::Alloc) return true;
    auto* cell = static_cast<Var*>(Ref<Object>::from_raw(root.aux).get());
    return cell && (cell->bits & Var::kCaptured);
  };
  f.each(ir::opcodes({Opcode::Store, Opcode::MapUpdate, Opcode::Send, Opcode::MakeClosure, Opcode::BoundMethod, Opcode::Call}), [&](ValueId v) {
    const Instr& i = f.at(v);
    switch (i.op) {
      case Opcode::Store:
        if (lasts(f.operand(i, 0))) note(f.operand(i, 1), v);
        break;
      case Opcode::MapUpdate: note(f.operand(i, 2), v), note(f.operand(i, 1), v); break;
      case Opcode::Send: note(f.operand(i, 1), v); break;
      case Opcode::MakeClosure: {
        // A literal that is only called here runs in no other goroutine.
        const Function* inner = f.closures[i.aux].get();
        std::span<const Edge> calls = graph_.calls_of(inner);
        bool others = calls.empty() || graph_.has_unseen_callers(inner);
        for (const Edge& e : calls) others = others || e.kind == Edge::Go || !(e.caller == &body || e.kind == Edge::Library || e.kind == Edge::Once);
        if (others)
          for (ValueId o : f.operands_of(i)) note(o, v);
        break;
      }
      case Opcode::BoundMethod: note(f.operand(i, 0), v); break;
      case Opcode::Call: {
        const Func* callee = ir::callee(i);
        bool go = static_cast<ir::CallMode>(i.sub) == ir::CallMode::Go || flow::starts_goroutine(callee);
        bool keeps = callee && flow::library_keeps(callee) != flow::Keeps::Nothing;
        // The address of an atomic variable is not kept by it.
        bool atomic = callee && flow::package_path(callee) == "sync/atomic";
        for (size_t k = atomic ? 2 : 1; k < i.count; k++) {
          if (go || keeps) note(f.operand(i, k), v);
          else
            for (const Edge& e : graph_.calls_at(&f, v)) {
              size_t p = k - 1 + e.bound;
              const Function& g = e.callee->function;
              if (e.kind == Edge::Call && p < g.params.size() && g.params[p] && publications(*e.callee).contains(g.params[p].v)) note(f.operand(i, k), v);
            }
        }
        break;
      }
      default: break;
    }
  });
  return *(publications_[&f] = std::make_unique<Publications>(std::move(out)));
}

// Some way leads from where the object is given to others to `before`.
bool Origins::published(const Examined& body, ValueId object, ValueId before) const {
  const Function& f = body.function;
  const Publications& all = publications(body);
  auto it = all.find(object.v);
  if (it == all.end()) return false;
  return std::any_of(it->second.begin(), it->second.end(), [&](ValueId p) {
    return reaches(body, p, before, f.at(object).block) && !(over_ && over_(body, p, before));
  });
}

bool Origins::given_out(const Examined& body, ValueId v) const {
  const Function& f = body.function;
  v = same(body, v);
  for (uint32_t n = 1; n < f.instrs.size(); n++) {
    const Instr& i = f.instrs[n];
    if (i.op != Opcode::Return && i.op != Opcode::Store && i.op != Opcode::MapUpdate && i.op != Opcode::BoundMethod) continue;
    for (size_t k = i.op == Opcode::Store ? 1 : 0; k < i.count; k++) {
      ValueId o = f.operand(i, k);
      if (o && f.at(same(body, o)).op == Opcode::MakeInterface) o = f.operand(same(body, o), 0);
      if (o && same(body, o) == v) return true;
    }
  }
  return false;
}

const Var* Origins::published_by_atomic(const Examined& body, ValueId v, ValueId at) const {
  const Function& f = body.function;
  v = same(body, v);
  const Publications& all = publications(body);
  auto it = all.find(v.v);
  if (it == all.end()) return nullptr;
  for (ValueId p : it->second) {
    const Instr& i = f.at(p);
    const Func* callee = i.op == Opcode::Call ? ir::callee(i) : nullptr;
    if (callee && flow::package_path(callee) == "sync/atomic" && reaches(body, p, at, f.at(v).block)) return place_at(body, f.operand(i, 1)).variable;
  }
  return nullptr;
}

bool Origins::owned(const Examined& body, ValueId v, ValueId at, int depth) const {
  if (!v || depth > 8) return false;
  const Function& f = body.function;
  v = same(body, v);
  const Instr& i = f.at(v);
  switch (i.op) {
    case Opcode::Field:
      // A struct is a copy, what it points to may be an entry of a map.
      if (i.type && as_under<Pointer>(i.type) && !in_result(body, f.operand(i, 0), i.aux, 0).empty()) return false;
      return owned(body, f.operand(i, 0), at, depth + 1);
    case Opcode::FieldAddr:
    case Opcode::IndexAddr: return owned(body, f.operand(i, 0), at, depth + 1);
    case Opcode::StructLit: return true;
    case Opcode::Alloc: {
      auto* cell = static_cast<Var*>(Ref<Object>::from_raw(i.aux).get());
      // Captured variables are places of their own.
      if (cell && (cell->bits & Var::kCaptured)) return false;
      return !published(body, v, at);
    }
    case Opcode::Load: {
      // What an owned object holds is not its own but for what it was made with; a local variable's value, if that is.
      const Instr& a = f.at(same(body, f.operand(i, 0)));
      if (a.op == Opcode::FieldAddr || a.op == Opcode::IndexAddr) return owned(body, f.operand(a, 0), at, depth + 1) && f.at(root_of(body, v)).op != Opcode::Param;
      return false;
    }
    case Opcode::MakeMap:
    case Opcode::MakeSlice:
    case Opcode::ArrayLit: return !published(body, v, at);
    case Opcode::Call:
    case Opcode::Invoke:
    case Opcode::Extract: return fresh(body, v) && !published(body, v, at);
    case Opcode::Phi:
      for (ValueId o : f.operands_of(i))
        if (o && f.at(same(body, o)).op != Opcode::Zero && !(same(body, o) == v) && !owned(body, o, at, depth + 2)) return false;
      return true;
    case Opcode::Param: return owned_parameter(body, i.aux, depth + 1) && !published(body, v, at);
    case Opcode::FreeVar: return owned_capture(body, i.aux, depth + 1) && !published(body, v, at);
    default: return false;
  }
}

// The literal runs only where it stands, in the goroutine of the function that has made it, and that owns what it has captured.
bool Origins::owned_capture(const Examined& literal, size_t n, int depth) const {
  const Function& f = literal.function;
  const Examined* outer = f.parent && f.made_at ? graph_.body(f.parent) : nullptr;
  ValueId captured = outer && n < f.parent->at(f.made_at).count ? f.parent->operand(f.made_at, static_cast<uint32_t>(n)) : ValueId{};
  std::span<const Edge> calls = graph_.calls_of(&f);
  return captured && !calls.empty() && !graph_.has_unseen_callers(&f) && std::all_of(calls.begin(), calls.end(), [&](const Edge& e) {
    return e.caller == outer && (e.kind == Edge::Call || e.kind == Edge::Library || e.kind == Edge::Once) && owned(*outer, captured, e.at, depth);
  });
}

bool Origins::owned_parameter(const Examined& body, size_t n, int depth) const {
  const Function* f = &body.function;
  // A value receiver or parameter is a copy, but what it points to is not.
  std::span<const Edge> edges = graph_.calls_of(f);
  bool option = f->parent && graph_.only_returned(f);
  if (option && edges.empty()) return owned_option(*f, n, depth);
  if (edges.empty() || (graph_.has_unseen_callers(f) && !option) || depth > 8) return false;
  auto [it, first] = owned_parameters_.try_emplace({f, n}, 2);  // in cycles: yes, until a caller says no
  if (!first) return it->second == 2;
  bool all = true;
  for (const Edge& e : edges) {
    ValueId argument = e.argument(n);
    all = all && argument && e.kind != Edge::Go && owned(*e.caller, argument, e.at, depth + 1);
    if (!all) break;
  }
  owned_parameters_[{f, n}] = all ? 2 : 1;
  return all;
}

// Nobody is seen to call the literal, which importers get as a value of a type and give back: functional options. The calls of values of the
// type tell what it is given.
bool Origins::owned_option(const Function& literal, size_t n, int depth) const {
  const Signature* s = literal.parent->signature;
  const Named* type = s && s->result_count() == 1 ? as<Named>(s->result(0)->type) : nullptr;
  if (!type) return false;
  if (!std::exchange(value_calls_known_, true))
    for (const Examined* b : flow::ahead(graph_.bodies()))
      for (ValueId v : b->function.with(Opcode::Call)) {
        const Function& f = b->function;
        const Instr& i = f.at(v);
        const Named* called = !ir::callee(i) && f.operand(i, 0) && f.at(f.operand(i, 0)).type ? as<Named>(f.at(f.operand(i, 0)).type) : nullptr;
        if (called) value_calls_[called].push_back({b, v});
      }
  auto calls = value_calls_.find(type);
  return calls != value_calls_.end() && std::all_of(calls->second.begin(), calls->second.end(), [&](const auto& c) {
    ValueId argument = c.first->function.operand(c.second, static_cast<uint32_t>(n) + 1);
    return argument && owned(*c.first, argument, c.second, depth + 1);
  });
}

bool Origins::owned_receiver(const Edge& e) const {
  const Signature* s = e.callee->function.signature;
  if (!s || !s->recv || e.kind == Edge::Go) return false;
  std::tuple key(e.caller, e.at.v, e.callee);  // callers and callees have copies of the edge
  auto [it, fresh] = owned_receivers_.try_emplace(key);
  if (!fresh) return it->second;
  ValueId argument = e.argument(0);
  return owned_receivers_[key] = argument && owned(*e.caller, argument, e.at);
}

}  // namespace ptrsafe::concurrency
