// Arguments (spec, "Calls", "Passing arguments to ... parameters", "Type inference"): values of argument lists,
// their count, and what they are assigned to.
#include "check/arguments.h"

#include <fmt/format.h>

#include "check/unify.h"

namespace ptrsafe {
namespace {

using TypeArgs = std::vector<Ref<Type>>;

// Stands in messages for the function that is called; put in only if there is a message.
constexpr char kCallee = '\x01';
constexpr std::string_view kArgumentContext = "argument to \x01";

// A generic function value has no defined type, so there is no need to look at underlying types.
Signature* generic_signature(const Operand& x) {
  if (x.mode == Operand::Invalid || !x.type || x.type->kind != TypeKind::Signature) return nullptr;
  auto* sig = static_cast<Signature*>(x.type);
  return sig->type_params.empty() ? nullptr : sig;
}

// The function type that is left of a generic one.
Signature* without_type_params(Signature* sig) {
  Signature* plain = make<Signature>();
  plain->params = sig->params;
  plain->results = sig->results;
  plain->set_variadic(sig->variadic());
  return plain;
}

void expand_tuple(Tuple* t, Node* e, auto& out) {
  for (Var* v : t->vars.span()) {
    Operand x;
    x.mode = Operand::Value;
    x.expr = e;
    x.type = v->type;
    out.push_back(x);
  }
}

Tuple* tuple_of(const Operand& x) {
  if (x.mode != Operand::Value || x.type->kind != TypeKind::Tuple) return nullptr;
  return static_cast<Tuple*>(x.type);
}

// Parameter types as `count` arguments see them: a variadic parameter is repeated (or dropped).
void parameter_types(Signature* sig, size_t count, bool dots, absl::InlinedVector<Type*, 8>& out) {
  size_t n = sig->param_count();
  bool repeat = sig->variadic() && !dots;
  for (size_t i = 0; i < (repeat ? n - 1 : n); i++) out.push_back(sig->param(i)->type);
  if (!repeat) return;
  Type* last = sig->param(n - 1)->type;
  Slice* s = as<Slice>(last);
  while (out.size() < count) out.push_back(s ? s->elem.get() : last);
}

// The parameters as variables, for inference.
Tuple* parameter_tuple(Signature* sig, const absl::InlinedVector<Type*, 8>& types) {
  if (types.size() == sig->param_count() && !sig->variadic()) return sig->params;
  absl::InlinedVector<Ref<Var>, 8> vars;
  for (size_t i = 0; i < types.size(); i++) {
    Var* from = sig->param(std::min(i, sig->param_count() - 1));
    if (from->type.get() == types[i]) {
      vars.push_back(from);
      continue;
    }
    Var* v = make<Var>();
    v->name = from->name;
    v->pos = from->pos;
    v->pkg = from->pkg;
    v->type = types[i];
    v->bits = Var::kParam;
    v->color = Object::Black;
    vars.push_back(v);
  }
  return ptrsafe::make_tuple(vars);
}

// Instantiates x, a generic function, with the type arguments in `index` (null: none) and what can be inferred
// from an assignment to `target`. Unless `infer`, given type arguments that are not all are added to `partial`.
void instantiate_value(Checker& c, Type* target, Pos at, Operand& x, Node* index, bool infer, TypeArgs* partial) {
  auto fail = [&] { x.invalidate(); };
  TypeArgs targs;
  absl::InlinedVector<Node*, 4> nodes;
  Pos place = index ? index->pos : start_pos(x.expr);
  bool gated = !c.allows(18);
  if (gated) c.error(place, "function instantiation requires go1.18 or later");
  if (index) {
    if (!type_arguments(c, index, targs)) return fail();
    nodes.assign(index->lb().begin(), index->lb().end());
  }
  Signature* sig = generic_signature(x);
  if (!sig) return fail();
  size_t want = sig->type_params.size();
  if (targs.size() > want) {
    c.error(nodes[targs.size() - 1], fmt::format("got {} type arguments but want {}", targs.size(), want));
    return fail();
  }
  if (targs.size() < want) {
    if (!infer) {
      *partial = std::move(targs);
      return;
    }
    // As if x were passed to a function whose parameter has x's type, by an argument of the target's type.
    Signature* wanted = target ? as_under<Signature>(target) : nullptr;
    Operand assigned;
    size_t count = 0;
    Type* params = nullptr;
    if (wanted) {
      if (!gated && !c.allows(21))
        c.error(place, fmt::format("{} instantiated function in assignment requires go1.21 or later",
                                   index ? "partially" : "implicitly"));
      Var* v = make<Var>();
      v->type = static_cast<Type*>(without_type_params(sig));
      v->pos = start_pos(x.expr);
      v->pkg = c.pkg_;
      v->color = Object::Black;
      Ref<Var> vars[1] = {v};
      params = make_tuple(vars);
      // An expression that names the variable, for messages only.
      Node* name = make<Node>();
      name->kind = NodeKind::Ident;
      name->pos = start_pos(x.expr);
      name->a = (c.target_name_ ? c.target_name_ : names.blank).id();
      assigned.mode = Operand::Value;
      assigned.expr = name;
      assigned.type = target;
      count = 1;
    }
    std::vector<Ref<TypeParam>> tparams = c.rename_type_params(sig->type_params.span(), &params);
    targs = c.infer(at, tparams, std::move(targs), static_cast<Tuple*>(params), {&assigned, count}, wanted != nullptr,
                    nullptr);
    if (targs.empty()) return fail();
  }
  x.type = c.instantiate_signature(start_pos(x.expr), x.expr, targs, sig, nodes);
  x.mode = Operand::Value;
}

// Names the called function in the errors that were reported since `first`.
void complete_context(Checker& c, size_t first, Node* call) {
  for (size_t i = first; i < c.errors_.size(); i++) {
    std::string& m = c.errors_[i].message;
    if (size_t at = m.find(kCallee); at != std::string::npos) m.replace(at, 1, expr_string(call->na()));
  }
}

}  // namespace

void pass_argument(Checker& c, Operand& x, Type* t, Node* call) {
  if (x.type == t && (x.mode == Operand::Variable || x.mode == Operand::Value)) return;
  size_t before = c.errors_.size();
  c.assignment(x, t, kArgumentContext);
  if (c.errors_.size() != before) complete_context(c, before, call);
}

bool type_arguments(Checker& c, Node* index, std::vector<Ref<Type>>& out) {
  bool ok = true;
  for (Node* e : index->lb()) {
    Type* t = c.var_type(e);
    if (!is_valid(t)) ok = false;
    out.push_back(t);
  }
  return ok;
}

void expression_list(Checker& c, NodeList list, OperandList& out) {
  size_t n = list.size();
  out.resize(n);
  if (n != 1) {
    for (size_t i = 0; i < n; i++) c.expr(nullptr, out[i], list[i]);
    return;
  }
  Operand& x = out[0];
  c.raw_expr(nullptr, x, list[0], nullptr, false);
  c.exclude_novalue(x);
  if (Tuple* t = tuple_of(x)) {
    out.clear();
    expand_tuple(t, list[0], out);
  }
}

void generic_argument(Checker& c, Operand& x, Node* e, std::vector<Ref<Type>>& partial) {
  if (!e->is(NodeKind::Index)) {
    c.raw_expr(nullptr, x, e, nullptr, true);
    c.exclude_novalue(x);
    return;
  }
  x = Operand{};
  x.type = invalid_type();
  x.expr = e;
  bool generic = c.index_expr(x, e);
  x.expr = e;
  // Before Go 1.21 there was no inference across arguments.
  if (generic) instantiate_value(c, nullptr, start_pos(e), x, e, !c.allows(21), &partial);
  if (x.mode == Operand::Invalid) {
    x.type = invalid_type();
    return;
  }
  if (partial.empty()) c.record_type_and_value(e, x.mode, x.type, x.val);
  c.exclude_novalue(x);
}

std::vector<Operand> Checker::generic_expr_list(NodeList list, std::vector<std::vector<Ref<Type>>>* targs,
                                                std::vector<Node*>* index_nodes) {
  size_t n = list.size();
  std::vector<Operand> out(n);
  for (size_t i = 0; i < n; i++) {
    TypeArgs partial;
    generic_argument(*this, out[i], list[i], partial);
    if (n > 1) single_value(out[i]);
    if (partial.empty()) continue;
    if (index_nodes) {
      index_nodes->resize(n);
      (*index_nodes)[i] = list[i];
    }
    targs->resize(n);
    (*targs)[i] = std::move(partial);
  }
  if (n != 1) return out;
  if (Tuple* t = tuple_of(out[0])) {
    out.clear();
    expand_tuple(t, list[0], out);
  }
  return out;
}

void Checker::func_inst(Type* target, Pos at, Operand& x, Node* index_expr, bool infer) {
  TypeArgs partial;
  instantiate_value(*this, target, at, x, index_expr, infer, &partial);
}

Signature* Checker::arguments(Node* call, std::vector<Ref<Type>> targs, Node* index_node, std::vector<Operand>& args,
                              std::vector<std::vector<Ref<Type>>>& arg_targs, Signature* sig) {
  bool dots = call->op == 1;
  size_t n = args.size();
  if (dots && sig->variadic()) {
    if (call->lb().size() == 1 && n > 1) {
      error(ellipsis_pos(call), fmt::format("cannot use ... with {}-valued {}", n, str(call->lb()[0])));
      return sig;
    }
  } else if (dots) {
    error(ellipsis_pos(call), fmt::format("cannot use ... in call to non-variadic {}", str(call->na())));
    return sig;
  }
  absl::InlinedVector<Type*, 8> types;
  parameter_types(sig, n, dots, types);
  if (n != types.size()) {
    bool few = n < types.size();
    Pos at = few ? call->aux_pos() : start_pos(args[types.size()].expr);
    std::span<const Ref<Var>> params = sig->params ? sig->params->vars.span() : std::span<Ref<Var>>{};
    error(at, fmt::format("{} arguments in call to {}\n\thave {}\n\twant {}", few ? "not enough" : "too many",
                          str(call->na()), types_summary(*this, args, dots),
                          types_summary(*this, params, sig->variadic())));
    return sig;
  }

  // Type parameters of the callee, then those of each generic argument: all are inferred together.
  Signature* result = sig;
  size_t own = sig->type_params.size();
  std::vector<Ref<TypeParam>> tparams;
  Type* params = nullptr;
  absl::InlinedVector<size_t, 4> generic;
  if (own > 0) {
    if (!allows(18)) {
      if (index_node) {
        error(index_node->pos, "function instantiation requires go1.18 or later");
      } else {
        error(call->pos, "implicit function instantiation requires go1.18 or later");
      }
    }
    params = parameter_tuple(sig, types);
    tparams = rename_type_params(sig->type_params.span(), &params);
    targs.resize(own);
  }
  for (size_t i = 0; i < n; i++) {
    Signature* g = generic_signature(args[i]);
    if (!g) continue;
    bool partial = i < arg_targs.size() && !arg_targs[i].empty();
    if (!allows(21)) {
      error(start_pos(args[i].expr), fmt::format("{} instantiated function as argument requires go1.21 or later",
                                                 partial ? "partially" : "implicitly"));
    }
    // Each occurrence has parameters of its own: f(g, g).
    Signature* plain = without_type_params(g);
    Type* renamed = plain;
    std::vector<Ref<TypeParam>> fresh = rename_type_params(g->type_params.span(), &renamed);
    if (renamed == plain) {
      plain->type_params = List<Ref<TypeParam>>::copy_of(fresh);
    } else {
      static_cast<Signature*>(renamed)->type_params = List<Ref<TypeParam>>::copy_of(fresh);
    }
    args[i].type = renamed;
    if (partial) targs.insert(targs.end(), arg_targs[i].begin(), arg_targs[i].end());
    tparams.insert(tparams.end(), fresh.begin(), fresh.end());
    targs.resize(tparams.size());
    generic.push_back(i);
  }

  if (!tparams.empty()) {
    if (!params) params = parameter_tuple(sig, types);
    std::string why;
    targs = infer(start_pos(call), tparams, std::move(targs), static_cast<Tuple*>(params), args, false, &why);
    if (targs.empty()) {
      if (!why.empty()) error(infer_error_pos_, fmt::format("in call to {}, {}", str(call->na()), why));
      return sig;
    }
    // A type parameter of the callee may stand for a generic argument's type: that, too, is made concrete.
    for (size_t i = 0; i < own && !generic.empty(); i++) {
      if (targs[i]->kind != TypeKind::Signature) continue;
      auto* from = static_cast<Signature*>(targs[i].get());
      if (!from->type_params.empty()) targs[i] = static_cast<Type*>(without_type_params(from));
    }
    std::span<const Ref<Type>> all = targs;
    if (own > 0) {
      absl::InlinedVector<Node*, 4> nodes;
      if (index_node) nodes.assign(index_node->lb().begin(), index_node->lb().end());
      result = instantiate_signature(start_pos(call), call->na(), all.first(own), sig, nodes);
      types.clear();
      parameter_types(result, n, dots, types);
    }
    size_t from = own;
    for (size_t i : generic) {
      auto* g = static_cast<Signature*>(args[i].type);
      size_t k = g->type_params.size();
      args[i].type = instantiate_signature(start_pos(call), args[i].expr, all.subspan(from, k), g, {});
      record_type_and_value(args[i].expr, args[i].mode, args[i].type, args[i].val);
      from += k;
    }
  }
  for (size_t i = 0; i < n; i++) pass_argument(*this, args[i], types[i], call);
  return result;
}

Tuple* no_value_type() {
  static Tuple* const empty = make<Tuple>();
  return empty;
}

Pos ellipsis_pos(const Node* call) {
  NodeList args = call->lb();
  if (args.empty()) return call->aux_pos();
  Pos at = end_pos(args[args.size() - 1]);
  SourceFile* file = file_of(at);
  if (!file) return at;
  std::string_view text = file->text();
  size_t i = file->offset(at);
  while (i + 2 < text.size()) {
    if (text.substr(i, 3) == "...") return file->pos(i);
    if (text.substr(i, 2) == "//") {
      i = text.find('\n', i);
    } else if (text.substr(i, 2) == "/*") {
      i = text.find("*/", i + 2);
    }
    if (i == std::string_view::npos) break;
    i++;
  }
  return at;
}

std::string types_summary(const Checker& c, std::span<Type* const> types, bool variadic, bool dots) {
  std::string out = "(";
  for (size_t i = 0; i < types.size(); i++) {
    if (i > 0) out += ", ";
    Type* t = types[i];
    bool last = i + 1 == types.size();
    if (last && variadic) {
      out += "...";
      if (Slice* s = as<Slice>(t)) t = s->elem;
    }
    if (!t || !is_valid(t)) {
      out += "unknown type";
    } else if (!is_untyped(t)) {
      out += c.str(t);
    } else if (is_numeric(t)) {
      out += "number";
    } else {
      std::string_view name = static_cast<Basic*>(t)->name.view();
      constexpr std::string_view kUntyped = "untyped ";
      if (name.starts_with(kUntyped)) name.remove_prefix(kUntyped.size());
      out += name;
    }
    if (last && dots && !variadic) out += "...";
  }
  return out + ")";
}

std::string types_summary(const Checker& c, std::span<const Operand> operands, bool dots) {
  absl::InlinedVector<Type*, 8> types;
  for (const Operand& x : operands) {
    Type* t = x.mode == Operand::Invalid ? nullptr : x.type;
    // A call without a value counts as the function's type.
    const Node* e = x.expr ? unparen(x.expr) : nullptr;
    if (!t && e && e->is(NodeKind::Call) && c.env_.file->mode_of(e) == Mode::NoValue) t = c.env_.file->type_of(e->na());
    types.push_back(t);
  }
  return types_summary(c, types, false, dots);
}

std::string types_summary(const Checker& c, std::span<const Ref<Var>> vars, bool variadic) {
  absl::InlinedVector<Type*, 8> types;
  for (Var* v : vars) types.push_back(v->type);
  return types_summary(c, types, variadic, false);
}

}  // namespace ptrsafe
