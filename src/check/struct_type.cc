// Struct types (spec, "Struct types"): fields, tags and embedding.
#include <fmt/format.h>

#include "check/checker.h"

namespace ptrsafe {
namespace {

// The name of an embedded field: its type's unqualified name. Null if the syntax allows none.
Node* embedded_name(Node* e) {
  if (e->is(NodeKind::Star)) e = e->na();
  if (e->is(NodeKind::Star)) return nullptr;
  if (e->is(NodeKind::Index)) e = e->na();
  if (e->is(NodeKind::Selector)) return e->nb();
  return e->is(NodeKind::Ident) ? e : nullptr;
}

// Finds fields of one name; few fields are compared, many hashed.
class FieldNames {
 public:
  explicit FieldNames(const absl::InlinedVector<Ref<Var>, 16>& fields) : fields_(fields) {}

  Var* find(Name name) {
    if (fields_.size() <= 24) {
      for (Var* f : fields_)
        if (f->name == name) return f;
      return nullptr;
    }
    for (; hashed_ < fields_.size(); hashed_++) by_name_.try_emplace(fields_[hashed_]->name.id(), fields_[hashed_].get());
    auto it = by_name_.find(name.id());
    return it == by_name_.end() ? nullptr : it->second;
  }

 private:
  const absl::InlinedVector<Ref<Var>, 16>& fields_;
  absl::flat_hash_map<uint32_t, Var*> by_name_;
  size_t hashed_ = 0;
};

}  // namespace

Type* Checker::struct_type(Node* e, TypeName*) {
  Struct* s = make<Struct>();
  NodeList list = e->na() ? e->na()->la() : NodeList{};
  if (list.empty()) return s;
  absl::InlinedVector<Ref<Var>, 16> fields;
  absl::InlinedVector<Name, 16> tags;
  FieldNames known(fields);
  bool embeds = false;

  auto add = [&](Node* name, Pos pos, Type* t, Name tag, uint16_t bits) {
    Var* v = make<Var>();
    v->name = name->name();
    v->pos = pos;
    v->pkg = pkg_;
    v->type = t;
    v->bits = static_cast<uint16_t>(bits | Var::kField);
    v->color = Object::Black;
    if (!(v->name == names.blank)) {
      if (Var* other = known.find(v->name)) {
        error(pos, fmt::format("{} redeclared\n\tother declaration of {}", v->name.view(), other->name.view()));
        return;
      }
    }
    // For an embedded field the name keeps what it stands for as a type.
    if (!(bits & Var::kEmbedded)) record_def(name, v);
    fields.push_back(v);
    if (tag && tags.empty()) tags.resize(fields.size() - 1);
    if (tag || !tags.empty()) tags.push_back(tag);
  };

  for (Node* f : list) {
    FieldView v = field(f);
    if (!v.type) continue;
    Name tag;
    if (v.tag) {
      SourceFile* file = env_.file->tree->file;
      Const text = const_literal(LitKind::String, file->text().substr(file->offset(v.tag->pos), v.tag->a));
      if (text.kind() == ConstKind::String) tag = intern(text.string_value());
    }
    Type* t = var_type(v.type);
    if (!v.names.empty()) {
      for (Node* name : v.names) add(name, name->pos, t, tag, 0);
      continue;
    }
    Node* name = embedded_name(v.type);
    if (!name) continue;  // a syntax error
    embeds = true;
    add(name, name->pos, t, tag, Var::kEmbedded);
  }
  s->fields = List<Ref<Var>>::copy_of({fields.data(), fields.size()});
  if (!tags.empty()) s->tags = List<Name>::copy_of({tags.data(), tags.size()});
  if (embeds)
    when_complete([this, node = Ref<Node>(e)] { check_embedded_fields(node); });
  return s;
}

void Checker::check_embedded_fields(Node* struct_node) {
  for (Node* f : struct_node->na()->la()) {
    FieldView v = field(f);
    if (!v.type || !v.names.empty() || !embedded_name(v.type)) continue;
    Type* recorded = env_.file->type_of(v.type);
    if (!recorded) continue;
    auto [t, pointer] = deref(recorded);
    if (!is_valid(t)) continue;
    if (is_type_param(t)) {
      error(v.type, "embedded field type cannot be a (pointer to a) type parameter");
      continue;
    }
    Type* u = under(t);
    switch (u->kind) {
      case TypeKind::Basic:
        if (u == basic_type(BasicKind::UnsafePointer)) error(v.type, "embedded field type cannot be unsafe.Pointer");
        break;
      case TypeKind::Pointer: error(v.type, "embedded field type cannot be a pointer"); break;
      case TypeKind::Interface:
        if (pointer) error(v.type, "embedded field type cannot be a pointer to an interface");
        break;
      default: break;
    }
  }
}

}  // namespace ptrsafe
