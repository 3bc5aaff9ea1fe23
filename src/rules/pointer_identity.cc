// pointer-identity: pointers that came out of maps are compared with ==, or used as keys, where values of the same type
// are compared elsewhere: equal objects are taken for different ones. See docs/rules/pointer-identity.md.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "flow/contexts.h"
#include "flow/interned.h"
#include "flow/library.h"
#include "flow/map_entries.h"
#include "flow/new_object.h"
#include "flow/paths.h"
#include "flow/value_comparisons.h"
#include "rules/rule.h"
#include "types/predicates.h"
#include "types/type_string.h"

namespace ptrsafe {
namespace {

using flow::Examined;
using flow::MapEntries;
using flow::Origin;
using ir::Instr;
using ir::Opcode;
using ir::ValueId;

bool is_equality(const Instr& i) {
  return i.op == Opcode::Binary && (static_cast<Op>(i.sub) == Op::Eql || static_cast<Op>(i.sub) == Op::Neq);
}

class PointerIdentity {
 public:
  PointerIdentity(const flow::PackageFlow& package, Reporter& out) : package_(package), callees_(package), out_(out) {}

  void run() {
    for (const Examined* body : package_.reported()) {
      const ir::Function& f = body->function;
      for (uint32_t n = 1; n < f.instrs.size(); n++) {
        ValueId v{n};
        const Instr& i = f.instrs[n];
        if (!i.node || !body->flow.reached(v)) continue;
        if (is_equality(i)) comparison(*body, v);
        else if (i.op == Opcode::MapUpdate) insert(*body, v, f.operand(i, 0), f.operand(i, 1), f.operand(i, 2));
        else if (i.op == Opcode::Lookup || i.op == Opcode::LookupOk) lookup(*body, v);
        else if (i.op == Opcode::Call) call(*body, v);
      }
    }
  }

 private:
  static ValueId unboxed(const ir::Function& f, ValueId v) {
    while (f.at(v).op == Opcode::MakeInterface) v = f.operand(v, 0);
    return v;
  }
  static Type* pointee(const ir::Function& f, ValueId v) {
    Type* t = f.at(v).type;
    Pointer* p = t ? as_under<Pointer>(t) : nullptr;
    return p ? p->elem.get() : nullptr;
  }

  // ---- a == b ----

  void comparison(const Examined& body, ValueId v) {
    const ir::Function& f = body.function;
    ValueId a = unboxed(f, f.operand(v, 0)), b = unboxed(f, f.operand(v, 1));
    if (f.at(a).op == Opcode::Zero || f.at(b).op == Opcode::Zero) return;
    Type *x = pointee(f, a), *y = pointee(f, b);
    bool generic = f.at(a).op == Opcode::Param && f.at(b).op == Opcode::Param && f.at(a).type && is_type_param(f.at(a).type);
    // One of them may be an interface, which is compared by the pointer in it.
    if (!generic && (!(x || y) || (x && y && !identical(x, y)))) return;
    if (!generic && ((!x && !is_interface_type(f.at(a).type)) || (!y && !is_interface_type(f.at(b).type)))) return;
    if (one_is_nil(body, v)) return;
    Type* t = x ? x : y;
    if (f.at(a).op == Opcode::Param && f.at(b).op == Opcode::Param) return of_parameters(body, v, t);
    const Node* by_value = t ? compared_by_value(t, body.is_test) : nullptr;
    if (!by_value) return with_literal(body, v, a, b);
    Origin p = entries(body).origin(a), q = entries(body).origin(b);
    const Node* made = two_entries(body, p, q) ? nullptr : made_elsewhere(body, p, q, a, b);
    if (!made && !two_entries(body, p, q)) return;
    if (shortcut(body, v, a, b) || interned(t)) return;
    report(body, f.at(v).node, t, by_value, p.from_map() ? p : q, "compared with", made ? made : q.at);
  }

