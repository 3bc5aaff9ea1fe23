#include "concurrency/iterators.h"

#include "concurrency/places.h"
#include "types/type_set.h"
#include "types/predicates.h"
#include "types/under.h"

namespace ptrsafe::concurrency {
namespace {

// `v` is the parameter `yield` of `iterator`, perhaps captured by the literal that asks.
bool is_yield(const Examined& body, ValueId v, const Function& iterator) {
  const Function& f = body.function;
  size_t last = iterator.params.size() - 1;
  v = same(body, v);
  if (f.at(v).op == Opcode::Load) v = same(body, f.operand(v, 0));
  const Instr& i = f.at(v);
  const Object* variable = iterator.param_vars[last];
  if (i.op == Opcode::Param) return &f == &iterator && i.aux == last;
  if (i.op == Opcode::FreeVar) return variable && i.aux < f.free_vars.size() && f.free_vars[i.aux] == variable;
  return i.op == Opcode::Alloc && variable && Ref<Object>::from_raw(i.aux).get() == variable;
}

void collect(const CallGraph& graph, const Examined& body, const Function& iterator, std::vector<Yield>& out) {
  const Function& f = body.function;
  for (ValueId v : f.with(Opcode::Call))
    if (!ir::callee(f.at(v)) && is_yield(body, f.operand(v, 0), iterator)) out.push_back({&body, v});
  for (const auto& literal : f.closures)
    if (const Examined* inner = graph.body(literal.get())) collect(graph, *inner, iterator, out);
}

}  // namespace

bool over_function(const Function& f, const Instr& next) {
  if (next.op != Opcode::RangeNext) return false;
  Type* t = f.at(f.operand(f.operand(next, 0), 0)).type;
  Type* u = t ? is_type_param(t) ? common_under(t) : under(t) : nullptr;
  return u && u->kind == TypeKind::Signature;
}

std::vector<Yield> yields(const CallGraph& graph, const Examined& body, const Instr& next) {
  std::vector<Yield> out;
  for (const Edge& e : graph.calls_at(&body.function, body.function.operand(next, 0)))
    if (!e.callee->function.params.empty()) collect(graph, *e.callee, e.callee->function, out);
  return out;
}

std::vector<ValueId> loops_over_functions(const Examined& body) {
  std::vector<ValueId> out;
  const Function& f = body.function;
  for (ValueId v : f.with(Opcode::RangeNext))
    if (over_function(f, f.at(v))) out.push_back(v);
  return out;
}

bool in_loop_over_function(const Examined& body, ValueId next, ValueId v) {
  const Function& f = body.function;
  const ir::Block& head = f.blocks[f.at(next).block.v];
  return head.succs.size() == 2 && body.dominators.dominates(head.succs[0], f.at(v).block);
}

}  // namespace ptrsafe::concurrency
