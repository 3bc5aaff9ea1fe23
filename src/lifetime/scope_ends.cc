#include "lifetime/scope_ends.h"

#include <algorithm>
#include <functional>
#include <optional>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "flow/ahead.h"
#include "flow/body.h"
#include "flow/library.h"
#include "flow/map_table.h"
#include "flow/sync_map.h"
#include "lifetime/facts.h"
#include "lifetime/map_identity.h"
#include "types/predicates.h"
#include "types/universe.h"

namespace ptrsafe::lifetime {
namespace {

constexpr int kMaxDepth = 16;

// Strings, numbers and the like end nowhere.
bool refers(Type* t) {
  if (!t) return false;
  Type* u = under(t);
  return u->kind != TypeKind::Basic || static_cast<Basic*>(u)->basic() == BasicKind::UnsafePointer;
}

// The object behind slices of it, interfaces and the variable that holds its address.
ValueId object_of(const Examined& body, ValueId v) {
  const Function& f = body.function;
  for (int steps = 0; steps < 8; steps++) {
    v = same(body, v);
    if (!v) return v;
    Opcode op = f.at(v).op;
    if (op != Opcode::MakeInterface && op != Opcode::SliceOf && op != Opcode::Load && op != Opcode::TypeAssert && op != Opcode::Convert) return v;
    v = f.operand(v, 0);
  }
  return v;
}

// Whether a function ends one of its values, as far below it as was asked: helpers that all call each other are each asked once.
struct Ended {
  bool yes = false;
  ScopeKind kind{};
};
struct Known {
  absl::flat_hash_map<std::tuple<const Function*, uint32_t, int>, Ended> ended;
  Removals removals;
};

// One question: what of a stored value ends, and where.
class Search {
 public:
  Search(const ProgramIndex& index, Known& known, const Examined& body, ValueId store, ValueId map) : index_(index), known_(known), levels_{{&body, store}}, map_(map) {}

  std::optional<RetainedValue> run(ValueId value) {
    found_.store = levels_.front();
    if (!inside(*levels_.front().body, value, 0)) return {};
    return found_;
  }

 private:
  const Examined& here() const { return *levels_.back().body; }

  // Whether the value, or something in it, ends.
  bool inside(const Examined& body, ValueId v, int depth) {
    const Function& f = body.function;
    v = same(body, v);
    if (!v || depth > kMaxDepth) return false;
    const Instr& i = f.at(v);
    if (!refers(i.type)) return false;
    if (!seen_.insert({&body, v.v}).second) return false;
    if (ends_here(body, v)) return true;
    depth++;
    switch (i.op) {
      case Opcode::Param: return parameter(body, v, depth);
      case Opcode::FreeVar: {
        Place made = index_.closure(f);
        if (!made || !frames_.empty()) return false;
        levels_.push_back(made);
        bool yes = inside(*made.body, made.body->function.operand(made.v, i.aux), depth);
        levels_.pop_back();
        return yes;
      }
      case Opcode::Alloc: {
        parts_++;
        bool yes = cell(body, v, depth);
        parts_--;
        return yes;
      }
      case Opcode::Load: return load(body, v, depth);
      case Opcode::Call:
      case Opcode::Invoke: return call(body, v, 0, depth);
      case Opcode::Extract: {
        ValueId t = f.operand(i, 0);
        Opcode op = f.at(t).op;
        if (op == Opcode::Call || op == Opcode::Invoke) return call(body, t, i.aux, depth);
        if (op == Opcode::TypeAssertOk) return i.aux == 0 && inside(body, f.operand(t, 0), depth);
        if (op == Opcode::Select && i.aux >= 2) return received(body, t, f.operand(t, 2 * (i.aux - 2)), depth);
        return op == Opcode::RecvOk && i.aux == 0 && received(body, t, f.operand(t, 0), depth);
      }
      case Opcode::Recv: return received(body, v, f.operand(i, 0), depth);
      case Opcode::MakeInterface:
      case Opcode::TypeAssert:
      case Opcode::SliceOf: return inside(body, f.operand(i, 0), depth);
      case Opcode::Builtin: {
        if (static_cast<BuiltinId>(i.aux) != BuiltinId::Append) return false;
        // append(s, b...) copies bytes.
        Slice* s = as_under<Slice>(i.type);
        bool copies = i.reserved && s && !refers(s->elem);
        return any(body, f.operands_of(i).first(copies ? 1 : i.count), depth);
      }
      case Opcode::MakeClosure:
      case Opcode::BoundMethod:
      case Opcode::StructLit:
      case Opcode::ArrayLit:
      case Opcode::Phi: {
        parts_ += i.op != Opcode::Phi;
        bool yes = any(body, f.operands_of(i), depth);
        parts_ -= i.op != Opcode::Phi;
        return yes;
      }
      default: return false;
    }
  }