  // if a == nil || b == nil { return a == b }: on every way here one of the two is nil.
  static bool one_is_nil(const Examined& body, ValueId v) {
    const ir::Function& f = body.function;
    ValueId a = body.flow.number(f.operand(v, 0)), b = body.flow.number(f.operand(v, 1));
    flow::PathQuery q;
    q.from = a.v > b.v ? a : b;
    q.goal = v;
    q.any_operand = true;
    q.assumed = {{a, flow::kNonNil}, {b, flow::kNonNil}};
    return !(q.from == v) && body.dominators.dominates(f.at(q.from).block, f.at(v).block) && flow::find_path(body.flow, q).kind == flow::PathAnswer::No;
  }

  // &T{…} is a new object each time. (Objects without contents may be one.)
  bool is_new_literal(const Examined& body, ValueId v, ValueId user = {}) {
    const ir::Function& f = body.function;
    Struct* s = pointee(f, v) ? as_under<Struct>(pointee(f, v)) : nullptr;
    return f.at(v).op == Opcode::Alloc && f.at(v).aux == 0 && s && !s->fields.empty() && flow::is_new_and_unseen(f, callees_, v, user);
  }

  // m[k] == &T{…}: never, whatever the program thinks of such values elsewhere.
  void with_literal(const Examined& body, ValueId v, ValueId a, ValueId b) {
    const ir::Function& f = body.function;
    if (is_new_literal(body, a)) std::swap(a, b);
    else if (!is_new_literal(body, b)) return;
    Origin o = entries(body).origin(a);
    if (!o.from_map()) return;
    std::vector<WitnessStep> witness{{start_pos(f.at(b).node), "made here"}};
    if (o.at && o.at != f.at(v).node.get()) witness.push_back({start_pos(o.at), "comes out of a map here"});
    report_new(body, f.at(v).node, pointee(f, b), "no pointer in the map is == to it", std::move(witness));
  }

  // m[&T{…}]: nobody has put it there.
  void lookup(const Examined& body, ValueId v) {
    const ir::Function& f = body.function;
    ValueId key = unboxed(f, f.operand(v, 1));
    if (!is_new_literal(body, key, v) || !only_a_key(body, key, v)) return;
    report_new(body, f.at(v).node, pointee(f, key), "no entry has its address as the key", {{start_pos(f.at(key).node), "made here"}});
  }

  void report_new(const Examined& body, const Node* at, Type* t, std::string_view so, std::vector<WitnessStep> witness) {
    out_.add(RuleId::PointerIdentity, body.is_test ? Confidence::Possible : Confidence::Likely, at,
             fmt::format("a *{} that is made here is compared by address: it is a new object, {}", type_string(t, {&package_.package(), true, nullptr}), so),
             std::move(witness));
  }

  // One side came out of a map, and the other is a new object that no map has: where that is made.
  const Node* made_elsewhere(const Examined& body, const Origin& p, const Origin& q, ValueId a, ValueId b) {
    bool first = p.from_map();
    if (first == q.from_map() || about_objects(first ? p : q)) return nullptr;
    return unknown_object(body, first ? b : a);
  }

  // Where the object is made that the value, or what some caller passes for it, points to, if nobody but `user` has seen it.
  const Node* unknown_object(const Examined& body, ValueId v, ValueId user = {}) {
    const ir::Function& f = body.function;
    if (flow::is_new_and_unseen(f, callees_, v, user)) return f.at(v).node;
    if (f.at(v).op != Opcode::Param || !f.object) return nullptr;
    for (const auto& [caller, at] : calls_of(body)) {
      if (caller->is_test != body.is_test || f.at(v).aux + 1 >= caller->function.at(at).count) continue;
      ValueId argument = unboxed(caller->function, caller->function.operand(at, f.at(v).aux + 1));
      if (flow::is_new_and_unseen(caller->function, callees_, argument, at)) return caller->function.at(at).node;
    }
    return nullptr;
  }

