// Recursive types (spec, "Type declarations"): a type must not contain itself other than through pointers,
// functions, slices, maps, channels and interface methods.
#include <fmt/format.h>

#include <algorithm>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "check/checker.h"
#include "check/unify.h"

namespace ptrsafe {
namespace {

// As many as declarations may depend on each other, and a bound for the stack.
constexpr size_t kMaxPath = 10'000;
constexpr int kMaxDepth = 40'000;

class Validity {
 public:
  explicit Validity(Checker& c) : c_(c) {}

  bool check(Type* t) {
    if (!t || depth_ > kMaxDepth) return true;
    depth_++;
    bool ok = visit(t);
    depth_--;
    return ok;
  }

 private:
  bool visit(Type* t) {
    t = unalias(t);
    switch (t->kind) {
      case TypeKind::Array: return check(static_cast<Array*>(t)->elem);
      case TypeKind::Struct:
        return all_fields(static_cast<Struct*>(t));
      case TypeKind::Union:
        for (const Union::Term& term : static_cast<Union*>(t)->terms.span())
          if (!check(term.type)) return false;
        return true;
      case TypeKind::Interface:
        for (Type* e : static_cast<Interface*>(t)->embeddeds.span())
          if (!check(e)) return false;
        return true;
      case TypeKind::Named: return named(static_cast<Named*>(t));
      case TypeKind::TypeParam: return type_param(static_cast<TypeParam*>(t));
      default: return true;
    }
  }

  // A field whose type was reported before does not hide that another one is wrong.
  bool all_fields(Struct* s) {
    bool ok = true;
    for (Var* f : s->fields.span()) {
      ok = check(f->type) && ok;
      if (reported_) return false;
    }
    return ok;
  }

  bool named(Named* t) {
    Named* origin = t->origin;
    // Types of imported packages are complete; only arguments can lead back here.
    if (origin->obj->pkg.get() != c_.pkg_ && t->type_args.empty()) return true;
    // What an instance with type parameters for arguments contains depends on where it stands.
    bool closed = t->type_args.empty() || std::none_of(t->type_args.begin(), t->type_args.end(), mentions_type_param);
    uint32_t place = nest_ids_.empty() ? 0 : nest_ids_.back();
    if (closed) {
      auto known = c_.valid_types_.find(t);
      if (known != c_.valid_types_.end()) return known->second;
    } else if (auto known = open_results_.find({place, t}); known != open_results_.end()) {
      return known->second;
    }
    if (origin->underlying && !is_valid(origin->underlying)) return false;
    if (nested_in(t)) {
      report(t);
      // What would recurse into it for ever finds nothing.
      bool interface = as<Interface>(origin->underlying);
      if (origin->obj->pkg.get() == c_.pkg_) origin->underlying = invalid_type();
      // What is in an interface depends on those that it embeds: none of the cycle is known.
      for (size_t i = path_.size(); interface && i > 0 && path_[i - 1] != t; i--) {
        Named* inner = path_[i - 1]->origin;
        if (inner->obj->pkg.get() == c_.pkg_ && as<Interface>(inner->underlying)) inner->underlying = invalid_type();
      }
      return false;
    }
    if (path_.size() > kMaxPath) return true;
    path_.push_back(t);
    enter(t);
    bool ok = check(origin->from_rhs ? origin->from_rhs.get() : origin->underlying.get());
    leave();
    path_.pop_back();
    if (closed) {
      c_.valid_types_[t] = ok;
    } else {
      open_results_[{place, t}] = ok;
    }
    return ok;
  }

  void enter(Named* t) {
    auto fresh = static_cast<uint32_t>(nest_numbers_.size() + 1);
    nest_ids_.push_back(nest_numbers_.try_emplace({nest_ids_.empty() ? 0 : nest_ids_.back(), t}, fresh).first->second);
    nest_.push_back(t);
    (t->is_instance() ? open_instances_ : open_).insert(t);
  }

  void leave() {
    Named* t = nest_.back();
    nest_.pop_back();
    nest_ids_.pop_back();
    (t->is_instance() ? open_instances_ : open_).erase(t);
  }

  bool nested_in(Named* t) const {
    if (!t->is_instance()) return open_.contains(t);
    return open_instances_.contains(t) ||
           std::any_of(open_instances_.begin(), open_instances_.end(), [&](Named* outer) { return identical(outer, t); });
  }

  // A type parameter stands for the argument of the instance that we are in, which is to be seen from where that
  // instance stands.
  bool type_param(TypeParam* p) {
    if (nest_.empty()) return true;
    Named* instance = nest_.back();
    List<Ref<TypeParam>> params = instance->origin->type_params;
    for (size_t i = 0; i < params.size() && i < instance->type_args.size(); i++) {
      if (params[i].get() != p) continue;
      leave();
      bool ok = check(instance->type_args[i]);
      enter(instance);
      return ok;
    }
    return true;
  }

  void report(Named* t) {
    reported_ = true;
    size_t start = 0;
    while (start < path_.size() && path_[start] != t && !identical(path_[start], t)) start++;
    Pos at = position(start);
    std::string name = t->obj->name.str();
    if (start + 1 == path_.size())
      c_.error(at, fmt::format("invalid recursive type: {} refers to itself", name));
    else
      c_.error(at, fmt::format("invalid recursive type {}", name));
  }

  // Where path_[i] is declared; an instance: where it is written.
  Pos position(size_t i) const {
    Named* t = i < path_.size() ? path_[i] : path_.back();
    if (!t->is_instance()) return t->obj->pos;
    // It stands in the declaration of the type before it, or, if it is the first, in its own cycle's last.
    Named* holder = i > 0 ? path_[i - 1] : path_.back();
    TypeName* declared = holder->origin->obj;
    if (!declared->decl || !declared->decl->spec) return t->obj->pos;
    FileInfo* file = c_.pkg_->details->files[declared->decl->file].get();
    Node* spec = declared->decl->spec;
    Pos begin = start_pos(spec), end = end_pos(spec);
    Pos best = t->obj->pos;
    for (uint32_t n = 0; n < file->tree->count; n++) {
      Node* node = file->tree->first + n;
      if (!node->is(NodeKind::Index) || node->pos < begin || end < node->pos) continue;
      if (Ref<Type>::from_raw(file->types[n]).get() != t) continue;
      Node* base = node->na();
      return start_pos(base);
    }
    return best;
  }

  Checker& c_;
  std::vector<Named*> nest_;  // types that contain each other by value; the innermost last
  absl::flat_hash_set<Named*> open_, open_instances_;  // what is in nest_
  // Equal contents of nest_ have one number, that of what is around the last type and that type. In one place a type
  // is looked at once: parts that are shared would be met exponentially often.
  std::vector<uint32_t> nest_ids_;  // as nest_
  absl::flat_hash_map<std::pair<uint32_t, Named*>, uint32_t> nest_numbers_;
  absl::flat_hash_map<std::pair<uint32_t, Named*>, bool> open_results_;
  std::vector<Named*> path_;  // all types on the way, also those that type arguments led out of
  int depth_ = 0;
  bool reported_ = false;
};

}  // namespace

void Checker::valid_type(Named* t) {
  if (t->type_args.empty() && t->obj->pkg.get() != pkg_) return;
  Validity(*this).check(t);
}

}  // namespace ptrsafe
