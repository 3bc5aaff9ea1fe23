// Struct literals (spec, "Composite literals"). Since Go 1.27 a key may be any valid field selector, that is also a
// promoted field.
#include "check/struct_literal.h"

#include <fmt/format.h>

#include "absl/container/inlined_vector.h"
#include "check/lookup_hint.h"

namespace ptrsafe {
namespace {

// Which fields have been given: of the struct itself by index, promoted ones by path.
class GivenFields {
 public:
  explicit GivenFields(size_t n) : direct_(n) {}

  enum class Clash { None, Duplicate, EnclosedGiven, EnclosingGiven };
  // Enters a field; where it clashes with one that was given, *other is that one.
  Clash add(std::span<const uint32_t> path, Var* field, Var** other) {
    if (path.size() == 1 && paths_.empty()) {
      uint8_t& given = direct_[path[0]];
      if (given) return Clash::Duplicate;
      given = 1;
      fields_.push_back(field);
      order_.push_back(path[0]);
      return Clash::None;
    }
    if (paths_.empty()) {
      // The first promoted field: from now on all are kept by path.
      for (size_t i = 0; i < fields_.size(); i++) paths_.push_back({{order_[i]}, fields_[i]});
      if (path.size() == 1) direct_[path[0]] = 1;
    }
    for (const Given& g : paths_) {
      size_t common = std::min(g.path.size(), path.size());
      if (!std::equal(path.begin(), path.begin() + common, g.path.begin())) continue;
      *other = g.field;
      if (g.path.size() == path.size()) return Clash::Duplicate;
      return g.path.size() > path.size() ? Clash::EnclosedGiven : Clash::EnclosingGiven;
    }
    paths_.push_back({{path.begin(), path.end()}, field});
    return Clash::None;
  }

