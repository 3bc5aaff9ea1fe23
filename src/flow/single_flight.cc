#include "flow/single_flight.h"

#include <algorithm>

#include "absl/container/flat_hash_set.h"
#include "flow/library.h"
#include "flow/map_path.h"
#include "types/under.h"

namespace ptrsafe::flow {
namespace {

constexpr int kNone = -1;  // as parameter_number says it

const Examined* body_of(const PackageFlow& package, const Func* f) {
  const Func* origin = f->origin ? f->origin.get() : f;
  const PackageFlow* owner = package.declares(origin->pkg) ? &package : package.program().flow_of(origin->pkg);
  return owner ? owner->examined(origin) : nullptr;
}

// Where an entry is found, the body returns without a new one.
bool returns_where_found(const Examined& body, ValueId ok, ValueId update) {
  const Function& f = body.function;
  for (BlockId b : body.dominators.order()) {
    const Instr& last = f.at(f.blocks[b.v].instrs.back());
    if (last.op != Opcode::If || !(same(body, f.operand(last, 0)) == ok)) continue;
    BlockId found = f.blocks[b.v].succs[0], other = f.blocks[b.v].succs[1];
    if (!body.dominators.dominates(other, f.at(update).block) || f.blocks[other.v].preds.size() != 1) return false;
    absl::flat_hash_set<uint32_t> seen;
    std::vector<BlockId> work{found};
    while (!work.empty()) {
      BlockId x = work.back();
      work.pop_back();
      if (x == f.at(update).block) return false;
      if (seen.insert(x.v).second) work.insert(work.end(), f.blocks[x.v].succs.begin(), f.blocks[x.v].succs.end());
    }
    return true;
  }
  return false;
}

// Which parameter is the key of the helper that runs its function parameter one at a time; kNone: it does not.
int flight_key(const PackageFlow& package, const Examined& helper, int depth) {
  const Function& f = helper.function;
  auto is_function = [&](ValueId p) { return p && f.at(p).type && as_under<Signature>(f.at(p).type); };
  if (std::none_of(f.params.begin(), f.params.end(), is_function)) return kNone;
  for (ValueId lookup : f.with(Opcode::LookupOk)) {
    int key = parameter_number(helper.flow, f.operand(lookup, 1));
    if (key == kNone) continue;
    for (ValueId ok : f.with(Opcode::Extract)) {
      if (f.at(ok).aux != 1 || !(f.operand(ok, 0) == lookup)) continue;
      for (ValueId update : f.with(Opcode::MapUpdate))
        if (parameter_number(helper.flow, f.operand(update, 1)) == key && f.at(f.operand(update, 0)).type == f.at(f.operand(lookup, 0)).type && returns_where_found(helper, ok, update)) return key;
    }
  }
  if (depth == 0) return kNone;
  for (ValueId call : f.with(Opcode::Call)) {
    const Func* callee = ir::callee(f.at(call));
    std::span<const ValueId> given = f.operands_of(f.at(call));
    if (!callee || std::none_of(given.begin() + 1, given.end(), [&](ValueId o) { return parameter_number(helper.flow, o) != kNone && is_function(same(helper, o)); })) continue;
    const Examined* inner = body_of(package, callee);
    int key = inner ? flight_key(package, *inner, depth - 1) : kNone;
    if (key != kNone && static_cast<size_t>(key) + 1 < given.size()) return parameter_number(helper.flow, given[static_cast<size_t>(key) + 1]);
  }
  return kNone;
}

// The value is made of the other one.
bool made_of(const Examined& body, ValueId v, ValueId of) {
  const Function& f = body.function;
  std::vector<ValueId> work{v};
  for (size_t k = 0; k < work.size() && k < 32; k++) {
    ValueId x = same(body, work[k]);
    if (x == same(body, of)) return true;
    Opcode op = f.at(x).op;
    if (op == Opcode::Load || op == Opcode::Phi) continue;
    for (ValueId o : f.operands_of(f.at(x)))
      if (o) work.push_back(o);
  }
  return false;
}

}  // namespace

bool flies_alone(const PackageFlow& package, const Examined& literal, ValueId captured) {
  const Function& f = literal.function;
  const Instr& key = f.at(captured);
  const Examined* outer = f.parent && f.made_at && key.op == Opcode::FreeVar ? package.examined(*f.parent) : nullptr;
  if (!outer || key.aux >= f.parent->at(f.made_at).count) return false;
  const Function& g = outer->function;
  ValueId of = g.operand(f.made_at, key.aux);
  bool some = false;
  for (ValueId call : g.with(Opcode::Call)) {
    const Instr& i = g.at(call);
    std::span<const ValueId> given = g.operands_of(i);
    if (std::none_of(given.begin(), given.end(), [&](ValueId o) { return o && same(*outer, o) == f.made_at; })) continue;
    const Func* callee = i.sub == 0 ? ir::callee(i) : nullptr;
    if (!callee) return false;
    int position = 1;  // of golang.org/x/sync/singleflight, behind the receiver
    if (package_path(callee) != "golang.org/x/sync/singleflight") {
      const Examined* helper = body_of(package, callee);
      position = helper ? flight_key(package, *helper, 1) : kNone;
    }
    if (position == kNone || static_cast<size_t>(position) + 1 >= given.size() || !made_of(*outer, given[static_cast<size_t>(position) + 1], of)) return false;
    some = true;
  }
  return some;
}

}  // namespace ptrsafe::flow
