// aliased-map-values: several keys of a map get the address of one variable, which is overwritten between the stores, so
// that all entries show what was written last. See docs/rules/aliased-map-values.md.
#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "flow/access_path.h"
#include "flow/library.h"
#include "flow/lock_types.h"
#include "flow/repetition.h"
#include "flow/shared_buffer.h"
#include "rules/rule.h"
#include "types/predicates.h"

namespace ptrsafe {
namespace {

using flow::AccessPath;
using ir::Instr;
using ir::Opcode;
using ir::ValueId;

// An address that gets into a map.
struct MapStore {
  ValueId at, map, key, address;
  const Node* node;
  bool contained = false;  // in a new struct, slice or object that becomes the value
  bool captured = false;   // by a function literal that reads the variable
};

// The variable's overwriting between two stores.
struct Overwrite {
  ValueId at;
  bool direct;
};

class AliasedMapValues {
 public:
  AliasedMapValues(const Subject& s, Reporter& out) : s_(s), out_(out), body_(s.function) {}

  void run() {
    for (ir::BlockId b : body_.dominators.order())
      for (ValueId v : body_.f.blocks[b.v].instrs) collect(v);
    for (const MapStore& m : stores_) examine(m);
  }

 private:
  void collect(ValueId v) {
    const Instr& i = body_.at(v);
    if (i.op == Opcode::MapUpdate) {
      add_values({v, body_.operand(v, 0), body_.operand(v, 1), {}, i.node}, body_.operand(v, 2));
    } else if (i.op == Opcode::Store) {
      // m[k].f = &x, where the map holds pointers.
      ValueId base = body_.operand(v, 0);
      while (body_.at(base).op == Opcode::FieldAddr) base = body_.operand(base, 0);
      if (!(base == body_.operand(v, 0)) && body_.at(base).op == Opcode::Lookup)
        add_values({v, body_.operand(base, 0), body_.operand(base, 1), {}, i.node}, body_.operand(v, 1));
    } else if (i.op == Opcode::Call && i.sub == 0) {
      const Func* f = ir::callee(i);
      if (f && flow::library_keeps(f) == flow::Keeps::MapEntry && i.count > 3) {
        add_values({v, body_.operand(v, 1), body_.operand(v, 2), {}, i.node}, body_.operand(v, 3));
      } else if (f && s_.callees.body(f)) {
        collect_call(v, f);
      }
    }
  }

  // A function of the package that puts an argument in a map.
  void collect_call(ValueId v, const Func* f) {
    if (body_.loops.outermost(body_.at(v).block) == flow::kNoLoop) return;
    auto operands = body_.f.operands_of(body_.at(v));
    for (size_t k = 1; k < operands.size(); k++) {
      if (!as_under<Pointer>(body_.at(operands[k]).type)) continue;
      // Variables and parts of objects; objects themselves, receivers above all, have callers that know what they do.
      AccessPath path = flow::access_path(body_, operands[k]);
      if (path.steps.empty() && path.root && body_.at(path.root).op != Opcode::Alloc) continue;
      const flow::Body& inner = *s_.callees.body(f);
      for (const flow::Outlet& o : s_.callees.parameter(f, k - 1, flow::kIsAddress).outlets) {
        if (o.kind != flow::Outlet::MapEntry || !o.key || !o.direct) continue;
        // The address of a part of the argument is the callee's own affair.
        if (!flow::access_path(inner, o.value).steps.empty()) continue;
        auto argument = [&](ValueId p) {
          return inner.at(p).op == Opcode::Param && inner.at(p).aux + 1 < operands.size() ? operands[inner.at(p).aux + 1]
                                                                                          : ValueId{};
        };
        if (inner.at(o.key).op == Opcode::Const) continue;
        ValueId map = o.base ? argument(o.base) : ValueId{};
        bool contained = !(flow::access_path(inner, o.value).root == inner.f.params[k - 1]);
        stores_.push_back({v, map, argument(o.key), operands[k], body_.at(v).node, contained});
        break;
      }
    }
  }

