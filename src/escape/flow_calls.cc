// The flow of calls: into parameters, and from results.
#include "escape/assignments.h"
#include "escape/flow_builder.h"
#include "types/predicates.h"
#include "types/type_set.h"

namespace ptrsafe::escape {
namespace {

// True for slices whose elements hold pointers.
bool holds_pointers(Type* t) {
  Slice* s = t ? as<Slice>(common_under(t)) : nullptr;
  return s && has_pointers(s->elem);
}

bool holds_other_than_strings(Type* t) {
  if (!has_pointers(t)) return false;
  Type* u = under(t);
  if (u->kind == TypeKind::Basic) return static_cast<Basic*>(u)->basic() != BasicKind::String;
  if (Array* a = as<Array>(u)) return holds_other_than_strings(a->elem);
  if (Struct* s = as<Struct>(u))
    return std::any_of(s->fields.begin(), s->fields.end(), [](const Ref<Var>& f) { return holds_other_than_strings(f->type); });
  return true;
}

}  // namespace

void FlowBuilder::call(const Targets& results, Node* n) {
  Target k = results.empty() ? nowhere() : results[0];
  auto argument = [&](Target t, Node* arg) { value(t.noted(n, "call parameter"), arg); };
  switch (n->op) {
    case Op::CallFunc:
    case Op::CallInter: return static_or_dynamic_call(results, n);
    case Op::Append: {
      // The slice flows to the result if its capacity suffices; else its elements move to a new array.
      Targets first{k, mutator()};
      bool pointers = holds_pointers(n->list[0]->type);
      if (pointers) first.push_back(heap().shifted(1).noted(n, "appendee slice"));
      argument(first.size() == 3 ? all({all({first[0], first[1]}), first[2]}) : all(first), n->list[0]);
      if (n->spread) {
        argument(holds_pointers(n->list[1]->type) ? heap().shifted(1).noted(n, "appended slice...") : nowhere(), n->list[1]);
      } else {
        for (size_t i = 1; i < n->list.size(); i++) argument(heap(), n->list[i]);
      }
      if (rules_.append_allocates) {
        Target array = object(k, n);
        graph_[array.place].loop_depth = 0;  // it is used once only
      }
      return;
    }
    case Op::Copy:
      argument(mutator(), n->x);
      return argument(holds_pointers(n->y->type) ? heap().shifted(1).noted(n, "copied slice") : nowhere(), n->y);
    case Op::Panic: return argument(heap(), n->x);
    case Op::Complex: return discard(n->x), discard(n->y);
    case Op::Delete:
    case Op::Print:
    case Op::Recover:
      for (Node* a : n->list) discard(a);
      return;
    case Op::MinMax:
      for (Node* a : n->list) argument(k, a);
      return;
    case Op::Part: return discard(n->x);
    case Op::Clear: return argument(mutator(), n->x);
    case Op::UnsafePart: return argument(k, n->x);
    case Op::UnsafeMake: return argument(k, n->x), discard(n->y);
    default: return;
  }
}

// Where an argument flows to: nowhere to be known, into the parameter itself within the batch, or as the summary says.
Target FlowBuilder::parameter(const Targets& results, Callable* f, size_t index) {
  if (!f || (!f->in_batch && !f->summarised)) return heap();
  if (f->in_batch) {
    if (index >= f->params.size() || !f->params[index]->name) return nowhere();
    return {f->params[index]->place};
  }
  if (index >= f->leaks.size()) return heap();
  const Leaks& leaks = f->leaks[index];
  Targets to;
  int map = leaks.get(Leaks::Map);
  if (int d = leaks.get(Leaks::Heap); d >= 0) {
    Target k = heap().shifted(d);
    to.push_back(d == map ? k.of_map() : k);
    if (map > d) to.push_back(heap().shifted(map).of_map());
  }
  if (int d = leaks.get(Leaks::Mutator); d >= 0) to.push_back(mutator().shifted(d));
  if (int d = leaks.get(Leaks::Callee); d >= 0) to.push_back(callee().shifted(d));
  for (int i = 0; i < Leaks::kResults && static_cast<size_t>(i) < results.size(); i++)
    if (int d = leaks.result(i); d >= 0) to.push_back(results[static_cast<size_t>(i)].shifted(d));
  return all(to);
}

std::vector<Callable*> FlowBuilder::callees(Node* operand) {
  auto names_function = [](const Node* n) { return n->op == Op::FuncRef || n->op == Op::MethodExpr || n->op == Op::Closure; };
  auto understood = [](const Callable* f) { return f && (f->in_batch || f->summarised); };
  Node* v = static_value(operand);
  if (names_function(v)) return understood(v->callable) ? std::vector<Callable*>{v->callable} : std::vector<Callable*>();
  if (!rules_.joins_functions || v->op != Op::LocalRef) return {};
  const Callable* outermost = current_;
  while (!outermost->stands_alone()) outermost = outermost->parent;
  auto it = function_values_.find(outermost);
  if (it == function_values_.end()) it = function_values_.emplace(outermost, FunctionValues(*outermost)).first;
  std::vector<Callable*> out;
  for (const Node* f : it->second.of(v->local)) {
    // Where numbers stand for pointers, all arguments are looked at alike.
    if (!understood(f->callable) || (f->callable->pragma & (Callable::kUintptrEscapes | Callable::kUintptrKeepAlive))) return {};
    out.push_back(f->callable);
  }
  return out;
}

void FlowBuilder::static_or_dynamic_call(const Targets& results, Node* n) {
  std::vector<Callable*> known;
  if (n->op == Op::CallFunc) known = callees(n->x);
  Callable* f = known.size() == 1 ? known[0] : nullptr;
  if (f && f->func && !rules_.pins_function.empty() && f->func->name.view() == rules_.pins_function && f->package->path.view() == rules_.pins_package &&
      n->list.size() == 1) {
    // Models that what is no string must not move.
    discard(n->x);
    return value(holds_other_than_strings(f->shapes.empty() ? n->list[0]->type : f->shapes[0].get()) ? heap() : nowhere(), n->list[0]);
  }
  for (Callable* c : known) {
    if (!c->in_batch) continue;
    for (size_t i = 0; i < c->results.size() && i < results.size(); i++) {
      Target k = results[i];
      if (k.derefs >= 0 && !has_pointers(c->results[i]->type)) k.place = FlowGraph::kNowhere;
      graph_.flow(k, c->results[i]->place);
    }
  }
  if (n->op == Op::CallFunc) {
    // Of a literal that flows here unseen, the results may flow anywhere.
    bool used = std::any_of(results.begin(), results.end(), [](const Target& t) { return t.place != FlowGraph::kNowhere; });
    value(known.empty() && used ? callee().noted(n, "callee operand") : nowhere(), n->x);
  } else {
    value(heap().noted(n, "call parameter"), n->x->x);
  }
  uint8_t pragma = 0;
  for (const Callable* c : known) pragma |= c->pragma;
  for (size_t i = 0; i < n->list.size(); i++) {
    uintptr_argument(n->list[i], pragma);
    Targets to;
    for (Callable* c : known) to.push_back(parameter(results, c, i));
    value((known.empty() ? heap() : all(to)).noted(n, "call parameter"), n->list[i]);
  }
}

// uintptr(p) as an argument of a function that says //go:uintptrescapes, or has no body: p is kept.
void FlowBuilder::uintptr_argument(Node* arg, uint8_t pragma) {
  if (!(pragma & (Callable::kUintptrEscapes | Callable::kUintptrKeepAlive))) return;
  if (arg->op == Op::SliceLit) {
    for (Node* e : arg->list) uintptr_argument(e, pragma);
    return;
  }
  if (arg->op != Op::ConvNop || !is_uintptr(arg->type) || !arg->x->type || !is_unsafe_pointer(arg->x->type)) return;
  int32_t p = graph_.add(current_, nullptr, nullptr, loop_depth_, true);
  value({p}, arg->x);
  graph_.flow(pragma & Callable::kUintptrEscapes ? heap().noted(arg, "//go:uintptrescapes") : mutator(), p);
  Node* kept = arena_.node(Op::Nil, arg->pos, arg->x->type);
  arg->x = kept;
}

void FlowBuilder::go_or_defer(Node* n) {
  Target k = heap();
  if (n->op == Op::Defer && loop_depth_ == 1 && !n->in_go_or_defer) {
    // It runs when the function ends: what it needs stays that long, but not on the heap.
    int32_t later = graph_.add(current_, nullptr, nullptr, loop_depth_, true);
    k = {later};
  }
  value(k, n->x->x);
}

}  // namespace ptrsafe::escape
