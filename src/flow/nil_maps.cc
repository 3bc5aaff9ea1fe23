// nil_map() of nil_from_map.h: a map that is nil where an entry is assigned, though it came out of no map.
#include <fmt/format.h>

#include <algorithm>

#include "flow/body.h"
#include "flow/models.h"
#include "flow/nil_from_map.h"
#include "flow/outside.h"
#include "flow/paths.h"
#include "flow/tested_keys.h"
#include "types/constant.h"
#include "types/predicates.h"

namespace ptrsafe::flow {
namespace {

// A loop that begins behind `from`, where the ways from the test meet, contains `b`.
bool in_later_loop(const Examined& body, BlockId from, BlockId b) {
  const Function& f = body.function;
  for (BlockId head = b;; head = body.dominators.immediate(head)) {
    bool loop = std::any_of(f.blocks[head.v].preds.begin(), f.blocks[head.v].preds.end(),
                            [&](BlockId p) { return body.dominators.dominates(head, p); });
    if (head == from) return false;
    if (loop) return true;
    if (head.v == 0) return false;
  }
}

using Decision = std::pair<ValueId, bool>;  // a condition and its value

Decision decision(const Examined& body, BlockId from, BlockId to) {
  const Function& f = body.function;
  const ir::Block& block = f.blocks[from.v];
  const Instr& last = f.at(block.instrs.back());
  if (last.op != Opcode::If || block.succs[0] == block.succs[1]) return {};
  Decision d{body.flow.number(f.operand(last, 0)), block.succs[0] == to};
  while (f.at(d.first).op == Opcode::Unary && static_cast<Op>(f.at(d.first).sub) == Op::Not) d = {body.flow.number(f.operand(d.first, 0)), !d.second};
  return d;
}

// … that the map stays nil on the edge into `join`.
Decision unmade(const Examined& body, BlockId from, BlockId join) {
  Decision d = decision(body, from, join);
  const auto& preds = body.function.blocks[from.v].preds;
  return d.first || preds.size() != 1 ? d : decision(body, preds[0], from);
}

// A caller says by a bool that no map is made, which is no matter of what there is to put in.
bool caller_says(const Examined& body, BlockId from, BlockId join) {
  Decision d = unmade(body, from, join);
  return d.first && body.function.at(d.first).op == Opcode::Param;
}

// What decides that the map stays nil on the edge into `join` decides again that it is written.
bool decided_again(const Examined& body, BlockId from, BlockId join, BlockId write) {
  Decision d = unmade(body, from, join);
  if (!d.first) return false;
  const Function& f = body.function;
  for (BlockId b = write; b.v != 0 && !(b == join); b = body.dominators.immediate(b))
    if (f.blocks[b.v].preds.size() == 1 && decision(body, f.blocks[b.v].preds[0], b) == d) return true;
  return false;
}

// The map stays nil for a list that is short, but not only for an empty one, and a loop over the list writes it.
bool made_for_long_lists(const Examined& body, BlockId from, BlockId join, BlockId write) {
  const Function& f = body.function;
  auto [condition, truth] = unmade(body, from, join);
  const Instr& c = f.at(condition);
  if (!condition || c.op != Opcode::Binary || !is_comparison(static_cast<Op>(c.sub))) return false;
  const Instr &length = f.at(body.flow.number(f.operand(c, 0))), &limit = f.at(body.flow.number(f.operand(c, 1)));
  bool of_list = length.op == Opcode::Builtin && static_cast<BuiltinId>(length.aux) == BuiltinId::Len && limit.op == Opcode::Const;
  if (!of_list || compare(const_int(1), static_cast<Op>(c.sub), Const{Ref<ConstData>::from_raw(limit.aux)}) != truth) return false;
  ValueId list = body.flow.number(f.operand(length, 0));
  return std::ranges::any_of(f.with(Opcode::RangeNext), [&](ValueId next) {
    return body.flow.number(f.operand(f.operand(next, 0), 0)) == list && body.dominators.dominates(f.at(next).block, write);
  });
}

// Whether the function comes to the write depends on what the object with the map says of itself: on another field, which may tell the objects
// that have the map from those that need none.
bool depends_on_object(const Examined& body, ValueId map, ValueId update) {
  const Function& f = body.function;
  const FunctionFlow& flow = body.flow;
  const Instr& field = f.at(flow.number(f.operand(map, 0)));
  if (field.op != Opcode::FieldAddr) return true;
  // The map may be a field of a struct that is embedded in the object.
  std::vector<ValueId> own{flow.number(f.operand(map, 0))};
  while (!flow.told(own.back()) && f.at(own.back()).op == Opcode::FieldAddr) own.push_back(flow.number(f.operand(own.back(), 0)));
  ValueId object = own.back();
  auto reads_object = [&](ValueId condition) {
    std::vector<ValueId> todo{condition}, seen;
    while (!todo.empty() && seen.size() < 64) {
      ValueId v = flow.number(todo.back());
      todo.pop_back();
      if (!v || std::find(seen.begin(), seen.end(), v) != seen.end()) continue;
      seen.push_back(v);
      const Instr& i = f.at(v);
      if (v == object) return true;
      if (std::find(own.begin(), own.end(), v) != own.end()) continue;  // the map itself
      for (ValueId o : f.operands_of(i)) todo.push_back(o);
    }
    return !todo.empty();
  };
  BlockId at = f.at(update).block;
  return std::ranges::any_of(f.blocks, [&](const ir::Block& b) {
    if (b.instrs.empty()) return false;
    const Instr& last = f.at(b.instrs.back());
    return last.op == Opcode::If && !(last.block == at) && body.dominators.dominates(last.block, at) && reads_object(f.operand(last, 0));
  });
}

// Whoever may assign to the variable is seen: an exported one may be set by a program that is not.
bool all_seen(const PackageFlow& package, const Var& v) {
  return package.program().complete(v.pkg) && (!v.exported() || package.program().closed(v.pkg));
}

// A map in a map, an array or a slice of maps into which nobody puts any.
NilVerdict never_filled(const PackageFlow& package, const Examined& body, ValueId map, ValueId update) {
  NilVerdict v;
  const Function& f = body.function;
  bool lookup = f.at(map).op == Opcode::Lookup;
  MapTable::Identity id{MapTable::holder(body.flow, map), MapTable::kElements};
  if (lookup) id = MapTable::identity(body.flow, f.operand(map, 0));
  if (!id.first || id.second > 0 || !f.at(map).node) return v;
  const MapUses* uses = package.program().maps(body.is_test).uses(id);
  bool slice = as_under<Slice>(id.first->type);
  if ((uses && (uses->filled || uses->decoded)) || (slice && !(uses && uses->sized))) return v;
  if (!all_seen(package, *id.first)) return v;
  PathQuery q;
  q.from = map;
  q.goal = update;
  q.any_operand = true;
  q.assumed = {{map, kNil}};
  if (find_path(body.flow, q).kind != PathAnswer::Yes) return v;
  v.evidence = Evidence::Proven;
  v.origin = map;
  v.reason = "nothing makes it";
  v.steps.push_back({f.at(map).node, "nil here: no function of the program puts a map in"});
  return v;
}

// A map variable that nobody makes, or that is set to nil and not made again.
NilVerdict never_made(const PackageFlow& package, const Examined& body, ValueId map, ValueId update) {
  NilVerdict v = never_filled(package, body, map, update);
  const Function& f = body.function;
  if (v.evidence != Evidence::None || (f.at(map).op != Opcode::Load && f.at(map).op != Opcode::Field)) return v;
  MapTable::Identity id = MapTable::identity(body.flow, map);
  if (!id.first || id.second != 0) return v;
  const MapUses* uses = package.program().maps(body.is_test).uses(id);
  bool made = uses && uses->made;
  v.origin = map;
  if (!made && !(uses && uses->decoded)) {
    // So may code that tests it for nil know of somebody who sets it.
    bool closed = all_seen(package, *id.first) && !(uses && uses->nil_compared);
    v.evidence = closed ? Evidence::Proven : Evidence::Possible;
    v.reason = "nothing makes it";
    if (f.at(map).node) v.steps.push_back({f.at(map).node, "nil here: no function of the program makes it"});
  } else if (!made) {
    if (!package.program().complete(id.first->pkg)) return v;  // its own package may make it
    v.evidence = Evidence::Likely;
    v.reason = "only decoding sets it, and leaves it nil where the input has none";
    if (f.at(map).node) v.steps.push_back({f.at(map).node, "nil here unless the input has it"});
  } else if (uses->left_nil && !uses->remade && !uses->nil_compared && !body.is_test && f.object && !depends_on_object(body, map, update)) {
    v.evidence = Evidence::Likely;
    v.reason = "a constructor makes none";
    v.steps.push_back({uses->left_nil, "this one returns an object without it"});
  } else if (uses->nil_set && !uses->remade) {
    v.evidence = Evidence::Likely;
    v.reason = "it is set to nil and not made again";
    v.steps.push_back({uses->nil_set, "set to nil here"});
  }
  return v;
}

// The constructor makes an object without the map, gives it to function values of the type, and makes the map only then; where it makes it.
const Node* made_behind_options(const Examined& constructor, const Var* field, Type* object, Type* option) {
  const Function& f = constructor.function;
  const FunctionFlow& flow = constructor.flow;
  for (ValueId made : f.with(Opcode::Alloc)) {
    if (!f.at(made).type || !identical(f.at(made).type, object)) continue;
    auto is = [&](ValueId v) { return v && flow.number(v) == flow.number(made); };
    std::vector<ValueId> makes, runs, others;
    for (ValueId v : f.with(Opcode::Store)) {
      ValueId to = flow.number(f.operand(v, 0));
      if (is(to)) {
        const Instr& whole = f.at(f.operand(v, 1));
        Struct* s = whole.op == Opcode::StructLit && whole.type ? as_under<Struct>(whole.type) : nullptr;
        if (whole.op != Opcode::Zero && !s) makes.push_back(v);
        for (size_t k = 0; s && k < s->fields.size() && k < whole.count; k++) {
          const Var* own = s->fields[k]->origin ? s->fields[k]->origin.get() : s->fields[k].get();
          if (own == field && f.operand(whole, k) && f.at(f.operand(whole, k)).op != Opcode::Zero) makes.push_back(v);
        }
      } else if (!flow.told(to) && field_at(flow, to) == field && is(f.operand(to, 0))) {
        makes.push_back(v);
      }
    }
    for (Opcode op : {Opcode::Call, Opcode::Invoke})
      for (ValueId v : f.with(op)) {
        const Instr& call = f.at(v);
        if (std::ranges::none_of(f.operands_of(call), is)) continue;
        Type* called = op == Opcode::Call && call.sub == 0 && !ir::callee(call) ? f.at(f.operand(call, 0)).type.get() : nullptr;
        (called && identical(called, option) ? runs : others).push_back(v);
      }
    if (runs.empty() || makes.empty()) continue;
    const Body shape(f);
    for (ValueId run : runs) {
      BlockId there = f.at(run).block;
      auto before = [&](ValueId v) { return (f.at(v).block == there && v < run) || shape.reaches(v, &there, [](ValueId) { return false; }); };
      if (std::ranges::none_of(makes, before) && std::ranges::none_of(others, before)) return f.at(makes[0]).node;
    }
  }
  return nullptr;
}

// A literal that a function gives as an option writes the map of the object that it is given, which the constructor makes behind the options.
NilVerdict made_too_late(const PackageFlow& package, const Examined& body, ValueId map, ValueId update) {
  NilVerdict v;
  const Function& f = body.function;
  const FunctionFlow& flow = body.flow;
  if (!f.parent || !f.parent->signature || f.parent->signature->result_count() != 1 || f.at(map).op != Opcode::Load) return v;
  ValueId address = flow.number(f.operand(map, 0));
  const Var* field = flow.told(address) ? nullptr : field_at(flow, address);
  ValueId object = field ? flow.number(f.operand(address, 0)) : ValueId{};
  if (!object || flow.told(object) || f.at(object).op != Opcode::Param || !f.at(object).type) return v;
  PathQuery q;
  q.from = map;
  q.goal = update;
  q.any_operand = true;
  q.assumed = {{map, kNil}};
  if (find_path(flow, q).kind != PathAnswer::Yes) return v;
  for (const Examined* b : package.all_bodies()) {
    const Node* late = b->is_test ? nullptr : made_behind_options(*b, field, f.at(object).type, f.parent->signature->result(0)->type);
    if (!late) continue;
    v.evidence = Evidence::Likely;
    v.origin = map;
    v.reason = "the constructor runs its options before it makes it";
    v.steps.push_back({late, "made here only"});
    return v;
  }
  return v;
}

bool is_json(const Func* f) {
  return (model_of(f) & kDecodes) && f->pkg && f->pkg->path.view() == "encoding/json";
}

// JSON can fill the field of `t`'s struct, and nobody else does it.
bool json_fills(Type* t, uint32_t field) {
  if (Named* n = as<Named>(t))
    for (const Func* m : n->origin->methods)
      if (m->name.view().starts_with("Unmarshal")) return false;
  Struct* s = as_under<Struct>(t);
  // The fields of an embedded struct are filled, whatever its name.
  auto filled = [](const Var& v) { return v.exported() || (v.embedded() && as_under<Struct>(v.type)); };
  return s && field < s->fields.size() && filled(*s->fields[field]) && s->tag(field).view().find("json:\"-") == std::string_view::npos;
}

// What speaks for null in what the call decodes: it comes from outside or from a caller; a library may know what it has stored itself.
Evidence json_source(const PackageFlow& package, const Examined& body, const Instr& call) {
  const Function& f = body.function;
  auto source = [&](ValueId v) { return body.flow.number(v); };
  ValueId data = source(f.operand(call, 1));
  if (const Func* decoder = ir::callee(f.at(data)); f.at(data).op == Opcode::Call && decoder && decoder->name.view() == "NewDecoder")
    data = source(f.operand(data, 1));
  ValueId made = f.at(data).op == Opcode::Extract ? f.operand(data, 0) : data;
  const Func* maker = f.at(made).op == Opcode::Call ? ir::callee(f.at(made)) : nullptr;
  if (maker && maker->name.view().starts_with("Marshal")) return Evidence::None;
  bool outside = package.program().closed(&package.package()) || outside_source(body.flow, data) || parameter_source(body.flow, data);
  return outside ? Evidence::Likely : Evidence::Possible;
}

// The variable has a new map when the call begins.
bool made_before(const Examined& body, ValueId variable, ValueId call) {
  const Function& f = body.function;
  return std::ranges::any_of(f.with(Opcode::Store), [&](ValueId store) {
    return store.v < call.v && body.flow.number(f.operand(store, 0)) == variable && f.at(body.flow.number(f.operand(store, 1))).op == Opcode::MakeMap &&
           body.dominators.dominates(f.at(store).block, f.at(call).block);
  });
}

// The map has been decoded in this function, from what may be null.
NilVerdict decoded_null(const PackageFlow& package, const Examined& body, ValueId map, ValueId update) {
  NilVerdict v;
  const FunctionFlow& flow = body.flow;
  const Function& f = body.function;
  // A field of a copy lies in what was copied.
  ValueId loaded = map;
  while (f.at(loaded).op == Opcode::Field) {
    ValueId whole = flow.number(f.operand(loaded, 0));
    if (!json_fills(f.at(whole).type, f.at(loaded).aux)) return v;
    loaded = whole;
  }
  if (f.at(loaded).op != Opcode::Load) return v;
  // The variable, or the object in whose fields it lies.
  ValueId place = flow.number(f.operand(loaded, 0));
  std::vector<ValueId> wholes{place};
  while (f.at(wholes.back()).op == Opcode::FieldAddr) {
    ValueId base = flow.number(f.operand(wholes.back(), 0));
    Pointer* p = f.at(base).type ? as_under<Pointer>(f.at(base).type) : nullptr;
    if (!p || !json_fills(p->elem, f.at(wholes.back()).aux)) break;
    wholes.push_back(base);
  }
  for (uint32_t n = 1; n < f.instrs.size(); n++) {
    const Instr& call = f.instrs[n];
    if (call.op != Opcode::Call || call.sub != 0 || !call.node || !is_json(ir::callee(call)) || !flow.reached(ValueId{n})) continue;
    bool given = std::ranges::any_of(f.operands_of(call), [&](ValueId o) {
      return o && f.at(o).op == Opcode::MakeInterface && std::find(wholes.begin(), wholes.end(), flow.number(f.operand(o, 0))) != wholes.end();
    });
    if (!given || !body.dominators.dominates(call.block, f.at(update).block) || (!(loaded == map) && loaded.v < n)) continue;
    PathQuery q;
    q.from = ValueId{n};
    q.goal = update;
    q.any_operand = true;
    q.assumed = {{map, kNil}};
    // What is read from the same place before the update is the same.
    for (ValueId load : f.with(Opcode::Load))
      if (load.v > n && alike(body, load, map)) q.assumed.push_back({load, kNil});
    // Of a map, null is no error; nor does one that was made before go without.
    if (wholes.size() == 1 && made_before(body, place, ValueId{n})) q.assumed.push_back({ValueId{n}, kNil});
    if (find_path(flow, q).kind != PathAnswer::Yes) continue;
    v.evidence = json_source(package, body, call);
    v.origin = map;
    v.reason = "the JSON that is decoded may say null, which leaves no map";
    v.steps.push_back({call.node, "decoded here"});
    return v;
  }
  return v;
}

// The number of variadic arguments that the call has tells that it gives none of the nils.
bool counted_out(const Examined& body, const Instr& call, uint8_t never_for) {
  const Instr& list = body.function.at(body.flow.number(body.function.operand(call, call.count - size_t{1})));
  if (!never_for || (list.op != Opcode::Zero && (list.op != Opcode::ArrayLit || list.sub != 1))) return false;
  return list.count < 8 && (never_for >> list.count & 1);
}

// The call gives this nil only where it is given one, or another number of arguments, and nothing says that it is.
bool given_no_nil(const PackageFlow& package, const Examined& body, ValueId call, const ResultSummary& result) {
  const FunctionFlow& flow = body.flow;
  const Instr& i = body.function.at(call);
  const uint64_t nil_for = result.nil_for;
  if (counted_out(body, i, result.never_for)) return true;
  for (int p = 0; p < 64 && nil_for >> p; p++) {
    ValueId argument = nil_for >> p & 1 ? flow.argument(i, p) : ValueId{};
    if (!argument) continue;
    if (flow.argument_safe(call, p + size_t{1})) return true;
    if (flow.by_nature(flow.number(argument)) != Nilness::Nil && nil_origins(flow, argument, callees_of(package, body)).empty()) return true;
  }
  return false;
}

// Another function was asked before, with one of the same arguments, and gave no nil: what it says of them may be what decides here.
bool asked_of_same(const Examined& body, ValueId call) {
  const Function& f = body.function;
  const FunctionFlow& flow = body.flow;
  auto shares = [&](const Instr& other) {
    for (size_t k = 1; k < other.count; k++)
      for (size_t n = 1; n < f.at(call).count; n++) {
        ValueId a = flow.number(f.operand(other, k));
        if (a == flow.number(f.operand(f.at(call), n)) && f.at(a).op != Opcode::Const && f.at(a).op != Opcode::Zero) return true;
      }
    return false;
  };
  return std::ranges::any_of(f.with(Opcode::Binary), [&](ValueId test) {
    for (size_t k = 0; k < 2; k++) {
      ValueId v = flow.number(f.operand(test, k));
      if (f.at(flow.number(f.operand(test, 1 - k))).op != Opcode::Zero || f.at(v).op != Opcode::Call || v == flow.number(call)) continue;
      if (shares(f.at(v)) && answer_decides(body, test, call)) return true;
    }
    return false;
  });
}

// The last of the call's results, if it is asked for.
ValueId last_result(const FunctionFlow& flow, ValueId call) {
  Tuple* t = flow.function().at(call).type ? as<Tuple>(flow.function().at(call).type) : nullptr;
  return t && t->size() > 0 ? extract_of(flow.function(), call, static_cast<uint32_t>(t->size() - 1)) : ValueId{};
}

// A function gave nil with an error or false, and the branch for that leads to the update.
NilVerdict nil_result(const FunctionFlow& flow, const NilOrigin& o, ValueId update, size_t operand) {
  NilVerdict v;
  if (!o.ok) return v;
  PathQuery q;
  q.from = o.instr;
  q.goal = update;
  q.goal_operand = operand;
  q.assumed = {{o.value, kNil}};
  assume_absent(q, o);
  PathAnswer p = find_path(flow, q);
  if (p.kind != PathAnswer::Yes || p.tests.empty() || p.open - p.rounds > 1) return v;
  v.evidence = p.open == 0 ? Evidence::Proven : Evidence::Likely;
  v.origin = o.instr;
  v.reason = "the branch for a call that failed leads here";
  v.steps.push_back({flow.function().at(o.instr).node, "it gives nil where it fails"});
  for (const Node* n : p.tests) v.steps.push_back({n, fmt::format("{} is decided by that, and the path goes on", quoted(n))});
  return v;
}

// `m, _ := load()`: the nil comes with an error, and nobody asks for that.
NilVerdict unasked_error(const FunctionFlow& flow, const NilOrigin& o, ValueId update, size_t operand) {
  NilVerdict v;
  const GuardSummary& guard = o.result->guard;
  const Instr& call = flow.function().at(o.instr);
  const bool declared = call.op == Opcode::Call && ir::callee(call) && model_of(ir::callee(call)) == 0;
  if (!declared || !o.result->explicit_nil || guard.when_nil != kNonNil || guard.result < 0 || guard.field >= 0) return v;
  ValueId error = extract_of(flow.function(), o.instr, static_cast<uint32_t>(guard.result));
  if (!error || is_read(flow.function(), error)) return v;
  PathQuery q;
  q.from = o.instr;
  q.goal = update;
  q.goal_operand = operand;
  q.assumed = {{o.value, kNil}};
  if (find_path(flow, q).kind != PathAnswer::Yes) return v;
  v.evidence = Evidence::Likely;
  v.origin = o.instr;
  v.reason = "the function gives nil with an error, which nothing asks for";
  v.steps.push_back({call.node, "it gives nil where it fails, and the error is dropped"});
  return v;
}

}  // namespace

NilVerdict nil_map(const PackageFlow& package, const Examined& body, ValueId update) {
  const Function& f = body.function;
  const FunctionFlow& flow = body.flow;
  NilVerdict v;
  // Of a call, the map is its receiver or first argument.
  bool call = f.at(update).op == Opcode::Call;
  size_t operand = call ? 1 : 0;
  ValueId map = flow.number(f.operand(update, operand));
  if (call ? flow.argument_safe(update, operand) : flow.subject(update) == Nilness::NonNil) return v;
  if (!call && flow.subject(update) == Nilness::Nil) {
    v.evidence = Evidence::Proven;
    v.origin = map;
    v.reason = "it was never made, or set to nil";
    if (f.at(map).node) v.steps.push_back({f.at(map).node, "nil here"});
    return v;
  }
  for (const NilOrigin& o : nil_origins(flow, map, callees_of(package, body))) {
    if (o.put.at) continue;
    if (o.kind == NilOrigin::Result && !o.result->from_lookup) {
      v = nil_result(flow, o, update, operand);
      if (v.evidence != Evidence::None) return v;
      v = unasked_error(flow, o, update, operand);
      if (v.evidence != Evidence::None) return v;
      // It says `return nil`, and no other result tells when.
      // An interface may have an implementation that never does otherwise; maps.Clone and the like give nil for nil.
      bool declared = f.at(o.instr).op == Opcode::Call && ir::callee(f.at(o.instr)) && model_of(ir::callee(f.at(o.instr))) == 0;
      bool plain = declared && f.at(o.instr).type && as_under<Map>(f.at(o.instr).type);
      if (declared && (given_no_nil(package, body, o.instr, *o.result) || asked_of_same(body, o.instr))) continue;
      if (((plain && o.result->explicit_nil) || (declared && o.result->nil_without_error)) && !o.result->guard.tells() && !o.ok) {
        PathQuery q;
        q.from = o.instr;
        q.goal = update;
        q.goal_operand = operand;
        q.assumed = {{o.value, kNil}};
        // Whatever else it gives, no error comes with this nil.
        if (ValueId error = plain ? ValueId{} : last_result(flow, o.instr)) q.assumed.push_back({error, kNil});
        if (find_path(flow, q).kind == PathAnswer::Yes) {
          v.evidence = Evidence::Likely;
          v.origin = o.instr;
          v.reason = "the function gives nil in some cases";
          v.steps.push_back({f.at(o.instr).node, "it may give nil here"});
          return v;
        }
      }
    }
    if (o.kind != NilOrigin::Zero) continue;
    PathQuery q;
    q.edge_from = f.blocks[f.at(o.phi).block.v].preds[o.edge];
    q.edge_to = f.at(o.phi).block;
    q.goal = update;
    q.goal_operand = operand;
    q.assumed = {{o.instr, kNil}};
    if (!flow.reached(q.edge_from) || find_path(flow, q).kind != PathAnswer::Yes) continue;
    // A map that some iteration of a loop makes: that it is not the first one is a guess.
    bool loop = std::any_of(f.blocks[q.edge_to.v].preds.begin(), f.blocks[q.edge_to.v].preds.end(),
                            [&](BlockId p) { return body.dominators.dominates(q.edge_to, p); });
    // It is made if there is something to put in, and a loop puts it in.
    bool filled_in_loop = !loop && body.dominators.dominates(q.edge_to, f.at(update).block) && in_later_loop(body, q.edge_to, f.at(update).block) &&
                          !caller_says(body, q.edge_from, q.edge_to) && !decided_again(body, q.edge_from, q.edge_to, f.at(update).block) &&
                          !made_for_long_lists(body, q.edge_from, q.edge_to, f.at(update).block);
    v.evidence = loop || filled_in_loop ? Evidence::Possible : Evidence::Proven;
    v.origin = o.instr;
    v.reason = "on one path it was never made";
    if (f.at(o.instr).node) v.steps.push_back({f.at(o.instr).node, "nil here"});
    return v;
  }
  // A copy of no map is none.
  while (f.at(map).op == Opcode::Call && (model_of(ir::callee(f.at(map))) & kNilOfNil)) map = flow.number(f.operand(map, 1));
  if (!body.is_test)
    if (v = decoded_null(package, body, map, update); v.evidence != Evidence::None) return v;
  v = never_made(package, body, map, update);
  return v.evidence == Evidence::None ? made_too_late(package, body, map, update) : v;
}

}  // namespace ptrsafe::flow
