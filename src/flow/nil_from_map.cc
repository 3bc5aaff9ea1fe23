#include "flow/checked_keys.h"
#include "flow/nil_from_map.h"

#include <fmt/format.h>

#include <algorithm>

#include "flow/known_keys.h"
#include "flow/map_path.h"
#include "flow/models.h"
#include "flow/nil_elsewhere.h"
#include "flow/outside.h"
#include "flow/paths.h"
#include "flow/spelling.h"
#include "flow/tested_keys.h"
#include "flow/usual_test.h"
#include "types/lookup.h"
#include "types/predicates.h"

namespace ptrsafe::flow {
namespace {

class Judge {
 public:
  Judge(const PackageFlow& package, const Examined& body, ValueId goal, size_t operand)
      : package_(package), body_(body), flow_(body.flow), f_(body.function), maps_(package.program().maps(body.is_test)), goal_(goal), operand_(operand), test_(body.is_test) {}

  // The operand is an interface that may hold a nil pointer.
  NilVerdict judge_boxed() {
    boxed_ = true;
    return judge();
  }

  NilVerdict judge() {
    NilVerdict best;
    for (const NilOrigin& o : nil_origins(flow_, f_.operand(goal_, operand_), callees_of(package_, body_), boxed_)) {
      NilVerdict v;
      if (boxed_ && !follows_receiver(o.boxed)) continue;
      if (o.kind == NilOrigin::Lookup) v = lookup(o);
      if (o.kind == NilOrigin::Range) v = range(o);
      if (o.kind == NilOrigin::Result && (o.result->from_lookup || boxed_)) v = result(o);
      if (v.evidence > best.evidence) best = std::move(v);
    }
    return best;
  }

 private:
  PathAnswer path(const NilOrigin& o, bool absent) const {
    if (!o.put.at) return path(o, absent, goal_, {});
    PathAnswer in = path(o, absent, o.put.at, o.put.value);
    if (in.kind == PathAnswer::No) return in;
    PathQuery q;
    q.from = o.taken_by;
    q.goal = goal_;
    q.goal_operand = operand_;
    q.assumed = {{o.taken, kNil}};
    PathAnswer out = find_path(flow_, q);
    if (in.kind == PathAnswer::Unknown && out.kind == PathAnswer::Yes) out.kind = PathAnswer::Unknown;
    out.tests.insert(out.tests.begin(), in.tests.begin(), in.tests.end());
    out.open += in.open + 1;  // which one is taken out
    return out;
  }
  PathAnswer path(const NilOrigin& o, bool absent, ValueId goal, ValueId subject) const {
    PathQuery q;
    q.from = o.instr;
    q.goal = goal;
    q.goal_operand = operand_;
    q.subject = subject;
    q.assumed = {{o.value, o.kind == NilOrigin::Result && o.boxed ? kNonNil : kNil}};
    q.boxed = boxed_;
    if (absent) assume_absent(q, o);
    else if (o.ok && o.ok_then) q.assumed.push_back({o.ok, o.ok_then == kFalse ? kTrue : o.ok_then == kTrue ? kFalse : kNil});
    PathAnswer answer = find_path(flow_, q);
    size_t assumed = q.assumed.size();
    if (absent && answer.kind != PathAnswer::No) assume_told(body_, map_of_origin(o), key_of(o), o.instr, q.assumed);
    return q.assumed.size() == assumed ? answer : find_path(flow_, q);
  }

  // How the function reaches the map, and the key that is looked up in it.
  MapPath map_of_origin(const NilOrigin& o) const {
    const Instr& i = f_.at(o.instr);
    if (o.kind == NilOrigin::Result) return i.op == Opcode::Call || i.op == Opcode::Invoke ? path_through(flow_, i, o.result->map) : MapPath{};
    return path_of(flow_, f_.operand(i, i.op == Opcode::Call ? 1 : 0));
  }
  ValueId key_of(const NilOrigin& o) const {
    if (o.kind == NilOrigin::Result) return o.key;
    const Instr& i = f_.at(o.instr);
    ValueId key = flow_.number(f_.operand(i, i.op == Opcode::Call ? 2 : 1));
    return f_.at(key).op == Opcode::MakeInterface ? f_.operand(key, 0) : key;
  }

  // There is an entry, by what a loop before, callers or the object's other maps show.
  bool vouched(const NilOrigin& o) const {
    ValueId key = key_of(o);
    MapPath map = map_of_origin(o);
    return key && (asked_of_each(body_, map, key, goal_) || callers_have_it(package_, body_, map, key) || in_smaller_map(package_, body_, map, key, goal_));
  }

