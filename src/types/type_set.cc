#include "types/type_set.h"

#include <algorithm>

#include <fmt/format.h>

#include "absl/container/inlined_vector.h"
#include "types/lookup.h"
#include "types/predicates.h"
#include "types/term_list.h"
#include "types/type_string.h"
#include "types/universe.h"

namespace ptrsafe {
namespace {

constexpr uint8_t kComplete = 2;  // of Interface::flags

// The type set of `any`.
const TypeSet* top_set() {
  static const TypeSet* top = make<TypeSet>();
  return top;
}

// Interfaces whose type sets this thread is computing: one that embeds itself (an error) adds nothing.
struct InProgress {
  absl::InlinedVector<const Interface*, 8> stack;
  bool contains(const Interface* t) const { return std::find(stack.begin(), stack.end(), t) != stack.end(); }
};
thread_local InProgress in_progress;

std::string_view package_path(const Object* o) { return o->pkg ? o->pkg->path.view() : std::string_view(); }

class TypeSetBuilder {
 public:
  TypeSetBuilder(Interface* t, TypeErrorSink* errors, Pos pos) : interface_(t), errors_(errors), pos_(pos) {}

  void run() {
    add_explicit();
    for (size_t i = 0; i < interface_->embeddeds.size(); i++) {
      Pos at = i < interface_->embedded_pos.size() ? interface_->embedded_pos[i] : Pos{};
      embed(interface_->embeddeds[i], at);
    }
    // Those that embed this one share its fault, and are not reported.
    if (depth_ == TypeSet::kMaxDepth + 1 && errors_)
      errors_->type_error(pos_, fmt::format("interfaces are embedded more than {} levels deep", TypeSet::kMaxDepth));
  }

  bool known() const { return known_; }

  TypeSet* result() const {
    TypeSet* s = make<TypeSet>();
    s->depth = depth_;
    if (depth_ > TypeSet::kMaxDepth) return s;
    s->methods = List<Ref<Func>>::copy_of(methods_);
    s->all_types = terms_.all;
    s->comparable = comparable_;
    if (!terms_.all) s->terms = List<Term>::copy_of(terms_.terms);
    return s;
  }

 private:
  // Errors are only reported where the source says what is embedded.
  bool gate(Pos at, std::string_view what, Type* t) {
    if (!errors_ || !at || errors_->allows(at, 18)) return true;
    errors_->type_error(at, fmt::format("{} {} requires go1.18 or later", what, errors_->str(t)));
    return false;
  }

  void embed(Type* t, Pos at) {
    Type* u = under_if_known(t);
    if (!u) {
      known_ = false;
      return;
    }
    if (!is_valid(u)) return;
    TermList terms;
    bool comparable = false;
    if (u->kind == TypeKind::Interface) {
      Interface* embedded = static_cast<Interface*>(u);
      if (!(embedded->flags & kComplete)) known_ = false;
      const TypeSet* s = type_set(embedded);
      if (!s->is_method_set() && !gate(at, "embedding constraint interface", t)) return;
      comparable = s->comparable;
      depth_ = std::max(depth_, static_cast<uint16_t>(std::min(s->depth + 1, TypeSet::kMaxDepth + 2)));
      add_embedded(s->methods.span(), at ? at : pos_);
      if (!s->all_types) {
        terms.all = false;
        terms.terms.assign(s->terms.begin(), s->terms.end());
      }
    } else if (u->kind == TypeKind::Union) {
      if (!gate(at, "embedding interface element", u)) return;
      terms = union_terms(static_cast<Union*>(u));
    } else {
      if (!gate(at, "embedding non-interface type", t)) return;
      terms.all = false;
      terms.terms.push_back({t, false});
    }
    terms_.intersect(terms);
    comparable_ = comparable_ || comparable;
    if (comparable_ && !terms_.all) {
      // Only comparable types remain, which says all.
      auto& list = terms_.terms;
      list.erase(std::remove_if(list.begin(), list.end(), [](const Term& x) { return !comparable_type(x.type, false); }),
                 list.end());
      comparable_ = false;
    }
  }

  TermList union_terms(Union* u) {
    TermList result = TermList::none();
    for (const Term& term : u->terms.span()) {
      Type* tu = under_if_known(term.type);
      if (!tu) {
        known_ = false;
        continue;
      }
      if (!is_valid(tu) || (term.tilde && !identical(tu, term.type))) continue;  // reported
      if (tu->kind == TypeKind::Interface) {
        Interface* i = static_cast<Interface*>(tu);
        if (!(i->flags & kComplete)) known_ = false;
        const TypeSet* s = type_set(i);
        if (s->all_types) {
          result.all = true;
          result.terms.clear();
        } else {
          result.add_all(s->terms.span());
        }
      } else {
        result.add(term);
      }
    }
    return result;
  }

  void add_explicit() {
    for (Ref<Func> m : interface_->methods.span()) methods_.push_back(m);
    if (methods_.size() < 2) return;
    std::stable_sort(methods_.begin(), methods_.end(), method_less);
    size_t kept = 1;
    for (size_t i = 1; i < methods_.size(); i++) {
      Func *last = methods_[kept - 1], *m = methods_[i];
      if (same_id(last, m->pkg, m->name)) {
        if (errors_) duplicate(m, m->pos);
      } else {
        methods_[kept++] = m;
      }
    }
    methods_.resize(kept);
  }

