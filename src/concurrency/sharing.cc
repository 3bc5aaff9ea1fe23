#include "concurrency/sharing.h"

#include <algorithm>
#include <utility>

#include "flow/ahead.h"
#include "flow/library.h"
#include "types/under.h"

namespace ptrsafe::concurrency {
namespace {

constexpr size_t kMostSlots = 3000;
constexpr int kRootDepth = 5;
constexpr size_t kMostCallers = 32;
// What gives what a helper takes out of something.
constexpr Opcode kGiving[] = {Opcode::Call, Opcode::Invoke, Opcode::RangeStart, Opcode::Extract};

// Where the path that leads to an object begins; through what lookups and assertions give, too.
ValueId slot_of(const Examined& body, ValueId v) {
  const Function& f = body.function;
  v = root_of(body, v);
  if (const Instr& i = f.at(v); i.op == Opcode::Alloc) {
    // A parameter that lives in a cell.
    const Object* cell = Ref<Object>::from_raw(i.aux).get();
    for (size_t k = 0; cell && k < f.param_vars.size(); k++)
      if (f.param_vars[k] == cell && k < f.params.size() && f.params[k]) return same(body, f.params[k]);
  }
  for (int depth = 0; v && depth < 8; depth++) {
    const Instr& i = f.at(v);
    if (i.op == Opcode::Lookup || i.op == Opcode::TypeAssert) {
      v = root_of(body, f.operand(i, 0));
    } else if (i.op == Opcode::Extract) {
      const Instr& t = f.at(f.operand(i, 0));
      if (t.op == Opcode::LookupOk || t.op == Opcode::TypeAssertOk) v = root_of(body, f.operand(t, 0));
      else if (t.op == Opcode::RangeNext) v = root_of(body, f.operand(f.operand(t, 0), 0));
      else return v;
    } else {
      return v;
    }
  }
  return v;
}

// The argument; the receiver of an interface's method is what the interface has, if that has one type, or few that are seen.
ValueId given_to(const CallGraph& graph, const Edge& e, size_t k) {
  if (ValueId known = e.argument(k)) return known;
  return e.kind == Edge::Call && !e.vague && (e.held || graph.calls_at(&e.caller->function, e.at).size() == 1) ? e.given(k) : ValueId{};
}

}  // namespace

std::vector<ValueId> given_values(const Edge& go) {
  const Examined& body = *go.caller;
  const Function& f = body.function;
  std::vector<ValueId> out;
  for (ValueId o : f.operands_of(f.at(go.at))) {
    if (!o) continue;
    const Instr& i = f.at(same(body, o));
    if (i.op == Opcode::MakeClosure || i.op == Opcode::BoundMethod)
      for (ValueId c : f.operands_of(i)) out.push_back(c);
    else out.push_back(o);
  }
  return out;
}

ValueId free_var(const Function& f, size_t n) {
  for (ValueId v : f.with(Opcode::FreeVar))
    if (f.at(v).aux == n) return v;
  return {};
}

uint32_t Sharing::slot(const Examined& body, ValueId v) const {
  auto [it, fresh] = numbers_.try_emplace(key(body, v), static_cast<uint32_t>(slots_.size()));
  if (fresh) slots_.push_back({&body, v});
  return it->second;
}

bool Sharing::contains(const Slots& slots, const Examined& body, ValueId v) const {
  auto it = numbers_.find(key(body, v));
  return it != numbers_.end() && slots.contains(it->second);
}

// What a helper, or a sync.Map, takes out of an object that it is given leads out of that.
void Sharing::taken_by_helper(const Examined& body, ValueId v, absl::FunctionRef<void(ValueId object)> found) const {
  const Function& f = body.function;
  const Instr& i = f.at(v);
  ValueId call = i.op == Opcode::Extract ? f.operand(i, 0) : v;
  const Func* callee = ir::callee(f.at(call));
  bool sync_map = callee && flow::package_path(callee) == "sync" && i.type && as_under<Interface>(i.type);
  if (!sync_map && (!i.type || !as_under<Pointer>(i.type) || graph_.calls_at(&f, call).size() != 1)) return;
  for (const Origin& o : origins_.of(body, v))
    if (o.kind == Origin::Element && o.place.object) found(o.place.object);
}

void Sharing::find_down(const Examined& body) const {
  const Function& f = body.function;
  down_known_.resize(graph_.bodies().size());
  if (down_known_[graph_.number(&f)]) return;
  down_known_[graph_.number(&f)] = true;
  auto flow = [&](ValueId from, const Examined& to, ValueId v) {
    if (!v) return;
    uint32_t target = slot(to, v);
    slots_[slot(body, slot_of(body, from))].down.push_back(target);
  };
  for (const Edge& e : graph_.calls_in(&f)) {
    if (e.kind == Edge::Go || e.vague) continue;
    const Function& g = e.callee->function;
    for (size_t k = 0; k < g.params.size(); k++)
      if (ValueId given = g.params[k] ? given_to(graph_, e, k) : ValueId{}) flow(given, *e.callee, same(*e.callee, g.params[k]));
  }
  for (Opcode op : kGiving)
    for (ValueId v : f.with(op)) taken_by_helper(body, v, [&](ValueId object) { flow(object, body, same(body, v)); });
  for (ValueId v : f.with(Opcode::BoundMethod)) {
    const Examined* method = graph_.body(static_cast<Func*>(Ref<Object>::from_raw(f.at(v).aux).get()));
    if (method && !method->function.params.empty()) flow(f.operand(v, 0), *method, same(*method, method->function.params[0]));
  }
  for (ValueId made : f.with(Opcode::MakeClosure)) {
    const Instr& i = f.at(made);
    const Function* inner = f.closures[i.aux].get();
    const Examined* b = graph_.body(inner);
    for (size_t k = 0; b && k < i.count; k++)
      if (ValueId v = f.operand(i, k) ? free_var(*inner, k) : ValueId{}) flow(f.operand(i, k), *b, same(*b, v));
  }
}

// The slots of the body's first results.
const std::vector<ValueId>& Sharing::returned(const Examined& body) const {
  auto [it, fresh] = returned_.try_emplace(&body.function);
  if (!fresh) return it->second;
  const Function& f = body.function;
  for (BlockId b : body.dominators.order()) {
    const Instr& last = f.at(f.blocks[b.v].instrs.back());
    if (last.op == Opcode::Return && last.count > 0 && f.operand(last, 0)) it->second.push_back(slot_of(body, f.operand(last, 0)));
  }
  return it->second;
}

// The callers' value: what they pass, or get.
void Sharing::find_up(uint32_t n) const {
  if (std::exchange(slots_[n].up_known, true)) return;
  const Examined& body = *slots_[n].body;
  ValueId value = slots_[n].value;
  const Function& f = body.function;
  const Instr& s = f.at(value);
  std::vector<uint32_t> up;
  bool is_returned = false;
  if (s.op != Opcode::Param) {
    const std::vector<ValueId>& all = returned(body);
    is_returned = std::find(all.begin(), all.end(), value) != all.end();
  }
  if (s.op == Opcode::Param || is_returned)
    for (const Edge& e : graph_.calls_of(&f)) {
      if (e.kind == Edge::Go) continue;
      if (s.op == Opcode::Param)
        if (ValueId argument = e.argument(s.aux)) up.push_back(slot(*e.caller, slot_of(*e.caller, argument)));
      if (!is_returned) continue;
      const Function& c = e.caller->function;
      ValueId result = e.at;
      if (c.at(e.at).type && c.at(e.at).type->kind == TypeKind::Tuple)
        for (uint32_t k = e.at.v + 1; k < c.instrs.size() && k < e.at.v + 8; k++)
          if (c.instrs[k].op == Opcode::Extract && c.instrs[k].aux == 0 && c.operand(c.instrs[k], 0) == e.at) result = ValueId{k};
      up.push_back(slot(*e.caller, same(*e.caller, result)));
    }
  if (s.op == Opcode::FreeVar && f.parent) {
    ValueId made = f.made_at;
    const Examined* outer = graph_.body(f.parent);
    if (made && outer && s.aux < f.parent->at(made).count) up.push_back(slot(*outer, slot_of(*outer, f.parent->operand(made, s.aux))));
  }
  slots_[n].up = std::move(up);
}

void Sharing::spread(Work work, bool up, Slots& out) const {
  size_t most = std::max(kMostSlots, work.size() * 20);
  round_++;
  while (!work.empty() && out.size() < most) {
    uint32_t n = work.back();
    work.pop_back();
    if (!slots_[n].value || std::exchange(slots_[n].seen, round_) == round_) continue;
    out.insert(n);
    find_down(*slots_[n].body);
    work.insert(work.end(), slots_[n].down.begin(), slots_[n].down.end());
    if (!up) continue;
    find_up(n);
    work.insert(work.end(), slots_[n].up.begin(), slots_[n].up.end());
  }
}

bool Sharing::in(const Slots& slots, const Examined& body, ValueId object) const {
  return in([&](const Examined& b, ValueId v) { return contains(slots, b, v); }, body, object);
}

bool Sharing::in(Contains contains, const Examined& body, ValueId object, int depth) const {
  ValueId slot = slot_of(body, object);
  if (contains(body, slot)) return true;
  const Instr& i = body.function.at(slot);
  if (i.op == Opcode::Global) return true;
  // A part of what a helper was given.
  std::span<const Edge> calls = i.op == Opcode::Call && depth < 3 ? graph_.calls_at(&body.function, slot) : std::span<const Edge>();
  if (calls.size() == 1 && calls[0].kind == Edge::Call) {
    const Examined& helper = *calls[0].callee;
    for (BlockId b : helper.dominators.order()) {
      const Instr& last = helper.function.at(helper.function.blocks[b.v].instrs.back());
      if (last.op != Opcode::Return || last.count != 1) continue;
      const Instr& from = helper.function.at(slot_of(helper, helper.function.operand(last, 0)));
      ValueId argument = from.op == Opcode::Param ? calls[0].argument(from.aux) : ValueId{};
      if (argument && in(contains, body, argument, depth + 1)) return true;
    }
  }
  // What a helper took out of something, or was found or else made, or gathered in a slice: of a variable that lasts.
  bool joined = i.op == Opcode::Phi || i.op == Opcode::Builtin || i.op == Opcode::Alloc || i.op == Opcode::FreeVar;
  bool by_library = i.op == Opcode::Param && body.function.parent;  // a comparison of elements
  if (i.op != Opcode::Call && i.op != Opcode::Extract && !joined && !by_library) return false;
  std::vector<Origin> from = origins_.of(body, object);
  for (const Origin& o : origins_.of(body, slot)) from.push_back(o);
  for (const Origin& o : from) {
    if (o.kind != Origin::Element && (joined || by_library || o.kind != Origin::Variable)) continue;
    if (!o.place.object) {
      if (!o.place.variable->is_field()) {
        if (i.op != Opcode::Alloc && i.op != Opcode::FreeVar) return true;
        continue;
      }
      // Taken out elsewhere: by something that has the container there.
      if (o.kind == Origin::Element && o.body) {
        ValueId there = slot_of(*o.body, o.at);
        if (contains(*o.body, there) || o.body->function.at(there).op == Opcode::Global) return true;
      }
      continue;
    }
    ValueId from = slot_of(body, o.place.object);
    if (contains(body, from) || body.function.at(from).op == Opcode::Global) return true;
  }
  return false;
}

// What leads from the slot to the object is a field or a pointer each time.
bool Sharing::one_of(const Examined& body, ValueId object, ValueId slot) const {
  const Function& f = body.function;
  for (ValueId v = same(body, object); !(v == slot); v = same(body, f.operand(v, 0))) {
    const Instr& i = f.at(v);
    if (i.op == Opcode::Load) {
      if (const Var* field = place_at(body, f.operand(i, 0)).variable; field && replaced(field)) return false;
    } else if (i.op != Opcode::FieldAddr && i.op != Opcode::Field) {
      return false;
    }
  }
  return true;
}

bool Sharing::replaced(const Var* field) const {
  if (!std::exchange(replaced_known_, true)) {
    for (const Examined* b : flow::ahead(graph_.bodies())) {
      const Function& f = b->function;
      for (ValueId v : f.with(Opcode::Store)) {
        Place to = place_at(*b, f.operand(v, 0));
        if (to.variable && to.object && !origins_.owned(*b, to.object, v)) replaced_.insert(origin_of(to.variable));
      }
    }
  }
  return replaced_.contains(origin_of(field));
}

Sharing::Root Sharing::root(In in, const Examined& body, ValueId object, int depth) const {
  ValueId slot = slot_of(body, object);
  const Function& f = body.function;
  const Instr& i = f.at(slot);
  auto here = [&](Root r) {
    r.one = r.one && one_of(body, object, slot);
    return r;
  };
  if (i.op == Opcode::Global) return here({Ref<Object>::from_raw(i.aux).get(), 0, nullptr, true, true});
  if (i.op == Opcode::Alloc || i.op == Opcode::Call || i.op == Opcode::Extract) {
    if (origins_.fresh(body, slot)) return here({&f, slot.v, named_of(i.type), false, true});
    if (i.op == Opcode::Alloc || depth > kRootDepth) return {};
    // What a helper has taken out of a container.
    for (const Origin& o : origins_.of(body, slot)) {
      if (o.kind != Origin::Element && o.kind != Origin::Variable) continue;
      Root found = o.place.object ? root(in, body, o.place.object, depth + 1) : Root{};
      if (!o.place.object && o.place.variable && (o.place.variable->bits & Var::kPackageVar)) found = {o.place.variable, 0, nullptr, true, false};
      found.one = false;
      if (found.of) return found;
    }
    return {};
  }
  if ((i.op != Opcode::Param && i.op != Opcode::FreeVar) || depth > kRootDepth) return {};
  const Function* begins = in.begins();
  if (&f == in.handler) {
    if (i.op == Opcode::FreeVar) return here({i.aux < f.free_vars.size() ? f.free_vars[i.aux] : nullptr, 0, nullptr, false, true});
    const Named* receiver = f.signature->recv && i.aux == 0 ? named_of(i.type) : nullptr;
    return here({receiver ? receiver->obj.get() : nullptr, 0, receiver, false, true});
  }
  auto [it, fresh] = roots_.try_emplace({in.go, in.handler, &f, slot.v});  // in recursion: none
  if (!fresh) return here(it->second);
  Root found;
  if (i.op == Opcode::FreeVar) {
    const Examined* outer = f.parent ? graph_.body(f.parent) : nullptr;
    if (outer && f.made_at && i.aux < f.parent->at(f.made_at).count) found = root(begins && order_.runs_in(begins, f.parent) ? in : In{}, *outer, f.parent->operand(f.made_at, i.aux), depth + 1);
  } else if (std::span<const Edge> calls = graph_.calls_of(&f); calls.empty()) {
    found = {&f, slot.v, nullptr, false, true};  // what an unseen caller gives it: one object in each call
  } else if (calls.size() <= kMostCallers) {
    for (const Edge& e : calls) {
      // What starts the goroutine gives it what it has itself.
      bool starts = in.go && &f == begins && e.kind == Edge::Go && e.caller == in.go->caller && e.at == in.go->at;
      if (e.vague || (e.kind == Edge::Go && begins && !starts) || (begins && !starts && !order_.runs_in(begins, &e.caller->function))) continue;
      if (ValueId given = given_to(graph_, e, i.aux)) found = root(starts ? In{} : in, *e.caller, given, depth + 1);
      if (found.of) break;
    }
    // The receiver of a method that is called as a value.
    if (!found.of && i.aux == 0)
      for (const auto& [maker, method] : graph_.bindings_of(&f)) {
        if (begins && order_.runs_in(begins, &maker->function)) continue;
        found = root({}, *maker, maker->function.operand(method, 0), depth + 1);
        // What the maker only hands on is its own, whoever it runs for.
        found.common = found.of && !found.global && !stays_(*maker, method);
        if (found.of) break;
      }
  }
  roots_[{in.go, in.handler, &f, slot.v}] = found;
  return here(found);
}

void Sharing::captured_by(const Function& literal, Work& work) const {
  const Examined* body = graph_.body(&literal);
  for (size_t k = 0; body && k < literal.free_vars.size(); k++)
    if (ValueId v = free_var(literal, k)) work.push_back(slot(*body, same(*body, v)));
}

std::vector<Sharing::Seed> Sharing::seeds(const Edge& go) const {
  std::vector<Seed> out;
  const Function& g = go.callee->function;
  for (size_t k = 0; k < g.params.size(); k++)
    if (g.params[k]) out.push_back({go.callee, same(*go.callee, g.params[k]), go.argument(k)});
  const Examined& starter = *go.caller;
  const Function& f = starter.function;
  auto captured = [&](const Instr& closure) {
    const Function* inner = f.closures[closure.aux].get();
    const Examined* body = graph_.body(inner);
    for (size_t k = 0; body && k < inner->free_vars.size(); k++)
      if (ValueId v = free_var(*inner, k)) out.push_back({body, same(*body, v), k < closure.count ? f.operand(closure, k) : ValueId{}});
  };
  bool literal = false;
  // Functions that it is given, with what they have captured.
  for (ValueId o : f.operands_of(f.at(go.at))) {
    if (!o) continue;
    const Instr& i = f.at(same(starter, o));
    if (i.op == Opcode::BoundMethod) {
      const Examined* method = graph_.body(static_cast<Func*>(Ref<Object>::from_raw(i.aux).get()));
      if (method && !method->function.params.empty()) out.push_back({method, same(*method, method->function.params[0]), f.operand(i, 0)});
    } else if (i.op == Opcode::MakeClosure) {
      captured(i);
      literal = literal || f.closures[i.aux].get() == &g;
    }
  }
  for (size_t k = 0; !literal && k < g.free_vars.size(); k++)
    if (ValueId v = free_var(g, k)) out.push_back({go.callee, same(*go.callee, v), {}});
  return out;
}

bool Sharing::inside(const Edge& go, const Examined& body, ValueId object) const {
  auto [it, fresh] = inside_.try_emplace(&go);
  if (fresh) {
    Work work;
    for (const Seed& s : seeds(go)) work.push_back(slot(*s.body, s.slot));
    // Or that others give it through it: errgroup's kind.
    for (const Edge& e : graph_.calls_in(&go.callee->function))
      if (e.kind == Edge::Call && !e.vague && e.callee->function.parent && e.callee->function.parent != &go.callee->function) captured_by(e.callee->function, work);
      else if (e.kind == Edge::Call && !e.vague && e.bound && !e.callee->function.params.empty()) work.push_back(slot(*e.callee, same(*e.callee, e.callee->function.params[0])));
    spread(std::move(work), false, it->second);
  }
  return in(it->second, body, object);
}

bool Sharing::inside(const Edge& go, ValueId given, const Examined& body, ValueId object) const {
  given = same(*go.caller, given);
  auto [it, fresh] = of_given_.try_emplace({&go, given.v});
  if (fresh) {
    Work work;
    for (const Seed& s : seeds(go))
      if (!s.given || same(*go.caller, s.given) == given) work.push_back(slot(*s.body, s.slot));
    spread(std::move(work), false, it->second);
  }
  return in(it->second, body, object);
}

bool Sharing::outside(const Edge& go, const Examined& body, ValueId object) const {
  auto [it, fresh] = outside_.try_emplace(&go);
  if (fresh) {
    Work work;
    for (ValueId v : given_values(go)) work.push_back(slot(*go.caller, slot_of(*go.caller, v)));
    spread(std::move(work), true, it->second);
  }
  return in(it->second, body, object);
}

bool Sharing::outside(const Edge& go, ValueId given, const Examined& body, ValueId object) const {
  given = slot_of(*go.caller, given);
  auto [it, fresh] = outside_given_.try_emplace({&go, given.v});
  if (fresh) spread({slot(*go.caller, given)}, true, it->second);
  return in(it->second, body, object);
}

bool Sharing::given_from(const Edge& go, const Examined& body, ValueId object) const {
  auto [it, fresh] = given_from_.try_emplace(&go);
  if (fresh) {
    Work work, above;
    for (ValueId v : given_values(go)) work.push_back(slot(*go.caller, slot_of(*go.caller, v)));
    round_++;
    while (!work.empty() && above.size() < kMostSlots) {
      uint32_t n = work.back();
      work.pop_back();
      if (!slots_[n].value || std::exchange(slots_[n].seen, round_) == round_) continue;
      above.push_back(n);
      find_up(n);
      work.insert(work.end(), slots_[n].up.begin(), slots_[n].up.end());
    }
    spread(std::move(above), false, it->second);
  }
  return in(it->second, body, object);
}

bool Sharing::served(const Function* handler, const Examined& body, ValueId object) const {
  auto [it, fresh] = served_.try_emplace(handler);
  const Examined* b = graph_.body(handler);
  if (fresh && b) {
    Work work;
    if (handler->signature && handler->signature->recv && !handler->params.empty()) work.push_back(slot(*b, same(*b, handler->params[0])));
    for (size_t k = 0; k < handler->free_vars.size(); k++)
      if (ValueId v = free_var(*handler, k)) work.push_back(slot(*b, same(*b, v)));
    spread(std::move(work), false, it->second);
  }
  return in(it->second, body, object);
}

// The slots out of which this one leads: find_down() the other way. It is asked for few objects, and most lie near the receivers.
Sharing::Work Sharing::sources(uint32_t n) const {
  Work out;
  const Examined& body = *slots_[n].body;
  ValueId value = slots_[n].value;
  const Function& f = body.function;
  const Instr& i = f.at(value);
  auto from = [&](const Examined& b, ValueId v) {
    if (v) out.push_back(slot(b, slot_of(b, v)));
  };
  switch (i.op) {
    case Opcode::Param:
      for (const Edge& e : graph_.calls_of(&f))
        if (e.kind != Edge::Go && !e.vague) from(*e.caller, given_to(graph_, e, i.aux));
      if (i.aux == 0)
        for (const auto& [b, bound] : graph_.bindings_of(&f)) from(*b, b->function.operand(bound, 0));
      break;
    case Opcode::FreeVar:
      if (const Examined* outer = f.parent && f.made_at ? graph_.body(f.parent) : nullptr; outer && i.aux < f.parent->at(f.made_at).count) from(*outer, f.parent->operand(f.made_at, i.aux));
      break;
    default: break;
  }
  // A result may be known to be a parameter, or the like.
  for (Opcode op : kGiving)
    for (ValueId v : f.with(op))
      if (same(body, v) == value) taken_by_helper(body, v, [&](ValueId object) { from(body, object); });
  return out;
}

// A receiver of a method that unseen callers may call; a function of the type's package is as good as a method.
bool Sharing::given_by_unseen(const Slot& s) const {
  const Function& f = s.body->function;
  if (!f.signature || f.parent || f.params.empty() || !graph_.has_unseen_callers(&f) || !(same(*s.body, f.params[0]) == s.value)) return false;
  const Named* first = named_of(f.at(s.value).type);
  return f.signature->recv || (f.object && first && first->obj->pkg == f.object->pkg);
}

bool Sharing::open_slot(uint32_t n) const {
  struct Step {
    uint32_t slot;
    size_t below;  // the step that it is a source of
  };
  std::vector<Step> steps{{n, 0}};
  round_++;
  slots_[n].seen = round_;
  for (size_t k = 0; k < steps.size(); k++) {
    Slot& s = slots_[steps[k].slot];
    if (s.open == Slot::No) continue;
    if (s.open == Slot::Yes || given_by_unseen(s)) {
      for (size_t at = k;; at = steps[at].below) {
        slots_[steps[at].slot].open = Slot::Yes;
        if (at == 0) return true;
      }
    }
    for (uint32_t m : sources(steps[k].slot))
      if (std::exchange(slots_[m].seen, round_) != round_) steps.push_back({m, k});
  }
  for (const Step& s : steps) slots_[s.slot].open = Slot::No;
  return false;
}

bool Sharing::open(const Examined& body, ValueId object) const {
  return in([&](const Examined& b, ValueId v) { return v && open_slot(slot(b, v)); }, body, object);
}

}  // namespace ptrsafe::concurrency