  // The evidence that an absent key speaks for, where a path leads from the lookup to the fault.
  void weigh(NilVerdict& v, const NilOrigin& o, PathAnswer p, Presence presence, ValueId map, ValueId key,
             const MapUses* uses) const {
    // A test of the interface for nil says nothing of what it holds.
    if (boxed_) p.tests.clear();
    for (const Node* n : p.tests) v.steps.push_back({n, fmt::format("{} is decided by that, and the path goes on", quoted(n))});
    if (presence == Presence::Absent) {
      if (map && entries_counted(map, o.instr)) {
        v.evidence = Evidence::Possible;
        v.reason = "no entry under that key on this path";
        return;
      }
      v.evidence = p.kind == PathAnswer::Yes && p.open == 0 ? Evidence::Proven : Evidence::Likely;
      v.reason = "no entry under that key on this path";
      return;
    }
    // Conditions that stay open may hang together with the test in a way that we do not see.
    // `v == nil && ok` asks for a nil that is there: who writes that takes it that the key is, else he would ask for the key alone.
    bool stored_nil = p.tests.size() == 2 && p.tests[0]->is(NodeKind::Binary) && p.tests[0]->oper() == Op::Eql && p.tests[1]->is(NodeKind::Ident);
    if (!p.tests.empty() && p.kind == PathAnswer::Yes && p.open - p.rounds <= 1 && !stored_nil) {
      v.evidence = required_before() || vouched(o) ? Evidence::Possible : p.open == 0 ? Evidence::Proven : Evidence::Likely;
      v.reason = "the branch for an absent key leads here";
      return;
    }
    if (presence == Presence::Stale && p.kind == PathAnswer::Yes) {
      // A test knows which entries its own steps leave.
      v.evidence = test_ ? Evidence::Possible : Evidence::Likely;
      v.reason = "the key was in the map, but something that removes entries came in between";
      return;
    }
    if (key && f_.at(key).op == Opcode::MakeInterface) key = f_.operand(key, 0);  // of a sync.Map
    v.evidence = nothing_to_tell(map, key) ? Evidence::None : Evidence::Possible;
    v.reason = o.kind == NilOrigin::Result ? "it gives nil for an absent key" : "its key may be absent";
    if (o.ok && o.ok_then == kNonNil && asked_by_kind(o.ok)) return;
    if (p.kind == PathAnswer::Unknown || !p.tests.empty()) return;
    bool outside = false;
    ValueId source, sent, sent_to;  // the key that comes from outside, and its map
    // Of a map in a map, each key.
    for (ValueId k = key, m = map; k && !outside;) {
      m = m ? flow_.number(m) : m;
      for (ValueId one : unasked(m, k)) {
        source = outside_source(flow_, one);
        outside = source || from_decoded_field(one, uses) || from_outside_elsewhere(one);
        sent = k, sent_to = m;
        if (outside) break;
      }
      bool inner = m && f_.at(m).op == Opcode::Lookup;
      k = inner ? f_.operand(m, 1) : ValueId{};
      m = inner ? f_.operand(m, 0) : ValueId{};
    }
    if (outside) {
      if (key_is_checked(body_, sent, goal_) || (sent_to && ranged_over(sent_to, sent)) || asked_and_entered(body_, sent, o.instr)) return;
      if (vouched(o) || is_current_key(package_, body_, map_of_origin(o), sent)) return;
      const Var* looked_in = o.kind == NilOrigin::Result ? o.result->map.field : nullptr;
      Type* type = sent_to ? f_.at(sent_to).type.get() : looked_in ? looked_in->type.get() : nullptr;
      if (type && entered_by_helper(package_, body_, type, sent, o.instr)) return;
      if (o.kind == NilOrigin::Result && known_by_spelling(body_, sent, o.instr)) return;
      // What a test reads it has most often written itself.
      v.evidence = test_ ? Evidence::Possible : Evidence::Likely;
      v.reason = "the key comes from outside the program, and its presence is not tested";
      if (source && f_.at(source).node) v.steps.push_back({f_.at(source).node, "the key comes from here"});
      return;
    }
    // What decoding fills has the keys that the input has.
    if (!test_ && in_program() && map && decoded_here(map)) {
      v.evidence = Evidence::Likely;
      v.reason = "decoding fills the map, and its input may lack the key";
      return;
    }
    bool entry_point = f_.object && f_.object->exported();
    // Pointers as keys are names of objects that the program itself enters.
    bool plain = key && f_.at(key).type && under(f_.at(key).type)->kind == TypeKind::Basic;
    bool direct = o.kind == NilOrigin::Lookup && plain && entry_point && parameter_source(flow_, key) && !tested_in_other_map(map, key);
    const Node* tested_at = nullptr;
    if (direct && uses && uses->tested > uses->untested && !callers_vouch(package_, body_, key)) tested_at = uses->tested_at;
    if (!tested_at && !test_ && o.kind == NilOrigin::Lookup && map && p.open <= 2 && !tested_in_other_map(map, key))
      tested_at = usually_tested(package_, body_, map, key);
    // Who asks for the key himself is no exception, and knows what he has done with the answer.
    if (tested_at && (asked_here(map, key, o.instr) || key_is_checked(body_, key, goal_) || vouched(o))) return;
    if (tested_at) {
      v.evidence = Evidence::Likely;
      v.reason = "other code tests lookups in this map, this one is not";
      v.steps.push_back({tested_at, "tested here"});
    } else if (const Node* later = o.kind == NilOrigin::Lookup && !test_ ? asked_later(o) : nullptr) {
      v.evidence = Evidence::Likely;
      v.reason = "whether there is an entry is asked only behind that";
      v.steps.push_back({later, "asked here"});
    }
  }

