#include "lifetime/program_index.h"

#include <algorithm>

#include "flow/ahead.h"
#include "flow/library.h"
#include "flow/map_table.h"
#include "flow/models.h"
#include "lifetime/facts.h"
#include "types/lookup.h"
#include "types/predicates.h"
#include "types/under.h"

namespace ptrsafe::lifetime {
namespace {

constexpr size_t kCallers = 16;  // of which one asks what they pass

// The function that runs its argument at most once.
bool runs_once(const Func* f) {
  return f && flow::package_path(f) == "sync" && (f->name.view() == "OnceFunc" || f->name.view() == "OnceValue" || f->name.view() == "OnceValues" ||
                                                  flow::is_method(f, "sync", "Once", "Do"));
}

const Func* origin(const Func* f) { return f && f->origin ? f->origin.get() : f; }

const Func* function_of(const Instr& i) { return origin(static_cast<Func*>(Ref<Object>::from_raw(i.aux).get())); }

bool is_handler_type(Type* t) {
  Signature* s = t ? as_under<Signature>(t) : nullptr;
  return s && s->param_count() == 2 && is_or_points_to(s->param(0)->type, "net/http", "ResponseWriter") && is_or_points_to(s->param(1)->type, "net/http", "Request");
}

// The block ends with the test of a loop over the channel of a ticker, which nobody closes.
bool ranges_over_ticks(const Examined& body, BlockId b) {
  const Function& f = body.function;
  const Instr& end = f.at(f.blocks[b.v].instrs.back());
  const Instr& more = end.op == Opcode::If ? f.at(same(body, f.operand(end, 0))) : end;
  const Instr& next = more.op == Opcode::Extract ? f.at(f.operand(more, 0)) : more;
  if (next.op != Opcode::RangeNext) return false;
  const Instr& over = f.at(same(body, f.operand(f.operand(next, 0), 0)));
  if (over.op == Opcode::Call) return flow::is_method(ir::callee(over), "time", "", "Tick");
  const Var* field = over.op == Opcode::Load ? variable_at(body, same(body, f.operand(over, 0))) : nullptr;
  return field && field->is_field() && field->pkg && field->pkg->path.view() == "time" && field->name.view() == "C";
}

// The function has a loop that only the end of the process, or a panic, leaves.
bool loops_forever(const Examined& body, const flow::Loops& loops) {
  const Function& f = body.function;
  for (BlockId b : body.dominators.order()) {
    flow::LoopId l = loops.outermost(b);
    if (l == flow::kNoLoop || !(loops.header(l) == b)) continue;
    bool leaves = false;
    for (BlockId inside : body.dominators.order())
      if (loops.contains(l, inside) && !(inside == b && ranges_over_ticks(body, b)))
        for (BlockId next : f.blocks[inside.v].succs) leaves = leaves || (!loops.contains(l, next) && body.flow.reached(next) && f.at(f.blocks[next.v].instrs.back()).op != Opcode::Stop);
    if (!leaves) return true;
  }
  return false;
}

}  // namespace

const Var* origin_of(const Var* v) { return v && v->origin ? v->origin.get() : v; }

const Var* variable_at(const Examined& body, ValueId address) {
  const Instr& i = body.function.at(address);
  if (i.op == Opcode::Global) return static_cast<Var*>(Ref<Object>::from_raw(i.aux).get());
  return i.op == Opcode::FieldAddr ? origin_of(flow::field_at(body.flow, address)) : nullptr;
}

const Named* named(Type* t) {
  if (!t) return nullptr;
  if (Named* n = as<Named>(t)) return n->origin;
  Pointer* p = as<Pointer>(t);
  Named* n = p ? as<Named>(p->elem) : nullptr;
  return n ? n->origin.get() : nullptr;
}

bool is_or_points_to(Type* t, std::string_view path, std::string_view name) {
  const Named* n = named(t);
  return n && n->obj->name.view() == name && n->obj->pkg && n->obj->pkg->path.view() == path;
}

bool same_project(const Package& a, const Package& b) {
  std::string_view x = a.path.view(), y = b.path.view();
  return x.substr(0, x.find('/')) == y.substr(0, y.find('/')) && x.starts_with("cmd/vendor/") == y.starts_with("cmd/vendor/");
}

bool serves_request(const Function& f) {
  const Signature* s = f.signature;
  for (size_t k = 0; s && k < s->param_count(); k++)
    if (is_or_points_to(s->param(k)->type, "net/http", "ResponseWriter")) return true;
  return false;
}

ProgramIndex::ProgramIndex(const flow::ProgramFlow& program) : program_(program), contexts_(program.contexts()) {
  for (const Package* p : program.production())
    for (const auto& b : flow::ahead(program.package(p)->bodies())) {
      if (b->is_test) continue;
      bodies_[&b->function] = b.get();
      if (b->function.object) declared_[b->function.object] = b.get();
    }
  for (const Package* p : program.production()) {
    for (const auto& b : flow::ahead(program.package(p)->bodies()))
      if (!b->is_test) read(*b);
    if (!p->details) continue;
    for (Named* n : p->details->named_types)
      if (Struct* s = as_under<Struct>(n))
        for (const Ref<Var>& field : s->fields) owners_.try_emplace(origin_of(field), n);
  }
  for (const Package* p : program.production())
    if (p->name.view() == "main") find_main_line(*p);
}

const Examined* ProgramIndex::body(const Function* f) const {
  auto it = bodies_.find(f);
  return it == bodies_.end() ? nullptr : it->second;
}

const Examined* ProgramIndex::body(const Func* f) const {
  auto it = declared_.find(origin(f));
  return it == declared_.end() ? nullptr : it->second;
}

Place ProgramIndex::closure(const Function& literal) const {
  auto it = closures_.find(&literal);
  return it == closures_.end() ? Place{} : it->second;
}

const flow::Loops& ProgramIndex::loops(const Examined& body) const {
  std::lock_guard lock(mutex_);
  auto& l = loops_[&body.function];
  if (!l) l = std::make_unique<flow::Loops>(body.function, body.dominators);
  return *l;
}

template <class M, class K>
static auto found(const M& map, const K& key) {
  auto it = map.find(key);
  return it == map.end() ? std::span<const typename M::mapped_type::value_type>() : std::span<const typename M::mapped_type::value_type>(it->second);
}

std::span<const StoreSite> ProgramIndex::stores(const Var* variable) const { return found(stores_, origin_of(variable)); }
std::span<const StoreSite> ProgramIndex::object_stores(const Named* type) const { return found(object_stores_, type); }
std::span<const Place> ProgramIndex::made(const Named* type) const { return found(made_, type); }
std::span<const Place> ProgramIndex::fillers(const Named* type) const { return found(fillers_, type); }

Type* ProgramIndex::only_type_in(const Named* interface) const {
  auto it = held_by_.find(interface);
  return it == held_by_.end() ? nullptr : it->second;
}

const Named* ProgramIndex::owner(const Var* field) const {
  auto it = owners_.find(origin_of(field));
  return it == owners_.end() ? nullptr : it->second;
}

std::vector<Place> ProgramIndex::invokes(const Func* method) const {
  std::vector<Place> out;
  Signature* s = method->signature();
  if (!s || !s->recv) return out;
  for (const Place& p : found(invokes_, method->name.id())) {
    Type* interface = p.body->function.at(p.body->function.operand(p.v, 0)).type;
    const Named* declared = named(interface);
    if (!declared || !declared->obj->pkg || !method->pkg || !same_project(*declared->obj->pkg, *method->pkg)) continue;
    if (as_under<Interface>(interface) && !missing_method(s->recv->type, interface, true).method) out.push_back(p);
  }
  return out;
}

std::vector<Place> ProgramIndex::closures_of(const Examined& body, ValueId value, int depth) const {
  const Function& f = body.function;
  value = same(body, value);
  if (!value) return {};
  if (f.at(value).op == Opcode::MakeClosure) return {{&body, value}};
  if (f.at(value).op == Opcode::Param) {
    std::vector<Place> passed;
    auto calls = contexts_.calls_of(&f);
    for (size_t n = 0; depth < 2 && n < calls.size() && n < kCallers; n++) {
      std::vector<Place> of = closures_of(*calls[n].caller, calls[n].caller->function.operand(calls[n].at, f.at(value).aux + 1), depth + 1);
      passed.insert(passed.end(), of.begin(), of.end());
    }
    return passed;
  }
  const Examined* inner = f.at(value).op == Opcode::Call && ir::callee(f.at(value)) ? this->body(ir::callee(f.at(value))) : nullptr;
  std::vector<Place> out;
  for (size_t n = 1; inner && n < inner->function.instrs.size(); n++) {
    const Instr& i = inner->function.instrs[n];
    ValueId result = i.op == Opcode::Return && i.count == 1 ? same(*inner, inner->function.operand(i, 0)) : ValueId{};
    if (result && inner->function.at(result).op == Opcode::MakeClosure) out.push_back({inner, result});
  }
  return out;
}

std::vector<Place> ProgramIndex::closures_in(const Var* variable) const {
  std::vector<Place> out;
  for (const StoreSite& s : stores(variable)) {
    std::vector<Place> of = closures_of(*s.body, s.value);
    out.insert(out.end(), of.begin(), of.end());
  }
  return out;
}

std::vector<Place> ProgramIndex::calls_through_variables(const Function& literal) const {
  std::vector<Place> out;
  for (const auto& [variable, calls] : variable_calls_) {
    std::vector<Place> held = closures_in(variable);
    bool holds = std::any_of(held.begin(), held.end(), [&](const Place& p) { return p.body->function.closures[p.instr().aux].get() == &literal; });
    if (holds) out.insert(out.end(), calls.begin(), calls.end());
  }
  return out;
}

void ProgramIndex::read(const Examined& body) {
  const Function& f = body.function;
  auto store = [&](const Var* v, ValueId at, ValueId value) {
    if (v) stores_[origin_of(v)].push_back({&body, at, value});
  };
  f.each(ir::opcodes({Opcode::Store, Opcode::StructLit, Opcode::Alloc, Opcode::Send, Opcode::MakeClosure, Opcode::BoundMethod, Opcode::FuncRef, Opcode::MakeInterface, Opcode::Invoke, Opcode::Call}), [&](ValueId v) {
    const Instr& i = f.at(v);
    if (!body.flow.reached(v)) return;
    switch (i.op) {
      case Opcode::Store: {
        ValueId address = same(body, f.operand(i, 0)), value = f.operand(i, 1);
        store(variable_at(body, address), v, value);
        if (const Named* t = named(f.at(value).type); t && f.at(address).op != Opcode::Alloc) object_stores_[t].push_back({&body, v, value});
        break;
      }
      case Opcode::StructLit: {
        Struct* s = as_under<Struct>(i.type);
        for (size_t k = 0; s && k < s->fields.size() && k < i.count; k++)
          if (f.at(f.operand(i, k)).op != Opcode::Zero) store(s->fields[k], v, f.operand(i, k));
        if (const Named* t = named(i.type)) made_[t].push_back({&body, v});
        break;
      }
      case Opcode::Alloc:
        if (const Named* t = named(i.type)) made_[t].push_back({&body, v});
        break;
      case Opcode::Send: {
        ValueId from = same(body, f.operand(i, 0));
        if (f.at(from).op == Opcode::Load) store(variable_at(body, same(body, f.operand(from, 0))), v, f.operand(i, 1));
        break;
      }
      case Opcode::MakeClosure: {
        const Function* literal = f.closures[i.aux].get();
        closures_[literal] = {&body, v};
        if (is_handler_type(i.type)) handlers_.push_back({&body, v});
        break;
      }
      case Opcode::BoundMethod:
        if (is_handler_type(i.type)) handlers_.push_back({&body, v});
        [[fallthrough]];
      case Opcode::FuncRef:
        values_[function_of(i)].first++;
        used_.insert(function_of(i)->name.id());
        break;
      case Opcode::MakeInterface:
        box(f.at(f.operand(i, 0)).type);
        if (const Named* n = named(i.type)) {
          Type* held = f.at(f.operand(i, 0)).type;
          auto [it, fresh] = held_by_.try_emplace(n, held);
          if (!fresh && it->second && !identical(it->second, held)) it->second = nullptr;
        }
        if (Interface* t = as_under<Interface>(i.type); t && named(f.at(f.operand(i, 0)).type)) {
          LookupResult r = lookup_field_or_method(i.type, false, nullptr, intern("ServeHTTP"));
          if (r.obj) handlers_.push_back({&body, v});
        }
        break;
      case Opcode::Invoke:
        if (const Func* m = ir::callee(i)) {
          invokes_[m->name.id()].push_back({&body, v});
        }
        read_call(body, v);
        break;
      case Opcode::Call: read_call(body, v); break;
      default: break;
    }
  });
}

void ProgramIndex::read_call(const Examined& body, ValueId v) {
  const Function& f = body.function;
  const Instr& i = f.at(v);
  const Func* callee = ir::callee(i);
  if (!callee && i.op == Opcode::Call) {
    ValueId called = same(body, f.operand(i, 0));
    const Var* variable = called && f.at(called).op == Opcode::Load ? variable_at(body, same(body, f.operand(called, 0))) : nullptr;
    if (variable) variable_calls_[variable].push_back({&body, v});
  }
  if (!callee) return;
  if (facts_of(callee) & kServes) accepting_.insert(&body.flow.package());
  bool fills = facts_of(callee) & kFills, once = runs_once(callee);
  if (!fills && !once) return;
  for (ValueId o : f.operands_of(i)) {
    o = same(body, o);
    if (!o) continue;
    if (once && (f.at(o).op == Opcode::FuncRef || f.at(o).op == Opcode::BoundMethod)) values_[function_of(f.at(o))].second++;
    if (!fills || f.at(o).op != Opcode::MakeInterface) continue;
    const Instr& pointer = f.at(same(body, f.operand(o, 0)));
    Type* t = pointer.type;
    if (Pointer* p = t ? as_under<Pointer>(t) : nullptr) t = p->elem;
    for (int depth = 0; t && depth < 4; depth++) {
      if (const Named* n = named(t)) fillers_[n].push_back({&body, v});
      Slice* s = as_under<Slice>(t);
      Map* m = as_under<Map>(t);
      t = s ? s->elem.get() : m ? m->elem.get() : nullptr;
    }
  }
}

// ---- variables that nobody sets ----

bool reads_atomically(const Func* f) { return f && flow::package_path(f) == "sync/atomic" && f->name.view().starts_with("Load"); }

void ProgramIndex::find_set(const Package& p, absl::flat_hash_set<const Var*>& set) const {
  for (const auto& body : flow::ahead(program_.package(&p)->bodies())) {
    const Function& f = body->function;
    if (body->is_test) continue;
    if (f.with(Opcode::FieldAddr).empty() && f.with(Opcode::Global).empty() && f.with(Opcode::StructLit).empty()) continue;
    for (const Instr& i : f.instrs) {
      if (i.op == Opcode::None || i.op == Opcode::Load) continue;
      Struct* s = i.op == Opcode::StructLit ? as_under<Struct>(i.type) : nullptr;
      for (size_t k = 0; k < i.count; k++) {
        ValueId o = f.operand(i, k);
        if (!o) continue;
        if (s && k < s->fields.size() && f.at(o).op != Opcode::Zero) set.insert(origin_of(s->fields[k]));
        o = same(*body, o);
        if (f.at(o).op != Opcode::FieldAddr && f.at(o).op != Opcode::Global) continue;
        bool reads = i.op == Opcode::FieldAddr || i.op == Opcode::Field || (i.op == Opcode::Call && k == 1 && reads_atomically(ir::callee(i)));
        bool zero = i.op == Opcode::Store && k == 0 && f.at(same(*body, f.operand(i, 1))).op == Opcode::Zero;
        if (const Var* v = reads || zero ? nullptr : variable_at(*body, o)) set.insert(v);
      }
    }
  }
}

bool ProgramIndex::unset(const Var* variable) const {
  variable = origin_of(variable);
  const Named* type = named(variable->type);
  bool atomic = type && type->obj->pkg && type->obj->pkg->path.view() == "sync/atomic";
  if (!atomic && (!variable->type || under(variable->type)->kind != TypeKind::Basic)) return false;
  if (!variable->pkg || !program_.package(variable->pkg) || (variable->exported() && !contexts_.closed(variable->pkg))) return false;
  if (const Named* n = variable->is_field() ? owner(variable) : nullptr; variable->is_field() && (!n || !fillers(n).empty())) return false;
  std::lock_guard lock(mutex_);
  // Others than its package cannot name it if it is not exported.
  const Package* where = variable->exported() ? nullptr : variable->pkg.get();
  auto [it, fresh] = set_.try_emplace(where);
  if (fresh) {
    if (where) find_set(*where, it->second);
    else
      for (const Package* p : program_.production()) find_set(*p, it->second);
  }
  return !it->second.contains(variable);
}

// ---- what runs how often ----

void ProgramIndex::find_main_line(const Package& main) {
  std::vector<const Function*> work, staying;
  absl::flat_hash_map<const Function*, const Function*> caller;
  for (const auto& b : program_.package(&main)->bodies()) {
    const Func* o = b->function.object;
    if (!b->is_test && o && o->name.view() == "main" && !b->function.signature->recv) work.push_back(&b->function);
  }
  staying = work;
  bool serves = false;
  while (!work.empty()) {
    const Function* f = work.back();
    work.pop_back();
    if (!main_line_.insert(f).second) continue;
    const Examined& b = *bodies_[f];
    bool forever = loops_forever(b, loops(b));
    serves = serves || forever;
    auto serving = [&](ValueId v) { return facts_of(ir::callee(f->at(v))) & kServes; };
    auto calls = f->with(Opcode::Call), invokes = f->with(Opcode::Invoke);
    if (forever || std::any_of(calls.begin(), calls.end(), serving) || std::any_of(invokes.begin(), invokes.end(), serving))
      for (const Function* up = f; up; up = caller[up]) staying.push_back(up);
    for (uint32_t n = 1; n < f->instrs.size(); n++) {
      const Instr& i = f->instrs[n];
      const Examined* callee = i.op == Opcode::Call && ir::callee(i) ? body(ir::callee(i)) : nullptr;
      if (!callee || loops(b).outermost(i.block) != flow::kNoLoop) continue;
      if (!contexts_.has_unseen_callers(&callee->function) && contexts_.calls_of(&callee->function).size() == 1) {
        work.push_back(&callee->function);
        caller.try_emplace(&callee->function, f);
      }
    }
  }
  // The packages of the program; those of libraries that could serve do not say that it does.
  absl::flat_hash_set<const Package*> closed;
  std::vector<const Package*> packages{&main};
  while (!packages.empty()) {
    const Package* p = packages.back();
    packages.pop_back();
    if (!closed.insert(p).second || !p->details) continue;
    serves = serves || (accepting_.contains(p) && (p == &main || same_project(*p, main)));
    packages.insert(packages.end(), p->details->imports.begin(), p->details->imports.end());
  }
  if (!serves) return;
  serving_.insert(closed.begin(), closed.end());
  staying_.insert(staying.begin(), staying.end());
}

bool ProgramIndex::repeated(const Examined& body, ValueId at) const {
  return loops(body).outermost(body.function.at(at).block) != flow::kNoLoop || repeated(body.function);
}

bool ProgramIndex::literal_repeated(const Function& f) const {
  Place p = closure(f);
  if (!p) return true;
  const Function& outer = p.body->function;
  bool once = false, called = false;
  for (const Instr& i : outer.instrs) {
    auto operands = outer.operands_of(i);
    if (i.op == Opcode::None || std::find(operands.begin(), operands.end(), p.v) == operands.end()) continue;
    (runs_once(ir::callee(i)) ? once : called) = true;
  }
  if (once && !called) return false;
  if (repeated(*p.body, p.v)) return true;
  // A call, `go` or `defer` of the literal itself runs it as often as it is made.
  for (const Instr& i : outer.instrs) {
    if (i.op != Opcode::Call && i.op != Opcode::Invoke) {
      auto operands = outer.operands_of(i);
      if (i.op != Opcode::None && std::find(operands.begin(), operands.end(), p.v) != operands.end()) return true;
      continue;
    }
    for (size_t k = 0; k < i.count; k++)
      if (outer.operand(i, k) == p.v && !(k == 0 && i.op == Opcode::Call) && !runs_once(ir::callee(i))) return true;
  }
  return false;
}

bool ProgramIndex::repeated(const Function& f) const {
  std::lock_guard lock(mutex_);
  auto [it, fresh] = repeated_.try_emplace(&f, false);
  if (!fresh) return it->second;
  bool answer = false;
  if (f.parent) {
    answer = literal_repeated(f);
  } else if (f.node && f.object) {
    const flow::ContextsOf& c = contexts_.of(&f);
    std::string_view name = f.object->name.view();
    bool entry = name == "init" || main_line_.contains(&f);
    auto v = values_.find(f.object);
    bool only_once = v != values_.end() && v->second.first > 0 && v->second.first == v->second.second && !(f.object->exported() && !contexts_.closed(f.object->pkg));
    if (!entry) {
      answer = c.handler || (!only_once && contexts_.has_unseen_callers(&f));
      for (const flow::Start& s : c.starts) answer = answer || s.many;
      for (const flow::CallSite& s : contexts_.calls_of(&f)) answer = answer || repeated(*s.caller, s.at);
    }
  }
  return repeated_[&f] = answer;
}

}  // namespace ptrsafe::lifetime
