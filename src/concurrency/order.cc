#include "concurrency/order.h"

#include <algorithm>
#include <utility>

#include "concurrency/objects.h"
#include "flow/library.h"
#include "flow/loops.h"
#include "types/under.h"

namespace ptrsafe::concurrency {
namespace {

constexpr int kLift = 4;
constexpr size_t kMostCallers = 32;  // what so many callers have in common is little

bool before_in_block(const Function& f, ValueId a, ValueId b) {
  for (ValueId v : f.blocks[f.at(a).block.v].instrs) {
    if (v == a) return true;
    if (v == b) return false;
  }
  return false;
}

// What some way through a body leads to behind an instruction.
class Behind {
 public:
  Behind(const Function& f, ValueId from) : f_(f), from_(from), entered_(f.blocks.size()) {
    ir::BlockList work = f.blocks[f.at(from).block.v].succs;
    while (!work.empty()) {
      BlockId b = work.back();
      work.pop_back();
      if (!std::exchange(entered_[b.v], 1)) work.insert(work.end(), f.blocks[b.v].succs.begin(), f.blocks[b.v].succs.end());
    }
  }
  bool contains(ValueId v) const { return entered_[f_.at(v).block.v] || (f_.at(v).block == f_.at(from_).block && !(v == from_) && before_in_block(f_, from_, v)); }

