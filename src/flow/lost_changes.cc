#include "flow/lost_changes.h"

#include <algorithm>

#include "absl/container/flat_hash_map.h"
#include "flow/library.h"
#include "flow/lock_types.h"
#include "flow/models.h"
#include "flow/sync_map.h"
#include "types/under.h"

namespace ptrsafe::flow {
namespace {

using ir::BlockId;
using ir::Instr;
using ir::Opcode;
using ir::ValueId;

constexpr int64_t kWhole = -1;

bool is_value_struct(Type* t) { return t && (as_under<Struct>(t) || as_under<Array>(t)); }

// The lookup or range that gave the value; null if it did not come out of a map by value.
const Node* entry_copy(const ir::Function& f, ValueId v) {
  const Instr& i = f.at(v);
  switch (i.op) {
    case Opcode::Lookup: return i.node;
    case Opcode::TypeAssert: return from_sync_map(f, f.operand(v, 0)) ? i.node.get() : nullptr;
    case Opcode::Extract: {
      const Instr& t = f.at(f.operand(v, 0));
      if (t.op == Opcode::LookupOk && i.aux == 0) return t.node;
      if (t.op == Opcode::TypeAssertOk && i.aux == 0 && from_sync_map(f, f.operand(t, 0))) return t.node;
      if (t.op == Opcode::RangeNext && i.aux == 2) {
        const Instr& start = f.at(f.operand(t, 0));
        Type* ranged = f.at(f.operand(start, 0)).type;
        return ranged && as_under<Map>(ranged) ? start.node.get() : nullptr;
      }
      return nullptr;
    }
    default: return nullptr;
  }
}

// A helper that only looks the entry up: each result is that of a lookup, or a zero value.
const Node* looked_up_by(Callees& callees, const Func* f, size_t result) {
  const Body* b = callees.body_in_program(f);
  if (!b) return nullptr;
  const Node* at = nullptr;
  for (BlockId block : b->dominators.order()) {
    const Instr& end = b->at(b->f.blocks[block.v].instrs.back());
    if (end.op != Opcode::Return || result >= end.count) continue;
    ValueId v = b->f.operand(end, result);
    if (b->at(v).op == Opcode::Zero || b->at(v).op == Opcode::StructLit) continue;
    const Node* n = entry_copy(b->f, v);
    if (!n) return nullptr;
    at = n;
  }
  return at;
}

class Search {
 public:
  Search(const Body& body, Callees& callees) : body_(body), f_(body.f), callees_(callees) {}

  std::vector<LostChange> run() {
    for (ValueId v : f_.with(Opcode::Alloc))
      if (is_candidate(f_.at(v)) && body_.dominators.reachable(f_.at(v).block)) copy(v);
    return std::move(out_);
  }

  // A variable of the kind that a copy of an entry may be in.
  static bool is_candidate(const Instr& alloc) {
    Pointer* p = alloc.type ? as_under<Pointer>(alloc.type) : nullptr;
    return p && is_value_struct(p->elem) && !holds_lock(p->elem);
  }

 private:
  struct Use {
    enum Kind : uint8_t { Read, Change, Call, Whole } kind;
    int64_t field;
  };

  const Node* origin(ValueId v) {
    if (const Node* n = entry_copy(f_, v)) return n;
    size_t result = 0;
    if (f_.at(v).op == Opcode::Extract) result = f_.at(v).aux, v = f_.operand(v, 0);
    const Func* callee = f_.at(v).op == Opcode::Call && f_.at(v).sub == 0 ? ir::callee(f_.at(v)) : nullptr;
    return callee ? looked_up_by(callees_, callee, result) : nullptr;
  }

  void copy(ValueId variable) {
    uses_.clear();
    lookup_ = nullptr;
    std::vector<ValueId> entries;
    for (ValueId u : body_.users(variable)) {
      const Instr& i = f_.at(u);
      if (i.op != Opcode::Store || !(f_.operand(u, 0) == variable)) continue;
      if (const Node* n = origin(f_.operand(u, 1))) {
        lookup_ = n;
        entries.push_back(u);
      }
    }
    if (entries.empty() || !collect(variable, kWhole, 0)) return;
    for (const auto& [at, use] : uses_) {
      ValueId v{at};
      if (use.kind != Use::Change && use.kind != Use::Call) continue;
      if (!f_.at(v).node || !body_.dominators.reachable(f_.at(v).block)) continue;
      bool holds_entry = std::any_of(entries.begin(), entries.end(), [&](ValueId e) { return reaches(e, v); });
      if (holds_entry && !is_read(v, use.field) && !removed_after(v, entries)) out_.push_back({f_.at(v).node, lookup_, use.kind == Use::Call});
    }
    std::sort(out_.begin(), out_.end(), [](const LostChange& a, const LostChange& b) { return start_pos(a.at) < start_pos(b.at); });
  }

