#include "check/infer.h"

#include <fmt/format.h>

#include "check/checker.h"
#include "check/unify.h"
#include "types/missing_method.h"

namespace ptrsafe {
namespace {

using Params = std::span<const Ref<TypeParam>>;

// One run of inference.
class Inference {
 public:
  Inference(Checker& checker, Pos at, Params params, std::vector<Ref<Type>> given, bool reverse)
      : c_(checker), at_(at), params_(params), given_(std::move(given)), reverse_(reverse),
        unifier_(params, given_, checker.allows(21)) {}

  // False on failure; then error() and error_pos() say why, unless an earlier error is to blame.
  bool run(Tuple* params, std::span<Operand> args) {
    for (const Operand& arg : args)
      if (arg.mode == Operand::Invalid) return false;
    if (params && has_given()) params = static_cast<Tuple*>(substitute(params, given_));
    return from_arguments(params, args) && from_constraints() && from_untyped(params, args) && finish();
  }

  std::vector<Ref<Type>> take() { return std::move(result_); }
  const std::string& error() const { return error_; }
  Pos error_pos() const { return error_pos_; }

 private:
  bool fail(Pos at, std::string message) {
    error_pos_ = at;
    error_ = std::move(message);
    return false;
  }
  bool fail(const Operand& at, std::string message) { return fail(at.expr ? start_pos(at.expr) : at_, std::move(message)); }

  bool has_given() const {
    for (Ref<Type> t : given_)
      if (t) return true;
    return false;
  }

  // `t` with those parameters replaced that have a type in `types`.
  Type* substitute(Type* t, std::span<const Ref<Type>> types) const {
    absl::InlinedVector<Ref<TypeParam>, 6> from;
    absl::InlinedVector<Ref<Type>, 6> to;
    for (size_t i = 0; i < types.size(); i++) {
      if (!types[i]) continue;
      from.push_back(params_[i]);
      to.push_back(types[i]);
    }
    return subst(t, TypeMap{from, to});
  }

  std::vector<Ref<Type>> known() const {
    std::vector<Ref<Type>> r;
    for (size_t i = 0; i < params_.size(); i++) r.push_back(unifier_.at(i));
    return r;
  }

  int index_of(Type* t) const {
    if (!t || t->kind != TypeKind::TypeParam) return -1;
    for (size_t i = 0; i < params_.size(); i++)
      if (params_[i].get() == t) return static_cast<int>(i);
    return -1;
  }

  bool mismatch(Type* param, const Operand& arg) {
    std::vector<Ref<Type>> types = known();
    bool none = true;
    for (Ref<Type> t : types) none = none && !t;
    std::string have = c_.str(arg.type), what = c_.str(arg.expr), want = c_.str(param);
    if (none)
      return fail(arg, fmt::format("type {} of {} does not match {} (cannot infer {})", have, what, want,
                                   type_params_string(params_)));
    Type* inferred = substitute(param, types);
    if (inferred == param) return fail(arg, fmt::format("type {} of {} does not match {}", have, what, want));
    if (reverse_)
      return fail(arg, fmt::format("inferred type {} for {} does not match type {} of {}", c_.str(inferred), want, have, what));
    return fail(arg, fmt::format("type {} of {} does not match inferred type {} for {}", have, what, c_.str(inferred), want));
  }

  // Typed arguments must be assignable to their parameters; untyped constants are kept for later.
  bool from_arguments(Tuple* params, std::span<Operand> args) {
    for (size_t i = 0; i < args.size() && params && i < params->size(); i++) {
      const Operand& arg = args[i];
      Type* param = params->vars[i]->type;
      if (!is_parameterized(params_, param) && !is_parameterized(params_, arg.type)) continue;
      if (is_typed(arg.type)) {
        if (!unifier_.unify(param, arg.type, Unifier::Assign)) return mismatch(param, arg);
      } else if (unalias(param)->kind == TypeKind::TypeParam && !arg.is_nil()) {
        untyped_.push_back(i);
      }
    }
    return true;
  }

