// Labels (spec, "Labeled statements", "Break statements", "Continue statements", "Goto statements"): one walk
// over a function's body finds duplicate, unused and missing labels, and jumps into blocks or over variable
// declarations.
#include <fmt/format.h>

#include "check/checker.h"

namespace ptrsafe {
namespace {

struct LabelInfo {
  Label* label;
  Node* ident;
};

// A block and the labeled statement whose body it is, if any.
struct LabelBlock {
  LabelBlock* parent;
  Node* labeled;
  absl::InlinedVector<Name, 4> declared;  // labels seen so far in this block
};

class LabelWalker {
 public:
  explicit LabelWalker(Checker& c) : c_(c) {}

  void run(Node* body) {
    std::vector<Node*> jumps;
    block(body->la(), nullptr, nullptr, jumps);
    for (Node* jump : jumps) {
      Node* label = jump->na();
      auto it = all_.find(label->a);
      if (it != all_.end()) {
        it->second.label->used = true;
        c_.record_use(label, it->second.label);
        c_.error(label, fmt::format("goto {} jumps into block", label->name().view()));
      } else {
        c_.error(label, fmt::format("label {} not declared", label->name().view()));
      }
    }
    for (const LabelInfo& l : in_order_)
      if (!l.label->used) c_.soft_error(l.ident->pos, fmt::format("label {} declared and not used", l.label->name.view()));
  }

 private:
  // Walks a block's statements. Gotos whose label has not been seen are added to `jumps`.
  void block(NodeList list, LabelBlock* parent, Node* labeled, std::vector<Node*>& jumps) {
    LabelBlock b{parent, labeled, {}};
    std::vector<Node*> forward;
    // Forward jumps that stand before the last variable declaration of this block.
    size_t before_var = 0;
    Pos var_pos;
    for (Node* s : list) statement(s, &b, forward, before_var, var_pos);
    jumps.insert(jumps.end(), forward.begin(), forward.end());
  }

  void nested(Node* body, LabelBlock* b, Node* labeled, std::vector<Node*>& forward) {
    if (body && body->is(NodeKind::BlockStmt)) block(body->la(), b, labeled, forward);
  }

  void statement(Node* s, LabelBlock* b, std::vector<Node*>& forward, size_t& before_var, Pos& var_pos) {
    Node* labeled = nullptr;
    // A statement may carry several labels; loops rather than recursion keep the stack flat.
    while (s && s->is(NodeKind::LabeledStmt)) {
      labeled = s;
      declare(s->na(), b, forward, before_var, var_pos);
      s = s->nb();
    }
    if (!s) return;
    switch (s->kind) {
      case NodeKind::DeclStmt:
        if (s->na()->is(NodeKind::GenDecl) && static_cast<DeclKind>(s->na()->op) == DeclKind::Var)
          for (Node* spec : s->na()->la()) var_pos = start_pos(spec), before_var = forward.size();
        break;
      case NodeKind::AssignStmt:
        if (s->oper() == Op::Define) var_pos = start_pos(s), before_var = forward.size();
        break;
      case NodeKind::BranchStmt: branch(s, b, forward); break;
      case NodeKind::BlockStmt: nested(s, b, labeled, forward); break;
      case NodeKind::IfStmt:
        for (;;) {
          IfView v = if_stmt(s);
          nested(v.then, b, labeled, forward);
          if (!v.els) break;
          if (!v.els->is(NodeKind::IfStmt)) {
            nested(v.els, b, labeled, forward);
            break;
          }
          s = v.els;
        }
        break;
      case NodeKind::SwitchStmt:
      case NodeKind::TypeSwitchStmt: clauses(switch_stmt(s).body, b, labeled, forward); break;
      case NodeKind::SelectStmt: clauses(s->na(), b, labeled, forward); break;
      case NodeKind::ForStmt: nested(for_stmt(s).body, b, labeled, forward); break;
      case NodeKind::RangeStmt: nested(range_stmt(s).body, b, labeled, forward); break;
      default: break;
    }
  }

  void clauses(Node* body, LabelBlock* parent, Node* labeled, std::vector<Node*>& forward) {
    if (!body) return;
    LabelBlock b{parent, labeled, {}};
    for (Node* clause : body->la())
      if (clause->is(NodeKind::CaseClause) || clause->is(NodeKind::CommClause))
        block(clause->lb(), &b, labeled, forward);
  }

  void declare(Node* ident, LabelBlock* b, std::vector<Node*>& forward, size_t& before_var, Pos var_pos) {
    Name name = ident->name();
    if (name == names.blank) return;
    auto [it, fresh] = all_.try_emplace(ident->a, LabelInfo{});
    if (!fresh) {
      c_.error(ident, fmt::format("label {} already declared\n\tother declaration of {}", name.view(), name.view()));
    } else {
      Label* l = make<Label>();
      l->name = name;
      l->pos = ident->pos;
      l->pkg = c_.pkg_;
      l->color = Object::Black;
      it->second = {l, ident};
      in_order_.push_back(it->second);
      c_.record_def(ident, l);
    }
    Label* label = all_[ident->a].label;
    b->declared.push_back(name);
    size_t kept = 0;
    size_t kept_before = 0;
    for (size_t i = 0; i < forward.size(); i++) {
      Node* jump = forward[i];
      if (jump->na()->name() == name) {
        label->used = true;
        c_.record_use(jump->na(), label);
        if (i < before_var) {
          SourceFile* file = file_of(var_pos);
          c_.error(jump->na(), fmt::format("goto {} jumps over variable declaration at line {}", name.view(),
                                           file->line_column(var_pos).line));
        }
      } else {
        if (i < before_var) kept_before++;
        forward[kept++] = jump;
      }
    }
    forward.resize(kept);
    before_var = kept_before;
  }

  void branch(Node* s, LabelBlock* b, std::vector<Node*>& forward) {
    Node* label = s->na();
    if (!label) return;
    Name name = label->name();
    auto kind = static_cast<BranchKind>(s->op);
    if (kind == BranchKind::Goto) {
      bool found = false;
      for (LabelBlock* p = b; p && !found; p = p->parent)
        for (Name n : p->declared) found = found || n == name;
      if (!found) {
        forward.push_back(s);
        return;
      }
    } else {
      Node* target = nullptr;
      // A blank label declares nothing.
      for (LabelBlock* p = b; p && !target && name != names.blank; p = p->parent) target = target_named(p->labeled, name);
      bool loop = target && (target->is(NodeKind::ForStmt) || target->is(NodeKind::RangeStmt));
      bool breakable = loop || (target && (target->is(NodeKind::SwitchStmt) || target->is(NodeKind::TypeSwitchStmt) ||
                                           target->is(NodeKind::SelectStmt)));
      if (kind == BranchKind::Break ? !breakable : !loop) {
        c_.error(label, fmt::format("invalid {} label {}", kind == BranchKind::Break ? "break" : "continue", name.view()));
        return;
      }
    }
    auto it = all_.find(label->a);
    if (it == all_.end()) return;
    it->second.label->used = true;
    c_.record_use(label, it->second.label);
  }

  // The statement labeled `name` if `labeled` is it.
  static Node* target_named(Node* labeled, Name name) {
    return labeled && labeled->na()->name() == name ? labeled->nb() : nullptr;
  }

  Checker& c_;
  absl::flat_hash_map<uint32_t, LabelInfo> all_;  // by Name id
  std::vector<LabelInfo> in_order_;
};

}  // namespace

void Checker::labels(Node* body) { LabelWalker(*this).run(body); }

}  // namespace ptrsafe
