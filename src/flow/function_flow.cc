#include "flow/function_flow.h"

#include <algorithm>

#include "flow/models.h"
#include "flow/source_summary.h"
#include "types/constant.h"
#include "types/predicates.h"

namespace ptrsafe::flow {
namespace {

bool is_pointer_like(Type* t) {
  Type* u = t ? under(t) : nullptr;
  return u && (u->kind == TypeKind::Pointer || u->kind == TypeKind::Map || u->kind == TypeKind::Slice || u->kind == TypeKind::Chan ||
               u->kind == TypeKind::Signature);
}

}  // namespace

bool FunctionFlow::is_pure(const Instr& i) {
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
  expressions_.reserve(n / 2);
  exits_.resize(f.blocks.size());
  entered_.resize(f.blocks.size());
  for (Opcode op : {Opcode::Call, Opcode::Invoke})
    calls_filler_ = calls_filler_ || std::ranges::any_of(f.with(op), [&](ValueId v) { return model_of(ir::callee(f.at(v))) & kFillsOutside; });
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
    case Opcode::Zero: return has_nil(f_.at(v).type) || is_type_param(f_.at(v).type) ? Nilness::Nil : Nilness::Unknown;
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

uint8_t FunctionFlow::known_bits(ValueId v, const State& s) const {
  v = number(v);
  uint8_t bits = s.bits(v);
  Nilness n = nilness(v, s);
  if (n == Nilness::Nil) bits |= kNil;
  if (n == Nilness::NonNil) bits |= kNonNil;
  if (f_.at(v).op != Opcode::Const) return bits;
  Const c{Ref<ConstData>::from_raw(f_.at(v).aux)};
  if (c.kind() == ConstKind::Bool) bits |= c.bool_value() ? kTrue : kFalse;
  return bits;
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
  const FunctionSummary* s = shown_by(i);
  return s && s->no_return;
}

const FunctionSummary* FunctionFlow::shown_by(const Instr& call) const {
  if (const FunctionSummary* s = callee_summary(call)) return s;
  return call.op == Opcode::Call ? source_summary(ir::callee(call)) : nullptr;
}

// Functions of assertion libraries take pointers as interfaces.
ValueId FunctionFlow::shown_argument(const Instr& call, const ShownSummary& shown) const {
  ValueId v = argument(call, shown.parameter);
  return f_.at(v).op == Opcode::MakeInterface && !callee_summary(call) ? f_.operand(v, 0) : v;
}

// A number or a string, one in an interface (and not of a type that may have methods), or several for a variadic parameter.
bool FunctionFlow::plain_data(ValueId v) const {
  const Instr& i = f_.at(number(v));
  if (i.op == Opcode::Zero && i.type && as_under<Slice>(i.type)) return true;
  if (i.op == Opcode::ArrayLit) {
    auto parts = f_.operands_of(i);
    return std::all_of(parts.begin(), parts.end(), [&](ValueId part) { return plain_data(part); });
  }
  Type* t = i.op == Opcode::MakeInterface ? f_.at(f_.operand(i, 0)).type : i.type;
  if (i.op == Opcode::MakeInterface && (!t || as<Named>(t))) return false;
  return t && (is_boolean(t) || is_string(t) || is_numeric(t));
}

bool FunctionFlow::changes_nothing(const Instr& i) const {
  const Func* callee = i.op == Opcode::Call && i.sub == 0 ? ir::callee(i) : nullptr;
  if (!callee || !callee->pkg) return false;
  std::string_view path = callee->pkg->path.view();
  bool known = path == "fmt" || path == "log" || path == "os" || path == "strings" || path == "strconv" || path == "errors" ||
               path == "math" || path == "path" || path == "path/filepath";
  auto operands = f_.operands_of(i);
  return known && std::all_of(operands.begin() + 1, operands.end(), [&](ValueId o) { return plain_data(o); });
}

const FunctionSummary* FunctionFlow::callee_summary(const Instr& i) const {
  if (!summaries_ || i.op != Opcode::Call) return nullptr;
  if (i.aux) return summaries_->of(ir::callee(i));
  const Instr& function = f_.at(number(f_.operand(i, 0)));
  if (function.op == Opcode::MakeClosure) return summaries_->of_literal(*f_.closures[function.aux]);
  bool declared = function.op == Opcode::FuncRef || function.op == Opcode::BoundMethod;
  return declared ? summaries_->of(static_cast<Func*>(Ref<Object>::from_raw(function.aux).get())) : nullptr;
}

ValueId FunctionFlow::argument(const Instr& call, int parameter) const {
  if (parameter < 0) return {};
  auto p = static_cast<size_t>(parameter);
  if (call.op == Opcode::Invoke) return f_.operand(call, p);
  if (call.aux) return f_.operand(call, p + 1);
  const Instr& function = f_.at(number(f_.operand(call, 0)));
  if (function.op == Opcode::BoundMethod) return p == 0 ? f_.operand(function, 0) : f_.operand(call, p);
  size_t own = function.op == Opcode::MakeClosure ? f_.closures[function.aux]->params.size() : p + 1;
  return p < own ? f_.operand(call, p + 1) : f_.operand(function, p - own);
}

void FunctionFlow::forget_states() {
  std::vector<State>().swap(exits_);
  decltype(expressions_)().swap(expressions_);
  decltype(told_)().swap(told_);
  std::vector<ValueId>().swap(canonical_);
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
    if (edge.reachable && last.op == Opcode::If && from.succs[1] == b) keys_after_loop(p, edge);
    edges.push_back(std::move(edge));
  }
  entered_[b.v] = 1;
  if (edges.size() > 1)
    for (State& e : edges) name_entries_by_path(e);
  if (edges.size() == 1 && edges[0].reachable) s = std::move(edges[0]);
  else for (const State& e : edges) s.join(e);
  if (!s.reachable) return;
  if (edges.size() > 1) keys_of_phis(b, edges, s);
  if (loop) {
    forgetting_ = true;
    forget_loop(b, s);
    forgetting_ = false;
  }
  for (ValueId v : block.instrs) {
    const Instr& i = f_.at(v);
    if (i.op != Opcode::Phi) continue;
    visited_[v.v] = 1;
    uint8_t common = 0xff;
    for (size_t k = 0; k < i.count; k++) {
      ValueId o = number(f_.operand(i, k));
      if (o == v) continue;
      if (!edges[k].reachable && entered_[block.preds[k].v] && !(block.preds[k] == b)) continue;  // never taken
      common &= known_bits(o, edges[k]);
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
          s.erase_nil_paths_if([&](const NilPath&) { return true; });
          s.erase_places_if([&](const PlaceFact& p) {
            const Instr& address = f_.at(a);
            if (address.op == Opcode::FieldAddr && f_.at(p.address).op == Opcode::FieldAddr) return address.aux == f_.at(p.address).aux;
            return may_alias(a, p.address);
          });
          keys_stored(number(a), number(f_.operand(i, 1)), i.block, s);
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

// A function of the program that makes one string of another (spelling.h): the same of the same.
static bool spells(const FunctionFlow& flow, const Instr& i) {
  if (i.op != Opcode::Call || i.sub != 0 || !ir::callee(i) || !i.type || !is_string(i.type)) return false;
  const FunctionSummary* s = flow.callee_summary(i);
  return s && s->results.size() == 1 && !s->results[0].from_lookup && s->results[0].key_parameter >= 0;
}

// Gives the value its number: that of the first equal expression.
ValueId FunctionFlow::numbered(ValueId v) {
  const Instr& i = f_.at(v);
  // Conversions between pointer types keep the pointer.
  if (i.op == Opcode::Convert && is_pointer_like(i.type) && is_pointer_like(f_.at(f_.operand(i, 0)).type))
    return number_[v.v] = number(f_.operand(i, 0));
  if (!is_pure(i) && !spells(*this, i)) return v;
  uint64_t constant = i.op == Opcode::Const ? const_hash(Const{Ref<ConstData>::from_raw(i.aux)}) : i.aux;
  ExpressionKey key{static_cast<uint32_t>(i.op) | static_cast<uint32_t>(i.sub) << 8, static_cast<uint32_t>(constant)};
  if (i.op == Opcode::Const) key.add(static_cast<uint32_t>(constant >> 32));
  if (i.op == Opcode::Const || i.op == Opcode::Zero || i.op == Opcode::Convert || i.op == Opcode::TypeAssert ||
      i.op == Opcode::TypeAssertOk)
    key.add(static_cast<uint32_t>(type_hash(i.type)));
  for (ValueId o : f_.operands_of(i)) key.add(number(o).v);
  auto [it, fresh] = expressions_.try_emplace(key.hash, v);
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
    case Opcode::Alloc:
      s.set_place({v, {}, Nilness::Nil, true});
      if (Pointer* p = i.type ? as_under<Pointer>(i.type) : nullptr; p && escapes_[v.v] && as_under<Slice>(p->elem)) find_keys(v, s);
      break;
    case Opcode::SliceOf:
    case Opcode::Convert:
      if (!s.keys().empty() && i.type && as_under<Slice>(i.type)) find_keys(v, s);
      break;
    case Opcode::MakeMap:
      s.erase_entries_if([&](const EntryFact& e) { return e.map == v; });
      s.set_complete(v, !escapes_[v.v]);
      break;
    case Opcode::MakeSlice:
      if (local(v)) s.set_place({v, {}, Nilness::NonNil, true});  // its elements are zero
      if (const Instr& size = f_.at(f_.operand(i, 0)); size.op == Opcode::Builtin && !forgetting_) find_keys(v, s);
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
    case Opcode::RunDefers: run_defers(s); break;
    case Opcode::FieldAddr:
    case Opcode::Field: {
      // A part of a literal is the value that the literal gives it.
      ValueId base = number(f_.operand(i, 0));
      if (i.op == Opcode::Field && f_.at(base).op == Opcode::StructLit && i.aux < f_.at(base).count)
        number_[v.v] = number(f_.operand(base, i.aux));
      // A field of what was loaded as a whole is what is known of the field's place, as long as nothing was stored there since.
      if (ValueId address = i.op == Opcode::Field && f_.at(base).op == Opcode::Load ? number(f_.operand(base, 0)) : ValueId{}) {
        const PlaceFact* whole = s.place(address);
        auto field = expressions_.find(ExpressionKey{static_cast<uint32_t>(Opcode::FieldAddr), i.aux, address.v}.hash);
        const PlaceFact* part = whole && whole->value == base && field != expressions_.end() ? s.place(field->second) : nullptr;
        if (part && part->value) number_[v.v] = part->value;
        else if (part && part->nilness != Nilness::Unknown && has_nil(i.type)) s.add(number(v), part->nilness == Nilness::Nil ? kNil : kNonNil);
      }
      if (i.op == Opcode::Field && !s.nil_paths().empty() && s.nil_path(path_to(v))) s.add(number(v), kNil);
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
  if (!s.nil_paths().empty() && s.nil_path(path_to(a))) {
    s.add(v, kNil);
    s.set_place({a, v, Nilness::Nil, true});
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
  if (address.op == Opcode::IndexAddr) element_of_keys(number(f_.operand(address, 0)), v, {}, s);
  if (address.op == Opcode::Alloc && !s.keys().empty() && f_.at(v).type && as_under<Slice>(f_.at(v).type)) {
    std::vector<KeysFact> facts;
    for (const KeysFact& k : s.keys())
      if (k.source == a) facts.push_back(k);
    for (KeysFact k : facts) {
      k.source = v;
      s.set_keys(k);
    }
  }
}

void FunctionFlow::store(const Instr& i, State& s) {
  ValueId a = number(f_.operand(i, 0)), value = number(f_.operand(i, 1));
  nil_paths_at_store(a, value, s);
  s.erase_places_if([&](const PlaceFact& p) { return may_alias(a, p.address); });
  s.set_place({a, value, nilness(value, s), f_.at(value).op == Opcode::Zero});
  keys_stored(a, value, i.block, s);
}

// A loop over the range asks for its second value.
static bool gives_elements(const Function& f, ValueId range) {
  for (uint32_t n = range.v + 1; n < f.instrs.size() && n < range.v + 12; n++) {
    const Instr& i = f.instrs[n];
    if (i.op == Opcode::Extract && i.aux == 2 && f.at(f.operand(i, 0)).op == Opcode::RangeNext && f.operand(f.operand(i, 0), 0) == range) return true;
  }
  return false;
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
    // Only the elements of an array behind a pointer are read, its length is known.
    case Opcode::RangeStart: return t && as_under<Pointer>(t) && gives_elements(f, v) ? x : ValueId{};
    case Opcode::IndexAddr:
    case Opcode::SliceOf: return t && as_under<Pointer>(t) ? x : ValueId{};
    case Opcode::Invoke: return t && !is_type_param(t) ? x : ValueId{};
    case Opcode::Call:
    case Opcode::TypeAssert: return x;
    default: return {};
  }
}

}  // namespace ptrsafe::flow
