#include "concurrency/order.h"

#include <algorithm>
#include <utility>

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

bool dominates(const Examined& body, ValueId a, ValueId b) {
  const Function& f = body.function;
  if (f.at(a).block == f.at(b).block) return a == b ? false : before_in_block(f, a, b);
  return body.dominators.dominates(f.at(a).block, f.at(b).block);
}

// `if ch != nil { defer close(ch) }` before `b`: where there is no channel, nobody waits for it.
bool where_there(const Examined& body, ValueId at, const void* on, ValueId b) {
  const Function& f = body.function;
  BlockId above = body.dominators.immediate(f.at(at).block);
  const Instr& last = f.at(f.blocks[above.v].instrs.back());
  if (!on || last.op != Opcode::If || !body.dominators.dominates(above, f.at(b).block)) return false;
  const Instr& test = f.at(same(body, f.operand(last, 0)));
  return test.op == Opcode::Binary && (place_of_value(body, f.operand(test, 0)).variable == on || place_of_value(body, f.operand(test, 1)).variable == on);
}

// Where each clause of a select begins that sends or receives, in order; empty if there is one only, which waits for certain.
std::vector<BlockId> clauses_of(const Function& f, ValueId select) {
  const Instr& i = f.at(select);
  std::vector<BlockId> out;
  if (!i.node || (i.count == 2 && i.sub == 0)) return out;
  BlockId at = i.block;
  for (Node* clause : i.node->na()->la()) {
    const Instr& last = f.at(f.blocks[at.v].instrs.back());
    bool compares = last.op == Opcode::If && f.at(f.operand(last, 0)).op == Opcode::Binary;
    if (f.blocks[at.v].succs.empty()) break;
    if (clause->is(NodeKind::CommClause) && clause->na()) out.push_back(f.blocks[at.v].succs[0]);
    if (!compares) break;
    at = f.blocks[at.v].succs[1];
  }
  if (out.size() * 2 != i.count) out.clear();
  return out;
}

}  // namespace

const std::vector<Order::Signal>& Order::signals(const Examined& body) const {
  const Function& f = body.function;
  auto [known, first] = signals_.try_emplace(&f);
  if (!first) return *known->second;
  known->second = std::make_unique<std::vector<Signal>>();
  std::vector<Signal>& out = *known->second;
  auto by_value = [&](Signal::Kind kind, ValueId at, ValueId channel, bool at_end = false, BlockId clause = {}) {
    if (!channel) return;
    Signal s{kind, at, nullptr, 0, at_end, false, clause};
    std::vector<Origin> all = origins_.through_callers(body, channel);
    if (all.size() == 1) {
      if (all[0].kind == Origin::Made) s.on = &all[0].body->function, s.which = all[0].at.v;
      else s.on = all[0].place.variable, s.which = all[0].kind == Origin::Element;
    }
    // Clocks wait for nobody.
    const Instr& from = f.at(same(body, channel));
    if (const Func* clock = from.op == Opcode::Call ? ir::callee(from) : nullptr; clock && flow::package_path(clock) == "time") return;
    if (const Var* clock = place_of_value(body, channel).variable; clock && clock->is_field() && clock->pkg && clock->pkg->path.view() == "time") return;
    out.push_back(s);
    // The receive from a channel without room happens before the send completes.
    bool room = all.size() != 1 || all[0].kind != Origin::Made || all[0].body->function.at(all[0].at).count > 0;
    if (!room && at_end == false) s.kind = kind == Signal::Release ? Signal::Acquire : Signal::Release, s.back = true, out.push_back(s);
  };
  auto by_address = [&](Signal::Kind kind, ValueId at, ValueId address, bool at_end = false) {
    Signal s{kind, at, place_at(body, address).variable, 0, at_end};
    if (!s.on) {
      // A group behind a pointer parameter.
      const Instr& p = f.at(same(body, address));
      if (p.op == Opcode::Param)
        for (const Edge& e : graph_.calls_of(&f))
          if (ValueId argument = e.argument(p.aux)) s.on = place_at(*e.caller, argument).variable;
    }
    out.push_back(s);
  };
  for (uint32_t n = 1; n < f.instrs.size(); n++) {
    const Instr& i = f.instrs[n];
    ValueId v{n};
    switch (i.op) {
      case Opcode::Send: by_value(Signal::Release, v, f.operand(i, 0)); break;
      case Opcode::Recv:
      case Opcode::RecvOk: by_value(Signal::Acquire, v, f.operand(i, 0)); break;
      case Opcode::RangeNext: {
        ValueId over = f.operand(f.operand(i, 0), 0);
        if (f.at(over).type && as_under<Chan>(f.at(over).type)) by_value(Signal::Acquire, v, over);
        break;
      }
      case Opcode::Select: {
        std::vector<BlockId> clauses = clauses_of(f, v);
        for (size_t k = 0; k + 1 < i.count; k += 2)
          by_value(f.operand(i, k + 1) ? Signal::Release : Signal::Acquire, v, f.operand(i, k), false, clauses.empty() ? BlockId{} : clauses[k / 2]);
        break;
      }
      case Opcode::Builtin:
        if (static_cast<BuiltinId>(i.aux) == BuiltinId::Close) by_value(Signal::Release, v, f.operand(i, 0), i.sub == static_cast<uint8_t>(ir::CallMode::Defer));
        break;
      case Opcode::Call: {
        const Func* callee = ir::callee(i);
        if (!callee) break;
        std::string_view path = flow::package_path(callee), name = callee->name.view();
        bool deferred = static_cast<ir::CallMode>(i.sub) == ir::CallMode::Defer;
        if (path == "sync" && flow::receiver_type(callee) == "WaitGroup") {
          if (name == "Done") by_address(Signal::Release, v, f.operand(i, 1), deferred);
          if (name == "Wait") by_address(Signal::Acquire, v, f.operand(i, 1));
        } else if (path == "golang.org/x/sync/errgroup" && name == "Wait") {
          out.push_back({Signal::Acquire, v, nullptr, 0, false});
        } else if (path == "sync/atomic") {
          // A counter orders nothing: who adds has not waited for anybody.
          if (name.starts_with("Load") || name.starts_with("CompareAndSwap")) by_address(Signal::Acquire, v, f.operand(i, 1));
          if (name.starts_with("Store") || name.starts_with("CompareAndSwap") || name.starts_with("Swap")) by_address(Signal::Release, v, f.operand(i, 1), deferred);
        }
        break;
      }
      default: break;
    }
  }
  return out;
}

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

