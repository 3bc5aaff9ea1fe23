#include "flow/tested_keys.h"

#include <algorithm>

#include "flow/models.h"

namespace ptrsafe::flow {
namespace {

constexpr size_t kMaxValues = 64;  // that one condition is made from

// Whether the goal is reached from `from` without another visit to `avoided`.
bool reaches(const Function& f, BlockId from, BlockId goal, BlockId avoided) {
  std::vector<bool> seen(f.blocks.size());
  std::vector<BlockId> work{from};
  while (!work.empty()) {
    BlockId b = work.back();
    work.pop_back();
    if (b == goal) return true;
    if (b == avoided || seen[b.v]) continue;
    seen[b.v] = true;
    for (BlockId s : f.blocks[b.v].succs) work.push_back(s);
  }
  return false;
}

// The value is made from the answer, or a variable that may have it.
bool made_from(const Examined& body, ValueId v, ValueId answer) {
  const Function& f = body.function;
  std::vector<ValueId> seen, work{v};
  while (!work.empty()) {
    ValueId x = work.back() ? body.flow.number(work.back()) : ValueId{};
    work.pop_back();
    if (!x || std::find(seen.begin(), seen.end(), x) != seen.end()) continue;
    if (x == answer || seen.size() == kMaxValues) return true;
    seen.push_back(x);
    const Instr& i = f.at(x);
    // A flag that is set on one of the ways behind the test.
    if (i.op == Opcode::Phi && body.dominators.dominates(f.at(answer).block, i.block)) return true;
    if (i.op == Opcode::Load && f.at(body.flow.number(f.operand(i, 0))).op == Opcode::Alloc) return true;
    for (ValueId o : f.operands_of(i)) work.push_back(o);
  }
  return false;
}

// A call in the block, before `at`, returns only for some of the answers.
bool asserted(const Examined& body, BlockId b, ValueId answer, ValueId at) {
  const Function& f = body.function;
  return std::ranges::any_of(f.blocks[b.v].instrs, [&](ValueId v) {
    const Instr& i = f.at(v);
    if (i.op != Opcode::Call || i.sub != 0 || (b == f.at(at).block && v.v >= at.v)) return false;
    if ((model_of(ir::callee(i)) & kAssertsArgument) && std::ranges::any_of(f.operands_of(i), [&](ValueId o) { return o && made_from(body, o, answer); })) return true;
    const FunctionSummary* callee = body.flow.callee_summary(i);
    return callee && std::ranges::any_of(callee->shown, [&](const ShownSummary& s) {
      ValueId o = s.when == ShownSummary::Always ? body.flow.argument(i, s.parameter) : ValueId{};
      return o && made_from(body, o, answer);
    });
  });
}

}  // namespace

bool alike(const Examined& body, ValueId a, ValueId b, int depth) {
  const Function& f = body.function;
  a = body.flow.number(a), b = body.flow.number(b);
  if (a == b) return true;
  const Instr &x = f.at(a), &y = f.at(b);
  if (depth > 4 || x.op != y.op || x.aux != y.aux || x.count != y.count) return false;
  if (x.op == Opcode::Const) return true;
  if (x.op != Opcode::Load && x.op != Opcode::IndexAddr && x.op != Opcode::FieldAddr && x.op != Opcode::Field) return false;
  for (size_t k = 0; k < x.count; k++)
    if (!alike(body, f.operand(x, k), f.operand(y, k), depth + 1)) return false;
  return true;
}

bool answer_decides(const Examined& body, ValueId answer, ValueId at) {
  const Function& f = body.function;
  BlockId goal = f.at(at).block, first = f.at(answer).block;
  if (!body.dominators.dominates(first, goal)) return false;
  if (asserted(body, goal, answer, at)) return true;
  if (goal == first) return false;
  for (BlockId b = body.dominators.immediate(goal);; b = body.dominators.immediate(b)) {
    const ir::Block& block = f.blocks[b.v];
    const Instr& last = f.at(block.instrs.back());
    if (last.op == Opcode::If && !(block.succs[0] == block.succs[1]) && reaches(f, block.succs[0], goal, b) != reaches(f, block.succs[1], goal, b) &&
        made_from(body, f.operand(last, 0), answer))
      return true;
    if (asserted(body, b, answer, at)) return true;
    if (b == first || b.v == 0) return false;
  }
}

bool asked_and_entered(const Examined& body, ValueId key, ValueId at) {
  const Function& f = body.function;
  const FunctionFlow& flow = body.flow;
  key = flow.number(key);
  BlockId goal = f.at(at).block;
  std::vector<ValueId> asked, entered;
  for (ValueId v : f.with(Opcode::MapUpdate))
    if (alike(body, f.operand(v, 1), key)) entered.push_back(v);
  for (Opcode op : {Opcode::LookupOk, Opcode::Lookup})
    for (ValueId v : f.with(op))
      if (!(v == at) && alike(body, f.operand(v, 1), key)) asked.push_back(v);
  for (ValueId v : f.with(Opcode::Call)) {
    const FunctionSummary* callee = f.at(v).sub == 0 && flow.reached(v) ? flow.callee_summary(f.at(v)) : nullptr;
    if (!callee) continue;
    auto given = [&](int parameter) {
      ValueId o = flow.argument(f.at(v), parameter);
      return o && alike(body, o, key);
    };
    if (std::ranges::any_of(callee->entries_after, [&](const EntrySummary& e) { return e.present && given(e.key_parameter); })) entered.push_back(v);
    if (std::ranges::any_of(callee->results, [&](const ResultSummary& r) { return r.from_lookup && given(r.key_parameter); })) asked.push_back(v);
  }
  for (ValueId a : asked) {
    BlockId from = f.at(a).block;
    if (from == goal || !body.dominators.dominates(from, goal)) continue;
    for (ValueId e : entered) {
      BlockId b = f.at(e).block;
      if (!(b == from) && body.dominators.dominates(from, b) && reaches(f, b, goal, from)) return true;
    }
  }
  return false;
}

TestedKeys::TestedKeys(const Examined& body) : body_(body) {
  const Function& f = body.function;
  for (ValueId v : f.with(Opcode::LookupOk)) add(f.operand(v, 1), v);
  if (!f.with(Opcode::Lookup).empty())
    for (ValueId v : f.with(Opcode::Binary))
      for (ValueId o : f.operands_of(f.at(v))) {
        const Instr& x = f.at(body.flow.number(o));
        if (x.op == Opcode::Lookup) add(f.operand(x, 1), v);
      }
  for (ValueId v : f.with(Opcode::Call)) {
    const Instr& i = f.at(v);
    if (i.count > 2 && (model_of(ir::callee(i)) & kMapLoad)) add(f.operand(i, 2), v);
    const FunctionSummary* callee = body.flow.callee_summary(i);
    if (!callee) continue;
    for (const PresenceSummary& p : callee->presences) add(body.flow.argument(i, p.key_parameter), v);
  }
}

void TestedKeys::add(ValueId key, ValueId by) {
  key = body_.flow.number(key);
  if (key && body_.function.at(key).op == Opcode::MakeInterface) key = body_.flow.number(body_.function.operand(key, 0));
  if (key) tests_.push_back({key, by});
}

bool TestedKeys::before(ValueId key, ValueId at) const {
  key = body_.flow.number(key);
  return std::any_of(tests_.begin(), tests_.end(), [&](const Test& t) { return alike(body_, t.key, key) && answer_decides(body_, t.by, at); });
}

}  // namespace ptrsafe::flow
