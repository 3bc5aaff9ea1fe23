#include "lifetime/giving_up.h"

#include <algorithm>

#include "types/constant.h"
#include "types/type_set.h"

namespace ptrsafe::lifetime {
namespace {

constexpr size_t kMany = 6;  // more than can be counted, or an unknown number

class Search {
 public:
  Search(const flow::PackageFlow& package, const Goroutine& g)
      : package_(package), channels_(package.program().channels()), goroutine_(g), starter_(*g.starter), f_(g.starter->function), loops_(f_, g.starter->dominators) {}

  std::optional<Stuck> find() {
    std::vector<int> seen;
    const Function& f = goroutine_.body->function;
    for (ir::BlockId b : goroutine_.body->dominators.order()) {
      for (ValueId v : f.blocks[b.v].instrs) {
        const Instr& i = f.at(v);
        bool sends = i.op == Opcode::Send;
        bool ranges = i.op == Opcode::RangeStart && f.at(f.operand(i, 0)).type && as<Chan>(common_under(f.at(f.operand(i, 0)).type));
        if ((!sends && !ranges && i.op != Opcode::Recv && i.op != Opcode::RecvOk) || !goroutine_.body->flow.reached(v)) continue;
        int object = resolve(f.operand(i, 0));
        if (object < 0 || !channels_.local(object)) continue;
        if (std::find(seen.begin(), seen.end(), object * 2 + sends) != seen.end()) continue;
        seen.push_back(object * 2 + sends);
        if (const Node* out = way_out(object, v, sends, ranges)) return Stuck{i.node, f.at(f.operand(i, 0)).node, out, sends};
      }
    }
    return {};
  }

 private:
  // The channel of the goroutine, as its starter knows it.
  int resolve(ValueId v) const {
    int object = channels_.object(*goroutine_.body, v);
    int k = channels_.parameter(object, goroutine_.body->function);
    if (k < 0) return object;
    Frame outer{&starter_, nullptr, {}}, inner{goroutine_.body, &outer, goroutine_.at};
    ValueId passed = inner.argument(static_cast<size_t>(k));
    return passed ? channels_.object(starter_, passed) : -1;
  }

  // The goroutine waits at `v` for more than its starter does on some way: where that leaves.
  const Node* way_out(int object, ValueId v, bool sends, bool ranges) {
    std::vector<ChannelUse> uses = channels_.uses(object);
    ChannelUse made{};
    size_t places = 0;
    for (const ChannelUse& u : uses)
      if (u.kind & kMake) made = u, places++;
    if (places != 1 || made.body != &starter_) return nullptr;
    // Who else may answer: nobody but the starter itself.
    uint8_t answers = sends ? kReceive : ranges ? kClose : kSend | kClose;
    answers_.clear();
    for (const ChannelUse& u : uses) {
      if (!(u.kind & answers)) continue;
      if (u.body != &starter_) return nullptr;
      answers_.push_back(f_.at(u.at).op == Opcode::RangeStart ? next_of(u.at) : u.at);
    }
    if (answers_.empty()) return nullptr;
    for (ValueId a : answers_)
      if (f_.at(a).sub != 0 && f_.at(a).op == Opcode::Builtin && starter_.dominators.dominates(f_.at(a).block, f_.at(goroutine_.at).block)) return nullptr;
    size_t needed = 1;
    if (sends) {
      size_t room = room_of(made.at);
      if (room >= kMany) return nullptr;
      size_t sent = sent_to(object, made.at, room);
      if (sent <= room) return nullptr;
      needed = sent == kMany ? kMany : sent - room;
    } else if (!ranges && in_loop(*goroutine_.body, goroutine_.body->function.at(v).block)) {
      return nullptr;  // it may have another way to end
    }
    return search(object, made.at, needed);
  }

  // What a loop over a channel receives with.
  ValueId next_of(ValueId range) const {
    for (uint32_t n = range.v + 1; n < f_.instrs.size(); n++)
      if (f_.instrs[n].op == Opcode::RangeNext && f_.operand(f_.instrs[n], 0) == range) return ValueId{n};
    return range;
  }

  static bool in_loop(const Examined& body, ir::BlockId b) { return flow::Loops(body.function, body.dominators).innermost(b) != flow::kNoLoop; }

  // The capacity of the channel; kMany if it is not a small constant.
  size_t room_of(ValueId make) const {
    ValueId size = f_.operand(make, 0);
    if (!size) return 0;
    const Instr& i = f_.at(numbered(starter_, size));
    int64_t n = 0;
    if (i.op == Opcode::Zero) return 0;
    bool known = i.op == Opcode::Const && Const{Ref<ConstData>::from_raw(i.aux)}.int64_value(&n);
    return known && n >= 0 && n < static_cast<int64_t>(kMany) ? static_cast<size_t>(n) : kMany;
  }

