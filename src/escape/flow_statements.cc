// The flow of statements.
#include "escape/assignments.h"
#include "escape/flow_builder.h"
#include "types/predicates.h"

namespace ptrsafe::escape {
namespace {

// Expressions that have the same value each time, as far as their form says.
bool same_safe(const Node* a, const Node* b) {
  while (a->op == Op::ConvNop) a = a->x;
  while (b->op == Op::ConvNop) b = b->x;
  if (a->op != b->op || !a->type || !b->type || !identical(a->type, b->type)) return false;
  switch (a->op) {
    case Op::LocalRef: return a->local == b->local;
    case Op::GlobalRef:
    case Op::FuncRef: return a->object == b->object;
    case Op::Dot:
    case Op::DotPtr: return a->name == b->name && same_safe(a->x, b->x);
    case Op::Deref: return same_safe(a->x, b->x);
    case Op::Unary: return a->sub == b->sub && same_safe(a->x, b->x);
    case Op::Conv: return is_numeric(a->type) && same_safe(a->x, b->x);
    case Op::Index:
    case Op::IndexMap: return same_safe(a->x, b->x) && same_safe(a->y, b->y);
    case Op::Binary: return a->sub == b->sub && !is_comparison(static_cast<ptrsafe::Op>(a->sub)) && same_safe(a->x, b->x) && same_safe(a->y, b->y);
    case Op::Literal: return compare(a->value, ptrsafe::Op::Eql, b->value);
    case Op::Nil: return true;
    default: return false;
  }
}

bool may_affect_memory(const Node* n) {
  switch (n->op) {
    case Op::LocalRef:
    case Op::GlobalRef:
    case Op::FuncRef:
    case Op::Literal:
    case Op::Nil: return false;
    case Op::Binary: return is_comparison(static_cast<ptrsafe::Op>(n->sub)) || may_affect_memory(n->x) || may_affect_memory(n->y);
    case Op::Index: return may_affect_memory(n->x) || may_affect_memory(n->y);
    case Op::Conv:
    case Op::ConvNop:
    case Op::Unary:
    case Op::Dot:
    case Op::DotPtr:
    case Op::Deref: return may_affect_memory(n->x);
    case Op::Part: {
      auto id = static_cast<BuiltinId>(n->sub);
      return (id != BuiltinId::Len && id != BuiltinId::Cap) || may_affect_memory(n->x);
    }
    default: return true;
  }
}

bool is_name(const Node* n) { return n->op == Op::LocalRef || n->op == Op::GlobalRef; }

// b.buf = b.buf[i:j], x.f = x.g: no pointer gets anywhere where it was not.
bool assigns_itself(const Node* to, const Node* from) {
  if ((to->op == Op::Deref || to->op == Op::DotPtr) && is_name(to->x) && from->op == Op::Slice && from->x->op != Op::Addr &&
      (from->x->op == Op::Deref || from->x->op == Op::DotPtr) && is_name(from->x->x) && same_safe(to->x, from->x->x))
    return true;
  if (to->op != from->op) return false;
  if (to->op == Op::Dot || to->op == Op::DotPtr) return same_safe(to->x, from->x);
  if (to->op == Op::Index) return !may_affect_memory(to->y) && !may_affect_memory(from->y) && same_safe(to->x, from->x);
  return false;
}

bool is_header_data(const Node* n) {
  if (n->op != Op::DotPtr || n->name.view() != "Data" || !is_uintptr(n->type)) return false;
  Pointer* p = as_under<Pointer>(n->x->type);
  Named* t = p ? as<Named>(p->elem) : nullptr;
  return t && t->obj->pkg && t->obj->pkg->path.view() == "reflect" && (t->obj->name.view() == "SliceHeader" || t->obj->name.view() == "StringHeader");
}

}  // namespace

void FlowBuilder::declare(Callable& c) {
  c.in_batch = true;
  auto place = [&](Local* l) { l->place = graph_.add(&c, nullptr, l, 1, true); };
  for (size_t i = 0; i < c.params.size(); i++) {
    place(c.params[i]);
    graph_[c.params[i]->place].parameter = static_cast<int32_t>(i);
  }
  for (size_t i = 0; i < c.results.size(); i++) {
    place(c.results[i]);
    graph_[c.results[i]->place].result = static_cast<int32_t>(i);
  }
  for (Local* l : c.locals) place(l);
  auto inner = [&](Node* n) {
    if (n->op == Op::Closure && !n->callable->stands_alone()) declare(*n->callable);
    return true;
  };
  visit(std::span<Node* const>(c.body), inner);
}

void FlowBuilder::body(Callable& c) {
  Callable* outer = current_;
  int32_t depth = loop_depth_;
  auto labels = std::move(looping_labels_);
  looping_labels_.clear();
  current_ = &c;
  loop_depth_ = 1;
  std::vector<Name> seen;
  auto look = [&](Node* n) {
    if (n->op == Op::Label) seen.push_back(n->name);
    if (n->op == Op::Goto && std::find(seen.begin(), seen.end(), n->name) != seen.end()) looping_labels_.push_back(n->name);
    return true;
  };
  visit(std::span<Node* const>(c.body), look);
  block(c.body);
  current_ = outer;
  loop_depth_ = depth;
  looping_labels_ = std::move(labels);
}

void FlowBuilder::statements(std::span<Node* const> list) {
  for (Node* n : list) statement(n);
}

void FlowBuilder::block(std::span<Node* const> list) {
  int32_t depth = loop_depth_;
  statements(list);
  loop_depth_ = depth;
}

Target FlowBuilder::declared(Local* l) {
  graph_[l->place].loop_depth = loop_depth_;
  return {l->place};
}

void FlowBuilder::statement(Node* n) {
  if (!n) return;
  statements(n->init);
  switch (n->op) {
    case Op::Branch:
    case Op::Goto: return;
    case Op::Block: return statements(n->list);
    case Op::Declare: declared(n->local); return;
    case Op::Label:
      if (std::find(looping_labels_.begin(), looping_labels_.end(), n->name) != looping_labels_.end()) loop_depth_++;
      return;
    case Op::If:
      discard(n->x);
      block(n->list);
      return block(n->more);
    case Op::For:
      loop_depth_++;
      discard(n->x);
      statements(n->more);
      block(n->list);
      loop_depth_--;
      return;
    case Op::Range: {
      int32_t x = graph_.add(current_, nullptr, nullptr, loop_depth_, true);
      value({x}, n->x);
      loop_depth_++;
      std::vector<Target> to{destination(n->y), destination(n->z)};
      graph_.flow(as_under<Array>(n->x->type) ? to[1].noted(n, "range") : to[1].shifted(1).noted(n, "range-deref"), x);
      reassigned(to, n);
      block(n->list);
      loop_depth_--;
      return;
    }
    case Op::Switch:
      discard(n->x);
      for (Node* c : n->list) {
        for (Node* e : c->list) discard(e);
        block(c->more);
      }
      return;
    case Op::TypeSwitch: {
      Targets to;
      for (Node* c : n->list) {
        if (!c->local) continue;
        Target k = declared(c->local);
        if (!has_pointers(c->local->type)) continue;
        if (!is_interface(c->local->type) && !pointer_shaped(c->local->type, sizes_, rules_)) k = k.shifted(1);
        to.push_back(k.noted(c, "switch case"));
      }
      value(all(to), n->x);
      for (Node* c : n->list) block(c->more);
      return;
    }
    case Op::Select:
      for (Node* c : n->list) {
        statement(c->x);
        block(c->more);
      }
      return;
    case Op::Recv: return value_only(nowhere(), n);
    case Op::Send: return discard(n->x), value(heap().noted(n, "send"), n->y);
    case Op::Assign:
    case Op::AssignOp: return assign({&n->x, 1}, {&n->y, 1}, "assign", n);
    case Op::AssignList:
    case Op::AssignPair: return assign(n->list, n->more, "assign-pair", n);
    case Op::AssignCall: {
      statements(n->more[0]->init);
      std::vector<Target> to;
      for (Node* t : n->list) to.push_back(destination(t));
      call(to, n->more[0]);
      return reassigned(to, n);
    }
    case Op::Return: {
      for (size_t i = 0; i < n->list.size() && i < current_->results.size(); i++)
        value(Target{current_->results[i]->place}.noted(n, "return"), n->list[i]);
      for (Local* r : current_->results) graph_[r->place].reassigned = true;  // by a bare return, too
      return;
    }
    case Op::Go:
    case Op::Defer: return go_or_defer(n);
    default: return call({}, n);
  }
}

Target FlowBuilder::destination(Node* n) {
  if (!n) return nowhere();
  switch (n->op) {
    case Op::LocalRef: return {n->local->place};
    case Op::Dot: return destination(n->x);
    case Op::Index:
      discard(n->y);
      if (as_under<Array>(n->x->type)) return destination(n->x);
      value(mutator(), n->x);
      return heap();
    case Op::Deref:
    case Op::DotPtr: value(mutator(), n->x); return heap();
    case Op::IndexMap:
      discard(n->x);
      value(heap().of_map().noted(n, "key of map put"), n->y);
      return heap().of_map();
    default: return heap();
  }
}

void FlowBuilder::assign(std::span<Node* const> to, std::span<Node* const> from, const char* why, Node* where) {
  std::vector<Target> targets;
  for (Node* t : to) targets.push_back(destination(t));
  for (size_t i = 0; i < to.size(); i++) {
    Node* source = i < from.size() ? from[i] : nullptr;
    Target k = targets[i];
    if (to[i] && source) {
      if (is_header_data(to[i])) {
        unsafe_value(heap().noted(where, why), source);
        continue;
      }
      if (assigns_itself(to[i], source)) k = nowhere();
    }
    value(k.noted(where, why), source);
  }
  reassigned(targets, where);
}

void FlowBuilder::reassigned(const std::vector<Target>& targets, Node* where) {
  if (where->op == Op::Assign && !where->y && where->x && where->x->op == Op::LocalRef && !where->x->local->definition) return;  // var x T
  for (const Target& t : targets) {
    FlowGraph::Place& p = graph_[t.place];
    if (p.local && p.local->definition == where && where->op != Op::Range) continue;
    p.reassigned = true;
  }
}

void FlowBuilder::finish() {
  for (const Captured& c : closures_)
    for (Local* l : c.closure->callable->captured) {
      FlowGraph::Place& p = graph_[l->place];
      bool by_value = !p.address_taken && !p.reassigned && sizes_.size_of(l->type) <= 128;
      if (!by_value) l->address_taken = true;
      Target k = by_value ? c.k : c.k.shifted(-1).noted(c.closure, "reference");
      graph_.flow(k.noted(c.closure, "captured by a closure"), l->place);
    }
  closures_.clear();
  for (size_t i = 0; i < graph_.places().size(); i++) {
    use_constants(graph_.places()[i]);
    if (const char* why = heap_reason(graph_.places()[i])) graph_.flow(heap().shifted(-1).noted(graph_.places()[i].node, why), static_cast<int32_t>(i));
  }
}

// Values that are known constants after all: the size of make, the operand of a conversion to an interface.
void FlowBuilder::use_constants(FlowGraph::Place& p) {
  Node* n = p.node;
  if (!n || !rules_.finds_constants) return;
  if (n->op == Op::MakeSlice) {
    Node*& size = n->y ? n->y : n->x;
    if (!size || size->op == Op::Literal) return;
    Node* s = static_value(size);
    Const value;
    Type* type = size->type;
    if (s->op == Op::Literal && s->value.kind() == ConstKind::Int && s->value.sign() >= 0) {
      value = s->value;
    } else if (rules_.finds_lengths_of_literals && s->op == Op::Part && static_cast<BuiltinId>(s->sub) == BuiltinId::Len) {
      Node* x = static_value(s->x);
      if (x->op != Op::SliceLit) return;
      value = x->value;
      type = basic_type(BasicKind::Int);
    } else {
      return;
    }
    size = arena_.node(Op::Literal, n->pos, type);
    size->value = value;
  } else if (n->op == Op::ConvIface && n->x->op != Op::Literal && !is_interface(n->x->type)) {
    Node* v = static_value(n->x);
    if (v->op != Op::Literal) return;
    Node* l = arena_.node(Op::Literal, n->pos, n->x->type);
    l->value = v->value;
    n->x = l;
  }
}

int64_t FlowBuilder::bytes(const FlowGraph::Place& p) const {
  if (p.local) return sizes_.size_of(p.local->type);
  const Node* n = p.node;
  if (!n || !n->type) return -1;
  switch (n->op) {
    case Op::New:
    case Op::PtrLit: {
      Pointer* t = as_under<Pointer>(n->type);
      return t ? sizes_.size_of(t->elem) : -1;
    }
    case Op::ConvIface: return sizes_.size_of(n->x->type);
    case Op::MethodValue: return sizes_.size_of(n->x->type) + sizes_.word;
    case Op::Closure: {
      int64_t size = sizes_.word;
      for (const Local* l : n->callable->captured) size += l->address_taken ? sizes_.word : sizes_.size_of(l->type);
      return size;
    }
    case Op::SliceLit:
    case Op::MakeSlice: {
      Slice* s = as_under<Slice>(n->type);
      int64_t elem = s ? sizes_.size_of(s->elem) : -1, count;
      const Node* size = n->y ? n->y : n->x;
      const Const value = n->op == Op::SliceLit ? n->value : size && size->op == Op::Literal ? size->value : Const();
      if (elem < 0 || !value || !value.int64_value(&count) || count < 0 || (elem && count > INT64_MAX / elem)) return -1;
      return count * elem;
    }
    default: return -1;
  }
}

// Why an object is on the heap wherever it flows; null if nothing says so.
const char* FlowBuilder::heap_reason(const FlowGraph::Place& p) const {
  constexpr const char* kLarge = "too large for stack";
  if (p.local) {
    if (p.local->kind != Local::Auto) return nullptr;
    return sizes_.size_of(p.local->type) > rules_.max_variable ? kLarge : nullptr;
  }
  Node* n = p.node;
  if (!n || !n->type) return nullptr;
  switch (n->op) {
    case Op::New:
    case Op::PtrLit:
    case Op::Closure:
    case Op::MethodValue: return bytes(p) > rules_.max_implicit ? kLarge : nullptr;
    case Op::MakeSlice: {
      Slice* s = as_under<Slice>(n->type);
      int64_t elem = s ? sizes_.size_of(s->elem) : 0;
      if (elem == 0 && rules_.variable_sizes_on_stack) return "zero-sized element";
      Node* size = n->y ? n->y : n->x;
      int64_t count;
      if (!size || size->op != Op::Literal || !size->value.int64_value(&count) || count != static_cast<int32_t>(count))
        return rules_.variable_sizes_on_stack ? nullptr : "non-constant size";
      if (elem == 0) return nullptr;
      return count > rules_.max_implicit / elem ? kLarge : nullptr;
    }
    default: return nullptr;
  }
}

}  // namespace ptrsafe::escape