  // The operands are what callers pass: pointers from maps, in some call.
  void of_parameters(const Examined& body, ValueId v, Type* t) {
    const ir::Function& f = body.function;
    ValueId a = unboxed(f, f.operand(v, 0)), b = unboxed(f, f.operand(v, 1));
    size_t x = f.at(a).aux, y = f.at(b).aux;
    if (!f.object || x == y || shortcut(body, v, a, b)) return;
    for (const auto& [caller, at] : calls_of(body)) {
      const ir::Function& c = caller->function;
      if (caller->is_test != body.is_test) continue;
      ValueId p = c.operand(at, x + 1), q = c.operand(at, y + 1);
      Type* passed = p && q ? pointee(c, p) : nullptr;
      if (!passed || !pointee(c, q)) continue;
      const Node* by_value = compared_by_value(passed, body.is_test);
      if (!by_value) continue;
      Origin one = entries(*caller).origin(p), other = entries(*caller).origin(q);
      if (!two_entries(*caller, one, other) || interned(passed)) continue;
      if (shortcut(*caller, at, p, q)) continue;
      // A generic helper compares values as well: the fault is the call.
      report(t ? body : *caller, t ? f.at(v).node : c.at(at).node, passed, by_value, one, "compared with", other.at);
      if (t) return;
    }
  }

  // From different entries of maps that are not about who is who themselves, as a map from objects to objects is.
  bool two_entries(const Examined& body, const Origin& p, const Origin& q) {
    return p.from_map() && q.from_map() && !about_objects(p) && !about_objects(q) && !entries(body).same_entry(p, q) && !entries(body).same_lookup(p, q);
  }
  static bool about_objects(const Origin& o) {
    return std::any_of(o.entries.begin(), o.entries.end(), [](const flow::EntryOf& e) { return e.of_objects; });
  }

  // The same two are compared by value before or after, or passed on together: == only saves work, or tells equal objects apart.
  bool shortcut(const Examined& body, ValueId v, ValueId a, ValueId b) {
    const ir::Function& f = body.function;
    const MapEntries& of = entries(body);
    auto pair = [&](ValueId x, ValueId y) {
      x = unboxed(f, x), y = unboxed(f, y);
      return (of.same_value(x, a) && of.same_value(y, b)) || (of.same_value(x, b) && of.same_value(y, a));
    };
    for (uint32_t n = 1; n < f.instrs.size(); n++) {
      const Instr& i = f.instrs[n];
      if (n == v.v || (i.op != Opcode::Binary && i.op != Opcode::Call) || !body.dominators.reachable(i.block)) continue;
      if (!body.dominators.dominates(f.at(v).block, i.block) && !body.dominators.dominates(i.block, f.at(v).block)) continue;
      if (std::optional<flow::ValueComparison> c = flow::value_comparison(body.flow, ValueId{n}); c && c->a && c->b && pair(c->a, c->b)) return true;
      if (i.op != Opcode::Call || !is_bool(i.type)) continue;
      for (size_t j = 1; j + 1 < i.count; j++)
        for (size_t k = j + 1; k < i.count; k++)
          if (pair(f.operand(i, j), f.operand(i, k))) return true;
    }
    return false;
  }
  static bool is_bool(Type* t) { return t && is_basic(t, BasicKind::Bool); }

  // ---- as a key ----

  void insert(const Examined& body, ValueId v, ValueId map, ValueId key, ValueId value) {
    const ir::Function& f = body.function;
    key = unboxed(f, key);
    if (f.at(key).op == Opcode::StructLit) {  // a key that contains pointers
      for (ValueId part : f.operands_of(f.at(key))) insert_key(body, v, map, key, part, value);
      return;
    }
    insert_key(body, v, map, key, key, value);
  }

  void insert_key(const Examined& body, ValueId v, ValueId map, ValueId key, ValueId pointer, ValueId value) {
    const ir::Function& f = body.function;
    Type* t = pointer ? pointee(f, pointer) : nullptr;
    if (pointer && f.at(pointer).op == Opcode::Param && f.at(pointer).type && is_type_param(f.at(pointer).type))
      return generic_key(body, map, key, f.at(pointer).aux, value);
    const Node* by_value = t ? compared_by_value(t, body.is_test) : nullptr;
    if (!by_value) return;
    Origin o = entries(body).origin(pointer);
    if (f.at(pointer).op == Opcode::Param) o = passed(body, f.at(pointer).aux);
    bool lost = key == pointer && only_a_key(body, key, v);
    if (!((o.from_map() && !about_objects(o)) || lost) || visited_set(body, map, key, value) || interned(t)) return;
    if (lost) o.at = f.at(v).node;
    report(body, f.at(v).node, t, by_value, o, "a key of", nullptr);
  }

