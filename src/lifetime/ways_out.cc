#include "lifetime/ways_out.h"

#include <algorithm>

#include "types/constant.h"

namespace ptrsafe::lifetime {

WaysOut::WaysOut(const Channels& channels, const Examined& body, int object, ValueId start, ValueId made, std::vector<ValueId> answers)
    : channels_(channels), body_(body), f_(body.function), loops_(f_, body.dominators), object_(object), start_(start), made_(made), answers_(std::move(answers)) {
  // What a loop over a channel receives with.
  for (ValueId& a : answers_)
    for (uint32_t n = a.v + 1; f_.at(a).op == Opcode::RangeStart && n < f_.instrs.size(); n++)
      if (f_.instrs[n].op == Opcode::RangeNext && f_.operand(f_.instrs[n], 0) == a) a = ValueId{n};
}

bool WaysOut::promised() const {
  return std::any_of(answers_.begin(), answers_.end(), [&](ValueId a) {
    const Instr& i = f_.at(a);
    return i.op == Opcode::Builtin && i.sub != 0 && body_.dominators.dominates(i.block, f_.at(start_).block);
  });
}

// The instruction answers whenever it is executed: no select with a choice.
bool WaysOut::answers(ValueId v) const {
  const Instr& i = f_.at(v);
  return std::find(answers_.begin(), answers_.end(), v) != answers_.end() && (i.op != Opcode::Select || (i.count == 2 && i.sub == 0));
}

// For many that wait, a loop without a condition of its own, which answers and counts: it is left when that is enough.
bool WaysOut::enough(size_t answered, size_t needed, ir::BlockId at) const {
  if (needed < kMany) return answered >= needed;
  for (flow::LoopId l = loops_.innermost(at); l != flow::kNoLoop; l = loops_.parent(l))
    if (f_.at(f_.blocks[loops_.header(l).v].instrs.back()).op != Opcode::If) return true;
  return false;
}

bool WaysOut::answers_in(flow::LoopId l) const {
  return std::any_of(answers_.begin(), answers_.end(), [&](ValueId a) { return loops_.contains(l, f_.at(a).block); });
}

// The edge to clause `chosen` of a select that answers.
bool WaysOut::answering_clause(const Instr& end, bool truth) const {
  const Instr& c = f_.at(numbered(body_, f_.operand(end, 0)));
  if (c.op != Opcode::Binary) return false;
  const Instr &chosen = f_.at(f_.operand(c, 0)), &which = f_.at(f_.operand(c, 1));
  if (chosen.op != Opcode::Extract || chosen.aux != 0 || which.op != Opcode::Const) return false;
  ValueId select = f_.operand(chosen, 0);
  int64_t wanted = 0;
  if (std::find(answers_.begin(), answers_.end(), select) == answers_.end() || !f_.at(select).node ||
      !Const{Ref<ConstData>::from_raw(which.aux)}.int64_value(&wanted))
    return false;
  // The last clause has no test of its own.
  NodeList clauses = f_.at(select).node->na()->la();
  int64_t clause = truth ? wanted : wanted + 1;
  if (!truth && clause + 1 != static_cast<int64_t>(clauses.size())) return false;
  size_t number = 0;
  for (int64_t place = 0; place < static_cast<int64_t>(clauses.size()); place++) {
    bool operation = clauses[static_cast<size_t>(place)]->is(NodeKind::CommClause) && clauses[static_cast<size_t>(place)]->na();
    if (place == clause) return operation && channels_.object(body_, f_.operand(select, 2 * number)) == object_;
    if (operation) number++;
  }
  return false;
}

// What is known where the goroutine starts: conditions that lead there.
std::vector<std::pair<ValueId, bool>> WaysOut::conditions() const {
  std::vector<std::pair<ValueId, bool>> out;
  ir::BlockId start = f_.at(start_).block;
  for (ir::BlockId b = start; !(body_.dominators.immediate(b) == b);) {
    b = body_.dominators.immediate(b);
    const Instr& end = f_.at(f_.blocks[b.v].instrs.back());
    // What a loop decides anew is not known for long.
    if (end.op != Opcode::If || loops_.outermost(f_.at(numbered(body_, f_.operand(end, 0))).block, f_.at(made_).block) != flow::kNoLoop) continue;
    for (size_t k = 0; k < 2; k++) {
      ir::BlockId to = f_.blocks[b.v].succs[k];
      if (f_.blocks[to.v].preds.size() == 1 && body_.dominators.dominates(to, start)) out.push_back({numbered(body_, f_.operand(end, 0)), k == 0});
    }
  }
  return out;
}

const Node* WaysOut::with_fewer_than(size_t needed) const {
  struct Point {
    ir::BlockId block;
    size_t answered;
  };
  auto known = conditions();
  std::vector<std::vector<bool>> seen(f_.blocks.size(), std::vector<bool>(kMany + 1));
  std::vector<Point> work;
  const Node* found = nullptr;
  // False if the way ends in the block.
  auto through = [&](Point& p, ValueId after) {
    bool on = !after;
    for (ValueId v : f_.blocks[p.block.v].instrs) {
      if (!on) {
        on = v == after;
        continue;
      }
      const Instr& i = f_.at(v);
      if (!body_.flow.reached(v)) return false;
      if (v == made_ || i.op == Opcode::Return) {
        found = i.node ? i.node.get() : f_.node;
        return false;
      }
      if (!answers(v)) continue;
      if (i.op == Opcode::Builtin) return false;
      p.answered = std::min(p.answered + 1, kMany);
      if (enough(p.answered, needed, p.block)) return false;
    }
    return true;
  };
  auto leave = [&](const Point& p) {
    const Instr& end = f_.at(f_.blocks[p.block.v].instrs.back());
    const auto& succs = f_.blocks[p.block.v].succs;
    flow::LoopId own = loops_.innermost(p.block);
    for (size_t k = 0; k < succs.size(); k++) {
      size_t answered = p.answered;
      if (end.op == Opcode::If) {
        ValueId c = numbered(body_, f_.operand(end, 0));
        if (std::any_of(known.begin(), known.end(), [&](const auto& x) { return x.first == c && x.second != (k == 0); })) continue;
        if (answering_clause(end, k == 0) && enough(++answered, needed, p.block)) continue;
        // The end of a loop that answers.
        bool leaves = own != flow::kNoLoop && loops_.header(own) == p.block && !loops_.contains(own, succs[k]);
        if (leaves && answers_in(own)) continue;
      }
      answered = std::min(answered, kMany);
      if (seen[succs[k].v][answered]) continue;
      seen[succs[k].v][answered] = true;
      work.push_back({succs[k], answered});
    }
  };
  Point first{f_.at(start_).block, 0};
  if (through(first, start_)) leave(first);
  while (!work.empty() && !found) {
    Point p = work.back();
    work.pop_back();
    if (through(p, {})) leave(p);
  }
  return found;
}

}  // namespace ptrsafe::lifetime