  // The addresses in what is stored: itself, or fields and elements of a new struct, slice or object.
  void add_values(MapStore m, ValueId value, int depth = 0) {
    const Instr& i = body_.at(value);
    if (depth > 4) return;
    if (i.op == Opcode::MakeInterface || i.op == Opcode::BoundMethod)
      return add_values(m, body_.operand(value, 0), depth + 1);
    if (ValueId receiver = returned_operand(value)) return add_values(m, receiver, depth + 1);
    if (i.op == Opcode::MakeClosure) return add_captured(m, value);
    if (ValueId buffer = flow::shared_buffer(body_, value)) {
      m.address = buffer;
      stores_.push_back(m);
      return;
    }
    MapStore inner = m;
    inner.contained = true;
    switch (i.op) {
      case Opcode::StructLit:
      case Opcode::ArrayLit:
        for (ValueId o : body_.f.operands_of(i)) add_values(inner, o, depth + 1);
        return;
      case Opcode::Builtin:
        if (static_cast<BuiltinId>(i.aux) == BuiltinId::Append && !i.reserved)
          for (size_t k = 1; k < i.count; k++) add_values(inner, body_.operand(value, k), depth + 1);
        return;
      case Opcode::Load:
        if (!as_under<Pointer>(i.type)) return add_contents(inner, body_.operand(value, 0), depth);
        break;
      default: break;
    }
    if (i.op == Opcode::Alloc) add_contents(inner, value, depth);
    Type* t = i.type;
    bool slice_of_array = i.op == Opcode::SliceOf && as_under<Pointer>(body_.at(body_.operand(value, 0)).type);
    if (!t || !(as_under<Pointer>(t) || slice_of_array)) return;
    m.address = value;
    stores_.push_back(m);
  }

  // The operand that a function of the package always gives back: r.self().
  ValueId returned_operand(ValueId call) const {
    const Func* f = body_.at(call).op == Opcode::Call ? ir::callee(body_.at(call)) : nullptr;
    const flow::FunctionSummary* s = f ? s_.callees.summary(f) : nullptr;
    return s && s->returns_parameter >= 0 ? body_.operand(call, static_cast<size_t>(s->returns_parameter) + 1) : ValueId{};
  }

  // Variables that a function literal reads and does not write itself.
  void add_captured(MapStore m, ValueId literal) {
    const flow::Body& inner = body_.closure(literal);
    auto captured = body_.f.operands_of(body_.at(literal));
    m.contained = m.captured = true;
    for (size_t n = 0; n < captured.size(); n++) {
      ValueId variable = inner.free_var(n);
      if (!variable || !is_variable(flow::access_path(body_, captured[n]))) continue;
      auto users = inner.users(variable);
      if (users.empty() || std::any_of(users.begin(), users.end(), [&](ValueId u) { return inner.at(u).op != Opcode::Load; })) continue;
      m.address = captured[n];
      stores_.push_back(m);
    }
  }

  // What is stored in the new object at `address`, if it is made in the same iteration as the entry.
  void add_contents(const MapStore& m, ValueId address, int depth) {
    flow::LoopId loop = body_.loops.outermost(body_.at(m.at).block);
    if (body_.at(address).op != Opcode::Alloc || loop == flow::kNoLoop ||
        !body_.loops.contains(loop, body_.at(address).block))
      return;
    for (ValueId user : body_.users(address)) {
      if (body_.at(user).op == Opcode::Store && body_.operand(user, 0) == address)
        add_values(m, body_.operand(user, 1), depth + 1);
      if (body_.at(user).op != Opcode::FieldAddr) continue;
      for (ValueId store : body_.users(user))
        if (body_.at(store).op == Opcode::Store && body_.operand(store, 0) == user)
          add_values(m, body_.operand(store, 1), depth + 1);
    }
  }

  // ---- is it one variable, overwritten, under several keys? ----

  bool in_loop(ValueId v) const { return loop_ == flow::kNoLoop || body_.loops.contains(loop_, body_.at(v).block); }

