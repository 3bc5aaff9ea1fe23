// Composite and function literals (spec, "Composite literals", "Function literals").
#include <fmt/format.h>

#include "lower/body.h"
#include "types/predicates.h"
#include "types/lookup.h"
#include "types/type_set.h"

namespace ptrsafe::lower {

// An element of a literal whose element type is `t`; inner literals may leave their type out, and stand for &T{…}
// where `t` is *T.
ValueId BodyLowering::element_value(Node* e, Type* t) {
  if (e->is(NodeKind::CompositeLit) && !e->na()) {
    if (Pointer* p = as_under<Pointer>(t)) {
      ValueId a = b_.emit(Opcode::Alloc, pointer_to(p->elem), e, {});
      b_.emit(Opcode::Store, nullptr, e, {a, composite(e, p->elem)});
      return a;
    }
    return composite(e, t);
  }
  return expr_to(e, t);
}

ValueId BodyLowering::composite(Node* e, Type* t) {
  Type* u = common_under(t);
  if (!u) return opaque(t, e);
  switch (u->kind) {
    case TypeKind::Struct: {
      auto* s = static_cast<Struct*>(u);
      std::vector<ValueId> fields(s->fields.size());
      for (size_t i = 0; i < e->lb().size(); i++) {
        Node* element = e->lb()[i];
        if (!element->is(NodeKind::KeyValue)) {
          if (i < fields.size()) fields[i] = element_value(element, s->fields[i]->type);
          continue;
        }
        Node* key = element->na();
        Var* named = key->is(NodeKind::Ident) ? as_object<Var>(object_of(key)) : nullptr;
        int at = named ? field_index(s->fields, named->pkg, named->name) : -1;
        // Keys that select a field of an embedded struct (Go 1.27) are evaluated for their effects only.
        Type* ft = at >= 0 ? s->fields[static_cast<size_t>(at)]->type.get() : type_of(element->nb());
        ValueId v = element_value(element->nb(), ft);
        if (at >= 0) fields[static_cast<size_t>(at)] = v;
      }
      for (size_t i = 0; i < fields.size(); i++)
        if (!fields[i]) fields[i] = zero(s->fields[i]->type, e);
      return b_.emit(Opcode::StructLit, t, e, fields);
    }
    case TypeKind::Array:
    case TypeKind::Slice: {
      Type* elem = u->kind == TypeKind::Array ? static_cast<Array*>(u)->elem : static_cast<Slice*>(u)->elem;
      std::vector<ValueId> elements;
      for (Node* element : e->lb())
        elements.push_back(element_value(element->is(NodeKind::KeyValue) ? element->nb() : element, elem));
      return b_.emit(Opcode::ArrayLit, t, e, elements);
    }
    case TypeKind::Map: {
      auto* m = static_cast<Map*>(u);
      ValueId map = b_.emit(Opcode::MakeMap, t, e, {}, 0, 1);
      for (Node* element : e->lb()) {
        if (!element->is(NodeKind::KeyValue)) continue;
        ValueId key = element_value(element->na(), m->key);
        ValueId value = element_value(element->nb(), m->elem);
        b_.emit(Opcode::MapUpdate, nullptr, element, {map, key, value}, 0, 1);
      }
      return map;
    }
    default: return opaque(t, e);
  }
}

ValueId BodyLowering::func_lit(Node* e) {
  Signature* sig = as<Signature>(context_.file->type_of(e));
  if (!sig || !e->nb()) return opaque(type_of(e), e);
  auto f = std::make_unique<ir::Function>();
  uint32_t number = static_cast<uint32_t>(f_.closures.size());
  f->name = fmt::format("{}${}", f_.name, number + 1);
  f->node = e;
  f_.closures.push_back(std::move(f));
  ir::Function& child = *f_.closures[number];
  BodyLowering body(context_, child, this);
  body.function(sig, e->nb());
  body.finish();
  std::vector<ValueId> captured;
  for (Var* v : child.free_vars) captured.push_back(capture(v));
  return b_.emit(Opcode::MakeClosure, type_of(e), e, captured, number);
}

}  // namespace ptrsafe::lower