  // What the key may be, but for what comes from ways on which it was asked for in the map, or entered: a loop goes on with the section that it
  // has made.
  std::vector<ValueId> unasked(ValueId map, ValueId key) const {
    std::vector<ValueId> out, work{flow_.number(key)}, seen;
    while (!work.empty()) {
      ValueId v = work.back();
      work.pop_back();
      const Instr& i = f_.at(v);
      if (i.op != Opcode::Phi || !map) {
        out.push_back(v);
        continue;
      }
      if (std::find(seen.begin(), seen.end(), v) != seen.end()) continue;
      seen.push_back(v);
      const auto& preds = f_.blocks[i.block.v].preds;
      for (size_t k = 0; k < i.count && k < preds.size(); k++) {
        ValueId o = flow_.number(f_.operand(i, k));
        if (!asked_before(map, o, preds[k])) work.push_back(o);
      }
    }
    return out;
  }
  bool asked_before(ValueId map, ValueId key, BlockId at) const {
    for (Opcode op : {Opcode::Lookup, Opcode::LookupOk, Opcode::MapUpdate})
      for (ValueId v : f_.with(op)) {
        const Instr& i = f_.at(v);
        if (flow_.number(f_.operand(i, 1)) == key && body_.dominators.dominates(i.block, at) && same_variable(f_.operand(i, 0), map)) return true;
      }
    return false;
  }

  // On every way to the lookup the function has asked whether the map has the key.
  bool asked_here(ValueId map, ValueId key, ValueId at) const {
    auto before = [&](ValueId v, const Instr& lookup) {
      const Instr& i = f_.at(v);
      bool first = i.block == f_.at(at).block ? v.v < at.v : body_.dominators.dominates(i.block, f_.at(at).block);
      return first && alike(body_, f_.operand(lookup, 1), key) && alike(body_, f_.operand(lookup, 0), map);
    };
    if (std::ranges::any_of(f_.with(Opcode::LookupOk), [&](ValueId v) { return extract_of(f_, v, 1) && before(v, f_.at(v)); })) return true;
    return std::ranges::any_of(f_.with(Opcode::Binary), [&](ValueId v) {
      for (size_t k = 0; k < 2; k++) {
        const Instr& lookup = f_.at(flow_.number(f_.operand(v, k)));
        if (lookup.op == Opcode::Lookup && f_.at(f_.operand(v, 1 - k)).op == Opcode::Zero && before(v, lookup)) return true;
      }
      return false;
    });
  }

  // A loop over the map has the key, though the variable may have got another map since.
  bool ranged_over(ValueId map, ValueId key) const {
    const Instr& i = f_.at(flow_.number(key));
    if (i.op != Opcode::Extract || i.aux != 1 || f_.at(f_.operand(i, 0)).op != Opcode::RangeNext) return false;
    return alike(body_, f_.operand(f_.operand(f_.operand(i, 0), 0), 0), map);
  }

  // A branch behind the goal depends on whether the key was there, or on whether the value is nil: who asks believes that it may.
  const Node* asked_later(const NilOrigin& o) const {
    BlockId here = f_.at(goal_).block;
    ValueId value = flow_.number(o.value), ok = o.ok && o.ok_then != kNonNil ? flow_.number(o.ok) : ValueId{};
    for (const ir::Block& b : f_.blocks) {
      if (b.instrs.empty() || f_.at(b.instrs.back()).op != Opcode::If) continue;
      const Instr& branch = f_.at(b.instrs.back());
      ValueId c = flow_.number(f_.operand(branch, 0));
      if (f_.at(c).op == Opcode::Unary) c = flow_.number(f_.operand(c, 0));
      const Instr& i = f_.at(c);
      bool asks = ok && c == ok;
      for (size_t k = 0; i.op == Opcode::Binary && k < 2; k++)
        asks |= flow_.number(f_.operand(i, k)) == value && f_.at(f_.operand(i, 1 - k)).op == Opcode::Zero;
      if (asks && branch.node && body_.dominators.dominates(here, branch.block)) return branch.node;
    }
    return nullptr;
  }

