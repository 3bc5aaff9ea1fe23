#include "concurrency/call_graph.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "concurrency/contexts.h"
#include "concurrency/places.h"
#include "concurrency/served.h"
#include "flow/ahead.h"
#include "flow/library.h"
#include "types/lookup.h"
#include "types/under.h"

namespace ptrsafe::concurrency {
namespace {

// The test calls Parallel.
bool is_parallel(const Function& f) {
  std::span<const ValueId> calls = f.with(Opcode::Call);
  return std::any_of(calls.begin(), calls.end(), [&](ValueId v) { return flow::is_method(ir::callee(f.at(v)), "testing", "T", "Parallel"); });
}

// Embedded ones included.
void methods_of(Interface* t, std::vector<const Func*>& out) {
  if (!t || out.size() > 16) return;
  for (const Ref<Func>& m : t->methods) out.push_back(m.get());
  for (const Ref<Type>& e : t->embeddeds) methods_of(as_under<Interface>(e), out);
}

// Only the packages around it can import it.
bool is_internal(const Package& p) {
  std::string_view path = p.path.view();
  return path.starts_with("internal/") || path.ends_with("/internal") || path.find("/internal/") != std::string_view::npos;
}

}  // namespace

ValueId Edge::argument(size_t n) const {
  const Function& f = caller->function;
  const Instr& i = f.at(at);
  if (kind == Library && held && n == 0) {
    const Named* type = named_of(callee->function.signature->recv->type);
    for (ValueId o : f.operands_of(i)) {
      const Instr& boxed = f.at(o ? same(*caller, o) : o);
      if (boxed.op == Opcode::MakeInterface && type && named_of(f.at(f.operand(boxed, 0)).type) == type) return f.operand(boxed, 0);
    }
  }
  if (kind == Library || kind == Once) return {};
  if (i.op == Opcode::Invoke) {
    if (n > 0) return f.operand(i, n);
    const Instr& boxed = f.at(same(*caller, f.operand(i, 0)));
    return boxed.op == Opcode::MakeInterface ? f.operand(boxed, 0) : ValueId{};
  }
  // A goroutine that a library starts has no arguments, but may have a receiver.
  bool started = kind == Go && of_library();
  if (bound && n == 0) {
    const Instr& method = f.at(same(*caller, started ? f.operand(i, i.count - 1) : f.operand(i, 0)));
    return method.op == Opcode::BoundMethod ? f.operand(method, 0) : ValueId{};
  }
  return started ? ValueId{} : f.operand(i, n + 1 - bound);
}

ValueId Edge::given(size_t n) const {
  if (ValueId known = argument(n)) return known;
  const Instr& i = caller->function.at(at);
  return i.op == Opcode::Invoke && n == 0 ? caller->function.operand(i, 0) : ValueId{};
}

CallGraph::CallGraph(const flow::ProgramFlow& program, const std::vector<const Package*>& packages, bool tests)
    : values_(program, packages, tests), held_(program, values_.bodies()), last_call_(program.function_count()), unseen_(program.function_count()), programs_(packages) {
  out_.first.resize(program.function_count());
  out_.end.resize(program.function_count());
  callees_at_.reserve(bodies().size());
  for (const Examined* b : flow::ahead(bodies())) {
    out_.first[b->function.number] = static_cast<uint32_t>(out_.all.size());
    read(program, *b);
    out_.end[b->function.number] = static_cast<uint32_t>(out_.all.size());
    gather_callees(*b);
  }
  sort_by_callee(program.function_count());
  for (const Examined* b : values_.bodies()) {
    const Function& f = b->function;
    // Values of the type are handlers of one request each.
    const Named* type = f.object && f.signature->recv && f.object->name.view() == "ServeHTTP" ? named_of(f.signature->recv->type) : nullptr;
    if (auto it = served_by_hand_.find(type); type && it != served_by_hand_.end() && it->second) by_hand_.insert(&f);
    if (!f.parent || !f.made_at || !(concurrency::is_handler(f.signature) || values_.served(&f))) continue;
    const Examined* maker = values_.body(f.parent);
    if (maker && (for_one_use(*maker, f.made_at) || for_its_caller(*maker, f.made_at, 0))) by_hand_.insert(&f);
  }
  auto is_given = [&](const Named* type, const Func& method) {
    auto it = given_.find(type);
    return it != given_.end() && std::any_of(it->second.begin(), it->second.end(), [&](Type* t) {
      std::vector<const Func*> methods;
      methods_of(as_under<Interface>(t), methods);
      return std::any_of(methods.begin(), methods.end(), [&](const Func* m) { return m->name == method.name; });
    });
  };
  for (const Examined* b : flow::ahead(values_.bodies())) {
    const Function* f = &b->function;
    const Func* o = f->parent ? nullptr : f->object;
    const Var* receiver = o && o->signature() ? o->signature()->recv.get() : nullptr;
    const Named* type = receiver ? named_of(receiver->type) : nullptr;
    // What the program does not call itself, its tests and other modules may; of package main nobody else has anything.
    // Of an internal package other modules have nothing.
    const bool closed = o && o->pkg && programs_.closed(o->pkg.get()), uncalled = calls_of(f).empty();
    bool importers = o && o->pkg && o->pkg->name.view() != "main" && (!closed || (uncalled && !is_internal(*o->pkg)));
    bool importable = importers && o->exported() && (!type || type->obj->exported());
    // A method that is called through interfaces of libraries, or of importers.
    bool method = receiver && o->exported() && ((uncalled && (!closed || !is_internal(*o->pkg) || boxed_.contains(type))) || is_given(type, *o));
    unseen_[f->number] = importable || method || (values_.lost(f) && !by_hand_.contains(f));
  }
  // Who calls a function may call the functions that it returns; but of options, which the package itself applies to objects of its own:
  // `for _, option := range options { option(c) }`.
  auto applied = [&](Type* t) {
    const Named* type = named_of(t);
    Signature* s = type && called_types_.contains(type) ? as_under<Signature>(t) : nullptr;
    if (!s || s->param_count() == 0 || s->result_count() > 1) return false;
    Pointer* p = as_under<Pointer>(s->param(0)->type);
    const Named* object = p ? named_of(p->elem) : nullptr;
    return object && object->obj->pkg == type->obj->pkg;
  };
  std::vector<const Function*> work;
  for (const Examined* b : values_.bodies())
    if (unseen_[b->function.number]) work.push_back(&b->function);
  while (!work.empty()) {
    const Function* f = work.back();
    work.pop_back();
    for (uint32_t k = 0; f->signature && k < f->signature->result_count(); k++)
      for (const Target& t : values_.returned(f, k))
        if (!applied(f->signature->result(k)->type) && !unseen_[t.function->number]) unseen_[t.function->number] = true, returned_.insert(t.function), work.push_back(t.function);
  }
  last_call_ = {};
  given_ = {};
  called_types_ = {};
  served_by_hand_ = {};
}

bool CallGraph::uncalled(const Function* f) const {
  if (!has_unseen_callers(f) || !calls_of(f).empty() || !f->object || !programs_.closed(f->object->pkg.get()) || values_.lost(f)) return false;
  const Var* receiver = f->signature ? f->signature->recv.get() : nullptr;
  return !receiver || !boxed_.contains(named_of(receiver->type));
}

bool CallGraph::dead(const Function* f) const {
  if (!f->object || f->parent || has_unseen_callers(f) || !calls_of(f).empty() || is_main(*f) || is_handler(f)) return false;
  std::string_view name = f->object->name.view();
  return name != "init" && !f->object->exported();
}

bool CallGraph::is_handler(const Function* f) const {
  if (values_.served(f)) return !by_hand_.contains(f);
  return concurrency::is_handler(f->signature) && !by_hand_.contains(f) && !only_called(*f);
}

// A method that merely looks like a handler: it is called by its name, and nowhere a value, as `Reset(w, r)` of what is used again.
bool CallGraph::only_called(const Function& f) const {
  if (!f.object || !f.signature->recv || f.object->name.view() == "ServeHTTP" || !values_.bindings(&f).empty()) return false;
  std::span<const Edge> calls = calls_of(&f);
  return std::any_of(calls.begin(), calls.end(), [](const Edge& e) { return e.kind != Edge::Go && !e.vague; });
}

// All who get the handler of a function call it at once, for the request that they have: what it has captured is made for that. At least one is seen.
bool CallGraph::for_its_caller(const Examined& gives, ValueId function, int depth) const {
  bool returned = false;
  if (depth > 4 || !used_at_once(gives, function, &returned)) return false;
  if (!returned) return true;
  std::span<const Edge> calls = calls_of(&gives.function);
  return !calls.empty() && std::ranges::all_of(calls, [&](const Edge& e) { return e.kind == Edge::Call && !e.vague && for_its_caller(*e.caller, e.at, depth + 1); });
}

void CallGraph::gather_callees(const Examined& body) {
  CalleesAt c{static_cast<uint32_t>(callees_.size()), 0, 0};
  for (bool vague : {false, true}) {
    auto first = static_cast<ptrdiff_t>(callees_.size());
    for (const Edge& e : calls_in(&body.function))
      if (e.kind != Edge::Go && e.vague == vague) callees_.push_back(e.number);
    std::sort(callees_.begin() + first, callees_.end());
    callees_.erase(std::unique(callees_.begin() + first, callees_.end()), callees_.end());
    (vague ? c.end : c.vague) = static_cast<uint32_t>(callees_.size());
  }
  callees_at_.push_back(c);
}

// Those of each callee in the order in which they were found.
void CallGraph::sort_by_callee(uint32_t functions) {
  in_.end.resize(functions);
  for (const Edge& e : out_.all) in_.end[e.callee->function.number]++;
  in_.first.resize(functions);
  std::exclusive_scan(in_.end.begin(), in_.end.end(), in_.first.begin(), uint32_t{0});
  in_.end = in_.first;
  in_.all.resize(out_.all.size());
  for (const Edge& e : out_.all) in_.all[in_.end[e.callee->function.number]++] = e;
}

void CallGraph::add(const Examined& caller, ValueId at, const Function* callee, Edge::Kind kind, bool bound, size_t targets, flow::TestRun run, bool held) {
  const Examined* body = values_.body(callee);
  if (!body || !one_program(caller, *body)) return;
  // Once for a call.
  uint64_t call = (uint64_t{caller.function.number} << 32 | at.v) + 1;
  if (std::exchange(last_call_[callee->number], call) == call) return;
  out_.all.push_back({&caller, at, values_.number(callee), body, kind, bound, run == flow::TestRun::Parallel, run != flow::TestRun::None, held, targets > Edge::kMostTargets});
}

std::span<const Edge> CallGraph::calls_at(const Function* f, ValueId at) const {
  std::span<const Edge> all = calls_in(f);
  auto less = [](const auto& e, ValueId v) { return e.at < v; };
  size_t from = static_cast<size_t>(std::lower_bound(all.begin(), all.end(), at, less) - all.begin());
  size_t to = from;
  while (to < all.size() && all[to].at == at) to++;
  return all.subspan(from, to - from);
}

void CallGraph::read(const flow::ProgramFlow& program, const Examined& body) {
  const Function& f = body.function;
  std::vector<std::pair<ValueId, const Function*>> by_hand;
  for (ValueId made : f.with(Opcode::MakeClosure)) {
    std::vector<ValueId> serves;
    if (!handles(f.at(made).type) || !served_by_hand(body, made, false, serves)) continue;
    for (ValueId at : serves) by_hand.push_back({at, f.closures[f.at(made).aux].get()}), by_hand_.insert(by_hand.back().second);
  }
  f.each(ir::opcodes({Opcode::RangeStart, Opcode::Call, Opcode::Invoke, Opcode::MakeInterface}), [&](ValueId v) {
    const Instr& i = f.at(v);
    for (const auto& [at, handler] : by_hand)
      if (at == v) add(body, v, handler, Edge::Library, false);
    if (i.op == Opcode::MakeInterface) {
      const Named *as_type = named_of(i.type), *boxed = named_of(f.at(f.operand(i, 0)).type);
      if (boxed) boxed_.insert(boxed);
      if (std::vector<ValueId> serves; boxed && handles(i.type)) {
        bool& all = served_by_hand_.try_emplace(boxed, true).first->second;
        all = all && served_by_hand(body, v, true, serves) && !serves.empty();
      }
      if (as_type && boxed && as_type->obj->exported() && as_type->obj->pkg && !programs_.closed(as_type->obj->pkg.get())) given_[boxed].push_back(i.type.get());
      return;
    }
    if (!body.flow.reached(v)) return;
    if (i.op == Opcode::RangeStart) {
      if (!(f.at(f.operand(i, 0)).type && as_under<Signature>(f.at(f.operand(i, 0)).type))) return;
      // A loop over a function runs it.
      const std::vector<Target>& targets = values_.of(body, f.operand(i, 0));
      for (const Target& t : targets) add(body, v, t.function, Edge::Call, t.bound, targets.size());
      return;
    }
    auto mode = static_cast<ir::CallMode>(i.sub);
    Edge::Kind kind = mode == ir::CallMode::Go ? Edge::Go : mode == ir::CallMode::Defer ? Edge::Defer : Edge::Call;
    const Func* callee = ir::callee(i);
    if (i.op == Opcode::Invoke) {
      bool held;
      const std::vector<const Func*> methods = held_.reached(body, f.operand(i, 0), *callee, program.dynamic_calls(false).methods(callee), &held);
      for (const Func* m : methods)
        if (const Function* target = values_.declared(m)) add(body, v, target, kind, false, methods.size(), flow::TestRun::None, held);
      for (size_t k = 1; k < i.count; k++)
        if (const Function* literal = values_.run_within(body, v, k)) add(body, v, literal, Edge::Library, false);
      return;
    }
    if (!callee) {
      if (const Named* type = named_of(f.at(f.operand(i, 0)).type)) called_types_.insert(type);
      const std::vector<Target>& targets = values_.of(body, f.operand(i, 0));
      for (const Target& t : targets) add(body, v, t.function, kind, t.bound, targets.size());
      return;
    }
    bool starts = flow::starts_goroutine(callee), once = flow::runs_once(callee);
    if (!starts && !once)
      if (const Function* target = values_.declared(callee)) {
        add(body, v, target, kind, false);
        return;
      }
    Edge::Kind how = starts ? Edge::Go : once ? Edge::Once : kind == Edge::Call ? Edge::Library : kind;
    if (!starts && !once && (flow::library_keeps(callee) != flow::Keeps::Nothing || flow::builds(callee))) return;
    Signature* s = callee->signature();
    flow::TestRun run = flow::test_run(callee);
    for (size_t k = 1; k < i.count; k++) {
      ValueId o = f.operand(i, k);
      for (const Target& t : values_.of(body, o)) {
        bool parallel = run == flow::TestRun::Parallel || (run == flow::TestRun::Sub && is_parallel(*t.function));
        add(body, v, t.function, parallel ? Edge::Go : how, t.bound, 1, parallel ? run : flow::TestRun::None);
      }
      // sort.Sort(x) calls x's methods.
      const Instr& boxed = f.at(same(body, o));
      size_t parameter = k - 1 - (s && s->recv ? 1 : 0);
      if (boxed.op != Opcode::MakeInterface || !s || parameter >= s->param_count()) continue;
      // The encoder looks for its methods in whatever it is given.
      auto encodes = [&](std::string_view method) {
        LookupResult found = lookup_field_or_method(f.at(f.operand(boxed, 0)).type, false, nullptr, intern(method));
        const Function* target = found.obj && found.obj->kind == ObjectKind::Func ? values_.declared(as_object<Func>(found.obj)) : nullptr;
        if (target) add(body, v, target, how, false, 1, flow::TestRun::None, true);
        return target;
      };
      if (flow::package_path(callee) == "encoding/json") {
        bool decodes = callee->name.view() == "Unmarshal" || callee->name.view() == "Decode";
        if (!encodes(decodes ? "UnmarshalJSON" : "MarshalJSON")) encodes(decodes ? "UnmarshalText" : "MarshalText");
      }
      std::vector<const Func*> asked;
      methods_of(as_under<Interface>(s->param(parameter)->type), asked);
      for (const Func* method : asked) {
        LookupResult found = lookup_field_or_method(f.at(f.operand(boxed, 0)).type, false, method->pkg, method->name);
        const Function* target = found.obj ? values_.declared(as_object<Func>(found.obj)) : nullptr;
        if (target) add(body, v, target, how, false);
      }
    }
  });
}

}  // namespace ptrsafe::concurrency
