// summarise_maps: effects on the maps that callers can reach, and what a function's results tell of them.
#include <algorithm>

#include "flow/map_path.h"
#include "flow/map_table.h"
#include "flow/models.h"
#include "flow/summarise.h"
#include "types/predicates.h"
#include "types/universe.h"

namespace ptrsafe::flow {
namespace {

constexpr size_t kMaxRemovals = 8;
constexpr size_t kMaxEntries = 8;
constexpr size_t kMaxWrites = 8;
constexpr size_t kMaxAssigned = 32;
constexpr size_t kMaxNil = 16;

// Callers compare and instantiate paths; the field that evidence goes by is of no use to them here.
MapPath plain(MapPath p) {
  p.field = nullptr;
  return p;
}

template <class T>
void add(std::vector<T>& list, const T& x, size_t limit) {
  if (list.size() < limit && std::find(list.begin(), list.end(), x) == list.end()) list.push_back(x);
}

class MapSummariser {
 public:
  MapSummariser(Examined& body, Summaries& callees, const std::vector<ValueId>& returns, FunctionSummary& out)
      : flow_(body.flow), f_(body.function), dom_(body.dominators), callees_(callees), returns_(returns), out_(out) {}

  void run() {
    for (uint32_t n = 1; n < f_.instrs.size(); n++)
      if (flow_.reached(ValueId{n})) {
        effect(f_.instrs[n]);
        written(ValueId{n});
      }
    recursive_removals();
    out_.assigns_any = false;
    assigned(f_);
    if (returns_.empty()) return;
    nil_after();
    entries_after();
    keys_after();
    size_t results = f_.signature && f_.signature->results ? f_.signature->results->size() : 0;
    for (size_t r = 0; r < results; r++) {
      Type* t = f_.signature->results->vars[r]->type;
      for (uint8_t value : {kTrue, kFalse, kNil, kNonNil})
        if (value & (kTrue | kFalse) ? is_boolean(t) : has_nil(t)) presence(r, value);
    }
    // What the function found it may have taken out.
    std::erase_if(out_.presences, [&](const PresenceSummary& p) {
      return std::any_of(out_.removals.begin(), out_.removals.end(), [&](const RemovalSummary& x) { return x.map == plain(p.map); });
    });
  }

 private:
  MapPath path(ValueId map) const { return plain(flow_.told(map) ? flow_.told_path(map) : path_of(flow_, map)); }

  // ---- what goes ----

  void removal(const MapPath& p, ValueId key) {
    // A constant key is one of many: callers' keys are others.
    if (!p.known() || (key && f_.at(flow_.number(key)).op == Opcode::Const)) return;
    add(out_.removals, {plain(p), key ? parameter_number(flow_, key) : -1}, kMaxRemovals);
  }

  void effect(const Instr& i) {
    if (i.op == Opcode::Builtin) {
      auto id = static_cast<BuiltinId>(i.aux);
      Type* t = id == BuiltinId::Clear || id == BuiltinId::Delete ? f_.at(f_.operand(i, 0)).type.get() : nullptr;
      if (t && !as_under<Slice>(t)) removal(path_of(flow_, f_.operand(i, 0)), id == BuiltinId::Delete ? f_.operand(i, 1) : ValueId{});
      return;
    }
    if (i.op == Opcode::Store) return replaced(i);
    if (i.op != Opcode::Call || i.sub == static_cast<uint8_t>(ir::CallMode::Go)) return;
    uint32_t model = model_of(ir::callee(i));
    if (model & (kMapDelete | kRemoves)) return removal(path_of(flow_, f_.operand(i, 1)), model & kMapDelete ? f_.operand(i, 2) : ValueId{});
    const FunctionSummary* callee = flow_.callee_summary(i);
    if (!callee) return;
    for (const RemovalSummary& r : callee->removals)
      removal(path_through(flow_, i, r.map), flow_.argument(i, r.key_parameter));
  }

  // A function that calls itself removes what it is given then, too.
  void recursive_removals() {
    if (out_.removals.empty() || !f_.object) return;
    const std::vector<RemovalSummary> own = out_.removals;
    for (ValueId v : f_.with(Opcode::Call)) {
      const Instr& i = f_.at(v);
      const Func* callee = flow_.reached(v) ? ir::callee(i) : nullptr;
      if (!callee || (callee->origin ? callee->origin.get() : callee) != f_.object || i.sub == static_cast<uint8_t>(ir::CallMode::Go)) continue;
      for (const RemovalSummary& r : own) removal(path_through(flow_, i, r.map), flow_.argument(i, r.key_parameter));
    }
  }

