// Function and composite literals (spec, "Function literals", "Composite literals").
#include <fmt/format.h>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "check/implicit.h"
#include "check/struct_literal.h"

namespace ptrsafe {
namespace {

bool is_keyed(NodeList elements) {
  for (Node* e : elements)
    if (e->is(NodeKind::KeyValue)) return true;
  return false;
}

// An element of a literal: its type may be left out, and a generic function takes the element type.
void element(Checker& c, Operand& x, Node* e, Type* type, bool infer, std::string_view context) {
  c.raw_expr(infer ? type : nullptr, x, e, type, false);
  c.exclude_novalue(x);
  c.assignment(x, type, context);
}

// Tables are mostly integers that fit: their literals get the type of the elements, which is an integer type, in one
// step. False if `e` is none of them.
bool table_integer(Checker& c, Node* e, Type* type, Basic* integer) {
  constexpr uint32_t kLongest = 18;
  if (!e->is(NodeKind::BasicLit) || static_cast<LitKind>(e->op) != LitKind::Int || e->a > kLongest || !c.allows(13)) return false;
  const SourceFile* file = c.env_.file->tree->file;
  Const value = const_literal(LitKind::Int, file->text().substr(file->offset(e->pos), e->a));
  if (value.kind() != ConstKind::Int || !c.representable_const(value, integer, nullptr)) return false;
  c.record_type_and_value(e, Operand::Constant, type, value);
  return true;
}

// Constant map keys seen so far; for interface keys the type counts too.
class SeenKeys {
 public:
  explicit SeenKeys(bool by_type) : by_type_(by_type) {}
  // False if the key was there already.
  bool insert(Const key, Type* type) {
    auto& same_hash = keys_[const_hash(key)];
    for (const auto& [other, other_type] : same_hash)
      if (const_equal(key, other) && (!by_type_ || identical(type, other_type))) return false;
    same_hash.push_back({key, type});
    return true;
  }

