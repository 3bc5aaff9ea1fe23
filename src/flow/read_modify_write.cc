#include "flow/read_modify_write.h"

#include <algorithm>
#include <memory>

#include "absl/container/flat_hash_set.h"
#include "flow/contexts.h"
#include "flow/held_locks.h"
#include "flow/library.h"
#include "flow/map_path.h"
#include "flow/own_keys.h"
#include "flow/single_flight.h"
#include "lifetime/lifetimes.h"
#include "types/lookup.h"
#include "types/under.h"

namespace ptrsafe::flow {
namespace {

// Memory that goroutines share: a field of what `root` points to, or a package-level variable (then no root).
struct Place {
  ValueId root;
  const Var* variable = nullptr;
  friend bool operator==(const Place&, const Place&) = default;
};

struct Operation {
  bool write;
  Guarding by;
  Place place;
  ValueId key;    // none: the place itself
  ValueId value;  // what is read, or what is written
  ValueId at;
  bool whole = true;  // the operation is a critical section of its own: a method of sync.Map, of an atomic, a helper that locks
};

class Operations {
 public:
  // Without `package` calls of helpers are not looked at.
  Operations(const PackageFlow* package, const Examined& body) : package_(package), body_(body), flow_(body.flow), f_(body.function) {}

  const std::vector<Operation>& find() {
    for (BlockId b : body_.dominators.order())
      for (ValueId v : f_.blocks[b.v].instrs)
        if (flow_.reached(v)) read(v);
    return out_;
  }

  ValueId unboxed(ValueId v) const {
    while (v && f_.at(v).op == Opcode::MakeInterface) v = f_.operand(v, 0);
    return v ? flow_.number(v) : v;
  }

 private:
  void read(ValueId v) {
    const Instr& i = f_.at(v);
    switch (i.op) {
      case Opcode::Lookup: return entry(false, v, v);
      case Opcode::Extract:
        if (i.aux == 0 && f_.at(f_.operand(i, 0)).op == Opcode::LookupOk) entry(false, f_.operand(i, 0), v);
        return;
      case Opcode::MapUpdate:
        if (i.sub == 0) entry(true, v, f_.operand(i, 2));
        return;
      case Opcode::Call:
        if (i.sub == 0 && ir::callee(i)) call(v, ir::callee(i));
        return;
      case Opcode::Invoke:
        if (i.sub == 0 && package_) invoke(v, ir::callee(i));
        return;
      default: return;
    }
  }

  void entry(bool write, ValueId at, ValueId value) {
    std::optional<Place> p = place(f_.operand(at, 0));
    if (p) out_.push_back({write, Guarding::Lock, *p, flow_.number(f_.operand(at, 1)), value, at, false});
  }

  // The variable that holds the map or that the address is of.
  std::optional<Place> place(ValueId v) const {
    v = flow_.number(v);
    if (v.v >= f_.instrs.size()) return {};
    if (f_.at(v).op == Opcode::Load) v = flow_.number(f_.operand(v, 0));
    if (v.v >= f_.instrs.size()) return {};
    const Instr& i = f_.at(v);
    if (i.op == Opcode::Global) return Place{{}, static_cast<Var*>(Ref<Object>::from_raw(i.aux).get())};
    if (i.op != Opcode::FieldAddr) return {};
    ValueId root = flow_.number(f_.operand(i, 0));
    // A struct that is embedded is a part of the object.
    while (!flow_.told(root)) {
      const Var* part = field_at(flow_, root);
      if (!part || !part->embedded()) break;
      root = flow_.number(f_.operand(root, 0));
    }
    // Of an object that is made here nobody else knows yet.
    if (root.v >= f_.instrs.size() || f_.at(root).op == Opcode::Alloc) return {};
    const Var* field = field_at(flow_, v);
    if (!field) return {};
    return Place{root, field};
  }

