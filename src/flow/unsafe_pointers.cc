#include "flow/unsafe_pointers.h"

#include <algorithm>
#include <memory>

#include "base/name_set.h"
#include "flow/library.h"
#include "types/predicates.h"
#include "types/under.h"

namespace ptrsafe::flow {
namespace {

// The named type of an object, or of what a pointer points to; null if it has none.
const Named* named(Type* t) {
  for (int depth = 0; t && depth < 3; depth++) {
    if (Named* n = as<Named>(t)) return n->origin.get();
    Pointer* p = as_under<Pointer>(t);
    t = p ? p->elem.get() : nullptr;
  }
  return nullptr;
}

// The address of an unsafe.Pointer.
bool is_pointer_address(Type* t) {
  Pointer* p = t ? as_under<Pointer>(t) : nullptr;
  return p && is_basic(p->elem, BasicKind::UnsafePointer);
}

// An instruction that reads or writes an unsafe.Pointer variable.
struct Accessed {
  ValueId at, address;
  bool write = false, atomic = false;
};
std::vector<Accessed> accesses(const Function& f) {
  static const NameSet names{"LoadPointer", "StorePointer", "SwapPointer", "CompareAndSwapPointer"};
  std::vector<Accessed> out;
  auto add = [&](const Accessed& a) {
    if (a.address && is_pointer_address(f.at(a.address).type)) out.push_back(a);
  };
  for (ValueId v : f.with(Opcode::Load))
    if (is_basic(f.at(v).type, BasicKind::UnsafePointer)) add({v, f.operand(v, 0), false, false});
  for (ValueId v : f.with(Opcode::Store)) add({v, f.operand(v, 0), true, false});
  for (ValueId v : f.with(Opcode::Call)) {
    const Func* callee = ir::callee(f.at(v));
    if (callee && names.contains(callee->name) && package_path(callee) == "sync/atomic") add({v, f.operand(v, 1), !callee->name.view().starts_with("Load"), true});
  }
  std::sort(out.begin(), out.end(), [](const Accessed& a, const Accessed& b) { return a.at < b.at; });
  return out;
}

bool imports_unsafe(const Package& p) {
  const auto& imports = p.details->unit->imports;
  return std::any_of(imports.begin(), imports.end(), [](const build::ImportEdge& e) { return e.target && e.target->is_unsafe; });
}

// A literal, a method value or a goroutine gets the value.
bool hands_on(const Examined& body, ValueId v) {
  const Function& f = body.function;
  return std::any_of(f.instrs.begin(), f.instrs.end(), [&](const Instr& i) {
    if (i.op != Opcode::MakeClosure && i.op != Opcode::BoundMethod && !(i.op == Opcode::Call && i.sub == static_cast<uint8_t>(ir::CallMode::Go))) return false;
    for (ValueId o : f.operands_of(i))
      if (o && same(body, o) == v) return true;
    return false;
  });
}

bool waits(const Function& f, const Instr& i) {
  switch (i.op) {
    case Opcode::Recv:
    case Opcode::RecvOk:
    case Opcode::Select: return true;
    case Opcode::RangeNext: {
      Type* t = f.at(f.operand(f.operand(i, 0), 0)).type;
      return t && as_under<Chan>(t);
    }
    case Opcode::Call: {
      const Func* callee = ir::callee(i);
      return callee && i.sub == 0 && (callee->name.view() == "Wait" || runs_once(callee));
    }
    default: return false;
  }
}

}  // namespace

UnsafePointers::UnsafePointers(const ProgramFlow& program, const std::vector<const Package*>& packages) : program_(program) {
  for (const Package* p : packages) {
    if (!imports_unsafe(*p)) continue;
    for (const auto& b : program.package(p)->bodies())
      if (!b->is_test) read(*b);
  }
}

const Var* UnsafePointers::place(const Examined& body, ValueId address) const {
  const Function& f = body.function;
  ValueId v = same(body, address);
  while (f.at(v).op == Opcode::IndexAddr) v = same(body, f.operand(v, 0));
  const Instr& i = f.at(v);
  switch (i.op) {
    case Opcode::Global: return static_cast<Var*>(Ref<Object>::from_raw(i.aux).get());
    case Opcode::FieldAddr: return field_at(body.flow, v);
    case Opcode::Alloc: {
      auto* variable = static_cast<Var*>(Ref<Object>::from_raw(i.aux).get());
      return variable && (variable->bits & Var::kCaptured) ? variable : nullptr;
    }
    case Opcode::FreeVar: {
      if (!f.parent || i.aux >= f.free_vars.size()) return nullptr;
      return f.free_vars[i.aux];
    }
    default: return nullptr;
  }
}

bool uses_unsafe_pointers(const PackageFlow& package) {
  if (!imports_unsafe(package.package())) return false;
  std::vector<const Examined*> bodies = package.all_bodies();
  return std::any_of(bodies.begin(), bodies.end(), [](const Examined* b) { return !b->is_test && !accesses(b->function).empty(); });
}

void UnsafePointers::read(const Examined& body) {
  const Function& f = body.function;
  std::unique_ptr<HeldLocks> locks;
  for (const Accessed& a : accesses(f)) {
    auto [v, address, write, atomic] = a;
    if (!body.flow.reached(v)) continue;
    const Var* variable = place(body, address);
    if (!variable) continue;
    if (!locks) locks = std::make_unique<HeldLocks>(body);
    std::vector<HeldLock> held = locks->at(v);
    bool locked = !held.empty() || callers_lock(program_.contexts(), &f, write) || called_locked(body);
    ValueId base = same(body, address);
    while (f.at(base).op == Opcode::IndexAddr) base = same(body, f.operand(base, 0));
    ValueId object = f.at(base).op == Opcode::FieldAddr ? same(body, f.operand(base, 0)) : ValueId{};
    // Of the same object; of the package's variables, one of them.
    bool guarded = std::any_of(held.begin(), held.end(), [&](const HeldLock& l) {
      if (!object) return l.variable && (l.variable->bits & Var::kPackageVar);
      return l.object && same(body, l.object) == object;
    });
    accesses_[variable].push_back({&body, v, write, atomic, locked, guarded, object ? named(f.at(object).type) : nullptr,
                                   !atomic && excused(body, v, address, write), std::move(held)});
  }
}

// The body is a literal that a helper calls while it has a lock: v.with(func() { … }).
bool UnsafePointers::called_locked(const Examined& body) const {
  const Function& f = body.function;
  ValueId made = f.made_at;
  if (!made) return false;
  bool locked = false;
  for (const Instr& i : f.parent->instrs) {
    for (size_t k = 0; k < i.count; k++) {
      if (!(f.parent->operand(i, k) == made)) continue;
      const Func* callee = i.op == Opcode::Call && i.sub == 0 && k > 0 ? ir::callee(i) : nullptr;
      if (callee && callee->origin) callee = callee->origin;
      const PackageFlow* owner = callee && callee->pkg ? program_.package(callee->pkg.get()) : nullptr;
      const Examined* helper = owner ? owner->examined(callee) : nullptr;
      if (!helper) return false;
      HeldLocks held(*helper);
      const Function& h = helper->function;
      for (uint32_t n = 1; n < h.instrs.size(); n++) {
        if (h.instrs[n].op != Opcode::Call || ir::callee(h.instrs[n])) continue;
        ValueId called = same(*helper, h.operand(h.instrs[n], 0));
        if (h.at(called).op != Opcode::Param || h.at(called).aux + 1 != k) continue;
        if (h.instrs[n].sub != 0 || held.at(ValueId{n}).empty()) return false;
        locked = true;
      }
    }
  }
  return locked;
}

bool UnsafePointers::excused(const Examined& body, ValueId at, ValueId address, bool write) const {
  const Function& f = body.function;
  if (!f.node) return true;  // initialisers run before everything else
  if (f.object && f.object->name.view() == "init" && !receiver_type(f.object).size()) return true;
  // Who makes the object has it for himself; so has a literal that works on an array of his.
  ValueId root = same(body, address);
  bool element = false;
  while (f.at(root).op == Opcode::FieldAddr || f.at(root).op == Opcode::IndexAddr) {
    element = element || f.at(root).op == Opcode::IndexAddr;
    root = same(body, f.operand(root, 0));
  }
  bool field = !(root == same(body, address));
  if (field && f.at(root).op == Opcode::Alloc) return true;
  if (f.at(root).op == Opcode::FreeVar && f.parent && field) {
    ValueId made = f.made_at;
    const Examined* outer = program_.package(&body.flow.package())->examined(*f.parent);
    if (made && outer && f.at(root).aux < f.parent->at(made).count) {
      ValueId captured = same(*outer, f.parent->operand(made, f.at(root).aux));
      if (element && (f.parent->at(captured).op == Opcode::Alloc || f.parent->at(captured).op == Opcode::MakeSlice)) return true;
    }
  }
  // The object is one that no caller shares.
  if (field && f.at(root).op == Opcode::Param && !program_.contexts().has_unseen_callers(&f) && !hands_on(body, root)) {
    auto calls = program_.contexts().calls_of(&f);
    bool own = !calls.empty();
    for (const CallSite& c : calls) {
      ValueId argument = c.caller->function.operand(c.at, f.at(root).aux + 1);
      argument = argument ? same(*c.caller, argument) : argument;
      const Instr& made = c.caller->function.at(argument);
      auto* variable = made.op == Opcode::Alloc ? static_cast<Var*>(Ref<Object>::from_raw(made.aux).get()) : nullptr;
      own = own && made.op == Opcode::Alloc && !hands_on(*c.caller, argument) && !(variable && (variable->bits & Var::kCaptured));
    }
    if (own) return true;
  }
  // Under sync.Once.
  if (f.parent) {
    ValueId made = f.made_at;
    for (const Instr& i : f.parent->instrs)
      if (i.op == Opcode::Call && runs_once(ir::callee(i)))
        for (ValueId o : f.parent->operands_of(i))
          if (made && o == made) return true;
  }
  // Behind something that waits.
  if (!write) {
    BlockId b = f.at(at).block;
    for (uint32_t n = 1; n < f.instrs.size(); n++) {
      const Instr& i = f.instrs[n];
      if (!waits(f, i)) continue;
      if (i.block == b ? n < at.v : body.dominators.dominates(i.block, b)) return true;
    }
  }
  return false;
}

// The goroutines of `b` are all started by the function of `a`, and `a` comes before that, or after it has waited.
bool UnsafePointers::ordered(const PointerAccess& a, const PointerAccess& b) const {
  const Function& f = a.body->function;
  const ContextsOf& c = program_.contexts().of(&b.body->function);
  if (c.starts.empty() || c.caller()) return false;
  for (const Start& s : c.starts) {
    ValueId go;
    for (uint32_t n = 1; n < f.instrs.size(); n++)
      if (f.instrs[n].node.get() == s.at && f.instrs[n].op == Opcode::Call) go = ValueId{n};
    if (!go) return false;
    // Is `a` reached from there without waiting?
    std::vector<uint8_t> seen(f.blocks.size());
    std::vector<BlockId> work;
    bool reached = false;
    auto through = [&](BlockId block, ValueId after) {
      bool on = !after;
      for (ValueId v : f.blocks[block.v].instrs) {
        if (on && v == a.at) return reached = true, void();
        if (on && waits(f, f.at(v))) return;
        on = on || v == after;
      }
      work.insert(work.end(), f.blocks[block.v].succs.begin(), f.blocks[block.v].succs.end());
    };
    through(f.at(go).block, go);
    while (!reached && !work.empty()) {
      BlockId block = work.back();
      work.pop_back();
      if (std::exchange(seen[block.v], 1)) continue;
      through(block, {});
    }
    if (reached) return false;
  }
  return true;
}

// The goroutine is given an object of the type.
bool UnsafePointers::given(const ContextsOf& c, const Named* owner) const {
  return std::any_of(c.starts.begin(), c.starts.end(), [&](const Start& s) {
    const Examined& starter = *s.from.caller;
    const Function& f = starter.function;
    auto is = [&](ValueId v) { return v && named(f.at(v).type) == owner; };
    std::span<const ValueId> passed = f.operands_of(f.at(s.from.at));
    return std::any_of(passed.begin(), passed.end(), [&](ValueId o) {
      if (!o || is(o)) return is(o);
      const Instr& made = f.at(same(starter, o));
      std::span<const ValueId> bound = f.operands_of(made);
      return (made.op == Opcode::MakeClosure || made.op == Opcode::BoundMethod) && std::any_of(bound.begin(), bound.end(), is);
    });
  });
}

// Both can be given the same object.
bool UnsafePointers::shared(const Var& variable, const PointerAccess& a, const PointerAccess& b) const {
  // A local variable: one of the two is a literal that a `go` statement runs, or stands in one.
  if (!(variable.bits & (Var::kField | Var::kPackageVar))) {
    auto started = [&](const Examined* body) {
      for (const Function* f = &body->function; f->parent; f = f->parent)
        for (const Start& s : program_.contexts().of(f).starts)
          if (s.body == f) return true;
      return false;
    };
    return started(a.body) || started(b.body);
  }
  if (!a.owner) return true;
  const Contexts& contexts = program_.contexts();
  const ContextsOf &x = contexts.of(&a.body->function), &y = contexts.of(&b.body->function);
  if (given(x, a.owner) || given(y, a.owner)) return true;
  auto method = [&](const Examined* body) {
    const Signature* s = body->function.signature;
    return s && s->recv && named(s->recv->type) == a.owner;
  };
  return (x.handler && method(a.body)) || (y.handler && method(b.body));
}

std::vector<PointerRace> UnsafePointers::races(const PackageFlow& package, const std::function<bool(const Examined&, const Examined&)>& apart) const {
  std::vector<PointerRace> out;
  const Contexts& contexts = program_.contexts();
  absl::flat_hash_map<const Examined*, size_t> own;
  for (const Examined* b : package.reported()) own.emplace(b, own.size());
  for (const auto& [variable, list] : accesses_) {
    for (const PointerAccess& a : list) {
      if (a.atomic || a.locked || a.excused || !own.contains(a.body)) continue;
      const PointerAccess* best = nullptr;
      Meeting how;
      for (const PointerAccess& b : list) {
        if ((&a == &b && !a.write) || !(a.write || b.write) || b.excused) continue;
        if (&a != &b && (ordered(a, b) || ordered(b, a))) continue;
        Meeting met = meeting(contexts.of(&a.body->function), contexts.of(&b.body->function));
        bool together = met.parallel = met.parallel && shared(*variable, a, b) && !(a.owner && a.body != b.body && apart(*a.body, *b.body));
        bool guarded = &a != &b && (b.atomic || b.guarded);
        if (!(variable->bits & (Var::kField | Var::kPackageVar)) && !together) continue;
        if (!together && !guarded) continue;
        if (!best || (together && !how.parallel)) best = &b, how = met;
      }
      if (best) out.push_back({&a, best, how.parallel, how.a, how.b});
    }
  }
  std::sort(out.begin(), out.end(), [&](const PointerRace& x, const PointerRace& y) {
    return std::pair(own.at(x.access->body), x.access->at.v) < std::pair(own.at(y.access->body), y.access->at.v);
  });
  return out;
}

}  // namespace ptrsafe::flow
