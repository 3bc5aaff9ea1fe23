#include "flow/interned.h"

#include <algorithm>

#include "flow/library.h"
#include "flow/map_entries.h"
#include "flow/value_comparisons.h"
#include "types/under.h"

namespace ptrsafe::flow {
namespace {

// What a value is computed from: parameters, lookups, results of calls without arguments.
void leaves(const Function& f, ValueId v, std::vector<ValueId>& out, std::vector<ValueId>& seen) {
  if (!v || std::find(seen.begin(), seen.end(), v) != seen.end()) return;
  seen.push_back(v);
  const Instr& i = f.at(v);
  if (i.op == Opcode::Const || i.op == Opcode::Zero || i.op == Opcode::FuncRef || i.op == Opcode::MakeMap || i.op == Opcode::MakeSlice) return;
  if (i.op == Opcode::Load && f.at(f.operand(i, 0)).op == Opcode::Alloc) {
    for (uint32_t n = 1; n < f.instrs.size(); n++)
      if (f.instrs[n].op == Opcode::Store && f.operand(f.instrs[n], 0) == f.operand(i, 0)) leaves(f, f.operand(f.instrs[n], 1), out, seen);
    return;
  }
  bool through = i.op != Opcode::Param && i.op != Opcode::FreeVar && i.op != Opcode::Global && i.op != Opcode::Lookup && i.count > 0;
  if (!through) return out.push_back(v);
  for (ValueId o : f.operands_of(i)) leaves(f, o, out, seen);
}

class Maker {
 public:
  Maker(const PackageFlow& package, const Examined& body) : flow_(body.flow), f_(body.function), entries_(package, body) {}

  // The new object is stored under a key that was looked up before, and its contents come from that key.
  bool one_for_each_value(ValueId object) const {
    for (uint32_t n = 1; n < f_.instrs.size(); n++) {
      const Instr& i = f_.instrs[n];
      ValueId map, key;
      if (i.op == Opcode::MapUpdate && f_.operand(i, 2) == object) map = f_.operand(i, 0), key = f_.operand(i, 1);
      const Func* callee = i.op == Opcode::Call ? ir::callee(i) : nullptr;
      bool load_or_store = callee && is_method(callee, "sync", "Map", "LoadOrStore") && f_.at(f_.operand(i, 3)).op == Opcode::MakeInterface &&
                           f_.operand(f_.operand(i, 3), 0) == object;
      if (load_or_store) key = f_.operand(i, 2);
      if (!key || !(load_or_store || looked_up(map, key, ValueId{n})) || !made_of(object, key)) continue;
      return true;
    }
    return false;
  }

 private:
  bool looked_up(ValueId map, ValueId key, ValueId before) const {
    for (uint32_t n = 1; n < f_.instrs.size(); n++) {
      const Instr& i = f_.instrs[n];
      if (!flow_.dominators().reachable(i.block) || !flow_.dominators().dominates(i.block, f_.at(before).block) || n > before.v) continue;
      if ((i.op == Opcode::Lookup || i.op == Opcode::LookupOk) && entries_.same_place(f_.operand(i, 0), map) && same_key(f_.operand(i, 1), key)) return true;
      if (i.op != Opcode::Call && i.op != Opcode::Extract) continue;
      Origin o = entries_.origin(ValueId{n});  // of a helper that looks it up
      for (const EntryOf& e : o.entries)
        if (e.key && e.map == entries_.place(map) && same_key(e.key, key)) return true;
    }
    return false;
  }
  bool same_key(ValueId a, ValueId b) const {
    return entries_.same_value(a, b) || (f_.at(a).op == Opcode::Load && f_.at(b).op == Opcode::Load && f_.operand(a, 0) == f_.operand(b, 0));
  }

  bool made_of(ValueId object, ValueId key) const {
    std::vector<ValueId> from, contents, seen;
    leaves(f_, key, from, seen);
    seen.clear();
    for (uint32_t n = 1; n < f_.instrs.size(); n++) {
      const Instr& i = f_.instrs[n];
      if (i.op != Opcode::Store) continue;
      ValueId to = f_.operand(i, 0);
      while (f_.at(to).op == Opcode::FieldAddr) to = f_.operand(to, 0);
      if (to == object) leaves(f_, f_.operand(i, 1), contents, seen);
    }
    return !from.empty() && std::all_of(contents.begin(), contents.end(), [&](ValueId c) {
      return std::any_of(from.begin(), from.end(), [&](ValueId k) { return flow_.number(k) == flow_.number(c); });
    });
  }

  const FunctionFlow& flow_;
  const Function& f_;
  MapEntries entries_;
};

// The variable's address is a value somewhere: it is an object of its own.
bool is_object(const Function& f, ValueId alloc) {
  if (!f.at(alloc).aux) return true;
  return std::any_of(f.addresses.begin(), f.addresses.end(), [&](const ir::AddressOf& a) { return a.address == alloc; });
}

}  // namespace

bool interned(const PackageFlow& package, Type* t) {
  Named* named = as<Named>(t);
  bool any = false;
  auto all_in = [&](const PackageFlow& p) {
    for (const auto& body : p.bodies()) {
      if (body->is_test) continue;
      const Function& f = body->function;
      for (uint32_t n = 1; n < f.instrs.size(); n++) {
        const Instr& i = f.instrs[n];
        Pointer* made = i.op == Opcode::Alloc && i.type ? as_under<Pointer>(i.type) : nullptr;
        if (!made || !same_declared_type(made->elem, t) || !body->flow.reached(ValueId{n}) || !is_object(f, ValueId{n})) continue;
        if (!Maker(p, *body).one_for_each_value(ValueId{n})) return false;
        any = true;
      }
    }
    return true;
  };
  if (!all_in(package)) return false;
  const Package* other = named ? named->obj->pkg.get() : nullptr;
  if (other && other != &package.package()) {
    const PackageFlow* theirs = package.program().flow_of(other);
    if (!theirs || !all_in(*theirs)) return false;
  }
  return any;
}

}  // namespace ptrsafe::flow