  // A new, empty map instead of the old one, which may have had entries.
  void replaced(const Instr& store) {
    ValueId address = flow_.number(f_.operand(store, 0)), value = flow_.number(f_.operand(store, 1));
    Opcode op = f_.at(value).op;
    Type* t = f_.at(value).type;
    if ((op != Opcode::MakeMap && op != Opcode::Zero) || !t || !as_under<Map>(t)) return;
    MapPath p = address_path(address);
    if (!p.known() || made_lazily(store, address)) return;
    // One that is filled here is a new version of the old.
    for (const Instr& i : f_.instrs)
      if (i.op == Opcode::MapUpdate && flow_.same_map(flow_.number(f_.operand(i, 0)), value)) return;
    removal(p, {});
  }
  MapPath address_path(ValueId address) const {
    Opcode op = f_.at(address).op;
    return op == Opcode::FieldAddr || op == Opcode::Global ? path_of(flow_, address) : MapPath{};
  }
  // The old map is nil or empty there.
  bool made_lazily(const Instr& store, ValueId address) {
    for (BlockId b = store.block; b.v != 0; b = dom_.immediate(b)) {
      if (f_.blocks[b.v].preds.size() != 1) continue;
      const Instr& last = f_.at(f_.blocks[f_.blocks[b.v].preds[0].v].instrs.back());
      if (last.op != Opcode::If) continue;
      const Instr& condition = f_.at(f_.operand(last, 0));
      for (ValueId o : f_.operands_of(condition)) {
        const Instr& x = f_.at(o);
        if (x.op == Opcode::Builtin && x.count == 1) o = f_.operand(x, 0);
        if (f_.at(o).op == Opcode::Load && flow_.same_map(flow_.number(o), address)) return true;
      }
    }
    return false;
  }

  // ---- what is written ----

  void written(ValueId v) {
    const Instr& i = f_.at(v);
    if (i.op == Opcode::MapUpdate && i.node && flow_.subject(v) != Nilness::NonNil) return writes(v, path(f_.operand(i, 0)), MapTable::identity(flow_, f_.operand(i, 0)).first, i.node, true);
    if (i.op != Opcode::Call || i.sub != 0) return;
    const FunctionSummary* callee = flow_.callee_summary(i);
    for (size_t k = 0; callee && k < callee->writes.size(); k++) {
      const WriteSummary& w = callee->writes[k];
      MapPath p = path_through(flow_, i, w.map);
      writes(v, p, w.field ? w.field : p.field, w.at, w.always);
    }
  }

  void writes(ValueId v, const MapPath& p, const Var* field, const Node* at, bool always) {
    if (p.parameter < 0 || out_.writes.size() >= kMaxWrites || handed_on(v, static_cast<size_t>(p.parameter), field)) return;
    BlockId b = f_.at(v).block;
    always = always && !returns_.empty() && std::all_of(returns_.begin(), returns_.end(), [&](ValueId r) { return dom_.dominates(b, f_.at(r).block); });
    out_.writes.push_back({plain(p), field, at, always});
  }

  // Something before `v` is given the parameter, or stores in what it leads to: it may make the map.
  bool handed_on(ValueId v, size_t parameter, const Var* field) const {
    if (parameter >= f_.params.size()) return true;
    auto leads_to = [&](ValueId o) {
      while (o && (f_.at(o).op == Opcode::FieldAddr || f_.at(o).op == Opcode::Load)) o = f_.operand(o, 0);
      return o && flow_.number(o) == f_.params[parameter];
    };
    for (uint32_t n = 1; n < v.v; n++) {
      const Instr& i = f_.instrs[n];
      if (i.op == Opcode::Store && leads_to(f_.operand(i, 0)) && f_.at(f_.operand(i, 1)).type && as_under<Map>(f_.at(f_.operand(i, 1)).type)) return true;
      bool call = i.op == Opcode::Call || i.op == Opcode::Invoke || i.op == Opcode::MakeClosure || i.op == Opcode::BoundMethod;
      const FunctionSummary* callee = i.op == Opcode::Call ? flow_.callee_summary(i) : nullptr;
      if (callee && field && !callee->assigns_any && std::find(callee->assigns.begin(), callee->assigns.end(), field) == callee->assigns.end()) continue;
      if (call && model_of(ir::callee(i)) == 0 && flow_.reached(ValueId{n}))
        for (ValueId o : f_.operands_of(i))
          if (o && f_.at(o).type && as_under<Pointer>(f_.at(o).type) && leads_to(o) && !is_lock(f_.at(o).type)) return true;
    }
    return false;
  }

