// Declarations of constants, types, variables and functions (spec, "Declarations and scope"), at package level
// on demand, in functions in source order.
#include <fmt/format.h>

#include "check/checker.h"
#include "types/lookup.h"

namespace ptrsafe {
namespace {

// Declarations that lead from one to the next, each needing stack.
constexpr size_t kMaxPath = 10000;

bool missing_body_allowed(const Tree& tree, Name func) {
  for (const Directive& d : tree.directives) {
    constexpr std::string_view kLinkname = "//go:linkname ";
    if (!d.text.starts_with(kLinkname)) continue;
    std::string_view rest = d.text.substr(kLinkname.size());
    while (!rest.empty() && (rest[0] == ' ' || rest[0] == '\t')) rest.remove_prefix(1);
    if (rest.substr(0, rest.find_first_of(" \t")) == func.view()) return true;
  }
  return false;
}

}  // namespace

void Checker::declare(Object* o) { obj_decl(o); }

void Checker::obj_decl(Object* o) {
  if (o->color == Object::Black) return;
  if (o->color == Object::Grey) {
    if (o->pkg.get() == pkg_) grey_object(o);
    return;
  }
  DeclInfo* d = o->decl;
  if (!d || o->pkg.get() != pkg_ || in_bodies_) return;
  if (o->type) {  // one of several variables that an expression initialises
    o->color = Object::Black;
    return;
  }
  if (path_.size() >= kMaxPath) {
    error(o->pos, fmt::format("declaration of {} depends on too many others", o->name.view()));
    o->type = o->kind == ObjectKind::Func ? static_cast<Type*>(make<Signature>()) : invalid_type();
    o->color = Object::Black;
    return;
  }
  EnvScope saved(*this);
  env_ = Env{};
  env_.file = pkg_->details->files[d->file].get();
  // Signatures and types make nothing depend on what they mention.
  if (o->kind == ObjectKind::Const || o->kind == ObjectKind::Var) env_.decl = d;
  env_.scope = d->file_scope;
  env_.version = d->version;
  lookup_pos_ = {};
  o->color = Object::Grey;
  path_.push_back(o);
  bool open = false;
  switch (o->kind) {
    case ObjectKind::Const:
      env_.iota = d->iota;
      const_decl(static_cast<ConstObject*>(o), d->type, d->init, d->inherited);
      break;
    case ObjectKind::Var: var_decl(static_cast<Var*>(o), d->lhs.span(), d->type, d->init); break;
    case ObjectKind::TypeName:
      type_decl(static_cast<TypeName*>(o), d->spec);
      collect_methods(static_cast<TypeName*>(o));
      open = is_open(o);
      break;
    case ObjectKind::Func: func_decl_object(static_cast<Func*>(o), d); break;
    default: break;
  }
  path_.pop_back();
  if (!open) o->color = Object::Black;
  if (o->kind == ObjectKind::TypeName) type_done(static_cast<TypeName*>(o));
}

// True if the defined type waits for the underlying type of another one.
bool Checker::is_open(Object* o) const {
  for (Named* n : open_types_)
    if (n->obj.get() == o) return true;
  return false;
}

void Checker::type_done(TypeName* o) {
  if (!open_types_.empty()) resolve_open_types();
  Named* n = as<Named>(o->type);
  if (!n || n->obj.get() != o) return;
  if (types_open()) {
    later([this, named = Ref<Named>(n)] { check_defined_type(named); });
  } else {
    check_defined_type(n);
  }
}

// What can be checked only once the type is complete.
void Checker::check_defined_type(Named* n) {
  Type* rhs = n->from_rhs;
  if (!rhs) return;
  switch (rhs->kind) {
    case TypeKind::Basic:
    case TypeKind::Pointer:
    case TypeKind::Slice:
    case TypeKind::Map:
    case TypeKind::Chan:
    case TypeKind::Signature: return;
    default: break;
  }
  valid_type(n);
  if (!n->methods.empty()) check_field_and_method_names(n);
  if (rhs->kind == TypeKind::Interface && state_.options.compiler_errors && state_.unit->named)
    when_complete([this, type = Ref<Named>(n)] { check_anonymous_interfaces(type); });
}

void Checker::const_decl(ConstObject* o, Node* type, Node* init, bool inherited) {
  o->value = const_unknown();
  if (type) {
    Type* t = type_expr(type);
    if (!is_const_type(t)) {
      if (is_valid(t) && is_valid(under(t))) error(type, fmt::format("invalid constant type {}", str(t)));
      o->type = invalid_type();
      return;
    }
    o->type = t;
  }
  Operand x;
  if (init) {
    Pos saved = env_.error_pos;
    // Errors in an expression that is written further up concern this constant.
    if (inherited) env_.error_pos = o->pos;
    expr(nullptr, x, init);
    init_const(o, x);
    env_.error_pos = saved;
    return;
  }
  init_const(o, x);
}

void Checker::var_decl(Var* o, std::span<const Ref<Var>> lhs, Node* type, Node* init) {
  if (type) o->type = var_type(type);
  if (!init) {
    if (!type) o->type = invalid_type();
    return;
  }
  // Of a mere dependency only the types of variables matter.
  if (type && !state_.whole() && (o->bits & Var::kPackageVar)) return;
  if (lhs.size() <= 1) {
    Operand x;
    target_name_ = o->name;
    expr(o->type, x, init);
    init_var(o, x, "variable declaration");
    return;
  }
  if (type)
    for (Var* v : lhs) v->type = o->type;
  auto* list = static_cast<NodeListData*>(Region::allocate(sizeof(NodeListData)));
  list->count = 1;
  list->items[0] = init;
  init_vars(lhs, NodeList{list}, nullptr);
}

Named* Checker::new_named(TypeName* o) {
  Named* n = make<Named>(o);
  if (!o->type) o->type = n;
  return n;
}

void Checker::type_decl(TypeName* o, Node* spec) {
  TypeSpecView v = type_spec(spec);
  bool generic = v.type_params && !v.type_params->la().empty();
  if (!v.type) {
    o->type = invalid_type();
    return;
  }
  if (v.alias) {
    if (!generic && !allows(9)) error(spec->aux_pos(), "type alias requires go1.9 or later");
    Alias* a = make<Alias>(o);
    o->type = a;
    Scope* outer = env_.scope;
    if (generic) {
      if (!allows(23)) verify_version(v.type_params->la()[0], 23, "generic type alias");
      open_scope(spec, start_pos(spec), end_pos(spec));
      collect_type_params(v.type_params, &a->type_params);
    }
    Type* rhs = defined_type(v.type, o);
    env_.scope = outer;
    if (a->actual) return;  // part of a cycle that was reported
    if (TypeParam* p = as<TypeParam>(rhs); p && generic) {
      for (TypeParam* own : a->type_params.span()) {
        if (own != p) continue;
        error(v.type, "cannot use type parameter declared in alias declaration as RHS");
        rhs = invalid_type();
        break;
      }
    }
    a->from_rhs = rhs;
    Type* actual = unalias(rhs);
    a->actual = actual->kind == TypeKind::Alias ? invalid_type() : actual;
    return;
  }
  if (generic && !allows(18)) verify_version(v.type_params->la()[0], 18, "type parameter");
  Named* n = new_named(o);
  Scope* outer = env_.scope;
  if (generic) {
    open_scope(spec, start_pos(spec), end_pos(spec));
    collect_type_params(v.type_params, &n->type_params);
  }
  Type* rhs = defined_type(v.type, o);
  env_.scope = outer;
  if (n->underlying) {  // part of a cycle that was reported
    n->from_rhs = n->underlying;
    return;
  }
  if (as<TypeParam>(rhs)) {
    error(v.type, "cannot use a type parameter as RHS in type declaration");
    rhs = invalid_type();
  }
  n->from_rhs = rhs;
  if (!resolve_underlying(n)) open_types_.push_back(n);
}

// Spec, "Method declarations": for a base type, the non-blank names of methods must be unique.
void Checker::collect_methods(TypeName* o) {
  if (state_.methods.empty()) return;
  auto it = state_.methods.find(o);
  if (it == state_.methods.end()) return;
  std::vector<Func*> methods = std::move(it->second);
  state_.methods.erase(it);
  Named* base = as<Named>(o->type);
  if (!base || base->obj.get() != o) return;
  absl::flat_hash_map<uint32_t, Func*> by_name;
  std::vector<Ref<Func>> list;
  list.reserve(methods.size());
  auto earlier = [&](Func* m) -> Func* {
    if (methods.size() > 16) {
      auto [at, fresh] = by_name.try_emplace(m->name.id(), m);
      return fresh ? nullptr : at->second;
    }
    for (Func* other : list)
      if (other->name == m->name) return other;
    return nullptr;
  };
  for (Func* m : methods) {
    if (Func* other = earlier(m)) {
      error(m->pos, fmt::format("method {}.{} already declared at {}", o->name.view(), m->name.view(),
                                position_text(other->pos)));
      continue;
    }
    list.push_back(m);
  }
  base->methods = List<Ref<Func>>::copy_of(list);
}

void Checker::check_field_and_method_names(Named* base) {
  Struct* s = as_under<Struct>(base);
  if (!s) return;
  absl::flat_hash_map<uint32_t, bool> names_of_fields;
  bool hashed = s->fields.size() > 16;
  if (hashed)
    for (Var* f : s->fields.span()) names_of_fields.try_emplace(f->name.id(), true);
  for (Func* m : base->methods.span()) {
    if (m->name == names.blank) continue;
    bool clash = hashed ? names_of_fields.contains(m->name.id()) : field_index(s->fields, pkg_, m->name) >= 0;
    if (!clash) continue;
    error(m->pos, fmt::format("field and method with the same name {}\n\tother declaration of {}", m->name.view(),
                              m->name.view()));
  }
}

void Checker::func_decl_object(Func* o, DeclInfo* d) {
  FuncDeclView v = func_decl(d->spec);
  FuncTypeView type = func_type(v.type);
  // Known from the start: a function may be mentioned in its own signature.
  Signature* sig = make<Signature>();
  o->type = sig;
  func_type_into(sig, v.recv, v.type);
  bool has_body = v.body || v.skipped;
  if (!has_body) {
    bool generic = type.type_params && !type.type_params->la().empty();
    if (generic) {
      soft_error(o->pos, "generic function is missing function body");
    } else if (state_.options.compiler_errors && state_.unit->named && !state_.unit->has_assembly && !state_.unit->standard &&
               !state_.unit->uses_cgo && !(o->name == names.init && !v.recv) &&
               !missing_body_allowed(*env_.file->tree, o->name)) {
      soft_error(o->pos, "missing function body");
    }
    return;
  }
  if (!v.body || !state_.bodies_wanted()) return;
  BodyTask task;
  task.env = env_;
  task.env.decl = d;
  task.env.scope = sig->scope;
  task.body = v.body;
  task.sig = sig;
  task.func = o;
  task.name = o->name.view();
  task.file = d->file;
  state_.bodies.push_back(task);
}

void Checker::declare_in(Scope* s, Node* ident, Object* o, Pos scope_pos) {
  if (!(o->name == names.blank)) {
    o->scope_pos = scope_pos;
    if (Object* other = s->insert(o)) {
      std::string message = fmt::format("{} redeclared in this block", o->name.view());
      if (other->pos) message += fmt::format("\n\tother declaration of {}", other->name.view());
      error(o->pos, std::move(message));
      return;
    }
    if (o->kind == ObjectKind::Var &&
        !(o->bits & (Var::kParam | Var::kResult | Var::kReceiver | Var::kField | Var::kPackageVar)))
      local_vars_.push_back(static_cast<Var*>(o));
  }
  if (ident) record_def(ident, o);
}

void Checker::add_dependency(Object* o) {
  DeclInfo* from = env_.decl;
  if (!from || !o->decl || !state_.whole() || o->pkg.get() != pkg_) return;
  // Literals in a variable's initialisation are functions of their own, which other threads may check.
  if (in_bodies_ && !from->spec->is(NodeKind::FuncDecl)) {
    if (late_deps_.empty() || late_deps_.back() != std::pair(from, o)) late_deps_.emplace_back(from, o);
    return;
  }
  if (!from->deps) {
    if (in_bodies_) return;
    from->deps = new_deps();
  }
  // Repeated names cluster; what is repeated after many others only costs memory.
  std::vector<Object*>& list = *from->deps;
  size_t n = list.size();
  for (size_t i = n; i > 0 && n - i < 64; i--)
    if (list[i - 1] == o) return;
  list.push_back(o);
}

void Checker::merge_late_deps(const Checker& worker) {
  for (auto [from, o] : worker.late_deps_) {
    if (!from->deps) from->deps = new_deps();
    from->deps->push_back(o);
  }
}

// ---- declarations in functions ----

void Checker::decl_stmt(Node* group) {
  switch (static_cast<DeclKind>(group->op)) {
    case DeclKind::Const: local_consts(group); break;
    case DeclKind::Var:
      for (Node* s : group->la()) local_vars(s);
      break;
    case DeclKind::Type:
      for (Node* s : group->la()) local_type(s);
      break;
    case DeclKind::Import: break;  // a syntax error
  }
}

void Checker::local_consts(Node* group) {
  Node* last = nullptr;
  int64_t i = 0;
  for (Node* s : group->la()) {
    size_t delayed = delayed_count();
    ValueSpecView v = value_spec(s);
    bool inherited = v.inherited || (!v.type && v.values.empty());
    if (!inherited) last = s;
    ValueSpecView from = last ? value_spec(last) : v;
    absl::InlinedVector<ConstObject*, 4> objects;
    size_t k = 0;
    for (Node* name : v.names) {
      ConstObject* o = make<ConstObject>();
      o->name = name->name();
      o->pos = name->pos;
      o->pkg = pkg_;
      o->color = Object::Black;
      objects.push_back(o);
      Const saved = env_.iota;
      env_.iota = const_int(i);
      const_decl(o, from.type, k < from.values.size() ? from.values[k] : nullptr, inherited);
      env_.iota = saved;
      k++;
    }
    check_arity(s, v.names, from.values, true, inherited);
    // Function literals in the values do not see the constants that are declared here.
    process_delayed(delayed);
    Pos begin = end_pos(s);
    for (k = 0; k < objects.size(); k++) declare_in(env_.scope, v.names[k], objects[k], begin);
    i++;
  }
}

void Checker::local_vars(Node* s) {
  size_t delayed = delayed_count();
  ValueSpecView v = value_spec(s);
  absl::InlinedVector<Ref<Var>, 4> objects;
  for (Node* name : v.names) {
    Var* o = make<Var>();
    o->name = name->name();
    o->pos = name->pos;
    o->pkg = pkg_;
    o->color = Object::Black;
    objects.push_back(o);
  }
  size_t n = objects.size(), r = v.values.size();
  for (size_t k = 0; k < n; k++) {
    Node* init = nullptr;
    std::span<const Ref<Var>> lhs;
    if (r == n || (r != 1 && k < r)) {
      init = v.values[k];
    } else if (r == 1) {
      init = v.values[0];
      lhs = {objects.data(), n};
    }
    var_decl(objects[k], lhs, v.type, init);
    // A single value is evaluated once, for all variables.
    if (r == 1) break;
  }
  // Without values every variable has the type; it was evaluated once for each.
  if (!v.values.empty()) check_arity(s, v.names, v.values, false, false);
  process_delayed(delayed);
  Pos begin = end_pos(s);
  for (size_t k = 0; k < n; k++) {
    if (!objects[k]->type) objects[k]->type = invalid_type();
    declare_in(env_.scope, v.names[k], objects[k], begin);
  }
}

void Checker::local_type(Node* s) {
  TypeSpecView v = type_spec(s);
  if (!v.name) return;
  TypeName* o = make<TypeName>();
  o->name = v.name->name();
  o->pos = v.name->pos;
  o->pkg = pkg_;
  o->color = Object::Grey;
  // The scope of a type name begins at the name.
  declare_in(env_.scope, v.name, o, v.name->pos);
  path_.push_back(o);
  type_decl(o, s);
  path_.pop_back();
  if (!is_open(o)) o->color = Object::Black;
  type_done(o);
}

}  // namespace ptrsafe