template <class One>
const std::vector<Order::Signal>& Order::around_calls(Around& known, const Function* f, const Function* begins, int depth, One one) const {
  static const std::vector<Signal> none;
  auto [it, fresh] = known.try_emplace({f, begins});  // in recursion: nothing
  if (!fresh) return it->second;
  std::span<const Edge> calls = graph_.calls_of(f);
  if (calls.size() > kMostCallers || (!begins && graph_.has_unseen_callers(f))) return it->second;
  bool first = true;
  std::vector<Signal> all;
  // Of the goroutine that is asked about, if it is seen to call the function.
  bool itself = std::any_of(calls.begin(), calls.end(), [&](const Edge& e) { return &e.caller->function == begins; });
  auto own = [&](const Edge& e) { return begins && (itself ? &e.caller->function == begins : runs_in(begins, &e.caller->function)); };
  bool direct = std::any_of(calls.begin(), calls.end(), own);
  for (const Edge& e : calls) {
    if (e.kind == Edge::Go || (direct && !own(e))) continue;
    std::vector<Signal> here = one(Point{e.caller, e.at});
    if (first) all = std::move(here);
    else std::erase_if(all, [&](const Signal& s) { return std::none_of(here.begin(), here.end(), [&](const Signal& o) { return s.on == o.on && s.which == o.which && s.back == o.back; }); });
    first = false;
    if (all.empty()) break;
  }
  return known[{f, begins}] = std::move(all);
}

