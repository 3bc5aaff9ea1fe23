#include "flow/keepers.h"

#include <algorithm>

#include "absl/container/flat_hash_set.h"
#include "flow/contexts.h"
#include "flow/library.h"
#include "types/predicates.h"
#include "types/under.h"

namespace ptrsafe::flow {
namespace {

ValueId root_of(const Function& f, ValueId address) {
  while (f.at(address).op == Opcode::FieldAddr || f.at(address).op == Opcode::IndexAddr) address = f.operand(address, 0);
  return address;
}

const Func* declared(const Func* callee) { return callee && callee->origin ? callee->origin.get() : callee; }

class Search {
 public:
  explicit Search(const PackageFlow& package) : package_(package) {}

  bool had(const Examined& body, ValueId v, int depth = 0) {
    if (!v || depth > kMaxDepth || steps_-- <= 0) return false;
    const Function& f = body.function;
    const Instr& i = f.at(v);
    switch (i.op) {
      case Opcode::Zero: return true;  // of no object
      case Opcode::Convert:
      case Opcode::FieldAddr:
      case Opcode::IndexAddr:
      case Opcode::SliceOf:
      case Opcode::TypeAssert:
      case Opcode::TypeAssertOk: return had(body, f.operand(i, 0), depth + 1);
      case Opcode::Extract: {
        Opcode op = f.at(f.operand(i, 0)).op;
        return op == Opcode::LookupOk || op == Opcode::RangeNext || had(body, f.operand(i, 0), depth + 1);
      }
      case Opcode::Lookup: return true;
      case Opcode::Phi: return std::ranges::all_of(f.operands_of(i), [&](ValueId o) { return o == v || had(body, o, depth + 1); });
      case Opcode::Load: {
        // What a package-level variable has now may be replaced.
        ValueId from = f.operand(i, 0);
        if (f.at(from).op == Opcode::Global) return false;
        from = root_of(f, from);
        if (f.at(from).op == Opcode::Call) return had(body, from, depth + 1);
        return f.at(from).op != Opcode::Alloc && f.at(from).op != Opcode::Convert;
      }
      case Opcode::Call: return given_by_callee(f, i, depth);
      case Opcode::Param: return passed_by_callers(f, i.aux, depth);
      default: return false;
    }
  }

 private:
  static constexpr int kMaxDepth = 12, kMaxSteps = 1000;

  bool given_by_callee(const Function& f, const Instr& i, int depth) {
    const Func* callee = declared(ir::callee(i));
    if (!callee || i.sub != 0) return false;
    const Examined* body = package_.declares(callee->pkg) ? package_.examined(callee) : nullptr;
    // A method of another package gives what its object has, a function makes something.
    if (!body) return !receiver_type(callee).empty() && package_path(callee) != "reflect";
    const Function& g = body->function;
    if (&g == &f) return false;
    return std::ranges::all_of(g.with(Opcode::Return), [&](ValueId r) {
      if (g.at(r).count != 1) return false;
      // A part of what it is given, as its receiver.
      ValueId v = g.operand(r, 0), whole = root_of(g, v);
      return (g.at(whole).op == Opcode::Param && !(whole == v)) || had(*body, whole, depth + 1);
    });
  }

  bool passed_by_callers(const Function& f, uint32_t parameter, int depth) {
    const Func* self = f.object;
    if (!self || f.parent) return false;
    bool any = false;
    for (const Examined* b : package_.all_bodies()) {
      if (b->is_test || &b->function == &f) continue;
      for (ValueId v : b->function.with(Opcode::Call)) {
        const Instr& call = b->function.at(v);
        if (declared(ir::callee(call)) != self || parameter + 1 >= call.count) continue;
        any = true;
        if (!had(*b, b->function.operand(call, parameter + 1), depth + 1)) return false;
      }
    }
    return any;
  }

