// Cycles among declarations (spec, "Type declarations": a type may refer to itself only where the size of its
// values does not depend on it), and defined types whose underlying type is that of another one.
//
// path_ holds the objects that are being declared, outermost first. A reference to one of them closes a cycle.
#include <fmt/format.h>

#include <algorithm>

#include "check/checker.h"

namespace ptrsafe {
namespace {

bool is_alias_declaration(Object* o) {
  if (o->decl) return type_spec(o->decl->spec).alias;
  return o->type && o->type->kind == TypeKind::Alias;
}

bool earlier(Object* a, Object* b) {
  if (a->order && b->order) return a->order < b->order;
  return a->pos < b->pos;
}

// Makes everything that refers to the type see that it is not valid.
void make_invalid(Object* o) {
  Type* t = o->type;
  if (t && t->kind == TypeKind::Named) static_cast<Named*>(t)->underlying = invalid_type();
  if (t && t->kind == TypeKind::Alias) {
    static_cast<Alias*>(t)->actual = invalid_type();
    static_cast<Alias*>(t)->from_rhs = invalid_type();
  }
  o->type = invalid_type();
}

}  // namespace

void Checker::cycle_error(std::span<Object* const> cycle, Pos at) {
  auto first = std::min_element(cycle.begin(), cycle.end(), earlier);
  size_t start = static_cast<size_t>(first - cycle.begin());
  // A place in the first declaration names the object that is referred to there.
  if (at) start = (start + 1) % cycle.size();
  Object* o = cycle[start];
  if (!at) at = o->pos;
  bool type = o->kind == ObjectKind::TypeName;
  if (cycle.size() == 1) {
    error(at, fmt::format("{}: {} refers to itself", type ? "invalid recursive type" : "invalid cycle in declaration",
                          o->name.view()));
    return;
  }
  std::string message =
      fmt::format("{} {}", type ? "invalid recursive type" : "invalid cycle in declaration of", o->name.view());
  for (size_t i = 0; i < cycle.size(); i++) {
    Object* from = cycle[(start + i) % cycle.size()];
    Object* to = cycle[(start + i + 1) % cycle.size()];
    message += fmt::format("\n\t{} refers to {}", from->name.view(), to->name.view());
  }
  error(at, std::move(message));
}

bool Checker::cycle_error_if_invalid(Object* o) {
  size_t begin = path_.size();
  while (begin > 0 && path_[begin - 1] != o) begin--;
  if (begin == 0) return false;  // only waits for another type's underlying type
  std::span<Object* const> cycle(path_.data() + begin - 1, path_.size() - begin + 1);
  size_t values = 0, definitions = 0;
  for (Object* c : cycle) {
    switch (c->kind) {
      case ObjectKind::Const:
      case ObjectKind::Var: values++; break;
      case ObjectKind::TypeName:
        if (!is_alias_declaration(c)) definitions++;
        break;
      default: break;
    }
  }
  // Constants and variables alone: an initialisation cycle, found when their order is determined.
  if (values == cycle.size()) return false;
  // Through a defined type and no value: whether the type is finite is seen when it is complete.
  if (values == 0 && definitions > 0) return false;
  cycle_error(cycle, {});
  return true;
}

// A reference to an object whose declaration is not complete.
void Checker::grey_object(Object* o) {
  if (o->kind == ObjectKind::Func && o->type) return;  // its signature may still be empty, but exists
  bool invalid = cycle_error_if_invalid(o);
  switch (o->kind) {
    case ObjectKind::Const:
    case ObjectKind::Var:
      if (invalid || !o->type) o->type = invalid_type();
      break;
    case ObjectKind::TypeName:
      if (invalid) make_invalid(o);
      break;
    default: break;  // functions keep their signature
  }
}

void Checker::incomplete(Type* t) {
  if (path_.empty()) return;
  Object* o = nullptr;
  std::vector<Object*> waiting;  // defined as `o`, perhaps through others
  for (int steps = 0; steps < 1000 && !o; steps++) {
    Type* next = nullptr;
    if (t->kind == TypeKind::Alias) {
      Alias* a = static_cast<Alias*>(t);
      next = a->from_rhs;
      if (!next) o = a->obj;
    } else if (t->kind == TypeKind::Named) {
      Named* n = static_cast<Named*>(t)->origin;
      next = n->underlying ? n->underlying : n->from_rhs;
      if (!next) {
        o = n->obj;
      } else if (!n->underlying) {
        waiting.push_back(n->obj);
      }
    }
    if (!next) break;
    t = next;
  }
  if (!o) return;
  size_t begin = path_.size();
  while (begin > 0 && path_[begin - 1] != o) begin--;
  if (begin == 0) return;
  std::vector<Object*> cycle(path_.begin() + static_cast<std::ptrdiff_t>(begin) - 1, path_.end());
  for (Object* w : waiting)
    if (std::find(cycle.begin(), cycle.end(), w) == cycle.end()) cycle.push_back(w);
  cycle_error(cycle, {});
  make_invalid(o);
}

bool Checker::types_open() const {
  if (env_.in_type_params || !open_types_.empty()) return true;
  for (size_t i = path_.size(); i > 0; i--)
    if (path_[i - 1]->kind == ObjectKind::TypeName) return true;
  return false;
}

bool Checker::resolve_underlying(Named* n) {
  if (n->underlying) return true;
  std::vector<Object*> chain{n->obj};
  Node* rhs = n->obj->decl ? type_spec(n->obj->decl->spec).type : nullptr;
  bool through_instance = false;
  Type* t = n->from_rhs;
  for (;;) {
    Type* u = unalias(t);
    if (u->kind == TypeKind::Alias) return false;  // an alias that is being declared
    if (u->kind == TypeKind::TypeParam) u = invalid_type();
    if (u->kind != TypeKind::Named) {
      n->underlying = u;
      return true;
    }
    Named* next = static_cast<Named*>(u);
    through_instance |= next->is_instance();
    Named* origin = next->origin;
    if (origin->underlying) {
      n->underlying = under(next);
      return true;
    }
    auto seen = std::find(chain.begin(), chain.end(), static_cast<Object*>(origin->obj.get()));
    if (seen != chain.end()) {
      std::vector<Object*> cycle(seen, chain.end());
      cycle_error(cycle, through_instance && rhs ? start_pos(rhs) : Pos{});
      for (Object* o : cycle) {
        if (Named* c = as<Named>(o->type)) c->underlying = invalid_type();
        o->type = invalid_type();
      }
      n->underlying = invalid_type();
      return true;
    }
    if (!origin->from_rhs) return false;
    chain.push_back(origin->obj);
    t = origin->from_rhs;
  }
}

void Checker::resolve_open_types() {
  bool progress = true;
  while (progress && !open_types_.empty()) {
    progress = false;
    for (size_t i = 0; i < open_types_.size(); i++) {
      Named* n = open_types_[i];
      if (!resolve_underlying(n)) continue;
      n->obj->color = Object::Black;
      open_types_.erase(open_types_.begin() + static_cast<std::ptrdiff_t>(i));
      progress = true;
      i--;
    }
  }
}

}  // namespace ptrsafe