  void call(ValueId v, const Func* callee) {
    const Instr& i = f_.at(v);
    std::string_view path = package_path(callee), type = receiver_type(callee), name = callee->name.view();
    if (path == "sync" && type == "Map") {
      std::optional<Place> p = place(f_.operand(i, 1));
      if (!p) return;
      ValueId key = unboxed(f_.operand(i, 2));
      if (name == "Load" || name == "LoadOrStore" || name == "LoadAndDelete") out_.push_back({false, Guarding::SyncMap, *p, key, v, v});
      if (name == "Store" || name == "Swap") out_.push_back({true, Guarding::SyncMap, *p, key, f_.operand(i, 3), v});
      return;
    }
    bool pointer = path == "sync/atomic" && (type == "Pointer" || type == "Value");
    if (pointer) {
      std::optional<Place> p = place(f_.operand(i, 1));
      if (p && name == "Load") out_.push_back({false, Guarding::Atomic, *p, {}, v, v});
      if (p && (name == "Store" || name == "Swap")) out_.push_back({true, Guarding::Atomic, *p, {}, f_.operand(i, 2), v});
      return;
    }
    const FunctionSummary* summary = package_ ? package_->summary(callee) : nullptr;
    if (summary && summary->accessor) helper(v, *summary->accessor, 1);
  }

  // A method of an interface that only one type of the program is put into.
  void invoke(ValueId v, const Func* method) {
    const Named* interface = lifetime::named(f_.at(f_.operand(v, 0)).type);
    if (interface && lookup_field_or_method(f_.at(f_.operand(v, 0)).type, false, nullptr, intern("Lock")).obj) return;  // who uses it locks it
    Type* t = interface ? package_->program().lifetimes().index().only_type_in(interface) : nullptr;
    if (!t) return;
    LookupResult r = lookup_field_or_method(t, true, method->pkg.get(), method->name);
    if (!r.obj || r.obj->kind != ObjectKind::Func || r.index.size() != 1) return;
    auto* callee = static_cast<const Func*>(r.obj);
    const FunctionSummary* summary = package_->summary(callee->origin ? callee->origin.get() : callee);
    if (summary && summary->accessor) helper(v, *summary->accessor, 0);
  }

  // `first`: the operand that is the callee's first parameter.
  void helper(ValueId v, const AccessorSummary& a, size_t first) {
    const Instr& i = f_.at(v);
    Place p{{}, a.variable};
    if (a.owner >= 0) p.root = flow_.number(f_.operand(i, static_cast<size_t>(a.owner) + first));
    if (a.owner >= 0 && (p.root.v >= f_.instrs.size() || f_.at(p.root).op == Opcode::Alloc)) return;
    ValueId key = a.key >= 0 ? flow_.number(f_.operand(i, static_cast<size_t>(a.key) + first)) : ValueId{};
    ValueId value = a.write ? f_.operand(i, static_cast<size_t>(a.value) + first) : v;
    out_.push_back({a.write, a.by, p, key, value, v});
  }

  const PackageFlow* package_;
  const Examined& body_;
  const FunctionFlow& flow_;
  const Function& f_;
  std::vector<Operation> out_;
};

// The function value, or a literal that has captured it, is sent on a channel.
bool sends(const Examined& body, ValueId value) {
  const Function& f = body.function;
  std::vector<ValueId> values{value};
  for (ValueId v : f.with(Opcode::MakeClosure))
    if (std::ranges::any_of(f.operands_of(f.at(v)), [&](ValueId o) { return o && same(body, o) == value; })) values.push_back(v);
  auto sent = [&](ValueId o) { return o && std::ranges::find(values, same(body, o)) != values.end(); };
  if (std::ranges::any_of(f.with(Opcode::Send), [&](ValueId v) { return sent(f.operand(v, 1)); })) return true;
  return std::ranges::any_of(f.with(Opcode::Select), [&](ValueId v) {
    for (size_t k = 1; k < f.at(v).count; k += 2)
      if (sent(f.operand(v, k))) return true;
    return false;
  });
}

// The body is a literal that is sent on a channel, if by a helper that it is given to: it runs where that is received, not where it stands.
bool runs_where_received(const PackageFlow& package, const Examined& body) {
  const Function& f = body.function;
  const Examined* outer = f.parent ? package.examined(*f.parent) : nullptr;
  if (!outer) return false;
  const Function& o = outer->function;
  for (ValueId made : o.with(Opcode::MakeClosure)) {
    if (o.closures[o.at(made).aux].get() != &f) continue;
    if (sends(*outer, made)) return true;
    for (ValueId call : o.with(Opcode::Call)) {
      const Func* callee = o.at(call).sub == 0 ? ir::callee(o.at(call)) : nullptr;
      if (callee && callee->origin) callee = callee->origin;
      const Examined* helper = callee && package.declares(callee->pkg) ? package.examined(callee) : nullptr;
      for (size_t k = 1; helper && k < o.at(call).count && k <= helper->function.params.size(); k++)
        if (o.operand(call, k) && same(*outer, o.operand(call, k)) == made && sends(*helper, helper->function.params[k - 1])) return true;
    }
  }
  return false;
}

class Search {
 public:
  Search(const PackageFlow& package, const Examined& body) : package_(package), body_(body), flow_(body.flow), f_(body.function) {}