  // A generic container gets pointers out of maps for keys: the fault is the call.
  void generic_key(const Examined& body, ValueId map, ValueId key, size_t parameter, ValueId value) {
    const ir::Function& f = body.function;
    ValueId owner = entries(body).place(map).root;
    bool set = is_set(f, value);
    if (!f.object || !owner || f.at(owner).op != Opcode::Param || (!set && visited_set(body, map, key, value))) return;
    for (const auto& [caller, at] : calls_of(body)) {
      const ir::Function& c = caller->function;
      if (caller->is_test != body.is_test || parameter + 1 >= c.at(at).count) continue;
      ValueId passed = c.operand(at, parameter + 1), container = c.operand(at, f.at(owner).aux + 1);
      Type* t = pointee(c, passed);
      const Node* by_value = t ? compared_by_value(t, caller->is_test) : nullptr;
      Origin o = by_value ? entries(*caller).origin(passed) : Origin{};
      if (!o.from_map() || about_objects(o) || interned(t) || (set && !only_counted(*caller, container, at))) continue;
      report(*caller, c.at(at).node, t, by_value, o, "a key of", nullptr);
    }
  }

  // A local set that is filled by such calls, and of which nothing but the number of its keys is asked: how many there are is
  // what the program wants to know, not which it has seen.
  bool only_counted(const Examined& body, ValueId set, ValueId insert) const {
    const ir::Function& f = body.function;
    if (f.at(set).op != Opcode::MakeMap) return false;
    bool counted = false;
    for (uint32_t n = 1; n < f.instrs.size(); n++) {
      const Instr& i = f.instrs[n];
      auto operands = f.operands_of(i);
      if (std::find(operands.begin(), operands.end(), set) == operands.end()) continue;
      bool inserts = (i.op == Opcode::Call && ir::callee(i) == ir::callee(f.at(insert))) || (i.op == Opcode::MapUpdate && f.operand(i, 0) == set);
      bool length = i.op == Opcode::Builtin && static_cast<BuiltinId>(i.aux) == BuiltinId::Len;
      const Func* callee = i.op == Opcode::Call ? ir::callee(i) : nullptr;
      length = length || (callee && i.count == 2 && i.type && is_integer(i.type));
      if (!inserts && !length) return false;
      counted = counted || length;
    }
    return counted;
  }

  // What some caller passes out of a map.
  Origin passed(const Examined& body, size_t parameter) {
    if (body.function.object)
      for (const auto& [caller, at] : calls_of(body)) {
        if (caller->is_test != body.is_test || parameter + 1 >= caller->function.at(at).count) continue;
        Origin o = entries(*caller).origin(caller->function.operand(at, parameter + 1));
        if (o.from_map()) return o;
      }
    return {};
  }

  // A new object whose address nobody else has: no lookup will find the entry.
  bool only_a_key(const Examined& body, ValueId key, ValueId insert) {
    const ir::Function& f = body.function;
    if (f.at(key).op != Opcode::Alloc) return false;
    for (uint32_t n = 1; n < f.instrs.size(); n++) {
      const Instr& i = f.instrs[n];
      auto operands = f.operands_of(i);
      if (n == insert.v || std::find(operands.begin(), operands.end(), key) == operands.end()) continue;
      bool inside = (i.op == Opcode::Store && f.operand(i, 0) == key && !(f.operand(i, 1) == key)) || i.op == Opcode::FieldAddr || i.op == Opcode::Load ||
                    (i.op == Opcode::Lookup && f.operand(i, 1) == key);
      if (!inside) return false;
    }
    return true;
  }

  static bool is_set(const ir::Function& f, ValueId value) {
    Type* t = f.at(value).type;
    return t && (is_bool(t) || (as_under<Struct>(t) && as_under<Struct>(t)->fields.empty()));
  }