  // A constraint's single term, or the underlying type that its terms share; null if there is none.
  static Type* core_term(TypeParam* p, bool* tilde, bool* single) {
    const TypeSet* s = type_set(constraint_interface(p));
    *tilde = *single = false;
    if (!s->has_terms()) return nullptr;
    for (const Union::Term& t : s->terms.span()) *tilde = *tilde || t.tilde;
    if (s->terms.size() == 1) {
      *single = true;
      return s->terms[0].type;
    }
    return common_under(p);
  }

  // Every type must satisfy its parameter's constraint. What one equation yields may help another.
  bool from_constraints() {
    for (;;) {
      size_t unknown = unifier_.unknowns();
      for (size_t i = 0; i < params_.size(); i++) {
        TypeParam* p = params_[i];
        Type* t = unifier_.at(i);
        bool tilde, single;
        Type* core = core_term(p, &tilde, &single);
        if (core && t) {
          if (!unifier_.unify(t, core, Unifier::Loose))
            return fail(at_, fmt::format("{} (type {}) does not satisfy {}", p->obj->name.view(), c_.str(t), bound(p)));
        } else if (core && single && !tilde) {
          unifier_.set(i, core);
        }
        if (!t) continue;
        t = resolved(t);
        // The methods of a type that is yet to be inferred are not known.
        if (index_of(deref(t).first) >= 0) continue;
        Interface* constraint = constraint_interface(p);
        MissingMethod missing = missing_method_with(t, constraint, true, [&](Type* have, Type* want) {
          return unifier_.unify(have, want, Unifier::Exact);
        });
        if (missing.method) {
          std::string cause = missing_method_cause(t, constraint, missing, c_.qualifier());
          return fail(at_, fmt::format("{} (type {}) does not satisfy {} {}", p->obj->name.view(), c_.str(t), bound(p), cause));
        }
      }
      // Where nothing is left to find, whether the constraints hold is seen when they are verified.
      if (size_t now = unifier_.unknowns(); now == 0 || now == unknown) return true;
    }
  }

  // `t` with what is known put in, as far as that goes.
  Type* resolved(Type* t) const {
    std::vector<Ref<Type>> types = known();
    for (size_t round = 0; round < params_.size() && is_parameterized(params_, t); round++) {
      Type* next = substitute(t, types);
      if (next == t) break;
      t = next;
    }
    return t;
  }

  std::string bound(TypeParam* p) const { return p->bound ? c_.str(p->bound) : "any"; }

  // Parameters that have no type yet get the default type of the largest kind of their untyped arguments.
  bool from_untyped(Tuple* params, std::span<Operand> args) {
    if (untyped_.empty()) return true;
    std::vector<Type*> largest(params_.size());
    for (size_t i : untyped_) {
      int p = index_of(unalias(params->vars[i]->type));
      if (p < 0 || unifier_.at(static_cast<size_t>(p))) continue;
      Type*& max = largest[static_cast<size_t>(p)];
      Type* t = args[i].type;
      if (!max) {
        max = t;
        continue;
      }
      if (max == t) continue;
      if (!is_untyped_numeric(max) || !is_untyped_numeric(t))
        return fail(args[i], fmt::format("mismatched types {} and {} (cannot infer {})", c_.str(max), c_.str(t),
                                         params_[static_cast<size_t>(p)]->obj->name.view()));
      if (static_cast<Basic*>(t)->basic() > static_cast<Basic*>(max)->basic()) max = t;
    }
    for (size_t i = 0; i < largest.size(); i++)
      if (largest[i]) unifier_.set(i, default_type(largest[i]));
    return true;
  }

  // Parameters that `t` mentions.
  std::vector<size_t> mentioned(Type* t) const {
    std::vector<size_t> r;
    for (size_t i = 0; i < params_.size(); i++)
      if (is_parameterized(params_.subspan(i, 1), t)) r.push_back(i);
    return r;
  }