  std::vector<LostWrite> run() {
    std::vector<LostWrite> out;
    Operations operations(&package_, body_);
    const std::vector<Operation>& list = operations.find();
    for (const Operation& w : list) {
      if (!w.write || !f_.at(w.at).node) continue;
      for (const Operation& r : list) {
        if (r.write || !(r.place == w.place) || !(r.key == w.key) || r.at == w.at) continue;
        if (!depends(w.value, r, w.at) || fills(r, w) || !follows(r.at, w.at) || together(r, w) || looked_again(list, r, w) || unchanged_since(r, w)) continue;
        if (callers_lock(package_.program().contexts(), &f_, true)) continue;
        if (w.key && w.place.root && own_key(package_.program(), body_, w.place.root, w.key)) continue;
        if (w.key && w.key.v < f_.instrs.size() && flies_alone(package_, body_, w.key)) continue;
        if (runs_where_received(package_, body_)) continue;
        const ContextsOf& c = package_.program().contexts().of(&f_);
        bool parallel = c.parallel();
        // Goroutines that nobody is seen to start: a lock says that there are some, where others may call this.
        if (!parallel && (!c.open || !c.starts.empty())) continue;
        static constexpr const char* kWhat[] = {"map entry", "sync.Map entry", "atomic pointer"};
        out.push_back({f_.at(r.at).node, f_.at(w.at).node, kWhat[static_cast<int>(w.by)], parallel, parallel || w.by == Guarding::Lock || swapped_elsewhere(w.place.variable)});
        break;
      }
    }
    return out;
  }

 private:
  // Other code of the package replaces the variable's contents by compare-and-swap: whoever wrote that knows of other writers.
  bool swapped_elsewhere(const Var* variable) const {
    for (const Examined* b : package_.all_bodies()) {
      const Function& f = b->function;
      for (ValueId v : f.with(Opcode::Call)) {
        const Func* callee = ir::callee(f.at(v));
        std::string_view path = callee && !b->is_test ? package_path(callee) : std::string_view{};
        if ((path != "sync" && path != "sync/atomic") || !callee->name.view().starts_with("CompareAndSwap") || f.at(v).count < 2) continue;
        if (variable_at(b->flow, same(*b, f.operand(v, 1))) == variable) return true;
      }
    }
    return false;
  }

  bool is_read(ValueId v, const Operation& r) const {
    const Instr& i = f_.at(v);
    return v == r.value || v == r.at || (i.op == Opcode::Extract && i.aux == 0 && f_.operand(i, 0) == r.at);
  }

