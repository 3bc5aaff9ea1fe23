#include "flow/callees.h"

#include "flow/library.h"

namespace ptrsafe::flow {
namespace {

// Calls are followed this far: chains of helpers that only pass a pointer on are short.
constexpr int kMaxDepth = 8;

const Func* origin(const Func* f) { return f->origin ? f->origin.get() : f; }

// The body, or a literal in it, stores an entry; what it calls of `package` goes to `callees`.
bool fills_map(const PackageFlow& package, const Function& f, std::vector<const Func*>& callees) {
  bool fills = false;
  for (const Instr& i : f.instrs) {
    if (i.op == Opcode::MapUpdate) fills = fills || !i.sub;
    if (i.op == Opcode::FieldAddr) fills = fills || f.at(f.operand(i, 0)).op == Opcode::Lookup;
    const Func* callee = i.op == Opcode::Call ? ir::callee(i) : nullptr;
    if (!callee) continue;
    if (package.declares(callee->pkg)) callees.push_back(origin(callee));
    else fills = fills || library_keeps(callee) == Keeps::MapEntry;
  }
  for (const auto& c : f.closures) fills = fills_map(package, *c, callees) || fills;
  return fills;
}

}  // namespace

bool Callees::may_fill_map(const Func* f) {
  if (!fillers_found_) find_fillers();
  return fillers_.contains(origin(f));
}

void Callees::find_fillers() {
  fillers_found_ = true;
  absl::flat_hash_map<const Func*, std::vector<const Func*>> callers;
  std::vector<const Func*> todo;
  for (const Examined* b : package_.all_bodies()) {
    const Func* f = b->function.object;
    if (!f) continue;
    std::vector<const Func*> callees;
    if (fills_map(package_, b->function, callees) && fillers_.insert(f).second) todo.push_back(f);
    for (const Func* c : callees) callers[c].push_back(f);
  }
  while (!todo.empty()) {
    const Func* f = todo.back();
    todo.pop_back();
    for (const Func* c : callers[f])
      if (fillers_.insert(c).second) todo.push_back(c);
  }
}

const Body* Callees::body(const Func* f) {
  f = origin(f);
  auto [it, fresh] = bodies_.try_emplace(f);
  if (fresh)
    if (const ir::Function* function = package_.function(f)) it->second = std::make_unique<Body>(*function);
  return it->second.get();
}

const Body* Callees::body_in_program(const Func* f) {
  if (const Body* own = body(f)) return own;
  f = origin(f);
  auto [it, fresh] = other_bodies_.try_emplace(f);
  const PackageFlow* owner = fresh ? package_.program().flow_of(f->pkg) : nullptr;
  if (owner)
    if (const ir::Function* function = owner->function(f)) it->second = std::make_unique<Body>(*function);
  return it->second.get();
}

const Handling& Callees::parameter(const Func* f, size_t n, uint8_t roles) {
  static const Handling nothing;
  const Body* b = body(f);
  if (!b || n >= b->f.params.size() || depth_ >= kMaxDepth) return nothing;
  Key key{origin(f), n, roles};
  auto [it, fresh] = handling_.try_emplace(key);
  if (!fresh) return it->second ? *it->second : nothing;
  depth_++;
  ir::ValueId root = b->f.params[n];
  AddressFlow flow(*b, *this, {&root, 1}, roles);
  depth_--;
  return *(handling_[key] = std::make_unique<Handling>(flow.take()));
}

bool Callees::returns_fresh(const Func* f) {
  const Body* b = body(f);
  if (!b) return true;
  auto [it, first] = fresh_.try_emplace(origin(f), false);
  if (!first) return it->second;
  bool all = true;
  for (ir::BlockId block : b->dominators.order()) {
    const ir::Instr& end = b->at(b->f.blocks[block.v].instrs.back());
    if (end.op != ir::Opcode::Return) continue;
    for (ir::ValueId v : b->f.operands_of(end)) all = all && is_made_within(*b, *this, v);
  }
  return fresh_[origin(f)] = all;
}

}  // namespace ptrsafe::flow