  // All uses of the address, which leads into field `field`; false if it gets away.
  bool collect(ValueId address, int64_t field, int depth) {
    if (depth > 6) return false;
    for (ValueId u : body_.users(address)) {
      const Instr& i = f_.at(u);
      switch (i.op) {
        case Opcode::Load: uses_[u.v] = {Use::Read, field}; break;
        case Opcode::Store:
          if (!(f_.operand(u, 0) == address) || f_.operand(u, 1) == address) return false;
          uses_[u.v] = {field == kWhole ? Use::Whole : Use::Change, field};
          break;
        case Opcode::FieldAddr:
          if (!collect(u, field == kWhole ? i.aux : field, depth + 1)) return false;
          break;
        case Opcode::IndexAddr:
          if (!(f_.operand(u, 0) == address) || !collect(u, field == kWhole ? 0 : field, depth + 1)) return false;
          break;
        case Opcode::Call: {
          const Func* callee = ir::callee(i);
          if (i.sub != 0 || !callee) return false;
          for (size_t k = 1; k < i.count; k++) {
            if (!(f_.operand(u, k) == address)) continue;
            bool returned = false;
            Effect e = effect(callee, k - 1, 0, &returned);
            if (e == Effect::Unknown) return false;
            // `return c` at the end of a setter: what is done with that is done to the copy.
            if (returned && (!i.type || !as_under<Pointer>(i.type) || !collect(u, field, depth + 1))) return false;
            bool used = !returned && !body_.users(u).empty();
            uses_[u.v] = e == Effect::Sets && !used ? Use{Use::Call, field} : Use{Use::Read, field};
          }
          break;
        }
        default: return false;
      }
    }
    return true;
  }

  enum class Effect : uint8_t { Unknown, Reads, Sets };

  // What a callee does with what its parameter points to: it only writes there and does nothing else; or it keeps no pointer. It may return the pointer.
  Effect effect(const Func* callee, size_t parameter, int depth, bool* returned) {
    const Body* b = callees_.body_in_program(callee);
    if (!b || parameter >= b->f.params.size() || depth > 3) return Effect::Unknown;
    bool writes = false, other = false;
    absl::flat_hash_map<uint32_t, bool> derived;  // whether it is the pointer itself
    derived[b->f.params[parameter].v] = true;
    for (BlockId block : b->dominators.order()) {
      for (ValueId v : b->f.blocks[block.v].instrs) {
        const Instr& i = b->at(v);
        auto from = [&](size_t k) { return derived.contains(b->f.operand(v, k).v); };
        switch (i.op) {
          case Opcode::FieldAddr:
          case Opcode::IndexAddr:
            if (from(0)) derived[v.v] = false;
            break;
          case Opcode::Load: break;
          case Opcode::Store:
            if (from(1)) return Effect::Unknown;
            if (from(0)) writes = true;
            else if (!local(*b, b->f.operand(v, 0))) other = true;
            break;
          case Opcode::Call: {
            const Func* next = ir::callee(i);
            bool passed = false;
            for (size_t k = 1; k < i.count; k++) {
              if (!from(k)) continue;
              passed = true;
              bool passed_back = false;
              Effect e = next && i.sub == 0 ? effect(next, k - 1, depth + 1, &passed_back) : Effect::Unknown;
              if (e == Effect::Unknown) return e;
              if (const bool itself = derived[b->f.operand(v, k).v]; passed_back) derived[v.v] = itself;
              if (e == Effect::Sets) writes = true;
            }
            if (!passed && !(model_of(next) & kPure)) other = true;
            break;
          }
          case Opcode::Return:
            for (size_t k = 0; k < i.count; k++) {
              if (!from(k)) continue;
              if (!derived[b->f.operand(v, k).v]) return Effect::Unknown;
              *returned = true;
            }
            break;
          case Opcode::Phi:
          case Opcode::MakeInterface:
          case Opcode::MakeClosure:
          case Opcode::Send:
          case Opcode::MapUpdate:
          case Opcode::Invoke:
          case Opcode::StructLit:
          case Opcode::BoundMethod:
          case Opcode::ArrayLit:
            for (size_t k = 0; k < i.count; k++)
              if (from(k)) return Effect::Unknown;
            if (i.op == Opcode::Send || i.op == Opcode::MapUpdate || i.op == Opcode::Invoke) other = true;
            break;
          case Opcode::Builtin:
            if (static_cast<BuiltinId>(i.aux) != BuiltinId::Len && static_cast<BuiltinId>(i.aux) != BuiltinId::Append && static_cast<BuiltinId>(i.aux) != BuiltinId::Cap) other = true;
            break;
          default: break;
        }
      }
    }
    return writes && !other ? Effect::Sets : Effect::Reads;
  }

  static bool local(const Body& b, ValueId address) {
    while (b.at(address).op == Opcode::FieldAddr || b.at(address).op == Opcode::IndexAddr) address = b.operand(address, 0);
    return b.at(address).op == Opcode::Alloc;
  }

