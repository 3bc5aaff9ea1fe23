// FunctionFlow: sets of keys. Which slices, maps and iterators give only keys of some map: keys collected from it in a
// loop, entered into it one by one, or told by a helper.
#include <algorithm>

#include "flow/function_flow.h"
#include "flow/models.h"
#include "types/constant.h"
#include "types/under.h"

namespace ptrsafe::flow {
namespace {

constexpr size_t kMaxSearch = 48;       // values that one search looks at
constexpr size_t kMaxMapsOfSource = 3;  // one list may have the keys of several maps

bool is_slice(Type* t) { return t && as_under<Slice>(t); }

// The callee removes nothing and adds nothing: the result has the elements of its first argument.
bool same_elements(const Instr& i) { return i.op == Opcode::Call && i.sub == 0 && (model_of(ir::callee(i)) & kSameElements); }

}  // namespace

ValueId FunctionFlow::canonical(ValueId map) {
  if (told(map)) return map;
  if (canonical_.empty()) canonical_.resize(f_.instrs.size());
  if (canonical_[map.v]) return canonical_[map.v];
  const Instr& i = f_.at(map);
  ValueId id = map;
  if (i.op == Opcode::Load) id = told_map(number(f_.operand(i, 0)));
  if (i.op == Opcode::FieldAddr || i.op == Opcode::Global) id = told_map(map);
  return canonical_[map.v] = id;
}

// Two values that are computed alike, where they have no numbers yet.
bool FunctionFlow::same_expression(ValueId a, ValueId b, int depth) const {
  a = number(a), b = number(b);
  if (a == b) return true;
  const Instr &x = f_.at(a), &y = f_.at(b);
  if (depth > 4 || x.op != y.op || x.sub != y.sub || x.count != y.count || x.count == 0 || x.aux != y.aux) return false;
  bool plain = x.op == Opcode::Load || x.op == Opcode::FieldAddr || x.op == Opcode::Field || x.op == Opcode::IndexAddr || is_pure(x);
  if (!plain) return false;
  for (size_t k = 0; k < x.count; k++)
    if (!same_expression(f_.operand(x, k), f_.operand(y, k), depth + 1)) return false;
  return true;
}

// The search is about this map, which is the same one in all iterations of a loop at `q.at`.
bool FunctionFlow::use_map(ValueId map, KeySearch& q) {
  map = number(map);
  ValueId root = map;
  while (f_.at(root).op == Opcode::Load || f_.at(root).op == Opcode::FieldAddr) root = number(f_.operand(root, 0));
  const Instr& r = f_.at(root);
  if (r.op == Opcode::Phi && r.block == q.at) return false;
  if (r.op != Opcode::Param && r.op != Opcode::Global && r.op != Opcode::FreeVar && !dom_.dominates(r.block, q.at)) return false;
  ValueId id = canonical(map);
  if (q.map) return q.map == id;
  if (std::find(q.excluded.begin(), q.excluded.end(), id) != q.excluded.end()) return false;
  q.map = id;
  return true;
}

// A key that the map has where `where` ends: one that a range gives, that is tested, or that is entered.
bool FunctionFlow::is_key(ValueId v, BlockId where, KeySearch& q) {
  v = number(v);
  const Instr& i = f_.at(v);
  auto element_of = [&](ValueId source) {
    KeySearch copy = q;
    if (!elements_are_keys(source, copy) || !copy.map) return false;
    q = std::move(copy);
    return true;
  };
  if (i.op == Opcode::Extract && f_.at(f_.operand(i, 0)).op == Opcode::RangeNext) {
    ValueId x = f_.operand(f_.operand(f_.operand(i, 0), 0), 0);
    Type* t = f_.at(x).type;
    if (t && as_under<Map>(t) && i.aux == 1 && use_map(x, q)) return true;
    if (t && !as_under<Map>(t) && i.aux == (is_slice(t) ? 2u : 1u) && element_of(x)) return true;
  }
  if (i.op == Opcode::Load && f_.at(number(f_.operand(i, 0))).op == Opcode::IndexAddr && element_of(f_.operand(number(f_.operand(i, 0)), 0)))
    return true;
  auto entered = [&](BlockId b) {
    for (ValueId x : f_.blocks[b.v].instrs)
      if (f_.at(x).op == Opcode::MapUpdate && same_expression(f_.operand(x, 1), v) && use_map(f_.operand(x, 0), q)) return true;
    return false;
  };
  for (BlockId b = where; b.v != 0; b = dom_.immediate(b)) {
    if (entered(b)) return true;
    if (b == q.at) break;
    const ir::Block& block = f_.blocks[b.v];
    if (block.preds.size() != 1) continue;
    const ir::Block& from = f_.blocks[block.preds[0].v];
    const Instr& last = f_.at(from.instrs.back());
    if (last.op != Opcode::If || !(from.succs[0] == b) || from.succs[1] == b) continue;
    const Instr& ok = f_.at(f_.operand(last, 0));
    if (ok.op != Opcode::Extract || ok.aux != 1) continue;
    const Instr& test = f_.at(f_.operand(ok, 0));
    if (test.op == Opcode::LookupOk && same_expression(f_.operand(test, 1), v) && use_map(f_.operand(test, 0), q)) return true;
  }
  // What follows without fail.
  BlockId b = where;
  for (int n = 0; n < 4 && f_.at(f_.blocks[b.v].instrs.back()).op == Opcode::Jump; n++) {
    b = f_.blocks[b.v].succs[0];
    if (b == q.at) break;
    if (entered(b)) return true;
  }
  return false;
}

bool FunctionFlow::elements_are_keys(ValueId v, KeySearch& q) {
  v = number(v);
  if (std::find(q.seen.begin(), q.seen.end(), v) != q.seen.end()) return true;
  if (q.seen.size() >= kMaxSearch) return false;
  q.seen.push_back(v);
  for (const KeysFact& k : q.state->keys()) {
    if (!(k.source == v) || (q.map && !(k.map == q.map))) continue;
    if (!q.map && std::find(q.excluded.begin(), q.excluded.end(), k.map) != q.excluded.end()) continue;
    q.map = k.map;
    q.stale = q.stale || k.stale;
    return true;
  }
  const Instr& i = f_.at(v);
  switch (i.op) {
    case Opcode::Zero: return true;
    case Opcode::MakeSlice: {
      const Instr& size = f_.at(f_.operand(i, 0));
      int64_t n;
      if (size.op == Opcode::Const) return Const{Ref<ConstData>::from_raw(size.aux)}.int64_value(&n) && n == 0;
      bool of_map = size.op == Opcode::Builtin && static_cast<BuiltinId>(size.aux) == BuiltinId::Len &&
                    f_.at(f_.operand(size, 0)).type && as_under<Map>(f_.at(f_.operand(size, 0)).type);
      return of_map && filled_with_keys(v, q);
    }
    case Opcode::ArrayLit: return i.count == 0;
    case Opcode::Convert: return elements_are_keys(f_.operand(i, 0), q);
    case Opcode::SliceOf: return is_slice(f_.at(f_.operand(i, 0)).type) && elements_are_keys(f_.operand(i, 0), q);
    case Opcode::Builtin:
      if (static_cast<BuiltinId>(i.aux) != BuiltinId::Append || !elements_are_keys(f_.operand(i, 0), q)) return false;
      if (i.reserved) return elements_are_keys(f_.operand(i, 1), q);
      for (size_t k = 1; k < i.count; k++)
        if (!is_key(f_.operand(i, k), i.block, q)) return false;
      return true;
    case Opcode::Phi:
      for (ValueId o : f_.operands_of(i))
        if (!elements_are_keys(o, q)) return false;
      return true;
    case Opcode::Load: {
      ValueId a = number(f_.operand(i, 0));
      return f_.at(a).op == Opcode::Alloc && variable_has_keys(a, q);
    }
    default: return false;
  }
}

// A slice variable that literals share: whatever is stored in it.
bool FunctionFlow::variable_has_keys(ValueId cell, KeySearch& q) {
  if (std::find(q.seen.begin(), q.seen.end(), cell) != q.seen.end()) return true;
  q.seen.push_back(cell);
  for (const Instr& i : f_.instrs) {
    for (size_t k = 0; k < i.count; k++) {
      if (!(f_.operand(i, k) == cell) || i.op == Opcode::Load) continue;
      if (i.op == Opcode::Store && k == 0) {
        if (!elements_are_keys(f_.operand(i, 1), q)) return false;
      } else if (i.op == Opcode::MakeClosure) {
        const Function& literal = *f_.closures[i.aux];
        for (const Instr& x : literal.instrs)
          for (ValueId o : literal.operands_of(x))
            if (literal.at(o).op == Opcode::FreeVar && literal.at(o).aux == k && x.op != Opcode::Load) return false;
      } else {
        return false;
      }
    }
  }
  return true;
}

// keys := make([]K, len(m)), each element of which is assigned a key.
bool FunctionFlow::filled_with_keys(ValueId slice, KeySearch& q) {
  bool any = false;
  for (const Instr& i : f_.instrs) {
    if (i.op != Opcode::Store) continue;
    const Instr& address = f_.at(f_.operand(i, 0));
    if (address.op != Opcode::IndexAddr || !(number(f_.operand(address, 0)) == slice)) continue;
    if (!is_key(f_.operand(i, 1), i.block, q)) return false;
    any = true;
  }
  return any;
}

void FunctionFlow::find_keys(ValueId v, State& s) {
  std::vector<ValueId> found;
  while (found.size() < kMaxMapsOfSource) {
    KeySearch q{&s, f_.at(v).block, {}, false, found, {}};
    bool all = f_.at(v).op == Opcode::Alloc ? variable_has_keys(v, q) : elements_are_keys(v, q);
    if (!all || !q.map) return;
    s.set_keys({v, q.map, q.stale, {}});
    found.push_back(q.map);
  }
}

void FunctionFlow::keys_of_phis(BlockId b, const std::vector<State>& edges, State& s) {
  const ir::Block& block = f_.blocks[b.v];
  for (ValueId v : block.instrs) {
    const Instr& i = f_.at(v);
    if (i.op != Opcode::Phi || !is_slice(i.type)) continue;
    std::vector<ValueId> found;
    while (found.size() < kMaxMapsOfSource) {
      KeySearch q{&s, b, {}, false, found, {v}};
      bool all = true;
      // Those of edges already seen first: they know what is stale.
      for (bool seen : {true, false}) {
        for (size_t k = 0; k < i.count && all; k++) {
          if (entered_[block.preds[k].v] != seen) continue;
          if (seen && !edges[k].reachable) continue;
          q.state = seen ? &edges[k] : &s;
          all = elements_are_keys(f_.operand(i, k), q);
        }
      }
      if (!all || !q.map) break;
      s.set_keys({v, q.map, q.stale, {}});
      found.push_back(q.map);
    }
  }
}

// A loop over all of a slice or map has ended: what each iteration left present under its key is present for all.
void FunctionFlow::keys_after_loop(BlockId head, State& s) {
  const Instr& last = f_.at(f_.blocks[head.v].instrs.back());
  const Instr& more = f_.at(f_.operand(last, 0));
  if (more.op != Opcode::Extract || more.aux != 0 || !(more.block == head)) return;
  ValueId next = f_.operand(more, 0);
  if (f_.at(next).op != Opcode::RangeNext) return;
  ValueId source = number(f_.operand(f_.operand(next, 0), 0));
  Type* t = f_.at(source).type;
  if (!t || (!as_under<Map>(t) && !is_slice(t))) return;
  auto is_element = [&](ValueId key) {
    if (told(key)) return false;
    const Instr& i = f_.at(key);
    if (i.op == Opcode::Extract) return f_.operand(i, 0) == next && i.aux == (is_slice(t) ? 2u : 1u);
    if (i.op != Opcode::Load) return false;
    const Instr& a = f_.at(number(f_.operand(i, 0)));
    if (a.op != Opcode::IndexAddr || !(number(f_.operand(a, 0)) == source)) return false;
    const Instr& index = f_.at(number(f_.operand(a, 1)));
    return index.op == Opcode::Extract && index.aux == 1 && f_.operand(index, 0) == next;
  };
  std::vector<const State*> latches;
  for (BlockId p : f_.blocks[head.v].preds) {
    if (!dom_.dominates(head, p)) continue;
    if (!entered_[p.v]) return;
    if (exits_[p.v].reachable) latches.push_back(&exits_[p.v]);
  }
  if (latches.empty()) return;
  for (const EntryFact& e : latches[0]->entries()) {
    if (e.presence != Presence::Present || !is_element(e.key) || (!told(e.map) && e.map == source)) continue;
    bool all = std::all_of(latches.begin(), latches.end(), [&](const State* l) {
      const EntryFact* other = entry(e.map, e.key, *l);
      return other && other->presence == Presence::Present;
    });
    KeySearch q{&s, head, {}, false, {}, {}};
    if (all && (told(e.map) || use_map(e.map, q))) s.set_keys({source, canonical(e.map), false, {}});
  }
}

// The call's result `result` is `value`; ~0: what the arguments are afterwards.
void FunctionFlow::keys_after_call(ValueId call, uint32_t result, ValueId value, State& s) {
  const Instr& i = f_.at(call);
  if (result == 0) {
    if (model_of(ir::callee(i)) & kKeysOfArgument) s.set_keys({value, canonical(number(f_.operand(i, 1))), false, {}});
    if (same_elements(i)) {
      ValueId from = number(f_.operand(i, 1));
      std::vector<KeysFact> facts;
      for (const KeysFact& k : s.keys())
        if (k.source == from) facts.push_back(k);
      for (KeysFact k : facts) {
        k.source = value;
        s.set_keys(k);
      }
    }
  }
  if (Type* t = f_.at(value).type; result == 0 && (model_of(ir::callee(i)) & kNilOfNil) && t && as_under<Map>(t)) {
    ValueId from = number(f_.operand(i, 1));  // a clone
    s.set_keys({from, canonical(value), false, {}});
    s.set_keys({value, canonical(from), false, {}});
  }
  const FunctionSummary* callee = callee_summary(i);
  if (!callee) return;
  for (const KeysSummary& k : callee->keys_after) {
    if (result == ~0u ? k.source_parameter < 0 : k.source_result != static_cast<int>(result)) continue;
    ValueId source = result == ~0u ? number(argument(i, k.source_parameter)) : value;
    ValueId map;
    if (k.map_result < 0) {
      map = map_of_callee(i, k.map, s);
    } else if (i.type && i.type->kind != TypeKind::Tuple) {
      map = number(call);
    } else {
      for (uint32_t n = call.v + 1; n < f_.instrs.size() && n < call.v + 8; n++)
        if (f_.instrs[n].op == Opcode::Extract && static_cast<int>(f_.instrs[n].aux) == k.map_result && f_.operand(f_.instrs[n], 0) == call)
          map = ValueId{n};
    }
    if (source && map) s.set_keys({source, canonical(map), false, {}});
  }
}

// A store may give a variable, or an element, what is no key; it may replace a map.
void FunctionFlow::keys_stored(ValueId address, ValueId value, BlockId block, State& s) {
  const Instr& a = f_.at(address);
  Type* t = f_.at(value).type;
  if (t && as_under<Map>(t) && !told_.empty()) {
    ValueId replaced = told_map(address);
    s.erase_keys_if([&](const KeysFact& k) { return k.map == replaced; });
    s.erase_entries_if([&](const EntryFact& e) { return e.map == replaced; });
  }
  auto still = [&](const KeysFact& k, auto check) {
    KeySearch q{&s, block, k.map, false, {}, {}};
    return check(q);
  };
  if (a.op == Opcode::IndexAddr && !s.keys().empty()) {
    ValueId source = number(f_.operand(a, 0));
    std::vector<KeysFact> gone;
    for (const KeysFact& k : s.keys())
      if (k.source == source && !still(k, [&](KeySearch& q) { return is_key(value, block, q); })) gone.push_back(k);
    s.erase_keys_if([&](const KeysFact& k) {
      return std::any_of(gone.begin(), gone.end(), [&](const KeysFact& g) { return g.source == k.source && g.map == k.map; });
    });
  }
  if (a.op != Opcode::Alloc || !is_slice(t)) return;
  std::vector<KeysFact> kept;
  for (const KeysFact& k : s.keys()) {
    if (forgetting_ ? k.source == address && still(k, [&](KeySearch& q) { return elements_are_keys(value, q); }) : k.source == value) {
      kept.push_back(k);
      kept.back().source = address;
    }
  }
  s.erase_keys_if([&](const KeysFact& k) { return k.source == address; });
  for (const KeysFact& k : kept) s.set_keys(k);
  if (forgetting_ || !kept.empty()) return;
  Opcode made = f_.at(value).op;
  if (made == Opcode::Zero || made == Opcode::MakeSlice || made == Opcode::ArrayLit) find_keys(address, s);
}

// `element` is one of the source's; it comes out of the range, if there is one.
void FunctionFlow::element_of_keys(ValueId source, ValueId element, ValueId range, State& s) {
  if (s.keys().empty()) return;
  std::vector<KeysFact> facts;
  for (const KeysFact& k : s.keys())
    if (k.source == source) facts.push_back(k);
  for (const KeysFact& k : facts) {
    bool fresh = !k.stale || (range && k.fresh_in == range);
    s.set_entry({k.map, element, fresh ? Presence::Present : Presence::Stale, Nilness::Unknown, {}});
  }
}

}  // namespace ptrsafe::flow