 private:
  const Function& f_;
  ValueId from_;
  std::vector<uint8_t> entered_;
};

// `if ch != nil { defer close(ch) }` before `b`: where there is no channel, nobody waits for it; `if ch != nil { <-ch }`: nor does anybody close it.
bool where_there(const Examined& body, ValueId at, const void* on, ValueId b) {
  const Function& f = body.function;
  BlockId above = body.dominators.immediate(f.at(at).block);
  const Instr& last = f.at(f.blocks[above.v].instrs.back());
  if (!on || last.op != Opcode::If || !body.dominators.dominates(above, f.at(b).block)) return false;
  const Instr& test = f.at(same(body, f.operand(last, 0)));
  return test.op == Opcode::Binary && (place_of_value(body, f.operand(test, 0)).variable == on || place_of_value(body, f.operand(test, 1)).variable == on);
}

// `at` stands in a loop over jobs that come from a channel: no round gets from it to the next job without the signal or another one like it.
bool each_round(const Examined& body, ValueId at, const std::vector<Signal>& all, const Signal& s) {
  const Function& f = body.function;
  flow::Loops loops(f, body.dominators);
  flow::LoopId l = loops.innermost(f.at(at).block);
  auto within = [&](ValueId v) { return loops.contains(l, f.at(v).block); };
  bool jobs = l != flow::kNoLoop && std::any_of(all.begin(), all.end(), [&](const Signal& o) { return o.kind == Signal::Acquire && !o.back && within(o.at); });
  if (!jobs) return false;
  std::vector<uint8_t> seen(f.blocks.size());
  bool some = false;
  for (const Signal& o : all)
    if (o.kind == Signal::Release && !o.at_end && o.like(s) && within(o.at)) {
      if (f.at(o.at).block == f.at(at).block && dominates(body, o.at, at)) return false;
      seen[f.at(o.at).block.v] = 1;  // of a select: whoever takes another clause gives up
      some = true;
    }
  ir::BlockList work = f.blocks[f.at(at).block.v].succs;
  if (seen[f.at(at).block.v]) work.clear();
  while (!work.empty()) {
    BlockId x = work.back();
    work.pop_back();
    if (std::exchange(seen[x.v], 1) || !loops.contains(l, x)) continue;
    if (x == loops.header(l)) return false;
    work.insert(work.end(), f.blocks[x.v].succs.begin(), f.blocks[x.v].succs.end());
  }
  return some;
}

bool is_call(const Function& f, ValueId v, std::string_view path, std::string_view name) {
  const Func* callee = f.at(v).op == Opcode::Call ? ir::callee(f.at(v)) : nullptr;
  return callee && callee->name.view() == name && flow::package_path(callee) == path;
}

}  // namespace

bool Order::runs_in(const Function* begins, const Function* f) const {
  auto [it, fresh] = within_.try_emplace(begins);
  if (fresh) {
    it->second.resize(graph_.bodies().size());
    std::vector<uint32_t> work{graph_.number(begins)};
    for (size_t all = 0; !work.empty() && all < 4000;) {
      uint32_t g = work.back();
      work.pop_back();
      if (it->second[g]) continue;
      it->second[g] = true;
      all++;
      std::span<const uint32_t> next = graph_.callees(g).sure();
      work.insert(work.end(), next.begin(), next.end());
    }
  }
  return it->second[graph_.number(f)];
}

const Function* Order::callers() {
  static const Function none;
  return &none;
}

bool Order::only_in_goroutines(const Function* f, int depth) const {
  auto [it, fresh] = only_in_goroutines_.try_emplace(f, true);  // in recursion
  if (!fresh) return it->second;
  std::span<const Edge> calls = graph_.calls_of(f);
  bool only = depth < kLift && !calls.empty() && calls.size() <= kMostCallers && !graph_.has_unseen_callers(f) && !graph_.is_handler(f) &&
              std::all_of(calls.begin(), calls.end(), [&](const Edge& e) { return e.kind == Edge::Go || only_in_goroutines(&e.caller->function, depth + 1); });
  return only_in_goroutines_[f] = only;
}

template <class One>
const std::vector<Signal>& Order::around_calls(Around& known, const Function* f, const Function* begins, One one) const {
  auto [it, fresh] = known.try_emplace({f, begins});  // in recursion: nothing
  if (!fresh) return it->second;
  std::span<const Edge> calls = graph_.calls_of(f);
  const bool by_callers = begins == callers();
  if (calls.size() > kMostCallers || ((!begins || by_callers) && graph_.has_unseen_callers(f))) return it->second;
  bool first = true;
  std::vector<Signal> all;
  // Of the goroutine that is asked about, if it is seen to call the function.
  bool itself = std::any_of(calls.begin(), calls.end(), [&](const Edge& e) { return &e.caller->function == begins; });
  auto own = [&](const Edge& e) { return begins && !by_callers && (itself ? &e.caller->function == begins : runs_in(begins, &e.caller->function)); };
  bool direct = std::any_of(calls.begin(), calls.end(), own);
  for (const Edge& e : calls) {
    if (e.kind == Edge::Go || (direct && !own(e)) || (by_callers && only_in_goroutines(&e.caller->function, 0))) continue;
    std::vector<Signal> here = one(Point{e.caller, e.at, e.kind == Edge::Defer});
    if (first) all = std::move(here);
    else std::erase_if(all, [&](Signal& s) {
      bool some = false;
      for (const Signal& o : here)
        if (s.like(o)) some = true, s.again = s.again || o.again;
      return !some;
    });
    first = false;
    if (all.empty()) break;
  }
  return known[{f, begins}] = std::move(all);
}

namespace {

// Of signals that tell the same, wherever they stand, one.
void keep_one(std::vector<Signal>& all) {
  if (all.size() < 8) return;
  absl::flat_hash_set<std::tuple<int, const void*, uint32_t, bool, bool, bool>> seen;
  std::erase_if(all, [&](const Signal& s) { return !seen.insert({s.kind, s.on, s.which, s.back, s.rounds, s.again}).second; });
}

}  // namespace

// What the body and those that it calls signal, as if they always did.
const std::vector<Signal>& Order::released_by(const Examined& body, int depth) const {
  std::pair key(&body.function, depth);
  if (auto known = released_by_.find(key); known != released_by_.end()) return *known->second;
  std::vector<Signal> out;
  for (const Signal& s : signals(body))
    if (s.kind == Signal::Release && (s.on || depth > 0)) out.push_back(s);
  for (const Edge& e : graph_.calls_in(&body.function)) {
    if (depth == 0 || e.kind != Edge::Call || e.vague || e.callee == &body) continue;
    const std::vector<Signal>& inner = released_by(*e.callee, depth - 1);
    out.insert(out.end(), inner.begin(), inner.end());
  }
  keep_one(out);
  return *(released_by_[key] = std::make_unique<std::vector<Signal>>(std::move(out)));
}

// The channels that the goroutine closes, itself or in what it calls: each can be closed once only, so whoever has seen it closed knows that the goroutine has begun.
const std::vector<Signal>& Order::closed_by(const Examined& body, int depth) const {
  std::pair key(&body.function, depth);
  if (auto known = closed_by_.find(key); known != closed_by_.end()) return *known->second;
  std::vector<Signal> out;
  for (const Signal& s : signals(body))
    if (s.kind == Signal::Release && s.on && body.function.at(s.at).op == Opcode::Builtin) out.push_back(s);
  for (const Edge& e : graph_.calls_in(&body.function)) {
    if (depth == 0 || e.kind == Edge::Go || e.vague || e.callee == &body) continue;
    const std::vector<Signal>& inner = closed_by(*e.callee, depth - 1);
    out.insert(out.end(), inner.begin(), inner.end());
  }
  keep_one(out);
  return *(closed_by_[key] = std::make_unique<std::vector<Signal>>(std::move(out)));
}

// What a receiver reads is not apart from the next round; but what the loop waits for may be the receiver's answer.
bool Order::done_again(const Examined& body, const Signal& s, ValueId at) const {
  const Function& f = body.function;
  if (s.only_itself() || s.back || s.at_end || f.at(s.at).op == Opcode::Builtin) return false;
  if (!leads(body, s.at, at)) return false;
  const Instr& i = f.at(at);
  auto anew = [&](ValueId v) {
    for (;;) {
      v = same(body, v);
      const Instr& x = f.at(v);
      int64_t n;
      if (x.op == Opcode::IndexAddr || x.op == Opcode::Index) {
        if (!constant_int(body, f.operand(x, 1), &n)) return true;  // another element
      } else if (x.op != Opcode::FieldAddr && x.op != Opcode::Load && x.op != Opcode::Field) {
        if (x.op == Opcode::Param || x.op == Opcode::FreeVar || x.op == Opcode::Global) return false;
        return x.op == Opcode::Phi || leads(body, s.at, v);
      }
      v = f.operand(x, 0);
    }
  };
  bool call = i.op == Opcode::Call || i.op == Opcode::Invoke;
  for (size_t k = 0; k < (call ? i.count : std::min<size_t>(i.count, 1)); k++) {
    ValueId o = f.operand(i, k);
    Type* t = o ? f.at(o).type.get() : nullptr;
    if (t && (as_under<Pointer>(t) || as_under<Map>(t) || as_under<Signature>(t)) && anew(o)) return false;
  }
  std::vector<Signal> answers;
  for (const Signal& w : signals(body))
    if (w.kind == Signal::Acquire && !w.back && w.which != Signal::kTimer) answers.push_back({Signal::Release, w.at, w.on, w.which});
  return unwaited(body, s.at, at, answers);
}

const std::vector<Signal>& Order::released_after(const Point& b, const Function* begins) const {
  std::tuple key(b.body, b.at.v, b.deferred, begins);
  if (auto known = tells_.find(key); known != tells_.end()) return known->second;
  std::vector<Signal> out = released_after(b, begins, 0);
  keep_one(out);
  return tells_[key] = std::move(out);
}

// What is signalled behind `b` on all ways, in its body or after the calls that lead to it.
std::vector<Signal> Order::released_after(const Point& b, const Function* begins, int depth) const {
  std::vector<Signal> out;
  const Function& f = b.body->function;
  const std::vector<Signal>& all = signals(*b.body);
  for (const Signal& s : all) {
    if (s.kind != Signal::Release) continue;
    if (s.at_end) {
      // Deferred before, or by all means.
      if (dominates(*b.body, s.at, b.at) || f.at(s.at).block == f.at(b.at).block || where_there(*b.body, s.at, s.on, b.at)) {
        out.push_back(s);
        continue;
      }
    }
    if (b.deferred) continue;
    // Every path from `b` to a return passes it, or another one like it; what is deferred there comes no earlier.
    auto like = [&](const Signal& o) { return o.kind == Signal::Release && o.at_end == s.at_end && o.like(s); };
    auto signals_in = [&](BlockId x) { return std::any_of(all.begin(), all.end(), [&](const Signal& o) { return like(o) && block_of(f, o) == x; }); };
    bool here = std::any_of(all.begin(), all.end(), [&](const Signal& o) { return like(o) && !o.clause.v && f.at(o.at).block == f.at(b.at).block && !(o.at == b.at) && before_in_block(f, b.at, o.at); });
    bool missed = !here && f.at(f.blocks[f.at(b.at).block.v].instrs.back()).op == Opcode::Return;
    std::vector<uint8_t> seen(f.blocks.size());
    ir::BlockList work;
    if (!here) work = f.blocks[f.at(b.at).block.v].succs;
    while (!work.empty() && !missed) {
      BlockId x = work.back();
      work.pop_back();
      if (std::exchange(seen[x.v], 1) || signals_in(x) || !b.body->flow.reached(f.blocks[x.v].instrs.back())) continue;
      missed = f.at(f.blocks[x.v].instrs.back()).op == Opcode::Return;
      work.insert(work.end(), f.blocks[x.v].succs.begin(), f.blocks[x.v].succs.end());
    }
    // Or none comes before it: who has got the signal knows that it is done.
    if (missed) {
      auto leads_here = [&](const Signal& o) { return like(o) && (o.at == b.at || unwaited(*b.body, o.at, b.at, std::vector<Signal>{})); };
      bool some_behind = std::any_of(all.begin(), all.end(), [&](const Signal& o) { return like(o) && unwaited(*b.body, b.at, o.at, std::vector<Signal>{}); });
      missed = !some_behind || std::any_of(all.begin(), all.end(), leads_here);
    }
    if (!missed) out.push_back(s), out.back().again = done_again(*b.body, s, b.at);
    else if (each_round(*b.body, b.at, all, s)) out.push_back(s), out.back().rounds = true;
  }
  // Whatever the goroutine has deferred first comes behind all that it does.
  if (begins && begins != callers() && &f != begins && depth == 0)
    if (const Examined* first = graph_.body(begins))
      for (const Signal& s : signals(*first))
        if (s.kind == Signal::Release && s.at_end && begins->at(s.at).block == first->dominators.order()[0]) out.push_back(s);
  // Literals that are deferred, and helpers that are called behind it, whichever way the body goes.
  auto also = [&](const std::vector<Signal>& more) { out.insert(out.end(), more.begin(), more.end()); };
  for (const Edge& e : graph_.calls_in(&f)) {
    if (e.kind == Edge::Defer && dominates(*b.body, e.at, b.at)) also(released_by(*e.callee, 1));
    if (e.kind != Edge::Call || e.vague || b.deferred || e.at == b.at || e.callee == b.body) continue;
    if (const std::vector<Signal>& told = released_by(*e.callee, 0); !told.empty() && always_behind(*b.body, b.at, e.at)) also(told);
  }
  // A channel that is closed once, by a goroutine that starts behind it.
  if (!b.deferred)
    for (const Edge& e : graph_.calls_in(&f))
      if (e.kind == Edge::Go && !closed_by(*e.callee, 2).empty() && passes_always(*b.body, b.at, e.at)) also(closed_by(*e.callee, 2));
  if (&f == begins || depth >= kLift) {
    if (begins && begins != callers()) out.push_back({Signal::Release, {}, goroutine_end(), Signal::kEnd, true});
    // The end of a goroutine of a WaitGroup's Go or an errgroup.
    for (const Edge& e : graph_.calls_of(&f))
      if (&f == begins && e.kind == Edge::Go && e.caller->function.at(e.at).sub == 0) {
        const Func* starter = ir::callee(e.caller->function.at(e.at));
        if (starter && flow::package_path(starter) != "time" && flow::package_path(starter) != "context") out.push_back({Signal::Release, {}, place_at(*e.caller, e.caller->function.operand(e.at, 1)).variable, Signal::kGroup, true});
      }
    if (begins) relayed(b, out);
    return out;
  }
  const std::vector<Signal>& above = around_calls(released_, &f, begins, [&](const Point& p) { return released_after(p, begins, depth + 1); });
  out.insert(out.end(), above.begin(), above.end());
  return out;
}

namespace {

// Each way to `b` passes the signal, or another one like it.
bool passed(const Examined& body, const std::vector<Signal>& all, const Signal& s, const Point& b) {
  const Function& f = body.function;
  auto one = [&](const Signal& x, ValueId at) { return x.clause.v ? body.dominators.dominates(x.clause, f.at(at).block) : dominates(body, x.at, at); };
  auto ways = [&](ValueId at) {
    if (one(s, at)) return true;
    size_t more = 0;
    std::vector<uint8_t> seen(f.blocks.size());
    for (const Signal& o : all)
      if (o.kind == s.kind && o.like(s) && !(o.at == s.at && !o.clause.v)) {
        if (one(o, at)) return true;
        if (!(block_of(f, o) == f.at(at).block)) seen[block_of(f, o).v] = 1, more++;
      }
    if (more == 0) return false;
    if (!(block_of(f, s) == f.at(at).block)) seen[block_of(f, s).v] = 1;
    std::vector<BlockId> work{f.at(at).block};
    while (!work.empty()) {
      BlockId x = work.back();
      work.pop_back();
      if (x.v == 0) return false;
      for (BlockId p : f.blocks[x.v].preds)
        if (body.flow.reached(f.blocks[p.v].instrs.back()) && !std::exchange(seen[p.v], 1)) work.push_back(p);
    }
    return true;
  };
  if (!b.deferred) return ways(b.at);
  // Where the body returns.
  bool some = false;
  for (BlockId x : body.dominators.order()) {
    ValueId last = f.blocks[x.v].instrs.back();
    if (f.at(last).op != Opcode::Return || !body.dominators.dominates(f.at(b.at).block, x)) continue;
    if (!ways(last)) return false;
    some = true;
  }
  return some;
}

}  // namespace

// Another goroutine of the functions around waits for it, and tells so: `go func() { wg.Wait(); close(done) }()`. Nobody else may tell the same.
void Order::relayed(const Point& b, std::vector<Signal>& out) const {
  for (const Function* home = b.body->function.parent; home; home = home->parent) {
    for (const Edge& e : graph_.calls_in(home)) {
      if (e.kind != Edge::Go || e.callee == b.body || !(e.callee->function.parent == home)) continue;
      const std::vector<Signal>& there = signals(*e.callee);
      for (const Signal& w : there) {
        auto for_it = [&](const Signal& r) { return r.on && w.on && !r.rounds && !r.again && match(r, w); };
        if (w.kind != Signal::Acquire || std::none_of(out.begin(), out.end(), for_it)) continue;
        for (const Signal& s : there)
          if (s.kind == Signal::Release && s.on && !s.only_itself() && !s.back && passed(*e.callee, there, w, {e.callee, s.at, s.at_end}) && tells_alone(*home, s, *e.callee)) out.push_back(s);
      }
    }
  }
}

// The function and its literals have no other instruction that signals the same.
bool Order::tells_alone(const Function& home, const Signal& s, const Examined& by) const {
  const Examined* body = graph_.body(&home);
  if (!body) return false;
  for (const Signal& o : signals(*body))
    if (o.kind == Signal::Release && o.like(s) && !(body == &by && o.at == s.at)) return false;
  return std::all_of(home.closures.begin(), home.closures.end(), [&](const auto& literal) { return !graph_.body(literal.get()) || tells_alone(*literal, s, by); });
}

std::vector<Signal> Order::waited_before(const Point& b, const Function* begins, int depth) const {
  std::vector<Signal> out;
  const std::vector<Signal>& all = signals(*b.body);
  for (const Signal& s : all)
    if (s.kind == Signal::Acquire && (passed(*b.body, all, s, b) || (!s.clause.v && !b.deferred && where_there(*b.body, s.at, s.on, b.at)))) out.push_back(s);
  const Function& f = b.body->function;
  // In helpers that are called before, as if they always waited.
  for (const Edge& e : graph_.calls_in(&f))
    if (e.kind == Edge::Call && !e.vague && dominates(*b.body, e.at, b.at))
      for (const Signal& s : signals(*e.callee))
        if (s.kind == Signal::Acquire && s.on) out.push_back(s);
  if (&f == begins || depth >= kLift) return out;
  const std::vector<Signal>& above = around_calls(waited_, &f, begins, [&](const Point& p) { return waited_before(p, begins, depth + 1); });
  out.insert(out.end(), above.begin(), above.end());
  return out;
}

bool Order::signalled(const Point& a, const Function* a_begins, const Point& b, const Function* b_begins, const void* except) const {
  auto [known, fresh] = waits_.try_emplace({b.body, b.at.v, b.deferred, b_begins});
  std::vector<Signal>& waits = known->second;  // stays where it is, whatever is asked meanwhile
  if (fresh) waits = waited_before(b, b_begins, 0);
  auto counts = [&](const Signal& s) { return !except || s.on != except; };
  if (std::none_of(waits.begin(), waits.end(), counts)) return false;
  for (const Signal& r : released_after(a, a_begins))
    for (const Signal& w : waits)
      if (!r.rounds && !r.again && counts(r) && counts(w) && match(r, w)) return true;
  return false;
}

const std::vector<Signal>& Order::waits_of_helpers(const Examined& body) const {
  std::unique_ptr<std::vector<Signal>>& known = helpers_[&body.function];
  if (known) return *known;
  auto out = std::make_unique<std::vector<Signal>>();
  for (const Edge& e : graph_.calls_in(&body.function)) {
    if (e.kind != Edge::Call || e.vague || e.callee == &body) continue;
    const Function& helper = e.callee->function;
    if (helper.with(Opcode::Call).empty() && helper.with(Opcode::Recv).empty() && helper.with(Opcode::RecvOk).empty()) continue;
    for (const Signal& s : signals(*e.callee)) {
      bool waits = s.which == Signal::kGroup || helper.at(s.at).op == Opcode::Recv || helper.at(s.at).op == Opcode::RecvOk;
      if (s.kind == Signal::Acquire && s.on && !s.clause.v && waits) out->push_back(s), out->back().at = e.at;
    }
  }
  return *(helpers_[&body.function] = std::move(out));
}

// The body may wait for one of them, or stop what has been started.
bool Order::may_wait(const Examined& body, ValueId from, const std::vector<Signal>& stops) const {
  auto waits = [&](const Signal& s) { return s.kind == Signal::Acquire && std::any_of(stops.begin(), stops.end(), [&](const Signal& r) { return match(r, s); }); };
  return is_call(body.function, from, "time", "AfterFunc") || std::ranges::any_of(signals(body), waits) || (!stops.empty() && std::ranges::any_of(waits_of_helpers(body), waits));
}

bool Order::unwaited(const Examined& body, ValueId from, ValueId to, const std::vector<Signal>& stops, ValueId made) const {
  const Function& f = body.function;
  std::vector<ValueId> waits;
  std::vector<uint8_t> seen(f.blocks.size());
  std::vector<Signal> clauses;
  std::unique_ptr<flow::Loops> loops;
  // Results are taken in a loop of their own, one for each round.
  auto counts = [&](const Signal& s) {
    if (!loops) loops = std::make_unique<flow::Loops>(f, body.dominators);
    flow::LoopId l = loops->outermost(f.at(s.at).block, f.at(from).block);
    return l != flow::kNoLoop && !loops->contains(l, f.at(to).block);
  };
  for (const Signal& s : signals(body))
    if (s.kind == Signal::Acquire && std::any_of(stops.begin(), stops.end(), [&](const Signal& r) { return match(r, s) && (!r.rounds || counts(s)); })) {
      if (s.clause.v) clauses.push_back(s);
      else waits.push_back(s.at);
    }
  if (!stops.empty())
    for (const Signal& s : waits_of_helpers(body))
      if (std::any_of(stops.begin(), stops.end(), [&](const Signal& r) { return match(r, s) && !r.rounds; })) waits.push_back(s.at);
  for (const Signal& s : clauses) seen[s.clause.v] = 1;
  // A loop around a select whose other clauses do not lead there.
  for (const Signal& s : clauses)
    if (counts(s)) {
      flow::LoopId l = loops->outermost(f.at(s.at).block, f.at(from).block);
      std::vector<uint8_t> passed = seen;
      std::vector<BlockId> inside;
      passed[loops->header(l).v] = 1;
      for (BlockId x : f.blocks[loops->header(l).v].succs)
        if (loops->contains(l, x)) inside.push_back(x);
      bool leaves = false;
      while (!inside.empty() && !leaves) {
        BlockId x = inside.back();
        inside.pop_back();
        if (std::exchange(passed[x.v], 1)) continue;
        leaves = x == f.at(to).block;
        inside.insert(inside.end(), f.blocks[x.v].succs.begin(), f.blocks[x.v].succs.end());
      }
      if (!leaves) seen[loops->header(l).v] = 1;
    }
  std::vector<BlockId> work;
  bool reached = false;
  // What a timer starts does not run after its Stop, but after its Reset.
  std::vector<ValueId> starts{from};
  if (is_call(f, from, "time", "AfterFunc"))
    for (uint32_t n = 1; n < f.instrs.size(); n++) {
      if (!(f.operand(f.instrs[n], 1) == from)) continue;
      if (is_call(f, ValueId{n}, "time", "Stop")) {
        // A deferred one stops it when the body returns.
        if (static_cast<ir::CallMode>(f.instrs[n].sub) != ir::CallMode::Defer) waits.push_back(ValueId{n});
        else if (f.at(to).op == Opcode::Return && dominates(body, ValueId{n}, to)) return false;
      }
      if (is_call(f, ValueId{n}, "time", "Reset")) starts.push_back(ValueId{n});
    }
  // A loop of waits waits, as if it ran at least once.
  if (!waits.empty()) {
    if (!loops) loops = std::make_unique<flow::Loops>(f, body.dominators);
    for (ValueId w : waits) {
      flow::LoopId l = loops->outermost(f.at(w).block, f.at(from).block);
      if (l != flow::kNoLoop && !loops->contains(l, f.at(to).block)) seen[loops->header(l).v] = 1;
    }
  }
  auto through = [&](BlockId block, ValueId after) {
    bool on = !after;
    for (ValueId v : f.blocks[block.v].instrs) {
      if (on && v == to) return reached = true, void();
      if (on && !body.flow.reached(v)) return;  // behind a call that ends the process
      if (on && (v == made || std::find(waits.begin(), waits.end(), v) != waits.end())) return;
      on = on || v == after;
    }
    work.insert(work.end(), f.blocks[block.v].succs.begin(), f.blocks[block.v].succs.end());
  };
  for (ValueId start : starts) through(f.at(start).block, start);
  while (!reached && !work.empty()) {
    BlockId block = work.back();
    work.pop_back();
    if (!std::exchange(seen[block.v], 1)) through(block, {});
  }
  return reached;
}

ValueId Order::made_there(const Examined& body, ValueId object) const {
  if (!object) return {};
  switch (body.function.at(object).op) {
    case Opcode::Alloc: return object;
    case Opcode::Call:
    case Opcode::Extract: {
      std::vector<Origin> from = origins_.of(body, object);
      bool taken = std::any_of(from.begin(), from.end(), [](const Origin& o) { return o.kind == Origin::Element || o.kind == Origin::Variable; });
      return taken ? ValueId{} : object;
    }
    default: return {};
  }
}

bool Order::apart_from(const Point& a, ValueId object, const Edge& go, const Point& b, const Function* begins, Shared shared, int depth) const {
  const Function* f = &a.body->function;
  ValueId root = object ? root_of(*a.body, object) : ValueId{};
  if (a.body == go.caller) {
    return !unwaited(*a.body, go.at, a.at, released_after(b, &go.callee->function), made_there(*a.body, root));
  }
  // Where both are below one function of the goroutine, its calls are in order.
  if (begins) {
    bool leads = false, after = false;
    for (const Edge& e : graph_.calls_in(f)) {
      if (e.kind != Edge::Call || e.vague || &e.callee->function != &go.caller->function || e.at == a.at) continue;
      leads = true;
      after = after || unwaited(*a.body, e.at, a.at, released_after(b, &go.callee->function), made_there(*a.body, root));
    }
    if (leads) return !after;
  }
  std::span<const Edge> calls = graph_.calls_of(f);
  if (depth >= kLift || (!begins && graph_.has_unseen_callers(f)) || calls.size() > kMostCallers) return false;
  bool some = false;
  for (const Edge& e : calls) {
    if (begins && !runs_in(begins, &e.caller->function)) continue;
    if (e.kind == Edge::Go) return false;
    if (e.caller == a.body) continue;
    ValueId passed;
    for (size_t k = 0; k < f->params.size() && root; k++)
      if (f->params[k] == root) passed = e.argument(k);
    some = true;
    if (passed && !begins && !shared(*e.caller, passed)) continue;
    if (!apart_from({e.caller, e.at}, passed, go, b, begins, shared, depth + 1)) return false;
  }
  return some;
}

// What the goroutine signals on all ways with nothing of its own behind it.
const std::vector<Signal>& Order::last_signals(const Edge& go) const {
  const Function& f = go.callee->function;
  auto [it, fresh] = last_signals_.try_emplace(&f);
  if (!fresh) return *it->second;
  it->second = std::make_unique<std::vector<Signal>>();
  auto idle = [](Opcode op) {
    constexpr Opcode kWork[] = {Opcode::Call, Opcode::Invoke, Opcode::Load, Opcode::Store, Opcode::MapUpdate, Opcode::Lookup, Opcode::LookupOk, Opcode::Builtin, Opcode::Recv, Opcode::RecvOk};
    return std::find(std::begin(kWork), std::end(kWork), op) == std::end(kWork);
  };
  std::vector<Signal> all;
  bool first = true;
  for (BlockId b : go.callee->dominators.order()) {
    std::span<const ValueId> instrs = f.blocks[b.v].instrs;
    ValueId last = instrs.back();
    if (f.at(last).op != Opcode::Return) continue;
    std::vector<Signal> here = released_after({go.callee, last}, &f);
    for (const Signal& s : signals(*go.callee)) {
      if (s.kind != Signal::Release || s.at_end || !(block_of(f, s) == b)) continue;
      auto from = s.clause.v ? instrs.begin() : std::find(instrs.begin(), instrs.end(), s.at) + 1;
      if (std::all_of(from, instrs.end(), [&](ValueId v) { return idle(f.at(v).op); })) here.push_back(s);
    }
    if (first) all = std::move(here);
    else std::erase_if(all, [&](Signal& s) {
      bool some = false;
      for (const Signal& o : here)
        if (s.like(o)) some = true, s.again = s.again || o.again;
      return !some;
    });
    first = false;
  }
  return *(last_signals_[&f] = std::make_unique<std::vector<Signal>>(std::move(all)));
}

bool Order::during(const Edge& go, const Function* f, bool surely) const {
  const During& known = meanwhile(go);
  return (surely ? known.sure : known.all)[graph_.number(f)];
}

const Order::During& Order::meanwhile(const Edge& go) const {
  auto [it, fresh] = during_.try_emplace(&go);
  if (!fresh) return it->second;
  bool outlives = false, unseen = false;
  Bodies all(graph_.bodies().size()), sure(graph_.bodies().size());
  // What the goroutine does at its end.
  std::vector<Signal> ends;
  const Function& body = go.callee->function;
  for (BlockId b : go.callee->dominators.order()) {
    ValueId last = body.blocks[b.v].instrs.back();
    if (body.at(last).op != Opcode::Return) continue;
    for (const Signal& s : signals(*go.callee))
      if (s.kind == Signal::Release) ends.push_back(s);
    for (const Signal& s : released_after({go.callee, last}, &body)) ends.push_back(s);
    break;
  }
  std::vector<uint32_t> reached, surely_reached;
  absl::flat_hash_set<std::pair<const Function*, uint32_t>> seen;
  std::vector<Point> sites{{go.caller, go.at}};
  for (size_t k = 0; k < sites.size() && k < 64; k++) {
    Point p = sites[k];
    const Function& g = p.body->function;
    all[graph_.number(&g)] = sure[graph_.number(&g)] = true;
    Behind behind(g, p.at);
    bool waits = may_wait(*p.body, p.at, ends);
    auto meanwhile = [&](ValueId at) { return behind.contains(at) && (!waits || unwaited(*p.body, p.at, at, ends)); };
    for (const Edge& e : graph_.calls_in(&g)) {
      if (e.kind == Edge::Go || e.at == p.at || !meanwhile(e.at)) continue;
      reached.push_back(graph_.number(&e.callee->function));
      if (!e.vague) surely_reached.push_back(reached.back());
    }
    // It returns while the goroutine runs: so do its callers go on.
    bool returns = false;
    for (BlockId b : p.body->dominators.order()) {
      ValueId last = g.blocks[b.v].instrs.back();
      returns = returns || (g.at(last).op == Opcode::Return && meanwhile(last));
    }
    if (!returns) continue;
    outlives = true;  // none of its callers is here before
    unseen = unseen || graph_.has_unseen_callers(&g);
    for (const Edge& e : graph_.calls_of(&g))
      if (e.kind != Edge::Go && seen.insert({&e.caller->function, e.at.v}).second) sites.push_back({e.caller, e.at});
  }
  auto spread = [&](std::vector<uint32_t>& work, Bodies& out, bool guesses) {
    while (!work.empty()) {
      uint32_t g = work.back();
      work.pop_back();
      if (out[g]) continue;
      out[g] = true;
      CallGraph::Callees next = graph_.callees(g);
      std::span<const uint32_t> calls = guesses ? std::span<const uint32_t>(next.all) : next.sure();
      work.insert(work.end(), calls.begin(), calls.end());
    }
  };
  spread(reached, all, true);
  spread(surely_reached, sure, false);
  return during_[&go] = {std::move(all), std::move(sure), outlives, unseen};
}

}  // namespace ptrsafe::concurrency
