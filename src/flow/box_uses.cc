#include "flow/box_uses.h"

#include <algorithm>

#include "flow/library.h"
#include "flow/value_comparisons.h"
#include "types/predicates.h"
#include "types/under.h"

namespace ptrsafe::flow {
namespace {

constexpr int kMaxDepth = 4;  // of calls that are followed

const Func* origin(const Func* f) { return f && f->origin ? f->origin.get() : f; }

Map* map_of_value(const Function& f, ValueId v) {
  Type* t = v ? f.at(v).type.get() : nullptr;
  return t && !is_type_param(t) ? as_under<Map>(t) : nullptr;
}

const Object* field_of(const Function& f, const Instr& i) {
  Type* t = f.at(f.operand(i, 0)).type;
  if (Pointer* p = t ? as_under<Pointer>(t) : nullptr) t = p->elem;
  Struct* s = t ? as_under<Struct>(t) : nullptr;
  if (!s || i.aux >= s->fields.size()) return nullptr;
  const Var* v = s->fields[i.aux];
  return v->origin ? v->origin.get() : v;
}

// The same type, whatever the type arguments: a method has type parameters of its own.
bool alike(Type* a, Type* b) {
  a = unalias(a), b = unalias(b);
  if (is_type_param(a) || is_type_param(b)) return true;
  if (a->kind != b->kind) return false;
  switch (a->kind) {
    case TypeKind::Pointer: return alike(static_cast<Pointer*>(a)->elem, static_cast<Pointer*>(b)->elem);
    case TypeKind::Slice: return alike(static_cast<Slice*>(a)->elem, static_cast<Slice*>(b)->elem);
    case TypeKind::Array: return alike(static_cast<Array*>(a)->elem, static_cast<Array*>(b)->elem);
    case TypeKind::Map: return alike(static_cast<Map*>(a)->key, static_cast<Map*>(b)->key) && alike(static_cast<Map*>(a)->elem, static_cast<Map*>(b)->elem);
    default: return same_declared_type(a, b);
  }
}

}  // namespace

BoxUses::BoxUses(const PackageFlow& asking) : packages_(asking.program().all()) {
  library_ = std::none_of(packages_.begin(), packages_.end(), [](const PackageFlow* p) { return p->package().name.view() == "main"; });
  for (const PackageFlow* p : packages_) {
    for (const auto& b : p->bodies()) {
      if (b->is_test) continue;
      const Function& f = b->function;
      if (f.object) declared_[f.object] = b.get();
      for (uint32_t n = 1; n < f.instrs.size(); n++) {
        const Instr& i = f.instrs[n];
        switch (i.op) {
          case Opcode::Lookup:
          case Opcode::LookupOk:
          case Opcode::RangeStart:
          case Opcode::MapUpdate:
            if (Map* m = map_of_value(f, f.operand(i, 0))) all_.push_back({m, {b.get(), ValueId{n}, holder(*b, f.operand(i, 0))}});
            break;
          case Opcode::Call:
            if (const Func* callee = origin(ir::callee(i))) calls_[callee].push_back({b.get(), ValueId{n}});
            break;
          case Opcode::FuncRef:
          case Opcode::BoundMethod: as_value_[origin(static_cast<Func*>(Ref<Object>::from_raw(i.aux).get()))] = true; break;
          default: break;
        }
      }
    }
  }
}

const Body& BoxUses::body(const Function& f) {
  auto& b = bodies_[&f];
  if (!b) b = std::make_unique<Body>(f);
  return *b;
}

// Who has the map: its named type, else the field or variable that it, or the container that it is in, is read from.
const Object* BoxUses::holder(const Examined& b, ValueId map) const {
  const Function& f = b.function;
  if (Named* n = as<Named>(f.at(map).type)) return n->origin->obj.get();
  for (int depth = 0; map && depth < 8; depth++) {
    const Instr& i = f.at(map);
    switch (i.op) {
      case Opcode::Load:
      case Opcode::Lookup:
      case Opcode::LookupOk:
      case Opcode::RangeStart:
      case Opcode::RangeNext:
      case Opcode::IndexAddr:
      case Opcode::Index: break;
      case Opcode::Extract:
        if (f.at(f.operand(i, 0)).op == Opcode::Call) return nullptr;
        break;
      case Opcode::Global:
      case Opcode::Alloc: return Ref<Object>::from_raw(i.aux).get();
      case Opcode::FreeVar: return i.aux < f.free_vars.size() ? f.free_vars[i.aux] : nullptr;
      case Opcode::FieldAddr:
      case Opcode::Field: return field_of(f, i);
      default: return nullptr;
    }
    map = f.operand(i, 0);
  }
  return nullptr;
}

// Of the map that `declared` has, and of maps of its type of which nobody knows who has them.
std::vector<BoxUses::Access> BoxUses::accesses(const Object& declared, Map* type) {
  const TypeName* name = as_object<TypeName>(const_cast<Object*>(&declared));
  std::vector<Access> out;
  for (const auto& [t, a] : all_) {
    if (a.holder == &declared && name && !name->is_alias()) {
      out.push_back(a);
      continue;
    }
    bool other_type = a.holder && as_object<TypeName>(const_cast<Object*>(a.holder));
    bool maybe = !a.holder || a.holder == &declared || (name && name->is_alias() && !other_type);
    if (maybe && alike(t, type)) out.push_back(a);
  }
  return out;
}

bool BoxUses::only_values(const Object& declared, Map* type) {
  for (const Access& a : accesses(declared, type)) {
    const Function& f = a.body->function;
    std::vector<ValueId> seen;
    switch (f.at(a.at).op) {
      case Opcode::Lookup:
        if (!reads_only(*a.body, a.at, seen, {}, 0)) return false;
        break;
      case Opcode::LookupOk:
      case Opcode::RangeStart: {
        bool range = f.at(a.at).op == Opcode::RangeStart;
        for (ValueId u : body(f).users(a.at)) {
          std::vector<ValueId> of = range ? std::vector<ValueId>(body(f).users(u).begin(), body(f).users(u).end()) : std::vector<ValueId>{u};
          for (ValueId x : of)
            if (f.at(x).op == Opcode::Extract && f.at(x).aux == (range ? 2u : 0u) && !reads_only(*a.body, x, seen, {}, 0)) return false;
        }
        break;
      }
      default:
        if (!inserted(*a.body, a.at)) return false;
    }
  }
  return true;
}

// The pointer is new, and the entry is the only one that has it.
bool BoxUses::inserted(const Examined& examined, ValueId insert) {
  const Function& f = examined.function;
  ValueId v = f.operand(insert, 2);
  const Instr& i = f.at(v);
  std::vector<ValueId> seen;
  if (i.op == Opcode::Alloc && body(f).loops.outermost(f.at(insert).block, i.block) != kNoLoop) return false;
  if (i.op == Opcode::Alloc) return reads_only(examined, v, seen, insert, 0);
  // A helper that makes it: func ptr[T any](v T) *T { return &v }.
  const Func* callee = i.op == Opcode::Call ? origin(ir::callee(i)) : nullptr;
  auto it = callee ? declared_.find(callee) : declared_.end();
  if (it == declared_.end() || !reads_only(examined, v, seen, insert, 0)) return false;
  const Function& inner = it->second->function;
  const Body& b = body(inner);
  for (BlockId block : b.dominators.order()) {
    const Instr& end = inner.at(inner.blocks[block.v].instrs.back());
    if (end.op != Opcode::Return) continue;
    ValueId made = inner.operand(end, 0);
    if (end.count != 1 || inner.at(made).op != Opcode::Alloc) return false;
    for (ValueId u : b.users(made)) {
      Opcode op = inner.at(u).op;
      if (op != Opcode::Return && op != Opcode::Load && !(op == Opcode::Store && inner.operand(u, 0) == made)) return false;
    }
  }
  return true;
}

// All uses of the pointer read what it leads to, or ask whether it is nil. Until `insert` it may be written through.
bool BoxUses::reads_only(const Examined& examined, ValueId pointer, std::vector<ValueId>& seen, ValueId insert, int depth) {
  if (std::find(seen.begin(), seen.end(), pointer) != seen.end()) return true;
  seen.push_back(pointer);
  const Function& f = examined.function;
  const Body& b = body(f);
  for (ValueId u : b.users(pointer)) {
    const Instr& i = f.at(u);
    switch (i.op) {
      case Opcode::Load: break;
      case Opcode::Phi:
        if (!reads_only(examined, u, seen, insert, depth)) return false;
        break;
      case Opcode::FieldAddr:
      case Opcode::IndexAddr:
        if (!(f.operand(u, 0) == pointer) || !reads_only(examined, u, seen, insert, depth)) return false;
        break;
      case Opcode::Binary: {
        ValueId other = f.operand(u, 0) == pointer ? f.operand(u, 1) : f.operand(u, 0);
        if (f.at(other).op != Opcode::Zero) return false;
        break;
      }
      case Opcode::Store:
        // The contents of a new object.
        if (!insert || !(f.operand(u, 0) == pointer) || f.operand(u, 1) == pointer) return false;
        if (u.v > insert.v) return false;
        break;
      case Opcode::MapUpdate:
        if (!(u == insert) || f.operand(u, 1) == pointer) return false;
        break;
      case Opcode::Return: {
        for (size_t k = 0; k < i.count; k++)
          if (f.operand(u, k) == pointer && !results_read_only(examined, k, depth)) return false;
        break;
      }
      case Opcode::Call: {
        if (i.sub != 0) return false;
        for (size_t k = 1; k < i.count; k++)
          if (f.operand(u, k) == pointer && !reads_parameter(ir::callee(i), k - 1, depth)) return false;
        break;
      }
      default: return false;
    }
  }
  return true;
}

bool BoxUses::reads_parameter(const Func* callee, size_t parameter, int depth) {
  auto it = declared_.find(origin(callee));
  if (depth >= kMaxDepth || it == declared_.end() || parameter >= it->second->function.params.size()) return false;
  std::vector<ValueId> seen;
  return reads_only(*it->second, it->second->function.params[parameter], seen, {}, depth + 1);
}

// All callers are known, and only read through what they get.
bool BoxUses::results_read_only(const Examined& examined, size_t result, int depth) {
  const Func* f = examined.function.object;
  if (!f || depth >= kMaxDepth || as_value_.contains(f) || (library_ && f->exported())) return false;
  for (const auto& [caller, at] : calls_[f]) {
    const Function& c = caller->function;
    std::vector<ValueId> seen;
    if (c.at(at).sub != 0) continue;
    if (f->signature()->result_count() == 1) {
      if (!reads_only(*caller, at, seen, {}, depth + 1)) return false;
      continue;
    }
    for (ValueId u : body(c).users(at)) {
      if (c.at(u).op == Opcode::Return) return false;
      if (c.at(u).op == Opcode::Extract && c.at(u).aux == result && !reads_only(*caller, u, seen, {}, depth + 1)) return false;
    }
  }
  return true;
}

bool BoxUses::only_parts(const Object& declared, Map* type) {
  bool any = false;
  for (const Access& a : accesses(declared, type)) {
    const Function& f = a.body->function;
    switch (f.at(a.at).op) {
      case Opcode::Lookup:
        if (used_as_whole(f, a.at)) return false;
        any = true;
        break;
      case Opcode::LookupOk:
        any = true;
        for (ValueId u : body(f).users(a.at))
          if (f.at(u).op == Opcode::Extract && f.at(u).aux == 0 && !body(f).users(u).empty()) return false;
        break;
      case Opcode::RangeStart:
        for (ValueId next : body(f).users(a.at))
          for (ValueId u : body(f).users(next))
            if (f.at(u).op == Opcode::Extract && f.at(u).aux == 2 && !body(f).users(u).empty()) return false;
        break;
      default: break;
    }
  }
  return any;
}

// More is done with m[k] than m[k].field or m[k][n]; v := m[k] copies it, whatever becomes of v.
bool BoxUses::used_as_whole(const Function& f, ValueId lookup) {
  auto users = body(f).users(lookup);
  return std::any_of(users.begin(), users.end(), [&](ValueId u) {
    const Instr& i = f.at(u);
    const Node* n = i.node;
    bool part = (i.op == Opcode::Field && n && n->is(NodeKind::Selector)) || (i.op == Opcode::Index && n && n->is(NodeKind::Index));
    return !part || unparen(n->na()) != f.at(lookup).node.get();
  });
}

}  // namespace ptrsafe::flow
