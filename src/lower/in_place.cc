// What is lowered where it is called: helpers that are called once (called_once.h), and literals (called_at_once.h).
#include <utility>

#include "lower/body.h"
#include "lower/called_at_once.h"

namespace ptrsafe::lower {

const Func* BodyLowering::helper(const Node* call) const {
  if (!context_.once || !call->is(NodeKind::Call)) return nullptr;
  const Node* fun = unparen(call->na());
  const Func* f = fun->is(NodeKind::Ident) ? as_object<Func>(context_.file->object_of(fun)) : nullptr;
  return f && context_.once->contains(f) ? f : nullptr;
}

std::vector<ValueId> BodyLowering::in_place(Node* call, const Func* helper) {
  Signature* sig = helper->signature();
  Node* body = func_decl(helper->node).body;
  context_.uses->add(body);
  for (ir::Function* f = &f_; f; f = f->parent) f->in_place.push_back({helper, call});
  std::vector<ValueId> args;
  arguments(call, sig, args);
  for (size_t k = 0; k < args.size(); k++) declare(sig->params->vars[k], args[k], nullptr);
  std::vector<ValueId> results;
  Tuple* types = sig->results;
  size_t n = types ? types->size() : 0;
  bool named = has_named_results(sig);
  for (size_t k = 0; named && k < n; k++) declare(types->vars[k], {}, nullptr);
  for (Node* s : body->la()) {
    if (!s->is(NodeKind::ReturnStmt)) {
      statement(s);
      continue;
    }
    NodeList list = s->la();
    if (named && list.size() == 0) {
      for (Var* v : types->vars) results.push_back(local(v) ? read_variable(v, s) : zero(v->type, s));
    } else if (list.size() == 1 && n > 1) {
      results = values(list[0], n);
    } else {
      for (Node* e : list) results.push_back(expr(e));
    }
    for (size_t k = 0; k < results.size() && k < n; k++) results[k] = convert(results[k], types->vars[k]->type, s);
  }
  // A helper that ends in a panic gives nothing.
  for (size_t k = results.size(); k < n; k++) results.push_back(zero(types->vars[k]->type, call));
  return results;
}

// ---- literals ----

Node* BodyLowering::literal(const Node* call) const {
  return const_cast<Node*>(literal_called_at_once(*context_.file, call));
}

// The body of a function or literal. A literal that is called in its last statement ends it.
void BodyLowering::body(NodeList list, Signature* sig) {
  for (size_t k = 0; k < list.size(); k++) {
    Node* e = k + 1 == list.size() && list[k]->is(NodeKind::ExprStmt) ? unparen(list[k]->na()) : nullptr;
    Node* lit = e && (!sig->results || sig->results->size() == 0) ? literal(e) : nullptr;
    if (lit && !has_named_results(as<Signature>(type_of(lit)))) {
      literal_in_place(e, lit, true);
    } else {
      statement(list[k]);
    }
  }
}

std::vector<ValueId> BodyLowering::literal_in_place(Node* call, Node* lit, bool last) {
  std::vector<ValueId> args;
  arguments(call, as<Signature>(type_of(lit)), args);
  return literal_with(args, call, lit, last);
}

std::vector<ValueId> BodyLowering::literal_with(std::span<const ValueId> args, Node* call, Node* lit, bool last) {
  auto* sig = as<Signature>(type_of(lit));
  for (size_t k = 0; sig->params && k < args.size() && k < sig->params->size(); k++) declare(sig->params->vars[k], args[k], nullptr);
  Literal here{literal_, sig, last, {}, {}, last ? BlockId{} : b_.new_block(), {}};
  // What it defers is deferred by the nearest body around it that goes on after it.
  Literal* defers = literal_;
  while (defers && defers->last) defers = defers->outer;
  size_t deferred = defers ? defers->deferred.size() : 0;
  if (!last && sig->results)
    for (Var* v : sig->results->vars) {
      if (!has_named_results(sig)) {
        here.results.push_back(b_.new_slot(v->type));
        continue;
      }
      declare(v, {}, nullptr);
      here.named.push_back(v);
    }
  std::vector<Jumps> jumps = std::exchange(jumps_, {});
  auto labels = std::exchange(labels_, {});
  literal_ = &here;
  body(lit->nb()->la(), sig);
  if (b_.reachable()) give_back({}, nullptr);
  run_deferred(here, 0);
  literal_ = here.outer;
  jumps_ = std::move(jumps);
  labels_ = std::move(labels);
  std::vector<ValueId> results;
  if (last) {
    if (defers) run_deferred(*defers, deferred);
    return results;
  }
  b_.seal(here.done);
  b_.set_current(here.done);
  for (Slot s : here.results) results.push_back(b_.read(s));
  for (size_t k = 0; k < here.named.size(); k++) {
    Var* v = sig->results->vars[k];
    results.push_back(local(v) ? read_variable(v, call) : zero(v->type, call));
  }
  return results;
}

// A return of the innermost literal, with its results converted.
void BodyLowering::literal_gives_back(std::vector<ValueId> v, Node* s) {
  Literal& l = *literal_;
  if (l.last) {
    literal_ = l.outer;
    Signature* sig = literal_ ? literal_->sig : f_.signature;
    if (!sig->results || sig->results->size() == 0) v.clear();
    give_back(std::move(v), s);
    literal_ = &l;
    return;
  }
  for (size_t k = 0; k < v.size() && k < l.results.size(); k++) b_.write(l.results[k], v[k]);
  for (size_t k = 0; k < v.size() && k < l.named.size(); k++)
    if (local(l.named[k])) write_variable(l.named[k], v[k], s);
  b_.jump(l.deferred.empty() ? l.done : l.deferred.back().at);
}

void BodyLowering::defer_call(Node* e) {
  if (!e->is(NodeKind::Call)) return;
  Literal* l = literal_;
  while (l && l->last) l = l->outer;
  if (!l) {
    f_.has_defer = true;
    call(e, ir::CallMode::Defer);
    return;
  }
  Deferred d{e, literal(e), {}, {}, b_.new_block()};
  if (d.literal) {
    arguments(e, as<Signature>(type_of(d.literal)), d.operands);
  } else {
    call(e, ir::CallMode::Defer);
    std::span<const ValueId> operands = b_.last_operands();
    d.operands.assign(operands.begin(), operands.end());
    d.instr = b_.take_back();
  }
  l->deferred.push_back(std::move(d));
}

// Ends the literal's blocks that do what it deferred, the last one first, until `but` are left.
void BodyLowering::run_deferred(Literal& l, size_t but) {
  while (l.deferred.size() > but) {
    Deferred d = std::move(l.deferred.back());
    l.deferred.pop_back();
    b_.seal(d.at);
    b_.set_current(d.at);
    if (d.literal) {
      literal_with(d.operands, d.call, d.literal, false);
    } else {
      b_.emit(d.instr.op, d.instr.type, d.instr.node, d.operands, d.instr.aux, static_cast<uint8_t>(ir::CallMode::Now));
    }
    b_.jump(l.deferred.empty() ? l.done : l.deferred.back().at);
  }
}

}  // namespace ptrsafe::lower
