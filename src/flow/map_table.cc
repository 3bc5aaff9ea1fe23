#include "flow/map_table.h"

#include <algorithm>

#include "flow/library.h"
#include "flow/models.h"
#include "flow/nil_origins.h"
#include "flow/paths.h"
#include "types/constant.h"
#include "types/lookup.h"
#include "types/predicates.h"

namespace ptrsafe::flow {
namespace {

const Var* field_of(const Function& f, const Instr& i) {
  Type* t = f.at(f.operand(i, 0)).type;
  Pointer* p = t ? as_under<Pointer>(t) : nullptr;
  Struct* s = t ? as_under<Struct>(p ? p->elem.get() : t) : nullptr;
  if (!s || i.aux >= s->fields.size()) return nullptr;
  const Var* v = s->fields[i.aux];
  return v->origin ? v->origin.get() : v;
}

}  // namespace

MapTable::Identity MapTable::identity(const FunctionFlow& flow, ValueId map) {
  const Function& f = flow.function();
  int depth = 0;
  bool loaded = false;
  for (ValueId v = flow.number(map);;) {
    const Instr& i = f.at(v);
    switch (i.op) {
      case Opcode::Load:
        if (loaded) return {nullptr, 0};  // behind a pointer to the map
        loaded = true;
        v = flow.number(f.operand(i, 0));
        continue;
      case Opcode::FieldAddr:
      case Opcode::Field: return {field_of(f, i), depth};
      case Opcode::Global: return {static_cast<Var*>(Ref<Object>::from_raw(i.aux).get()), depth};
      case Opcode::Lookup:
        v = flow.number(f.operand(i, 0));
        depth++;
        loaded = false;
        continue;
      default: return {nullptr, 0};
    }
  }
}

const MapUses* MapTable::uses(Identity id) const {
  auto it = uses_.find(id);
  return it == uses_.end() ? nullptr : &it->second;
}

bool MapTable::in_literal(const FunctionFlow& flow, ValueId lookup) const {
  const Function& f = flow.function();
  const Instr& key = f.at(flow.number(f.operand(lookup, 1)));
  const MapUses* u = uses(identity(flow, f.operand(lookup, 0)));
  return u && key.op == Opcode::Const && u->keeps(const_hash(Const{Ref<ConstData>::from_raw(key.aux)}));
}

bool MapTable::in_literal(const ConstantLookup& l) const {
  const MapUses* u = uses({l.map, 0});
  return u && u->keeps(l.key);
}

bool MapTable::lacks(const FunctionFlow& flow, ValueId lookup) const {
  const Function& f = flow.function();
  const Instr& key = f.at(flow.number(f.operand(lookup, 1)));
  Identity id = identity(flow, f.operand(lookup, 0));
  const MapUses* u = id.first && id.second == 0 && !id.first->is_field() ? uses(id) : nullptr;
  return u && u->literal && !u->grows && key.op == Opcode::Const && !in_literal(flow, lookup);
}

// Maps in the fields of what reflection may set.
void MapTable::add_reflected(Type* t, int depth) {
  t = deref(t).first;
  Struct* s = depth < kReflected ? as_under<Struct>(t) : nullptr;
  for (size_t k = 0; s && k < s->fields.size(); k++) {
    const Var* v = s->fields[k]->origin ? s->fields[k]->origin.get() : s->fields[k].get();
    if (!v->exported() && !v->embedded()) continue;
    if (as_under<Map>(v->type)) uses_[{v, 0}].made = uses_[{v, 0}].remade = uses_[{v, 0}].grows = true;
    else add_reflected(v->type, depth + 1);
  }
}

// Maps reachable through the fields of a decoded type.
void MapTable::add_decoded(Type* t, int depth) {
  if (!t || depth > 8) return;
  if (Named* n = as<Named>(t)) {
    if (!decoded_types_.insert(Ref<Type>(n).v).second) return;
    // A type that decodes itself sees to its entries.
    for (const Func* m : n->origin->methods)
      if (m->name.view().starts_with("Unmarshal") || m->name.view() == "GobDecode") return;
  }
  Type* u = under(t);
  switch (u->kind) {
    case TypeKind::Pointer: return add_decoded(static_cast<Pointer*>(u)->elem, depth + 1);
    case TypeKind::Slice: return add_decoded(static_cast<Slice*>(u)->elem, depth + 1);
    case TypeKind::Array: return add_decoded(static_cast<Array*>(u)->elem, depth + 1);
    case TypeKind::Map: return add_decoded(static_cast<Map*>(u)->elem, depth + 1);
    case TypeKind::Struct:
      for (size_t k = 0; k < static_cast<Struct*>(u)->fields.size(); k++) {
        Var* field = static_cast<Struct*>(u)->fields[k];
        if (!field->exported() && !field->embedded()) continue;  // reflection cannot set it
        std::string_view tag = static_cast<Struct*>(u)->tag(k).view();
        if (tag.find(":\"-\"") != tag.npos) continue;
        const Var* v = field->origin ? field->origin.get() : field;
        decoded_fields_.insert(v);
        int level = 0;
        for (Map* m = as_under<Map>(field->type); m; m = as_under<Map>(m->elem)) uses_[{v, level++}].decoded = true;
        add_decoded(field->type, depth + 1);
      }
      return;
    default: return;
  }
}

// The pointer goes to decoders and nowhere else.
bool decoded_only(const Function& f, ValueId pointer) {
  return std::ranges::all_of(f.instrs, [&](const Instr& i) {
    return std::ranges::none_of(f.operands_of(i), [&](ValueId o) { return o == pointer; }) || (model_of(ir::callee(i)) & kDecodes);
  });
}

// Functions whose names say that the object is used again afterwards; others may end its life.
bool empties(std::string_view name) {
  if (size_t dot = name.rfind('.'); dot != name.npos) name.remove_prefix(dot + 1);
  std::string lower(name);
  for (char& c : lower) c = static_cast<char>(c | 0x20);
  for (std::string_view word : {"reset", "flush", "clear", "drain", "rotate", "empty", "purge", "swap", "take", "truncate"})
    if (lower.starts_with(word)) return true;
  return false;
}

// The call's operand that points to what the callee takes out, and leaves a zero value instead: take(&m.counts). 0: there is none.
static size_t emptied_operand(const FunctionFlow& flow, const Instr& call) {
  const FunctionSummary* callee = call.op == Opcode::Call && call.sub == 0 && ir::callee(call) ? flow.callee_summary(call) : nullptr;
  for (size_t n = 0; callee && n < callee->nil_after.size(); n++) {
    const NilSummary& nil = callee->nil_after[n];
    if (nil.result < 0 && nil.map.depth == 0 && nil.map.parameter >= 0 && nil.map.parameter + 1U < call.count) return nil.map.parameter + size_t{1};
  }
  return 0;
}

// The body gives what the map at `address` holds to somebody as a whole (w.sink(w.sums), return old), and does nothing that ends the object's life: it closes no
// channel, calls no function without arguments that a field holds (as cancel functions are), and sets no other field of the object but to its zero value.
static bool hands_contents_on(const FunctionFlow& flow, ValueId address) {
  const Function& f = flow.function();
  address = flow.number(address);
  if (f.at(address).op != Opcode::FieldAddr) return false;
  ValueId object = flow.number(f.operand(address, 0));
  bool handed = false;
  for (uint32_t n = 1; n < f.instrs.size(); n++) {
    const Instr& i = f.instrs[n];
    auto is_map = [&](ValueId o) {
      if (!o) return false;
      size_t emptied = emptied_operand(flow, f.at(o));
      return (f.at(o).op == Opcode::Load || emptied) && flow.number(f.operand(o, emptied)) == address;
    };
    auto operands = f.operands_of(i);
    switch (i.op) {
      case Opcode::Builtin:
        if (static_cast<BuiltinId>(i.aux) == BuiltinId::Close) return false;
        break;
      case Opcode::Call:
        if (!i.aux && i.count == 1) return false;
        handed = handed || std::any_of(operands.begin() + 1, operands.end(), is_map);
        break;
      case Opcode::Invoke:
        if (i.count == 1) return false;
        handed = handed || std::any_of(operands.begin() + 1, operands.end(), is_map);
        break;
      case Opcode::Return:
      case Opcode::Send: handed = handed || std::ranges::any_of(operands, is_map); break;
      case Opcode::Store: {
        const Instr& to = f.at(flow.number(f.operand(i, 0)));
        if (to.op == Opcode::FieldAddr && flow.number(f.operand(to, 0)) == object && f.at(flow.number(f.operand(i, 1))).op != Opcode::Zero) return false;
        break;
      }
      default: break;
    }
  }
  return handed;
}

// The value is what another object has in the same field, or a copy of that: who copies a nil map makes none.
static bool copies_field(const FunctionFlow& flow, ValueId value, const Var* field) {
  const Function& f = flow.function();
  value = flow.number(value);
  if (const Instr& i = f.at(value); i.op == Opcode::Call && (model_of(ir::callee(i)) & kNilOfNil)) value = flow.number(f.operand(i, 1));
  const Instr& i = f.at(value);
  return (i.op == Opcode::Field && field_of(f, i) == field) || (i.op == Opcode::Load && field_at(flow, flow.number(f.operand(i, 0))) == field);
}

// A map variable gets a value.
void MapTable::add_store(const FunctionFlow& flow, ValueId address, ValueId value, const Node* at) {
  const Function& f = flow.function();
  const Instr& a = f.at(flow.number(address));
  value = flow.number(value);
  Type* t = f.at(value).type;
  if (!t || !as_under<Map>(t) || (a.op != Opcode::FieldAddr && a.op != Opcode::Global)) return;
  Identity id = a.op == Opcode::Global ? Identity{static_cast<Var*>(Ref<Object>::from_raw(a.aux).get()), 0} : Identity{field_of(f, a), 0};
  if (!id.first) return;
  MapUses& u = uses_[id];
  if (f.at(value).op == Opcode::Zero) {
    if (at && (empties(f.name) || hands_contents_on(flow, address))) u.nil_set = at;
    return;
  }
  if (copies_field(flow, value, id.first)) return;
  u.made = true;
  ValueId root = flow.number(address);
  while (f.at(root).op == Opcode::FieldAddr) root = flow.number(f.operand(root, 0));
  if (f.at(root).op != Opcode::Alloc && f.node) u.remade = true;
}

// Map fields that a literal gives a value.
void MapTable::add_whole(const FunctionFlow& flow, const Instr& literal) {
  const Function& f = flow.function();
  Struct* s = as_under<Struct>(literal.type);
  for (size_t k = 0; s && k < s->fields.size() && k < literal.count; k++) {
    Type* t = s->fields[k]->type;
    if (!as_under<Map>(t)) continue;
    const Var* v = s->fields[k]->origin ? s->fields[k]->origin.get() : s->fields[k].get();
    add_initial(flow, v, flow.number(f.operand(literal, k)));
    if (f.at(f.operand(literal, k)).op != Opcode::Zero && !copies_field(flow, f.operand(literal, k), v)) uses_[{v, 0}].made = true;
  }
}

void MapTable::intersect_literals(MapUses& to, const std::vector<uint64_t>& keys) {
  if (to.literal) std::erase_if(to.literal_keys, [&](uint64_t k) { return !std::binary_search(keys.begin(), keys.end(), k); });
  else to.literal_keys = keys;
  to.literal = true;
}

// The constants (hashes, in order) that the value is known not to be in the block.
static std::vector<uint64_t> known_to_differ(const FunctionFlow& flow, ValueId v, BlockId block) {
  const Function& f = flow.function();
  std::vector<uint64_t> out;
  for (BlockId b = block; b.v != 0; b = flow.dominators().immediate(b)) {
    if (f.blocks[b.v].preds.size() != 1) continue;
    const ir::Block& from = f.blocks[f.blocks[b.v].preds[0].v];
    const Instr& end = f.at(from.instrs.back());
    const Instr& test = f.at(end.op == Opcode::If ? f.operand(end, 0) : ValueId{});
    auto op = static_cast<Op>(test.sub);
    if (test.op != Opcode::Binary || (op != Op::Eql && op != Op::Neq) || !(from.succs[op == Op::Eql ? 1 : 0] == b)) continue;
    for (size_t k : {0, 1}) {
      const Instr& c = f.at(flow.number(f.operand(test, 1 - k)));
      if (c.op == Opcode::Const && flow.number(f.operand(test, k)) == flow.number(v)) out.push_back(const_hash(Const{Ref<ConstData>::from_raw(c.aux)}));
    }
  }
  std::ranges::sort(out);
  return out;
}

// The instruction runs whenever the function returns.
static bool always_before_return(const FunctionFlow& flow, ValueId v) {
  const Function& f = flow.function();
  return std::ranges::all_of(f.with(Opcode::Return), [&](ValueId r) { return !flow.reached(r) || flow.dominators().dominates(f.at(v).block, f.at(r).block); });
}

// A map that the variable or field begins with. Whatever is no literal may lack any key.
void MapTable::add_initial(const FunctionFlow& flow, const Var* variable, ValueId value) {
  const Function& f = flow.function();
  MapUses& u = uses_[{variable, 0}];
  if (f.at(value).op != Opcode::MakeMap) {
    u.shrinks = true;
    u.grows |= f.at(value).op != Opcode::Zero;  // nobody has put an entry in no map
    return;
  }
  std::vector<uint64_t> keys;
  for (uint32_t k = value.v + 1; k < f.instrs.size(); k++) {
    const Instr& update = f.instrs[k];
    if (!f.node && update.op == Opcode::Store && flow.number(f.operand(update, 1)) == value) break;  // of all initialisers: its own ends here
    if (update.op != Opcode::MapUpdate || !(flow.number(f.operand(update, 0)) == value)) continue;
    const Instr& key = f.at(flow.number(f.operand(update, 1)));
    if (update.sub != 1) {
      // Behind `m: make(…)`: what is entered on every way out.
      if (key.op == Opcode::Const && always_before_return(flow, ValueId{k})) keys.push_back(const_hash(Const{Ref<ConstData>::from_raw(key.aux)}));
      continue;
    }
    if (key.op == Opcode::Const) keys.push_back(const_hash(Const{Ref<ConstData>::from_raw(key.aux)}));
    else u.grows = true;
  }
  std::sort(keys.begin(), keys.end());
  intersect_literals(u, keys);
}

void MapTable::spare(MapUses& to, const std::vector<uint64_t>& keys) {
  if (!to.spared) to.spared = keys;
  else std::erase_if(*to.spared, [&](uint64_t k) { return !std::ranges::binary_search(keys, k); });
}

void MapTable::merge(const MapTable& o) {
  for (const auto& [id, from] : o.uses_) {
    MapUses& to = uses_[id];
    auto earlier = [](const Node* a, const Node* b) {
      if (!a || !b) return a ? a : b;
      SourceFile *x = file_of(a->pos), *y = file_of(b->pos);
      if (x != y) return x->path() < y->path() ? a : b;
      return a->pos < b->pos ? a : b;
    };
    to.tested += from.tested;
    to.untested += from.untested;
    to.tested_at = earlier(to.tested_at, from.tested_at);
    to.nil_stored = earlier(to.nil_stored, from.nil_stored);
    to.nil_unchecked = earlier(to.nil_unchecked, from.nil_unchecked);
    to.nil_set = earlier(to.nil_set, from.nil_set);
    to.decoded |= from.decoded;
    to.decoded_itself |= from.decoded_itself;
    to.validated |= from.validated;
    to.made |= from.made;
    to.remade |= from.remade;
    to.nil_compared |= from.nil_compared;
    to.filled |= from.filled;
    to.sized |= from.sized;
    to.left_nil = earlier(to.left_nil, from.left_nil);
    to.shrinks |= from.shrinks;
    if (from.spared) spare(to, *from.spared);
    to.grows |= from.grows;
    if (from.literal) intersect_literals(to, from.literal_keys);
  }
  decoded_fields_.insert(o.decoded_fields_.begin(), o.decoded_fields_.end());
}

// The instruction adds nothing to a map that it is given, and keeps no hold of it.
static bool reads_map(const Instr& i) {
  switch (i.op) {
    case Opcode::Lookup:
    case Opcode::LookupOk:
    case Opcode::RangeStart:
    case Opcode::Binary:
    case Opcode::Builtin: return true;
    default: return false;
  }
}

// The function replaces or removes entries of the map: who goes through one and asks for nil does it to be rid of them.
static bool mends(const FunctionFlow& flow, MapTable::Identity id) {
  const Function& f = flow.function();
  auto of_map = [&](ValueId v) { return MapTable::identity(flow, f.operand(v, 0)) == id; };
  auto deletes = [&](ValueId v) { return static_cast<BuiltinId>(f.at(v).aux) == BuiltinId::Delete && of_map(v); };
  return std::ranges::any_of(f.with(Opcode::MapUpdate), of_map) || std::ranges::any_of(f.with(Opcode::Builtin), deletes);
}

// What a function gave that gives nil where it fails, on a way from there to the update that has not asked for the error.
// … which is asked for at once, and handed on: an object whose making has failed is not used.
static bool gives_up(const FunctionFlow& flow, ValueId error, ValueId update) {
  const Function& f = flow.function();
  MapTable::Identity id = MapTable::identity(flow, f.operand(update, 0));
  if (!id.first || !id.first->is_field()) return false;
  const Instr& end = f.at(f.blocks[f.at(update).block.v].instrs.back());
  const Instr& asked = f.at(end.op == Opcode::If ? flow.number(f.operand(end, 0)) : ValueId{});
  if (asked.op != Opcode::Binary || (static_cast<Op>(asked.sub) != Op::Neq && static_cast<Op>(asked.sub) != Op::Eql)) return false;
  auto operands = f.operands_of(asked);
  if (std::ranges::none_of(operands, [&](ValueId o) { return flow.number(o) == flow.number(error); })) return false;
  const auto& failed = f.blocks[f.blocks[f.at(update).block.v].succs[static_cast<Op>(asked.sub) == Op::Neq ? 0 : 1].v].instrs;
  if (failed.empty() || f.at(failed.back()).op != Opcode::Return) return false;
  auto given = f.operands_of(f.at(failed.back()));
  return std::ranges::any_of(given, [&](ValueId o) { return o && identical(f.at(o).type, universe.error_type) && f.at(flow.number(o)).op != Opcode::Zero; });
}

static bool fails_unasked(const FunctionFlow& flow, ValueId value, ValueId update) {
  const Function& f = flow.function();
  const Instr& i = f.at(value);
  ValueId call = i.op == Opcode::Extract ? f.operand(i, 0) : ValueId{};
  const FunctionSummary* s = call && f.at(call).op == Opcode::Call && f.at(call).sub == 0 ? flow.callee_summary(f.at(call)) : nullptr;
  if (!s || i.aux >= s->results.size()) return false;
  const ResultSummary& r = s->results[i.aux];
  ValueId error = r.explicit_nil && r.guard.when_nil == kNonNil && r.guard.result >= 0 ? extract_of(f, call, static_cast<uint32_t>(r.guard.result)) : ValueId{};
  // Whose error goes to _ is taken for one that cannot fail here.
  if (!error || !is_read(f, error)) return false;
  PathQuery q;
  q.from = call;
  q.goal = update;
  q.goal_operand = 2;
  q.assumed = {{value, kNil}, {error, kNonNil}};
  return find_path(flow, q).kind == PathAnswer::Yes && !gives_up(flow, error, update);
}

void MapTable::add(const FunctionFlow& flow) {
  const Function& f = flow.function();
  add_filled(flow);
  bool decodes = false;
  for (Opcode op : {Opcode::Call, Opcode::Invoke})
    for (ValueId v : f.with(op)) decodes = decodes || (model_of(ir::callee(f.at(v))) & kDecodes);
  // Most functions load no map, and take no map variable's address.
  auto is_map = [](Type* t) { return t && as_under<Map>(t); };
  bool loads = std::ranges::any_of(f.with(Opcode::Load), [&](ValueId v) { return is_map(f.at(v).type); });
  bool addresses = false;
  for (Opcode op : {Opcode::FieldAddr, Opcode::Global})
    for (ValueId v : f.with(op))
      if (Pointer* p = f.at(v).type ? as_under<Pointer>(f.at(v).type) : nullptr; p && is_map(p->elem)) addresses = true;
  const bool lookups = !f.with(Opcode::Lookup).empty();
  // A sync.Map's Load, and what is like it.
  auto is_load = [&](ValueId v) { return f.at(v).op == Opcode::Call && f.at(v).count > 2 && (model_of(ir::callee(f.at(v))) & kMapLoad); };
  const bool loads_any = std::ranges::any_of(f.with(Opcode::Call), is_load);
  for (uint32_t n = 1; n < f.instrs.size(); n++) {
    const Instr& i = f.instrs[n];
    ValueId v{n};
    if (!flow.reached(v)) continue;
    // The address of a map variable that goes anywhere else: somebody may make the map there.
    if (addresses && i.op != Opcode::Load)
      for (size_t k = i.op == Opcode::Store ? 1 : 0; k < i.count; k++) {
        const Instr& o = f.at(f.operand(i, k));
        if (o.op != Opcode::FieldAddr && o.op != Opcode::Global) continue;
        Pointer* p = o.type ? as_under<Pointer>(o.type) : nullptr;
        if (!p || !as_under<Map>(p->elem)) continue;
        Identity id = o.op == Opcode::Global ? Identity{static_cast<Var*>(Ref<Object>::from_raw(o.aux).get()), 0} : Identity{field_of(f, o), 0};
        if (!id.first) continue;
        MapUses& u = uses_[id];
        if (k > 0 && emptied_operand(flow, i) == k) {
          u.shrinks = u.grows = true;
          if (i.node && (empties(f.name) || hands_contents_on(flow, f.operand(i, k)))) u.nil_set = i.node;
          continue;
        }
        u.made = u.remade = true;
        if (i.op != Opcode::MakeInterface || !decoded_only(f, v)) u.grows = true;
        else u.decoded = true, u.decoded_itself = u.decoded_itself || !id.first->exported();
      }
    // A map that is used other than to look something up.
    if (loads && !reads_map(i))
      for (ValueId o : f.operands_of(i)) {
        const Instr& load = f.at(o);
        if (load.op != Opcode::Load || !load.type || !as_under<Map>(load.type)) continue;
        if (Identity id = identity(flow, o); id.first) uses_[id].grows = true;
      }
    auto tested = [&](ValueId map, const Node* at) {
      Identity id = identity(flow, map);
      if (!id.first) return;
      MapUses& u = uses_[id];
      u.tested++;
      if (!u.tested_at || start_pos(at) < start_pos(u.tested_at)) u.tested_at = at;
    };
    if (ValueId x = lookups || loads_any ? followed(flow, v) : ValueId{}; x && flow.subject(v) != Nilness::NonNil) {
      const Instr& l = f.at(flow.number(x));
      if (l.op == Opcode::Extract && l.aux == 0 && is_load(f.operand(l, 0)) && !flow.subject_present(v) && flow.presence(f.operand(l, 0)) != Presence::Present)
        if (Identity id = identity(flow, f.operand(f.operand(l, 0), 1)); id.first) uses_[id].untested++;
      if (l.op == Opcode::Lookup && flow.presence(flow.number(x)) != Presence::Present)
        if (Identity id = identity(flow, f.operand(l, 0)); id.first) uses_[id].untested++;
    }
    switch (i.op) {
      case Opcode::Extract: {
        const Instr& t = f.at(f.operand(i, 0));
        if (t.op == Opcode::LookupOk && i.aux == 1 && t.node) tested(f.operand(t, 0), t.node);
        if (i.aux == 1 && t.node && is_load(f.operand(i, 0))) tested(f.operand(t, 1), t.node);
        break;
      }
      case Opcode::Binary:
        for (size_t k = 0; k < 2; k++) {
          const Instr& zero = f.at(f.operand(i, 1 - k));
          const Instr& x = f.at(flow.number(f.operand(i, k)));
          if (zero.op != Opcode::Zero || !has_nil(zero.type)) continue;
          if (x.op == Opcode::Load && x.type && as_under<Map>(x.type))
            if (Identity id = identity(flow, flow.number(f.operand(i, k))); id.first) uses_[id].nil_compared = true;
          if (x.op == Opcode::Lookup && x.node) tested(f.operand(x, 0), x.node);
          if (x.op == Opcode::Extract && x.aux == 2 && f.at(f.operand(x, 0)).op == Opcode::RangeNext) {
            ValueId start = f.operand(f.operand(x, 0), 0);
            if (Identity id = identity(flow, f.operand(start, 0)); id.first && (decodes || mends(flow, id))) uses_[id].validated = true;
          }
        }
        break;
      case Opcode::MapUpdate: {
        ValueId value = flow.number(f.operand(i, 2));
        if (!has_nil(f.at(value).type) || !i.node) break;
        Identity id = identity(flow, f.operand(i, 0));
        if (id.first && f.at(value).op == Opcode::Zero) uses_[id].nil_stored = i.node;
        else if (id.first && fails_unasked(flow, value, v)) uses_[id].nil_unchecked = i.node;
        break;
      }
      case Opcode::StructLit: add_whole(flow, i); break;
      case Opcode::Store: {
        add_store(flow, f.operand(i, 0), f.operand(i, 1), i.node);
        ValueId value = flow.number(f.operand(i, 1));
        const Instr& address = f.at(flow.number(f.operand(i, 0)));
        if (!f.at(value).type || !as_under<Map>(f.at(value).type)) break;
        if (const Var* field = field_at(flow, flow.number(f.operand(i, 0)))) add_initial(flow, field, value);
        if (address.op != Opcode::Global) break;
        auto* global = static_cast<Var*>(Ref<Object>::from_raw(address.aux).get());
        if (f.node) uses_[{global, 0}].shrinks = uses_[{global, 0}].grows = true;
        else add_initial(flow, global, value);
        break;
      }
      case Opcode::Builtin: {
        auto id = static_cast<BuiltinId>(i.aux);
        if (id != BuiltinId::Delete && id != BuiltinId::Clear) break;
        Identity map = identity(flow, f.operand(i, 0));
        if (!map.first) break;
        std::vector<uint64_t> others = id == BuiltinId::Delete ? known_to_differ(flow, f.operand(i, 1), i.block) : std::vector<uint64_t>();
        if (others.empty()) uses_[map].shrinks = true;
        else spare(uses_[map], others);
        break;
      }
      case Opcode::Call:
      case Opcode::Invoke:
        for (ValueId o : f.operands_of(i)) {
          if (!o || f.at(o).op != Opcode::MakeInterface) continue;
          ValueId given = f.operand(o, 0);
          if (model_of(ir::callee(i)) & kDecodes) add_decoded(f.at(given).type, 0);
          else if (f.at(flow.number(given)).op == Opcode::Alloc && may_reflect(ir::callee(i))) add_reflected(f.at(given).type, 0);
        }
        break;
      default: break;
    }
  }
}

const Var* field_at(const FunctionFlow& flow, ValueId address) {
  const Instr& i = flow.function().at(address);
  return i.op == Opcode::FieldAddr ? field_of(flow.function(), i) : nullptr;
}

const Var* field_of_value(const FunctionFlow& flow, ValueId v) { return field_of(flow.function(), flow.function().at(v)); }

}  // namespace ptrsafe::flow
