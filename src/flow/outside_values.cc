#include "flow/checked_keys.h"
#include "flow/outside_values.h"

#include <algorithm>

#include "flow/map_path.h"
#include "flow/models.h"
#include "flow/package_flow.h"
#include "flow/tested_keys.h"
#include "types/predicates.h"
#include "types/universe.h"

namespace ptrsafe::flow {
namespace {

// What can be, or hold, a map's key that somebody sends.
bool carries_keys(Type* t) {
  if (!t) return false;
  if (Pointer* p = as_under<Pointer>(t)) t = p->elem;
  if (Slice* s = as_under<Slice>(t)) t = s->elem;
  else if (Chan* c = as_under<Chan>(t)) t = c->elem;
  // An iterator: what it gives to its yield.
  Signature* seq = as_under<Signature>(t);
  Signature* yield = seq && seq->params && seq->params->size() == 1 ? as_under<Signature>(seq->params->vars[0]->type) : nullptr;
  if (yield && yield->params && yield->params->size() > 0) t = yield->params->vars[0]->type;
  return is_string(t) || is_integer(t);
}

// A struct with a field that a key may be, which is passed by value as it came, or handed on: a message. Elements of lists are none: who has them all may
// have entered them all.
bool is_message(const Examined& body, ValueId v) {
  const Function& f = body.function;
  Struct* s = f.at(v).type ? as_under<Struct>(f.at(v).type) : nullptr;
  bool variable = f.at(v).op == Opcode::Load && f.at(body.flow.number(f.operand(v, 0))).op == Opcode::Alloc && outside_source(body.flow, v);
  return s && (variable || f.at(v).op == Opcode::Param) && std::ranges::any_of(s->fields, [](const auto& f) { return is_string(f->type) || is_integer(f->type); });
}

// On every way to `at` the body looks a part of the message up, enters it in a map, or asks a function about it or the whole: the callee may rely on the
// answer.
bool asks_for_part(const Examined& body, ValueId message, ValueId at) {
  const Function& f = body.function;
  const FunctionFlow& flow = body.flow;
  ValueId whole = f.at(message).op == Opcode::Load ? flow.number(f.operand(message, 0)) : message;
  auto before = [&](ValueId x) { return body.dominators.dominates(f.at(x).block, f.at(at).block); };
  auto is_part = [&](ValueId v) {
    v = flow.number(v);
    if (f.at(v).op == Opcode::MakeInterface) v = flow.number(f.operand(v, 0));
    if (f.at(v).op == Opcode::Load) v = flow.number(f.operand(v, 0));
    while (!flow.told(v) && (f.at(v).op == Opcode::Field || f.at(v).op == Opcode::FieldAddr)) v = flow.number(f.operand(v, 0));
    return v == whole;
  };
  for (Opcode op : {Opcode::Lookup, Opcode::LookupOk, Opcode::MapUpdate})
    if (std::ranges::any_of(f.with(op), [&](ValueId x) { return before(x) && is_part(f.operand(x, 1)); })) return true;
  return std::ranges::any_of(f.with(Opcode::Call), [&](ValueId x) {
    const Instr& call = f.at(x);
    if (x == at || !before(x)) return false;
    if (!flow.callee_summary(call) && !(model_of(ir::callee(call)) & (kMapLoad | kMapStore))) return false;
    auto operands = f.operands_of(call);
    return std::any_of(operands.begin() + 1, operands.end(), [&](ValueId o) { return o && is_part(o); });
  });
}

constexpr int kMaxBodies = 4;

// What the value is an element of; itself for others.
ValueId list_of(const Examined& body, ValueId v) {
  const Function& f = body.function;
  v = body.flow.number(v);
  const Instr& i = f.at(v);
  if (i.op == Opcode::Extract && f.at(f.operand(i, 0)).op == Opcode::RangeNext) return body.flow.number(f.operand(f.operand(f.operand(i, 0), 0), 0));
  if (i.op != Opcode::Load) return v;
  const Instr& a = f.at(body.flow.number(f.operand(i, 0)));
  return a.op == Opcode::IndexAddr ? body.flow.number(f.operand(a, 0)) : v;
}

// Before the literal is made, the value, or each element of the list that it comes out of, is entered in a map.
bool entered_before(const Examined& body, ValueId v, ValueId literal) {
  const Function& f = body.function;
  return std::ranges::any_of(f.with(Opcode::MapUpdate), [&](ValueId update) {
    ValueId key = f.operand(update, 1);
    return update.v < literal.v && (body.flow.number(key) == body.flow.number(v) || list_of(body, key) == list_of(body, v));
  });
}

// What the body, and the literals that capture it, send on a channel; keys that they have tested are no news to who receives them.
std::vector<std::pair<const Examined*, ValueId>> sent_on(const PackageFlow& package, const Examined& body, ValueId channel) {
  std::vector<std::pair<const Examined*, ValueId>> out;
  auto sends = [&](const Examined& sender, auto is_channel) {
    const Function& f = sender.function;
    for (uint32_t n = 1; n < f.instrs.size(); n++) {
      const Instr& i = f.instrs[n];
      if (i.op != Opcode::Send || !is_channel(f.operand(i, 0)) || key_is_tested(sender, f.operand(i, 1), ValueId{n})) continue;
      out.emplace_back(&sender, f.operand(i, 1));
    }
  };
  const Function& f = body.function;
  sends(body, [&](ValueId v) { return body.flow.number(v) == channel; });
  for (const Instr& make : f.instrs) {
    const Examined* literal = make.op == Opcode::MakeClosure ? package.examined(*f.closures[make.aux]) : nullptr;
    for (uint32_t k = 0; literal && k < make.count; k++) {
      if (!(body.flow.number(f.operand(make, k)) == channel)) continue;
      sends(*literal, [&](ValueId v) { return literal->function.at(v).op == Opcode::FreeVar && literal->function.at(v).aux == k; });
    }
  }
  return out;
}

}  // namespace

bool outside_sources(const PackageFlow& package, const Examined& body, ValueId v, std::vector<OutsidePlace>& places, int depth) {
  OtherBodies others;
  if (outside_or_places(body.flow, v, places, others)) return true;
  if (depth > kMaxBodies) return false;
  auto from = [&](const Examined& other, ValueId value) { return outside_sources(package, other, value, places, depth + 1); };
  const Examined* parent = others.captured.empty() || !body.function.parent ? nullptr : package.examined(*body.function.parent);
  ValueId closure = parent ? body.function.made_at : ValueId{};
  for (uint32_t n : others.captured) {
    ValueId value = closure ? parent->function.operand(closure, n) : ValueId{};
    if (!value || key_is_tested(*parent, value, closure) || entered_before(*parent, value, closure)) continue;
    if (parent->function.at(value).op != Opcode::Alloc) {
      if (from(*parent, value)) return true;
      continue;
    }
    for (const Instr& i : parent->function.instrs)
      if (i.op == Opcode::Store && parent->function.operand(i, 0) == value)
        if (from(*parent, parent->function.operand(i, 1))) return true;
  }
  for (ValueId channel : others.channels)
    for (const auto& [sender, value] : sent_on(package, body, channel))
      if (from(*sender, value)) return true;
  return false;
}

const TestedKeys& OutsideValues::tested_in(const Examined& body) {
  if (!tested_ || tested_body_ != &body) tested_ = std::make_unique<TestedKeys>(body), tested_body_ = &body;
  return *tested_;
}

void OutsideValues::flow_into(const OutsidePlace& to, const PackageFlow& package, const Examined& body, ValueId v, ValueId at) {
  v = body.flow.number(v);
  if (v && body.function.at(v).op == Opcode::MakeInterface) v = body.flow.number(body.function.operand(v, 0));
  const Instr& i = body.function.at(v);
  bool empty = i.op == Opcode::MakeChan || i.op == Opcode::MakeSlice || (i.op == Opcode::ArrayLit && i.count == 0);
  const bool message = to.kind == OutsidePlace::Parameter && is_message(body, v);
  if (!(message || carries_keys(i.type)) || i.op == Opcode::Const || i.op == Opcode::Zero || empty) return;
  std::vector<OutsidePlace> places;
  bool outside = outside_sources(package, body, v, places);
  if ((outside || !places.empty()) && is_one_of_constants(body, v, at)) return;
  // The callee may rely on what its caller has found out, and who reads a variable on what was asked before it was set.
  bool known = (outside || !places.empty()) && (vouched(body, v, at) || (message && asks_for_part(body, v, at)));
  if (to.kind != OutsidePlace::Parameter) sums_[to].all++;
  if ((!outside && places.empty()) || known) return;
  auto n = static_cast<uint32_t>(flows_.size());
  flows_.push_back({to, outside});
  if (!outside)
    for (const OutsidePlace& p : places) users_[p].push_back(n);
}

void OutsideValues::find_values(const PackageFlow& package) {
  values_.clear();
  for (const auto& body : package.bodies()) {
    if (body->is_test) continue;
    const Function& f = body->function;
    for (const Instr& i : f.instrs) {
      if (i.op == Opcode::MakeClosure) values_.push_back({i.type, nullptr, f.closures[i.aux].get()});
      if (i.op != Opcode::FuncRef && i.op != Opcode::BoundMethod) continue;
      const Func* function = static_cast<Func*>(Ref<Object>::from_raw(i.aux).get());
      values_.push_back({i.type, function->origin ? function->origin.get() : function, nullptr, i.op == Opcode::BoundMethod});
    }
  }
}

// By the types of the functions that are used as values in the package, as for rapid type analysis (Bacon, Sweeney 1996): a table of commands.
void OutsideValues::dynamic_call(const PackageFlow& package, const Examined& body, ValueId v) {
  const Function& f = body.function;
  const Instr& i = f.at(v);
  bool invoke = i.op == Opcode::Invoke;
  std::vector<uint32_t> carried;
  for (uint32_t k = 1; k < i.count; k++) {
    ValueId argument = body.flow.number(f.operand(i, k));
    if (argument && f.at(argument).op != Opcode::Const && carries_keys(f.at(argument).type)) carried.push_back(k);
  }
  if (carried.empty()) return;
  if (invoke) {
    for (const Func* m : package.program().methods(ir::callee(i)))
      for (uint32_t k : carried) flow_into({OutsidePlace::Parameter, m->origin ? m->origin.get() : m, k}, package, body, f.operand(i, k), v);
    return;
  }
  Type* type = f.at(f.operand(i, 0)).type;
  Signature* called = type ? as_under<Signature>(type) : nullptr;
  for (const FunctionValue& value : values_) {
    Signature* s = value.type ? as_under<Signature>(value.type) : nullptr;
    if (!called || !s) continue;
    // Of a generic function's value (`get[int]`) only the numbers of parameters and results are compared.
    bool same = s->type_params.empty() ? identical(called, s) : s->param_count() == called->param_count() && s->result_count() == called->result_count() && s->variadic() == called->variadic();
    if (!same) continue;
    for (uint32_t k : carried) {
      const Var* parameter = value.literal && k <= value.literal->param_vars.size() ? value.literal->param_vars[k - 1] : nullptr;
      if (value.function) flow_into({OutsidePlace::Parameter, value.function, value.bound ? k : k - 1}, package, body, f.operand(i, k), v);
      else if (parameter) flow_into({OutsidePlace::Parameter, parameter}, package, body, f.operand(i, k), v);
    }
  }
}

bool OutsideValues::vouched(const Examined& body, ValueId v, ValueId at) {
  if (tested_in(body).before(v, at)) return true;
  const Function& f = body.function;
  return std::ranges::any_of(f.with(Opcode::MapUpdate), [&](ValueId update) {
    return body.flow.number(f.operand(update, 1)) == v && body.dominators.dominates(f.at(update).block, f.at(at).block);
  });
}

void OutsideValues::sent(const PackageFlow& package, const Examined& body, ValueId channel, ValueId v, ValueId at) {
  const Instr& i = body.function.at(body.flow.number(channel));
  if (!v || i.op != Opcode::Load) return;
  ValueId address = body.flow.number(body.function.operand(i, 0));
  if (const Var* variable = variable_at(body.flow, address)) flow_into({OutsidePlace::Variable, variable}, package, body, v, at);
}

void OutsideValues::call(const PackageFlow& package, const Examined& body, ValueId v) {
  const Function& f = body.function;
  const Instr& i = f.at(v);
  if (!i.aux) {
    const Instr& called = f.at(body.flow.number(f.operand(i, 0)));
    if (called.op != Opcode::MakeClosure) return dynamic_call(package, body, v);
    const Function& literal = *f.closures[called.aux];
    for (uint32_t k = 1; k < i.count && k <= literal.param_vars.size(); k++)
      if (const Var* p = literal.param_vars[k - 1]) flow_into({OutsidePlace::Parameter, p}, package, body, f.operand(i, k), v);
    return;
  }
  const Func* callee = ir::callee(i);
  if (callee->origin) callee = callee->origin;
  bool fills = model_of(callee) & kFillsOutside;
  for (uint32_t k = 1; k < i.count; k++) {
    ValueId argument = f.operand(i, k);
    if (!fills) {
      flow_into({OutsidePlace::Parameter, callee, k - 1}, package, body, argument, v);
      if (f.at(argument).op == Opcode::MakeClosure) callback(package, body, v, k);
      continue;
    }
    if (const Var* variable = variable_at(body.flow, argument)) sums_[{OutsidePlace::Variable, variable}].all++, flows_.push_back({{OutsidePlace::Variable, variable}, true});
  }
}

// The call's operand is a literal: its parameters are elements of a slice of their type that the callee is given with it.
void OutsideValues::callback(const PackageFlow& package, const Examined& body, ValueId call, uint32_t operand) {
  const Function& f = body.function;
  for (const Var* p : f.closures[f.at(f.operand(call, operand)).aux]->param_vars) {
    if (!p || !carries_keys(p->type)) continue;
    for (ValueId o : f.operands_of(f.at(call)))
      if (Slice* s = o && f.at(o).type ? as_under<Slice>(f.at(o).type) : nullptr; s && identical(s->elem, p->type))
        flow_into({OutsidePlace::Parameter, p}, package, body, o, call);
  }
}

void OutsideValues::examine(const PackageFlow& package, const Examined& body) {
  const Function& f = body.function;
  for (uint32_t n = 1; n < f.instrs.size(); n++) {
    const Instr& i = f.instrs[n];
    switch (i.op) {
      case Opcode::Call:
        if (body.flow.reached(ValueId{n})) call(package, body, ValueId{n});
        break;
      case Opcode::Store: {
        ValueId address = body.flow.number(f.operand(i, 0));
        if (const Var* variable = variable_at(body.flow, address)) flow_into({OutsidePlace::Variable, variable}, package, body, f.operand(i, 1), ValueId{n});
        break;
      }
      case Opcode::StructLit: {
        Struct* s = as_under<Struct>(i.type);
        for (size_t k = 0; s && k < s->fields.size() && k < i.count; k++) {
          const Var* field = s->fields[k]->origin ? s->fields[k]->origin.get() : s->fields[k].get();
          flow_into({OutsidePlace::Variable, field}, package, body, f.operand(i, k), ValueId{n});
        }
        break;
      }
      case Opcode::Invoke:
        if (body.flow.reached(ValueId{n}) && !model_of(ir::callee(i))) dynamic_call(package, body, ValueId{n});
        break;
      case Opcode::Send: sent(package, body, f.operand(i, 0), f.operand(i, 1), ValueId{n}); break;
      case Opcode::Select:
        for (uint32_t k = 0; k + 1 < i.count; k += 2) sent(package, body, f.operand(i, k), f.operand(i, k + 1), ValueId{n});
        break;
      case Opcode::Return:
        if (!f.object || !body.flow.reached(ValueId{n})) break;
        for (uint32_t k = 0; k < i.count; k++) flow_into({OutsidePlace::Result, f.object, k}, package, body, f.operand(i, k), ValueId{n});
        break;
      default: break;
    }
  }
}

// A function that gives an error asks for each element of a field: what is behind it is what passed.
void OutsideValues::find_validated(const PackageFlow& package, const Examined& body) {
  const Function& f = body.function;
  const Tuple* results = f.signature ? f.signature->results.get() : nullptr;
  if (!results || !results->size() || !identical(results->vars[results->size() - 1]->type, universe.error_type) || f.with(Opcode::RangeNext).empty()) return;
  auto asked = [&](ValueId key) {
    key = body.flow.number(key);
    if (!key || f.at(key).op != Opcode::Extract || f.at(f.operand(key, 0)).op != Opcode::RangeNext) return;
    std::vector<OutsidePlace> places;
    outside_sources(package, body, key, places);
    for (const OutsidePlace& p : places)
      if (p.kind == OutsidePlace::Variable && static_cast<const Var*>(p.of)->is_field()) validated_.insert(p.of);
  };
  for (ValueId v : f.with(Opcode::LookupOk)) asked(f.operand(v, 1));
  for (ValueId v : f.with(Opcode::Call)) {
    const FunctionSummary* callee = f.at(v).sub == 0 ? body.flow.callee_summary(f.at(v)) : nullptr;
    for (int p = 0; callee && p < 64 && callee->checks >> p; p++)
      if (callee->checks >> p & 1)
        if (ValueId key = body.flow.argument(f.at(v), p)) asked(key);
  }
}

void OutsideValues::add(const PackageFlow& package) {
  find_values(package);
  for (const auto& body : package.bodies()) {
    if (body->is_test) continue;
    examine(package, *body);
    find_validated(package, *body);
  }
}

void OutsideValues::finish() {
  std::vector<OutsidePlace> work;
  auto arrive = [&](const OutsidePlace& to) {
    bool all = to.kind == OutsidePlace::Parameter;
    if (!all) {
      Sum& sum = sums_[to];
      all = ++sum.outside == sum.all;
    }
    if (all && !validated_.contains(to.of) && outside_.insert(to).second) work.push_back(to);
  };
  for (const Flow& f : flows_)
    if (f.outside) arrive(f.to);
  while (!work.empty()) {
    OutsidePlace p = work.back();
    work.pop_back();
    auto it = users_.find(p);
    if (it == users_.end()) continue;
    for (uint32_t n : it->second) {
      if (flows_[n].outside) continue;
      flows_[n].outside = true;
      arrive(flows_[n].to);
    }
  }
  flows_ = {};
  users_ = {};
  sums_ = {};
  tested_ = nullptr;
}

OutsideValues::OutsideValues() = default;
OutsideValues::~OutsideValues() = default;

}  // namespace ptrsafe::flow