  const PackageFlow& package_;
  int steps_ = kMaxSteps;
};

}  // namespace

bool had_elsewhere(const PackageFlow& package, const Examined& body, ValueId pointer) { return Search(package).had(body, pointer); }

bool keeps_parameter(const PackageFlow& package, const Instr& call, size_t parameter) {
  const Func* callee = declared(ir::callee(call));
  if (!callee || call.sub != 0 || !package.declares(callee->pkg)) return false;
  const Function* f = package.function(callee);
  if (!f || parameter >= f->params.size()) return false;
  return std::ranges::any_of(f->with(Opcode::Store), [&](ValueId store) {
    return f->operand(store, 1) == f->params[parameter] && f->at(root_of(*f, f->operand(store, 0))).op != Opcode::Alloc;
  });
}

bool used_after(const Body& body, ValueId pointer, ValueId at) {
  if (!pointer) return false;
  const Function& f = body.f;
  const Instr& i = f.at(pointer);
  bool of_interface = i.op == Opcode::TypeAssert || i.op == Opcode::TypeAssertOk || (i.op == Opcode::Extract && i.aux == 0 && f.at(f.operand(i, 0)).op == Opcode::TypeAssertOk);
  if (of_interface && used_after(body, f.operand(i, 0), at)) return true;
  // Some way from there to a use is enough: the collector follows what may be used. None leads through where it is taken anew.
  absl::flat_hash_set<uint32_t> uses;  // blocks
  auto user = [&](ValueId u) {
    if (!(f.at(u).block == f.at(at).block)) uses.insert(f.at(u).block.v);
    return f.at(u).block == f.at(at).block && u.v > at.v;
  };
  if (std::ranges::any_of(body.users(pointer), user)) return true;
  // A variable that is captured: what it has now is used where it is read again.
  if (i.op == Opcode::Load && f.at(f.operand(i, 0)).op == Opcode::Alloc)
    for (ValueId u : body.users(f.operand(i, 0)))
      if ((f.at(u).op == Opcode::Load || f.at(u).op == Opcode::MakeClosure) && user(u)) return true;
  std::vector<bool> seen(f.blocks.size());
  std::vector<BlockId> work(f.blocks[f.at(at).block.v].succs.begin(), f.blocks[f.at(at).block.v].succs.end());
  while (!work.empty()) {
    BlockId b = work.back();
    work.pop_back();
    if (seen[b.v] || b == i.block) continue;
    seen[b.v] = true;
    if (uses.contains(b.v)) return true;
    work.insert(work.end(), f.blocks[b.v].succs.begin(), f.blocks[b.v].succs.end());
  }
  return false;
}

namespace {

bool on_heap(const Function& f, ValueId root) {
  const Instr& i = f.at(root);
  return i.op == Opcode::Load || i.op == Opcode::Call || i.op == Opcode::Extract || (i.op == Opcode::MakeSlice && f.at(f.operand(i, 0)).op != Opcode::Const);
}

// All calls pass something on the heap, or nil, and use it afterwards, unless the function itself does.
bool passed_from_heap(const PackageFlow& package, const Function& f, uint32_t parameter, bool used_here) {
  const Contexts& contexts = package.program().contexts();
  auto calls = contexts.calls_of(&f);
  if (calls.empty() || contexts.has_unseen_callers(&f)) return false;
  return std::ranges::all_of(calls, [&](const CallSite& c) {
    const Function& g = c.caller->function;
    std::vector<ValueId> work{g.operand(c.at, parameter + 1)}, seen;
    while (!work.empty()) {
      ValueId v = work.back();
      work.pop_back();
      if (!v) return false;
      v = object_of(g, v);
      if (std::ranges::find(seen, v) != seen.end() || g.at(v).op == Opcode::Zero) continue;
      seen.push_back(v);
      if (g.at(v).op == Opcode::Phi) {
        for (ValueId o : g.operands_of(g.at(v))) work.push_back(o);
      } else if (!on_heap(g, v) || (!used_here && !used_after(Body(g), v, c.at))) {
        return false;
      }
    }
    return true;
  });
}

}  // namespace

ValueId object_of(const Function& f, ValueId pointer) {
  for (;;) {
    const Instr& i = f.at(pointer);
    bool part = i.op == Opcode::FieldAddr || i.op == Opcode::IndexAddr || i.op == Opcode::MakeInterface || i.op == Opcode::SliceOf;
    Type* from = i.op == Opcode::Convert ? f.at(f.operand(i, 0)).type.get() : nullptr;
    if (!part && !(from && (is_unsafe_pointer(from) || as_under<Pointer>(from)))) return pointer;
    pointer = f.operand(i, 0);
  }
}

bool kept_till_restored(const PackageFlow& package, const Examined& body, const Body& shape, ValueId store, ValueId field, ValueId pointer) {
  const Function& f = body.function;
  if (f.at(store).op != Opcode::Store || f.at(field).op != Opcode::FieldAddr) return false;
  ValueId object = body.flow.number(f.operand(field, 0)), restored;
  for (ValueId v : f.with(Opcode::Store)) {
    const Instr& to = f.at(f.operand(v, 0));
    bool same_field = to.op == Opcode::FieldAddr && to.aux == f.at(field).aux && body.flow.number(f.operand(to, 0)) == object;
    if (same_field && !(v == store) && !shape.reaches(store, nullptr, [&](ValueId x) { return x == v; })) restored = v;
  }
  if (!restored) return false;
  ValueId root = object_of(f, pointer);
  bool again = used_after(shape, root, restored);
  if (on_heap(f, root)) return again;
  return f.at(root).op == Opcode::Param && passed_from_heap(package, f, f.at(root).aux, again);
}

}  // namespace ptrsafe::flow