  // ---- which maps are made or set to nil ----

  void assigns(const Var* field) {
    if (field && field->origin) field = field->origin;
    if (!field || out_.assigns.size() >= kMaxAssigned) out_.assigns_any = true;
    else add(out_.assigns, field, kMaxAssigned);
  }
  void assigns_all(Type* t, int depth = 0) {
    Struct* s = t ? as_under<Struct>(t) : nullptr;
    for (size_t k = 0; s && k < s->fields.size() && depth < 4; k++) {
      if (as_under<Map>(s->fields[k]->type)) assigns(s->fields[k].get());
      else assigns_all(s->fields[k]->type, depth + 1);
    }
  }
  static const Var* map_field(const Function& f, ValueId address) {
    const Instr& i = f.at(address);
    Pointer* p = i.type && i.op == Opcode::FieldAddr ? as_under<Pointer>(i.type) : nullptr;
    Pointer* base = p && as_under<Map>(p->elem) ? as_under<Pointer>(f.at(f.operand(address, 0)).type) : nullptr;
    Struct* s = base ? as_under<Struct>(base->elem) : nullptr;
    return s && i.aux < s->fields.size() ? s->fields[i.aux].get() : nullptr;
  }

  // Of the function and the literals in it.
  void assigned(const Function& f) {
    bool own = &f == &f_;
    for (uint32_t n = 1; n < f.instrs.size() && !out_.assigns_any; n++) {
      const Instr& i = f.instrs[n];
      if (i.op == Opcode::None || (own && !flow_.reached(ValueId{n}))) continue;
      if (i.op == Opcode::Store && own && flow_.local(f.operand(i, 0))) continue;
      Type* stored = i.op == Opcode::Store ? f.at(f.operand(i, 1)).type.get() : nullptr;
      if (stored) assigns_all(stored);
      for (size_t k = 0; k < i.count; k++) {
        ValueId o = f.operand(i, k);
        if (!o) continue;
        if (const Var* field = i.op == Opcode::Load ? nullptr : map_field(f, o)) assigns(field);
        Opcode op = f.at(o).op;
        if (op == Opcode::FuncRef || op == Opcode::BoundMethod) calls(static_cast<Func*>(Ref<Object>::from_raw(f.at(o).aux).get()));
      }
      if (i.op == Opcode::BoundMethod || i.op == Opcode::FuncRef) continue;
      if (i.op == Opcode::Invoke) out_.assigns_any = model_of(ir::callee(i)) == 0 || (model_of(ir::callee(i)) & kDecodes);
      if (i.op == Opcode::Call) called(f, i);
    }
    for (const auto& c : f.closures) assigned(*c);
  }
  void called(const Function& f, const Instr& call) {
    if (const Func* callee = ir::callee(call)) return calls(callee);
    Opcode op = f.at(f.operand(call, 0)).op;
    // Literals are looked at where they stand, declared functions where they are named.
    if (op != Opcode::MakeClosure && op != Opcode::FuncRef && op != Opcode::BoundMethod) out_.assigns_any = true;
  }
  void calls(const Func* callee) {
    if (callee->origin) callee = callee->origin;
    if (callee == f_.object) return;
    if (const FunctionSummary* s = callees_.of(callee)) {
      out_.assigns_any = out_.assigns_any || s->assigns_any;
      for (const Var* field : s->assigns) assigns(field);
      return;
    }
    uint32_t model = model_of(callee);
    bool standard = callee->pkg && callee->pkg->details && callee->pkg->details->unit && callee->pkg->details->unit->standard;
    bool opaque = (callee->bits & Func::kInterfaceMethod) || !standard;
    if ((opaque && !model) || (model & kDecodes)) out_.assigns_any = true;
  }

