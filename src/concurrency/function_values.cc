#include "concurrency/function_values.h"

#include <algorithm>

#include "flow/ahead.h"
#include "flow/library.h"
#include "types/under.h"

namespace ptrsafe::concurrency {
namespace {

constexpr size_t kMostMethods = 3;  // whose parameters a call through an interface reaches
// Slots of a function that are no values of its own.
constexpr uint32_t kCaptured = 0x80000000u, kResult = 0x40000000u;

// What functions flow through.
constexpr ir::OpcodeSet kMoving = ir::opcodes({Opcode::FuncRef, Opcode::BoundMethod, Opcode::MakeClosure, Opcode::Phi, Opcode::Load, Opcode::Convert, Opcode::SliceOf, Opcode::IndexAddr, Opcode::Index, Opcode::Lookup, Opcode::Recv, Opcode::Extract, Opcode::ArrayLit, Opcode::StructLit, Opcode::Store, Opcode::Send, Opcode::MapUpdate, Opcode::MakeInterface, Opcode::Invoke, Opcode::Builtin, Opcode::Return, Opcode::Call});

const Var* origin_of(const Var* v) { return v->origin ? v->origin.get() : v; }

// A function, or a container of functions.
bool carries(Type* t, int depth = 0) {
  if (!t || depth > 3) return false;
  Type* u = under(t);
  if (!u) return false;
  switch (u->kind) {
    case TypeKind::Signature: return true;
    case TypeKind::Pointer: return carries(static_cast<Pointer*>(u)->elem, depth + 1);
    case TypeKind::Slice: return carries(static_cast<Slice*>(u)->elem, depth + 1);
    case TypeKind::Array: return carries(static_cast<Array*>(u)->elem, depth + 1);
    case TypeKind::Map: return carries(static_cast<Map*>(u)->elem, depth + 1);
    case TypeKind::Chan: return carries(static_cast<Chan*>(u)->elem, depth + 1);
    default: return false;
  }
}

bool is_request(Type* t) {
  Named* n = as<Named>(t);
  return n && n->obj->name.view() == "Request" && n->obj->pkg && n->obj->pkg->path.view() == "net/http";
}

const Var* field_of(const Function& f, const Instr& i) {
  Type* t = f.at(f.operand(i, 0)).type;
  if (Pointer* p = t ? as_under<Pointer>(t) : nullptr) t = p->elem;
  Struct* s = t ? as_under<Struct>(t) : nullptr;
  return s && i.aux < s->fields.size() ? origin_of(s->fields[i.aux]) : nullptr;
}

// The body does nothing with the function but to call it, by others or by itself.
bool only_run(const Examined& body, ValueId function, int depth) {
  const Function& f = body.function;
  if (depth > 3) return false;
  for (uint32_t n = 1; n < f.instrs.size(); n++) {
    const Instr& i = f.instrs[n];
    std::span<const ValueId> operands = f.operands_of(i);
    if (std::none_of(operands.begin(), operands.end(), [&](ValueId o) { return o && same(body, o) == function; })) continue;
    bool call = (i.op == Opcode::Call || i.op == Opcode::Invoke) && static_cast<ir::CallMode>(i.sub) == ir::CallMode::Now;
    if (call || i.op == Opcode::Binary) continue;
    if ((i.op != Opcode::MakeClosure && i.op != Opcode::Convert) || !only_run(body, ValueId{n}, depth + 1)) return false;
  }
  return true;
}

// The literal sets a variable of the body, which reads it behind the call, and waits for nobody in between.
bool sets_for(const Examined& body, ValueId call, ValueId made, const Function& literal) {
  const Function& f = body.function;
  auto before = [&](ValueId a, ValueId b) { return f.at(a).block == f.at(b).block ? a < b : body.dominators.dominates(f.at(a).block, f.at(b).block); };
  auto waits = [&](ValueId until) {
    bool some = false;
    f.each(ir::opcodes({Opcode::Recv, Opcode::RecvOk, Opcode::Select, Opcode::Send, Opcode::Call, Opcode::Invoke}), [&](ValueId v) {
      const Func* callee = f.at(v).op == Opcode::Call || f.at(v).op == Opcode::Invoke ? ir::callee(f.at(v)) : nullptr;
      bool other = (f.at(v).op == Opcode::Call || f.at(v).op == Opcode::Invoke) && !(callee && callee->name.view() == "Wait");
      some = some || (!other && before(call, v) && !before(until, v));
    });
    return some;
  };
  std::span<const ValueId> loads = f.with(Opcode::Load), stores = literal.with(Opcode::Store);
  return std::any_of(stores.begin(), stores.end(), [&](ValueId s) {
    const Instr& to = literal.at(literal.operand(s, 0));
    if (to.op != Opcode::FreeVar || to.aux >= f.at(made).count) return false;
    ValueId cell = f.operand(made, to.aux);
    return f.at(cell).op == Opcode::Alloc && std::any_of(loads.begin(), loads.end(), [&](ValueId l) { return f.operand(l, 0) == cell && before(call, l) && !waits(l); });
  });
}

}  // namespace

FunctionValues::FunctionValues(const flow::ProgramFlow& program, const std::vector<const Package*>& packages, bool tests) : program_(program) {
  nodes_.emplace_back();  // 0: no node
  places_.assign(program.function_count(), kNone);
  for (const Package* p : packages)
    for (const auto& b : flow::ahead(program.package(p)->bodies()))
      if (b->is_test == tests) places_[b->function.number] = static_cast<uint32_t>(order_.size()), order_.push_back(b.get());
  for (const Examined* b : flow::ahead(order_)) read(*b);
  solve();
}

const Function* FunctionValues::declared(const Func* f) const {
  if (f && f->origin) f = f->origin;
  if (!f || !f->pkg) return nullptr;
  auto [it, fresh] = declared_.try_emplace(f, nullptr);
  const flow::PackageFlow* owner = fresh ? program_.package(f->pkg) : nullptr;
  if (owner) it->second = owner->function(f);
  return it->second;
}

const std::vector<Target>& FunctionValues::of(const Examined& body, ValueId v) const {
  static const std::vector<Target> none;
  const Instr& i = body.function.at(same(body, v));
  auto it = slots_.find(key(&body.function, i.op == Opcode::FreeVar ? kCaptured | i.aux : same(body, v).v));
  if (it != slots_.end()) return nodes_[static_cast<size_t>(it->second)].targets;
  const Var* field = i.op == Opcode::Field ? field_of(body.function, i) : nullptr;
  auto variable = field ? variables_.find(field) : variables_.end();
  return variable == variables_.end() ? none : nodes_[static_cast<size_t>(variable->second)].targets;
}

const std::vector<Target>& FunctionValues::returned(const Function* f, uint32_t result) const {
  static const std::vector<Target> none;
  auto it = slots_.find(key(f, kResult | result));
  return it == slots_.end() ? none : nodes_[static_cast<size_t>(it->second)].targets;
}

int FunctionValues::node(const Var* v) {
  auto [it, fresh] = variables_.try_emplace(origin_of(v), 0);
  if (fresh) {
    it->second = static_cast<int>(nodes_.size());
    nodes_.emplace_back();
  }
  return it->second;
}

int FunctionValues::node(const Function* f, uint32_t slot) {
  auto [it, fresh] = slots_.try_emplace(key(f, slot), 0);
  if (fresh) {
    it->second = static_cast<int>(nodes_.size());
    nodes_.emplace_back();
  }
  return it->second;
}

// A value of the body. Variables and what they hold are one node, and so are containers and their elements.
int FunctionValues::node(const Examined& body, ValueId v) {
  const Function& f = body.function;
  v = same(body, v);
  if (!v || !carries(f.at(v).type)) return 0;
  const Instr& i = f.at(v);
  switch (i.op) {
    case Opcode::Zero: return 0;
    case Opcode::Global: return node(static_cast<Var*>(Ref<Object>::from_raw(i.aux).get()));
    case Opcode::Alloc:
      if (auto* variable = static_cast<Var*>(Ref<Object>::from_raw(i.aux).get())) return node(variable);
      break;
    case Opcode::FieldAddr:
    case Opcode::Field:
      if (const Var* field = field_of(f, i)) return node(field);
      break;
    case Opcode::FreeVar: return node(&f, kCaptured | i.aux);
    default: break;
  }
  return node(&f, v.v);
}

void FunctionValues::edge(int from, int to) {
  if (!from || !to || from == to) return;
  std::vector<int>& out = nodes_[static_cast<size_t>(from)].to;
  if (std::find(out.begin(), out.end(), to) != out.end()) return;
  out.push_back(to);
  if (nodes_[static_cast<size_t>(to)].lost) lose(from);
  for (size_t k = 0; k < nodes_[static_cast<size_t>(from)].targets.size(); k++) add(to, nodes_[static_cast<size_t>(from)].targets[k]);
}

// Into a container, and the variable that it was loaded from.
void FunctionValues::put(const Examined& body, ValueId value, ValueId container) {
  int from = node(body, value);
  edge(from, node(body, container));
  const Instr& i = body.function.at(same(body, container));
  if (i.op == Opcode::Load) edge(from, node(body, body.function.operand(i, 0)));
}

void FunctionValues::add(int n, Target t) {
  if (!n) return;
  std::vector<Target>& all = nodes_[static_cast<size_t>(n)].targets;
  if (std::find(all.begin(), all.end(), t) != all.end()) return;
  all.push_back(t);
  work_.push_back({n, t});
}

void FunctionValues::lose(int n) {
  if (n) nodes_[static_cast<size_t>(n)].lost = true;
}

bool FunctionValues::flows_into_methods(const Func* called) const {
  const auto& methods = program_.dynamic_calls(false).methods(called);
  return !methods.empty() && methods.size() <= kMostMethods && std::all_of(methods.begin(), methods.end(), [&](const Func* m) { return declared(m); });
}

const Function* FunctionValues::run_within(const Examined& body, ValueId invoke, size_t argument) const {
  const Function& f = body.function;
  const Instr& i = f.at(invoke);
  ValueId made = f.operand(i, argument) ? same(body, f.operand(i, argument)) : ValueId{};
  if (static_cast<ir::CallMode>(i.sub) != ir::CallMode::Now || !made || f.at(made).op != Opcode::MakeClosure || flows_into_methods(ir::callee(i))) return nullptr;
  const Function* literal = f.closures[f.at(made).aux].get();
  if (sets_for(body, invoke, made, *literal)) return literal;
  const auto& methods = program_.dynamic_calls(false).methods(ir::callee(i));
  bool all = !methods.empty() && std::all_of(methods.begin(), methods.end(), [&](const Func* m) {
    const Function* declaration = declared(m);
    const Examined* callee = this->body(declaration);
    return callee && argument < declaration->params.size() && (!declaration->params[argument] || only_run(*callee, declaration->params[argument], 0));
  });
  return all ? literal : nullptr;
}

void FunctionValues::read(const Examined& body) {
  const Function& f = body.function;
  f.each(kMoving, [&](ValueId v) {
    const Instr& i = f.at(v);
    auto copy = [&](ValueId from) { edge(node(body, from), node(body, v)); };
    switch (i.op) {
      case Opcode::FuncRef:
      case Opcode::BoundMethod:
        if (const Function* target = declared(static_cast<Func*>(Ref<Object>::from_raw(i.aux).get()))) {
          add(node(&f, same(body, v).v), {target, i.op == Opcode::BoundMethod});
          if (i.op == Opcode::BoundMethod) bindings_[target].push_back({&body, v});
        }
        break;
      case Opcode::MakeClosure: {
        const Function* inner = f.closures[i.aux].get();
        add(node(&f, same(body, v).v), {inner, false});
        for (uint32_t k = 0; k < i.count; k++) {
          int outside = node(body, f.operand(i, k)), inside = outside ? node(inner, kCaptured | k) : 0;
          edge(outside, inside);
          // A cell that both share.
          if (k < inner->free_vars.size() && outside && f.at(f.operand(i, k)).op == Opcode::Alloc) edge(inside, outside);
        }
        break;
      }
      case Opcode::Phi:
        if (carries(i.type))
          for (ValueId o : f.operands_of(i)) copy(o);
        break;
      case Opcode::Load:
      case Opcode::Convert:
      case Opcode::SliceOf:
      case Opcode::IndexAddr:
      case Opcode::Index:
      case Opcode::Lookup:
      case Opcode::Recv:
        if (carries(i.type)) copy(f.operand(i, 0));
        // What is stored through the address of an element is in the container.
        if (i.op == Opcode::IndexAddr && carries(i.type)) put(body, v, f.operand(i, 0));
        break;
      case Opcode::Extract:
        if (carries(i.type)) {
          const Instr& t = f.at(f.operand(i, 0));
          if (t.op == Opcode::LookupOk || t.op == Opcode::RecvOk) copy(f.operand(t, 0));
          if (t.op == Opcode::RangeNext) copy(f.operand(f.operand(t, 0), 0));
        }
        break;
      case Opcode::ArrayLit:
        if (carries(i.type))
          for (ValueId o : f.operands_of(i))
            if (o) copy(o);
        break;
      case Opcode::StructLit: {
        Struct* s = as_under<Struct>(i.type);
        for (size_t k = 0; s && k < s->fields.size() && k < i.count; k++)
          if (carries(s->fields[k]->type)) edge(node(body, f.operand(i, k)), node(s->fields[k].get())), serve(body, f.operand(i, k), s->fields[k].get());
        break;
      }
      case Opcode::Store:
        edge(node(body, f.operand(i, 1)), node(body, f.operand(i, 0)));
        if (const Instr& to = f.at(same(body, f.operand(i, 0))); to.op == Opcode::FieldAddr) serve(body, f.operand(i, 1), field_of(f, to));
        break;
      case Opcode::Send: put(body, f.operand(i, 1), f.operand(i, 0)); break;
      case Opcode::MapUpdate: put(body, f.operand(i, 2), f.operand(i, 0)); break;
      case Opcode::MakeInterface: lose(node(body, f.operand(i, 0))); break;
      case Opcode::Invoke:
        if (flows_into_methods(ir::callee(i)))
          for (const Func* m : program_.dynamic_calls(false).methods(ir::callee(i))) call(body, v, declared(m), true);
        else
          for (size_t k = 1; k < i.count; k++)
            if (int n = node(body, f.operand(i, k)); n && !run_within(body, v, k)) lose(n);
        break;
      case Opcode::Builtin:
        if (static_cast<BuiltinId>(i.aux) == BuiltinId::Append && carries(i.type))
          for (ValueId o : f.operands_of(i)) copy(o);
        break;
      case Opcode::Return:
        for (uint32_t k = 0; k < i.count; k++)
          if (int from = node(body, f.operand(i, k))) edge(from, node(&f, kResult | k));
        break;
      case Opcode::Call:
        if (const Func* callee = ir::callee(i)) {
          if (flow::starts_goroutine(callee) || flow::runs_once(callee)) break;  // the call graph knows better than their bodies
          if (const Function* target = declared(callee)) {
            call(body, v, target, false);
          } else {
            for (size_t k = 1; k < i.count; k++)
              if ((flow::library_keeps(callee) != flow::Keeps::Nothing || flow::builds(callee)) && !flow::starts_goroutine(callee)) lose(node(body, f.operand(i, k)));
          }
        } else if (int n = node(body, f.operand(i, 0))) {
          nodes_[static_cast<size_t>(n)].calls.push_back({&body, v});
          for (size_t k = 0; k < nodes_[static_cast<size_t>(n)].targets.size(); k++) {
            Target t = nodes_[static_cast<size_t>(n)].targets[k];
            call(body, v, t.function, t.bound);
          }
        }
        break;
      default: break;
    }
  });
}

// What is made for one request is called for that.
void FunctionValues::serve(const Examined& body, ValueId value, const Var* field) {
  if (!flow::called_in_parallel(field)) return;
  for (const Function* f = &body.function; f; f = f->parent)
    for (size_t k = 0; f->signature && k < f->signature->param_count(); k++)
      if (Pointer* p = as_under<Pointer>(f->signature->param(k)->type); p && is_request(p->elem)) return;
  if (!served_) served_ = static_cast<int>(nodes_.size()), nodes_.emplace_back();
  edge(node(body, value), served_);
}

void FunctionValues::call(const Examined& body, ValueId at, const Function* callee, bool bound) {
  const Function& f = body.function;
  const Instr& i = f.at(at);
  for (size_t k = 1; k < i.count; k++) {
    size_t parameter = k - 1 + bound;
    if (parameter >= callee->params.size()) break;
    if (int from = node(body, f.operand(i, k))) edge(from, node(callee, callee->params[parameter].v));
  }
  if (!i.type) return;
  if (i.type->kind != TypeKind::Tuple) {
    if (carries(i.type)) edge(node(callee, kResult), node(body, at));
    return;
  }
  for (uint32_t n = at.v + 1; n < f.instrs.size() && n < at.v + 16; n++) {
    const Instr& x = f.instrs[n];
    if (x.op == Opcode::Extract && f.operand(x, 0) == at && carries(x.type)) edge(node(callee, kResult | x.aux), node(body, ValueId{n}));
  }
}

void FunctionValues::solve() {
  while (!work_.empty()) {
    auto [n, target] = work_.back();
    work_.pop_back();
    for (size_t k = 0; k < nodes_[static_cast<size_t>(n)].to.size(); k++) add(nodes_[static_cast<size_t>(n)].to[k], target);
    for (size_t k = 0; k < nodes_[static_cast<size_t>(n)].calls.size(); k++) {
      auto [body, at] = nodes_[static_cast<size_t>(n)].calls[k];
      call(*body, at, target.function, target.bound);
    }
  }
  for (const Target& t : nodes_[static_cast<size_t>(served_)].targets) served_functions_.insert(t.function);
  for (const Node& n : nodes_) {
    if (!n.lost) continue;
    // Whatever reaches it by inclusion has its targets here already.
    for (const Target& t : n.targets) lost_[t.function] = true;
  }
}

}  // namespace ptrsafe::concurrency
