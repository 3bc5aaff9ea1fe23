// The flow of expressions.
#include "escape/assignments.h"
#include "escape/flow_builder.h"
#include "types/predicates.h"

namespace ptrsafe::escape {

Target FlowBuilder::all(const Targets& targets) {
  if (targets.empty()) return nowhere();
  if (targets.size() == 1) return targets[0];
  int32_t p = graph_.add(current_, nullptr, nullptr, loop_depth_, false);
  for (const Target& t : targets) graph_.flow(t, p);
  return {p};
}

Target FlowBuilder::object(Target k, Node* n) {
  int32_t p = graph_.add(current_, n, nullptr, loop_depth_, false);
  graph_.flow(k.shifted(-1).noted(n, "spill"), p);
  return {p};
}

void FlowBuilder::value(Target k, Node* n) {
  if (!n) return;
  statements(n->init);
  value_only(k, n);
}

void FlowBuilder::value_only(Target k, Node* n) {
  if (!n) return;
  if (k.derefs >= 0 && n->type && n->type->kind != TypeKind::Tuple && !has_pointers(n->type)) k.place = FlowGraph::kNowhere;
  switch (n->op) {
    case Op::Literal:
    case Op::Nil:
    case Op::TypeRef:
    case Op::MethodExpr:
    case Op::DictionaryMethod:
    case Op::GlobalRef:
    case Op::FuncRef: return;
    case Op::LocalRef: return graph_.flow(k, n->local->place);
    case Op::Unary: return discard(n->x);
    case Op::Binary:
    case Op::Logical: return discard(n->x), discard(n->y);
    case Op::Addr: return value(k.shifted(-1).noted(n, "address-of"), n->x);
    case Op::Deref: return value(k.shifted(1).noted(n, "indirection"), n->x);
    case Op::Dot:
    case Op::DotInter: return value(k.noted(n, "dot"), n->x);
    case Op::DotPtr: return value(k.shifted(1).noted(n, "dot of pointer"), n->x);
    case Op::TypeAssert: return type_assertion(k, n);
    case Op::Index:
      value(as_under<Array>(n->x->type) ? k.noted(n, "fixed-array-index-of") : k.shifted(1).noted(n, "dot of pointer"), n->x);
      return discard(n->y);
    case Op::IndexMap: return discard(n->x), discard(n->y);
    case Op::Slice:
      value(k.noted(n, "slice"), n->x);
      for (Node* bound : n->list) discard(bound);
      return;
    case Op::Conv:
    case Op::ConvNop:
      if (is_unsafe_pointer(n->type) && n->x->type && is_uintptr(n->x->type)) return unsafe_value(k, n->x);
      return value(k, n->x);
    case Op::ConvIface:
      if (!is_interface(n->x->type) && !pointer_shaped(n->x->type, sizes_, rules_)) k = object(k, n);
      return value(k.noted(n, "interface-converted"), n->x);
    case Op::SliceToArray: return value(k.shifted(1).noted(n, "slice-to-array"), n->x);
    case Op::SliceToArrayPtr: return value(k, n->x);
    case Op::Recv: return discard(n->x);
    case Op::New: object(k, n); return;
    case Op::MakeSlice:
    case Op::MakeMap: object(k, n); [[fallthrough]];
    case Op::MakeChan: return discard(n->x), discard(n->y);
    case Op::MethodValue: return method_value(k, n);
    case Op::PtrLit: return value(object(k, n), n->x);
    case Op::SliceLit: k = object(k, n); [[fallthrough]];
    case Op::ArrayLit:
    case Op::StructLit:
      for (Node* e : n->list) value(k.noted(n, n->op == Op::SliceLit ? "slice-literal-element" : n->op == Op::ArrayLit ? "array literal element" : "struct literal element"), e);
      return;
    case Op::MapLit:
      object(k, n);
      for (size_t i = 0; i < n->list.size(); i++) {
        if (i < n->more.size()) value(heap().of_map().noted(n, "map literal key"), n->more[i]);
        value(heap().of_map().noted(n, "map literal value"), n->list[i]);
      }
      return;
    case Op::Closure: return closure(k, n);
    case Op::BytesToString:
    case Op::RunesToString:
    case Op::RuneToString:
    case Op::StringToBytes:
    case Op::StringToRunes: object(k, n); return discard(n->x);
    case Op::AddString:
      object(k, n);
      for (Node* e : n->list) discard(e);
      return;
    default: return call({k}, n);
  }
}

void FlowBuilder::type_assertion(Target k, Node* n) {
  if (!is_interface(n->type) && !pointer_shaped(n->type, sizes_, rules_)) k = k.shifted(1);
  value(k.noted(n, "dot"), n->x);
}

void FlowBuilder::unsafe_value(Target k, Node* n) {
  statements(n->init);
  switch (n->op) {
    case Op::Conv:
    case Op::ConvNop: return value(n->x->type && is_unsafe_pointer(n->x->type) ? k : nowhere(), n->x);
    case Op::DotPtr: {
      Pointer* p = as_under<Pointer>(n->x->type);
      Named* t = p ? as<Named>(p->elem) : nullptr;
      bool header = t && n->name.view() == "Data" && t->obj->pkg && t->obj->pkg->path.view() == "reflect" &&
                    (t->obj->name.view() == "SliceHeader" || t->obj->name.view() == "StringHeader");
      return header ? value(k.shifted(1).noted(n, "reflect.Header.Data"), n->x) : discard(n->x);
    }
    case Op::Unary: return unsafe_value(k, n->x);
    case Op::Binary:
      if (is_comparison(static_cast<ptrsafe::Op>(n->sub))) break;
      unsafe_value(k, n->x);
      if (is_shift(static_cast<ptrsafe::Op>(n->sub))) return discard(n->y);
      return unsafe_value(k, n->y);
    default: break;
  }
  value_only(nowhere(), n);
}

void FlowBuilder::closure(Target k, Node* n) {
  k = object(k, n);
  closures_.push_back({k, n});
  Callable* f = n->callable;
  if (f->stands_alone()) return;
  for (Local* l : f->captured) {
    FlowGraph::Place& p = graph_[l->place];
    if (p.captured) continue;
    p.captured = true;
    // Assignments in a straight line before the first capture do not matter.
    if (p.loop_depth == loop_depth_ && p.in == current_) p.reassigned = false;
  }
  body(*f);
}

// A bound method: its receiver flows to the closure and to the method.
void FlowBuilder::method_value(Target k, Node* n) {
  Target bound = object(k, n);
  Targets results;
  Signature* sig = as_under<Signature>(n->type);
  for (size_t i = 0; sig && i < sig->result_count(); i++) results.push_back(heap());
  value(all({parameter(results, n->callable, 0), bound}), n->x);
}

}  // namespace ptrsafe::escape