  // What is written is made from what was read, by something that changes it: who fills a cache writes what he computed where
  // there was nothing, and loses nothing. What an atomic pointer gets must be a copy of what it held, or made by a function that
  // was given that.
  bool depends(ValueId value, const Operation& r, ValueId at) const {
    struct Step {
      ValueId v;
      bool changed, copied;
    };
    absl::flat_hash_set<std::pair<uint32_t, int>> seen;
    std::vector<Step> work{{value, false, r.by != Guarding::Atomic}};
    while (!work.empty()) {
      Step s = work.back();
      work.pop_back();
      if (!s.v || !seen.insert({s.v.v, s.changed + 2 * s.copied}).second) continue;
      if (is_read(s.v, r)) {
        if (s.changed) return true;
        continue;
      }
      const Instr& i = f_.at(s.v);
      switch (i.op) {
        case Opcode::Extract:
          if (i.aux != 0 && f_.operand(i, 0) == r.at) break;  // ok only
          [[fallthrough]];
        case Opcode::Phi:
        case Opcode::Convert:
        case Opcode::MakeInterface:
        case Opcode::TypeAssert:
        case Opcode::TypeAssertOk:
          for (ValueId o : f_.operands_of(i)) work.push_back({o, s.changed, s.copied});
          break;
        case Opcode::Alloc:
          // What was stored in the variable or the new object.
          for (uint32_t n = 1; n < f_.instrs.size(); n++) {
            const Instr& store = f_.instrs[n];
            if (store.op != Opcode::Store) continue;
            ValueId root = f_.operand(store, 0);
            while (f_.at(root).op == Opcode::FieldAddr || f_.at(root).op == Opcode::IndexAddr) root = f_.operand(root, 0);
            if (root == s.v && !(r.by == Guarding::Atomic && overwritten(s.v, ValueId{n}, at))) work.push_back({f_.operand(store, 1), true, true});
          }
          break;
        case Opcode::Lookup:
        case Opcode::LookupOk: work.push_back({f_.operand(i, 0), true, s.copied}); break;  // of what was read, not under a key that was
        case Opcode::MakeClosure: break;
        case Opcode::MakeSlice:
        case Opcode::MakeMap: filled_with(s.v, [&](ValueId from) { work.push_back({from, true, true}); }); break;
        case Opcode::Builtin:
          // What is appended to, and what is appended: a new slice of the old one's elements.
          if (s.copied || static_cast<BuiltinId>(i.aux) == BuiltinId::Append)
            for (ValueId o : f_.operands_of(i)) work.push_back({o, true, true});
          break;
        case Opcode::Binary:  // of the value itself that an atomic.Value held
          for (ValueId o : f_.operands_of(i)) work.push_back({o, true, true});
          break;
        case Opcode::Call:
          for (ValueId o : f_.operands_of(i)) {
            ValueId x = o;  // what an atomic.Value held, as the type that it has
            while (x && (f_.at(x).op == Opcode::TypeAssert || (f_.at(x).op == Opcode::Extract && f_.at(f_.operand(x, 0)).op == Opcode::TypeAssertOk)))
              x = f_.at(x).op == Opcode::Extract ? f_.operand(f_.operand(x, 0), 0) : f_.operand(x, 0);
            if (s.copied || (x && is_read(x, r))) work.push_back({x, true, s.copied});
          }
          break;
        default:
          if (s.copied)
            for (ValueId o : f_.operands_of(i)) work.push_back({o, true, true});
          break;
      }
    }
    return false;
  }

  // What is stored in the variable, or a part of it, is gone before `at`: something is stored in all of it.
  bool overwritten(ValueId variable, ValueId store, ValueId at) const {
    return std::ranges::any_of(f_.with(Opcode::Store), [&](ValueId s) {
      return !(s == store) && f_.operand(s, 0) == variable && follows(store, s) && follows(s, at);
    });
  }

  // It is written where there was no entry, and nobody else writes any: each would write the same.
  bool fills(const Operation& r, const Operation& w) const {
    if (f_.at(r.at).op != Opcode::LookupOk || f_.at(w.at).op != Opcode::MapUpdate) return false;
    auto others = [&](const Examined* b) {
      return !b->is_test && std::ranges::any_of(b->function.with(Opcode::MapUpdate), [&](ValueId u) {
        return !(b == &body_ && u == w.at) && MapTable::identity(b->flow, b->function.operand(u, 0)).first == w.place.variable;
      });
    };
    if (std::ranges::any_of(package_.all_bodies(), others)) return false;
    for (BlockId b = f_.at(w.at).block; b.v != 0; b = body_.dominators.immediate(b)) {
      if (f_.blocks[b.v].preds.size() != 1) continue;
      const ir::Block& from = f_.blocks[f_.blocks[b.v].preds[0].v];
      if (f_.at(from.instrs.back()).op != Opcode::If) continue;
      ValueId c = flow_.number(f_.operand(from.instrs.back(), 0));
      bool negated = f_.at(c).op == Opcode::Unary;
      if (negated) c = flow_.number(f_.operand(c, 0));
      const Instr& ok = f_.at(c);
      if (ok.op == Opcode::Extract && ok.aux == 1 && f_.operand(ok, 0) == r.at && from.succs[negated ? 0 : 1] == b) return true;
    }
    return false;
  }