  void nil_after() {
    const State& exit = flow_.exit(f_.at(returns_[0]).block);
    auto always = [&](const NilPath& p) {
      return std::all_of(returns_.begin(), returns_.end(), [&](ValueId r) { return flow_.nil_along(p, flow_.exit(f_.at(r).block)) == Nilness::Nil; });
    };
    auto consider = [&](const NilPath& p) {
      NilSummary n;
      n.map.parameter = p.root && !flow_.told(p.root) ? parameter_number(flow_, p.root) : -1;
      if (n.map.parameter < 0 || !always(p)) return;
      n.map.depth = p.depth;
      std::copy(p.fields.begin(), p.fields.end(), n.map.fields.begin());
      n.map.field = p.field;
      add(out_.nil_after, n, kMaxNil);
    };
    for (const NilPath& p : exit.nil_paths()) consider(p);
    for (const PlaceFact& place : exit.places()) {
      Pointer* pointer = flow_.told(place.address) || !f_.at(place.address).type ? nullptr : as_under<Pointer>(f_.at(place.address).type);
      if (pointer && (as_under<Map>(pointer->elem) || is_type_param(pointer->elem))) consider(flow_.path_to(place.address));
    }
    size_t results = f_.signature && f_.signature->results ? f_.signature->results->size() : 0;
    for (size_t r = 0; r < results; r++) {
      Type* t = f_.signature->results->vars[r]->type;
      Pointer* pointer = as_under<Pointer>(t);
      nil_in_result(r, pointer ? pointer->elem.get() : t, {});
    }
  }

  // The map fields of the result that are nil in whatever is returned.
  void nil_in_result(size_t r, Type* t, const NilPath& whole) {
    Struct* s = t ? as_under<Struct>(t) : nullptr;
    for (uint32_t k = 0; s && k < s->fields.size() && whole.depth < NilPath::kMaxDepth; k++) {
      NilPath p = whole;
      p.field = s->fields[k]->origin ? s->fields[k]->origin.get() : s->fields[k].get();
      p.fields[p.depth++] = k;
      Type* u = under(s->fields[k]->type);
      if (u->kind == TypeKind::Struct) nil_in_result(r, u, p);
      if (u->kind != TypeKind::Map) continue;
      bool any = false;
      bool all = std::all_of(returns_.begin(), returns_.end(), [&](ValueId ret) {
        ValueId v = flow_.number(f_.operand(ret, r));
        const Instr& i = f_.at(v);
        if (i.op == Opcode::Zero) return true;  // no object, or one that comes with an error
        any = true;
        NilPath here = flow_.path_to(v);
        if (!here.root || here.depth > 0) return false;
        here = p;
        here.root = v;
        return flow_.nil_along(here, flow_.exit(i.op == Opcode::Phi ? i.block : f_.at(ret).block)) == Nilness::Nil;
      });
      if (!all || !any) continue;
      NilSummary n{static_cast<int>(r), {}};
      n.map.depth = p.depth;
      std::copy(p.fields.begin(), p.fields.end(), n.map.fields.begin());
      n.map.field = p.field;
      add(out_.nil_after, n, kMaxNil);
    }
  }

  static bool is_lock(Type* t) {
    Pointer* p = as_under<Pointer>(t);
    Named* n = p ? as<Named>(p->elem) : nullptr;
    return n && n->obj->pkg && n->obj->pkg->path.view() == "sync";
  }

  // ---- what is there ----

  void entries_after() {
    for (const EntryFact& e : flow_.exit(f_.at(returns_[0]).block).entries()) {
      EntrySummary x;
      x.present = e.presence == Presence::Present;
      if (!x.present && e.presence != Presence::Absent) continue;
      x.key_parameter = flow_.told(e.key) ? -1 : parameter_number(flow_, e.key);
      x.map = path(e.map);
      x.non_nil = x.present;
      if (x.key_parameter < 0 || !x.map.known()) continue;
      bool all = std::all_of(returns_.begin(), returns_.end(), [&](ValueId r) {
        const State& s = flow_.exit(f_.at(r).block);
        const EntryFact* other = flow_.entry(e.map, e.key, s);
        if (!other || other->presence != e.presence) return false;
        bool non_nil = other->nilness == Nilness::NonNil || (other->value && flow_.nilness(other->value, s) == Nilness::NonNil);
        x.non_nil = x.non_nil && non_nil;
        return true;
      });
      if (all) add(out_.entries_after, x, kMaxEntries);
    }
  }

