#include "lifetime/goroutine.h"

#include "flow/library.h"
#include "lifetime/lifetimes.h"

namespace ptrsafe::lifetime {
namespace {

const Examined* declared(const flow::PackageFlow& package, const Func* f) {
  if (f && f->origin) f = f->origin;
  if (!f || !f->pkg) return nullptr;
  const flow::PackageFlow* owner = package.declares(f->pkg) ? &package : package.program().flow_of(f->pkg);
  return owner ? owner->examined(f) : nullptr;
}

// A literal belongs to the package of the function that it stands in.
const Examined* literal(const flow::PackageFlow& package, const Examined& body, const Function& f) {
  if (const Examined* own = package.examined(f)) return own;
  const Function* outermost = &body.function;
  while (outermost->parent) outermost = outermost->parent;
  if (!outermost->object) return nullptr;
  const flow::PackageFlow* owner = package.program().flow_of(outermost->object->pkg);
  return owner ? owner->examined(f) : nullptr;
}

const Examined* value(const flow::PackageFlow& package, const Examined& body, ValueId v);

// The one function that the program puts into a field or variable that nobody else can set.
const Examined* kept(const flow::PackageFlow& package, const Examined& body, ValueId address) {
  const Var* variable = variable_at(body, numbered(body, address));
  if (!variable || !variable->pkg || (variable->exported() && !package.program().contexts().closed(variable->pkg))) return nullptr;
  auto stores = package.program().lifetimes().index().stores(variable);
  if (stores.size() != 1 || stores[0].body->function.at(numbered(*stores[0].body, stores[0].value)).op == Opcode::Load) return nullptr;
  return value(package, *stores[0].body, stores[0].value);
}

const Examined* value(const flow::PackageFlow& package, const Examined& body, ValueId v) {
  const Function& f = body.function;
  if (!v) return nullptr;
  const Instr& i = f.at(numbered(body, v));
  if (i.op == Opcode::Load) return kept(package, body, f.operand(i, 0));
  if (i.op == Opcode::MakeClosure) return literal(package, body, *f.closures[i.aux]);
  if (i.op != Opcode::FuncRef && i.op != Opcode::BoundMethod) return nullptr;
  return declared(package, static_cast<Func*>(Ref<Object>::from_raw(i.aux).get()));
}

}  // namespace

ValueId numbered(const Examined& body, ValueId v) {
  ValueId n = v ? body.flow.number(v) : v;
  return n && n.v < body.function.instrs.size() ? n : v;
}

ValueId Frame::argument(size_t k) const {
  if (!caller) return {};
  const Function& f = caller->body->function;
  return flow::starts_goroutine(ir::callee(f.at(call))) ? ValueId{} : f.operand(call, k + 1);
}

const Examined* callee_of(const flow::PackageFlow& package, const Examined& body, ValueId call) {
  const Instr& i = body.function.at(call);
  if (i.op != Opcode::Call) return nullptr;
  if (ir::callee(i)) return declared(package, ir::callee(i));
  return value(package, body, body.function.operand(i, 0));
}

std::vector<Goroutine> goroutines_of(const flow::PackageFlow& package, const Examined& body) {
  std::vector<Goroutine> out;
  const Function& f = body.function;
  for (ValueId v : f.with(Opcode::Call)) {
    const Instr& i = f.at(v);
    if (!i.node) continue;
    auto mode = static_cast<ir::CallMode>(i.sub);
    bool library = mode == ir::CallMode::Now && flow::starts_goroutine(ir::callee(i));
    if (!library && mode != ir::CallMode::Go) continue;
    const Examined* target = library ? value(package, body, f.operand(i, i.count - 1)) : callee_of(package, body, v);
    if (target && body.flow.reached(v)) out.push_back({&body, v, target});
  }
  return out;
}

}  // namespace ptrsafe::lifetime