  // A path leads from the store of the entry to the change without another value for the variable.
  bool reaches(ValueId from, ValueId to) const {
    return walk(from, [&](ValueId v) { return v == to; }, [&](ValueId v) { auto it = uses_.find(v.v); return it != uses_.end() && it->second.kind == Use::Whole; });
  }

  // The same value, as far as operands tell: two loads of one place give the same map.
  bool same(ValueId a, ValueId b, int depth = 0) const {
    if (a == b) return true;
    const Instr &x = f_.at(a), &y = f_.at(b);
    if (depth > 6 || x.op != y.op || x.aux != y.aux || x.count != y.count) return false;
    if (x.op == Opcode::Global || x.op == Opcode::Const) return true;
    if (x.op != Opcode::Load && x.op != Opcode::FieldAddr && x.op != Opcode::Field) return false;
    return same(f_.operand(a, 0), f_.operand(b, 0), depth + 1);
  }

  // The entry that the copy came out of goes then, or another value as a whole takes its place.
  bool removed_after(ValueId change, const std::vector<ValueId>& entries) const {
    auto ends = [&](ValueId end) {
      return reaches(change, end) && std::ranges::any_of(entries, [&](ValueId e) { return of_entry(f_.operand(e, 1), f_.operand(end, 0), f_.operand(end, 1)); });
    };
    auto removal = [&](ValueId d) { return static_cast<BuiltinId>(f_.at(d).aux) == BuiltinId::Delete && ends(d); };
    return std::ranges::any_of(f_.with(Opcode::Builtin), removal) || std::ranges::any_of(f_.with(Opcode::MapUpdate), ends);
  }
  // `from`, which a lookup or a range gave, is what the map has under the key.
  bool of_entry(ValueId from, ValueId map, ValueId key) const {
    ValueId at = f_.at(from).op == Opcode::Extract ? f_.operand(from, 0) : from;
    const Instr& lookup = f_.at(at);
    if (lookup.op == Opcode::RangeNext) {
      const Instr& k = f_.at(key);
      return same(f_.operand(f_.operand(lookup, 0), 0), map) && k.op == Opcode::Extract && k.aux == 1 && f_.operand(key, 0) == at;
    }
    return (lookup.op == Opcode::Lookup || lookup.op == Opcode::LookupOk) && same(f_.operand(lookup, 0), map) && same(f_.operand(lookup, 1), key);
  }

  // A path leads from the change to a read of the field or the whole.
  bool is_read(ValueId change, int64_t field) const {
    return walk(
        change,
        [&](ValueId v) {
          auto it = uses_.find(v.v);
          return it != uses_.end() && it->second.kind == Use::Read && (it->second.field == kWhole || field == kWhole || it->second.field == field);
        },
        [&](ValueId v) {
          auto it = uses_.find(v.v);
          return it != uses_.end() && it->second.kind == Use::Whole;
        });
  }

  template <class Goal, class Stop>
  bool walk(ValueId from, Goal goal, Stop stop) const {
    std::vector<uint8_t> seen(f_.blocks.size());
    std::vector<BlockId> work;
    bool found = false;
    auto through = [&](BlockId b, ValueId after) {
      bool on = !after;
      for (ValueId v : f_.blocks[b.v].instrs) {
        if (on && goal(v)) return found = true, void();
        if (on && stop(v)) return;
        on = on || v == after;
      }
      work.insert(work.end(), f_.blocks[b.v].succs.begin(), f_.blocks[b.v].succs.end());
    };
    through(f_.at(from).block, from);
    while (!found && !work.empty()) {
      BlockId b = work.back();
      work.pop_back();
      if (std::exchange(seen[b.v], 1)) continue;
      through(b, {});
    }
    return found;
  }

  const Body& body_;
  const ir::Function& f_;
  Callees& callees_;
  absl::flat_hash_map<uint32_t, Use> uses_;  // by instruction
  const Node* lookup_ = nullptr;
  std::vector<LostChange> out_;
};

}  // namespace

// s := m[k]; s = append(s, v), and the longer slice goes nowhere.
static void lost_appends(const ir::Function& f, std::vector<LostChange>& out) {
  for (ValueId v : f.with(Opcode::Builtin)) {
    const Instr& i = f.at(v);
    if (static_cast<BuiltinId>(i.aux) != BuiltinId::Append || i.count < 2 || !i.node) continue;
    const Node* lookup = entry_copy(f, f.operand(i, 0));
    if (lookup && std::ranges::find(f.operands, v) == f.operands.end()) out.push_back({i.node, lookup, false});
  }
}

std::vector<LostChange> lost_changes(const ir::Function& f, Callees& callees) {
  std::vector<LostChange> out;
  std::span<const ValueId> variables = f.with(Opcode::Alloc);
  if (std::any_of(variables.begin(), variables.end(), [&](ValueId v) { return Search::is_candidate(f.at(v)); })) {
    Body body(f);
    out = Search(body, callees).run();
  }
  lost_appends(f, out);
  return out;
}

}  // namespace ptrsafe::flow