  void examine(const MapStore& m) {
    AccessPath path = flow::access_path(body_, m.address);
    // Loop variables that all iterations share are loop-var-address's.
    if (const Var* v = variable_of(path); v && (v->bits & Var::kLoopVar) && s_.go_minor < 22) return;
    // Objects that new ones refer to are shared on purpose.
    if (m.contained && !is_variable(path)) return;
    ir::BlockId home = path.root ? body_.at(path.root).block : ir::BlockId{0};
    Opcode root = path.root ? body_.at(path.root).op : Opcode::Global;
    bool entry = root == Opcode::Global || root == Opcode::Param || root == Opcode::FreeVar;
    ir::BlockId here = body_.at(m.at).block;
    loop_ = entry ? body_.loops.outermost(here) : body_.loops.outermost(here, home);
    auto confidence = Confidence::Proven;
    if (loop_ == flow::kNoLoop) {
      // One store a call: the calls must be repeated, and the variable be the same in all.
      if (!entry || !shared_between_calls(path, m)) return;
      if (m.key && body_.at(m.key).op == Opcode::Const) return;
      auto repeated = flow::repetition(body_, s_.callees, path.root);
      // Who hands a function that is not known a callback with a key for a parameter expects more than one.
      if (repeated == flow::Repetition::Handed && !(m.key && from_parameter(m.key, 0))) return;
      if (repeated == flow::Repetition::None) return;
      confidence = repeated == flow::Repetition::Open ? Confidence::Possible : Confidence::Likely;
    } else if (!several_keys(m, path)) {
      return;
    }
    std::vector<ValueId> made;
    if (loop_ != flow::kNoLoop && m.map && flow::made_within(body_, s_.callees, loop_, m.map, made)) return;
    if (renewed(path) || emptied(m.map)) return;
    std::optional<Overwrite> w = m.captured                                 ? assigned_before(m.at, path)
                                 : body_.at(path.root).op == Opcode::MakeSlice ? buffer_rewritten(path.root, m.at)
                                                                            : overwritten(path);
    if (!w && !m.captured) w = filled_by_unknown(path);
    if (!w) return;
    if (!w->direct || body_.at(m.at).op == Opcode::Call) confidence = std::min(confidence, Confidence::Likely);
    // A callee that gets the same each time: nothing says that it finds another key.
    if (!m.key && !w->direct && body_.at(m.at).op == Opcode::Call && loop_ != flow::kNoLoop) {
      auto operands = body_.f.operands_of(body_.at(m.at));
      const Func* callee = ir::callee(body_.at(m.at));
      size_t first = callee && callee->signature() && callee->signature()->recv ? 2 : 1;  // the receiver has the map
      if (operands.size() < first || std::none_of(operands.begin() + static_cast<ptrdiff_t>(first), operands.end(), [&](ValueId o) { return o && !(o == m.address) && varies(o, path, 0); }))
        confidence = Confidence::Possible;
    }
    report(m, path, *w, confidence);
  }

  // Of different calls: a package-level or captured variable, or a field of what the map belongs to as well.
  bool shared_between_calls(const AccessPath& path, const MapStore& m) const {
    if (std::find(path.steps.begin(), path.steps.end(), AccessPath::kDeref) != path.steps.end()) return false;
    if (path.global) return true;
    if (body_.at(path.root).op == Opcode::FreeVar) return is_variable(path);
    return !path.steps.empty() && m.map && flow::reached_from(body_, m.map) == path.root;
  }
  // A variable or a part of one, not what a pointer points to.
  bool is_variable(const AccessPath& path) const {
    if (!path.steps.empty() && path.steps.back() == AccessPath::kDeref) return false;
    if (path.global) return true;
    const Instr& root = body_.at(path.root);
    if (root.op == Opcode::Alloc) return root.aux != 0;
    if (root.op == Opcode::MakeSlice) return path.steps.empty();
    if (root.op == Opcode::FreeVar) return !identical(body_.f.free_vars[root.aux]->type, root.type);
    return !path.steps.empty();
  }

  // It is computed from a parameter of the function literal.
  bool from_parameter(ValueId v, int depth) const {
    const Instr& i = body_.at(v);
    if (i.op == Opcode::Param) return true;
    if (depth > 8 || i.op == Opcode::Load || i.op == Opcode::Phi) return false;
    auto operands = body_.f.operands_of(i);
    return std::any_of(operands.begin(), operands.end(), [&](ValueId o) { return o && from_parameter(o, depth + 1); });
  }

  bool several_keys(const MapStore& m, const AccessPath& path) const {
    if (!m.key || varies(m.key, path, 0)) return true;
    // Constants, but not one constant.
    for (const MapStore& o : stores_)
      if (o.key && in_loop(o.at) && body_.at(o.key).op == Opcode::Const && body_.at(m.key).op == Opcode::Const &&
          !const_equal(Const{Ref<ConstData>::from_raw(body_.at(o.key).aux)},
                       Const{Ref<ConstData>::from_raw(body_.at(m.key).aux)}) &&
          flow::access_path(body_, o.address) == path && flow::access_path(body_, o.map) == flow::access_path(body_, m.map))
        return true;
    return false;
  }

