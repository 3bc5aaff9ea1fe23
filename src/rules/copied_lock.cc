// copied-lock: a value that holds a lock or an atomic is copied into or out of a map.
#include <fmt/format.h>

#include "flow/body.h"
#include "flow/library.h"
#include "flow/lock_types.h"
#include "flow/sync_map.h"
#include "rules/rule.h"
#include "syntax/children.h"
#include "types/type_set.h"
#include "types/type_string.h"
#include "types/under.h"

namespace ptrsafe {
namespace {

using ir::Opcode;
using ir::ValueId;

bool is_fresh(const Node* e) {
  e = unparen(const_cast<Node*>(e));
  if (e->is(NodeKind::Star)) e = unparen(e->na());  // *f(): what a call gives may be new
  return e->is(NodeKind::CompositeLit) || e->is(NodeKind::Call);
}

// What is assigned to `target` somewhere below `n`; null if that is no plain assignment.
const Node* assigned_to(const Node* n, const Node* target) {
  const Node* found = nullptr;
  if (n->is(NodeKind::AssignStmt) && n->la().size() == n->lb().size())
    for (size_t k = 0; k < n->la().size(); k++)
      if (n->la()[k] && unparen(n->la()[k]) == target) return n->lb()[k];
  for_each_child(n, [&](const Node* c) {
    if (!found) found = assigned_to(c, target);
  });
  return found;
}

class CopiedLock {
 public:
  CopiedLock(const flow::PackageFlow& package, const Subject& s, Reporter& out) : package_(s.package), f_(s.function), dominators_(s.dominators), out_(out) {
    // What its type parameters stand for is asked of generic functions only.
    for (const ir::Function* f = &f_; f; f = f->parent)
      if (f->signature && (!f->signature->type_params.empty() || !f->signature->recv_type_params.empty())) arguments_ = &package.program().lock_arguments();
  }

  void run() {
    for (uint32_t n = 1; n < f_.instrs.size(); n++) {
      ValueId v{n};
      const ir::Instr& i = f_.at(v);
      if (i.op == Opcode::None || !dominators_.reachable(i.block)) continue;
      switch (i.op) {
        case Opcode::Lookup:
          if (holds_lock(i.type) && (used_whole(v) || kept(v))) copied_out(i.type, i.node);
          break;
        case Opcode::Extract: {
          const ir::Instr& t = f_.at(f_.operand(v, 0));
          if (t.op == Opcode::LookupOk && i.aux == 0 && holds_lock(i.type) && !body().users(v).empty()) copied_out(i.type, t.node);
          if (t.op == Opcode::RangeNext && i.aux == 2 && ranges_over_map(t)) copied_out(i.type, i.node ? i.node.get() : t.node.get());
          break;
        }
        case Opcode::TypeAssert:
        case Opcode::TypeAssertOk:
          if (flow::from_sync_map(f_, f_.operand(v, 0)) && holds_lock(asserted(i)) && used_whole(v)) copied_out(asserted(i), i.node);
          break;
        case Opcode::Load:
          if (from_map(f_.operand(i, 0)) && holds_lock(i.type) && copied(v)) copied_out(i.type, i.node);
          break;
        case Opcode::MapUpdate: copied_in(f_.operand(v, 2), i); break;
        case Opcode::Call: call(v, i); break;
        default: break;
      }
    }
  }

 private:
  const flow::Body& body() const {
    if (!body_) body_ = std::make_unique<flow::Body>(f_);
    return *body_;
  }

  bool holds_lock(Type* t) const { return !flow::lock_in(t, arguments_).empty(); }

  // A pointer that a lookup or a range gave.
  bool from_map(ValueId v) const {
    const ir::Instr& i = f_.at(v);
    if (i.op == Opcode::Lookup) return true;
    if (i.op != Opcode::Extract) return false;
    const ir::Instr& t = f_.at(f_.operand(v, 0));
    return (t.op == Opcode::LookupOk && i.aux == 0) || (t.op == Opcode::RangeNext && i.aux == 2 && ranges_over_map(t));
  }

  // *m[k] is kept; not compared, and not stored in a map, which is one copy and the store's.
  bool copied(ValueId load) const {
    auto users = body().users(load);
    return std::any_of(users.begin(), users.end(), [&](ValueId u) { return f_.at(u).op != Opcode::Binary && f_.at(u).op != Opcode::MapUpdate; });
  }

  // It becomes a variable, of which only fields are read: not m[k].field.
  bool kept(ValueId lookup) const {
    const Node* e = f_.at(lookup).node;
    return e && f_.node && !body().users(lookup).empty() && !selected(ir::declaration_of(f_, e), e);
  }

  // Below `n` something selects a field or an element of `e`.
  static bool selected(const Node* n, const Node* e) {
    bool found = (n->is(NodeKind::Selector) || n->is(NodeKind::Index)) && n->na() && unparen(n->na()) == e;
    for_each_child(n, [&](const Node* c) { found = found || selected(c, e); });
    return found;
  }