  // Inferred types may mention parameters in turn: these are replaced until none is left. Cyclic ones cannot be.
  bool finish() {
    result_ = known();
    size_t n = params_.size();
    std::vector<std::vector<size_t>> refers(n);
    bool any = false;
    for (size_t i = 0; i < n; i++) {
      if (!result_[i] || (i < given_.size() && given_[i])) continue;
      refers[i] = mentioned(result_[i]);
      any = any || !refers[i].empty();
    }
    if (any) {
      for (size_t i = 0; i < n; i++)
        if (reaches(refers, i, i)) result_[i] = nullptr;
      for (size_t round = 0; round < n; round++) {
        bool changed = false;
        for (size_t i = 0; i < n; i++) {
          if (!result_[i] || refers[i].empty()) continue;
          Type* t = substitute(result_[i], result_);
          changed = changed || t != result_[i].get();
          result_[i] = t;
        }
        if (!changed) break;
      }
    }
    for (size_t i = 0; i < n; i++) {
      if (result_[i] && (refers[i].empty() || !is_parameterized(params_, result_[i]))) continue;
      return fail(at_, fmt::format("cannot infer {} (declared at {})", params_[i]->obj->name.view(), place(params_[i]->obj->pos)));
    }
    return true;
  }

  static bool reaches(const std::vector<std::vector<size_t>>& refers, size_t from, size_t target) {
    std::vector<size_t> work = refers[from];
    std::vector<bool> seen(refers.size());
    while (!work.empty()) {
      size_t i = work.back();
      work.pop_back();
      if (i == target) return true;
      if (seen[i]) continue;
      seen[i] = true;
      work.insert(work.end(), refers[i].begin(), refers[i].end());
    }
    return false;
  }

  // "./file.go:1:2"
  static std::string place(Pos pos) {
    SourceFile* f = pos ? file_of(pos) : nullptr;
    if (!f) return "-";
    LineColumn lc = f->line_column(pos);
    std::string_view path = f->path();
    if (size_t slash = path.rfind('/'); slash != std::string_view::npos) path.remove_prefix(slash + 1);
    return fmt::format("./{}:{}:{}", path, lc.line, lc.column);
  }

  Checker& c_;
  Pos at_;
  Params params_;
  std::vector<Ref<Type>> given_;
  bool reverse_;
  Unifier unifier_;
  std::vector<size_t> untyped_;  // arguments that are untyped constants for a plain parameter
  std::vector<Ref<Type>> result_;
  std::string error_;
  Pos error_pos_;
};

}  // namespace

std::string type_params_string(std::span<const Ref<TypeParam>> params) {
  std::string s;
  for (size_t i = 0; i < params.size(); i++) {
    if (i > 0) s += params.size() == 2 ? " and " : i + 1 == params.size() ? ", and " : ", ";
    s += params[i]->obj->name.view();
  }
  return s;
}

std::vector<Ref<Type>> Checker::infer(Pos at, std::span<const Ref<TypeParam>> tparams, std::vector<Ref<Type>> targs,
                                      Tuple* params, std::span<Operand> args, bool reverse, std::string* error_out) {
  targs.resize(tparams.size());
  bool complete = true;
  for (Ref<Type> t : targs) {
    complete = complete && t;
    if (t && !is_valid(t)) return {};
  }
  if (complete) return targs;
  Inference inference(*this, at, tparams, std::move(targs), reverse);
  if (inference.run(params, args)) return inference.take();
  if (inference.error().empty()) return {};
  if (error_out) {
    *error_out = inference.error();
    infer_error_pos_ = inference.error_pos();
  } else {
    error(inference.error_pos(), inference.error());
  }
  return {};
}

std::vector<Ref<TypeParam>> Checker::rename_type_params(std::span<const Ref<TypeParam>> tparams, Type** in_out_type) {
  std::vector<Ref<TypeParam>> fresh;
  std::vector<Ref<Type>> as_types;
  for (TypeParam* p : tparams) {
    TypeName* name = make<TypeName>(*p->obj.get());
    TypeParam* q = make<TypeParam>(name);
    name->type = q;
    q->index = p->index;
    q->serial = p->serial;
    fresh.push_back(q);
    as_types.push_back(static_cast<Type*>(q));
  }
  TypeMap map{tparams, as_types};
  for (size_t i = 0; i < fresh.size(); i++) {
    // An unfinished bound is looked at again when it is used.
    fresh[i]->bound = subst(tparams[i]->bound, map);
    if (fresh[i]->bound == tparams[i]->bound) {
      uint32_t known = tparams[i]->constraint.load(std::memory_order_acquire);
      fresh[i]->constraint.store(known, std::memory_order_release);
    }
  }
  *in_out_type = subst(*in_out_type, map);
  return fresh;
}

}  // namespace ptrsafe
