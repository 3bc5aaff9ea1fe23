#include "concurrency/joins.h"

#include <algorithm>

#include "concurrency/sharing.h"

namespace ptrsafe::concurrency {
namespace {

constexpr int kDepth = 4;

std::vector<ValueId> returns_of(const Examined& body) {
  const Function& f = body.function;
  std::vector<ValueId> out;
  for (BlockId b : body.dominators.order())
    if (ValueId last = f.blocks[b.v].instrs.back(); f.at(last).op == Opcode::Return) out.push_back(last);
  return out;
}

// The instructions that have the value as an operand.
std::vector<ValueId> uses_of(const Examined& body, ValueId v) {
  const Function& f = body.function;
  std::vector<ValueId> out;
  for (uint32_t n = 1; n < f.instrs.size(); n++) {
    std::span<const ValueId> operands = f.operands_of(f.instrs[n]);
    if (std::any_of(operands.begin(), operands.end(), [&](ValueId o) { return o && same(body, o) == v; })) out.push_back(ValueId{n});
  }
  return out;
}

bool starts(const Edge& e) { return e.kind == Edge::Go; }

}  // namespace

template <class Find>
bool Joins::once(Answers& answers, const Examined& body, ValueId v, ValueId at, int depth, Find find) {
  std::tuple key(&body, v.v, at.v, depth);
  if (auto known = answers.find(key); known != answers.end()) return known->second;
  bool yes = find();
  answers[key] = yes;
  return yes;
}

// The function that is given to a call is not called any more when that returns.
bool Joins::handed_on(const Examined& body, ValueId call, ValueId function, int depth) const {
  const Function& f = body.function;
  const Instr& i = f.at(call);
  if (static_cast<ir::CallMode>(i.sub) != ir::CallMode::Now) return false;
  std::span<const Edge> edges = graph_.calls_at(&f, call);
  if (const Instr& made = f.at(function); i.op == Opcode::Invoke && made.op == Opcode::MakeClosure && std::any_of(edges.begin(), edges.end(), [&](const Edge& e) { return e.kind == Edge::Library && &e.callee->function == f.closures[made.aux].get(); })) return true;
  return !edges.empty() && std::all_of(edges.begin(), edges.end(), [&](const Edge& e) {
    if (e.kind == Edge::Library || e.kind == Edge::Once) return true;
    if (e.kind != Edge::Call || e.vague) return false;
    const Function& g = e.callee->function;
    for (size_t k = 0; k < g.params.size(); k++) {
      ValueId given = g.params[k] ? e.argument(k) : ValueId{};
      if (given && same(body, given) == function && !stays(*e.callee, g.params[k], depth + 1)) return false;
    }
    return true;
  });
}

// Nobody calls the function value of the body when that has returned.
bool Joins::stays(const Examined& body, ValueId function, int depth) const {
  if (depth > kDepth) return false;
  function = same(body, function);
  return once(stays_, body, function, {}, depth, [&] { return find_stays(body, function, depth); });
}

bool Joins::find_stays(const Examined& body, ValueId function, int depth) const {
  const Function& f = body.function;
  std::vector<ValueId> uses = uses_of(body, function);
  return std::all_of(uses.begin(), uses.end(), [&](ValueId use) {
    const Instr& i = f.at(use);
    switch (i.op) {
      case Opcode::Binary: return true;  // compared with nil
      case Opcode::Invoke: return handed_on(body, use, function, depth);
      case Opcode::Call: {
        std::span<const Edge> edges = graph_.calls_at(&f, use);
        if (std::any_of(edges.begin(), edges.end(), starts)) return std::none_of(edges.begin(), edges.end(), [&](const Edge& e) { return order_.outlives(e); });
        bool called = f.operand(i, 0) && same(body, f.operand(i, 0)) == function;
        return called ? static_cast<ir::CallMode>(i.sub) != ir::CallMode::Go : handed_on(body, use, function, depth);
      }
      case Opcode::MakeClosure: {
        const Function* inner = f.closures[i.aux].get();
        const Examined* literal = graph_.body(inner);
        if (!literal || !stays(body, use, depth + 1)) return false;
        for (size_t k = 0; k < i.count; k++)
          if (ValueId captured = free_var(*inner, k); captured && f.operand(i, k) && same(body, f.operand(i, k)) == function && !stays(*literal, captured, depth + 1)) return false;
        return true;
      }
      default: return false;
    }
  });
}

bool Joins::over_at_returns(const Examined& body, ValueId publication, int depth) const {
  return once(over_at_returns_, body, publication, {}, depth, [&] { return find_over_at_returns(body, publication, depth); });
}

bool Joins::find_over_at_returns(const Examined& body, ValueId publication, int depth) const {
  std::vector<ValueId> all = returns_of(body);
  return std::all_of(all.begin(), all.end(), [&](ValueId r) { return !order_.leads(body, publication, r) || over(body, publication, r, depth); });
}

bool Joins::over(const Examined& body, ValueId publication, ValueId before, int depth) const {
  if (depth > kDepth) return false;
  const Function& f = body.function;
  const Instr& i = f.at(publication);
  if (i.op == Opcode::Call) {
    std::span<const Edge> edges = graph_.calls_at(&f, publication);
    return !edges.empty() && std::all_of(edges.begin(), edges.end(), [&](const Edge& e) {
      if (e.kind == Edge::Go) return order_.over(e, before);
      if (e.kind != Edge::Call || e.vague) return false;
      const Examined& callee = *e.callee;
      for (ValueId p : callee.function.params)
        for (ValueId inner : p ? origins_.given_at(callee, p) : std::span<const ValueId>())
          if (!over_at_returns(callee, inner, depth + 1)) return false;
      return true;
    });
  }
  if (i.op != Opcode::MakeClosure && i.op != Opcode::BoundMethod) return false;
  std::vector<ValueId> uses = uses_of(body, publication);
  return !uses.empty() && std::all_of(uses.begin(), uses.end(), [&](ValueId use) {
    const Instr& u = f.at(use);
    if (u.op != Opcode::Call) return false;
    std::span<const Edge> edges = graph_.calls_at(&f, use);
    if (std::any_of(edges.begin(), edges.end(), starts)) return !order_.leads(body, use, before) || std::all_of(edges.begin(), edges.end(), [&](const Edge& e) { return order_.over(e, before); });
    bool called = u.count > 0 && f.operand(u, 0) && same(body, f.operand(u, 0)) == publication;
    return called ? static_cast<ir::CallMode>(u.sub) != ir::CallMode::Go : handed_on(body, use, publication, depth);
  });
}

std::vector<ValueId> Joins::calls_around(const Examined& body, ValueId made) const {
  const Function& f = body.function;
  std::vector<ValueId> uses = uses_of(body, made);
  bool all = std::all_of(uses.begin(), uses.end(), [&](ValueId use) {
    const Instr& i = f.at(use);
    if ((i.op != Opcode::Call && i.op != Opcode::Invoke) || static_cast<ir::CallMode>(i.sub) != ir::CallMode::Now) return false;
    std::span<const Edge> edges = graph_.calls_at(&f, use);
    return std::none_of(edges.begin(), edges.end(), starts) && ((i.op == Opcode::Call && f.operand(i, 0) && same(body, f.operand(i, 0)) == made) || handed_on(body, use, made, 0));
  });
  return all ? uses : std::vector<ValueId>();
}

// The new object of the body: all else that gets it does so when what gets it at `at` is done.
bool Joins::made_around(const Examined& body, ValueId object, ValueId at) const {
  const Function& f = body.function;
  for (ValueId p : origins_.given_at(body, object)) {
    std::span<const ValueId> operands = f.operands_of(f.at(at));
    if (p == at || std::any_of(operands.begin(), operands.end(), [&](ValueId o) { return o && same(body, o) == p; })) continue;
    if (order_.leads(body, p, at) && !over(body, p, at)) return false;
    if (order_.leads(body, at, p) && !over(body, at, p)) return false;
  }
  return over_at_returns(body, at, 0);
}

// In the function that starts the goroutine at `at`, or in one that calls it there.
bool Joins::outside(const Examined& body, ValueId object, ValueId at, int depth) const {
  if (depth > kDepth) return false;
  return once(outside_, body, object, at, depth, [&] { return find_outside(body, object, at, depth); });
}

bool Joins::find_outside(const Examined& body, ValueId object, ValueId at, int depth) const {
  const Function& f = body.function;
  ValueId root = root_of(body, object);
  const Instr& i = f.at(root);
  if (i.op == Opcode::FreeVar) {
    const Examined* outer = f.parent && f.made_at ? graph_.body(f.parent) : nullptr;
    return outer && i.aux < f.parent->at(f.made_at).count && over_at_returns(body, at, 0) && outside(*outer, f.parent->operand(f.made_at, i.aux), f.made_at, depth + 1);
  }
  if (i.op != Opcode::Param) return origins_.fresh(body, root) && made_around(body, root, at);
  std::span<const Edge> calls = graph_.calls_of(&f);
  return !calls.empty() && !graph_.has_unseen_callers(&f) && over_at_returns(body, at, 0) && std::all_of(calls.begin(), calls.end(), [&](const Edge& e) {
    ValueId given = e.argument(i.aux);
    return given && (e.kind == Edge::Call || e.kind == Edge::Go) && outside(*e.caller, given, e.at, depth + 1);
  });
}

bool Joins::inside(const Edge& go, const Examined& body, ValueId object, int depth) const {
  if (depth > kDepth) return false;
  const Function& f = body.function;
  ValueId root = root_of(body, object);
  const Instr& i = f.at(root);
  const bool begins = &body == go.callee;
  if (i.op == Opcode::FreeVar) {
    const Examined* outer = f.parent && f.made_at ? graph_.body(f.parent) : nullptr;
    if (!outer || i.aux >= f.parent->at(f.made_at).count) return false;
    ValueId captured = f.parent->operand(f.made_at, i.aux);
    if (!begins) return order_.runs_in(&go.callee->function, f.parent) ? inside(go, *outer, captured, depth + 1) : outside(*outer, captured, f.made_at, depth + 1);
    return outer == go.caller ? outside(*outer, captured, go.at, depth + 1) : outside(*outer, captured, f.made_at, depth + 1);
  }
  if (i.op != Opcode::Param) return false;
  if (begins) {
    ValueId given = go.argument(i.aux);
    return given && outside(*go.caller, given, go.at, depth + 1);
  }
  bool some = false;
  for (const Edge& e : graph_.calls_of(&f)) {
    if (e.kind == Edge::Go || e.vague || !order_.runs_in(&go.callee->function, &e.caller->function)) continue;
    some = true;
    if (ValueId given = e.argument(i.aux)) {
      if (!inside(go, *e.caller, given, depth + 1)) return false;
      continue;
    }
    // A method value, which was given to who calls it.
    if (!e.bound || i.aux != 0) return false;
    for (const auto& [b, bound] : graph_.bindings_of(&f))
      if (!outside(*b, b->function.operand(bound, 0), bound, depth + 1)) return false;
  }
  return some;
}

bool Joins::within_making(const Edge& go, const Examined& body, ValueId object) const {
  std::tuple key(&go, &body.function, root_of(body, object).v);
  auto [it, fresh] = within_making_.try_emplace(key, false);
  if (!fresh) return it->second;
  bool yes = inside(go, body, object, 0);
  return within_making_[key] = yes;
}

}  // namespace ptrsafe::concurrency