  bool any(const Examined& body, std::span<const ValueId> operands, int depth) {
    return std::any_of(operands.begin(), operands.end(), [&](ValueId o) { return o && inside(body, o, depth); });
  }

  // What a goroutine that stays gets over a channel from a handler, who goes on without waiting for an answer.
  bool received(const Examined& body, ValueId receive, ValueId channel, int depth) {
    const Function& f = body.function;
    if (levels_.size() > 1 || !frames_.empty() || receive_ || !stays(f)) return false;
    ValueId from = same(body, channel);
    const Var* variable = f.at(from).op == Opcode::Load ? variable_at(body, same(body, f.operand(from, 0))) : nullptr;
    if (!variable) return false;
    receive_ = receive;
    bool yes = false;
    for (const StoreSite& s : index_.stores(variable)) {
      if (yes || s.body->function.at(s.at).op != Opcode::Send || watched(body, s.body->function.at(s.value).type)) continue;
      levels_.push_back({s.body, s.at});
      yes = inside(*s.body, s.value, depth);
      levels_.pop_back();
    }
    receive_ = {};
    return yes;
  }

  // The one goroutine that runs the function is not started for a request.
  bool stays(const Function& f) const {
    const flow::ContextsOf& c = index_.contexts().of(&f);
    return !c.handler && c.starts.size() == 1 && !c.starts[0].many && !index_.contexts().of(&c.starts[0].from.caller->function).handler;
  }

  // Who receives values of the type asks the contexts in them whether they have ended.
  bool watched(const Examined& receiver, Type* sent) const {
    const Named* t = named(sent);
    for (const auto& b : flow::ahead(index_.program().package(&receiver.flow.package())->bodies())) {
      const Function& f = b->function;
      for (ValueId v : f.with(Opcode::Invoke)) {
        std::string_view name = ir::callee(f.at(v))->name.view();
        if (name != "Done" && name != "Err") continue;
        ValueId context = same(*b, f.operand(v, 0));
        if (f.at(context).op == Opcode::Load) context = same(*b, f.operand(context, 0));
        Opcode op = f.at(context).op;
        if ((op == Opcode::Field || op == Opcode::FieldAddr) && (!t || named(f.at(f.operand(context, 0)).type) == t)) return true;
      }
    }
    return false;
  }

  // Behind `at`, or deferred, the function may wait for others or tell them something: what it has sent may be taken back.
  bool goes_on(const Examined& body, ValueId at, int depth) const {
    const Function& f = body.function;
    flow::Body shape(f);
    for (BlockId b : body.dominators.order())
      for (ValueId v : f.blocks[b.v].instrs) {
        if (v == at || !may_wait(body, v, depth)) continue;
        bool deferred = f.at(v).op == Opcode::Call && static_cast<ir::CallMode>(f.at(v).sub) == ir::CallMode::Defer;
        bool behind = !at || deferred || (b == f.at(at).block ? at < v : shape.reaches(at, &b, [](ValueId) { return false; }));
        if (behind) return true;
      }
    return false;
  }

  bool may_wait(const Examined& body, ValueId v, int depth) const {
    const Function& f = body.function;
    const Instr& i = f.at(v);
    switch (i.op) {
      case Opcode::Send:
      case Opcode::Recv:
      case Opcode::RecvOk:
      case Opcode::Select: return true;
      case Opcode::RangeStart: return f.at(f.operand(i, 0)).type && as_under<Chan>(f.at(f.operand(i, 0)).type);
      case Opcode::Builtin: return static_cast<BuiltinId>(i.aux) == BuiltinId::Close;
      case Opcode::Invoke:
      case Opcode::Call: {
        const Func* callee = ir::callee(i);
        if (!callee || static_cast<ir::CallMode>(i.sub) == ir::CallMode::Go) return true;
        const Examined* inner = i.op == Opcode::Call ? index_.body(callee) : nullptr;
        if (inner) return depth > 2 || goes_on(*inner, {}, depth + 1);
        // Of libraries that we do not see, only the standard one's answer a request without more.
        std::string_view path = flow::package_path(callee);
        return path.find('.') != std::string_view::npos || callee->name.view() == "Wait" || callee->name.view() == "Done";
      }
      default: return false;
    }
  }