 private:
  struct Given {
    absl::InlinedVector<uint32_t, 4> path;
    Var* field;
  };
  absl::InlinedVector<uint8_t, 32> direct_;
  absl::InlinedVector<Var*, 16> fields_;
  absl::InlinedVector<uint32_t, 16> order_;
  std::vector<Given> paths_;
};

// "B.C.x": the embedded fields on the way, and the field.
std::string path_text(Struct* s, std::span<const uint32_t> path) {
  std::string out;
  for (size_t i = 0; i < path.size() && s && path[i] < s->fields.size(); i++) {
    Var* f = s->fields[path[i]];
    if (i > 0) out += '.';
    out += f->name.view();
    s = as_under<Struct>(deref(f->type).first);
  }
  return out;
}

bool through_pointer(Struct* s, std::span<const uint32_t> path) {
  for (size_t i = 0; i + 1 < path.size() && s && path[i] < s->fields.size(); i++) {
    auto [elem, pointer] = deref(s->fields[path[i]]->type);
    if (pointer) return true;
    s = as_under<Struct>(elem);
  }
  return false;
}

struct Literal {
  Checker& c;
  Type* base;
  Struct* s;
  bool promoted;  // the toolchain knows promoted fields as keys
  bool infer;
};

// Where a field is: its index, or the path to a promoted one.
struct FieldPath {
  uint32_t index = 0;
  List<uint32_t> promoted;
  std::span<const uint32_t> span() const {
    return promoted.empty() ? std::span<const uint32_t>(&index, 1) : std::span<const uint32_t>(promoted.span());
  }
};

// The field that key `key` names, or null after an error; `path` leads to it.
Var* find_field(const Literal& l, Node* key, uint32_t expected, FieldPath* path) {
  Checker& c = l.c;
  Name name = key->name();
  // Keys mostly come in the order of the fields.
  int i = -1;
  if (expected < l.s->fields.size() && name != names.blank && same_id(l.s->fields[expected], c.pkg_, name)) {
    i = static_cast<int>(expected);
  } else {
    i = field_index(l.s->fields, c.pkg_, name);
  }
  if (i >= 0) {
    path->index = static_cast<uint32_t>(i);
    return l.s->fields[i];
  }
  if (!l.promoted) {
    int near = field_index(l.s->fields, c.pkg_, name, true);
    Object* alternative = near >= 0 ? l.s->fields[near].get() : nullptr;
    c.error(key, lookup_hint(c, l.base, name, alternative, true));
    return nullptr;
  }
  LookupResult found = lookup_field_or_method(l.base, false, c.pkg_, name);
  if (!found.obj) {
    LookupResult near = lookup_field_or_method(l.base, false, c.pkg_, name, true);
    c.error(key, lookup_hint(c, l.base, name, near.obj, true));
    return nullptr;
  }
  Var* f = as_object<Var>(found.obj);
  if (!f) {
    c.error(key, fmt::format("{} is not a field", name.view()));
    return nullptr;
  }
  if (!c.allows(27)) {
    c.error(key, fmt::format("use of promoted field {} in struct literal of type {} requires go1.27 or later",
                             path_text(l.s, found.index.span()), c.str(l.base)));
    return nullptr;
  }
  if (through_pointer(l.s, found.index.span())) {
    c.error(key, fmt::format("invalid implicit pointer indirection to reach {}", name.view()));
    return nullptr;
  }
  path->promoted = found.index;
  return f;
}

void report_clash(Checker& c, Node* pair, Name name, GivenFields::Clash clash, const Var* other) {
  switch (clash) {
    case GivenFields::Clash::None: return;
    case GivenFields::Clash::Duplicate:
      c.error(pair, fmt::format("duplicate field name {} in struct literal", name.view()));
      return;
    case GivenFields::Clash::EnclosedGiven:
      c.error(pair, fmt::format("cannot specify embedded field {} and enclosed promoted field {}", name.view(),
                                other->name.view()));
      return;
    case GivenFields::Clash::EnclosingGiven:
      c.error(pair, fmt::format("cannot specify promoted field {} and enclosing embedded field {}", name.view(),
                                other->name.view()));
      return;
  }
}

void keyed_elements(const Literal& l, NodeList elements) {
  Checker& c = l.c;
  GivenFields given(l.s->fields.size());
  uint32_t expected = 0;
  Operand x;
  for (Node* e : elements) {
    if (!e->is(NodeKind::KeyValue)) {
      c.error(e, "mixture of field:value and value elements in struct literal");
      continue;
    }
    Node* key = e->na();
    if (!key->is(NodeKind::Ident)) {
      c.expr(nullptr, x, e->nb());
      c.error(e, fmt::format("invalid field name {} in struct literal", c.str(key)));
      continue;
    }
    // The value is checked even if the key is wrong, and errors in it come first.
    size_t errors = c.errors_.size();
    FieldPath path;
    Var* f = find_field(l, key, expected, &path);
    Diagnostics key_errors;
    if (c.errors_.size() > errors) {
      key_errors.assign(std::make_move_iterator(c.errors_.begin() + errors), std::make_move_iterator(c.errors_.end()));
      c.errors_.resize(errors);
    }
    c.expr(l.infer && f ? f->type.get() : nullptr, x, e->nb());
    for (Diagnostic& d : key_errors) c.errors_.push_back(std::move(d));
    if (!f) continue;
    c.record_use(key, f);
    c.assignment(x, f->type, "struct literal");
    Var* other = nullptr;
    GivenFields::Clash clash = given.add(path.span(), f, &other);
    if (clash != GivenFields::Clash::None) report_clash(c, e, key->name(), clash, other);
    expected = path.span()[0] + 1;
  }
}

void positional_elements(const Literal& l, Node* literal, NodeList elements) {
  Checker& c = l.c;
  auto fields = l.s->fields;
  Operand x;
  for (size_t i = 0; i < elements.size(); i++) {
    Node* e = elements[i];
    if (e->is(NodeKind::KeyValue)) {
      c.error(e, "mixture of field:value and value elements in struct literal");
      continue;
    }
    Var* f = i < fields.size() ? fields[i].get() : nullptr;
    c.expr(l.infer && f ? f->type.get() : nullptr, x, e);
    if (!f) {
      c.error(x, fmt::format("too many values in struct literal of type {}", c.str(l.base)));
      break;
    }
    if (!f->exported() && !same_package(f->pkg, c.pkg_)) {
      c.error(x, fmt::format("implicit assignment to unexported field {} in struct literal of type {}", f->name.view(),
                             c.str(l.base)));
      continue;
    }
    c.assignment(x, f->type, "struct literal");
  }
  if (elements.size() < fields.size())
    c.error(literal->aux_pos(), fmt::format("too few values in struct literal of type {}", c.str(l.base)));
}

}  // namespace

void struct_elements(Checker& c, Node* literal, NodeList elements, Type* base, Struct* s) {
  if (elements.empty()) return;
  bool go27 = infers_from_context(c);
  Literal l{c, base, s, go27, go27};
  if (elements[0]->is(NodeKind::KeyValue)) {
    keyed_elements(l, elements);
  } else {
    positional_elements(l, literal, elements);
  }
}

}  // namespace ptrsafe