  // What a new slice or map gets: elements, or all of another one.
  template <class Found>
  void filled_with(ValueId made, Found found) const {
    auto is = [&](ValueId v) {
      while (v && (f_.at(v).op == Opcode::SliceOf || f_.at(v).op == Opcode::IndexAddr)) v = f_.operand(v, 0);
      return v && flow_.number(v) == flow_.number(made);
    };
    for (ValueId v : f_.with(Opcode::MapUpdate))
      if (is(f_.operand(v, 0))) found(f_.operand(v, 1)), found(f_.operand(v, 2));
    for (ValueId v : f_.with(Opcode::Store))
      if (f_.at(f_.operand(v, 0)).op == Opcode::IndexAddr && is(f_.operand(v, 0))) found(f_.operand(v, 1));
    for (ValueId v : f_.with(Opcode::Builtin))
      if (static_cast<BuiltinId>(f_.at(v).aux) == BuiltinId::Copy && is(f_.operand(v, 0))) found(f_.operand(v, 1));
    for (ValueId v : f_.with(Opcode::Call)) {
      const Func* callee = ir::callee(f_.at(v));
      if (callee && package_path(callee) == "maps" && callee->name.view() == "Copy" && is(f_.operand(v, 1))) found(f_.operand(v, 2));
    }
  }

  bool follows(ValueId first, ValueId second) const {
    BlockId a = f_.at(first).block, b = f_.at(second).block;
    if (a == b) {
      for (ValueId v : f_.blocks[a.v].instrs) {
        if (v == first) return true;
        if (v == second) break;
      }
      return false;
    }
    return body_.dominators.dominates(a, b);
  }

  const HeldLocks& locks() const {
    if (!locks_) locks_ = std::make_unique<HeldLocks>(body_);
    return *locks_;
  }

  // One lock is held from the read to the write.
  bool together(const Operation& r, const Operation& w) const {
    std::vector<HeldLock> at_read = locks().at(r.at), at_write = locks().at(w.at);
    for (const HeldLock& x : at_read)
      for (const HeldLock& y : at_write)
        if (x == y && x.at == y.at && !(x.read && y.read)) return true;
    // A plain map without a lock at both ends is another rule's business.
    if (!r.whole && at_read.empty()) return true;
    // Nor is one that is written under a lock for reading.
    if (!w.whole && std::none_of(at_write.begin(), at_write.end(), [](const HeldLock& l) { return !l.read; })) return true;
    return false;
  }

  // The section of the write reads the place itself before it writes.
  bool looked_again(const std::vector<Operation>& list, const Operation& r, const Operation& w) const {
    if (w.whole) return false;
    std::vector<HeldLock> at_write = locks().at(w.at);
    for (const Operation& x : list) {
      if (x.write || x.at == r.at || !(x.place == w.place) || !(x.key == w.key) || !follows(x.at, w.at)) continue;
      for (const HeldLock& a : locks().at(x.at))
        for (const HeldLock& b : at_write)
          if (a == b && a.at == b.at) return true;
    }
    return false;
  }

  // One variable or entry, read twice.
  bool same_read(ValueId x, ValueId y) const {
    if (x == y || flow_.number(x) == flow_.number(y)) return true;
    const Instr &a = f_.at(x), &b = f_.at(y);
    if (a.op != b.op || (a.op != Opcode::Load && a.op != Opcode::Lookup)) return false;
    if (a.op == Opcode::Load) return flow_.number(f_.operand(x, 0)) == flow_.number(f_.operand(y, 0));
    return same_read(f_.operand(x, 0), f_.operand(y, 0)) && flow_.number(f_.operand(x, 1)) == flow_.number(f_.operand(y, 1));
  }