  // What would only be possible is not worth saying: a test runs with its own inputs and shows it, and who keys a map that
  // lasts by the identity of objects enters each object that there is.
  bool nothing_to_tell(ValueId map, ValueId key) const {
    if (test_) return true;
    Type* t = key ? f_.at(key).type.get() : nullptr;
    bool identity = t && (as_under<Pointer>(t) || as_under<Interface>(t) || as_under<Chan>(t));
    return identity && (!map || MapTable::identity(flow_, map).first);
  }

  // A test has called a helper of its own that ends it unless something holds, require_NotNil and the like: what exactly it asks for
  // we do not know.
  bool required_before() const {
    BlockId here = f_.at(goal_).block;
    return test_ && std::any_of(f_.instrs.begin(), f_.instrs.end(), [&](const Instr& i) {
      const Func* callee = i.op == Opcode::Call ? ir::callee(i) : nullptr;
      return callee && callee->name.view().starts_with("require") && body_.dominators.dominates(i.block, here);
    });
  }

  // Whether it comes to the lookup depends on how many entries there are: who counts them may know that this is one of them.
  bool entries_counted(ValueId map, ValueId at) const {
    auto counts = [&](ValueId v, auto& self, int depth) -> bool {
      const Instr& i = f_.at(flow_.number(v));
      if (i.op == Opcode::Builtin) return static_cast<BuiltinId>(i.aux) == BuiltinId::Len && same_variable(f_.operand(i, 0), map);
      return i.op == Opcode::Binary && depth < 4 && (self(f_.operand(i, 0), self, depth + 1) || self(f_.operand(i, 1), self, depth + 1));
    };
    for (BlockId b = f_.at(at).block; b.v != 0;) {
      b = body_.dominators.immediate(b);
      const Instr& end = f_.at(f_.blocks[b.v].instrs.back());
      if (end.op == Opcode::If && counts(f_.operand(end, 0), counts, 0)) return true;
    }
    return false;
  }

  // The function tests the key in a map that is kept in step with this one, and does not come here only where it is absent there.
  bool tested_in_other_map(ValueId map, ValueId key) const {
    for (ValueId test : f_.with(Opcode::LookupOk)) {
      const Instr& i = f_.at(test);
      ValueId other = f_.operand(i, 1), source = parameter_source(flow_, other);
      if (flow_.number(f_.operand(i, 0)) == flow_.number(map)) continue;
      bool same = flow_.number(other) == flow_.number(key) || (source && source == parameter_source(flow_, key));
      if (same && !absent_here(test)) return true;
    }
    return false;
  }
  bool absent_here(ValueId lookup) const {
    return std::any_of(f_.blocks.begin(), f_.blocks.end(), [&](const ir::Block& b) {
      if (b.instrs.empty() || f_.at(b.instrs.back()).op != Opcode::If) return false;
      const Instr& ok = f_.at(f_.operand(b.instrs.back(), 0));
      BlockId no = b.succs[1];
      return ok.op == Opcode::Extract && ok.aux == 1 && f_.operand(ok, 0) == lookup && f_.blocks[no.v].preds.size() == 1 &&
             body_.dominators.dominates(no, f_.at(goal_).block);
    });
  }

  // The method of the pointer type that the goal calls dereferences a nil receiver.
  bool follows_receiver(Type* pointer) const {
    const Func* called = ir::callee(f_.at(goal_));
    LookupResult found = lookup_field_or_method(pointer, false, called->pkg, called->name);
    const Func* f = found.obj ? as_object<Func>(found.obj) : nullptr;
    if (!f || (f->bits & Func::kInterfaceMethod)) return false;
    if (!(f->bits & Func::kPointerReceiver)) return true;
    const FunctionSummary* s = package_.summary(f);
    return s && found.index.size() == 1 && !s->needs.empty() && s->needs[0];
  }

