#include "lifetime/lasting.h"

#include <algorithm>

#include "flow/library.h"
#include "lifetime/facts.h"
#include "types/lookup.h"
#include "types/under.h"

namespace ptrsafe::lifetime {
namespace {

bool in_test_file(Pos p) {
  SourceFile* f = file_of(p);
  return f && f->path().ends_with("_test.go");
}

// The object at the root of the address is new in the function, or in all that call it, and `at` does not come round again for it.
bool of_new_object(const ProgramIndex& index, const Examined& body, ValueId at, ValueId address, int depth) {
  const Function& f = body.function;
  ValueId root = same(body, address);
  while (f.at(root).op == Opcode::FieldAddr) root = same(body, f.operand(root, 0));
  if (index.loops(body).outermost(f.at(at).block, f.at(root).op == Opcode::Alloc ? f.at(root).block : BlockId{0}) != flow::kNoLoop) return false;
  if (f.at(root).op == Opcode::Alloc) return true;
  if (f.at(root).op != Opcode::Param || depth > 2 || index.contexts().has_unseen_callers(&f)) return false;
  auto calls = index.contexts().calls_of(&f);
  for (const flow::CallSite& c : calls) {
    ValueId argument = c.caller->function.operand(c.at, f.at(root).aux + 1);
    if (!argument || !of_new_object(index, *c.caller, c.at, argument, depth + 1)) return false;
  }
  return !calls.empty();
}

// A test for nil of what is at the address stands before the store.
bool if_nil(const Examined& body, ValueId store) {
  const Function& f = body.function;
  ValueId address = same(body, f.operand(store, 0));
  BlockId b = f.at(store).block;
  while (b.v != 0) {
    b = body.dominators.immediate(b);
    const Instr& end = f.at(f.blocks[b.v].instrs.back());
    if (end.op == Opcode::If) {
      const Instr& c = f.at(same(body, f.operand(end, 0)));
      for (size_t k = 0; c.op == Opcode::Binary && k < 2; k++) {
        const Instr& x = f.at(same(body, f.operand(c, k)));
        if (x.op == Opcode::Load && same(body, f.operand(x, 0)) == address && f.at(f.operand(c, 1 - k)).op == Opcode::Zero) return true;
      }
    }
  }
  return false;
}

}  // namespace

bool initial(const ProgramIndex& index, const Examined& body, ValueId store) {
  if (!body.function.node || !index.repeated(body, store)) return true;
  if (body.function.at(store).op != Opcode::Store) return false;
  return if_nil(body, store) || of_new_object(index, body, store, body.function.operand(store, 0), 0);
}

bool Lasting::replaced(const ProgramIndex& index, const Var* v) {
  for (const StoreSite& s : index.stores(v)) {
    const Instr& i = s.body->function.at(s.at);
    if (i.op == Opcode::Store && !initial(index, *s.body, s.at)) return true;
  }
  return false;
}

Lasting::Lasting(const ProgramIndex& index) : index_(index) {
  for (const Package* p : index.program().production())
    for (const Ref<Object>& o : p->scope->objects())
      if (Var* v = as_object<Var>(o.get()); v && v->type && !in_test_file(v->pos)) keep(v);
  // What serves requests, where a main program is seen to set it up.
  for (const Place& p : index.handlers()) {
    const Function& f = p.body->function;
    const Package* package = &p.body->flow.package();
    if (!index.contexts().closed(package) || index.contexts().of(&f).handler) continue;
    if (f.at(p.v).op == Opcode::MakeClosure) keep_captured(p);
    else if (const Named* t = named(f.at(f.operand(p.v, 0)).type)) keep(const_cast<Named*>(t), 0);
  }
  for (const Package* p : index.program().production()) {
    for (const auto& b : index.program().package(p)->bodies()) {
      if (b->is_test || !index.stays(&b->function)) continue;
      for (const Instr& i : b->function.instrs)
        if (i.op == Opcode::Alloc || i.op == Opcode::StructLit || i.op == Opcode::Call)
          if (const Named* t = named(i.type)) keep(const_cast<Named*>(t), 0);
    }
  }
}

// Objects of the type are also made while the program runs: those that last cannot be told from them.
bool Lasting::made_again(const Named* t) const {
  for (const Place& p : index_.made(t))
    if (p.instr().op == Opcode::Alloc && index_.repeated(p.body->function) && !index_.dead(p.body->function) && !stored_initially(p)) return true;
  return false;
}

// if x == nil { x = &T{} }, and what a constructor gives that is only seen to be called once.
bool Lasting::stored_initially(const Place& made) const {
  const Function& f = made.body->function;
  for (ValueId v : f.with(Opcode::Store))
    if (same(*made.body, f.operand(v, 1)) == made.v && f.at(same(*made.body, f.operand(v, 0))).op != Opcode::Alloc) return initial(index_, *made.body, v);
  auto calls = index_.contexts().calls_of(&f);
  return !calls.empty() && std::none_of(calls.begin(), calls.end(), [&](const flow::CallSite& c) { return index_.repeated(*c.caller, c.at); });
}

void Lasting::keep_captured(const Place& closure) {
  const Function& f = closure.body->function;
  for (ValueId o : f.operands_of(f.at(closure.v))) {
    const Instr& i = f.at(same(*closure.body, o));
    if (i.op == Opcode::Alloc)
      if (auto* v = static_cast<Var*>(Ref<Object>::from_raw(i.aux).get())) variables_.insert(origin_of(v));
    if (i.op == Opcode::MakeMap) captured_.insert({closure.body, same(*closure.body, o)});
    if (const Named* t = named(i.type)) keep(const_cast<Named*>(t), 0);
  }
}

// What the interface holds: it was made here, or by the constructor that has returned it.
void Lasting::keep_held(const Examined& body, ValueId interface, int depth) {
  const Function& f = body.function;
  interface = same(body, interface);
  const Instr& i = f.at(interface);
  if (i.op == Opcode::MakeInterface) return keep(f.at(f.operand(i, 0)).type, 0);
  const Instr& call = i.op == Opcode::Extract ? f.at(f.operand(i, 0)) : i;
  const Examined* callee = call.op == Opcode::Call && ir::callee(call) && depth < 3 ? index_.body(ir::callee(call)) : nullptr;
  if (!callee) return;
  uint32_t number = i.op == Opcode::Extract ? i.aux : 0;
  for (ValueId r : callee->function.with(Opcode::Return))
    if (number < callee->function.at(r).count) keep_held(*callee, callee->function.operand(r, number), depth + 1);
}

void Lasting::keep(const Var* v) {
  v = origin_of(v);
  if (!variables_.insert(v).second || !v->type) return;
  Type* t = v->type;
  Type* u = under(t);
  if (u->kind == TypeKind::Signature) {
    for (const Place& p : index_.closures_in(v)) keep_captured(p);
    return;
  }
  if (Pointer* p = as_under<Pointer>(t)) u = under(p->elem);
  if (u->kind == TypeKind::Interface) {
    if (replaced(index_, v)) return;
    for (const StoreSite& s : index_.stores(v)) keep_held(*s.body, s.value, 0);
    return;
  }
  bool container = u->kind == TypeKind::Map || u->kind == TypeKind::Slice;
  if (u->kind == TypeKind::Map) {
    const flow::MapUses* uses = index_.program().maps(false).uses({v, 0});
    if (uses && (uses->shrinks || uses->spared)) return;
  }
  if ((container || u->kind == TypeKind::Struct) && replaced(index_, v)) return;
  keep(t, 0);
}

void Lasting::keep(Type* t, int depth) {
  if (!t || depth > 6) return;
  if (Named* n = as<Named>(t)) {
    if (!kept_.insert(n->origin.get()).second || made_again(n->origin)) return;
    t = n->origin;
  }
  Type* u = under(t);
  switch (u->kind) {
    case TypeKind::Pointer: return keep(static_cast<Pointer*>(u)->elem, depth + 1);
    case TypeKind::Slice: return keep(static_cast<Slice*>(u)->elem, depth + 1);
    case TypeKind::Array: return keep(static_cast<Array*>(u)->elem, depth + 1);
    case TypeKind::Map: return keep(static_cast<Map*>(u)->elem, depth + 1);
    case TypeKind::Struct:
      for (const Ref<Var>& f : static_cast<Struct*>(u)->fields) keep(f.get());
      return;
    default: return;
  }
}

bool Lasting::lasts(const flow::MapObjects& objects, const flow::MapObject& o) const {
  if (o.outer >= 0) return lasts(objects, objects.objects()[o.outer]);
  for (const Var* v : o.variables)
    if (variables_.contains(origin_of(v))) return true;
  bool field = std::any_of(o.variables.begin(), o.variables.end(), [](const Var* v) { return v->is_field() || (v->bits & Var::kPackageVar); });
  if (field) return false;
  // A local of the main line that is made once.
  for (const auto& [body, at] : o.made) {
    if (captured_.contains({body, at})) return true;
    if (index_.stays(&body->function) && index_.loops(*body).outermost(body->function.at(at).block) == flow::kNoLoop) return true;
  }
  return false;
}

}  // namespace ptrsafe::lifetime
