#include "escape/assignments.h"

#include "escape/types.h"
#include "types/predicates.h"
#include "types/type_set.h"

namespace ptrsafe::escape {

Local* outer_variable(Node* n) {
  while (n && (n->op == Op::Dot || (n->op == Op::Index && as_under<Array>(n->x->type)))) n = n->x;
  return n && n->op == Op::LocalRef ? n->local : nullptr;
}

void find_assignments(const Callable& outermost) {
  auto assigned = [](Node* target, const Node* by) {
    Local* l = outer_variable(target);
    if (l && l->definition != by) l->assigned_again = true;
  };
  auto look = [&](Node* n) {
    switch (n->op) {
      case Op::Assign:
      case Op::AssignOp: assigned(n->x, n); break;
      case Op::AssignList:
      case Op::AssignCall:
      case Op::AssignPair:
        for (Node* t : n->list) assigned(t, n);
        break;
      case Op::Range: assigned(n->y, n), assigned(n->z, n); break;
      default: break;
    }
    return true;
  };
  visit_all(outermost, look);
}

Node* static_value(Node* n) {
  for (;;) {
    if (n->op == Op::ConvNop) {
      n = n->x;
      continue;
    }
    if (n->op != Op::LocalRef) return n;
    Local* l = n->local;
    Node* d = l->definition;
    if (l->kind != Local::Auto || !d || l->address_taken || l->assigned_again) return n;
    Node* value = nullptr;
    if (d->op == Op::Assign) value = d->y;
    if (d->op == Op::AssignList)
      for (size_t i = 0; i < d->list.size() && i < d->more.size(); i++)
        if (d->list[i] && d->list[i]->op == Op::LocalRef && d->list[i]->local == l) value = d->more[i];
    if (!value) return n;
    n = value;
  }
}

ConcreteTypes::ConcreteTypes(const Callable& outermost) {
  auto look = [&](Node* n) {
    switch (n->op) {
      case Op::Assign:
        if (!n->y) break;
        if (n->y->op == Op::CallFunc || n->y->op == Op::CallInter) assign(n->x, {nullptr, n->y->type});
        else assign(n->x, {n->y, nullptr});
        break;
      case Op::AssignList:
        for (size_t i = 0; i < n->list.size() && i < n->more.size(); i++) assign(n->list[i], {n->more[i], nullptr});
        break;
      case Op::AssignPair:
        if (n->more[0]->op == Op::TypeAssert) assign(n->list[0], {n->more[0], nullptr});
        else assign(n->list[0], {nullptr, n->more[0]->type});
        break;
      case Op::AssignCall:
        if (Tuple* t = n->more[0]->type ? as<Tuple>(n->more[0]->type) : nullptr)
          for (size_t i = 0; i < n->list.size() && i < t->size(); i++) assign(n->list[i], {nullptr, t->vars[i]->type});
        break;
      case Op::Range: {
        Type* u = common_under(n->x->type);
        if (Pointer* p = as<Pointer>(u)) u = common_under(p->elem);
        Type *key = nullptr, *elem = nullptr;
        if (Map* m = as<Map>(u)) key = m->key, elem = m->elem;
        else if (Slice* s = as<Slice>(u)) elem = s->elem;
        else if (Array* a = as<Array>(u)) elem = a->elem;
        else if (Chan* c = as<Chan>(u)) key = c->elem;
        assign(n->y, {nullptr, key}), assign(n->z, {nullptr, elem});
        break;
      }
      case Op::TypeSwitch:
        for (Node* clause : n->list)
          if (clause->local && is_interface(clause->local->type)) values_[clause->local].push_back({n->x, nullptr});
        break;
      default: break;
    }
    return true;
  };
  visit_all(outermost, look);
}

void ConcreteTypes::assign(Node* target, Value v) {
  if (!target || target->op != Op::LocalRef) return;
  Local* l = target->local;
  if (l->kind != Local::Auto || !is_interface(l->type)) return;
  if (v.value && v.value->op == Op::Nil) return;
  if (v.type && is_interface(v.type)) v.type = nullptr;
  values_[l].push_back(v);
}

Type* ConcreteTypes::of(Node* n) {
  std::vector<const Local*> seen;
  Type* type = nullptr;
  return find(n, &type, seen) ? type : nullptr;
}

bool ConcreteTypes::find(Node* n, Type** type, std::vector<const Local*>& seen) {
  for (;;) {
    if (!n->type) return false;
    if (!is_interface(n->type)) {
      *type = n->type;
      return true;
    }
    if (n->op != Op::ConvIface && n->op != Op::ConvNop && n->op != Op::TypeAssert) break;
    n = n->x;
  }
  if (n->op != Op::LocalRef || n->local->kind != Local::Auto || n->local->address_taken) return false;
  const Local* l = n->local;
  if (std::find(seen.begin(), seen.end(), l) != seen.end()) return true;
  seen.push_back(l);
  auto it = values_.find(l);
  if (it == values_.end()) return true;
  for (const Value& v : it->second) {
    Type* t = v.type;
    if (v.value && !find(v.value, &t, seen)) return false;
    if (!t) {
      if (v.value) continue;
      return false;
    }
    if (*type && !identical(*type, t)) return false;
    *type = t;
  }
  return true;
}

FunctionValues::FunctionValues(const Callable& outermost) {
  auto assigned = [&](Node* target, Node* value) {
    Local* l = outer_variable(target);
    if (!l || l->kind != Local::Auto || !as_under<Signature>(l->type)) return;
    Values& v = values_[l];
    Node* bare = value;
    while (bare && bare->op == Op::ConvNop) bare = bare->x;
    if (!bare) v.known = false;
    else if (bare->op != Op::Nil) v.values.push_back(value);
  };
  auto look = [&](Node* n) {
    switch (n->op) {
      case Op::Assign:
        // `var f func()` assigns nil, which nobody calls for long.
        if (n->y) assigned(n->x, n->y);
        break;
      case Op::AssignList:
      case Op::AssignCall:
      case Op::AssignPair:
        for (Node* t : n->list) assigned(t, nullptr);
        break;
      case Op::AssignOp: assigned(n->x, nullptr); break;
      case Op::Range: assigned(n->y, nullptr), assigned(n->z, nullptr); break;
      case Op::TypeSwitch:
        for (Node* clause : n->list)
          if (clause->local) values_[clause->local].known = false;
        break;
      default: break;
    }
    return true;
  };
  visit_all(outermost, look);
}

std::vector<Node*> FunctionValues::of(const Local* l) const {
  auto it = values_.find(l);
  if (l->address_taken || it == values_.end() || !it->second.known) return {};
  for (const Node* v : it->second.values)
    if (v->op != Op::FuncRef && v->op != Op::MethodExpr && v->op != Op::Closure) return {};
  return it->second.values;
}

}  // namespace ptrsafe::escape
