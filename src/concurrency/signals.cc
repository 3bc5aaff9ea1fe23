#include "concurrency/signals.h"

#include <algorithm>

#include "concurrency/objects.h"
#include "flow/library.h"
#include "flow/loops.h"
#include "types/constant.h"
#include "types/under.h"

namespace ptrsafe::concurrency {
namespace {

bool deferred(const Instr& i) { return static_cast<ir::CallMode>(i.sub) == ir::CallMode::Defer; }

// The field or package-level variable that the body puts the value into; null if there is none.
const Var* kept_in(const Examined& body, ValueId v) {
  const Function& f = body.function;
  for (ValueId store : f.with(Opcode::Store)) {
    if (!(same(body, f.operand(store, 1)) == v)) continue;
    const Var* variable = place_at(body, f.operand(store, 0)).variable;
    if (variable && (variable->bits & (Var::kField | Var::kPackageVar))) return origin_of(variable);
  }
  return nullptr;
}

bool is_pipe(const Instr& i) {
  const Func* callee = i.op == Opcode::Call ? ir::callee(i) : nullptr;
  return callee && callee->name.view() == "Pipe" && flow::package_path(callee) == "io";
}

bool of_mutex(const Func* f, std::string_view name) {
  return f && f->name.view() == name && flow::package_path(f) == "sync" && (flow::receiver_type(f) == "Mutex" || flow::receiver_type(f) == "RWMutex");
}

bool locks(const Function& f) {
  std::span<const ValueId> calls = f.with(Opcode::Call);
  return std::any_of(calls.begin(), calls.end(), [&](ValueId v) { return of_mutex(ir::callee(f.at(v)), "Lock"); });
}

// The body takes some lock before `v`.
bool behind_lock(const Examined& body, ValueId v) {
  const Function& f = body.function;
  std::span<const ValueId> calls = f.with(Opcode::Call);
  return std::any_of(calls.begin(), calls.end(), [&](ValueId c) {
    const Func* callee = ir::callee(f.at(c));
    return (of_mutex(callee, "Lock") || of_mutex(callee, "RLock")) && dominates(body, c, v);
  });
}

// Where `block` goes if the value of `of` is `number`, and by no other way.
struct Equal {
  ValueId of;
  int64_t number;
  BlockId to;
};
std::vector<Equal> equals(const Examined& body, BlockId block) {
  const Function& f = body.function;
  const Instr& last = f.at(f.blocks[block.v].instrs.back());
  std::vector<Equal> out;
  if (last.op != Opcode::If) return out;
  ValueId v = f.operand(last, 0);
  bool truth = true;
  for (; f.at(v).op == Opcode::Unary && static_cast<Op>(f.at(v).sub) == Op::Not; v = f.operand(v, 0)) truth = !truth;
  const Instr& i = f.at(v);
  int64_t number = 1;
  if (i.op == Opcode::Binary) {
    Op op = static_cast<Op>(i.sub);
    if ((op != Op::Eql && op != Op::Neq) || !constant_int(body, f.operand(i, 1), &number)) return out;
    truth = truth == (op == Op::Eql);
    v = f.operand(i, 0);
  }
  BlockId to = f.blocks[block.v].succs[truth ? 0 : 1];
  if (f.blocks[to.v].preds.size() == 1) out.push_back({v, number, to});
  return out;
}

// Where the only test of the value goes if it is true, and by no other way; 0: it has no such test.
BlockId true_branch(const Examined& body, ValueId v) {
  const Function& f = body.function;
  BlockId out;
  for (BlockId b : body.dominators.order()) {
    const Instr& last = f.at(f.blocks[b.v].instrs.back());
    if (last.op != Opcode::If) continue;
    ValueId tested = same(body, f.operand(last, 0));
    bool truth = true;
    for (; f.at(tested).op == Opcode::Unary && static_cast<Op>(f.at(tested).sub) == Op::Not; tested = same(body, f.operand(tested, 0))) truth = !truth;
    if (!(tested == v)) continue;
    BlockId to = f.blocks[b.v].succs[truth ? 0 : 1];
    if (out.v || f.blocks[to.v].preds.size() != 1) return {};
    out = to;
  }
  return out;
}

// The field that has a timer's channel.
const Var* channel_of(const Func* method) {
  const Signature* s = method->signature();
  Pointer* p = s && s->recv ? as_under<Pointer>(s->recv->type) : nullptr;
  Struct* t = p ? as_under<Struct>(p->elem) : nullptr;
  for (size_t k = 0; t && k < t->fields.size(); k++)
    if (t->fields[k]->name.view() == "C") return t->fields[k].get();
  return nullptr;
}

}  // namespace

const void* goroutine_end() {
  static const char end = 0;
  return &end;
}

const Channels::Made* Signals::made(const Examined& body, ValueId channel) const {
  std::vector<Origin> all = origins_.through_callers(body, channel);
  return all.size() == 1 && all[0].kind == Origin::Made ? &channels_.of(*all[0].body, all[0].at) : nullptr;
}

// Behind the send, all that was ever received from the channel has been received: as many have been sent as it has room for, after all others.
bool Signals::fills(const Examined& body, ValueId send, ValueId channel, const Channels::Made& made) const {
  const Function& f = body.function;
  flow::Loops loops(f, body.dominators);
  flow::LoopId loop = loops.innermost(f.at(send).block);
  int64_t n = 0;
  if (loop != flow::kNoLoop) {
    // for i := 0; i < cap(c); i++ { c <- x }
    const Instr& last = f.at(f.blocks[loops.header(loop).v].instrs.back());
    const Instr& less = f.at(last.op == Opcode::If ? f.operand(last, 0) : ValueId{});
    ValueId most = less.op == Opcode::Binary && static_cast<Op>(less.sub) == Op::Lss ? f.operand(less, 1) : ValueId{};
    // for range cap(c)
    if (less.op == Opcode::Extract && f.at(f.operand(less, 0)).op == Opcode::RangeNext) most = f.operand(f.operand(f.operand(less, 0), 0), 0);
    const Instr& size = f.at(most);
    if (size.op == Opcode::Builtin && static_cast<BuiltinId>(size.aux) == BuiltinId::Cap) return same_path(body, f.operand(size, 0), channel);
    return most && made.room > 0 && constant_int(body, most, &n) && n == made.room;
  }
  // One send after another, with more of them than there is room for, and receives left.
  if (!made.all_seen || made.room <= 0) return false;
  int64_t receives = 0, sends = 1;
  for (const Channels::Use& u : made.uses) {
    flow::Loops there(u.body->function, u.body->dominators);
    if (u.what == Channels::Use::Close || there.innermost(u.body->function.at(u.at).block) != flow::kNoLoop) return false;
    receives += u.what == Channels::Use::Receive;
    if (u.what != Channels::Use::Send || u.at == send) continue;
    if (u.body != &body) return false;
    sends += dominates(body, u.at, send);
  }
  return receives > 0 && sends >= made.room + receives;
}

namespace {

// A channel with room for one is a mutex to who sends to it, goes on, and receives from it: all uses are such pairs.
bool is_mutex(const Channels::Made& made) {
  if (!made.all_seen || made.room != 1) return false;
  // A literal that receives, as `defer func() { <-c }()` has it, stands for where it is made.
  auto before = [](const Channels::Use& send, const Channels::Use& receive) {
    const Function& f = receive.body->function;
    if (send.body == receive.body) return dominates(*send.body, send.at, receive.at);
    return f.parent == &send.body->function && f.made_at && dominates(*send.body, send.at, f.made_at);
  };
  return !made.uses.empty() && std::all_of(made.uses.begin(), made.uses.end(), [&](const Channels::Use& u) {
    return u.what != Channels::Use::Close && std::any_of(made.uses.begin(), made.uses.end(), [&](const Channels::Use& o) {
      return u.what == Channels::Use::Send ? o.what == Channels::Use::Receive && before(u, o) : o.what == Channels::Use::Send && before(o, u);
    });
  });
}

}  // namespace

void Signals::by_value(const Examined& body, Signal::Kind kind, ValueId at, ValueId channel, bool close, BlockId clause, Out& out) const {
  if (!channel) return;
  const Function& f = body.function;
  if ((f.at(at).op == Opcode::Send || f.at(at).op == Opcode::Recv) && semaphores_.does(body, at) != Semaphores::Does::Nothing) return;
  Signal s{kind, at, nullptr, 0, close && deferred(f.at(at)), false, clause};
  std::vector<Origin> all = origins_.through_callers(body, channel);
  bool one = all.size() == 1, here = one && all[0].kind == Origin::Made;
  if (here) s.on = &all[0].body->function, s.which = all[0].at.v;
  else if (one) s.on = all[0].place.variable, s.which = all[0].kind == Origin::Element ? Signal::kElement : 0;
  // Clocks wait for nobody; timers for who sets them.
  const Instr& from = f.at(same(body, channel));
  if (const Func* clock = from.op == Opcode::Call ? ir::callee(from) : nullptr; clock && flow::package_path(clock) == "time") return;
  if (const Var* clock = place_of_value(body, channel).variable; clock && clock->is_field() && clock->pkg && clock->pkg->path.view() == "time") {
    out.push_back({kind, at, clock, Signal::kTimer, false, false, clause});
    return;
  }
  out.push_back(s);
  // Others take it out of the variable that it is put into.
  if (here)
    if (Signal o = s; (o.on = kept_in(*all[0].body, all[0].at))) o.which = 0, out.push_back(o);
  if (close || !here) return;
  // The receive happens before the send completes that needs its room.
  const Channels::Made& made = channels_.of(*all[0].body, all[0].at);
  s.back = true;
  s.kind = kind == Signal::Release ? Signal::Acquire : Signal::Release;
  if (all[0].body->function.at(all[0].at).count == 0 || s.kind == Signal::Release || fills(body, at, channel, made) || is_mutex(made)) out.push_back(s);
}

void Signals::by_address(const Examined& body, Signal s, ValueId address, Out& out) const {
  s.on = place_at(body, address).variable;
  if (!s.on) {
    // Behind a pointer parameter.
    const Instr& p = body.function.at(same(body, address));
    if (p.op == Opcode::Param)
      for (const Edge& e : graph_.calls_of(&body.function))
        if (ValueId argument = e.argument(p.aux)) s.on = place_at(*e.caller, argument).variable;
  }
  out.push_back(s);
}

void Signals::select(const Examined& body, ValueId at, Out& out) const {
  const Function& f = body.function;
  const Instr& i = f.at(at);
  std::vector<BlockId> clauses = clauses_of(f, at);
  // Clauses that nobody ever meets are none.
  auto met = [&](size_t k) {
    const Channels::Made* c = clauses.empty() || !f.operand(i, k) ? nullptr : made(body, f.operand(i, k));
    if (!c || !c->all_seen) return true;
    if (f.operand(i, k + 1)) return c->room != 0 || c->some(Channels::Use::Receive);
    return c->some(Channels::Use::Send) || c->some(Channels::Use::Close);
  };
  std::vector<size_t> alive;
  for (size_t k = 0; k + 1 < i.count; k += 2)
    if (met(k)) alive.push_back(k);
  for (size_t k : alive)
    by_value(body, f.operand(i, k + 1) ? Signal::Release : Signal::Acquire, at, f.operand(i, k), false, clauses.empty() || (alive.size() == 1 && !i.sub) ? BlockId{} : clauses[k / 2], out);
}

void Signals::call(const Examined& body, ValueId at, Out& out) const {
  const Instr& i = body.function.at(at);
  const Func* callee = ir::callee(i);
  if (!callee) return;
  std::string_view path = flow::package_path(callee), name = callee->name.view(), type = flow::receiver_type(callee);
  ValueId first = body.function.operand(i, 1);
  if (path == "sync" && type == "WaitGroup") {
    if (name == "Done") by_address(body, {Signal::Release, at, nullptr, Signal::kGroup, deferred(i)}, first, out);
    if (name == "Wait") by_address(body, {Signal::Acquire, at, nullptr, Signal::kGroup}, first, out);
  } else if (path == "golang.org/x/sync/errgroup" && name == "Wait") {
    out.push_back({Signal::Acquire, at, nullptr, Signal::kGroup});
  } else if ((path == "testing/synctest" || path == "internal/synctest") && name == "Wait") {
    out.push_back({Signal::Acquire, at, goroutine_end(), Signal::kEnd});
  } else if (path == "sync/atomic") {
    if (name.starts_with("Load") || name.starts_with("CompareAndSwap")) {
      // A flag tells something where it is up.
      BlockId up = name == "Load" && type == "Bool" ? true_branch(body, at) : BlockId{};
      by_address(body, {Signal::Acquire, at, nullptr, 0, false, false, up}, first, out);
    }
    if (name.starts_with("Store") || name.starts_with("CompareAndSwap") || name.starts_with("Swap")) by_address(body, {Signal::Release, at, nullptr, 0, deferred(i)}, first, out);
    if (name.starts_with("Add")) by_address(body, {Signal::Release, at, nullptr, Signal::kCounted, deferred(i)}, first, out);
  } else if (path == "time" && name == "Reset") {
    if (const Var* c = channel_of(callee)) out.push_back({Signal::Release, at, c, Signal::kTimer});
  } else if (of_mutex(callee, "Lock")) {
    by_address(body, {Signal::Acquire, at, nullptr, Signal::kHandedOver}, first, out);
    if (!out.back().on) out.pop_back();
  } else if (of_mutex(callee, "Unlock")) {
    // It was locked for the goroutine by who has started it.
    std::span<const Edge> calls = graph_.calls_of(&body.function), within = graph_.calls_in(&body.function);
    if (std::none_of(calls.begin(), calls.end(), [](const Edge& e) { return e.kind == Edge::Go; })) return;
    if (locks(body.function) || std::any_of(within.begin(), within.end(), [](const Edge& e) { return locks(e.callee->function); })) return;
    by_address(body, {Signal::Release, at, nullptr, Signal::kHandedOver, deferred(i)}, first, out);
    if (!out.back().on) out.pop_back();
  }
}

// What is known to be so only because somebody else has done something: the sum of an atomic counter, a flag under a lock.
void Signals::conditions(const Examined& body, Out& out) const {
  const Function& f = body.function;
  for (BlockId b : body.dominators.order()) {
    for (const Equal& e : equals(body, b)) {
      const Instr& i = f.at(e.of);
      const Func* callee = i.op == Opcode::Call ? ir::callee(i) : nullptr;
      if (callee && flow::package_path(callee) == "sync/atomic") {
        // Not the first one of all.
        int64_t own = 0;
        bool add = callee->name.view().starts_with("Add"), load = callee->name.view().starts_with("Load");
        bool others = add ? constant_int(body, f.operand(i, i.count - 1), &own) && e.number != own : load && e.number != 0;
        if (others) by_address(body, {Signal::Acquire, e.of, nullptr, Signal::kCounted, false, false, e.to}, f.operand(i, 1), out);
      }
      if (i.op == Opcode::Load && e.number != 0 && behind_lock(body, e.of))
        if (const Var* flag = place_at(body, f.operand(i, 0)).variable) out.push_back({Signal::Acquire, e.of, flag, Signal::kFlag + static_cast<uint32_t>(e.number), false, false, e.to});
    }
  }
}

// The body makes a pipe, or stands in one that does.
bool Signals::has_pipe(const Function& f) const {
  auto [it, fresh] = has_pipe_.try_emplace(&f, false);
  if (!fresh) return it->second;
  std::span<const ValueId> calls = f.with(Opcode::Call);
  bool yes = std::any_of(calls.begin(), calls.end(), [&](ValueId v) { return is_pipe(f.at(v)); }) || (f.parent && has_pipe(*f.parent));
  return has_pipe_[&f] = yes;
}

// The call that has made the pipe of which the value is the one or the other end; null: it is none.
const Instr* Signals::end_of_pipe(const Examined& body, ValueId v, bool write) const {
  const Examined* b = &body;
  for (int depth = 0; b && v && depth < 6; depth++) {
    const Function& f = b->function;
    const Instr& i = f.at(v = same(*b, v));
    if (i.op == Opcode::Extract) {
      const Instr& made = f.at(f.operand(i, 0));
      return i.aux == (write ? 1u : 0u) && is_pipe(made) ? &made : nullptr;
    }
    if (i.op == Opcode::MakeInterface) {
      v = f.operand(i, 0);
    } else if (i.op == Opcode::FreeVar && f.parent && f.made_at && i.aux < f.parent->at(f.made_at).count) {
      v = f.parent->operand(f.made_at, i.aux);
      b = graph_.body(f.parent);
    } else {
      return nullptr;
    }
  }
  return nullptr;
}

// Whoever is given the writer writes to it, and a reader has what is written; who only wraps it reads where that is used.
void Signals::pipes(const Examined& body, Out& out) const {
  const Function& f = body.function;
  std::span<const ValueId> calls = f.with(Opcode::Call);
  auto given = [&](ValueId call, auto is) {
    std::span<const ValueId> all = f.operands_of(f.at(call)).subspan(1);
    return std::any_of(all.begin(), all.end(), [&](ValueId o) { return o && is(o); });
  };
  auto closes = [&](ValueId call) { return ir::callee(f.at(call)) && ir::callee(f.at(call))->name.view().starts_with("Close"); };
  for (ValueId v : calls) {
    if (f.at(v).sub == static_cast<uint8_t>(ir::CallMode::Go)) continue;
    const Instr *written = nullptr, *read = nullptr;
    given(v, [&](ValueId o) { return (written = end_of_pipe(body, o, true)) != nullptr; });
    if (written) out.push_back({Signal::Release, v, written, Signal::kPipe, deferred(f.at(v))});
    given(v, [&](ValueId o) { return (read = end_of_pipe(body, o, false)) != nullptr; });
    if (!read || closes(v) || deferred(f.at(v))) continue;
    bool wraps = false;
    for (ValueId user : calls)
      if (!(user == v) && !closes(user) && !deferred(f.at(user)) && given(user, [&](ValueId o) { return same(body, o) == v || (f.at(same(body, o)).op == Opcode::Extract && f.operand(same(body, o), 0) == v); })) {
        out.push_back({Signal::Acquire, user, read, Signal::kPipe});
        wraps = true;
      }
    if (!wraps) out.push_back({Signal::Acquire, v, read, Signal::kPipe});
  }
}

const std::vector<Signal>& Signals::of(const Examined& body) const {
  const Function& f = body.function;
  auto [known, first] = known_.try_emplace(&f);
  if (!first) return *known->second;
  known->second = std::make_unique<Out>();
  Out out;
  bool some_lock = locks(f);
  bool atomics = false;
  f.each(ir::opcodes({Opcode::Send, Opcode::Recv, Opcode::RecvOk, Opcode::RangeNext, Opcode::Select, Opcode::Builtin, Opcode::Call, Opcode::Store}), [&](ValueId v) {
    const Instr& i = f.at(v);
    switch (i.op) {
      case Opcode::Send: by_value(body, Signal::Release, v, f.operand(i, 0), false, {}, out); break;
      case Opcode::Recv:
      case Opcode::RecvOk: by_value(body, Signal::Acquire, v, f.operand(i, 0), false, {}, out); break;
      case Opcode::RangeNext: {
        ValueId over = f.operand(f.operand(i, 0), 0);
        if (f.at(over).type && as_under<Chan>(f.at(over).type)) by_value(body, Signal::Acquire, v, over, false, {}, out);
        break;
      }
      case Opcode::Select: select(body, v, out); break;
      case Opcode::Builtin:
        if (static_cast<BuiltinId>(i.aux) == BuiltinId::Close) by_value(body, Signal::Release, v, f.operand(i, 0), true, {}, out);
        break;
      case Opcode::Call:
        call(body, v, out);
        atomics = atomics || (ir::callee(i) && flow::package_path(ir::callee(i)) == "sync/atomic");
        break;
      case Opcode::Store: {
        int64_t n = 0;
        const Instr& value = f.at(f.operand(i, 1));
        bool yes = value.op == Opcode::Const && Const{Ref<ConstData>::from_raw(value.aux)}.kind() == ConstKind::Bool;
        if (yes) n = Const{Ref<ConstData>::from_raw(value.aux)}.bool_value();
        if (!some_lock || (!yes && !constant_int(body, f.operand(i, 1), &n)) || n == 0 || !behind_lock(body, v)) break;
        if (const Var* flag = place_at(body, f.operand(i, 0)).variable) out.push_back({Signal::Release, v, flag, Signal::kFlag + static_cast<uint32_t>(n)});
        break;
      }
      default: break;
    }
  });
  if (some_lock || atomics) conditions(body, out);
  if (has_pipe(f)) pipes(body, out);
  return *(known_[&f] = std::make_unique<Out>(std::move(out)));
}

}  // namespace ptrsafe::concurrency