  bool parameter(const Examined& body, ValueId v, int depth) {
    const Function& f = body.function;
    uint32_t number = f.at(v).aux;
    if (!frames_.empty() && frames_.back().first == &f) {
      auto frame = frames_.back();
      frames_.pop_back();
      ValueId argument = frame.second.body->function.operand(frame.second.v, number + 1);
      bool yes = argument && inside(*frame.second.body, argument, depth);
      frames_.push_back(frame);
      return yes;
    }
    if (!frames_.empty()) return false;
    uint32_t facts = facts_of_type(f.at(v).type);
    bool request = facts & kHandled && ((facts & kRequest) || serves_request(f));
    // A helper that is only called with what handlers have is a part of those.
    auto calls = index_.contexts().calls_of(&f);
    if (request && !calls.empty() && !index_.contexts().has_unseen_callers(&f)) request = false;
    if (request && retained()) {
      found_.kind = ScopeKind::Request;
      found_.origin = {&body, v};
      found_.certain = levels_.size() == 1;
      return true;
    }
    if (request) return false;
    auto at_call = [&](const Examined& caller, ValueId call, ValueId argument) {
      if (!argument || levels_.size() > 5) return false;
      levels_.push_back({&caller, call});
      bool yes = inside(caller, argument, depth);
      levels_.pop_back();
      return yes;
    };
    for (const flow::CallSite& c : calls)
      if (static_cast<ir::CallMode>(c.caller->function.at(c.at).sub) == ir::CallMode::Now && at_call(*c.caller, c.at, c.caller->function.operand(c.at, number + 1))) return true;
    if (f.object && f.signature->recv && number > 0)
      for (const Place& p : index_.invokes(f.object))
        if (at_call(*p.body, p.v, p.body->function.operand(p.v, number))) return true;
    return false;
  }

  // A local variable, or an object that is made here: what is stored in it.
  bool cell(const Examined& body, ValueId address, int depth) {
    const Function& f = body.function;
    for (ValueId s : f.with(Opcode::Store)) {
      const Instr& i = f.at(s);
      ValueId to = same(body, f.operand(i, 0));
      while (f.at(to).op == Opcode::FieldAddr || f.at(to).op == Opcode::IndexAddr) to = same(body, f.operand(to, 0));
      if (to == address && inside(body, f.operand(i, 1), depth)) return true;
    }
    for (ValueId c : f.with(Opcode::Call))
      if (set_by(body, c, address, depth)) return true;
    return false;
  }

  // The call is given the object, and keeps in it what ends.
  bool set_by(const Examined& body, ValueId call, ValueId object, int depth) {
    const Function& f = body.function;
    const Instr& c = f.at(call);
    const Examined* inner = static_cast<ir::CallMode>(c.sub) == ir::CallMode::Now && ir::callee(c) && frames_.size() <= 3 ? index_.body(ir::callee(c)) : nullptr;
    for (size_t k = 1; inner && k < c.count && k <= inner->function.params.size(); k++) {
      if (!f.operand(c, k) || !(same(body, f.operand(c, k)) == object)) continue;
      const Function& g = inner->function;
      for (ValueId s : g.with(Opcode::Store)) {
        ValueId address = same(*inner, g.operand(s, 0));
        if (g.at(address).op != Opcode::FieldAddr || !(same(*inner, g.operand(address, 0)) == g.params[k - 1]) || set_again(*inner, s, address)) continue;
        frames_.push_back({&g, {&body, call}});
        bool yes = inside(*inner, g.operand(s, 1), depth);
        frames_.pop_back();
        if (yes) return true;
      }
    }
    return false;
  }

  // Another value comes into the field, nil when all is done.
  static bool set_again(const Examined& body, ValueId store, ValueId address) {
    const Function& f = body.function;
    auto stores = f.with(Opcode::Store);
    return !f.closures.empty() ||
           std::any_of(stores.begin(), stores.end(), [&](ValueId s) { return !(s == store) && same(body, f.operand(s, 0)) == address; });
  }

  bool load(const Examined& body, ValueId v, int depth) {
    const Function& f = body.function;
    ValueId address = same(body, f.operand(v, 0));
    const Instr& a = f.at(address);
    if (a.op == Opcode::FieldAddr) {
      ValueId object = same(body, f.operand(a, 0));
      if (facts_of_field(f.at(object).type, flow::field_at(body.flow, address)) & kScoped) return inside(body, object, depth);
      // A part of an object that is made here.
      while (f.at(object).op == Opcode::FieldAddr) object = same(body, f.operand(object, 0));
      if (f.at(object).op != Opcode::Alloc) return false;
      for (ValueId s : f.with(Opcode::Store))
        if (same(body, f.operand(s, 0)) == address && inside(body, f.operand(s, 1), depth)) return true;
      return false;
    }
    return a.op != Opcode::Global && a.op != Opcode::IndexAddr && inside(body, address, depth);
  }