  // Whether iterations have different values of `v`.
  bool varies(ValueId v, const AccessPath& path, int depth) const {
    const Instr& i = body_.at(v);
    if (!in_loop(v) || depth > 16) return false;
    switch (i.op) {
      case Opcode::Const:
      case Opcode::Zero:
      case Opcode::FuncRef:
      case Opcode::Global:
      case Opcode::Alloc: return false;
      case Opcode::Load: {
        AccessPath from = flow::access_path(body_, body_.operand(v, 0));
        // What is read from the variable itself changes with it; an object that is filed under its own name keeps that, unless it is renamed.
        if ((path.contains(from) && is_variable(path)) || varies(body_.operand(v, 0), path, depth + 1)) return true;
        return written_in_loop(from, false);
      }
      case Opcode::Call:
      case Opcode::Invoke:
        // A function gives something else each time, unless it is asked the same about an object.
        if (is_variable(path)) return true;
        [[fallthrough]];
      case Opcode::MakeInterface:
      case Opcode::Convert:
      case Opcode::Unary:
      case Opcode::Binary:
      case Opcode::Field:
      case Opcode::Index:
      case Opcode::FieldAddr:
      case Opcode::IndexAddr:
      case Opcode::SliceOf:
      case Opcode::StructLit:
      case Opcode::ArrayLit:
        for (ValueId o : body_.f.operands_of(i))
          if (o && varies(o, path, depth + 1)) return true;
        return false;
      default: return true;
    }
  }

  // Some statement of the loop may change what stands at `place`. A callee that is given what the place leads to does not change the place, unless
  // it may `lead_back`.
  bool written_in_loop(const AccessPath& place, bool lead_back = true) const {
    for (ir::BlockId b : body_.dominators.order()) {
      if (loop_ != flow::kNoLoop && !body_.loops.contains(loop_, b)) continue;
      for (ValueId v : body_.f.blocks[b.v].instrs) {
        const Instr& i = body_.at(v);
        if (i.op == Opcode::Store) {
          AccessPath to = flow::access_path(body_, body_.operand(v, 0));
          if (to.contains(place) || place.contains(to)) return true;
        } else if (i.op == Opcode::Call || i.op == Opcode::Invoke) {
          for (ValueId o : body_.f.operands_of(i)) {
            if (o && body_.at(o).op == Opcode::MakeInterface) o = body_.operand(o, 0);
            if (!o || !as_under<Pointer>(body_.at(o).type)) continue;
            AccessPath given = flow::access_path(body_, o);
            if (lead_back ? given.same_root(place) : given.contains(place) || place.contains(given)) return true;
          }
        }
      }
    }
    return false;
  }

  // A pointer on the way to the variable gets another value, so that it is another variable then.
  bool renewed(const AccessPath& path) const {
    for (size_t n = 0; n < path.steps.size(); n++)
      if (path.steps[n] == AccessPath::kDeref && written_in_loop(path.prefix(n))) return true;
    return false;
  }

  // The map does not keep its entries.
  bool emptied(ValueId map) const {
    if (!map) return false;
    AccessPath path = flow::access_path(body_, map);
    for (ir::BlockId b : body_.dominators.order())
      for (ValueId v : body_.f.blocks[b.v].instrs) {
        const Instr& i = body_.at(v);
        if (i.op != Opcode::Builtin || !in_loop(v)) continue;
        auto id = static_cast<BuiltinId>(i.aux);
        if ((id == BuiltinId::Delete || id == BuiltinId::Clear) && flow::access_path(body_, body_.operand(v, 0)) == path)
          return true;
      }
    return false;
  }