// What is signalled behind `b` on all ways, in its body or after the calls that lead to it.
std::vector<Order::Signal> Order::released_after(const Point& b, const Function* begins, int depth) const {
  std::vector<Signal> out;
  const Function& f = b.body->function;
  const std::vector<Signal>& all = signals(*b.body);
  for (const Signal& s : all) {
    if (s.kind != Signal::Release) continue;
    if (s.at_end) {
      // Deferred before, or by all means.
      if (dominates(*b.body, s.at, b.at) || f.at(s.at).block == f.at(b.at).block || where_there(*b.body, s.at, s.on, b.at)) out.push_back(s);
      continue;
    }
    // Every path from `b` to a return passes it, or another one like it.
    auto like = [&](const Signal& o) { return o.kind == Signal::Release && !o.at_end && o.on == s.on && o.which == s.which && o.back == s.back; };
    auto signals_in = [&](BlockId x) { return std::any_of(all.begin(), all.end(), [&](const Signal& o) { return like(o) && block_of(f, o) == x; }); };
    bool here = std::any_of(all.begin(), all.end(), [&](const Signal& o) { return like(o) && !o.clause.v && f.at(o.at).block == f.at(b.at).block && !(o.at == b.at) && before_in_block(f, b.at, o.at); });
    bool missed = !here && f.at(f.blocks[f.at(b.at).block.v].instrs.back()).op == Opcode::Return;
    std::vector<uint8_t> seen(f.blocks.size());
    std::vector<BlockId> work;
    if (!here) work = f.blocks[f.at(b.at).block.v].succs;
    while (!work.empty() && !missed) {
      BlockId x = work.back();
      work.pop_back();
      if (std::exchange(seen[x.v], 1) || signals_in(x)) continue;
      missed = f.at(f.blocks[x.v].instrs.back()).op == Opcode::Return;
      work.insert(work.end(), f.blocks[x.v].succs.begin(), f.blocks[x.v].succs.end());
    }
    // Or none comes before it: who has got the signal knows that it is done.
    if (missed) {
      auto leads_here = [&](const Signal& o) { return like(o) && (o.at == b.at || unwaited(*b.body, o.at, b.at, std::vector<Signal>{})); };
      bool some_behind = std::any_of(all.begin(), all.end(), [&](const Signal& o) { return like(o) && unwaited(*b.body, b.at, o.at, std::vector<Signal>{}); });
      missed = !some_behind || std::any_of(all.begin(), all.end(), leads_here);
    }
    if (!missed) out.push_back(s);
  }
  // Whatever the goroutine has deferred first comes behind all that it does.
  if (begins && &f != begins && depth == 0)
    if (const Examined* first = graph_.body(begins))
      for (const Signal& s : signals(*first))
        if (s.kind == Signal::Release && s.at_end && begins->at(s.at).block == first->dominators.order()[0]) out.push_back(s);
  // Literals that are deferred.
  for (const Edge& e : graph_.calls_in(&f)) {
    if (e.kind != Edge::Defer || !(dominates(*b.body, e.at, b.at))) continue;
    for (const Signal& s : signals(*e.callee))
      if (s.kind == Signal::Release) out.push_back(s);
  }
  if (&f == begins || depth >= kLift) {
    // The end of a goroutine of a WaitGroup's Go or an errgroup.
    for (const Edge& e : graph_.calls_of(&f))
      if (&f == begins && e.kind == Edge::Go && e.caller->function.at(e.at).sub == 0) {
        const Func* starter = ir::callee(e.caller->function.at(e.at));
        if (starter && flow::package_path(starter) != "time" && flow::package_path(starter) != "context") out.push_back({Signal::Release, {}, place_at(*e.caller, e.caller->function.operand(e.at, 1)).variable, 0, true});
      }
    return out;
  }
  const std::vector<Signal>& above = around_calls(released_, &f, begins, depth, [&](const Point& p) { return released_after(p, begins, depth + 1); });
  out.insert(out.end(), above.begin(), above.end());
  return out;
}

std::vector<Order::Signal> Order::waited_before(const Point& b, const Function* begins, int depth) const {
  std::vector<Signal> out;
  for (const Signal& s : signals(*b.body))
    if (s.kind == Signal::Acquire && (s.clause.v ? b.body->dominators.dominates(s.clause, b.body->function.at(b.at).block) : dominates(*b.body, s.at, b.at))) out.push_back(s);
  const Function& f = b.body->function;
  // In helpers that are called before, as if they always waited.
  for (const Edge& e : graph_.calls_in(&f))
    if (e.kind == Edge::Call && !e.vague && dominates(*b.body, e.at, b.at))
      for (const Signal& s : signals(*e.callee))
        if (s.kind == Signal::Acquire && s.on) out.push_back(s);
  if (&f == begins || depth >= kLift) return out;
  const std::vector<Signal>& above = around_calls(waited_, &f, begins, depth, [&](const Point& p) { return waited_before(p, begins, depth + 1); });
  out.insert(out.end(), above.begin(), above.end());
  return out;
}

bool Order::signalled(const Point& a, const Function* a_begins, const Point& b, const Function* b_begins, const void* except) const {
  std::vector<Signal> waits = waited_before(b, b_begins, 0);
  std::erase_if(waits, [&](const Signal& s) { return except && s.on == except; });
  if (waits.empty()) return false;
  for (const Signal& r : released_after(a, a_begins, 0))
    for (const Signal& w : waits)
      if (!(except && r.on == except) && match(r, w)) return true;
  return false;
}