 private:
  bool by_type_;
  absl::flat_hash_map<uint64_t, absl::InlinedVector<std::pair<Const, Type*>, 1>> keys_;
};

// Numeric keys of interface type differ by type; others are equal if their values are, whatever their kind.
Const comparable_key(Const v) {
  if (v.kind() == ConstKind::Float || v.kind() == ConstKind::Complex) {
    if (Const i = to_int(v); i.kind() == ConstKind::Int) return i;
    if (Const f = to_float(v); f.kind() != ConstKind::Unknown) return f;
  }
  return v;
}

void map_elements(Checker& c, NodeList elements, Map* m) {
  bool infer = infers_from_context(c);
  SeenKeys seen(is_non_type_param_interface(m->key));
  Operand x;
  for (Node* e : elements) {
    if (!e->is(NodeKind::KeyValue)) {
      c.error(e, "missing key in map literal");
      continue;
    }
    element(c, x, e->na(), m->key, infer, "map literal");
    if (x.mode == Operand::Invalid) continue;
    if (x.mode == Operand::Constant && x.val.kind() != ConstKind::Unknown &&
        !seen.insert(comparable_key(x.val), x.type)) {
      c.error(x, fmt::format("duplicate key {} in map literal", to_string(x.val)));
      continue;
    }
    element(c, x, e->nb(), m->elem, infer, "map literal");
  }
}

// Evaluates the elements of a literal whose type is not known; keys may be field names and are left alone.
void use_elements(Checker& c, NodeList elements) {
  for (Node* e : elements) c.use(e->is(NodeKind::KeyValue) ? e->nb() : e);
}

bool is_open_array(const Node* type) {
  return type->is(NodeKind::ArrayType) && type->na() && type->na()->is(NodeKind::Ellipsis) && !type->na()->na();
}

}  // namespace

bool infers_from_context(const Checker& c) { return c.state_.config && c.state_.config->go_minor >= 27; }

void Checker::func_lit(Operand& x, Node* e) {
  Signature* sig = nullptr;
  Type* t = func_type_expr(e->na(), &sig);
  if (!sig) {
    x.invalidate();
    return;
  }
  if (sig->scope) {
    sig->scope->begin = start_pos(e);
    sig->scope->end = end_pos(e);
    record_scope(e, sig->scope);
  }
  x.mode = Operand::Value;
  x.type = t;
  Node* body = e->nb();
  if (!body || !state_.options.bodies) return;
  // The body may refer to types that are still being declared, so it waits; but it is checked before the scope
  // around it goes on. `iota` keeps its value.
  if (in_bodies_) {
    later([this, env = env_, sig, body] { func_body(env, "<function literal>", sig, body); });
    return;
  }
  BodyTask task;
  task.env = env_;
  task.body = body;
  task.sig = sig;
  task.name = "<function literal>";
  if (env_.decl) {
    task.file = env_.decl->file;
  } else {
    const auto& files = pkg_->details->files;
    for (size_t i = 0; i < files.size(); i++)
      if (files[i].get() == env_.file) task.file = static_cast<uint32_t>(i);
  }
  state_.bodies.push_back(std::move(task));
}

int64_t Checker::indexed_elements(NodeList elements, Type* elem, int64_t length) {
  bool infer = infers_from_context(*this);
  // Without keys no index can be given twice.
  bool keyed = is_keyed(elements);
  absl::flat_hash_set<int64_t> seen;
  int64_t index = 0;
  int64_t max = 0;
  Basic* integer = as_under<Basic>(elem);
  if (integer && !(integer->info() & kIsInteger)) integer = nullptr;
  Operand x;
  for (Node* e : elements) {
    bool valid = true;
    Node* value = e;
    if (e->is(NodeKind::KeyValue)) {
      value = e->nb();
      valid = false;
      Type* type = nullptr;
      int64_t i = index_value(e->na(), length, &type);
      if (type && is_valid(type)) {
        if (i >= 0) {
          index = i;
          valid = true;
        } else {
          error(e, fmt::format("index {} must be integer constant", str(e->na())));
        }
      }
    } else if (length >= 0 && index >= length) {
      error(e, fmt::format("index {} is out of bounds (>= {})", index, length));
      valid = false;
    }
    if (valid && keyed && !seen.insert(index).second)
      error(e, fmt::format("duplicate index {} in array or slice literal", index));
    if (!integer || !table_integer(*this, value, elem, integer))
      element(*this, x, value, elem, infer, "array or slice literal");
    index = static_cast<int64_t>(static_cast<uint64_t>(index) + 1);
    if (index > max) max = index;
  }
  return max;
}

void Checker::composite_lit(Operand& x, Node* e, Type* hint) {
  Node* type_node = e->na();
  NodeList elements = e->lb();
  Type* type = nullptr;
  Type* base = nullptr;
  Type* open_elem = nullptr;  // of [...]T, whose length comes from the elements
  bool is_element = false;
  if (type_node && is_open_array(type_node)) {
    open_elem = var_type(type_node->nb());
  } else if (type_node) {
    type = base = type_expr(type_node);
  } else if (hint) {
    // In []*T{{…}} the inner literals are &T{…}.
    type = base = hint;
    Type* u = common_under(base);
    if (u && u->kind == TypeKind::Pointer) base = static_cast<Pointer*>(u)->elem;
    is_element = true;
  } else {
    error(e, "missing type in composite literal");
    type = base = invalid_type();
  }

  if (open_elem) {
    uint32_t skipped = type_node->na()->aux;  // the number of elements that the parser left out, plus 1
    int64_t n = skipped ? int64_t{skipped} - 1 : indexed_elements(elements, open_elem, -1);
    type = array_of(open_elem, n);
    record_type_and_value(type_node, Operand::TypeExpr, type, {});
    x.mode = Operand::Value;
    x.type = type;
    return;
  }

  Type* u = common_under(base);
  switch (u ? u->kind : TypeKind::Tuple) {
    case TypeKind::Struct: struct_elements(*this, e, elements, base, static_cast<Struct*>(u)); break;
    case TypeKind::Array: {
      Array* a = static_cast<Array*>(u);
      int64_t n = indexed_elements(elements, a->elem, a->length);
      // Where the length is in error, the elements tell what was meant.
      if (a->length < 0 && u == unalias(type)) {
        type = array_of(a->elem, n);
        if (type_node) record_type_and_value(type_node, Operand::TypeExpr, type, {});
      }
      break;
    }
    case TypeKind::Slice: indexed_elements(elements, static_cast<Slice*>(u)->elem, -1); break;
    case TypeKind::Map: map_elements(*this, elements, static_cast<Map*>(u)); break;
    default:
      use_elements(*this, elements);
      if (u && !is_valid(u)) break;
      error(e, fmt::format("invalid composite literal{} type {}{}", is_element ? " element" : "", str(type),
                           u ? "" : " (no common underlying type)"));
      x.invalidate();
      return;
  }
  x.mode = Operand::Value;
  x.type = type;
}

}  // namespace ptrsafe
