#include "flow/function_flow.h"

#include <algorithm>

#include "flow/models.h"
#include "types/constant.h"
#include "types/predicates.h"

namespace ptrsafe::flow {
namespace {

bool is_pure(const Instr& i) {
  switch (i.op) {
    case Opcode::Const:
    case Opcode::Zero:
    case Opcode::Global:
    case Opcode::FuncRef:
    case Opcode::FieldAddr:
    case Opcode::Field:
    case Opcode::IndexAddr:
    case Opcode::Index:
    case Opcode::Unary:
    case Opcode::Binary:
    case Opcode::Convert:
    case Opcode::MakeInterface:
    case Opcode::StructLit:
    case Opcode::Extract:
    case Opcode::TypeAssertOk:
    case Opcode::TypeAssert: return true;
    case Opcode::ArrayLit: return i.sub == 1;  // variadic arguments
    case Opcode::Builtin: {
      auto id = static_cast<BuiltinId>(i.aux);
      return id == BuiltinId::Min || id == BuiltinId::Max;
    }
    case Opcode::Call: return i.sub == 0 && (model_of(ir::callee(i)) & kPure);
    default: return false;
  }
}

bool is_pointer_like(Type* t) {
  Type* u = t ? under(t) : nullptr;
  return u && (u->kind == TypeKind::Pointer || u->kind == TypeKind::Map || u->kind == TypeKind::Slice || u->kind == TypeKind::Chan ||
               u->kind == TypeKind::Signature);
}

bool is_nil_comparison(const Function& f, const Instr& i, ValueId* operand) {
  Op op = static_cast<Op>(i.sub);
  if (i.op != Opcode::Binary || (op != Op::Eql && op != Op::Neq)) return false;
  for (size_t k = 0; k < 2; k++) {
    ValueId other = f.operand(i, 1 - k);
    if (f.at(other).op != Opcode::Zero || !has_nil(f.at(other).type)) continue;
    *operand = f.operand(i, k);
    return true;
  }
  return false;
}

}  // namespace

FunctionFlow::FunctionFlow(const Package& package, const Function& f, const ir::Dominators& dominators, Summaries* summaries)
    : package_(package), f_(f), dom_(dominators), summaries_(summaries) {
  size_t n = f.instrs.size();
  number_.resize(n);
  for (uint32_t i = 0; i < n; i++) number_[i] = ValueId{i};
  visited_.resize(n);
  subject_.resize(n);
  presence_.resize(n);
  entry_nil_.resize(n);
  escapes_.resize(n);
  exits_.resize(f.blocks.size());
  entered_.resize(f.blocks.size());
  find_escapes();
  find_captured();
  for (BlockId b : dom_.order()) enter(b);
}

// Allocations whose address is used for loads and stores only, through fields and elements too.
void FunctionFlow::find_escapes() {
  for (const Instr& i : f_.instrs) {
    for (size_t k = 0; k < i.count; k++) {
      ValueId o = f_.operand(i, k);
      bool harmless = (i.op == Opcode::Load || i.op == Opcode::FieldAddr || i.op == Opcode::IndexAddr ||
                       i.op == Opcode::Store || i.op == Opcode::Lookup || i.op == Opcode::LookupOk || i.op == Opcode::MapUpdate ||
                       i.op == Opcode::RangeStart || i.op == Opcode::Builtin) && k == 0;
      if (i.op == Opcode::Binary || i.op == Opcode::Return) harmless = true;
      // append and copy make another name for a slice's elements.
      if (i.op == Opcode::Builtin && f_.at(o).op == Opcode::MakeSlice) harmless = static_cast<BuiltinId>(i.aux) == BuiltinId::Len || static_cast<BuiltinId>(i.aux) == BuiltinId::Cap;
      if (!harmless) escapes_[o.v] = 1;
    }
  }
  // What is reached through a derived address escapes with it.
  for (size_t n = f_.instrs.size(); n-- > 1;) {
    const Instr& i = f_.instrs[n];
    if ((i.op == Opcode::FieldAddr || i.op == Opcode::IndexAddr) && escapes_[n]) escapes_[f_.operand(i, 0).v] = 1;
  }
}

// The address lies in a variable of this function that nobody else can reach.
bool FunctionFlow::local(ValueId a) const {
  if (told(a)) return false;
  for (;;) {
    const Instr& i = f_.at(a);
    if (i.op == Opcode::Alloc || i.op == Opcode::MakeMap || i.op == Opcode::MakeSlice) return !escapes_[a.v];
    if (i.op != Opcode::FieldAddr && i.op != Opcode::IndexAddr) return false;
    a = number(f_.operand(i, 0));
  }
}

bool FunctionFlow::may_alias(ValueId stored, ValueId place) const {
  if (stored == place) return true;
  const Instr &s = f_.at(stored), &p = f_.at(place);
  auto root = [&](ValueId a) {
    while (f_.at(a).op == Opcode::FieldAddr || f_.at(a).op == Opcode::IndexAddr) a = number(f_.operand(a, 0));
    return a;
  };
  ValueId rs = root(stored), rp = root(place);
  bool distinct_variables = !(rs == rp) && (f_.at(rs).op == Opcode::Alloc || f_.at(rs).op == Opcode::Global) &&
                            (f_.at(rp).op == Opcode::Alloc || f_.at(rp).op == Opcode::Global);
  if (distinct_variables) return false;
  // What this function allocates was not there when it was called.
  auto from_outside = [&](ValueId r) { return f_.at(r).op == Opcode::Param || f_.at(r).op == Opcode::FreeVar || f_.at(r).op == Opcode::Global; };
  if ((f_.at(rs).op == Opcode::Alloc && from_outside(rp)) || (f_.at(rp).op == Opcode::Alloc && from_outside(rs))) return false;
  if (!(rs == rp) && (local(stored) || local(place))) return false;
  if (rs == rp) {
    // One variable: different fields of it are apart, a whole and its parts are not.
    auto path_below = [&](ValueId whole, ValueId part) {
      while (f_.at(part).op == Opcode::FieldAddr || f_.at(part).op == Opcode::IndexAddr) {
        if (part == whole) return true;
        part = number(f_.operand(part, 0));
      }
      return part == whole;
    };
    if (path_below(stored, place) || path_below(place, stored)) return true;
  }
  if (s.op == Opcode::FieldAddr && p.op == Opcode::FieldAddr) {
    if (s.aux != p.aux) return false;
    return identical(f_.at(f_.operand(s, 0)).type, f_.at(f_.operand(p, 0)).type);
  }
  if (!s.type || !p.type) return true;
  if (identical(s.type, p.type)) return true;
  // A whole struct or array may be stored over the place: if the place is a part of one of that type.
  for (ValueId a = place; f_.at(a).op == Opcode::FieldAddr || f_.at(a).op == Opcode::IndexAddr;) {
    a = number(f_.operand(a, 0));
    if (f_.at(a).type && identical(s.type, f_.at(a).type)) return true;
  }
  return false;
}

bool FunctionFlow::same_map_type(ValueId a, ValueId b) const {
  if (told(a) || told(b)) return true;
  Type *x = f_.at(a).type, *y = f_.at(b).type;
  return !x || !y || identical(under(x), under(y));
}

Nilness FunctionFlow::by_nature(ValueId v) const {
  switch (f_.at(v).op) {
    case Opcode::Alloc:
    case Opcode::Global:
    case Opcode::FieldAddr:
    case Opcode::IndexAddr:
    case Opcode::FuncRef:
    case Opcode::BoundMethod:
    case Opcode::MakeInterface:
    case Opcode::MakeMap:
    case Opcode::MakeSlice:
    case Opcode::MakeChan:
    case Opcode::MakeClosure:
    case Opcode::StructLit:
    case Opcode::ArrayLit: return Nilness::NonNil;
    case Opcode::Zero: return has_nil(f_.at(v).type) ? Nilness::Nil : Nilness::Unknown;
    case Opcode::Call: return model_of(ir::callee(f_.at(v))) & kNonNilResult ? Nilness::NonNil : Nilness::Unknown;
    case Opcode::Field:
    case Opcode::Index: {
      ValueId whole = v;
      while (f_.at(whole).op == Opcode::Field || f_.at(whole).op == Opcode::Index) whole = number(f_.operand(whole, 0));
      return f_.at(whole).op == Opcode::Zero && has_nil(f_.at(v).type) ? Nilness::Nil : Nilness::Unknown;
    }
    case Opcode::FreeVar: return f_.at(v).aux < captured_.size() ? captured_[f_.at(v).aux] : Nilness::Unknown;
    default: return Nilness::Unknown;
  }
}

// A variable that a literal captures by value holds what it held where the literal stands.
void FunctionFlow::find_captured() {
  if (!f_.parent) return;
  const Function& parent = *f_.parent;
  for (const Instr& make : parent.instrs) {
    if (make.op != Opcode::MakeClosure || parent.closures[make.aux].get() != &f_) continue;
    for (ValueId o : parent.operands_of(make)) {
      const Instr& value = parent.at(o);
      bool nil = value.op == Opcode::Zero && has_nil(value.type);
      bool made = value.op == Opcode::MakeMap || value.op == Opcode::Alloc;
      captured_.push_back(nil ? Nilness::Nil : made ? Nilness::NonNil : Nilness::Unknown);
    }
    return;
  }
}

Nilness FunctionFlow::nilness(ValueId v, const State& s) const {
  v = number(v);
  uint8_t bits = s.bits(v);
  if (bits & kNil) return Nilness::Nil;
  if (bits & kNonNil) return Nilness::NonNil;
  return by_nature(v);
}

// A struct some of whose fields are nil or zero.
bool FunctionFlow::has_zero_part(ValueId v, int depth) const {
  const Instr& i = f_.at(number(v));
  if (i.op == Opcode::Zero) return true;
  if (i.op != Opcode::StructLit || depth > 8) return false;
  auto parts = f_.operands_of(i);
  return std::any_of(parts.begin(), parts.end(), [&](ValueId part) { return has_zero_part(part, depth + 1); });
}

bool FunctionFlow::argument_safe(ValueId call, size_t k) const {
  auto it = safe_arguments_.find(call.v);
  return it != safe_arguments_.end() && k < 64 && (it->second >> k & 1);
}

bool FunctionFlow::no_return(const Instr& i) const {
  if ((i.op != Opcode::Call && i.op != Opcode::Invoke) || i.sub != 0) return false;
  if (model_of(ir::callee(i)) & kNoReturn) return true;
  const FunctionSummary* s = callee_summary(i);
  return s && s->no_return;
}

const FunctionSummary* FunctionFlow::callee_summary(const Instr& i) const {
  return summaries_ && i.op == Opcode::Call ? summaries_->of(ir::callee(i)) : nullptr;
}

void FunctionFlow::forget_states() {
  std::vector<State>().swap(exits_);
  decltype(expressions_)().swap(expressions_);
  decltype(told_)().swap(told_);
}

// ---- blocks ----

void FunctionFlow::enter(BlockId b) {
  State s;
  const ir::Block& block = f_.blocks[b.v];
  if (b.v == 0) s.reachable = true;
  bool loop = false;
  std::vector<State> edges;
  for (BlockId p : block.preds) {
    if (!entered_[p.v]) {
      loop = true;
      edges.emplace_back();
      continue;
    }
    State edge = exits_[p.v];
    const ir::Block& from = f_.blocks[p.v];
    const Instr& last = f_.at(from.instrs.back());
    if (edge.reachable && last.op == Opcode::If && !(from.succs[0] == from.succs[1]))
      assume(f_.operand(last, 0), from.succs[0] == b, edge);
    edges.push_back(std::move(edge));
  }
  entered_[b.v] = 1;
  for (const State& e : edges) s.join(e);
  if (!s.reachable) return;
  if (loop) forget_loop(b, s);
  for (ValueId v : block.instrs) {
    const Instr& i = f_.at(v);
    if (i.op != Opcode::Phi) continue;
    visited_[v.v] = 1;
    uint8_t common = 0xff;
    for (size_t k = 0; k < i.count; k++) {
      ValueId o = number(f_.operand(i, k));
      if (o == v) continue;
      uint8_t bits = 0;
      if (edges[k].reachable) {
        bits = edges[k].bits(o);
      } else if (entered_[block.preds[k].v] && !(block.preds[k] == b)) {
        continue;  // this edge is never taken
      }
      Nilness n = by_nature(o);
      if (n == Nilness::Nil) bits |= kNil;
      if (n == Nilness::NonNil) bits |= kNonNil;
      if (f_.at(o).op == Opcode::Const) {
        Const c{Ref<ConstData>::from_raw(f_.at(o).aux)};
        if (c.kind() == ConstKind::Bool) bits |= c.bool_value() ? kTrue : kFalse;
      }
      common &= bits;
    }
    s.forget(v);
    if (common && common != 0xff) s.add(v, common);
  }
  for (ValueId v : block.instrs) {
    const Instr& i = f_.at(v);
    if (i.op == Opcode::Phi) continue;
    visited_[v.v] = 1;
    step(v, s);
    if (no_return(i)) {
      s.reachable = false;
      break;
    }
  }
  exits_[b.v] = std::move(s);
}

// Forgets what the loops with this head may change.
void FunctionFlow::forget_loop(BlockId head, State& s) {
  std::vector<bool> inside(f_.blocks.size());
  std::vector<BlockId> work;
  bool reducible = true;
  inside[head.v] = true;
  for (BlockId p : f_.blocks[head.v].preds) {
    if (entered_[p.v] && !(p == head)) continue;
    reducible = reducible && dom_.dominates(head, p);
    if (!inside[p.v]) {
      inside[p.v] = true;
      work.push_back(p);
    }
  }
  while (!work.empty()) {
    BlockId b = work.back();
    work.pop_back();
    for (BlockId p : f_.blocks[b.v].preds) {
      if (inside[p.v]) continue;
      inside[p.v] = true;
      work.push_back(p);
    }
  }
  if (!reducible) {
    State empty;
    empty.reachable = true;
    s = empty;
    return;
  }
  for (size_t b = 0; b < f_.blocks.size(); b++) {
    if (!inside[b]) continue;
    for (ValueId v : f_.blocks[b].instrs) {
      const Instr& i = f_.at(v);
      switch (i.op) {
        case Opcode::Store: {
          // Values inside the loop have no numbers yet: the address as it is written must do.
          ValueId a = f_.operand(i, 0);
          s.erase_places_if([&](const PlaceFact& p) {
            const Instr& address = f_.at(a);
            if (address.op == Opcode::FieldAddr && f_.at(p.address).op == Opcode::FieldAddr) return address.aux == f_.at(p.address).aux;
            return may_alias(a, p.address);
          });
          break;
        }
        case Opcode::MapUpdate: update(i, s); break;
        case Opcode::Builtin:
        case Opcode::Call:
        case Opcode::Invoke: call(v, s); break;
        default: break;
      }
    }
  }
  // What an update in the loop stores is not there yet in the first iteration.
  s.erase_entries_if([&](const EntryFact& e) { return e.value && inside[f_.at(e.value).block.v] && f_.at(e.value).block.v != 0; });
}

// ---- instructions ----

// Gives the value its number: that of the first equal expression.
ValueId FunctionFlow::numbered(ValueId v) {
  const Instr& i = f_.at(v);
  // Conversions between pointer types keep the pointer.
  if (i.op == Opcode::Convert && is_pointer_like(i.type) && is_pointer_like(f_.at(f_.operand(i, 0)).type))
    return number_[v.v] = number(f_.operand(i, 0));
  if (!is_pure(i)) return v;
  std::vector<uint32_t> key{static_cast<uint32_t>(i.op) | static_cast<uint32_t>(i.sub) << 8, i.aux};
  if (i.op == Opcode::Const) {
    Const c{Ref<ConstData>::from_raw(i.aux)};
    uint64_t h = const_hash(c);
    key[1] = static_cast<uint32_t>(h);
    key.push_back(static_cast<uint32_t>(h >> 32));
  }
  if (i.op == Opcode::Const || i.op == Opcode::Zero || i.op == Opcode::Convert || i.op == Opcode::TypeAssert ||
      i.op == Opcode::TypeAssertOk)
    key.push_back(static_cast<uint32_t>(type_hash(i.type)));
  for (ValueId o : f_.operands_of(i)) key.push_back(number(o).v);
  auto [it, fresh] = expressions_.try_emplace(std::move(key), v);
  return number_[v.v] = it->second;
}

void FunctionFlow::step(ValueId v, State& s) {
  const Instr& i = f_.at(v);
  if (ValueId subject = f_.operand(i, 0)) {
    Nilness n = nilness(subject, s);
    subject_[v.v] = static_cast<uint8_t>(n) | (s.bits(number(subject)) & kPresent ? 4 : 0);
  }
  numbered(v);
  if (i.op == Opcode::Call) {
    uint64_t safe = 0;
    for (size_t k = 1; k < i.count && k < 64; k++) {
      ValueId argument = f_.operand(i, k);
      if (nilness(argument, s) == Nilness::NonNil || (s.bits(number(argument)) & kPresent)) safe |= uint64_t{1} << k;
    }
    if (safe) safe_arguments_[v.v] = safe;
  }
  switch (i.op) {
    case Opcode::Alloc: s.set_place({v, {}, Nilness::Nil, true}); break;
    case Opcode::MakeMap:
      s.erase_entries_if([&](const EntryFact& e) { return e.map == v; });
      s.set_complete(v, !escapes_[v.v]);
      break;
    case Opcode::MakeSlice:
      if (local(v)) s.set_place({v, {}, Nilness::NonNil, true});  // its elements are zero
      break;
    case Opcode::Load: load(v, s); break;
    case Opcode::Store: store(i, s); break;
    case Opcode::Lookup:
    case Opcode::LookupOk: lookup(v, s); break;
    case Opcode::MapUpdate: update(i, s); break;
    case Opcode::Extract: extract(v, s); break;
    case Opcode::Builtin:
    case Opcode::Call:
    case Opcode::Invoke: call(v, s); break;
    case Opcode::RunDefers:
      s.erase_places_if([&](const PlaceFact& p) { return !local(p.address); });
      break;
    case Opcode::FieldAddr:
    case Opcode::Field: {
      // A part of a literal is the value that the literal gives it.
      ValueId base = number(f_.operand(i, 0));
      if (i.op == Opcode::Field && f_.at(base).op == Opcode::StructLit && i.aux < f_.at(base).count)
        number_[v.v] = number(f_.operand(base, i.aux));
      break;
    }
    default: break;
  }
  // Who follows a pointer and goes on has shown that it is not nil.
  switch (i.op) {
    case Opcode::Load:
    case Opcode::Store:
    case Opcode::FieldAddr:
    case Opcode::MapUpdate:
    case Opcode::TypeAssert:
    case Opcode::Invoke:
      if (i.sub == 0 || i.op == Opcode::MapUpdate) s.add(number(f_.operand(i, 0)), kNonNil);
      break;
    case Opcode::Call:
      if (i.sub == 0 && f_.operand(i, 0)) s.add(number(f_.operand(i, 0)), kNonNil);
      break;
    default: break;
  }
}

void FunctionFlow::load(ValueId v, State& s) {
  ValueId a = number(f_.operand(v, 0));
  if (const PlaceFact* p = s.place(a)) {
    if (p->value) {
      number_[v.v] = p->value;
    } else if (p->zero || p->nilness != Nilness::Unknown) {
      Nilness n = p->nilness;
      if (has_nil(f_.at(v).type)) s.add(v, n == Nilness::NonNil ? kNonNil : kNil);
      s.set_place({a, v, n, p->zero});
    }
    return;
  }
  // A part of a whole whose value is known; of elements, only that all are zero.
  const Instr& address = f_.at(a);
  if (address.op == Opcode::FieldAddr || address.op == Opcode::IndexAddr) {
    constexpr uint32_t kElement = ~0u;
    auto step = [&](ValueId part) { return f_.at(part).op == Opcode::FieldAddr ? f_.at(part).aux : kElement; };
    ValueId base = number(f_.operand(address, 0));
    std::vector<uint32_t> path{step(a)};
    while (!s.place(base) && (f_.at(base).op == Opcode::FieldAddr || f_.at(base).op == Opcode::IndexAddr)) {
      path.push_back(step(base));
      base = number(f_.operand(base, 0));
    }
    if (const PlaceFact* whole = s.place(base)) {
      ValueId value = whole->value;
      bool zero = whole->zero;
      while (value && !path.empty() && f_.at(value).op == Opcode::StructLit && path.back() < f_.at(value).count) {
        value = number(f_.operand(value, path.back()));
        path.pop_back();
      }
      if (value && path.empty()) {
        number_[v.v] = value;
        s.set_place({a, value, nilness(value, s), f_.at(value).op == Opcode::Zero});
        return;
      }
      if ((value && f_.at(value).op == Opcode::Zero) || (!value && zero)) {
        if (has_nil(f_.at(v).type)) s.add(v, kNil);
        s.set_place({a, v, Nilness::Nil, true});
        return;
      }
    }
  }
  s.forget(v);
  s.set_place({a, v, Nilness::Unknown, false});
  // What helpers told of this map holds for the value.
  if (f_.at(v).type && as_under<Map>(f_.at(v).type)) {
    ValueId told = told_map(a);
    std::vector<EntryFact> facts = s.entries();
    for (EntryFact e : facts) {
      if (!(e.map == told)) continue;
      e.map = v;
      s.set_entry(e);
    }
  }
}

// ---- maps behind helpers ----

// The id of the map variable at the address.
ValueId FunctionFlow::told_map(ValueId a) {
  std::vector<uint32_t> key;
  while (f_.at(a).op == Opcode::FieldAddr) {
    key.push_back(f_.at(a).aux);
    a = number(f_.operand(a, 0));
  }
  key.push_back(f_.at(a).op == Opcode::Global ? f_.at(a).aux : 0);
  key.push_back(f_.at(a).op == Opcode::Global ? 0 : a.v);
  return told_.try_emplace(std::move(key), ValueId{static_cast<uint32_t>(f_.instrs.size() + told_.size())}).first->second;
}

ValueId FunctionFlow::map_of_callee(const Instr& call, const MapPath& path, const State& s) {
  std::vector<uint32_t> key;
  ValueId address;
  if (path.parameter < 0) {
    if (!path.field || !(path.field->bits & Var::kPackageVar)) return {};
    uint32_t raw = Ref<Object>(path.field).v;
    key = {raw, 0};
    auto it = expressions_.find(std::vector<uint32_t>{static_cast<uint32_t>(Opcode::Global), raw});
    if (it != expressions_.end()) address = it->second;
  } else {
    ValueId root = number(f_.operand(call, static_cast<size_t>(path.parameter) + 1));
    if (!root) return {};
    if (path.depth == 0) return root;
    address = root;
    for (uint8_t k = 0; k < path.depth; k++) {
      if (address) {
        auto it = expressions_.find(std::vector<uint32_t>{static_cast<uint32_t>(Opcode::FieldAddr), path.fields[k], address.v});
        address = it == expressions_.end() ? ValueId{} : it->second;
      }
    }
    // The root may itself be a part of something.
    for (uint8_t k = path.depth; k-- > 0;) key.push_back(path.fields[k]);
    while (f_.at(root).op == Opcode::FieldAddr) {
      key.push_back(f_.at(root).aux);
      root = number(f_.operand(root, 0));
    }
    bool global = f_.at(root).op == Opcode::Global;
    key.push_back(global ? f_.at(root).aux : 0);
    key.push_back(global ? 0 : root.v);
  }
  if (address)
    if (const PlaceFact* p = s.place(address); p && p->value) return p->value;
  return told_.try_emplace(std::move(key), ValueId{static_cast<uint32_t>(f_.instrs.size() + told_.size())}).first->second;
}

// What is known because the call has returned.
void FunctionFlow::after_call(const Instr& i, const FunctionSummary& callee, State& s) {
  for (size_t k = 1; k < i.count && k <= 64; k++) {
    ValueId argument = f_.operand(i, k);
    if (callee.true_after >> (k - 1) & 1) assume(argument, true, s);
    if (callee.non_nil_after >> (k - 1) & 1) assume_nil(argument, false, s);
  }
}

void FunctionFlow::assume_presence(const Instr& call, uint32_t result, bool truth, State& s) {
  const FunctionSummary* callee = callee_summary(call);
  if (!callee || !truth || callee->presence.result != static_cast<int>(result)) return;
  ValueId map = map_of_callee(call, callee->presence.map, s);
  ValueId key = number(f_.operand(call, static_cast<size_t>(callee->presence.key_parameter) + 1));
  if (map && key) s.set_entry({map, key, Presence::Present, Nilness::Unknown, {}});
}

void FunctionFlow::store(const Instr& i, State& s) {
  ValueId a = number(f_.operand(i, 0)), value = number(f_.operand(i, 1));
  s.erase_places_if([&](const PlaceFact& p) { return may_alias(a, p.address); });
  s.set_place({a, value, nilness(value, s), f_.at(value).op == Opcode::Zero});
}

void FunctionFlow::lookup(ValueId v, State& s) {
  const Instr& i = f_.at(v);
  ValueId map = number(f_.operand(i, 0)), key = number(f_.operand(i, 1));
  const EntryFact* e = s.entry(map, key);
  Presence p = e ? e->presence : Presence::Unknown;
  Nilness n = e ? e->nilness : Nilness::Unknown;
  if (!e && s.complete(map) && f_.at(key).op == Opcode::Const) p = Presence::Absent;
  if (!e && s.complete(map) && std::none_of(s.entries().begin(), s.entries().end(), [&](const EntryFact& x) { return x.map == map; }))
    p = Presence::Absent;
  if (nilness(map, s) == Nilness::Nil) p = Presence::Absent;
  presence_[v.v] = static_cast<uint8_t>(p);
  entry_nil_[v.v] = static_cast<uint8_t>(n);
  if (i.op != Opcode::Lookup) return;
  // A nil that was stored stays a lookup's value: a fault that it leads to is the map's.
  if (e && e->value && p != Presence::Absent && f_.at(number(e->value)).op != Opcode::Zero) {
    number_[v.v] = number(e->value);
    if (n == Nilness::NonNil) s.add(number_[v.v], kNonNil);
    if (p == Presence::Present) s.add(number_[v.v], kPresent);
    return;
  }
  s.forget(v);
  if (p == Presence::Present) s.add(v, n == Nilness::NonNil ? kNonNil | kPresent : kPresent);
  if (p == Presence::Absent || n == Nilness::Nil) s.add(v, kNil);
  s.set_entry({map, key, p, n, v});
}

void FunctionFlow::update(const Instr& i, State& s) {
  ValueId map = number(f_.operand(i, 0)), key = number(f_.operand(i, 1)), value = number(f_.operand(i, 2));
  bool constant = f_.at(key).op == Opcode::Const;
  for (EntryFact& e : s.entries()) {
    if (!(e.map == map) && (!same_map_type(e.map, map) || local(e.map))) continue;
    if (e.map == map && e.key == key) continue;
    if (constant && f_.at(e.key).op == Opcode::Const) continue;  // another key
    if (e.presence == Presence::Absent) e.presence = Presence::Unknown, e.value = {};
    if (e.nilness == Nilness::Nil) e.nilness = Nilness::Unknown, e.value = {};
  }
  s.set_entry({map, key, Presence::Present, nilness(value, s), value});
  if (!constant) s.set_complete(map, false);
}

void FunctionFlow::remove(ValueId map, ValueId key, Type*, State& s) {
  bool constant = f_.at(key).op == Opcode::Const;
  for (EntryFact& e : s.entries()) {
    if (!(e.map == map) || e.key == key) continue;
    if (constant && f_.at(e.key).op == Opcode::Const) continue;
    e.presence = Presence::Unknown;
    e.nilness = Nilness::Unknown;
    e.value = {};
  }
  s.set_entry({map, key, Presence::Absent, Nilness::Unknown, {}});
}

void FunctionFlow::call(ValueId v, State& s) {
  const Instr& i = f_.at(v);
  if (i.sub != 0) return;  // go, defer: later
  if (i.op == Opcode::Builtin) {
    ValueId first = number(f_.operand(i, 0));
    switch (static_cast<BuiltinId>(i.aux)) {
      case BuiltinId::Delete: remove(first, number(f_.operand(i, 1)), nullptr, s); return;
      case BuiltinId::Clear:
        s.erase_entries_if([&](const EntryFact& e) { return e.map == first; });
        if (Type* t = f_.at(first).type; t && as_under<Map>(t)) s.set_complete(first, local(first));
        return;
      case BuiltinId::Append:
        if (i.count > 1 && !i.reserved) s.add(v, kNonNil);
        return;
      default: return;
    }
  }
  if (is_pure(i)) return;
  uint32_t model = model_of(ir::callee(i));
  if ((model & kNilOfNil) && i.count > 1) {
    s.forget(v);
    if (Nilness n = nilness(f_.operand(i, 1), s); n != Nilness::Unknown) s.add(v, n == Nilness::Nil ? kNil : kNonNil);
    return;
  }
  if (model & (kMapLoad | kMapStore | kMapDelete)) {
    ValueId map = number(f_.operand(i, 1)), key = number(f_.operand(i, 2));
    if (model & kMapStore) {
      ValueId value = number(f_.operand(i, 3));
      s.set_entry({map, key, Presence::Present, nilness(value, s), {}});
    } else if (model & kMapDelete) {
      remove(map, key, nullptr, s);
    } else {
      const EntryFact* e = s.entry(map, key);
      presence_[v.v] = static_cast<uint8_t>(e ? e->presence : Presence::Unknown);
    }
    return;
  }
  const FunctionSummary* callee = callee_summary(i);
  if (callee) {
    if (callee->returns_parameter >= 0) {
      ValueId same = number(f_.operand(i, static_cast<size_t>(callee->returns_parameter) + 1));
      if (same && i.type && f_.at(same).type && identical(i.type, f_.at(same).type)) number_[v.v] = same;
    }
    for (const ResultSummary& r : callee->results) {
      if (!r.from_lookup || r.key_parameter < 0) continue;
      ValueId map = map_of_callee(i, r.map, s);
      const EntryFact* e = map ? s.entry(map, number(f_.operand(i, static_cast<size_t>(r.key_parameter) + 1))) : nullptr;
      if (e) presence_[v.v] = static_cast<uint8_t>(e->presence);
    }
  }
  // The callee may change whatever it reaches: what accuses is forgotten.
  s.erase_places_if([&](const PlaceFact& p) {
    return !local(p.address) && (p.zero || p.nilness == Nilness::Nil || (p.value && (nilness(p.value, s) == Nilness::Nil || has_zero_part(p.value))));
  });
  s.erase_entries_if([&](const EntryFact& e) {
    return !local(e.map) && (e.presence == Presence::Absent || e.nilness == Nilness::Nil);
  });
  std::vector<ValueId> gone;
  for (const CompleteMap& c : s.complete_maps())
    if (!local(c.map)) gone.push_back(c.map);
  for (ValueId m : gone) s.set_complete(m, false);
  if (callee) after_call(i, *callee, s);
  if ((model_of(ir::callee(i)) & kAssertsArgument) && i.count > 3) {
    if (is_boolean(f_.at(f_.operand(i, 3)).type)) assume(f_.operand(i, 3), true, s);
    else assume_nil(f_.at(f_.operand(i, 3)).op == Opcode::MakeInterface ? f_.operand(f_.operand(i, 3), 0) : f_.operand(i, 3), false, s);
  }
}

void FunctionFlow::extract(ValueId v, State& s) {
  const Instr& i = f_.at(v);
  ValueId tuple = f_.operand(i, 0);
  const Instr& t = f_.at(tuple);
  switch (t.op) {
    case Opcode::LookupOk: {
      auto p = static_cast<Presence>(presence_[tuple.v]);
      auto n = static_cast<Nilness>(entry_nil_[tuple.v]);
      ValueId map = number(f_.operand(t, 0)), key = number(f_.operand(t, 1));
      if (i.aux == 0) {
        const EntryFact* e = s.entry(map, key);
        if (e && e->value && p == Presence::Present && f_.at(number(e->value)).op != Opcode::Zero) {
          number_[v.v] = number(e->value);
        } else {
          s.forget(v);
          s.set_entry({map, key, p, n, v});
        }
        if (p == Presence::Present) s.add(number(v), n == Nilness::NonNil ? kNonNil | kPresent : kPresent);
        if (p == Presence::Absent || n == Nilness::Nil) s.add(v, kNil);
      } else {
        s.forget(v);
        if (p == Presence::Present) s.add(v, kTrue);
        if (p == Presence::Absent) s.add(v, kFalse);
      }
      break;
    }
    case Opcode::RangeNext: {
      s.forget(v);
      // Inside the body the key is present, and the value is the entry's.
      ValueId start = f_.operand(t, 0);
      ValueId map = number(f_.operand(start, 0));
      Type* type = f_.at(map).type;
      if (!type || !as_under<Map>(type)) break;
      if (i.aux == 0) break;
      s.add(map, kNonNil);  // it has an entry
      if (i.aux == 1) s.set_entry({map, v, Presence::Present, Nilness::Unknown, {}});
      if (i.aux == 2) {
        s.add(v, kPresent);
        for (EntryFact& e : s.entries()) {
          const Instr& k = f_.at(e.key);
          if (e.map == map && k.op == Opcode::Extract && k.aux == 1 && f_.operand(k, 0) == tuple) e.value = v;
        }
      }
      break;
    }
    default: s.forget(v); break;
  }
}

// ---- conditions ----

void FunctionFlow::assume_nil(ValueId v, bool nil, State& s) {
  v = number(v);
  s.add(v, nil ? kNil : kNonNil);
  bool found = false;
  for (EntryFact& e : s.entries()) {
    if (!(e.value == v)) continue;
    found = true;
    e.nilness = nil ? Nilness::Nil : Nilness::NonNil;
    if (!nil) e.presence = Presence::Present;
  }
  // A test whose lookup stands on one way to here only.
  if (!found && !nil && f_.at(v).op == Opcode::Lookup && !s.entry(number(f_.operand(v, 0)), number(f_.operand(v, 1))))
    s.set_entry({number(f_.operand(v, 0)), number(f_.operand(v, 1)), Presence::Present, Nilness::NonNil, v});
  // The assertion v.(T) of a nil interface fails; one that succeeds says that v is not nil.
  const Instr& i = f_.at(v);
  if (!nil && i.op == Opcode::Extract && i.aux == 0) {
    const Instr& t = f_.at(f_.operand(i, 0));
    if (t.op == Opcode::TypeAssertOk) s.add(number(f_.operand(t, 0)), kNonNil);
  }
}

// `extract` is the second value of a comma-ok form.
void FunctionFlow::assume_ok(ValueId extract, bool ok, State& s) {
  const Instr& i = f_.at(extract);
  ValueId tuple = f_.operand(i, 0);
  const Instr& t = f_.at(tuple);
  auto value_of = [&](uint32_t n) -> ValueId {
    // The value's Extract, wherever it stands.
    for (uint32_t k = tuple.v + 1; k < f_.instrs.size() && k < tuple.v + 8; k++) {
      const Instr& x = f_.instrs[k];
      if (x.op == Opcode::Extract && x.aux == n && f_.operand(x, 0) == tuple) return ValueId{k};
    }
    return {};
  };
  bool lookup = t.op == Opcode::LookupOk;
  bool sync_load = t.op == Opcode::Call && (model_of(ir::callee(t)) & kMapLoad) && i.aux == 1;
  if (lookup || sync_load) {
    if (i.aux != 1) return;
    ValueId map = number(f_.operand(t, lookup ? 0 : 1)), key = number(f_.operand(t, lookup ? 1 : 2));
    ValueId value = value_of(0);
    if (value) s.add(number(value), ok ? kPresent : kNil);
    if (ok && lookup) s.add(map, kNonNil);
    bool found = false;
    for (EntryFact& e : s.entries()) {
      if (!(e.map == map && e.key == key)) continue;
      found = true;
      // What was stored since is known better than what this lookup saw.
      if (e.value && !(e.value == value) && e.presence == Presence::Present) continue;
      e.presence = ok ? Presence::Present : Presence::Absent;
      if (!ok) e.nilness = Nilness::Unknown;
    }
    if (!found) s.set_entry({map, key, ok ? Presence::Present : Presence::Absent, Nilness::Unknown, value});
  } else if (t.op == Opcode::TypeAssertOk && i.aux == 1) {
    if (ok) s.add(number(f_.operand(t, 0)), kNonNil);
    if (ValueId value = value_of(0); value && has_nil(f_.at(value).type)) s.add(number(value), ok ? kPresent : kNil);
  }
}

void FunctionFlow::assume(ValueId condition, bool truth, State& s, int depth) {
  ValueId v = number(condition);
  s.add(v, truth ? kTrue : kFalse);
  if (depth > 4) return;
  const Instr& i = f_.at(v);
  ValueId operand;
  switch (i.op) {
    case Opcode::Unary:
      if (static_cast<Op>(i.sub) == Op::Not) assume(f_.operand(i, 0), !truth, s, depth + 1);
      break;
    case Opcode::Binary: {
      Op op = static_cast<Op>(i.sub);
      if (is_nil_comparison(f_, i, &operand)) {
        assume_nil(operand, truth == (op == Op::Eql), s);
        break;
      }
      if (op == Op::Eql || op == Op::Neq) {
        bool equal = truth == (op == Op::Eql);
        ValueId x = number(f_.operand(i, 0)), y = number(f_.operand(i, 1));
        for (auto [a, b] : {std::pair(x, y), std::pair(y, x)}) {
          if (equal && nilness(a, s) == Nilness::NonNil) s.add(b, kNonNil);
          // x == true, x == false.
          Const c = f_.at(b).op == Opcode::Const ? Const{Ref<ConstData>::from_raw(f_.at(b).aux)} : Const{};
          if (c && c.kind() == ConstKind::Bool) assume(a, equal == c.bool_value(), s, depth + 1);
        }
      }
      break;
    }
    case Opcode::Extract:
      assume_ok(v, truth, s);
      assume_presence(f_.at(f_.operand(i, 0)), i.aux, truth, s);
      break;
    case Opcode::Call:
      assume_presence(i, 0, truth, s);
      if (const FunctionSummary* callee = callee_summary(i)) {
        uint64_t shown = truth ? callee->non_nil_if_true : callee->non_nil_if_false;
        for (size_t k = 1; k < i.count && k <= 64; k++)
          if (shown >> (k - 1) & 1) assume_nil(f_.operand(i, k), false, s);
      }
      break;
    case Opcode::Phi: {
      // Only one way leads to this value: what is known there holds here.
      int ways = 0;
      size_t way = 0;
      for (size_t k = 0; k < i.count; k++) {
        BlockId p = f_.blocks[i.block.v].preds[k];
        ValueId o = number(f_.operand(i, k));
        Const c = f_.at(o).op == Opcode::Const ? Const{Ref<ConstData>::from_raw(f_.at(o).aux)} : Const{};
        if (c && c.kind() == ConstKind::Bool && c.bool_value() != truth) continue;
        if (entered_[p.v] && !exits_[p.v].reachable) continue;
        ways++;
        way = k;
      }
      if (ways != 1) break;
      BlockId p = f_.blocks[i.block.v].preds[way];
      if (!entered_[p.v]) break;
      // Conditions on the way from the block's dominator to that predecessor.
      for (BlockId b = p; !(b == dom_.immediate(i.block)) && b.v != 0; b = dom_.immediate(b)) {
        const ir::Block& block = f_.blocks[b.v];
        if (block.preds.size() != 1) continue;
        const ir::Block& from = f_.blocks[block.preds[0].v];
        const Instr& last = f_.at(from.instrs.back());
        if (last.op == Opcode::If && !(from.succs[0] == from.succs[1]))
          assume(f_.operand(last, 0), from.succs[0] == b, s, depth + 1);
      }
      if (f_.at(number(f_.operand(i, way))).op != Opcode::Const) assume(f_.operand(i, way), truth, s, depth + 1);
      break;
    }
    default: break;
  }
}

ValueId followed(const FunctionFlow& flow, ValueId v) {
  const Function& f = flow.function();
  const Instr& i = f.at(v);
  ValueId x = f.operand(i, 0);
  if (!x) return {};
  Type* t = f.at(x).type;
  switch (i.op) {
    case Opcode::Load:
    case Opcode::Store:
    case Opcode::FieldAddr: return x;
    case Opcode::IndexAddr:
    case Opcode::SliceOf: return t && as_under<Pointer>(t) ? x : ValueId{};
    case Opcode::Invoke: return t && !is_type_param(t) ? x : ValueId{};
    case Opcode::Call:
    case Opcode::TypeAssert: return x;
    default: return {};
  }
}

}  // namespace ptrsafe::flow
