// map-value-cost (advice): maps whose element type makes the program pay: large values that each lookup copies, and small
// ones in boxes of their own that the collector must trace. See docs/rules/map-value-cost.md.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "flow/box_uses.h"
#include "flow/lock_types.h"
#include "rules/rule.h"
#include "syntax/children.h"
#include "types/predicates.h"
#include "types/type_string.h"

namespace ptrsafe {
namespace {

constexpr int64_t kLargeValue = 1024, kSmallBox = 8;  // bytes

// Nothing in a value that the collector follows.
bool pointer_free(Type* t) {
  Type* u = under(t);
  switch (u->kind) {
    case TypeKind::Basic: {
      BasicKind k = static_cast<Basic*>(u)->basic();
      return k != BasicKind::String && k != BasicKind::UnsafePointer && k != BasicKind::Invalid;
    }
    case TypeKind::Array: return pointer_free(static_cast<Array*>(u)->elem);
    case TypeKind::Struct:
      return std::all_of(static_cast<Struct*>(u)->fields.begin(), static_cast<Struct*>(u)->fields.end(), [](const Ref<Var>& f) { return pointer_free(f->type); });
    default: return false;
  }
}

// An instance whose values are what its arguments make them: its declaration does not tell what they cost.
bool depends_on_arguments(Named* n) {
  Map* m = n->is_instance() ? as_under<Map>(n->origin) : nullptr;
  if (!m) return false;
  Type* t = as_under<Pointer>(m->elem) ? as_under<Pointer>(m->elem)->elem.get() : m->elem.get();
  return is_type_param(t) || !has_constant_size(t);
}

class MapValueCost {
 public:
  MapValueCost(const flow::PackageFlow& package, Sizes sizes, Reporter& out)
      : package_(package), sizes_(sizes), out_(out) {}

  void run() {
    if (package_.is_test_variant()) return;
    const auto& details = *package_.package().details;
    for (size_t i = 0; i < details.files.size(); i++) {
      if (details.unit->files[i]->is_test) continue;
      file_ = details.files[i].get();
      for (const Node* d : file_->tree->decls) walk(d, nullptr);
    }
  }

 private:
  // `owner`: the identifier that is declared with the type, or the value, that is looked at; null where it is none's.
  void walk(const Node* n, const Node* owner) {
    if (!n) return;
    switch (n->kind) {
      case NodeKind::TypeSpec: {
        TypeSpecView v = type_spec(n);
        return walk(v.type, v.name);
      }
      case NodeKind::Field: {
        FieldView v = field(n);
        // Fields; parameters and results get their maps from elsewhere.
        return walk(v.type, owner && !v.names.empty() ? v.names[0] : nullptr);
      }
      case NodeKind::ValueSpec: {
        ValueSpecView v = value_spec(n);
        if (v.type) walk(v.type, v.names[0]);
        for (size_t k = 0; k < v.values.size(); k++) value(v.values[k], v.type || k >= v.names.size() ? nullptr : v.names[k]);
        return;
      }
      case NodeKind::AssignStmt:
        for (const Node* c : n->la()) walk(c, nullptr);
        for (size_t k = 0; k < n->lb().size(); k++) {
          const Node* name = n->oper() == Op::Define && k < n->la().size() ? n->la()[k] : nullptr;
          value(n->lb()[k], name && name->is(NodeKind::Ident) ? name : nullptr);
        }
        return;
      case NodeKind::FuncType:
        for_each_child(n, [&](const Node* c) { walk(c, nullptr); });
        return;
      case NodeKind::MapType:
        if (owner) candidate(file_->type_of(n), owner);
        walk(n->nb(), owner);
        return;
      case NodeKind::Index:  // an instance of a generic map type
        if (owner && file_->mode_of(n) == Mode::TypeExpr) {
          Type* t = file_->type_of(n);
          if (t && t->kind == TypeKind::Named && depends_on_arguments(static_cast<Named*>(t))) candidate(t, owner);
        }
        break;
      // The owner of what a type contains is the one that has the type.
      case NodeKind::StructType: return fields(n->na(), owner);
      case NodeKind::Star:
      case NodeKind::Paren:
      case NodeKind::ArrayType:
      case NodeKind::ChanType: return for_each_child(n, [&](const Node* c) { walk(c, owner); });
      default: break;
    }
    for_each_child(n, [&](const Node* c) { walk(c, nullptr); });
  }

  void fields(const Node* list, const Node* owner) {
    const Node* any = owner ? owner : list;  // of a struct type without a name, too
    for_each_child(list, [&](const Node* f) { walk(f, any); });
  }

  // make(map[K]V), map[K]V{…}: the variable has the type that is written there.
  void value(const Node* e, const Node* owner) {
    e = unparen(const_cast<Node*>(e));
    if (e->is(NodeKind::Unary)) return value(e->na(), owner);
    if (e->is(NodeKind::CompositeLit)) {
      if (e->na()) walk(e->na(), owner);
      for (const Node* c : e->lb()) walk(c, nullptr);
      return;
    }
    bool make = e->is(NodeKind::Call) && e->na()->is(NodeKind::Ident) && file_->mode_of(e->na()) == Mode::Builtin && e->lb().size() > 0;
    if (!make) return walk(e, nullptr);
    for (size_t k = 0; k < e->lb().size(); k++) walk(e->lb()[k], k == 0 ? owner : nullptr);
  }

  void candidate(Type* t, const Node* owner) {
    Map* m = t ? as_under<Map>(t) : nullptr;
    if (!m) return;
    Type* boxed = as_under<Pointer>(m->elem) ? as_under<Pointer>(m->elem)->elem.get() : nullptr;
    Type* stored = boxed ? boxed : m->elem.get();
    if (is_type_param(stored) || !has_constant_size(stored)) return;
    int64_t bytes = sizes_.size_of(stored);
    const Object* declared = file_->object_of(owner);
    if (!declared) return;
    std::string name = type_string(stored, {&package_.package(), true, nullptr});
    if (!boxed) {
      if (bytes < kLargeValue || uses().only_parts(*declared, m)) return;
      return report(owner, fmt::format("each lookup in `{}` copies a {} of {} bytes: keep pointers in the map", declared->name.view(), name, bytes),
                    "declared here");
    }
    if (bytes < 1 || bytes > kSmallBox || !pointer_free(boxed) || flow::holds_lock(boxed) || !uses().only_values(*declared, m)) return;
    report(owner,
           fmt::format("each entry of `{}` is an object of {} bytes ({}) of its own, which the collector must follow a pointer to: keep the values in the map",
                       declared->name.view(), bytes, name),
           "declared here; no entry is changed in place or shared");
  }

  flow::BoxUses& uses() {
    if (!uses_) uses_ = std::make_unique<flow::BoxUses>(package_);
    return *uses_;
  }

  void report(const Node* at, std::string message, const char* witness) {
    out_.add(RuleId::MapValueCost, Confidence::Likely, at, std::move(message), {{start_pos(at), witness}});
  }

  const flow::PackageFlow& package_;
  Sizes sizes_;
  Reporter& out_;
  const FileInfo* file_ = nullptr;
  std::unique_ptr<flow::BoxUses> uses_;
};

}  // namespace

void map_value_cost(const flow::PackageFlow& package, Sizes sizes, Reporter& out) {
  MapValueCost(package, sizes, out).run();
}

}  // namespace ptrsafe
