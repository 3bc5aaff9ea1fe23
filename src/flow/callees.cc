#include "flow/callees.h"

namespace ptrsafe::flow {
namespace {

// Calls are followed this far: chains of helpers that only pass a pointer on are short.
constexpr int kMaxDepth = 8;

const Func* origin(const Func* f) { return f->origin ? f->origin.get() : f; }

}  // namespace

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