  bool call(const Examined& body, ValueId v, uint32_t result, int depth) {
    const Function& f = body.function;
    const Instr& i = f.at(v);
    const Func* callee = ir::callee(i);
    if (!callee) return false;
    uint32_t facts = facts_of(callee);
    if (facts & kScoped) return result == 0 && any(body, f.operands_of(i).subspan(i.op == Opcode::Call ? 1 : 0), depth);
    const Examined* inner = i.op == Opcode::Call ? index_.body(callee) : nullptr;
    if (!inner || frames_.size() > 3 || facts) return false;
    frames_.push_back({&inner->function, {&body, v}});
    parts_++;
    bool yes = false;
    for (ValueId v : inner->function.with(Opcode::Return)) {
      const Instr& r = inner->function.at(v);
      yes = yes || (result < r.count && inside(*inner, inner->function.operand(r, result), depth));
    }
    parts_--;
    frames_.pop_back();
    return yes;
  }

  // ---- ends ----

  // The function that is at the top of the levels ends the value after the store, or is bound to do so.
  bool ends_here(const Examined& body, ValueId v) {
    if (&body != &here() || !frames_.empty() || receive_) return false;
    // Further out, an object around the value may know what to do when it ends, if it can tell.
    bool untold = levels_.size() > 1 && parts_ > 0;
    const Function& f = body.function;
    const Instr& i = f.at(v);
    ValueId object = object_of(body, v);
    ValueId cancel;
    if (i.op == Opcode::Extract && i.aux == 0 && f.at(f.operand(i, 0)).op == Opcode::Call && (facts_of(ir::callee(f.at(f.operand(i, 0)))) & kCancels))
      cancel = f.operand(i, 0);
    std::vector<ValueId> all;
    std::vector<ScopeKind> kinds;
    f.each(ir::opcodes({Opcode::Call, Opcode::Invoke}), [&](ValueId at) {
      const Instr& e = f.at(at);
      if (static_cast<ir::CallMode>(e.sub) == ir::CallMode::Go || !body.flow.reached(at)) return;
      ScopeKind kind{};
      if (untold && !(facts_of(ir::callee(e)) & kUntold)) return;
      if (!(cancel && levels_.size() == 1 && cancels(body, e, cancel, &kind)) && !ends(body, e, object, 0, &kind)) return;
      all.push_back(at), kinds.push_back(kind);
    });
    for (size_t n = 0; n < all.size(); n++) {
      if (!in_order(body, levels_.back().v, all[n], object, all) || !retained()) continue;
      found_.kind = kinds[n];
      found_.origin = {&body, v};
      found_.end = {&body, all[n]};
      found_.certain = levels_.size() == 1;
      return true;
    }
    return false;
  }

  // The call is one of the cancel function that came with the context.
  bool cancels(const Examined& body, const Instr& e, ValueId with, ScopeKind* kind) const {
    const Function& f = body.function;
    *kind = ScopeKind::Cancelled;
    auto is_cancel = [&](const Examined& b, ValueId v) {
      const Instr& x = b.function.at(same(b, v));
      return &b == &body && x.op == Opcode::Extract && x.aux == 1 && b.function.operand(x, 0) == with;
    };
    if (e.op != Opcode::Call || ir::callee(e)) return false;
    ValueId called = same(body, f.operand(e, 0));
    if (is_cancel(body, called)) return true;
    if (f.at(called).op != Opcode::MakeClosure) return false;
    // defer func() { …; cancel() }()
    const Function& literal = *f.closures[f.at(called).aux];
    for (size_t k = 0; k < f.at(called).count; k++) {
      if (!is_cancel(body, f.operand(called, k))) continue;
      for (const Instr& c : literal.instrs)
        if (c.op == Opcode::Call && !ir::callee(c) && literal.at(literal.operand(c, 0)).op == Opcode::FreeVar && literal.at(literal.operand(c, 0)).aux == k) return true;
    }
    return false;
  }