  // Decoding is evidence in the program that decodes: a library may have been given checked values.
  bool in_program() const { return package_.program().closed(&package_.package()); }
  bool in_main() const { return package_.package().name == names.main; }
  // Decoding may have filled the map here: what another package decodes only if nothing else fills it, since others may have made this object.
  bool filled_by_decoding(const MapUses* uses, ValueId map) const {
    const MapUses* own = in_main() && map ? package_.maps().uses(MapTable::identity(flow_, map)) : nullptr;
    return uses && uses->decoded && !uses->validated && ((own && own->decoded) || ((in_program() || uses->decoded_itself) && !uses->grows));
  }

  bool from_outside_elsewhere(ValueId key) const {
    std::vector<OutsidePlace> places;
    if (outside_sources(package_, body_, key, places)) return true;
    return std::any_of(places.begin(), places.end(), [&](const OutsidePlace& p) {
      // What the fields of a library's objects hold may have been checked.
      bool field = p.kind == OutsidePlace::Variable && static_cast<const Var*>(p.of)->is_field();
      return (!field || in_program()) && package_.program().outside(p);
    });
  }

  bool from_decoded_field(ValueId key, const MapUses* uses) const {
    const Instr& i = f_.at(flow_.number(key));
    if (i.op != Opcode::Load || !(in_main() || filled_by_decoding(uses, {}))) return false;
    return maps_.decoded_field(field_at(flow_, flow_.number(f_.operand(i, 0))));
  }

  NilVerdict lookup(const NilOrigin& o) const {
    const Instr& i = f_.at(o.instr);
    bool sync_map = i.op == Opcode::Call;
    ValueId map = f_.operand(i, sync_map ? 1 : 0), key = f_.operand(i, sync_map ? 2 : 1);
    Presence presence = flow_.presence(o.instr);
    const MapUses* uses = maps_.uses(MapTable::identity(flow_, map));
    if (!sync_map && presence == Presence::Unknown && lacks_key(o.instr, map)) presence = Presence::Absent;
    NilVerdict v;
    v.origin = o.instr;
    bool tested = operand_ == 0 && flow_.subject_present(goal_);
    if (presence != Presence::Present && !tested && (sync_map || !maps_.in_literal(flow_, o.instr))) {
      PathAnswer p = path(o, true);
      if (p.kind != PathAnswer::No) {
        v.steps.push_back({i.node, fmt::format("{} is looked up here", quoted(i.node))});
        if (!sync_map && p.kind == PathAnswer::Yes && p.tests.empty() && nothing_put_in(map)) {
          v.evidence = p.open == 0 ? Evidence::Proven : Evidence::Likely;
          v.reason = "no function of the program puts an entry in the map";
          return v;
        }
        weigh(v, o, p, presence, map, key, uses);
        return v;
      }
    }
    // The key is there, or tested: the entry may still be nil.
    if (o.put.at || flow_.entry_nilness(o.instr) == Nilness::NonNil) return v;
    bool nil_there = flow_.entry_nilness(o.instr) == Nilness::Nil;
    if (test_ && !nil_there) return v;  // a test knows which entries it gave a nil
    const Node* stored = uses && uses->nil_stored ? uses->nil_stored : uses && uses->nil_unchecked ? uses->nil_unchecked : sync_map ? nullptr : nil_stored_here(map, key);
    if (!nil_there && !stored && !filled_by_decoding(uses, map) && !(in_program() && decoded_here(map))) return v;
    if (path(o, false).kind != PathAnswer::Yes) return v;
    v.steps.push_back({i.node, fmt::format("{} is looked up here", quoted(i.node))});
    // Who stores a nil may know which entries have one, if this is one that has been met before.
    v.evidence = nil_there ? Evidence::Proven : presence == Presence::Present && !o.ok ? Evidence::Possible : Evidence::Likely;
    v.reason = "the entry may be present and nil";
    if (stored) v.steps.push_back({stored, "a nil is stored here"});
    return v;
  }

  // Nobody puts anything but nil in the map, tests included: whatever its key, there is nothing.
  bool nothing_put_in(ValueId map) const {
    MapTable::Identity id = MapTable::identity(flow_, map);
    Map* type = f_.at(map).type ? as_under<Map>(f_.at(map).type) : nullptr;
    if (!type || !has_nil(type->elem) || !id.first || id.second != 0 || id.first->exported() || !package_.program().complete(id.first->pkg)) return false;
    const MapUses *uses = maps_.uses(id), *with_tests = package_.program().maps(true).uses(id);
    return uses && !uses->filled && !uses->decoded && !(with_tests && (with_tests->filled || with_tests->decoded));
  }

  // A package-level table whose entries we all see has none under the constant key.
  bool lacks_key(ValueId lookup, ValueId map) const {
    if (!maps_.lacks(flow_, lookup)) return false;
    const Var* table = MapTable::identity(flow_, map).first;
    return package_.program().complete(table->pkg) && (!table->exported() || package_.program().closed(table->pkg));
  }

