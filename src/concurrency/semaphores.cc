#include "concurrency/semaphores.h"

#include <algorithm>

#include "absl/container/flat_hash_set.h"
#include "concurrency/objects.h"
#include "flow/ahead.h"
#include "types/under.h"

namespace ptrsafe::concurrency {
namespace {

// Variables that the body stores `value` in.
template <class F>
void each_store(const Examined& body, F found) {
  const Function& f = body.function;
  for (ValueId v : f.with(Opcode::Store))
    if (f.at(f.operand(v, 1)).type && as_under<Chan>(f.at(f.operand(v, 1)).type)) found(place_at(body, f.operand(v, 0)).variable, same(body, f.operand(v, 1)));
  for (ValueId v : f.with(Opcode::StructLit)) {
    const Instr& i = f.at(v);
    Struct* s = i.type ? as_under<Struct>(i.type) : nullptr;
    for (size_t k = 0; s && k < s->fields.size() && k < i.count; k++)
      if (ValueId value = f.operand(i, k); value && as_under<Chan>(s->fields[k]->type)) found(s->fields[k].get(), same(body, value));
  }
}

// The channel is made there, or by a function that does no more: `func newLock() lock { return make(lock, 1) }`.
bool has_room_for_one(const CallGraph& graph, const Examined& body, ValueId made, int depth = 0) {
  int64_t n = 0;
  const Function& f = body.function;
  if (f.at(made).op == Opcode::MakeChan) return f.at(made).count == 1 && constant_int(body, f.operand(made, 0), &n) && n == 1;
  const Func* callee = f.at(made).op == Opcode::Call && f.at(made).sub == 0 && depth == 0 ? ir::callee(f.at(made)) : nullptr;
  const Examined* maker = callee ? graph.body(callee) : nullptr;
  if (!maker || maker->dominators.order().size() != 1) return false;
  const Function& g = maker->function;
  const Instr& last = g.at(g.blocks[maker->dominators.order()[0].v].instrs.back());
  return last.op == Opcode::Return && last.count == 1 && g.with(Opcode::Send).empty() && has_room_for_one(graph, *maker, same(*maker, g.operand(last, 0)), 1);
}

}  // namespace

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

Semaphores::Semaphores(const CallGraph& graph) : graph_(graph) {
  find_made();
  if (channels_.empty()) return;
  absl::flat_hash_set<const Package*> packages;
  for (const auto& [v, c] : channels_) packages.insert(v->pkg.get());
  for (const Examined* b : graph_.bodies())
    if (packages.contains(&b->flow.package())) read(*b);
  for (auto& [v, c] : channels_) {
    bool sends = false, receives = false;
    for (const Use& u : c.uses) (u.send ? sends : receives) = true;
    c.mutex = c.mutex && sends && receives && std::ranges::all_of(c.uses, [&](const Use& u) { return paired(c, u); });
  }
}

void Semaphores::find_made() {
  for (const Examined* b : flow::ahead(graph_.bodies())) {
    each_store(*b, [&](const Var* v, ValueId value) {
      bool hidden = v && (v->bits & (Var::kField | Var::kPackageVar)) && v->pkg && !v->exported();
      if (hidden && has_room_for_one(graph_, *b, value)) channels_.try_emplace(origin_of(v));
    });
  }
}

Semaphores::Channel* Semaphores::of(const Var* v) {
  auto it = v ? channels_.find(origin_of(v)) : channels_.end();
  return it == channels_.end() ? nullptr : &it->second;
}

std::optional<Semaphores::Sends> Semaphores::sends(const Instr& call) const {
  const Func* callee = call.op == Opcode::Call && static_cast<ir::CallMode>(call.sub) != ir::CallMode::Go ? ir::callee(call) : nullptr;
  const Examined* body = callee && callee->signature() && callee->signature()->recv ? graph_.body(callee) : nullptr;
  if (!body) return {};
  const Function& f = body->function;
  std::optional<Sends> found;
  for (const Instr& i : f.instrs)
    for (size_t k = 0; k < i.count; k++) {
      const Instr& channel = f.at(same(*body, f.operand(i, k)));
      if (channel.op != Opcode::Param || channel.aux != 0) continue;
      const bool clause = i.op == Opcode::Select && k % 2 == 0;
      if (found || (!clause && (k != 0 || (i.op != Opcode::Send && i.op != Opcode::Recv)))) return {};
      found = {clause ? static_cast<bool>(f.operand(i, k + 1)) : i.op == Opcode::Send, clause};
    }
  return found;
}

void Semaphores::read(const Examined& body) {
  const Function& f = body.function;
  bool makes = false;
  absl::flat_hash_map<uint32_t, Channel*> loaded;
  each_store(body, [&](const Var* v, ValueId value) {
    Channel* c = of(v);
    if (!c) return;
    bool one = has_room_for_one(graph_, body, value);
    makes = makes || one;
    if (one) loaded[value.v] = c;  // what is loaded from a new object is known to be that
    c->mutex = c->mutex && (one || f.at(value).op == Opcode::Zero);
  });
  for (Opcode op : {Opcode::Load, Opcode::Field})
    for (ValueId v : f.with(op))
      if (f.at(v).type && as_under<Chan>(f.at(v).type))
        if (Channel* c = of(place_of_value(body, v).variable)) loaded[same(body, v).v] = c;
  if (loaded.empty()) return;
  for (uint32_t n = 1; n < f.instrs.size(); n++) {
    const Instr& i = f.instrs[n];
    for (size_t k = 0; k < i.count; k++) {
      auto it = f.operand(i, k) ? loaded.find(same(body, f.operand(i, k)).v) : loaded.end();
      if (it == loaded.end()) continue;
      Channel& c = *it->second;
      if ((i.op == Opcode::Send || i.op == Opcode::Recv) && k == 0) {
        // The constructor puts the value in.
        if (makes && i.op == Opcode::Send) c.full = true;
        else c.uses.push_back({&body, ValueId{n}, i.op == Opcode::Send});
      } else if (i.op == Opcode::Select && k % 2 == 0) {
        std::vector<BlockId> clauses = clauses_of(f, ValueId{n});
        if (clauses.empty()) c.mutex = false;
        else c.uses.push_back({&body, f.blocks[clauses[k / 2].v].instrs.front(), static_cast<bool>(f.operand(i, k + 1))});
      } else if (std::optional<Sends> call = k == 1 ? sends(i) : std::nullopt) {
        c.uses.push_back({&body, ValueId{n}, call->send});
        if (call->tried) given_[&graph_.body(ir::callee(i))->function].push_back(&c);
      } else if (bool stored = (i.op == Opcode::Store || i.op == Opcode::StructLit) && has_room_for_one(graph_, body, same(body, f.operand(i, k))); !stored && (i.op != Opcode::Builtin || static_cast<BuiltinId>(i.aux) == BuiltinId::Close)) {
        c.mutex = false;
      }
    }
  }
}

// What takes the lock has what releases it behind it, and the other way round.
bool Semaphores::paired(const Channel& c, const Use& u) const {
  const bool takes = u.send != c.full;
  // What a clause does comes before the instruction that it begins with.
  auto follows = [&](const Examined& body, ValueId use, ValueId other) { return takes ? use == other || dominates(body, use, other) : dominates(body, other, use); };
  // In the body, in a literal that it makes, or in a helper that it calls.
  auto meets = [&](const Examined& body, ValueId at) {
    return std::ranges::any_of(c.uses, [&](const Use& o) {
      if (o.send == u.send) return false;
      const Function& f = o.body->function;
      if (o.body == &body) return follows(body, at, o.at);
      if (f.parent == &body.function && f.made_at) return follows(body, at, f.made_at);
      std::span<const Edge> calls = graph_.calls_of(&f);
      return std::ranges::any_of(calls, [&](const Edge& e) {
        if (e.kind == Edge::Go) return false;
        if (e.caller == &body) return follows(body, at, e.at) || (takes && e.kind == Edge::Defer);
        const Function& g = e.caller->function;
        return g.parent == &body.function && g.made_at && follows(body, at, g.made_at);
      });
    });
  };
  if (meets(*u.body, u.at)) return true;
  const Function& f = u.body->function;
  if (f.parent) {
    const Examined* outer = graph_.body(f.parent);
    if (outer && f.made_at && meets(*outer, f.made_at)) return true;
  }
  std::span<const Edge> calls = graph_.calls_of(&f);
  return !calls.empty() && std::ranges::all_of(calls, [&](const Edge& e) {
    if (e.kind == Edge::Go) return false;
    const Function& g = e.caller->function;
    const Examined* outer = g.parent && g.made_at ? graph_.body(g.parent) : nullptr;
    // What is deferred comes behind all else.
    return meets(*e.caller, e.at) || (!takes && e.kind == Edge::Defer) || (outer && meets(*outer, g.made_at));
  });
}

Semaphores::Does Semaphores::does(const Examined& body, ValueId v) const {
  if (channels_.empty()) return Does::Nothing;
  const Function& f = body.function;
  const Instr& i = f.at(v);
  const bool call = i.op == Opcode::Call;
  Type* type = f.at(channel(f, v)).type;
  if (call && !(type && as_under<Chan>(type))) return Does::Nothing;
  std::optional<Sends> by_call = call ? sends(i) : std::nullopt;
  if (call && (!by_call || by_call->tried)) return Does::Nothing;
  return does(body, channel(f, v), by_call ? by_call->send : i.op == Opcode::Send, v);
}

Semaphores::Does Semaphores::does(const Examined& body, ValueId channel, bool send, ValueId use) const {
  const Function& f = body.function;
  if (const Instr& parameter = f.at(same(body, channel)); parameter.op == Opcode::Param) {
    auto given = parameter.aux == 0 ? given_.find(&f) : given_.end();
    bool mutex = given != given_.end() && std::ranges::all_of(given->second, [&](const Channel* c) { return c->mutex && c->full == given->second[0]->full; });
    return !mutex ? Does::Nothing : send != given->second[0]->full ? Does::Lock : Does::Unlock;
  }
  const Var* variable = place_of_value(body, channel).variable;
  auto it = variable ? channels_.find(origin_of(variable)) : channels_.end();
  if (it == channels_.end() || !it->second.mutex) return Does::Nothing;
  // Not the one with which the channel is filled.
  if (send && it->second.full && std::ranges::none_of(it->second.uses, [&](const Use& u) { return u.body == &body && u.at == use; })) return Does::Nothing;
  return send != it->second.full ? Does::Lock : Does::Unlock;
}

std::vector<Semaphores::Clause> Semaphores::clauses(const Examined& body) const {
  std::vector<Clause> out;
  if (channels_.empty()) return out;
  const Function& f = body.function;
  for (ValueId select : f.with(Opcode::Select)) {
    std::vector<BlockId> begins = clauses_of(f, select);
    for (size_t k = 0; k < begins.size(); k++) {
      ValueId channel = f.operand(select, 2 * k);
      Does what = channel ? does(body, channel, static_cast<bool>(f.operand(select, 2 * k + 1)), f.blocks[begins[k].v].instrs.front()) : Does::Nothing;
      if (what != Does::Nothing) out.push_back({select, begins[k], channel, what});
    }
  }
  return out;
}

}  // namespace ptrsafe::concurrency