  // The call ends the object: by a fact, or because a function of the program does that to its parameter.
  bool ends(const Examined& body, const Instr& e, ValueId object, int depth, ScopeKind* kind) const {
    const Function& f = body.function;
    const Func* callee = ir::callee(e);
    if (callee && (facts_of(callee) & kEnds)) {
      bool put = flow::package_path(callee) == "sync";
      *kind = put ? ScopeKind::Pooled : ScopeKind::Closed;
      return object_of(body, f.operand(e, put ? 2 : e.op == Opcode::Invoke ? 0 : 1)) == object;
    }
    if (depth > 2 || e.op != Opcode::Call) return false;
    const Examined* inner = callee ? index_.body(callee) : nullptr;
    ValueId closure = callee ? ValueId{} : same(body, f.operand(e, 0));
    bool literal = closure && f.at(closure).op == Opcode::MakeClosure;
    if (closure && !literal) return released(body, closure, object, depth, kind);
    if (literal) inner = index_.body(f.closures[f.at(closure).aux].get());
    if (!inner) return false;
    const Function& g = inner->function;
    auto ended = [&](ValueId v) { return v && ended_in(*inner, v, depth + 1, kind); };
    for (size_t k = 1; k < e.count && k <= g.params.size(); k++)
      if (object_of(body, f.operand(e, k)) == object && ended(g.params[k - 1])) return true;
    if (!literal) return false;
    for (uint32_t n = 1; n < g.instrs.size(); n++)
      if (g.instrs[n].op == Opcode::FreeVar && object_of(body, f.operand(closure, g.instrs[n].aux)) == object && ended(ValueId{n})) return true;
    return false;
  }

  // Some call in the body ends the value: not only where it fails, if its last result tells the caller so.
  bool ended_in(const Examined& body, ValueId v, int depth, ScopeKind* kind) const {
    std::tuple key(&body.function, v.v, depth);
    auto known = known_.ended.find(key);
    if (known == known_.ended.end()) {
      Ended e;
      e.yes = ends_in(body, v, depth, &e.kind);
      known = known_.ended.insert_or_assign(key, e).first;
    }
    if (known->second.yes) *kind = known->second.kind;
    return known->second.yes;
  }

  bool ends_in(const Examined& body, ValueId v, int depth, ScopeKind* kind) const {
    const Function& f = body.function;
    std::vector<ValueId> all;
    for (uint32_t n = 1; n < f.instrs.size(); n++) {
      const Instr& x = f.instrs[n];
      ScopeKind k{};
      if ((x.op != Opcode::Call && x.op != Opcode::Invoke) || static_cast<ir::CallMode>(x.sub) == ir::CallMode::Go || !ends(body, x, v, depth, &k)) continue;
      all.push_back(ValueId{n});
      *kind = k;
    }
    return !all.empty() && !on_failure(body, all);
  }

  // Some way returns no error, and none of these ways does.
  static bool on_failure(const Examined& body, const std::vector<ValueId>& all) {
    const Function& f = body.function;
    const Signature* s = f.signature;
    if (!s || s->result_count() == 0 || !identical(s->result(s->result_count() - 1)->type, universe.error_type)) return false;
    if (std::any_of(all.begin(), all.end(), [&](ValueId v) { return static_cast<ir::CallMode>(f.at(v).sub) == ir::CallMode::Defer; })) return false;
    flow::Body shape(f);
    bool succeeds = false;
    for (ValueId r : f.with(Opcode::Return)) {
      const Instr& i = f.at(r);
      if (i.count == 0 || f.at(same(body, f.operand(i, i.count - 1))).op != Opcode::Zero) continue;
      succeeds = true;
      if (std::any_of(all.begin(), all.end(), [&](ValueId v) { return f.at(v).block == i.block || shape.reaches(v, &i.block, [](ValueId) { return false; }); })) return false;
    }
    return succeeds;
  }

  // b, release := borrow(): the call of what came with the object, which ends it.
  bool released(const Examined& body, ValueId called, ValueId object, int depth, ScopeKind* kind) const {
    const Function& f = body.function;
    const Instr &release = f.at(called), &result = f.at(object);
    if (release.op != Opcode::Extract || result.op != Opcode::Extract || !(f.operand(release, 0) == f.operand(result, 0))) return false;
    std::vector<Place> all = given_back(index_, body, called);
    return std::any_of(all.begin(), all.end(), [&](const Place& made) { return releases(made, result.aux, depth, kind); });
  }
  // The literal that a helper makes and returns ends what the helper returns, as the result of that number.
  bool releases(const Place& made, uint32_t number, int depth, ScopeKind* kind) const {
    const Function& helper = made.body->function;
    const Examined* literal = index_.body(helper.closures[made.instr().aux].get());
    if (!literal) return false;
    std::vector<ValueId> given;
    for (ValueId r : helper.with(Opcode::Return))
      if (number < helper.at(r).count) given.push_back(object_of(*made.body, helper.operand(r, number)));
    auto is_given = [&](ValueId v) { return v && std::find(given.begin(), given.end(), object_of(*made.body, v)) != given.end(); };
    auto stores = helper.with(Opcode::Store);
    for (ValueId v : literal->function.with(Opcode::FreeVar)) {
      ValueId captured = helper.operand(made.v, literal->function.at(v).aux);
      // It, or the variable that it is in.
      bool is = is_given(captured) || std::any_of(stores.begin(), stores.end(), [&](ValueId s) {
        return same(*made.body, helper.operand(s, 0)) == same(*made.body, captured) && is_given(helper.operand(s, 1));
      });
      if (is && ended_in(*literal, v, depth + 1, kind)) return true;
    }
    return false;
  }