  void keys_after() {
    for (const KeysFact& k : flow_.exit(f_.at(returns_[0]).block).keys()) {
      if (k.stale) continue;
      KeysSummary x;
      std::span<const ValueId> results = f_.operands_of(f_.at(returns_[0]));
      for (size_t r = 0; r < results.size(); r++) {
        if (flow_.number(results[r]) == k.source) x.source_result = static_cast<int>(r);
        if (flow_.canonical(flow_.number(results[r])) == k.map) x.map_result = static_cast<int>(r);
      }
      if (x.source_result < 0) x.source_parameter = parameter_number(flow_, k.source);
      if (x.map_result < 0) x.map = path(k.map);
      if ((x.source_result < 0 && x.source_parameter < 0) || (x.map_result < 0 && !x.map.known())) continue;
      bool all = std::all_of(returns_.begin(), returns_.end(), [&](ValueId ret) { return holds(x, k, ret); });
      if (all) add(out_.keys_after, x, kMaxEntries);
    }
  }
  bool holds(const KeysSummary& x, const KeysFact& k, ValueId ret) {
    const State& s = flow_.exit(f_.at(ret).block);
    ValueId source = k.source, map = k.map;
    if (x.source_result >= 0) source = flow_.number(f_.operand(ret, static_cast<size_t>(x.source_result)));
    if (x.map_result >= 0) map = flow_.canonical(flow_.number(f_.operand(ret, static_cast<size_t>(x.map_result))));
    if (x.source_result >= 0 && f_.at(source).op == Opcode::Zero) return true;  // nothing in it
    const KeysFact* other = s.keys(source, map);
    return other && !other->stale;
  }

  // ---- what results tell ----

  // Keys that are present whenever result `r` is true (false, nil, not nil).
  void presence(size_t r, uint8_t value) {
    std::vector<PresenceSummary> common;
    bool first = true;
    for (ValueId ret : returns_) {
      ValueId v = flow_.number(f_.operand(ret, r));
      State s = flow_.exit(f_.at(ret).block);
      uint8_t opposite = value == kTrue ? kFalse : value == kFalse ? kTrue : value == kNil ? kNonNil : kNil;
      // A package's error is taken for one.
      bool error = value == kNil && f_.at(v).op == Opcode::Load && f_.at(flow_.number(f_.operand(v, 0))).op == Opcode::Global && identical(f_.at(v).type, universe.error_type);
      if (error || (flow_.known_bits(v, s) & opposite)) continue;
      if (value & (kTrue | kFalse)) flow_.assume(v, value == kTrue, s);
      else flow_.assume_nil(v, value == kNil, s);
      std::vector<PresenceSummary> here;
      for (const EntryFact& e : s.entries()) {
        if (e.presence != Presence::Present || flow_.told(e.key)) continue;
        PresenceSummary p{static_cast<int>(r), value, parameter_number(flow_, e.key), {}};
        if (p.key_parameter < 0) continue;
        p.map = path(e.map);
        if (p.map.known()) add(here, p, kMaxEntries);
      }
      if (first) common = here;
      else std::erase_if(common, [&](const PresenceSummary& p) { return std::find(here.begin(), here.end(), p) == here.end(); });
      first = false;
      if (common.empty()) return;
    }
    for (const PresenceSummary& p : common) {
      // What holds anyway needs no result.
      EntrySummary always{p.map, p.key_parameter, true, false};
      bool anyway = std::any_of(out_.entries_after.begin(), out_.entries_after.end(), [&](EntrySummary e) {
        e.non_nil = false;
        return e == always;
      });
      if (!anyway) add(out_.presences, p, kMaxEntries);
    }
  }

  FunctionFlow& flow_;
  const Function& f_;
  const ir::Dominators& dom_;
  Summaries& callees_;
  const std::vector<ValueId>& returns_;
  FunctionSummary& out_;
};

}  // namespace

void summarise_maps(Examined& body, Summaries& callees, const std::vector<ValueId>& returns, FunctionSummary& out) {
  MapSummariser(body, callees, returns, out).run();
}

}  // namespace ptrsafe::flow