  // Merges the methods of an embedded interface in. Each of the fewer ones is searched for among the others: large
  // interfaces are mostly extended by a few methods.
  void add_embedded(std::span<const Ref<Func>> added, Pos at) {
    if (added.empty()) return;
    std::span<const Ref<Func>> present(methods_);
    bool added_fewer = added.size() < present.size();
    std::span<const Ref<Func>> few = added_fewer ? added : present, many = added_fewer ? present : added;
    std::vector<Ref<Func>> all;
    all.reserve(few.size() + many.size());
    auto next = many.begin();
    for (Func* m : few) {
      auto place = std::lower_bound(next, many.end(), m, method_less);
      all.insert(all.end(), next, place);
      next = place;
      if (place != many.end() && same_id(*place, m->pkg, m->name)) {
        Func *first = added_fewer ? place->get() : m, *second = added_fewer ? m : place->get();
        all.push_back(first);
        overlap(first, second, at);
        next++;
      } else {
        all.push_back(m);
      }
    }
    all.insert(all.end(), next, many.end());
    methods_ = std::move(all);
  }

  // Embedded interfaces may overlap since Go 1.14 if they agree.
  void overlap(Func* first, Func* second, Pos at) {
    if (!errors_ || !first->type || !second->type) return;
    if ((at && !errors_->allows(at, 14)) || !identical(second->type, first->type)) duplicate(second, at);
  }

  void duplicate(Func* m, Pos at) { errors_->type_error(at, fmt::format("duplicate method {}", m->name.view())); }

  Interface* interface_;
  TypeErrorSink* errors_;
  Pos pos_;
  std::vector<Ref<Func>> methods_;  // sorted
  TermList terms_;
  bool comparable_ = false;
  bool known_ = true;
  uint16_t depth_ = 0;
};

}  // namespace

const TypeSet* type_set(Interface* t, TypeErrorSink* errors, Pos pos) {
  uint32_t published = t->type_set.load(std::memory_order_acquire);
  if (published && !errors) return Ref<TypeSet>::from_raw(published);
  if (!(t->flags & kComplete)) return published ? Ref<TypeSet>::from_raw(published).get() : top_set();
  if (t->methods.empty() && t->embeddeds.empty()) {
    t->type_set.store(Ref<TypeSet>(top_set()).v, std::memory_order_release);
    return top_set();
  }
  if (in_progress.contains(t) || in_progress.stack.size() > 10000) return top_set();
  in_progress.stack.push_back(t);
  TypeSetBuilder builder(t, errors, pos);
  builder.run();
  in_progress.stack.pop_back();
  // Asked again only to report errors.
  if (published) return Ref<TypeSet>::from_raw(published);
  const TypeSet* result = builder.result();
  if (!builder.known()) return result;
  uint32_t expected = 0;
  if (t->type_set.compare_exchange_strong(expected, Ref<TypeSet>(result).v, std::memory_order_acq_rel)) return result;
  return Ref<TypeSet>::from_raw(expected);
}

bool method_less(const Func* a, const Func* b) {
  if (a->exported() != b->exported()) return a->exported();
  if (!(a->name == b->name)) return a->name.view() < b->name.view();
  return !a->exported() && package_path(a) < package_path(b);
}

bool type_set_comparable(const TypeSet* s) {
  if (s->all_types) return s->comparable;
  for (const Term& t : s->terms.span())
    if (!comparable_type(t.type, false)) return false;
  return true;
}

namespace {

void set_cause(std::string* cause, const Qualifier* q, std::string_view form, Type* x, Type* y) {
  if (!cause) return;
  Qualifier plain;
  *cause = fmt::format(fmt::runtime(form), type_string(x, q ? *q : plain), type_string(y, q ? *q : plain));
}

}  // namespace

Type* common_under(Type* t, std::string* cause, const Qualifier* q) {
  Type* first = nullptr;  // the type whose underlying type is `common`
  Type* common = nullptr;
  bool ok = each_type(t, [&](Type* type, Type* u) {
    if (!u) {
      if (cause) *cause = "no specific type";
      return false;
    }
    if (!common) {
      first = type, common = u;
      return true;
    }
    if (common->kind == TypeKind::Chan && u->kind == TypeKind::Chan) {
      Chan* x = static_cast<Chan*>(common);
      Chan* y = static_cast<Chan*>(u);
      if (!identical(x->elem, y->elem)) {
        set_cause(cause, q, "channels {} and {} have different element types", first, type);
        return false;
      }
      if (x->dir() == y->dir() || y->dir() == ChanDir::Both) return true;
      if (x->dir() == ChanDir::Both) {
        first = type, common = u;
        return true;
      }
      set_cause(cause, q, "channels {} and {} have conflicting directions", first, type);
      return false;
    }
    if (!identical(common, u)) {
      set_cause(cause, q, "{} and {} have different underlying types", first, type);
      return false;
    }
    return true;
  });
  return ok ? common : nullptr;
}

Type* common_bytes(Type* t, bool* bytestring) {
  if (bytestring) *bytestring = false;
  if (!as<TypeParam>(t)) return under(t);
  Type* bytes = slice_of(universe.byte_type);
  bool has_string = false;
  bool ok = each_type(t, [&](Type*, Type* u) {
    if (!u) return false;
    if (is_string(u)) has_string = true;
    return is_string(u) || identical(u, bytes);
  });
  if (!ok || !has_string) return common_under(t);
  if (bytestring) *bytestring = true;
  return basic_type(BasicKind::String);
}

bool subset_of(const TypeSet* x, const TypeSet* y) {
  if (y->all_types) return true;
  return !x->all_types && terms_subset(x->terms.span(), y->terms.span());
}

bool includes_type(const TypeSet* s, Type* t, bool tilde) {
  if (s->all_types) return true;
  if (!tilde) return terms_include(s->terms.span(), t);
  Term term{t, true};
  return terms_subset({&term, 1}, s->terms.span());
}

}  // namespace ptrsafe