  // Optimistic concurrency (Kung, Robinson 1981): the section of the write finds that what the section of the read has seen of a generation is still so, and
  // changes it.
  bool unchanged_since(const Operation& r, const Operation& w) const {
    if (r.whole || w.whole) return false;
    std::vector<HeldLock> at_read = locks().at(r.at), at_write = locks().at(w.at);
    auto inside = [&](ValueId v, const std::vector<HeldLock>& section) {
      if (v.v >= f_.instrs.size() || (f_.at(v).op != Opcode::Load && f_.at(v).op != Opcode::Lookup)) return false;
      std::vector<HeldLock> here = locks().at(v);
      return std::ranges::any_of(here, [&](const HeldLock& a) { return std::ranges::any_of(section, [&](const HeldLock& b) { return a == b && a.at == b.at; }); });
    };
    auto changes = [&](ValueId read, BlockId from) {
      bool entry = f_.at(read).op == Opcode::Lookup;
      return std::ranges::any_of(f_.with(entry ? Opcode::MapUpdate : Opcode::Store), [&](ValueId s) {
        if (!body_.dominators.dominates(from, f_.at(s).block) || !inside(read, locks().at(s))) return false;
        if (!entry) return flow_.number(f_.operand(s, 0)) == flow_.number(f_.operand(read, 0));
        return same_read(f_.operand(s, 0), f_.operand(read, 0)) && flow_.number(f_.operand(s, 1)) == flow_.number(f_.operand(read, 1));
      });
    };
    for (BlockId b = f_.at(w.at).block; b.v != 0; b = body_.dominators.immediate(b)) {
      if (f_.blocks[b.v].preds.size() != 1) continue;
      const ir::Block& from = f_.blocks[f_.blocks[b.v].preds[0].v];
      if (f_.at(from.instrs.back()).op != Opcode::If) continue;
      const Instr& test = f_.at(f_.operand(from.instrs.back(), 0));
      auto op = static_cast<Op>(test.sub);
      if (test.op != Opcode::Binary || (op != Op::Eql && op != Op::Neq) || !(from.succs[op == Op::Eql ? 0 : 1] == b)) continue;
      for (size_t k : {0, 1}) {
        ValueId again = f_.operand(test, k), before = f_.operand(test, 1 - k);
        if (inside(again, at_write) && inside(before, at_read) && same_read(again, before) && changes(again, b)) return true;
      }
    }
    return false;
  }

  const PackageFlow& package_;
  const Examined& body_;
  const FunctionFlow& flow_;
  const Function& f_;
  mutable std::unique_ptr<HeldLocks> locks_;
};

}  // namespace

std::optional<AccessorSummary> accessor(const Examined& body) {
  const Function& f = body.function;
  if (f.instrs.size() > 120) return {};
  Operations inside(nullptr, body);
  const std::vector<Operation>& list = inside.find();
  // One operation, or one that looks before it sets.
  if (list.empty() || list.size() > 2) return {};
  const Operation* o = nullptr;
  for (const Operation& x : list)
    if (x.write || !o || !o->write) o = &x;
  if (list.size() == 2 && o->write) return {};
  if (o->by == Guarding::Lock && HeldLocks(body).at(o->at).empty()) return {};
  AccessorSummary a{o->write, o->by, -1, o->place.variable};
  auto parameter = [&](ValueId x) {
    for (size_t k = 0; k < f.params.size(); k++)
      if (f.params[k] == body.flow.number(x)) return static_cast<int>(k);
    return -1;
  };
  if (o->place.root && (a.owner = parameter(o->place.root)) < 0) return {};
  if (o->key && (a.key = parameter(o->key)) < 0) return {};
  if (o->write && (a.value = parameter(inside.unboxed(o->value))) < 0) return {};
  if (!o->write) {
    // It gives what it reads.
    bool gives = false;
    for (const Instr& r : f.instrs)
      if (r.op == Opcode::Return && r.count > 0) gives = gives || f.at(f.operand(r, 0)).op != Opcode::Const;
    if (!gives) return {};
  }
  return a;
}

std::vector<LostWrite> lost_writes(const PackageFlow& package, const Examined& body) { return Search(package, body).run(); }

}  // namespace ptrsafe::flow