  // The end, or another one of `all`, comes on every way out behind the store, or it is deferred before it, or the store comes after the end; with no removal
  // between, and for the same object. An end on some ways only is that of a failure.
  bool in_order(const Examined& body, ValueId store, ValueId end, ValueId object, const std::vector<ValueId>& all) const {
    const Function& f = body.function;
    const Instr& e = f.at(end);
    flow::Body shape(f);
    auto before = [&](ValueId a, ValueId b) {
      const Instr &x = f.at(a), &y = f.at(b);
      if (!(x.block == y.block)) return body.dominators.dominates(x.block, y.block);
      const auto& in = f.blocks[x.block.v].instrs;
      return std::find(in.begin(), in.end(), a) < std::find(in.begin(), in.end(), b);
    };
    // The object of this round of a loop: made, ended and stored in it.
    if (before(end, store)) return static_cast<ir::CallMode>(e.sub) == ir::CallMode::Defer || before(object, end) || f.at(object).op == Opcode::Param;
    if (shape.reaches(store, nullptr, [&](ValueId v) { return std::find(all.begin(), all.end(), v) != all.end(); })) return false;
    auto removes = [&](ValueId v) { return removes_from(index_, body, v, identity(), known_.removals); };
    if (!(f.at(store).block == e.block)) return shape.reaches(store, &e.block, removes);
    const auto& in = f.blocks[e.block.v].instrs;
    return std::none_of(std::next(std::find(in.begin(), in.end(), store)), std::find(in.begin(), in.end(), end), removes);
  }

  // ---- the map ----

  MapIdentity identity() const { return map_identity(index_, *levels_.front().body, map_); }

  // The map outlives the function at the top of the levels, and the entry stays in it on some way out of each.
  bool retained() const {
    if (receive_) return kept_by_receiver();
    if (!outlives()) return false;
    return std::none_of(levels_.begin(), levels_.end(), [&](const Place& level) { return removed_on_all_ways(*level.body, level.v); });
  }

  // The goroutine that has received the value comes back for the next one, with the entry in its map, and nobody takes it back.
  bool kept_by_receiver() const {
    const Place& store = levels_.front();
    const Function& f = store.body->function;
    MapIdentity id = identity();
    if (!flow::Body(f).reaches(store.v, &f.at(receive_).block, [&](ValueId v) { return removes_from(index_, *store.body, v, id, known_.removals); })) return false;
    return std::none_of(levels_.begin() + 1, levels_.end(), [&](const Place& level) {
      return removed_on_all_ways(*level.body, level.v) || goes_on(*level.body, level.v, 0);
    });
  }

  bool outlives() const {
    ValueId v = map_;
    for (size_t n = 0; n < levels_.size(); n++) {
      const Examined& body = *levels_[n].body;
      const Function& f = body.function;
      v = root(body, v);
      const Instr& i = f.at(v);
      bool last = n + 1 == levels_.size();
      if (i.op == Opcode::Global) return true;
      if (i.op == Opcode::Param) {
        const Named* t = named(i.type);
        if (t && made_for_request(t)) return false;
        if (last) return reached_from_outside(body, v, 0);
        const Examined& caller = *levels_[n + 1].body;
        const Instr& c = caller.function.at(levels_[n + 1].v);
        v = caller.function.operand(c, c.op == Opcode::Invoke ? i.aux : i.aux + 1);
        if (!v) return false;
        continue;
      }
      if (i.op == Opcode::FreeVar) {
        Place made = index_.closure(f);
        if (!made) return false;
        ValueId outer = made.body->function.operand(made.v, i.aux);
        if (last) return captured_outlives(*made.body, outer, 0);
        if (made.body != levels_[n + 1].body) return captured_outlives(*made.body, outer, 0);
        v = outer;
        continue;
      }
      if (i.op == Opcode::Call) return result_outlives(i);
      return false;
    }
    return false;
  }