  // A condition that the function does not change decides that it comes to the block, or to the goal.
  bool other_side(BlockId b) const {
    BlockId goal = f_.at(goal_).block;
    for (BlockId d = b; d.v != 0;) {
      d = body_.dominators.immediate(d);
      const auto& succs = f_.blocks[d.v].succs;
      if (f_.at(f_.blocks[d.v].instrs.back()).op != Opcode::If || succs[0] == succs[1]) continue;
      for (size_t k = 0; k < 2; k++) {
        auto leads = [&](BlockId side, BlockId to) { return f_.blocks[side.v].preds.size() == 1 && body_.dominators.dominates(side, to); };
        if (leads(succs[k], b) && leads(succs[1 - k], goal) && unchanged(f_.operand(f_.blocks[d.v].instrs.back(), 0), 0)) return true;
      }
    }
    return false;
  }
  // Made of constants, and of what the function was given and stores nothing in.
  bool unchanged(ValueId v, int depth) const {
    v = flow_.number(v);
    const Instr& i = f_.at(v);
    auto operands = f_.operands_of(i);
    switch (i.op) {
      case Opcode::Const:
      case Opcode::Param: return true;
      case Opcode::Load: {
        const Var* field = field_at(flow_, flow_.number(f_.operand(i, 0)));
        auto stored = [&](ValueId s) { return field_at(flow_, flow_.number(f_.operand(s, 0))) == field; };
        return field && depth < 6 && std::ranges::none_of(f_.with(Opcode::Store), stored) && unchanged(f_.operand(i, 0), depth + 1);
      }
      case Opcode::FieldAddr:
      case Opcode::Field:
      case Opcode::Binary:
      case Opcode::Unary:
      case Opcode::Convert: return depth < 6 && std::ranges::all_of(operands, [&](ValueId o) { return o && unchanged(o, depth + 1); });
      default: return false;
    }
  }

  // A store of nil in a map of this function, under a key that may be this one (0: any).
  const Node* nil_stored_here(ValueId map, ValueId key) const {
    map = flow_.number(map), key = flow_.number(key);
    if (f_.at(map).op != Opcode::MakeMap) return nullptr;
    for (const Instr& i : f_.instrs) {
      if (i.op != Opcode::MapUpdate || !(flow_.number(f_.operand(i, 0)) == map)) continue;
      ValueId k = flow_.number(f_.operand(i, 1));
      bool other = f_.at(k).op == Opcode::Const && f_.at(key).op == Opcode::Const && !(k == key);
      if (!other && flow_.by_nature(flow_.number(f_.operand(i, 2))) == Nilness::Nil && !other_side(i.block)) return i.node;
    }
    return nullptr;
  }

  // A nil that this function puts into a map of its own, and that is there still when `range` begins: the only thing stored under
  // its key, or what a function gave that says `return nil`. 0: none.
  ValueId nil_left_for(ValueId range) const {
    ValueId map = flow_.number(f_.operand(range, 0));
    if (f_.at(map).op != Opcode::MakeMap || !flow_.local(map)) return {};
    ValueId nil;
    for (uint32_t n = map.v + 1; n < f_.instrs.size(); n++) {
      const Instr& i = f_.instrs[n];
      if (!flow_.reached(ValueId{n}) || !(flow_.number(f_.operand(i, 0)) == map)) continue;
      auto id = i.op == Opcode::Builtin ? static_cast<BuiltinId>(i.aux) : BuiltinId::Len;
      if (id == BuiltinId::Delete || id == BuiltinId::Clear) return {};
      if (i.op != Opcode::MapUpdate || n > range.v) continue;
      if (may_be_stored_nil(i, ValueId{n})) {
        nil = ValueId{n};
      } else if (nil) {
        // Another key, or what was there is replaced.
        const Instr &before = f_.at(flow_.number(f_.operand(nil, 1))), &now = f_.at(flow_.number(f_.operand(i, 1)));
        bool other = before.op == Opcode::Const && now.op == Opcode::Const && before.aux != now.aux;
        if (!other) return {};
      }
    }
    return nil;
  }
  bool may_be_stored_nil(const Instr& update, ValueId at) const {
    ValueId value = flow_.number(f_.operand(update, 2));
    if (flow_.by_nature(value) == Nilness::Nil) return true;
    if (f_.at(value).op != Opcode::Call || !ir::callee(f_.at(value))) return false;
    const FunctionSummary* s = package_.summary(body_, f_.at(value));
    if (!s || s->results.size() != 1 || !s->results[0].explicit_nil) return false;
    PathQuery q;
    q.from = value;
    q.goal = at;
    q.goal_operand = 2;
    q.assumed = {{value, kNil}};
    return find_path(flow_, q).kind == PathAnswer::Yes;
  }