  // Something uses the value as a whole, not only its fields.
  bool used_whole(ValueId v) const {
    for (ValueId u : body().users(v)) {
      const ir::Instr& i = f_.at(u);
      if ((i.op == Opcode::Field || i.op == Opcode::Index) && f_.operand(u, 0) == v) {
        if (holds_lock(i.type) && used_whole(u)) return true;
        continue;
      }
      if (i.op == Opcode::Extract && i.aux == 1) continue;  // of an assertion
      if (i.op == Opcode::Extract && !used_whole(u)) continue;
      return true;
    }
    return false;
  }

  bool ranges_over_map(const ir::Instr& next) const {
    Type* t = f_.at(f_.operand(f_.operand(next, 0), 0)).type;
    t = t ? common_under(t) : nullptr;
    return t && as<Map>(t);
  }

  static Type* asserted(const ir::Instr& i) {  // the type
    Tuple* t = i.type && i.type->kind == TypeKind::Tuple ? static_cast<Tuple*>(i.type.get()) : nullptr;
    return t ? t->vars[0]->type.get() : i.type.get();
  }

  bool is_sync_map(ValueId call) const {
    const Func* callee = ir::callee(f_.at(call));
    return flow::is_sync_map_method(callee);
  }

  void copied_out(Type* t, const Node* at) { report(t, at, "out of"); }

  // `value` is stored by `store`; its expression tells whether it is new.
  void copied_in(ValueId value, const ir::Instr& store) {
    Type* t = f_.at(value).type;
    if (!store.node || !t || !holds_lock(t)) return;
    const Node* e = nullptr;
    if (store.sub == 1) e = store.node->is(NodeKind::KeyValue) ? store.node->nb() : store.node.get();
    else if (f_.node) e = assigned_to(ir::declaration_of(f_, store.node), store.node);
    Opcode op = f_.at(value).op;
    // A variable that nothing was done with yet is as good as a literal.
    bool fresh = op == Opcode::Zero || (e ? is_fresh(e) : op == Opcode::StructLit || op == Opcode::ArrayLit || op == Opcode::Call);
    // m[k] = n[l] is one copy, which the lookup reports.
    bool lookup = op == Opcode::Lookup || (op == Opcode::Extract && f_.at(f_.operand(value, 0)).op == Opcode::LookupOk);
    if (!fresh && !lookup) report(t, store.node, "into");
  }

  void call(ValueId v, const ir::Instr& i) {
    const Func* callee = ir::callee(i);
    if (!callee || !i.node) return;
    std::string_view name = callee->name.view(), path = flow::package_path(callee);
    if (is_sync_map(v)) {
      for (size_t k = 3; k < i.count; k++) {  // receiver, key, then values
        const ir::Instr& boxed = f_.at(f_.operand(v, k));
        if (boxed.op != Opcode::MakeInterface) continue;
        const ir::Instr& value = f_.at(f_.operand(f_.operand(v, k), 0));
        if (value.op == Opcode::StructLit || value.op == Opcode::Zero || value.op == Opcode::Call || value.op == Opcode::ArrayLit) continue;
        if (value.type && holds_lock(value.type)) report(value.type, i.node, "into");
      }
      return;
    }
    if (path != "maps" || !(name == "Clone" || name == "Copy" || name == "Values" || name == "All")) return;
    Type* t = f_.at(f_.operand(v, name == "Copy" ? 2 : 1)).type;
    if (Map* m = t ? as<Map>(common_under(t)) : nullptr; m && holds_lock(m->elem)) report(m->elem, i.node, "out of");
  }

  void report(Type* t, const Node* at, const char* way) {
    if (!t || !at) return;
    const flow::LockArguments::Argument* argument = nullptr;
    std::string lock = flow::lock_in(t, arguments_, &argument);
    if (lock.empty()) return;
    std::vector<WitnessStep> witness{{start_pos(at), "copied here"}};
    if (argument) witness.push_back({start_pos(argument->at), fmt::format("with values of type {} here", type_string(argument->type, {&package_, true, nullptr}))});
    out_.add(RuleId::CopiedLock, Confidence::Proven, at,
             fmt::format("a value with a {} in it is copied {} a map: the copy has a lock or count of its own, which guards nothing of the "
                         "original's; keep pointers in the map",
                         lock, way),
             std::move(witness));
  }

  const Package& package_;
  const ir::Function& f_;
  const ir::Dominators& dominators_;
  const flow::LockArguments* arguments_ = nullptr;
  mutable std::unique_ptr<flow::Body> body_;  // made when the first lock is met
  Reporter& out_;
};

}  // namespace

void copied_lock(const flow::PackageFlow& package, const Subject& s, Reporter& out) { CopiedLock(package, s, out).run(); }

}  // namespace ptrsafe