  // A write to the variable, or to all of what it is a part of.
  std::optional<Overwrite> overwritten(const AccessPath& path) {
    std::optional<Overwrite> found;
    size_t first = path.steps.size();
    while (first > 0 && path.steps[first - 1] != AccessPath::kDeref) first--;
    for (size_t n = path.steps.size() + 1; n-- > first;) {
      AccessPath outer = path.prefix(n);
      std::vector<ValueId> roots;
      for (ir::BlockId b : body_.dominators.order())
        for (ValueId v : body_.f.blocks[b.v].instrs)
          if (body_.at(v).type && as_under<Pointer>(body_.at(v).type) && flow::access_path(body_, v) == outer)
            roots.push_back(v);
      flow::AddressFlow flow(body_, s_.callees, roots, flow::kIsAddress, loop_);
      for (const flow::ObjectWrite& w : flow.result().writes) {
        if (!in_loop(w.at)) continue;
        if (n < path.steps.size() && w.field >= 0 && w.field != path.steps[n]) continue;
        if (accumulates(w.at, path) || (!w.direct && belongs_to_others(path))) continue;
        if (!found || (w.direct && !found->direct)) found = {w.at, w.direct};
      }
    }
    return found;
  }

  // The variable that a literal captures gets another value in each iteration, before the literal is kept.
  std::optional<Overwrite> assigned_before(ValueId at, const AccessPath& path) const {
    for (ir::BlockId b : body_.dominators.order())
      for (ValueId v : body_.f.blocks[b.v].instrs) {
        if (body_.at(v).op != Opcode::Store || !in_loop(v) || !(flow::access_path(body_, body_.operand(v, 0)) == path)) continue;
        bool before = b == body_.at(at).block ? v < at : body_.dominators.dominates(b, body_.at(at).block);
        if (before && varies(body_.operand(v, 1), path, 0) && !reads(body_.operand(v, 1), path, 0)) return Overwrite{v, false};
      }
    return {};
  }

  // A counter or the like: what it gets comes from what it was.
  bool reads(ValueId v, const AccessPath& path, int depth) const {
    if (body_.at(v).op == Opcode::Load) return path.contains(flow::access_path(body_, body_.operand(v, 0)));
    if (depth > 8 || body_.at(v).op == Opcode::Phi) return false;
    auto operands = body_.f.operands_of(body_.at(v));
    return std::any_of(operands.begin(), operands.end(), [&](ValueId o) { return o && reads(o, path, depth + 1); });
  }

  std::optional<Overwrite> buffer_rewritten(ValueId buffer, ValueId kept) {
    flow::AddressFlow flow(body_, s_.callees, {&buffer, 1}, flow::kIsAddress, loop_);
    std::optional<Overwrite> found;
    for (const flow::ObjectWrite& w : flow.result().writes)
      if (in_loop(w.at) && flow::rewrites_buffer(body_, s_.callees, w.at, buffer, kept) && (!found || w.direct)) found = {w.at, w.direct};
    return found;
  }

  // A variable that nothing else gives a value is given to a function that is not known, to be filled.
  std::optional<Overwrite> filled_by_unknown(const AccessPath& path) const {
    Opcode root = path.root ? body_.at(path.root).op : Opcode::Global;
    if (root != Opcode::Alloc || !is_variable(path) || loop_ == flow::kNoLoop) return {};
    std::optional<Overwrite> found;
    for (ir::BlockId b : body_.dominators.order())
      for (ValueId v : body_.f.blocks[b.v].instrs) {
        const Instr& i = body_.at(v);
        if (i.op == Opcode::Store && flow::access_path(body_, body_.operand(v, 0)).same_root(path)) return {};
        bool unknown = i.op == Opcode::Invoke || (i.op == Opcode::Call && !ir::callee(i) && body_.at(body_.operand(v, 0)).op != Opcode::MakeClosure);
        if (!unknown || i.sub != 0 || !in_loop(v)) continue;
        auto operands = body_.f.operands_of(i);
        bool given = false, another = false;
        for (size_t k = 1; k < operands.size(); k++) {
          bool address = as_under<Pointer>(body_.at(operands[k]).type) && flow::access_path(body_, operands[k]).contains(path);
          given = given || address;
          another = another || (!address && varies(operands[k], path, 0));
        }
        if (given && another) found = {v, false};
      }
    return found && !flow::holds_lock(as_under<Pointer>(body_.at(path.root).type)->elem) ? found : std::nullopt;
  }

  // An object that this function has not made: what callees do to it is its owner's affair.
  bool belongs_to_others(const AccessPath& path) const {
    return !is_variable(path) && !(path.root && body_.at(path.root).op == Opcode::Alloc);
  }