  // Which objects have been seen, or a number for each: identity is what is meant. Counts and groups are not.
  bool visited_set(const Examined& body, ValueId map, ValueId key, ValueId value) {
    const ir::Function& f = body.function;
    bool set = is_set(f, value);
    flow::MapPlace place = entries(body).place(map);
    bool local = place.root && place.fields.empty() && f.at(place.root).op != Opcode::Lookup;
    if (set && local) return true;
    bool looked_up = false, accumulates = false;
    for (uint32_t n = 1; n < f.instrs.size(); n++) {
      const Instr& i = f.instrs[n];
      if (i.op != Opcode::Lookup && i.op != Opcode::LookupOk) continue;
      if (!entries(body).same_place(f.operand(i, 0), map) || !entries(body).same_value(f.operand(i, 1), key)) continue;
      looked_up = true;
      accumulates = accumulates || depends_on(f, value, ValueId{n}, 0);
    }
    return set ? looked_up : local && !accumulates;
  }

  static bool depends_on(const ir::Function& f, ValueId v, ValueId on, int depth) {
    if (!v || depth > 4) return false;
    if (v == on) return true;
    auto operands = f.operands_of(f.at(v));
    return std::any_of(operands.begin(), operands.end(), [&](ValueId o) { return depends_on(f, o, on, depth + 1); });
  }

  // ---- library functions ----

  void call(const Examined& body, ValueId v) {
    const ir::Function& f = body.function;
    const Instr& i = f.at(v);
    const Func* callee = ir::callee(i);
    if (!callee) return;
    std::string_view name = callee->name.view(), path = flow::package_path(callee);
    if (path == "sync" && flow::receiver_type(callee) == "Map" && i.count >= 4 && (name == "Store" || name == "LoadOrStore" || name == "Swap"))
      return insert(body, v, f.operand(i, 1), f.operand(i, 2), unboxed(f, f.operand(i, 3)));
    if (path == "slices" && (name == "Contains" || name == "Index") && i.count == 3) return searched(body, v);
    if (path != "maps" || name != "Equal" || i.count < 3) return;
    Map* m = f.at(f.operand(i, 1)).type ? as_under<Map>(f.at(f.operand(i, 1)).type) : nullptr;
    Pointer* p = m ? as_under<Pointer>(m->elem) : nullptr;
    const Node* by_value = p ? compared_by_value(p->elem, body.is_test) : nullptr;
    if (!by_value || interned(p->elem)) return;
    Origin o;
    o.at = i.node;
    report(body, i.node, p->elem, by_value, o, "compared with", nullptr);
  }

  // slices.Contains(slices.Collect(maps.Values(m)), p): p is compared with each value.
  void searched(const Examined& body, ValueId v) {
    const ir::Function& f = body.function;
    ValueId values = f.operand(v, 1), p = f.operand(v, 2);
    auto called = [&](std::string_view path, std::string_view name) {
      const Func* callee = f.at(values).op == Opcode::Call ? ir::callee(f.at(values)) : nullptr;
      return callee && flow::package_path(callee) == path && callee->name.view() == name;
    };
    if (called("slices", "Collect")) values = f.operand(values, 1);
    if (!called("maps", "Values") && !called("golang.org/x/exp/maps", "Values")) return;
    Type* t = pointee(f, p);
    const Node* by_value = t ? compared_by_value(t, body.is_test) : nullptr;
    if (!by_value || interned(t)) return;
    Origin o = entries(body).origin(p);
    flow::MapPlace place = entries(body).place(f.operand(values, 1));
    bool elsewhere = o.from_map() && !about_objects(o) &&
                     std::none_of(o.entries.begin(), o.entries.end(), [&](const flow::EntryOf& e) { return e.map == place || (!e.map.root && !e.map.global); });
    const Node* made = elsewhere ? nullptr : unknown_object(body, p, v);
    if (!elsewhere && !made) return;
    Origin from;
    from.at = f.at(values).node;
    report(body, f.at(v).node, t, by_value, from, "compared with", made ? made : o.at);
  }

