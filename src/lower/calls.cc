// Calls, conversions and built-in functions (spec, "Calls", "Conversions", "Built-in functions").
#include "lower/body.h"
#include "types/predicates.h"
#include "types/type_set.h"
#include "types/universe.h"

namespace ptrsafe::lower {

// Appends the arguments of a call, converted to the parameters; those of a variadic parameter become one slice.
void BodyLowering::arguments(Node* call, Signature* sig, std::vector<ValueId>& out) {
  NodeList args = call->lb();
  std::vector<ValueId> v;
  Tuple* spread = args.size() == 1 ? as<Tuple>(context_.file->type_of(args[0])) : nullptr;
  if (spread && unparen(args[0])->is(NodeKind::Call)) {
    v = values(args[0], spread->size());  // f(g())
  } else {
    for (Node* a : args) v.push_back(expr(a));
  }
  size_t params = sig && sig->params ? sig->params->size() : 0;
  bool pack = sig && sig->variadic() && !call->op && params > 0;
  for (size_t i = 0; i < v.size(); i++) {
    if (pack && i + 1 >= params) break;
    Type* t = i < params ? sig->params->vars[i]->type.get() : nullptr;
    out.push_back(convert(v[i], t, i < args.size() ? args[i] : call));
  }
  if (!pack) return;
  Type* slice = sig->params->vars[params - 1]->type;
  if (v.size() < params) {
    out.push_back(zero(slice, call));
    return;
  }
  Slice* s = as_under<Slice>(slice);
  std::vector<ValueId> rest;
  for (size_t i = params - 1; i < v.size(); i++) rest.push_back(convert(v[i], s ? s->elem.get() : nullptr, call));
  out.push_back(b_.emit(Opcode::ArrayLit, slice, call, rest, 0, 1));
}

ValueId BodyLowering::conversion(Node* e, Type* t) {
  if (e->lb().size() != 1) return opaque(t, e);
  ValueId x = expr_to(e->lb()[0], t);
  Type* from = b_.type_of(x);
  if (!from || from == t || identical(from, t)) return x;
  return b_.emit(Opcode::Convert, t, e, {x});
}

ValueId BodyLowering::builtin(Node* e, BuiltinId id, ir::CallMode mode) {
  NodeList args = e->lb();
  Type* t = type_of(e);
  auto sub = static_cast<uint8_t>(mode);
  if (id == BuiltinId::New && args.size() == 1) {
    Pointer* p = as_under<Pointer>(t);
    if (!p) return opaque(t, e);  // of a type that is not there
    ValueId a = b_.emit(Opcode::Alloc, t, e, {});
    if (context_.file->mode_of(args[0]) != Mode::TypeExpr)
      b_.emit(Opcode::Store, nullptr, e, {a, expr_to(args[0], p->elem)});
    return a;
  }
  if (id == BuiltinId::Make && !args.empty()) {
    std::vector<ValueId> sizes;
    for (size_t i = 1; i < args.size(); i++) sizes.push_back(expr(args[i]));
    Type* u = common_under(t);
    Opcode op = Opcode::MakeSlice;
    if (u && u->kind == TypeKind::Map) op = Opcode::MakeMap;
    if (u && u->kind == TypeKind::Chan) op = Opcode::MakeChan;
    return b_.emit(op, t, e, sizes);
  }
  std::vector<ValueId> v;
  Tuple* spread = args.size() == 1 ? as<Tuple>(context_.file->type_of(args[0])) : nullptr;
  if (spread) {
    v = values(args[0], spread->size());
  } else {
    for (Node* a : args)
      v.push_back(context_.file->mode_of(a) == Mode::TypeExpr ? ValueId{} : expr(a));
  }
  Type* first = v.empty() || !v[0] ? nullptr : b_.type_of(v[0]);
  if (id == BuiltinId::Append && first && !e->op)
    if (Type* u = common_under(t); u && u->kind == TypeKind::Slice)
      for (size_t i = 1; i < v.size(); i++) v[i] = convert(v[i], static_cast<Slice*>(u)->elem, e);
  if (id == BuiltinId::Append && !v.empty()) v[0] = convert(v[0], t, e);
  if (id == BuiltinId::Delete && v.size() == 2 && first)
    if (Map* m = as<Map>(common_under(first))) v[1] = convert(v[1], m->key, e);
  if (id == BuiltinId::Recover) f_.calls_recover = true;
  if (id == BuiltinId::Panic && mode == ir::CallMode::Now && v.size() == 1) {
    ValueId value = convert(v[0], universe.empty_interface, e);
    b_.end(Opcode::Panic, {&value, 1}, e);
    return {};
  }
  bool value = context_.file->mode_of(e) != Mode::NoValue && context_.file->type_of(e) != nullptr;
  ValueId r = b_.emit(Opcode::Builtin, value ? t : nullptr, e, v, static_cast<uint32_t>(id), sub);
  // append(s, t...): the last operand is a slice.
  if (id == BuiltinId::Append && e->op) f_.instrs[r.v].reserved = 1;
  return r;
}

ValueId BodyLowering::call(Node* e, ir::CallMode mode) {
  Node* fun = unparen(e->na());
  const FileInfo& file = *context_.file;
  if (file.mode_of(fun) == Mode::TypeExpr) return conversion(e, type_of(fun));
  if (file.mode_of(fun) == Mode::Builtin)
    if (Builtin* b = as_object<Builtin>(object_of(fun))) return builtin(e, b->id, mode);
  if (const Func* f = mode == ir::CallMode::Now ? helper(e) : nullptr) {
    std::vector<ValueId> results = in_place(e, f);
    return results.empty() ? ValueId{} : results[0];
  }
  if (Node* lit = mode == ir::CallMode::Now ? literal(e) : nullptr) {
    std::vector<ValueId> results = literal_in_place(e, lit, false);
    return results.empty() ? ValueId{} : results[0];
  }
  auto sub = static_cast<uint8_t>(mode);
  Type* fun_type = file.type_of(fun);
  Signature* sig = fun_type ? as<Signature>(common_under(fun_type)) : nullptr;
  Type* result = file.mode_of(e) == Mode::NoValue ? nullptr : type_of(e);
  if (fun->is(NodeKind::Index) && fun->na()) {
    // An explicit instantiation of a generic function, unless it is an element that is a function.
    Node* generic = unparen(fun->na());
    if (file.type_of(generic) == nullptr || as_under<Signature>(file.type_of(generic))) fun = generic;
  }
  std::vector<ValueId> operands;
  Func* func = as_object<Func>(object_of(fun));
  if (func) {
    operands.push_back({});
    arguments(e, sig, operands);
    return b_.emit(Opcode::Call, result, e, operands, Ref<Object>(func).v, sub);
  }
  const Selection* s = fun->is(NodeKind::Selector) ? file.selection_of(fun) : nullptr;
  Func* method = s ? as_object<Func>(s->obj.get()) : nullptr;
  if (method && s->kind == Selection::MethodValue) {
    ValueId r = receiver(place(fun->na()), s, method, fun);
    if (Type* rt = b_.type_of(r); rt && is_interface_type(rt)) {
      operands.push_back(r);
      arguments(e, sig, operands);
      return b_.emit(Opcode::Invoke, result, e, operands, Ref<Object>(method).v, sub);
    }
    operands.push_back({});
    operands.push_back(r);
    arguments(e, sig, operands);
    return b_.emit(Opcode::Call, result, e, operands, Ref<Object>(method).v, sub);
  }
  operands.push_back(expr(fun));
  arguments(e, sig, operands);
  return b_.emit(Opcode::Call, result, e, operands, 0, sub);
}

}  // namespace ptrsafe::lower
