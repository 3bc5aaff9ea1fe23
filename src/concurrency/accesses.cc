#include "concurrency/accesses.h"

#include <algorithm>

#include "base/name_set.h"
#include "flow/ahead.h"
#include "flow/library.h"
#include "types/predicates.h"
#include "types/type_set.h"
#include "types/under.h"

namespace ptrsafe::concurrency {
namespace {

bool is_map(Type* t) {
  if (!t) return false;
  Type* u = is_type_param(t) ? common_under(t) : under(t);
  return u && u->kind == TypeKind::Map;
}

// Objects that their maker has not given away yet, as far as one look shows.
bool in_construction(const Examined& body, ValueId address) {
  const Function& f = body.function;
  if (!f.node) return true;
  ValueId v = same(body, address);
  bool field = false;
  while (f.at(v).op == Opcode::FieldAddr || f.at(v).op == Opcode::IndexAddr) v = same(body, f.operand(v, 0)), field = true;
  const Instr& i = f.at(v);
  auto* cell = i.op == Opcode::Alloc ? static_cast<Var*>(Ref<Object>::from_raw(i.aux).get()) : nullptr;
  return i.op == Opcode::Alloc && !(cell && (cell->bits & Var::kCaptured)) && (field || !cell);
}

// The field that a map is put in which the body makes, and the new object that has it: `c := &T{m: map[K]V{}}`. (A new map of an older object is
// the body's own until it is complete.)
Place put_in(const Examined& body, ValueId made) {
  const Function& f = body.function;
  auto is = [&](ValueId v) { return v && same(body, v) == made; };
  for (ValueId v : f.with(Opcode::Store))
    if (Place to = place_at(body, f.operand(v, 0)); is(f.operand(v, 1)) && to.variable && to.object && f.at(root_of(body, to.object)).op == Opcode::Alloc) return to;
  for (ValueId v : f.with(Opcode::StructLit)) {
    const Instr& literal = f.at(v);
    Struct* s = literal.type ? as_under<Struct>(literal.type) : nullptr;
    for (size_t k = 0; s && k < s->fields.size() && k < literal.count; k++) {
      if (!is(f.operand(literal, k))) continue;
      for (ValueId store : f.with(Opcode::Store))
        if (f.operand(store, 1) == v) return {s->fields[k].get(), same(body, f.operand(store, 0))};
    }
  }
  return {};
}

bool synchronises(Type* t) {
  const Named* n = named_of(t);
  if (!n || !n->obj->pkg) return false;
  std::string_view path = n->obj->pkg->path.view();
  return path == "sync" || path == "sync/atomic";
}

// Printing and encoding go over all that they are given.
bool goes_over(const Func* callee) {
  static const NameSet encoders{"Marshal", "MarshalIndent", "Encode"};
  std::string_view path = flow::package_path(callee);
  return path == "fmt" || ((path == "encoding/json" || path == "encoding/gob" || path == "encoding/xml") && encoders.contains(callee->name));
}

// The maps among the arguments, variadic ones too, that become interfaces.
std::vector<ValueId> boxed_maps(const Function& f, const Instr& call) {
  std::vector<ValueId> out;
  auto take = [&](ValueId v) {
    ValueId inner = v && f.at(v).op == Opcode::MakeInterface ? f.operand(v, 0) : ValueId{};
    if (inner && is_map(f.at(inner).type)) out.push_back(inner);
  };
  for (ValueId o : f.operands_of(call)) {
    take(o);
    if (o && f.at(o).op == Opcode::ArrayLit)
      for (ValueId element : f.operands_of(f.at(o))) take(element);
  }
  return out;
}

// The pointer to a struct that others may have, which a decoder fills; 0: there is none.
ValueId filled_by(const Examined& body, const Instr& call) {
  static const NameSet decoders{"Unmarshal", "Decode"};
  const Func* callee = ir::callee(call);
  if (!callee || !decoders.contains(callee->name) || !flow::package_path(callee).starts_with("encoding/")) return {};
  const Function& f = body.function;
  const Instr& boxed = f.at(same(body, f.operand(call, call.count - 1)));
  if (boxed.op != Opcode::MakeInterface) return {};
  ValueId v = same(body, f.operand(boxed, 0));
  Pointer* p = f.at(v).type ? as_under<Pointer>(f.at(v).type) : nullptr;
  Opcode op = f.at(v).op;
  return p && as_under<Struct>(p->elem) && op != Opcode::Alloc && op != Opcode::FieldAddr && op != Opcode::Global ? v : ValueId{};
}

}  // namespace

Accesses::Accesses(const CallGraph& graph, const Origins& origins, std::function<bool(const Examined&, ValueId)> left) : graph_(graph), origins_(origins), left_(std::move(left)) {
  for (const Examined* b : flow::ahead(graph.bodies())) {
    const Function& f = b->function;
    bool publishes = false;
    std::vector<ValueId> writes(f.with(Opcode::Store).begin(), f.with(Opcode::Store).end());
    for (ValueId v : f.with(Opcode::Call)) {
      const Func* callee = ir::callee(f.at(v));
      if (!callee || flow::package_path(callee) != "sync/atomic") continue;
      if (flow::receiver_type(callee).empty()) writes.push_back(v);
      else publishes = true;
    }
    for (ValueId v : f.with(Opcode::Call))
      if (ValueId filled = filled_by(*b, f.at(v)))
        for (const Ref<Var>& field : as_under<Struct>(as_under<Pointer>(f.at(filled).type)->elem)->fields)
          if (field->exported()) written_[origin_of(field.get())] = true;
    for (ValueId at : writes) {
      const Instr& i = f.at(at);
      ValueId address = f.operand(i, i.op == Opcode::Store ? 0 : 1);
      if (!address) continue;
      bool making = i.op == Opcode::Store && in_construction(*b, address);
      if (making && publishes && f.node) making = !origins.published_by_atomic(*b, root_of(*b, address), at);
      // Behind a pointer that callers pass.
      if (const Instr& pointer = f.at(same(*b, address)); pointer.op == Opcode::Param && i.op == Opcode::Call)
        for (const Edge& e : graph.calls_of(&f))
          for (ValueId part = e.argument(pointer.aux); part;) {
            if (const Var* variable = place_at(*e.caller, part).variable) written_[origin_of(variable)] = true;
            const Instr& a = e.caller->function.at(same(*e.caller, part));
            part = a.op == Opcode::FieldAddr ? e.caller->function.operand(a, 0) : ValueId{};
          }
      // The variable, and those that it is a part of.
      ValueId v = same(*b, address);
      for (int depth = 0; v && depth < 6; depth++) {
        if (const Var* variable = place_at(*b, v).variable) written_.try_emplace(origin_of(variable), false).first->second |= !making;
        const Instr& a = f.at(v);
        if (a.op != Opcode::FieldAddr && a.op != Opcode::IndexAddr) break;
        v = same(*b, f.operand(a, 0));
      }
    }
  }
  for (const Examined* b : flow::ahead(graph.bodies())) read(*b);
  // Of maps that are filled as they are made, the reads tell the lock.
  std::erase_if(shared_, [](const Shared& s) { return !(s.location.depth == Location::Content && is_map(s.type)) && std::none_of(s.accesses.begin(), s.accesses.end(), [](const Access& a) { return a.write(); }); });
  index_.clear();
}

void Accesses::add(const Location& l, Type* t, Access a) {
  auto [it, fresh] = index_.try_emplace(l, shared_.size());
  if (fresh) shared_.push_back({l, t, {}, false});
  Shared& s = shared_[it->second];
  s.atomics = s.atomics || a.atomic;
  if (!s.accesses.empty() && s.accesses.back().body == a.body && s.accesses.back().at == a.at && s.accesses.back().what == a.what) return;
  s.accesses.push_back(a);
}

void Accesses::variable(const Examined& body, ValueId at, ValueId address, Access::What what, bool atomic) {
  if (left_ && left_(body, address)) return;
  const Function& f = body.function;
  ValueId v = same(body, address);
  bool part = false, element = false;
  Steps steps;  // of arrays: two elements at different constants never meet, whosever they are
  for (int depth = 0; v && depth < 6; depth++) {
    const Instr& i = f.at(v);
    if (i.op == Opcode::IndexAddr) {
      Type* t = f.at(same(body, f.operand(i, 0))).type;
      if (t && as_under<Slice>(t)) {
        Place p = place_at(body, v);
        if (p && written_.contains(origin_of(p.variable))) add({origin_of(p.variable), 0, Location::Content}, i.type, {what, &body, at, p.object, atomic, part});
        return;
      }
      element = true;
      int64_t n;
      bool constant = constant_int(body, f.operand(i, 1), &n);
      steps.insert(steps.begin(), constant ? Step{n, n + 1} : Step{0, Step::kEnd});
      v = same(body, f.operand(i, 0));
      continue;
    }
    if (i.op != Opcode::Global && i.op != Opcode::FieldAddr && i.op != Opcode::FreeVar && i.op != Opcode::Alloc) {
      Pointer* pointer = !part && !element && i.type ? as_under<Pointer>(i.type) : nullptr;
      if (pointer) pointee(body, at, v, pointer->elem, what, atomic, 0);
      return;
    }
    Place p = place_at(body, v);
    if (p && !synchronises(p.variable->type)) {
      auto known = written_.find(origin_of(p.variable));
      if (known != written_.end() && known->second)
        add({origin_of(p.variable), 0, element ? Location::Content : Location::Itself}, p.variable->type, {what, &body, at, p.object, atomic, part, false, element ? steps : Steps{}});
      // A whole array is all of its elements.
      if (known != written_.end() && known->second && !element && !part && as_under<Array>(p.variable->type))
        add({origin_of(p.variable), 0, Location::Content}, p.variable->type, {what, &body, at, p.object, atomic, part});
    }
    if (i.op != Opcode::FieldAddr) return;
    steps.clear();
    part = true;
    v = same(body, f.operand(i, 0));
    // Through a pointer it is no part any more.
    if (f.at(v).op != Opcode::FieldAddr && f.at(v).op != Opcode::IndexAddr && f.at(v).op != Opcode::Global && f.at(v).op != Opcode::FreeVar && f.at(v).op != Opcode::Alloc) return;
    if (f.at(v).op == Opcode::FreeVar || f.at(v).op == Opcode::Alloc) {
      Pointer* p2 = f.at(v).type ? as_under<Pointer>(f.at(v).type) : nullptr;
      if (!p2 || !as_under<Struct>(p2->elem)) return;
      auto* cell = f.at(v).op == Opcode::Alloc ? static_cast<Var*>(Ref<Object>::from_raw(f.at(v).aux).get()) : f.free_vars[f.at(v).aux];
      if (!cell || as_under<Pointer>(cell->type)) return;
    }
  }
}

// What a pointer leads to: each field of an object, which is read or written as a whole; what is no struct is known by where the pointer is kept.
void Accesses::pointee(const Examined& body, ValueId at, ValueId pointer, Type* t, Access::What what, bool atomic, int depth) {
  if (Struct* s = t ? as_under<Struct>(t) : nullptr) {
    for (const Ref<Var>& f : s->fields) {
      const Var* field = origin_of(f.get());
      if (depth < 3 && as_under<Struct>(f->type)) pointee(body, at, pointer, f->type, what, atomic, depth + 1);
      auto known = written_.find(field);
      if (known != written_.end() && known->second && !synchronises(field->type)) add({field, 0, Location::Itself}, field->type, {what, &body, at, pointer, atomic, false, true});
    }
    return;
  }
  if (depth > 0 || !t || !as_under<Basic>(t)) return;
  for (const Origin& o : origins_.through_callers(body, pointer))
    if (o.kind == Origin::Element || o.kind == Origin::Variable) add({origin_of(o.place.variable), 0, Location::Inner}, t, {what, &body, at, pointer, atomic, false});
}

void Accesses::content(const Examined& body, ValueId at, ValueId map, Access::What what) {
  if (!map || (left_ && left_(body, map))) return;
  const Function& f = body.function;
  Type* t = f.at(map).type;
  // An element of an array or slice.
  const Instr &load = f.at(same(body, map)), &element = load.op == Opcode::Load ? f.at(same(body, f.operand(load, 0))) : load;
  ValueId index = element.op == Opcode::IndexAddr || element.op == Opcode::Index ? f.operand(element, 1) : ValueId{};
  for (const Origin& o : origins_.of(body, map)) {
    std::vector<Origin> here{o};
    if (o.kind == Origin::Parameter) here = origins_.through_callers(body, map);
    for (const Origin& x : here) {
      Access a{what, &body, at, x.place.object};
      a.index = index;
      if (x.kind == Origin::Variable) add({origin_of(x.place.variable), 0, Location::Content}, t, a);
      if (x.kind == Origin::Element) add({origin_of(x.place.variable), 0, Location::Inner}, t, a);
      if (x.kind != Origin::Made) continue;
      // What others know as a field's is known by that here, too.
      if (Place holder = x.body == &body ? put_in(body, x.at) : Place{}) {
        a.object = holder.object;
        add({origin_of(holder.variable), 0, Location::Content}, t, a);
      } else {
        add({&x.body->function, x.at.v, Location::Content}, t, a);
      }
    }
  }
}

void Accesses::read(const Examined& body) {
  const Function& f = body.function;
  f.each(ir::opcodes({Opcode::Load, Opcode::Store, Opcode::Lookup, Opcode::LookupOk, Opcode::MapUpdate, Opcode::RangeStart, Opcode::Extract, Opcode::Builtin, Opcode::Call}), [&](ValueId v) {
    const Instr& i = f.at(v);
    switch (i.op) {
      case Opcode::Load:
        if (body.flow.reached(v)) variable(body, v, f.operand(i, 0), Access::Load, false);
        break;
      case Opcode::Store:
        if (body.flow.reached(v)) variable(body, v, f.operand(i, 0), Access::Store, false);
        break;
      case Opcode::Lookup:
      case Opcode::LookupOk:
        if (is_map(f.at(f.operand(i, 0)).type)) content(body, v, f.operand(i, 0), Access::Lookup);
        break;
      case Opcode::MapUpdate:
        if (!i.sub) content(body, v, f.operand(i, 0), Access::Insert);
        break;
      case Opcode::RangeStart:
        if (is_map(f.at(f.operand(i, 0)).type)) content(body, v, f.operand(i, 0), Access::Iterate);
        break;
      case Opcode::Extract: {
        // A loop reads the elements of a slice or array.
        const Instr& next = f.at(f.operand(i, 0));
        if (next.op != Opcode::RangeNext || i.aux != 2 || !body.flow.reached(v)) break;
        ValueId over = f.operand(f.operand(next, 0), 0);
        Type* t = f.at(over).type ? under(f.at(over).type) : nullptr;
        bool address = t && t->kind == TypeKind::Pointer;
        Place p = address ? place_at(body, over) : t && t->kind == TypeKind::Slice ? place_of_value(body, over) : Place{};
        if (p && written_.contains(origin_of(p.variable))) add({origin_of(p.variable), 0, Location::Content}, i.type, {Access::Load, &body, v, p.object, false, false});
        break;
      }
      case Opcode::Builtin: {
        ValueId first = f.operand(i, 0);
        if (!first || !is_map(f.at(first).type)) break;
        auto id = static_cast<BuiltinId>(i.aux);
        if (id == BuiltinId::Delete) content(body, v, first, Access::Delete);
        if (id == BuiltinId::Clear) content(body, v, first, Access::Clear);
        if (id == BuiltinId::Len) content(body, v, first, Access::Length);
        break;
      }
      case Opcode::Call: {
        const Func* callee = ir::callee(i);
        if (!callee) break;
        std::string_view path = flow::package_path(callee), name = callee->name.view();
        if (path == "maps") {
          if (name == "Copy" || name == "Insert") content(body, v, f.operand(i, 1), Access::Insert);
          if (name == "DeleteFunc") content(body, v, f.operand(i, 1), Access::Delete);
          if (name == "Copy") content(body, v, f.operand(i, 2), Access::Iterate);
          if (name == "Clone" || name == "Keys" || name == "Values" || name == "All" || name == "Equal") content(body, v, f.operand(i, 1), Access::Iterate);
        }
        if (goes_over(callee))
          for (ValueId map : boxed_maps(f, i)) content(body, v, map, Access::Iterate);
        if (ValueId filled = filled_by(body, i)) pointee(body, v, filled, as_under<Pointer>(f.at(filled).type)->elem, Access::Store, false, 0);
        if (path == "sync/atomic" && flow::receiver_type(callee).empty()) {
          Access::What what = name.starts_with("Load") ? Access::Load : Access::Store;
          ValueId address = f.operand(i, 1);
          variable(body, v, address, what, true);
          // Behind a pointer that callers pass.
          const Instr& p = f.at(same(body, address));
          if (p.op == Opcode::Param)
            for (const Edge& e : graph_.calls_of(&f))
              if (ValueId argument = e.argument(p.aux)) variable(*e.caller, e.at, argument, what, true);
        }
        break;
      }
      default: break;
    }
  });
}

}  // namespace ptrsafe::concurrency