  NilVerdict result(const NilOrigin& o) const {
    const Instr& i = f_.at(o.instr);
    NilVerdict v;
    const ResultSummary& r = *o.result;
    const MapUses* uses = maps_.uses({r.map.field, 0});
    // The key may be there with a nil.
    if (flow_.presence(o.instr) == Presence::Present && !(r.explicit_nil && uses && uses->nil_stored)) return v;
    auto known = [&](const ConstantLookup& l) { return maps_.in_literal(l); };
    if (!r.explicit_nil && !r.other_lookups && !r.constants.empty() && std::all_of(r.constants.begin(), r.constants.end(), known)) return v;
    PathAnswer p = path(o, true);
    if (p.kind == PathAnswer::No) return v;
    v.origin = o.instr;
    bool called = i.op == Opcode::Call || i.op == Opcode::Invoke;
    v.steps.push_back({i.node, fmt::format("{} {}", quoted(i.node), called ? "looks it up" : "receives it")});
    if (o.result->at) v.steps.push_back({o.result->at, "in this map, and gives nil where the key is absent"});
    weigh(v, o, p, flow_.presence(o.instr), {}, o.key, uses);
    return v;
  }

  // A local map that this function has decoded.
  bool decoded_here(ValueId map) const {
    map = flow_.number(map);
    if (map.v >= f_.instrs.size() || f_.at(map).op != Opcode::Load) return false;
    ValueId variable = flow_.number(f_.operand(map, 0));
    if (variable.v >= f_.instrs.size() || f_.at(variable).op != Opcode::Alloc) return false;
    return std::any_of(f_.instrs.begin(), f_.instrs.end(), [&](const Instr& i) {
      if ((i.op != Opcode::Call && i.op != Opcode::Invoke) || !(model_of(ir::callee(i)) & kDecodes)) return false;
      for (ValueId o : f_.operands_of(i))
        if (o && f_.at(o).op == Opcode::MakeInterface && flow_.number(f_.operand(o, 0)) == variable) return true;
      return false;
    });
  }

  bool same_variable(ValueId a, ValueId b) const {
    a = flow_.number(a), b = flow_.number(b);
    if (a == b) return true;
    return f_.at(a).op == Opcode::Load && f_.at(b).op == Opcode::Load && flow_.number(f_.operand(a, 0)) == flow_.number(f_.operand(b, 0));
  }
  // A loop over the map has dealt with its nil entries before, or a function has gone through it that removes some.
  bool cleaned_before(ValueId map, ValueId at) const {
    map = flow_.number(map);
    BlockId here = f_.at(at).block;
    auto before = [&](const Instr& i) { return !(i.block == here) && body_.dominators.dominates(i.block, here); };
    for (ValueId v : f_.with(Opcode::Call)) {
      const Instr& i = f_.at(v);
      if (i.sub == 0 && i.count > 1 && (model_of(ir::callee(i)) & kRemoves) && same_variable(f_.operand(i, 1), map) && (before(i) || (i.block == here && v.v < at.v))) return true;
    }
    for (ValueId v : f_.with(Opcode::Binary))
      for (ValueId o : f_.operands_of(f_.at(v))) {
        const Instr& x = f_.at(flow_.number(o));
        if (x.op != Opcode::Extract || x.aux != 2 || f_.at(f_.operand(x, 0)).op != Opcode::RangeNext) continue;
        ValueId start = f_.operand(f_.operand(x, 0), 0);
        if (!(start == at) && same_variable(f_.operand(start, 0), map) && before(f_.at(start))) return true;
      }
    return std::ranges::any_of(f_.with(Opcode::RangeNext), [&](ValueId next) {
      ValueId start = f_.operand(next, 0);
      return !(start == at) && same_variable(f_.operand(start, 0), map) && before(f_.at(start)) && follows_each(next);
    });
  }
  // Every turn of the loop follows the value: who gets behind the loop has shown that none is nil.
  bool follows_each(ValueId next) const {
    BlockId head = f_.at(next).block;
    ValueId value = extract_of(f_, next, 2);
    if (!value) return false;
    auto each_turn = [&](BlockId b) {
      return std::ranges::all_of(f_.blocks[head.v].preds, [&](BlockId p) { return !body_.dominators.dominates(head, p) || body_.dominators.dominates(b, p); });
    };
    for (Opcode op : {Opcode::FieldAddr, Opcode::Load})
      for (ValueId v : f_.with(op))
        if (flow_.number(f_.operand(v, 0)) == flow_.number(value) && each_turn(f_.at(v).block)) return true;
    return false;
  }

