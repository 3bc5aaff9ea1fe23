// Selectors (spec, "Selectors", "Method values", "Method expressions").
#include "lower/body.h"
#include "types/predicates.h"
#include "types/universe.h"

namespace ptrsafe::lower {

// The receiver that `method` is called with, for the selector's operand `p`: the path of embedded fields is followed,
// and the address taken or the pointer followed as the method's receiver wants.
ValueId BodyLowering::receiver(Place p, const Selection* s, const Func* method, Node* n) {
  p = follow(p, s->index.span().first(s->index.empty() ? 0 : s->index.size() - 1), n);
  if (is_interface_type(p.type)) return value_of(p, n);
  bool pointer = as_under<Pointer>(p.type) != nullptr;
  if (method->bits & Func::kPointerReceiver) {
    if (pointer) return value_of(p, n);
    if (p.in_memory) return p.v;
    ValueId a = b_.emit(Opcode::Alloc, pointer_to(p.type), n, {});
    b_.emit(Opcode::Store, nullptr, n, {a, p.v});
    return a;
  }
  ValueId v = value_of(p, n);
  if (!pointer) return v;
  return b_.emit(Opcode::Load, as_under<Pointer>(p.type)->elem, n, {v});
}

ValueId BodyLowering::selector(Node* e) {
  if (Object* o = object_of(e)) {
    if (Var* v = as_object<Var>(o)) return read_variable(v, e);
    if (as_object<Func>(o)) return b_.emit(Opcode::FuncRef, type_of(e), e, {}, Ref<Object>(o).v);
    return opaque(type_of(e), e);
  }
  const Selection* s = context_.file->selection_of(e);
  if (!s) return opaque(type_of(e), e);
  switch (s->kind) {
    case Selection::FieldValue: return value_of(place(e), e);
    case Selection::MethodValue: {
      Func* method = as_object<Func>(s->obj.get());
      if (!method) break;
      ValueId r = receiver(place(e->na()), s, method, e);
      return b_.emit(Opcode::BoundMethod, type_of(e), e, {r}, Ref<Object>(method).v);
    }
    case Selection::MethodExpr: return b_.emit(Opcode::FuncRef, type_of(e), e, {}, s->obj.v);
  }
  return opaque(type_of(e), e);
}

}  // namespace ptrsafe::lower