  // An object that was made by who called the function, for this call, ends with the caller's scope at most: what it is made for is
  // known where all callers make it.
  bool reached_from_outside(const Examined& body, ValueId parameter, int depth) const {
    const Function& f = body.function;
    if (depth > 2 || f.parent || index_.contexts().has_unseen_callers(&f)) return true;
    auto calls = index_.contexts().calls_of(&f);
    if (calls.empty()) return true;
    for (const flow::CallSite& c : calls) {
      ValueId argument = c.caller->function.operand(c.at, f.at(parameter).aux + 1);
      if (!argument) return true;
      ValueId r = root(*c.caller, argument);
      Opcode op = c.caller->function.at(r).op;
      bool own = op == Opcode::Alloc || op == Opcode::MakeMap || op == Opcode::StructLit;
      if (own && !index_.main_line(&c.caller->function)) continue;
      if (op == Opcode::Param && !reached_from_outside(*c.caller, r, depth + 1)) continue;
      return true;
    }
    return false;
  }

  bool captured_outlives(const Examined& body, ValueId v, int depth) const {
    const flow::ContextsOf& c = index_.contexts().of(&body.function);
    if (c.handler && !c.sequential && !c.open) return false;
    v = root(body, v);
    const Instr& i = body.function.at(v);
    if (i.op == Opcode::FreeVar && depth < 3) {
      Place made = index_.closure(body.function);
      return made && captured_outlives(*made.body, made.body->function.operand(made.v, i.aux), depth + 1);
    }
    if (const Named* t = named(i.type); t && made_for_request(t)) return false;
    return true;
  }

  bool result_outlives(const Instr& call) const {
    const Examined* inner = ir::callee(call) ? index_.body(ir::callee(call)) : nullptr;
    if (!inner) return false;
    for (const Instr& r : inner->function.instrs)
      if (r.op == Opcode::Return && r.count > 0 && inner->function.at(root(*inner, inner->function.operand(r, 0))).op == Opcode::Global) return true;
    return false;
  }

  // Objects of the type are made while requests are served.
  bool made_for_request(const Named* t) const {
    for (const Place& p : index_.made(t))
      if (index_.contexts().of(&p.body->function).handler) return true;
    return false;
  }

  static ValueId root(const Examined& body, ValueId v) {
    const Function& f = body.function;
    for (int steps = 0; steps < 16; steps++) {
      v = same(body, v);
      switch (f.at(v).op) {
        case Opcode::Load:
        case Opcode::FieldAddr:
        case Opcode::Field:
        case Opcode::IndexAddr:
        case Opcode::Index:
        case Opcode::Lookup:
        case Opcode::TypeAssert: v = f.operand(v, 0); continue;
        case Opcode::Phi: {
          // An inner map: the one that was there, or a new one.
          ValueId there;
          for (ValueId o : f.operands_of(f.at(v)))
            if (ValueId x = same(body, o); f.at(x).op != Opcode::MakeMap && f.at(x).op != Opcode::Zero && !(x == v)) there = there && !(there == x) ? v : x;
          if (!there || there == v) return v;
          v = there;
          continue;
        }
        case Opcode::Extract: {
          Opcode t = f.at(f.operand(v, 0)).op;
          if (t != Opcode::LookupOk && t != Opcode::TypeAssertOk) return v;
          v = f.operand(f.operand(v, 0), 0);
          continue;
        }
        default: return v;
      }
    }
    return v;
  }

  bool removed_on_all_ways(const Examined& body, ValueId at) const {
    const Function& f = body.function;
    MapIdentity id = identity();
    auto removes = [&](ValueId call) {
      const Instr& i = f.at(call);
      if (static_cast<ir::CallMode>(i.sub) != ir::CallMode::Defer && !removes_when_done(body, i, id)) return false;
      bool bound = body.dominators.dominates(i.block, f.at(at).block) || follows_success(body, at, i.block);
      return bound && (static_cast<ir::CallMode>(i.sub) != ir::CallMode::Defer || removes_from(index_, body, call, id, known_.removals));
    };
    for (Opcode op : {Opcode::Call, Opcode::Invoke})
      if (std::any_of(f.with(op).begin(), f.with(op).end(), removes)) return true;
    flow::Body shape(f);
    return !shape.reaches(at, nullptr, [&](ValueId v) { return (removes_from(index_, body, v, id, known_.removals) && !of_another_key(body, at, v)) || removes_when_done(body, f.at(v), id); });
  }