bool Order::unwaited(const Examined& body, ValueId from, ValueId to, const std::vector<Signal>& stops, ValueId made) const {
  const Function& f = body.function;
  std::vector<ValueId> waits;
  std::vector<uint8_t> seen(f.blocks.size());
  for (const Signal& s : signals(body))
    if (s.kind == Signal::Acquire && std::any_of(stops.begin(), stops.end(), [&](const Signal& r) { return match(r, s); })) {
      if (s.clause.v) seen[s.clause.v] = 1;
      else waits.push_back(s.at);
    }
  std::vector<BlockId> work;
  bool reached = false;
  // A loop of waits waits, as if it ran at least once.
  if (!waits.empty()) {
    flow::Loops loops(f, body.dominators);
    for (ValueId w : waits) {
      flow::LoopId l = loops.outermost(f.at(w).block, f.at(from).block);
      if (l != flow::kNoLoop && !loops.contains(l, f.at(to).block)) seen[loops.header(l).v] = 1;
    }
  }
  auto through = [&](BlockId block, ValueId after) {
    bool on = !after;
    for (ValueId v : f.blocks[block.v].instrs) {
      if (on && v == to) return reached = true, void();
      if (on && (v == made || std::find(waits.begin(), waits.end(), v) != waits.end())) return;
      on = on || v == after;
    }
    work.insert(work.end(), f.blocks[block.v].succs.begin(), f.blocks[block.v].succs.end());
  };
  through(f.at(from).block, from);
  while (!reached && !work.empty()) {
    BlockId block = work.back();
    work.pop_back();
    if (!std::exchange(seen[block.v], 1)) through(block, {});
  }
  return reached;
}

bool Order::apart_from(const Point& a, ValueId object, const Edge& go, const Point& b, const Function* begins, int depth) const {
  const Function* f = &a.body->function;
  ValueId root = object ? root_of(*a.body, object) : ValueId{};
  if (a.body == go.caller) {
    Opcode op = root ? f->at(root).op : Opcode::None;
    bool made = op == Opcode::Call || op == Opcode::Alloc || op == Opcode::Extract;
    return !unwaited(*a.body, go.at, a.at, released_after(b, &go.callee->function, 0), made ? root : ValueId{});
  }
  // Where both are below one function of the goroutine, its calls are in order.
  if (begins) {
    bool leads = false, after = false;
    for (const Edge& e : graph_.calls_in(f)) {
      if (e.kind != Edge::Call || e.vague || &e.callee->function != &go.caller->function || e.at == a.at) continue;
      Opcode op = root ? f->at(root).op : Opcode::None;
      bool made = op == Opcode::Call || op == Opcode::Alloc || op == Opcode::Extract;
      leads = true;
      after = after || unwaited(*a.body, e.at, a.at, released_after(b, &go.callee->function, 0), made ? root : ValueId{});
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
    if (!apart_from({e.caller, e.at}, passed, go, b, begins, depth + 1)) return false;
    some = true;
  }
  return some;
}

bool Order::during(const Edge& go, const Function* f) const {
  auto [it, fresh] = during_.try_emplace(&go);
  if (!fresh) return it->second[graph_.number(f)];
  Bodies out(graph_.bodies().size());
  // What the goroutine does at its end.
  std::vector<Signal> ends;
  const Function& body = go.callee->function;
  for (BlockId b : go.callee->dominators.order()) {
    ValueId last = body.blocks[b.v].instrs.back();
    if (body.at(last).op != Opcode::Return) continue;
    for (const Signal& s : signals(*go.callee))
      if (s.kind == Signal::Release) ends.push_back(s);
    for (const Signal& s : released_after({go.callee, last}, &body, 0)) ends.push_back(s);
    break;
  }
  std::vector<uint32_t> reached;
  absl::flat_hash_set<std::pair<const Function*, uint32_t>> seen;
  std::vector<Point> sites{{go.caller, go.at}};
  for (size_t k = 0; k < sites.size() && k < 64; k++) {
    Point p = sites[k];
    const Function& g = p.body->function;
    out[graph_.number(&g)] = true;
    for (const Edge& e : graph_.calls_in(&g))
      if (e.kind != Edge::Go && !(e.at == p.at) && unwaited(*p.body, p.at, e.at, ends)) reached.push_back(graph_.number(&e.callee->function));
    // It returns while the goroutine runs: so do its callers go on.
    bool returns = false;
    for (BlockId b : p.body->dominators.order()) {
      ValueId last = g.blocks[b.v].instrs.back();
      returns = returns || (g.at(last).op == Opcode::Return && unwaited(*p.body, p.at, last, ends));
    }
    if (!returns) continue;
    for (const Edge& e : graph_.calls_of(&g))
      if (e.kind != Edge::Go && seen.insert({&e.caller->function, e.at.v}).second) sites.push_back({e.caller, e.at});
  }
  while (!reached.empty()) {
    uint32_t g = reached.back();
    reached.pop_back();
    if (out[g]) continue;
    out[g] = true;
    const std::vector<uint32_t>& next = graph_.callees(g).all;
    reached.insert(reached.end(), next.begin(), next.end());
  }
  return (during_[&go] = std::move(out))[graph_.number(f)];
}

}  // namespace ptrsafe::concurrency