  // ---- the rest of the package and the program ----

  const Package* declaring(Type* t) const {
    Named* n = as<Named>(t);
    return n ? n->obj->pkg.get() : nullptr;
  }

  // Where the package, or the one that declares the type, compares such values; null if neither does.
  const Node* compared_by_value(Type* t, bool test) {
    if (is_type_param(t)) return nullptr;
    if (const Node* n = package_.comparisons().find(t, test)) return n;
    const Package* other = declaring(t);
    if (!other || other == &package_.package()) return nullptr;
    const flow::ValueComparisons* theirs = package_.program().comparisons(other);
    if (theirs) return theirs->find(t, false);
    const Func* method = flow::equality_method(t);  // of a package whose bodies are not known
    return method && method->node ? func_decl(method->node).name : nullptr;
  }

  // All objects of the type are made by functions that make one for each value.
  bool interned(Type* t) {
    auto it = std::find_if(interned_.begin(), interned_.end(), [&](const auto& e) { return flow::same_declared_type(e.first, t); });
    if (it == interned_.end()) it = interned_.insert(interned_.end(), {t, flow::interned(package_, t)});
    return it->second;
  }

  const MapEntries& entries(const Examined& body) {
    auto& e = entries_[&body];
    if (!e) {
      const flow::PackageFlow* of = &body.flow.package() == &package_.package() ? nullptr : package_.program().flow_of(&body.flow.package());
      e = std::make_unique<MapEntries>(of ? *of : package_, body);
    }
    return *e;
  }

  // In the package, and in those that import it.
  const std::vector<std::pair<const Examined*, ValueId>>& calls_of(const Examined& callee) {
    const Func* f = callee.function.object;
    if (!calls_read_) {
      calls_read_ = true;
      for (const Examined* body : package_.all_bodies())
        for (uint32_t n = 1; n < body->function.instrs.size(); n++)
          if (const Func* called = body->function.instrs[n].op == Opcode::Call ? ir::callee(body->function.instrs[n]) : nullptr)
            calls_[called->origin ? called->origin.get() : called].push_back({body, ValueId{n}});
    }
    auto& calls = calls_[f];
    if (f->exported() && importers_read_.insert(f).second)
      for (const flow::CallSite& c : package_.program().contexts().calls_of(&callee.function))
        if (&c.caller->flow.package() != &package_.package()) calls.push_back({c.caller, c.at});
    return calls;
  }

  void report(const Examined& body, const Node* at, Type* t, const Node* by_value, const Origin& from, const char* use, const Node* other) {
    std::string name = type_string(t, {&package_.package(), true, nullptr});
    bool key = use[0] == 'a';
    std::vector<WitnessStep> witness;
    if (from.at && from.at != at) witness.push_back({start_pos(from.at), "comes out of a map here"});
    if (other && other != at && other != from.at) witness.push_back({start_pos(other), "and the other one here"});
    witness.push_back({start_pos(by_value), fmt::format("values of {} are compared here", name)});
    // A test may well mean to ask whether it got the same object.
    out_.add(RuleId::PointerIdentity, body.is_test ? Confidence::Possible : Confidence::Likely, at,
             key ? fmt::format("a *{} is used as a key by its address, while values of {} are compared elsewhere: an equal object is another key", name, name)
                 : fmt::format("two *{} are compared by address, while values of {} are compared elsewhere: equal objects of two entries are not ==", name, name),
             std::move(witness));
  }

  const flow::PackageFlow& package_;
  flow::Callees callees_;
  Reporter& out_;
  std::map<const Examined*, std::unique_ptr<MapEntries>> entries_;
  std::map<const Func*, std::vector<std::pair<const Examined*, ValueId>>> calls_;
  bool calls_read_ = false;
  std::set<const Func*> importers_read_;
  std::vector<std::pair<Type*, bool>> interned_;
};

}  // namespace

void pointer_identity(const flow::PackageFlow& package, Reporter& out) { PointerIdentity(package, out).run(); }

}  // namespace ptrsafe
