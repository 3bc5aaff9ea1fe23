#include "concurrency/claims.h"

#include <algorithm>

#include "flow/library.h"

namespace ptrsafe::concurrency {
namespace {

constexpr int kDepth = 3;
constexpr size_t kMostCallers = 16;

// The conditions that are known at the point, and whether they hold.
template <class F>
void for_conditions(const Examined& body, ValueId at, F each) {
  const Function& f = body.function;
  for (BlockId b = f.at(at).block; !(body.dominators.immediate(b) == b); b = body.dominators.immediate(b)) {
    BlockId above = body.dominators.immediate(b);
    const Instr& last = f.at(f.blocks[above.v].instrs.back());
    if (last.op != Opcode::If) continue;
    for (bool holds : {true, false}) {
      BlockId to = f.blocks[above.v].succs[holds ? 0 : 1];
      // All ways to `b` lead through the edge.
      if (f.blocks[to.v].preds.size() == 1 && body.dominators.dominates(to, b)) each(f.operand(last, 0), holds);
    }
  }
}

bool is_method(const Instr& i, std::string_view path, std::string_view prefix) {
  const Func* callee = i.op == Opcode::Call && i.sub == 0 ? ir::callee(i) : nullptr;
  return callee && flow::package_path(callee) == path && callee->name.view().starts_with(prefix);
}

}  // namespace

const std::vector<const Var*>& Claims::won(const Examined& body, ValueId at) const {
  std::unique_ptr<std::vector<const Var*>>& known = won_[{&body, at.v}];
  if (!known) known = std::make_unique<std::vector<const Var*>>(won(body, at, 0));
  return *known;
}

std::vector<const Var*> Claims::won(const Examined& body, ValueId at, int depth) const {
  const Function& f = body.function;
  std::vector<const Var*> out;
  for_conditions(body, at, [&](ValueId condition, bool holds) {
    ValueId c = same(body, condition);
    for (; f.at(c).op == Opcode::Unary && static_cast<Op>(f.at(c).sub) == Op::Not; c = same(body, f.operand(c, 0))) holds = !holds;
    const Instr& i = f.at(c);
    if (!holds || i.op != Opcode::Call) return;
    const Var* v = is_method(i, "sync/atomic", "CompareAndSwap") ? place_at(body, f.operand(i, 1)).variable : nullptr;
    std::span<const Edge> helper = v ? std::span<const Edge>() : graph_.calls_at(&f, c);
    if (helper.size() == 1 && helper[0].kind == Edge::Call) v = enters(*helper[0].callee);
    if (v) out.push_back(v);
  });
  std::span<const Edge> calls = graph_.calls_of(&f);
  if (!out.empty() || depth >= kDepth || calls.empty() || calls.size() > kMostCallers || graph_.has_unseen_callers(&f)) return out;
  bool first = true;
  for (const Edge& e : calls) {
    std::vector<const Var*> here = e.kind == Edge::Go ? std::vector<const Var*>() : won(*e.caller, e.at, depth + 1);
    if (first) out = std::move(here);
    else std::erase_if(out, [&](const Var* v) { return std::find(here.begin(), here.end(), v) == here.end(); });
    first = false;
    if (out.empty()) break;
  }
  return out;
}

// The helper gives true only where it has put a key into a map under a lock that was not in it: a lock made by hand for each key.
const Var* Claims::enters(const Examined& helper) const {
  auto [it, fresh] = enters_.try_emplace(&helper, nullptr);
  if (!fresh) return it->second;
  const Function& f = helper.function;
  std::span<const ValueId> updates = f.with(Opcode::MapUpdate), calls = f.with(Opcode::Call);
  if (updates.size() != 1 || f.with(Opcode::LookupOk).empty()) return nullptr;
  ValueId update = updates[0];
  const Var* map = place_of_value(helper, f.operand(update, 0)).variable;
  bool absent = false;
  for_conditions(helper, update, [&](ValueId condition, bool holds) {
    const Instr& ok = f.at(same(helper, condition));
    if (holds || ok.op != Opcode::Extract || ok.aux != 1) return;
    ValueId lookup = f.operand(ok, 0);
    absent = absent || (f.at(lookup).op == Opcode::LookupOk && same_path(helper, f.operand(lookup, 0), f.operand(update, 0)) && same_path(helper, f.operand(lookup, 1), f.operand(update, 1)) &&
                        std::any_of(calls.begin(), calls.end(), [&](ValueId c) { return is_method(f.at(c), "sync", "Lock") && dominates(helper, c, lookup); }));
  });
  if (!map || !absent) return nullptr;
  for (ValueId r : f.with(Opcode::Return)) {
    if (f.at(r).count != 1) return nullptr;
    const Instr& given = f.at(same(helper, f.operand(r, 0)));
    bool no = given.op == Opcode::Zero || (given.op == Opcode::Const && !Const{Ref<ConstData>::from_raw(given.aux)}.bool_value());
    if (!no && !dominates(helper, update, r)) return nullptr;
  }
  return enters_[&helper] = map;
}

bool Claims::passed(const Examined& body, ValueId at, const Object* lock, int depth) const {
  const Function& f = body.function;
  auto on = [&](const Instr& i) { return place_at(body, f.operand(i, 1)).variable == lock; };
  for (BlockId b = f.at(at).block;; b = body.dominators.immediate(b)) {
    bool taken = false;
    for (ValueId v : f.blocks[b.v].instrs) {
      if (v == at) break;
      const Instr& i = f.at(v);
      if (i.op == Opcode::FieldAddr || i.op == Opcode::Load) continue;
      if (taken && is_method(i, "sync", "Unlock") && on(i)) return true;
      taken = is_method(i, "sync", "Lock") && on(i);
    }
    if (body.dominators.immediate(b) == b) break;
  }
  std::span<const Edge> calls = graph_.calls_of(&f);
  if (depth >= kDepth || calls.empty() || calls.size() > kMostCallers || graph_.has_unseen_callers(&f)) return false;
  return std::all_of(calls.begin(), calls.end(), [&](const Edge& e) { return e.kind != Edge::Go && passed(*e.caller, e.at, lock, depth + 1); });
}

std::vector<Claims::Tested> Claims::tested(const Examined& body, ValueId at) const {
  const Function& f = body.function;
  std::vector<Tested> out;
  for_conditions(body, at, [&](ValueId condition, bool set) {
    ValueId v = same(body, condition);
    for (; f.at(v).op == Opcode::Unary && static_cast<Op>(f.at(v).sub) == Op::Not; v = same(body, f.operand(v, 0))) set = !set;
    if (const Instr& i = f.at(v); i.op == Opcode::Binary) {
      // v == nil
      Op op = static_cast<Op>(i.sub);
      if ((op != Op::Eql && op != Op::Neq) || f.at(same(body, f.operand(i, 1))).op != Opcode::Zero) return;
      set = set == (op == Op::Neq);
      v = same(body, f.operand(i, 0));
    } else if (i.op != Opcode::Load) {
      return;
    }
    if (f.at(v).op != Opcode::Load) return;
    if (Place p = place_at(body, f.operand(v, 0))) out.push_back({p.variable, p.object, set});
  });
  return out;
}

std::vector<const Var*> Claims::raised(const Examined& body, ValueId at) const {
  std::vector<const Var*> out;
  for (const Tested& t : tested(body, at))
    if (t.set) out.push_back(t.variable);
  return out;
}

}  // namespace ptrsafe::concurrency
