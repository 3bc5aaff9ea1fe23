#include "lifetime/repeats.h"

#include <fmt/format.h>

#include <algorithm>

#include "flow/library.h"
#include "flow/loops.h"
#include "flow/sync_map.h"
#include "lifetime/channels.h"
#include "lifetime/goroutine.h"
#include "lifetime/program_index.h"
#include "types/lookup.h"
#include "types/under.h"

namespace ptrsafe::lifetime {
namespace {

constexpr int kDepth = 8;      // callers of callers are followed this far
constexpr size_t kCallers = 32;

bool is_once(const Func* f) {
  if (!f || flow::package_path(f) != "sync") return false;
  std::string_view name = f->name.view();
  return (flow::receiver_type(f) == "Once" && name == "Do") || name.starts_with("Once");
}

// func(http.ResponseWriter, *http.Request), or with the Context of a web framework.
bool is_handler(const Signature* s) {
  if (!s) return false;
  if (s->param_count() == 2 && s->result_count() == 0) {
    Pointer* p = as_under<Pointer>(s->param(1)->type);
    if (is_named(s->param(0)->type, "net/http", "ResponseWriter") && p && is_named(p->elem, "net/http", "Request")) return true;
  }
  if (s->param_count() != 1) return false;
  Named* n = as<Named>(deref(s->param(0)->type).first);
  if (!n || !n->obj->pkg) return false;
  std::string_view path = n->obj->pkg->path.view(), name = n->obj->name.view();
  return (name == "Context" || name == "Ctx") && (path.find("/gin") != path.npos || path.find("/echo") != path.npos || path.find("/fiber") != path.npos);
}

// The loop goes on for as long as the world outside lets it: it has no condition, waits, or its condition asks a function.
bool is_unbounded(const Examined& body, const flow::Loops& loops, flow::LoopId loop) {
  const Function& f = body.function;
  ir::BlockId header = loops.header(loop);
  const Instr& end = f.at(f.blocks[header.v].instrs.back());
  if (end.op != Opcode::If) return true;
  const Instr& c = f.at(numbered(body, f.operand(end, 0)));
  if (c.op == Opcode::Call || c.op == Opcode::Invoke) return true;
  if (c.op == Opcode::Extract) {
    const Instr& next = f.at(f.operand(c, 0));
    if (next.op != Opcode::RangeNext) return true;
    Type* t = f.at(f.operand(f.operand(next, 0), 0)).type;
    return t && (as_under<Chan>(t) || as_under<Signature>(t));
  }
  if (c.op != Opcode::Binary) return false;
  for (ValueId o : f.operands_of(c)) {
    const Instr& x = f.at(numbered(body, o));
    if (x.op == Opcode::Call || x.op == Opcode::Invoke || x.op == Opcode::Extract) return !as_under<Basic>(x.type);
  }
  return false;
}

bool in_unbounded_loop(const Examined& body, ir::BlockId b) {
  flow::Loops loops(body.function, body.dominators);
  for (flow::LoopId l = loops.innermost(b); l != flow::kNoLoop; l = loops.parent(l))
    if (is_unbounded(body, loops, l)) return true;
  return false;
}

// A package-level variable that `v` is computed from: a flag, or what an atomic operation is given.
const Var* flag_in(const Examined& body, ValueId v, int depth = 0) {
  const Function& f = body.function;
  if (!v || depth > 4) return nullptr;
  const Instr& i = f.at(v);
  if (i.op == Opcode::Global) return static_cast<Var*>(Ref<Object>::from_raw(i.aux).get());
  bool atomic = i.op == Opcode::Call && ir::callee(i) && flow::package_path(ir::callee(i)) == "sync/atomic";
  bool through = i.op == Opcode::Load || i.op == Opcode::FieldAddr || i.op == Opcode::Binary || i.op == Opcode::Unary || i.op == Opcode::Phi || atomic;
  for (size_t k = 0; through && k < i.count; k++)
    if (const Var* g = flag_in(body, f.operand(i, k), depth + 1)) return g;
  return nullptr;
}

// The block runs only if a package-level variable allows it, which the function changes itself.
bool guarded_by_flag(const Examined& body, ir::BlockId b) {
  const Function& f = body.function;
  for (ir::BlockId d = b; !(d == ir::BlockId{}) && !(body.dominators.immediate(d) == d);) {
    d = body.dominators.immediate(d);
    const Instr& end = f.at(f.blocks[d.v].instrs.back());
    if (end.op != Opcode::If) continue;
    const Var* flag = flag_in(body, f.operand(end, 0));
    if (!flag) continue;
    for (uint32_t n = 1; n < f.instrs.size(); n++) {
      const Instr& i = f.instrs[n];
      if (i.op == Opcode::Store && flag_in(body, f.operand(i, 0)) == flag) return true;
      if (i.op == Opcode::Call && ir::callee(i) && flow::package_path(ir::callee(i)) == "sync/atomic" && !ir::callee(i)->name.view().starts_with("Load") &&
          flag_in(body, f.operand(i, 1)) == flag)
        return true;
    }
  }
  return false;
}

// The package-level map that is looked up or stored in, or sync.Map whose method is called; null for others.
const Var* registry_of(const Examined& body, ValueId map) {
  const Instr& i = body.function.at(numbered(body, map));
  if (i.op == Opcode::Global) return static_cast<Var*>(Ref<Object>::from_raw(i.aux).get());
  auto [variable, depth] = flow::MapTable::identity(body.flow, map);
  return variable && depth == 0 && (variable->bits & Var::kPackageVar) ? variable : nullptr;
}

// The name of the method of a sync.Map that is called; none for others.
std::string_view sync_map_method(const Instr& i) {
  const Func* callee = i.op == Opcode::Call ? ir::callee(i) : nullptr;
  return callee && flow::is_sync_map_method(callee) ? callee->name.view() : std::string_view();
}

// Nothing is taken out of it.
bool only_grows(const flow::PackageFlow& package, const Var* registry) {
  if (as_under<Map>(registry->type)) {
    const flow::MapUses* uses = package.program().maps(false).uses({registry, 0});
    return uses && !uses->shrinks && !uses->spared;
  }
  // Who else may take something out is not seen.
  if (registry->exported() || !(registry->pkg.get() == &package.package())) return false;
  return std::ranges::none_of(package.bodies(), [&](const auto& b) {
    const Function& f = b->function;
    return std::ranges::any_of(f.with(Opcode::Call), [&](ValueId v) {
      std::string_view name = sync_map_method(f.at(v));
      return (name == "Clear" || name.find("Delete") != name.npos) && registry_of(*b, f.operand(v, 1)) == registry;
    });
  });
}

bool enters(const Examined& body, const Var* registry) {
  const Function& f = body.function;
  auto into = [&](ValueId map) { return registry_of(body, map) == registry; };
  return std::ranges::any_of(f.with(Opcode::MapUpdate), [&](ValueId v) { return into(f.operand(v, 0)); }) ||
         std::ranges::any_of(f.with(Opcode::Call), [&](ValueId v) {
           std::string_view name = sync_map_method(f.at(v));
           return (name == "Store" || name == "LoadOrStore") && into(f.operand(v, 1));
         });
}

// The block runs only for a key that a package-level map lacks, under which the function, or the literal that it makes there (for
// singleflight's Do), puts an entry that nothing takes out again: its goroutine is the entry's, and both stay.
bool belongs_to_entry(const flow::PackageFlow& package, const Examined& body, ir::BlockId b, const Examined* inner = nullptr) {
  const Function& f = body.function;
  for (ir::BlockId d = b; !(body.dominators.immediate(d) == d);) {
    d = body.dominators.immediate(d);
    const Instr& end = f.at(f.blocks[d.v].instrs.back());
    if (end.op != Opcode::If) continue;
    const Instr* found = &f.at(numbered(body, f.operand(end, 0)));
    bool negated = found->op == Opcode::Unary && static_cast<Op>(found->sub) == Op::Not;
    if (negated) found = &f.at(numbered(body, f.operand(*found, 0)));
    if (found->op != Opcode::Extract || found->aux != 1) continue;
    const Instr& lookup = f.at(f.operand(*found, 0));
    bool loads = sync_map_method(lookup) == "Load";
    if ((lookup.op != Opcode::LookupOk && !loads) || !body.dominators.dominates(f.blocks[d.v].succs[negated ? 0 : 1], b)) continue;
    const Var* registry = registry_of(body, f.operand(lookup, loads ? 1 : 0));
    if (registry && (enters(body, registry) || (inner && enters(*inner, registry))) && only_grows(package, registry)) return true;
  }
  const Examined* parent = f.parent && f.made_at && !inner ? package.examined(*f.parent) : nullptr;
  return parent && belongs_to_entry(package, *parent, parent->function.at(f.made_at).block, &body);
}

// What a field says while nobody has set it.
bool unset(const Function& f, ValueId v) {
  const Instr& i = f.at(v);
  if (i.op == Opcode::Zero) return true;
  Const c = i.op == Opcode::Const ? Const{Ref<ConstData>::from_raw(i.aux)} : Const{};
  return c && c.kind() == ConstKind::Bool && !c.bool_value();
}

// The address of a field of an object that the function is given.
const Instr* field_at(const Examined& body, ValueId address) {
  const Instr& i = body.function.at(numbered(body, address));
  return i.op == Opcode::FieldAddr ? &i : nullptr;
}
bool same_field(const Examined& body, const Instr& a, const Instr& b) {
  return a.aux == b.aux && numbered(body, body.function.operand(a, 0)) == numbered(body, body.function.operand(b, 0));
}

// The field that is asked whether it is set, and the value of the condition if it is not; null for other conditions.
std::pair<const Instr*, bool> asks_whether_set(const Examined& body, ValueId condition) {
  const Function& f = body.function;
  bool when_unset = false;
  const Instr* i = &f.at(numbered(body, condition));
  while (i->op == Opcode::Unary && static_cast<Op>(i->sub) == Op::Not) when_unset = !when_unset, i = &f.at(numbered(body, f.operand(*i, 0)));
  if (i->op == Opcode::Binary) {
    Op op = static_cast<Op>(i->sub);
    if ((op != Op::Eql && op != Op::Neq) || !unset(f, numbered(body, f.operand(*i, 1)))) return {};
    when_unset = when_unset != (op == Op::Eql);
    i = &f.at(numbered(body, f.operand(*i, 0)));
  }
  if (i->op != Opcode::Load) return {};
  return {field_at(body, f.operand(*i, 0)), when_unset};
}

// The type of an object for which the block runs but once: only where a field of it is not set, which the function then sets, and which nobody
// sets back. Null for other blocks.
const Named* once_for_each(const flow::PackageFlow& package, const Examined& body, ir::BlockId b) {
  const Function& f = body.function;
  for (ir::BlockId d = b; !(body.dominators.immediate(d) == d);) {
    d = body.dominators.immediate(d);
    const Instr& end = f.at(f.blocks[d.v].instrs.back());
    if (end.op != Opcode::If) continue;
    auto [field, when_unset] = asks_whether_set(body, f.operand(end, 0));
    if (!field || !body.dominators.dominates(f.blocks[d.v].succs[when_unset ? 0 : 1], b)) continue;
    const Pointer* object = as_under<Pointer>(f.at(f.operand(*field, 0)).type);
    const Named* type = object ? as<Named>(object->elem) : nullptr;
    const Var* variable = field_of(f, *field);
    if (!type || !variable) continue;
    bool sets = std::ranges::any_of(f.with(Opcode::Store), [&](ValueId v) {
      const Instr* to = field_at(body, f.operand(v, 0));
      return to && same_field(body, *to, *field) && !unset(f, numbered(body, f.operand(v, 1))) && body.dominators.dominates(f.blocks[d.v].succs[when_unset ? 0 : 1], f.at(v).block);
    });
    bool set_back = std::ranges::any_of(package.all_bodies(), [&](const Examined* other) {
      const Function& g = other->function;
      return std::ranges::any_of(g.with(Opcode::Store), [&](ValueId v) {
        const Instr* to = field_at(*other, g.operand(v, 0));
        return to && field_of(g, *to) == variable && unset(g, numbered(*other, g.operand(v, 1)));
      });
    });
    if (sets && !set_back) return type->origin;
  }
  return nullptr;
}

Repetition seen(const Node* at, std::string how) { return {true, at, std::move(how)}; }

}  // namespace

const Examined* Repeats::examined(const Examined& body, const Function& f) const {
  if (const Examined* own = package_.examined(f)) return own;
  for (const flow::PackageFlow* p : package_.program().all())
    if (p->examined(body.function)) return p->examined(f);
  return nullptr;
}

Repetition Repeats::at(const Examined& body, ValueId v, int depth) {
  const Instr& i = body.function.at(v);
  if (body.is_test || guarded_by_flag(body, i.block) || belongs_to_entry(package_, body, i.block)) return {};
  Repetition whole = function(body, depth);
  if (!whole && in_unbounded_loop(body, i.block)) whole = seen(i.node, "in a loop");
  if (const Named* object = whole ? once_for_each(package_, body, i.block) : nullptr)
    if (std::optional<Repetition> made = makings(*object, depth)) return *made;
  return whole;
}

// How often objects of the type are made; none if nobody is seen to make any.
std::optional<Repetition> Repeats::makings(const Named& type, int depth) {
  std::optional<Repetition> out;
  for (const Examined* body : package_.all_bodies()) {
    if (body->is_test) continue;
    for (ValueId v : body->function.with(Opcode::Alloc)) {
      const Pointer* p = as_under<Pointer>(body->function.at(v).type);
      const Named* made = p ? as<Named>(p->elem) : nullptr;
      if (!made || !(made->origin.get() == &type)) continue;
      out = depth > kDepth ? Repetition{} : at(*body, v, depth + 1);
      if (*out) return out;
    }
  }
  return out;
}

Repetition Repeats::function(const Examined& body, int depth) {
  const Function& f = body.function;
  auto [it, fresh] = known_.try_emplace(&f);
  if (!fresh) return it->second;  // nothing speaks for it while it is being asked for
  Repetition r = body.is_test || depth > kDepth ? Repetition{} : find(body, depth);
  known_[&f] = r;
  return r;
}

Repetition Repeats::find(const Examined& body, int depth) {
  const Function& f = body.function;
  if (!f.node) return {};
  if (is_handler(f.signature)) return seen(f.node, "in a handler");
  if (f.parent || !f.object) return literal(body, depth);
  const Func* o = f.object;
  std::string_view name = o->name.view();
  if (name == "init" || (name == "main" && o->pkg->name.view() == "main")) return {};
  std::string_view path = o->pkg->path.view();
  bool internal = path.starts_with("internal/") || path.find("/internal/") != path.npos || path.ends_with("/internal");
  auto calls = contexts_.calls_of(&f);
  if (o->exported() && !contexts_.closed(o->pkg) && (!internal || calls.empty())) return seen(f.node, fmt::format("by callers of {}", f.name));
  for (size_t k = 0; k < calls.size() && k < kCallers; k++)
    if (Repetition r = at(*calls[k].caller, calls[k].at, depth + 1)) return r;
  return through_values(*o, depth);
}

// A function that is kept in a field (`c.handle = c.sync`) runs where its package calls what the field holds; one that is passed to a
// function (`accept(l, s.serve)`), where that calls its parameter.
Repetition Repeats::through_values(const Func& f, int depth) {
  if (!values_read_) read_values();
  if (auto given = passed_.find(&f); given != passed_.end())
    for (auto [body, call, operand] : given->second) {
      if (Repetition r = passed(*body, call, operand)) return r;
      if (callee_of(package_, *body, call) && !is_once(ir::callee(body->function.at(call))))
        if (Repetition r = at(*body, call, depth + 1)) return r;
    }
  auto kept = kept_in_.find(&f);
  if (kept == kept_in_.end()) return {};
  for (const Var* field : kept->second)
    for (auto [body, call] : field_calls_[field])
      if (Repetition r = at(*body, call, depth + 1)) return r;
  return {};
}

// The callee calls what is passed to it as that operand again and again. How often the callee itself is called with other functions tells nothing.
Repetition Repeats::passed(const Examined& body, ValueId call, size_t operand) {
  const flow::PackageFlow* of = package_.program().flow_of(&body.flow.package());
  const Examined* callee = callee_of(of ? *of : package_, body, call);
  if (!callee || is_once(ir::callee(body.function.at(call)))) return {};
  const Function& f = callee->function;
  for (uint32_t n = 1; n < f.instrs.size(); n++) {
    const Instr& i = f.instrs[n];
    if (i.op != Opcode::Call || ir::callee(i)) continue;
    const Instr& called = f.at(numbered(*callee, f.operand(i, 0)));
    if (called.op != Opcode::Param || called.aux + 1 != operand) continue;
    if (!guarded_by_flag(*callee, i.block) && in_unbounded_loop(*callee, i.block)) return seen(i.node, "in a loop");
  }
  return {};
}

void Repeats::read_values() {
  values_read_ = true;
  const Package* own = &package_.package();
  read_values(package_);
  for (const flow::PackageFlow* p : package_.program().all())
    if (const Package::Details* d = p->package().details; d && &p->package() != own && std::ranges::find(d->imports, own) != d->imports.end()) read_values(*p);
}

void Repeats::read_values(const flow::PackageFlow& package) {
  for (const Examined* body : package.all_bodies()) {
    if (body->is_test) continue;
    const Function& f = body->function;
    // The function that a value is known to be; null if it is none.
    auto function = [&](ValueId v) -> const Func* {
      const Instr& i = f.at(numbered(*body, v));
      if (i.op != Opcode::BoundMethod && i.op != Opcode::FuncRef) return nullptr;
      const Func* g = static_cast<const Func*>(Ref<Object>::from_raw(i.aux).get());
      return g->origin ? g->origin.get() : g;
    };
    auto keep = [&](ValueId v, const Var* field) {
      if (const Func* g = field ? function(v) : nullptr) kept_in_[g].push_back(field);
    };
    for (uint32_t n = 1; n < f.instrs.size(); n++) {
      const Instr& i = f.instrs[n];
      if (i.op == Opcode::Store) {
        keep(f.operand(i, 1), field_of(f, f.at(numbered(*body, f.operand(i, 0)))));
      } else if (i.op == Opcode::StructLit) {
        Struct* s = as_under<Struct>(i.type);
        for (size_t k = 0; s && k < i.count && k < s->fields.size(); k++) keep(f.operand(i, k), origin_of(s->fields[k]));
      } else if (i.op == Opcode::Call && ir::callee(i)) {
        for (size_t k = 1; k < i.count; k++)
          if (const Func* g = function(f.operand(i, k))) passed_[g].push_back({body, ValueId{n}, k});
      } else if (i.op == Opcode::Call) {
        const Instr& value = f.at(numbered(*body, f.operand(i, 0)));
        const Instr& holder = value.op == Opcode::Load ? f.at(numbered(*body, f.operand(value, 0))) : value;
        if (const Var* field = field_of(f, holder)) field_calls_[field].push_back({body, ValueId{n}});
      }
    }
  }
}

// What the function that makes the literal does with it.
Repetition Repeats::literal(const Examined& body, int depth) {
  const Function& f = body.function;
  if (!f.parent) return {};
  const Examined* outer = examined(body, *f.parent);
  if (!outer) return {};
  const Function& p = *f.parent;
  for (uint32_t n = 1; n < p.instrs.size(); n++) {
    if (p.instrs[n].op != Opcode::MakeClosure || p.closures[p.instrs[n].aux].get() != &f) continue;
    for (uint32_t u = 1; u < p.instrs.size(); u++) {
      const Instr& use = p.instrs[u];
      if (use.op != Opcode::Call && use.op != Opcode::Invoke) continue;
      for (size_t k = 0; k < use.count; k++) {
        if (!(numbered(*outer, p.operand(use, k)) == ValueId{n})) continue;
        if (k > 0 && is_once(ir::callee(use))) return {};
        if (k > 0)
          if (Repetition r = passed(*outer, ValueId{u}, k)) return r;
        if (Repetition r = at(*outer, ValueId{u}, depth + 1)) return r;
      }
    }
    return at(*outer, ValueId{n}, depth + 1);
  }
  return {};
}

}  // namespace ptrsafe::lifetime
