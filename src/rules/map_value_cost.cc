// map-value-cost: advice on maps whose element type makes the program pay: large values, or small ones in boxes.
#include <fmt/format.h>

#include "flow/lock_types.h"
#include "flow/map_boxes.h"
#include "rules/rule.h"
#include "types/predicates.h"
#include "types/under.h"

namespace ptrsafe {
namespace {

constexpr int64_t kLarge = 1024;  // bytes that a lookup may copy without a word
constexpr int64_t kSmallBox = 8;  // bytes that are better off in the map itself

bool has_pointers(Type* t, int depth = 0) {
  Type* u = under(t);
  switch (u->kind) {
    case TypeKind::Basic: {
      BasicKind k = static_cast<Basic*>(u)->basic();
      return k == BasicKind::String || k == BasicKind::UnsafePointer;
    }
    case TypeKind::Array: return depth > 8 || has_pointers(static_cast<Array*>(u)->elem, depth + 1);
    case TypeKind::Struct:
      for (const Ref<Var>& f : static_cast<Struct*>(u)->fields)
        if (depth > 8 || has_pointers(f->type, depth + 1)) return true;
      return false;
    default: return true;
  }
}

class Cost {
 public:
  Cost(const flow::PackageFlow& package, Sizes sizes, Reporter& out) : package_(package), sizes_(sizes), out_(out) {}

  void run() {
    const Package& p = package_.package();
    for (Named* n : p.details->named_types) {
      if (n->type_params.size()) continue;
      if (as_under<Map>(n)) judge(n, n->obj->pos, n->obj->name.view());
      if (Struct* s = as_under<Struct>(n))
        for (const Ref<Var>& f : s->fields)
          if (f->type) variable(f.get(), n->obj->name.view());
    }
    for (const Ref<Object>& o : p.scope->objects())
      if (Var* v = as_object<Var>(o.get()); v && v->type) variable(v, "");
    for (const auto& b : package_.bodies())
      for (const ir::Instr& i : b->function.instrs)
        if (i.op == ir::Opcode::MakeMap && i.node && b->function.node && unalias(i.type)->kind == TypeKind::Map && i.sub == 0) judge(i.type, start_pos(i.node), b->function.name);
  }

 private:
  // Of a variable or field whose type has no name of its own.
  void variable(const Var* v, std::string_view owner) {
    if (unalias(v->type)->kind == TypeKind::Map) judge(v->type, v->pos, owner.empty() ? v->name.view() : owner);
  }

  void judge(Type* t, Pos at, std::string_view symbol) {
    Map* m = as_under<Map>(t);
    if (is_type_param(m->elem) || !has_constant_size(m->elem)) return;
    int64_t size = sizes_.size_of(m->elem);
    if (size >= kLarge) {
      out_.add_at(RuleId::MapValueCost, Confidence::Proven, symbol, at,
                  fmt::format("each lookup in this map copies a value of {} bytes; a map of pointers copies {}", size, sizes_.word),
                  {{at, fmt::format("the value has {} bytes", size)}});
      return;
    }
    Pointer* box = as_under<Pointer>(m->elem);
    if (!box || is_type_param(box->elem) || !has_constant_size(box->elem)) return;
    int64_t inside = sizes_.size_of(box->elem);
    if (inside <= 0 || inside > kSmallBox || has_pointers(box->elem) || flow::holds_lock(box->elem)) return;
    if (package_.program().map_boxes().needed(t)) return;
    out_.add_at(RuleId::MapValueCost, Confidence::Proven, symbol, at,
                fmt::format("each value of this map is a pointer of {} bytes to {} bytes without pointers, which are only read: an object for the collector "
                            "to follow, where the value itself would do",
                            sizes_.word, inside),
                {{at, fmt::format("the box has {} bytes", inside)}});
  }

  const flow::PackageFlow& package_;
  Sizes sizes_;
  Reporter& out_;
};

}  // namespace

void map_value_cost(const flow::PackageFlow& package, Sizes sizes, Reporter& out) { Cost(package, sizes, out).run(); }

}  // namespace ptrsafe