  // An object made by & or new, whose field is counted up or appended to, is shared on purpose.
  bool accumulates(ValueId at, const AccessPath& path) const {
    const Instr& i = body_.at(at);
    if (i.op != Opcode::Store) return false;
    if (!path.root || body_.at(path.root).op != Opcode::Alloc || body_.at(path.root).aux != 0) return false;
    const Instr& value = body_.at(body_.operand(at, 1));
    bool append = value.op == Opcode::Builtin && static_cast<BuiltinId>(value.aux) == BuiltinId::Append;
    if (!append && value.op != Opcode::Binary) return false;
    AccessPath to = flow::access_path(body_, body_.operand(at, 0));
    for (ValueId o : body_.f.operands_of(value))
      if (body_.at(o).op == Opcode::Load && flow::access_path(body_, body_.operand(o, 0)) == to) return !(to == path);
    return false;
  }

  void report(const MapStore& m, const AccessPath& path, const Overwrite& w, Confidence confidence) {
    const Node* node = m.node;
    if (!node) return;
    std::string variable = name_of(path);
    std::vector<WitnessStep> witness;
    if (const Var* v = variable_of(path)) witness.push_back({v->pos, fmt::format("`{}` is one variable for all entries", v->name.view())});
    if (const Node* n = body_.at(w.at).node)
      witness.push_back({start_pos(n), w.direct ? "it is overwritten here" : "it may be overwritten by this call"});
    witness.push_back({start_pos(node), "its address becomes the value of another key here"});
    out_.add(RuleId::AliasedMapValues, confidence, node,
             fmt::format("every key gets the address of one variable, {}, which is overwritten between the stores, so that all "
                         "entries are one object; store a copy made for each key", variable),
             std::move(witness));
  }

  const Var* variable_of(const AccessPath& path) const {
    if (path.global) return as_object<Var>(Ref<Object>::from_raw(path.global).get());
    const Instr& i = body_.at(path.root);
    if (i.op == Opcode::Alloc) return as_object<Var>(Ref<Object>::from_raw(i.aux).get());
    if (i.op == Opcode::FreeVar) return body_.f.free_vars[i.aux];
    if (i.op == Opcode::Param) return body_.f.param_vars[i.aux];
    return nullptr;
  }

  // `x`, or `x.f` with the fields in between.
  std::string name_of(const AccessPath& path) const {
    const Var* v = variable_of(path);
    if (!v) return "made before the loop";
    std::string name = v->name.str();
    Type* t = v->type;
    for (int64_t step : path.steps) {
      if (Pointer* p = as_under<Pointer>(t)) t = p->elem;
      Struct* s = as_under<Struct>(t);
      if (!s || step < 0) break;
      Var* field = s->fields[static_cast<size_t>(step)];
      name += "." + field->name.str();
      t = field->type;
    }
    return "`" + name + "`";
  }

  const Subject& s_;
  Reporter& out_;
  flow::Body body_;
  flow::LoopId loop_ = flow::kNoLoop;  // of the store that is being examined
  std::vector<MapStore> stores_;
};

// A cheap look first: few functions put anything in a map, or pass a variable's address to another of the package.
bool may_store(const Subject& s) {
  const ir::Function& f = s.function;
  return std::any_of(f.instrs.begin(), f.instrs.end(), [&](const Instr& i) {
    if (i.op == Opcode::MapUpdate) return !i.sub;
    if (i.op == Opcode::FieldAddr) return f.at(f.operand(i, 0)).op == Opcode::Lookup;
    const Func* callee = i.op == Opcode::Call ? ir::callee(i) : nullptr;
    if (!callee) return false;
    if (flow::library_keeps(callee) == flow::Keeps::MapEntry) return true;
    if (!s.callees.declares(callee->pkg) || !s.callees.may_fill_map(callee)) return false;
    for (ValueId o : f.operands_of(i)) {
      Opcode op = o ? f.at(o).op : Opcode::None;
      if (op == Opcode::Alloc || op == Opcode::Global || op == Opcode::FieldAddr) return true;
    }
    return false;
  });
}

}  // namespace

void aliased_map_values(const Subject& s, Reporter& out) {
  if (may_store(s)) AliasedMapValues(s, out).run();
}

}  // namespace ptrsafe