  // How many values the goroutines of the starter send, as far as can be counted: kMany where that depends on what comes. Small loops
  // with a number of turns that is written down count as two where nothing is needed but that, and as none where it is.
  size_t sent_to(int object, ValueId make, size_t room) {
    size_t sum = 0;
    for (const Goroutine& g : goroutines_of(package_, starter_)) {
      Search other(package_, g);
      size_t own = 0;
      const Function& f = g.body->function;
      for (uint32_t n = 1; n < f.instrs.size(); n++) {
        const Instr& i = f.instrs[n];
        if (i.op != Opcode::Send || !g.body->flow.reached(ValueId{n}) || other.resolve(f.operand(i, 0)) != object) continue;
        if (in_loop(*g.body, i.block)) own = kMany;
        else own = std::max<size_t>(own, 1);
      }
      if (!own) continue;
      flow::LoopId l = loops_.outermost(f_.at(g.at).block, f_.at(make).block);
      // Who starts and receives in turn starts the next one when the last has been answered.
      if (l != flow::kNoLoop && !answers_in(l)) {
        bool counted = counted_loop(l);
        if (counted && room > 0) return 0;
        own = counted ? std::max<size_t>(own, 2) : kMany;
      }
      sum = std::min(kMany, sum + own);
    }
    return sum;
  }

  // for i := 0; i < 3; i++
  bool counted_loop(flow::LoopId l) const {
    const Instr& end = f_.at(f_.blocks[loops_.header(l).v].instrs.back());
    if (end.op != Opcode::If) return false;
    ValueId c = numbered(starter_, f_.operand(end, 0));
    auto constant = [&](ValueId v) { return v && f_.at(numbered(starter_, v)).op == Opcode::Const; };
    if (f_.at(c).op == Opcode::Binary) return constant(f_.operand(c, 1)) || constant(f_.operand(c, 0));
    if (f_.at(c).op != Opcode::Extract) return false;
    const Instr& next = f_.at(f_.operand(c, 0));
    if (next.op != Opcode::RangeNext) return false;
    ValueId over = numbered(starter_, f_.operand(f_.operand(next, 0), 0));
    Type* t = f_.at(over).type;
    return f_.at(over).op == Opcode::Const || f_.at(over).op == Opcode::ArrayLit || (t && as_under<Array>(t));
  }

  bool answers(ValueId v) const {
    return std::find(answers_.begin(), answers_.end(), v) != answers_.end() && f_.at(v).op != Opcode::Select;
  }

  // For many that wait, a loop without a condition of its own, which answers and counts: it is left when that is enough.
  bool enough(size_t answered, size_t needed, ir::BlockId at) const {
    if (needed < kMany) return answered >= needed;
    for (flow::LoopId l = loops_.innermost(at); l != flow::kNoLoop; l = loops_.parent(l))
      if (f_.at(f_.blocks[loops_.header(l).v].instrs.back()).op != Opcode::If) return true;
    return false;
  }

  bool answers_in(flow::LoopId l) const {
    return std::any_of(answers_.begin(), answers_.end(), [&](ValueId a) { return loops_.contains(l, f_.at(a).block); });
  }

  // The edge to clause `chosen` of a select that answers.
  bool answering_clause(int object, const Instr& end, bool truth) const {
    const Instr& c = f_.at(numbered(starter_, f_.operand(end, 0)));
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
      if (place == clause) return operation && channels_.object(starter_, f_.operand(select, 2 * number)) == object;
      if (operation) number++;
    }
    return false;
  }

  // What is known where the goroutine starts: conditions that lead there.
  std::vector<std::pair<ValueId, bool>> conditions(ValueId make) const {
    std::vector<std::pair<ValueId, bool>> out;
    ir::BlockId start = f_.at(goroutine_.at).block;
    for (ir::BlockId b = start; !(starter_.dominators.immediate(b) == b);) {
      b = starter_.dominators.immediate(b);
      const Instr& end = f_.at(f_.blocks[b.v].instrs.back());
      // What a loop decides anew is not known for long.
      if (end.op != Opcode::If || loops_.outermost(f_.at(numbered(starter_, f_.operand(end, 0))).block, f_.at(make).block) != flow::kNoLoop) continue;
      for (size_t k = 0; k < 2; k++) {
        ir::BlockId to = f_.blocks[b.v].succs[k];
        if (f_.blocks[to.v].preds.size() == 1 && starter_.dominators.dominates(to, start)) out.push_back({numbered(starter_, f_.operand(end, 0)), k == 0});
      }
    }
    return out;
  }

  // A way from the `go` statement on with fewer answers than are needed: where it leaves; null if there is none.
  const Node* search(int object, ValueId make, size_t needed) {
    struct Point {
      ir::BlockId block;
      size_t answered;
    };
    auto known = conditions(make);
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
        if (!starter_.flow.reached(v)) return false;
        if (v == make || i.op == Opcode::Return) {
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
          ValueId c = numbered(starter_, f_.operand(end, 0));
          if (std::any_of(known.begin(), known.end(), [&](const auto& x) { return x.first == c && x.second != (k == 0); })) continue;
          if (answering_clause(object, end, k == 0) && enough(++answered, needed, p.block)) continue;
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
    Point first{f_.at(goroutine_.at).block, 0};
    if (through(first, goroutine_.at)) leave(first);
    while (!work.empty() && !found) {
      Point p = work.back();
      work.pop_back();
      if (through(p, {})) leave(p);
    }
    return found;
  }

  const flow::PackageFlow& package_;
  const Channels& channels_;
  const Goroutine& goroutine_;
  const Examined& starter_;
  const Function& f_;
  flow::Loops loops_;
  std::vector<ValueId> answers_;  // by the starter
};

}  // namespace

std::optional<Stuck> left_waiting(const flow::PackageFlow& package, const Goroutine& g) { return Search(package, g).find(); }

}  // namespace ptrsafe::lifetime
