// Assignments to variables that nothing uses are not analysed (cmd/compile/internal/deadlocals).
#include "absl/container/flat_hash_map.h"
#include "escape/passes.h"
#include "types/universe.h"

namespace ptrsafe::escape {
namespace {

class DeadAssignments {
 public:
  explicit DeadAssignments(Arena& arena) : arena_(arena) {}

  void list(std::span<Node* const> nodes) {
    for (Node* n : nodes) look(n);
  }

  void remove(bool forget_definitions) {
    Node* zero = arena_.node(Op::Literal, {}, basic_type(BasicKind::Int));
    zero->value = const_int(0);
    for (auto& [variable, d] : found_) {
      if (d.used) continue;
      for (auto& [left, right] : d.assignments) *left = nullptr, *right = zero;
      if (forget_definitions && variable && !d.assignments.empty()) variable->definition = nullptr;
    }
  }

 private:
  struct Definitions {
    bool used = false;
    std::vector<std::pair<Node**, Node**>> assignments;
  };

  void look(Node* n) {
    if (!n) return;
    switch (n->op) {
      case Op::Declare: return;
      case Op::Closure:
        list(n->init);
        for (Local* l : n->callable->captured) use(l);
        return list(n->callable->body);
      case Op::LocalRef:
        list(n->init);
        return use(n->local);
      case Op::Assign:
        list(n->init);
        return assign(&n->x, &n->y, false);
      case Op::AssignList: {
        list(n->init);
        bool named = false;
        for (Node* l : n->list) named = named || l;
        for (size_t i = 0; i < n->list.size(); i++) assign(&n->list[i], &n->more[i], named);
        return;
      }
      default: break;
    }
    list(n->init);
    look(n->x), look(n->y), look(n->z);
    list(n->list), list(n->more);
  }

  void use(Local* l) {
    if (l->kind == Local::Result) return;
    Definitions& d = found_[l];
    d.used = true;
    auto waiting = std::move(d.assignments);
    d.assignments.clear();
    for (auto& [left, right] : waiting) look(*right);
  }

  static bool has_effects(const Node* n) {
    if (!n) return false;
    if (!n->init.empty()) return true;
    return n->op != Op::LocalRef && n->op != Op::GlobalRef && n->op != Op::FuncRef && n->op != Op::Literal && n->op != Op::Nil && n->op != Op::Closure;
  }

  // `left` null is the blank identifier, which discards in an assignment of several, and uses otherwise.
  void assign(Node** left, Node** right, bool blank_discards) {
    Node* l = *left;
    if (l && l->op != Op::LocalRef) {
      if (l->op != Op::GlobalRef) look(l);
      return look(*right);
    }
    bool local = l ? l->local->kind != Local::Result : blank_discards;
    if (local && !has_effects(*right)) {
      Definitions& d = found_[l ? l->local : nullptr];
      if (!d.used) {
        d.assignments.emplace_back(left, right);
        return;
      }
    }
    look(*right);
  }

  Arena& arena_;
  absl::flat_hash_map<Local*, Definitions> found_;
};

}  // namespace

void remove_dead_assignments(Arena& arena, Callable& outermost, const Rules& rules) {
  if (!rules.drops_dead_assignments) return;
  DeadAssignments pass(arena);
  pass.list(outermost.body);
  pass.remove(rules.forgets_dead_definitions);
}

}  // namespace ptrsafe::escape
