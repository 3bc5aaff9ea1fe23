#include "lower/body.h"

#include <fmt/format.h>

#include "types/predicates.h"

namespace ptrsafe::lower {

BodyLowering::BodyLowering(Context& context, ir::Function& f, BodyLowering* parent)
    : context_(context), f_(f), parent_(parent), b_(f) {
  f.file = context.file;
  f.parent = parent ? &parent->f_ : nullptr;
}

Type* BodyLowering::type_of(const Node* e) const {
  Type* t = context_.file->type_of(e);
  return t ? t : invalid_type();
}

Object* BodyLowering::object_of(const Node* e) const {
  if (e->is(NodeKind::Ident)) return context_.file->object_of(e);
  // pkg.Name has its object in the selector's slot.
  if (e->is(NodeKind::Selector) && (context_.file->modes[context_.file->tree->index(e)] & FileInfo::kObject))
    return context_.file->object_of(e);
  return nullptr;
}

ValueId BodyLowering::opaque(Type* t, Node* n) {
  if (!t || !is_valid(t)) context_.incomplete = true;
  return b_.emit(Opcode::Opaque, t, n, {});
}

ValueId BodyLowering::constant(Type* t, Const c, Node* n) {
  Type* own = t;
  if (is_non_type_param_interface(t)) {
    switch (c.kind()) {
      case ConstKind::Bool: own = basic_type(BasicKind::Bool); break;
      case ConstKind::String: own = basic_type(BasicKind::String); break;
      case ConstKind::Int: own = basic_type(BasicKind::Int); break;
      case ConstKind::Float: own = basic_type(BasicKind::Float64); break;
      default: own = basic_type(BasicKind::Complex128); break;
    }
  }
  ValueId v = b_.emit(Opcode::Const, default_type(own), n, {}, c.data.v);
  return convert(v, t, n);
}

ValueId BodyLowering::convert(ValueId v, Type* to, Node* n) {
  Type* from = b_.type_of(v);
  if (!to || !from || !v || to == from) return v;
  if (is_basic(from, BasicKind::UntypedNil)) return zero(to, n);
  if (!is_non_type_param_interface(to) || is_non_type_param_interface(from)) return v;
  return b_.emit(Opcode::MakeInterface, to, n, {v});
}

// ---- variables ----

BodyLowering::LocalVar* BodyLowering::local(const Var* v) {
  auto it = locals_.find(v);
  if (it != locals_.end()) return &it->second;
  if (!parent_ || !v || (v->bits & (Var::kPackageVar | Var::kField))) return nullptr;
  // Captured: by the address of its cell if it has one, else by value.
  bool cell = is_cell(v);
  Type* t = cell ? pointer_to(v->type) : v->type.get();
  ValueId value = b_.emit_at_entry(Opcode::FreeVar, t, nullptr, static_cast<uint32_t>(f_.free_vars.size()));
  f_.free_vars.push_back(const_cast<Var*>(v));
  Slot slot = b_.new_slot(t);
  BlockId here = b_.current();
  b_.set_current(BlockId{0});
  b_.write(slot, value);
  b_.set_current(here);
  return &(locals_[v] = LocalVar{slot, cell});
}

void BodyLowering::declare(const Var* v, ValueId value, Node* n) {
  if (!v || v->name == names.blank) return;
  bool cell = is_cell(v);
  Type* t = cell ? pointer_to(v->type) : v->type.get();
  auto [it, fresh] = locals_.try_emplace(v);
  if (fresh) it->second = LocalVar{b_.new_slot(t), cell};
  Slot slot = it->second.slot;
  if (!cell) {
    b_.write(slot, value ? value : zero(v->type, n));
    return;
  }
  ValueId a = b_.emit(Opcode::Alloc, t, n, {}, Ref<Object>(v).v);
  b_.write(slot, a);
  if (value) b_.emit(Opcode::Store, nullptr, n, {a, value});
}

ValueId BodyLowering::variable_address(const Var* v, Node* n) {
  if (v->bits & Var::kPackageVar || !v->parent || v->parent == v->pkg->scope)
    return b_.emit(Opcode::Global, pointer_to(v->type), n, {}, Ref<Object>(v).v);
  LocalVar* l = local(v);
  if (l && l->cell) return b_.read(l->slot);
  // A value that nobody declared here: erroneous code, or an address of what is only read.
  ValueId a = b_.emit(Opcode::Alloc, pointer_to(v->type), n, {});
  if (l) b_.emit(Opcode::Store, nullptr, n, {a, b_.read(l->slot)});
  return a;
}

ValueId BodyLowering::read_variable(const Var* v, Node* n) {
  if (LocalVar* l = local(v)) {
    ValueId value = b_.read(l->slot);
    return l->cell ? b_.emit(Opcode::Load, v->type, n, {value}) : value;
  }
  return b_.emit(Opcode::Load, v->type, n, {variable_address(v, n)});
}

void BodyLowering::write_variable(const Var* v, ValueId value, Node* n) {
  LocalVar* l = local(v);
  if (l && !l->cell) return b_.write(l->slot, value);
  b_.emit(Opcode::Store, nullptr, n, {l ? b_.read(l->slot) : variable_address(v, n), value});
}

ValueId BodyLowering::capture(const Var* v) {
  LocalVar* l = local(v);
  return l ? b_.read(l->slot) : opaque(v->type, nullptr);
}

// ---- functions ----

void BodyLowering::function(Signature* sig, Node* body) {
  f_.signature = sig;
  uint32_t number = 0;
  auto param = [&](Var* v) {
    ValueId p = b_.emit_at_entry(Opcode::Param, v->type, nullptr, number++);
    f_.params.push_back(p);
    bool named = v->name && !(v->name == names.blank);
    f_.param_vars.push_back(named ? v : nullptr);
    if (named) declare(v, p, nullptr);
  };
  if (sig->recv) param(sig->recv);
  if (sig->params)
    for (Var* v : sig->params->vars) param(v);
  if (has_named_results(sig)) {
    for (Var* v : sig->results->vars) {
      declare(v, {}, nullptr);
      results_.push_back(v);
    }
  }
  this->body(body->la(), sig);
  if (b_.reachable()) return_statement(nullptr);
}

bool BodyLowering::has_named_results(const Signature* sig) {
  return sig->results && sig->results->size() > 0 && sig->results->vars[0]->name;
}

void BodyLowering::initializer(const Initializer& init) {
  std::vector<ValueId> v;
  if (init.lhs.size() > 1) {
    v = values(init.rhs, init.lhs.size());
  } else {
    v.push_back(expr(init.rhs));
  }
  for (size_t i = 0; i < init.lhs.size(); i++) {
    Var* var = init.lhs[i];
    if (var->name == names.blank) continue;
    ValueId a = b_.emit(Opcode::Global, pointer_to(var->type), init.rhs, {}, Ref<Object>(var).v);
    b_.emit(Opcode::Store, nullptr, init.rhs, {a, convert(v[i], var->type, init.rhs)});
  }
}

void BodyLowering::finish() {
  if (b_.reachable() && f_.node == nullptr) b_.end(Opcode::Return, {}, nullptr);
  b_.finish();
}

}  // namespace ptrsafe::lower
