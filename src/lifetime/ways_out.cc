#include "lifetime/ways_out.h"

#include <algorithm>

#include "types/constant.h"

namespace ptrsafe::lifetime {

WaysOut::WaysOut(const Channels& channels, const Examined& body, int object, ValueId start, ValueId made, std::vector<ValueId> answers,
                 std::vector<int> joined)
    : channels_(channels), body_(body), f_(body.function), loops_(f_, body.dominators), object_(object), start_(start), made_(made), answers_(std::move(answers)), joined_(std::move(joined)) {
  // What a loop over a channel receives with.
  for (ValueId& a : answers_)
    for (uint32_t n = a.v + 1; f_.at(a).op == Opcode::RangeStart && n < f_.instrs.size(); n++)
      if (f_.instrs[n].op == Opcode::RangeNext && f_.operand(f_.instrs[n], 0) == a) a = ValueId{n};
}

bool WaysOut::promised() const {
  return std::any_of(answers_.begin(), answers_.end(), [&](ValueId a) {
    const Instr& i = f_.at(a);
    ir::BlockId start = f_.at(start_).block;
    if (i.op != Opcode::Builtin || !body_.dominators.dominates(i.block, start)) return false;
    return i.sub != 0 || (start_ && (!(i.block == start) || a < start_));
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

bool WaysOut::answers_before(flow::LoopId l, ValueId v) const {
  for (ir::BlockId b = f_.at(v).block; loops_.contains(l, b); b = body_.dominators.immediate(b)) {
    const ir::Block& block = f_.blocks[b.v];
    bool here = std::ranges::any_of(block.instrs, [&](ValueId a) { return answers(a) && (a < v || !(b == f_.at(v).block)); });
    if (here) return true;
    if (block.preds.size() == 1) {
      const ir::Block& from = f_.blocks[block.preds[0].v];
      const Instr& end = f_.at(from.instrs.back());
      if (end.op == Opcode::If && object_ >= 0 && clause_channel(end, from.succs[0] == b) == object_) return true;
    }
    if (b == loops_.header(l)) return false;
  }
  return false;
}

bool WaysOut::has_joined(int object) const { return object >= 0 && std::find(joined_.begin(), joined_.end(), object) != joined_.end(); }

// Nobody gets past the instruction before the goroutine has been answered.
bool WaysOut::joins(ValueId v) const {
  const Instr& i = f_.at(v);
  if (joined_.empty()) return false;
  if (i.op == Opcode::Recv || i.op == Opcode::RecvOk) return has_joined(channels_.object(body_, f_.operand(i, 0)));
  if (i.op == Opcode::RangeNext && f_.at(f_.operand(f_.operand(i, 0), 0)).type) return has_joined(channels_.object(body_, f_.operand(f_.operand(i, 0), 0)));
  bool wait = i.op == Opcode::Call && i.sub == 0 && ir::callee(i) && ir::callee(i)->name.view() == "Wait";
  return wait && has_joined(channels_.object(body_, f_.operand(i, 1)));
}

// The channel of the select's clause that the edge leads to; -1 if it leads to none.
int WaysOut::clause_channel(const Instr& end, bool truth) const {
  const Instr& c = f_.at(numbered(body_, f_.operand(end, 0)));
  if (c.op != Opcode::Binary) return -1;
  const Instr &chosen = f_.at(f_.operand(c, 0)), &which = f_.at(f_.operand(c, 1));
  if (chosen.op != Opcode::Extract || chosen.aux != 0 || which.op != Opcode::Const) return -1;
  ValueId select = f_.operand(chosen, 0);
  int64_t wanted = 0;
  if (f_.at(select).op != Opcode::Select || !f_.at(select).node || !Const{Ref<ConstData>::from_raw(which.aux)}.int64_value(&wanted)) return -1;
  // The last clause has no test of its own.
  NodeList clauses = f_.at(select).node->na()->la();
  int64_t clause = truth ? wanted : wanted + 1;
  if (!truth && clause + 1 != static_cast<int64_t>(clauses.size())) return -1;
  size_t number = 0;
  for (int64_t place = 0; place < static_cast<int64_t>(clauses.size()); place++) {
    Node* at = clauses[static_cast<size_t>(place)];
    bool operation = at->is(NodeKind::CommClause) && at->na();
    bool ours = operation && f_.operand(select, 2 * number);
    if (place == clause) return ours ? channels_.object(body_, f_.operand(select, 2 * number)) : -1;
    if (operation) number++;
  }
  return -1;
}

// The edge can be taken behind the start: the channel is not nil there, and flags are as they have been set.
bool WaysOut::possible(const Instr& end, bool truth) const {
  ValueId condition = numbered(body_, f_.operand(end, 0));
  const Instr& c = f_.at(condition);
  if (c.op == Opcode::Binary && (static_cast<Op>(c.sub) == Op::Eql || static_cast<Op>(c.sub) == Op::Neq)) {
    ValueId x = f_.operand(c, 0), y = f_.operand(c, 1);
    if (f_.at(x).op == Opcode::Zero) std::swap(x, y);
    if (f_.at(y).op == Opcode::Zero && channels_.object(body_, x) == object_ && object_ >= 0) return truth == (static_cast<Op>(c.sub) == Op::Neq);
  }
  if (c.op != Opcode::Phi || !start_) return true;
  // Set on all edges that come from where the goroutine starts.
  const auto& preds = f_.blocks[c.block.v].preds;
  bool any = false;
  for (size_t k = 0; k < preds.size() && k < c.count; k++) {
    if (!body_.dominators.dominates(f_.at(start_).block, preds[k])) continue;
    const Instr& set = f_.at(f_.operand(c, k));
    Const value{Ref<ConstData>::from_raw(set.aux)};
    if (set.op != Opcode::Const || value.kind() != ConstKind::Bool || value.bool_value() == truth) return true;
    any = true;
  }
  return !any;
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
      if (joins(v)) return false;
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
        int clause = clause_channel(end, k == 0);
          if (!possible(end, k == 0) || has_joined(clause)) continue;
          if (clause == object_ && clause >= 0 && enough(++answered, needed, p.block)) continue;
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