  // The function that stores the entry deletes one under a key of its own: an older one.
  static bool of_another_key(const Examined& body, ValueId store, ValueId removal) {
    const Function& f = body.function;
    const Instr& d = f.at(removal);
    std::optional<MapInsert> insert = insert_of(f, f.at(store));
    if (!insert || d.op != Opcode::Builtin || static_cast<BuiltinId>(d.aux) != BuiltinId::Delete) return false;
    const Instr &x = f.at(same(body, insert->key)), &y = f.at(same(body, f.operand(d, 1)));
    if (&x == &y || (y.op == Opcode::Extract && f.at(f.operand(y, 0)).op == Opcode::RangeNext)) return false;
    return x.op != Opcode::Load || y.op != Opcode::Load || !(same(body, f.operand(x, 0)) == same(body, f.operand(y, 0)));
  }

  // context.AfterFunc(ctx, remove), or a goroutine that waits for ctx.Done() and removes.
  bool removes_when_done(const Examined& body, const Instr& call, const MapIdentity& map) const {
    if (call.op != Opcode::Call) return false;
    const Function& f = body.function;
    const Func* callee = ir::callee(call);
    bool after = callee && flow::package_path(callee) == "context" && callee->name.view() == "AfterFunc";
    if (!after && static_cast<ir::CallMode>(call.sub) != ir::CallMode::Go) return false;
    const Examined* run = after || !callee ? nullptr : index_.body(callee);
    ValueId value = same(body, f.operand(call, after ? 2 : 0));
    if (!run && value && f.at(value).op == Opcode::MakeClosure) run = index_.body(f.closures[f.at(value).aux].get());
    if (!run && after && value && f.at(value).op == Opcode::BoundMethod) run = index_.body(static_cast<Func*>(Ref<Object>::from_raw(f.at(value).aux).get()));
    if (!run) return false;
    const Function& g = run->function;
    auto waits = g.with(Opcode::Invoke);
    if (!after && std::none_of(waits.begin(), waits.end(), [&](ValueId v) { return ir::callee(g.at(v))->name.view() == "Done"; })) return false;
    for (uint32_t n = 1; n < g.instrs.size(); n++)
      if (removes_from(index_, *run, ValueId{n}, map, known_.removals)) return true;
    return false;
  }

  // if !add(x) { return }; defer remove(x): a call that says that it has stored nothing leaves nothing to remove.
  static bool follows_success(const Examined& body, ValueId call, BlockId removal) {
    const Function& f = body.function;
    const auto& block = f.blocks[f.at(call).block.v];
    const Instr& end = f.at(block.instrs.back());
    if (f.at(call).op != Opcode::Call || end.op != Opcode::If) return false;
    ValueId c = same(body, f.operand(end, 0));
    for (int steps = 0; steps < 3 && !(c == call); steps++) {
      Opcode op = f.at(c).op;
      if (op != Opcode::Unary && op != Opcode::Extract && op != Opcode::Binary) return false;
      c = same(body, f.operand(c, 0));
    }
    return c == call && std::find(block.succs.begin(), block.succs.end(), removal) != block.succs.end();
  }

  const ProgramIndex& index_;
  Known& known_;
  std::vector<Place> levels_;  // the store, and the calls (or closures) through which the value came: from the inside out
  ValueId map_;
  ValueId receive_;  // the value came from there, over a channel
  std::vector<std::pair<const Function*, Place>> frames_;  // calls whose results are looked into
  absl::flat_hash_set<std::pair<const Examined*, uint32_t>> seen_;
  int parts_ = 0;  // the value in question is a part of what is stored
  RetainedValue found_;
};

}  // namespace

std::vector<RetainedValue> ScopeEnds::in(const flow::PackageFlow& package) const {
  std::vector<RetainedValue> out;
  Known known;
  for (const Examined* body : package.reported()) {
    if (body->is_test || !body->function.node) continue;
    const Function& f = body->function;
    f.each(kInserting, [&](ValueId at) {
      std::optional<MapInsert> insert = insert_of(f, f.at(at));
      if (!insert || !f.at(at).node || !body->flow.reached(at)) return;
      std::optional<RetainedValue> r = Search(index_, known, *body, at, insert->map).run(insert->value);
      if (!r) r = Search(index_, known, *body, at, insert->map).run(insert->key);
      if (r) out.push_back(*r);
    });
  }
  return out;
}

}  // namespace ptrsafe::lifetime