  // The error that comes with the nil is asked for by kind before: which errors there are we do not know.
  bool asked_by_kind(ValueId error) const {
    BlockId here = f_.at(goal_).block;
    return std::any_of(f_.instrs.begin(), f_.instrs.end(), [&](const Instr& i) {
      const Func* callee = i.op == Opcode::Call ? ir::callee(i) : nullptr;
      if (!callee || !(callee->name.view() == "Is" || callee->name.view() == "As") || i.count < 2) return false;
      return flow_.number(f_.operand(i, 1)) == flow_.number(error) && body_.dominators.dominates(i.block, here);
    });
  }

  NilVerdict range(const NilOrigin& o) const {
    ValueId start = f_.operand(o.instr, 0);
    const MapUses* uses = maps_.uses(MapTable::identity(flow_, f_.operand(start, 0)));
    NilVerdict v;
    const Node* stored = uses ? (uses->nil_stored ? uses->nil_stored : uses->nil_unchecked) : nullptr;
    bool decoded = (filled_by_decoding(uses, f_.operand(start, 0)) || (!test_ && in_program() && decoded_here(f_.operand(start, 0)))) && !cleaned_before(f_.operand(start, 0), start);
    ValueId left = test_ ? ValueId{} : nil_left_for(start);
    if (!stored && !decoded && !left) return v;
    PathAnswer p = path(o, false);
    if (p.kind != PathAnswer::Yes) return v;
    v.origin = o.instr;
    if (left) {
      v.steps.push_back({f_.at(left).node, "a nil is stored here"});
      v.steps.push_back({f_.at(start).node, fmt::format("{} is ranged over here", quoted(f_.at(start).node))});
      bool certain = f_.at(flow_.number(f_.operand(left, 2))).op == Opcode::Zero && body_.dominators.dominates(f_.at(left).block, f_.at(start).block);
      v.evidence = certain && p.open == 0 ? Evidence::Proven : Evidence::Likely;
      v.reason = "the map holds a nil";
      return v;
    }
    v.steps.push_back({f_.at(start).node, fmt::format("{} is ranged over here", quoted(f_.at(start).node))});
    if (stored) v.steps.push_back({stored, "a nil is stored here"});
    // Who stores a nil may know which entries have one; who does not ask whether it is one does not.
    v.evidence = stored && uses->nil_stored ? Evidence::Possible : Evidence::Likely;
    v.reason = stored ? "the map holds a nil" : "decoding fills the map, and null gives a nil entry";
    return v;
  }

  const PackageFlow& package_;
  const Examined& body_;
  const FunctionFlow& flow_;
  const Function& f_;
  const MapTable& maps_;
  ValueId goal_;
  size_t operand_;
  bool test_;
  bool boxed_ = false;
};

}  // namespace

CalleeSummaries callees_of(const PackageFlow& package, const Examined& body) {
  return {[&](const Instr& call) { return package.summary(body, call); },
          [&](const Func* method) { return package.program().of_method(method, body.is_test); }};
}

std::string quoted(const Node* e) {
  if (!e || !is_Expr(e->kind)) return "it";
  std::string s = expr_string(e);
  if (s.size() > 60) s = s.substr(0, 57) + "...";
  return "`" + s + "`";
}

NilVerdict nil_here(const PackageFlow& package, const Examined& body, ValueId goal, size_t operand) {
  return Judge(package, body, goal, operand).judge();
}

NilVerdict nil_from_map(const PackageFlow& package, const Examined& body, ValueId goal, size_t operand) {
  NilVerdict v = nil_here(package, body, goal, operand);
  if (v.evidence == Evidence::None) v = nil_captured(package, body, goal, operand);
  if (v.evidence == Evidence::None) v = nil_yielded(package, body, goal, operand);
  return v.evidence == Evidence::None ? nil_in_new_object(package, body, goal, operand) : v;
}

NilVerdict nil_in_interface(const PackageFlow& package, const Examined& body, ValueId invoke) {
  return Judge(package, body, invoke, 0).judge_boxed();
}

std::vector<ValueId> lookups_behind(const PackageFlow& package, const Examined& body, ValueId v) {
  std::vector<ValueId> out;
  for (const NilOrigin& o : nil_origins(body.flow, v, callees_of(package, body)))
    if (o.kind == NilOrigin::Lookup || (o.kind == NilOrigin::Result && o.result->from_lookup)) out.push_back(o.instr);
  return out;
}

}  // namespace ptrsafe::flow
