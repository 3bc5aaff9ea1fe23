#include "flow/address_flow.h"

#include <algorithm>

#include "flow/callees.h"
#include "flow/library.h"
#include "types/lookup.h"
#include "types/predicates.h"

namespace ptrsafe::flow {

using ir::CallMode;
using ir::Instr;
using ir::Opcode;
using ir::ValueId;

namespace {

// A subtest that calls Parallel on its *testing.T, or on what wraps one: it goes on when Run has returned.
bool is_parallel_test(const Body& literal) {
  for (ir::BlockId b : literal.dominators.order()) {
    for (ValueId v : literal.f.blocks[b.v].instrs) {
      const Func* f = ir::callee(literal.at(v));
      if (!f || f->name.view() != "Parallel" || literal.at(v).op != Opcode::Call || literal.at(v).count < 2) continue;
      if (literal.at(reached_from(literal, literal.operand(v, 1))).op == Opcode::Param) return true;
    }
  }
  return false;
}

}  // namespace

AddressFlow::AddressFlow(const Body& body, Callees& callees, std::span<const ValueId> roots, uint8_t roles, LoopId scope)
    : body_(body), callees_(callees), scope_(scope) {
  for (ValueId root : roots)
    if (root) add(root, roles, {}, {});
  while (!work_.empty()) {
    ValueId v = work_.back();
    work_.pop_back();
    uint8_t now = states_[v.v].roles;
    for (ValueId user : body_.users(v)) use(v, now, user);
  }
  filter();
}

bool AddressFlow::inside(ValueId v) const { return scope_ == kNoLoop || body_.loops.contains(scope_, body_.at(v).block); }

void AddressFlow::add(ValueId v, uint8_t roles, ValueId from, ValueId via) {
  State& s = states_[v.v];
  Link link{from, via};
  if (from && !(from == v) && std::find(s.links.begin(), s.links.end(), link) == s.links.end()) s.links.push_back(link);
  if (!(roles & ~s.roles)) return;
  s.roles |= roles;
  work_.push_back(v);
  Type* t = body_.at(v).type;
  auto same = [&](Type* c) { return c == t || identical(c, t); };
  if (t && carriers_.size() < 16 && std::none_of(carriers_.begin(), carriers_.end(), same)) carriers_.push_back(t);
}

// Whether a value of type `t` can have the address somewhere in it.
bool AddressFlow::can_hold(Type* t) {
  if (!t) return true;
  if (holds_for_ != carriers_.size()) holds_.clear();
  holds_for_ = carriers_.size();
  auto [it, fresh] = holds_.try_emplace(t, false);  // false while a recursive type is being looked at
  if (!fresh) return it->second;
  auto answer = [&]() -> bool {
    for (Type* c : carriers_)
      if (identical(c, t)) return true;
    if (is_type_param(t)) return true;
    Type* u = under(t);
    switch (u->kind) {
      case TypeKind::Basic: return is_unsafe_pointer(u);
      case TypeKind::Pointer: return can_hold(static_cast<Pointer*>(u)->elem);
      case TypeKind::Slice: return can_hold(static_cast<Slice*>(u)->elem);
      case TypeKind::Array: return can_hold(static_cast<Array*>(u)->elem);
      case TypeKind::Chan: return can_hold(static_cast<Chan*>(u)->elem);
      case TypeKind::Map: return can_hold(static_cast<Map*>(u)->key) || can_hold(static_cast<Map*>(u)->elem);
      case TypeKind::Struct: {
        for (Var* f : static_cast<Struct*>(u)->fields)
          if (can_hold(f->type)) return true;
        return false;
      }
      case TypeKind::Interface:
        return std::any_of(carriers_.begin(), carriers_.end(),
                           [&](Type* c) { return !missing_method(c, u, true).method; });
      default: return false;
    }
  };
  bool a = answer();
  return holds_[t] = a;
}

void AddressFlow::use(ValueId v, uint8_t roles, ValueId user) {
  const Instr& i = body_.at(user);
  bool first = body_.operand(user, 0) == v;
  uint8_t both = kIsAddress | kHolds;
  switch (i.op) {
    case Opcode::FieldAddr:
    case Opcode::IndexAddr:
    case Opcode::SliceOf:
      if (first) add(user, roles, v, user);
      return;
    case Opcode::Field:
    case Opcode::Index:
    case Opcode::Extract:
      if (first && can_hold(i.type)) add(user, roles, v, user);
      return;
    case Opcode::Load:
      if ((roles & kHolds) && can_hold(i.type)) add(user, both, v, user);
      return;
    case Opcode::Lookup:
    case Opcode::Recv:
      if (first && (roles & kHolds) && can_hold(i.type)) add(user, both, v, user);
      return;
    case Opcode::LookupOk:
    case Opcode::RecvOk:
    case Opcode::RangeNext:
      if (first && (roles & kHolds)) add(user, both, v, user);
      return;
    case Opcode::RangeStart:
    case Opcode::MakeInterface:
    case Opcode::TypeAssert:
    case Opcode::TypeAssertOk:
    case Opcode::StructLit:
    case Opcode::BoundMethod: return add(user, roles, v, user);
    case Opcode::Convert:
      if (can_hold(i.type)) add(user, roles, v, user);
      return;
    case Opcode::ArrayLit: return add(user, as_under<Array>(i.type) ? roles : static_cast<uint8_t>(kHolds), v, user);
    case Opcode::Phi: return phi(v, roles, user);
    case Opcode::MakeClosure: return closure(v, roles, user);
    case Opcode::Store:
      if (body_.operand(user, 1) == v) put(Outlet::Stored, v, user, body_.operand(user, 0));
      if (first && (roles & kIsAddress)) wrote(v, user, true);
      return;
    case Opcode::MapUpdate: {
      ValueId map = body_.operand(user, 0), key = body_.operand(user, 1);
      if (body_.operand(user, 2) == v) put(Outlet::MapEntry, v, user, map, key);
      if (key == v) put(Outlet::MapKey, v, user, map, key);
      return;
    }
    case Opcode::Send:
      if (body_.operand(user, 1) == v) put(Outlet::Sent, v, user, body_.operand(user, 0));
      return;
    case Opcode::Select:
      for (size_t k = 1; k < i.count; k += 2)
        if (body_.operand(user, k) == v) put(Outlet::Sent, v, user, body_.operand(user, k - 1));
      return;
    case Opcode::Return: result_.returned = true; return;
    case Opcode::Call:
    case Opcode::Invoke: return call(v, roles, user);
    case Opcode::Builtin: return builtin(v, roles, user);
    default: return;
  }
}

void AddressFlow::phi(ValueId v, uint8_t roles, ValueId user) {
  const Instr& i = body_.at(user);
  if (scope_ != kNoLoop && i.block == body_.loops.header(scope_)) {
    const auto& preds = body_.f.blocks[i.block.v].preds;
    for (size_t k = 0; k < preds.size(); k++)
      if (body_.operand(user, k) == v && body_.loops.contains(scope_, preds[k])) leave(Outlet::Carried, v, user);
    return;
  }
  add(user, roles, v, user);
}

void AddressFlow::put(Outlet::Kind kind, ValueId v, ValueId at, ValueId into, ValueId key) {
  std::vector<ValueId> bases;
  if (made_within(body_, callees_, scope_, into, bases)) {
    for (ValueId base : bases) add(base, kHolds, v, at);
    return;
  }
  leave(kind, v, at, reached_from(body_, into), key);
}

void AddressFlow::leave(Outlet::Kind kind, ValueId v, ValueId at, ValueId base, ValueId key) {
  if (!inside(at)) return;
  result_.outlets.push_back({kind, true, at, v, base, key, body_.at(at).node, nullptr});
}

void AddressFlow::wrote(ValueId v, ValueId at, bool direct) { result_.writes.push_back({at, first_field(v), direct}); }

template <class Outer>
void AddressFlow::apply(const Handling& h, const Body& inner, ValueId v, ValueId at, Outer outer) {
  for (const Outlet& o : h.outlets) {
    if (o.kind == Outlet::Deferred) continue;
    Outlet lifted = o;
    lifted.direct = false;
    lifted.at = at;
    lifted.value = v;
    lifted.key = {};
    if (o.key) {
      const Instr& k = inner.at(o.key);
      // A key that is the same in every call is told from one that is not.
      if (k.op == Opcode::Const) lifted.key = o.key;
    }
    if (o.base && inner.at(o.base).op != Opcode::Global) {
      ValueId base = outer(o.base);
      if (!base) continue;
      std::vector<ValueId> bases;
      if (made_within(body_, callees_, scope_, base, bases)) {
        for (ValueId b : bases) add(b, kHolds, v, at);
        continue;
      }
      lifted.base = reached_from(body_, base);
    } else {
      lifted.base = {};
    }
    if (!inside(at)) continue;
    if (body_.at(at).op == Opcode::MakeClosure) {
      in_closures_.push_back({at, lifted});
    } else {
      lifted.site = nullptr;
      result_.outlets.push_back(lifted);
    }
  }
  if (h.writes.empty()) return;
  int own = first_field(v);
  // Where `v` is a part, all that is written there is one write of that part.
  if (own >= 0) result_.writes.push_back({at, own, false});
  else
    for (const ObjectWrite& w : h.writes)
      if (const auto& last = result_.writes; last.empty() || !(last.back() == ObjectWrite{at, w.field, false})) result_.writes.push_back({at, w.field, false});
}

void AddressFlow::closure(ValueId v, uint8_t roles, ValueId user) {
  add(user, kIsAddress, v, user);
  const Body& inner = body_.closure(user);
  auto captured = body_.f.operands_of(body_.at(user));
  for (size_t n = 0; n < captured.size(); n++) {
    if (!(captured[n] == v)) continue;
    ValueId root = inner.free_var(n);
    if (!root) continue;
    AddressFlow flow(inner, callees_, {&root, 1}, roles);
    apply(flow.result_, inner, v, user, [&](ValueId base) {
      const Instr& b = inner.at(base);
      return b.op == Opcode::FreeVar ? captured[b.aux] : ValueId{};
    });
  }
}

void AddressFlow::call(ValueId v, uint8_t roles, ValueId user) {
  const Instr& i = body_.at(user);
  auto mode = static_cast<CallMode>(i.sub);
  if (mode == CallMode::Go) return leave(Outlet::Goroutine, v, user);
  if (mode == CallMode::Defer) {
    if (scope_ != kNoLoop) leave(Outlet::Deferred, v, user);
    return;
  }
  auto operands = body_.f.operands_of(i);
  const Func* f = ir::callee(i);
  Keeps keeps = f ? library_keeps(f) : Keeps::Nothing;
  // A function literal called on the spot, or a declared function.
  const Body* inner = nullptr;
  ValueId function = i.op == Opcode::Call ? operands[0] : ValueId{};
  if (function && body_.at(function).op == Opcode::MakeClosure) inner = &body_.closure(function);
  if (f && i.op == Opcode::Call) inner = callees_.body(f);
  for (size_t k = 1; k < operands.size(); k++) {
    if (!(operands[k] == v)) continue;
    if (keeps == Keeps::InResult) add(user, roles, v, user);
    if (keeps == Keeps::Later) leave(Outlet::Goroutine, v, user);
    if (keeps == Keeps::InReceiver && k > 1) put(Outlet::Stored, v, user, operands[1]);
    if (keeps == Keeps::MapEntry && k > 1) put(k == 2 ? Outlet::MapKey : Outlet::MapEntry, v, user, operands[1], operands[2]);
    if (f && f->name.view() == "Run" && body_.at(v).op == Opcode::MakeClosure && is_parallel_test(body_.closure(v)))
      leave(Outlet::Goroutine, v, user);
    if (!inner) {
      bool variadic = body_.at(v).op == Opcode::ArrayLit && body_.at(v).sub == 1;
      if (f && ((roles & kIsAddress) || variadic) && library_writes(f, k == 1 && f->signature() && f->signature()->recv))
        wrote(v, user, false);
      continue;
    }
    auto outer = [&](ValueId base) {
      const Instr& b = inner->at(base);
      if (b.op == Opcode::Param) return b.aux + 1 < operands.size() ? operands[b.aux + 1] : ValueId{};
      if (b.op == Opcode::FreeVar) return function ? body_.operand(function, b.aux) : ValueId{};
      return ValueId{};
    };
    if (f) {
      const Handling& h = callees_.parameter(f, k - 1, roles);
      apply(h, *inner, v, user, outer);
      if (h.returned && can_hold(i.type)) add(user, roles, v, user);
    } else if (k - 1 < inner->f.params.size()) {
      ValueId root = inner->f.params[k - 1];
      AddressFlow flow(*inner, callees_, {&root, 1}, roles);
      apply(flow.result_, *inner, v, user, outer);
      if (flow.result_.returned && can_hold(i.type)) add(user, roles, v, user);
    }
  }
}

void AddressFlow::builtin(ValueId v, uint8_t roles, ValueId user) {
  const Instr& i = body_.at(user);
  bool first = body_.operand(user, 0) == v;
  switch (static_cast<BuiltinId>(i.aux)) {
    case BuiltinId::Append: {
      bool spread = i.reserved == 1;
      if (first) add(user, roles, v, user);
      for (size_t k = 1; k < i.count; k++) {
        if (!(body_.operand(user, k) == v)) continue;
        // append(s, t...) copies the elements of t.
        if (!spread || (roles & kHolds)) add(user, kHolds, v, user);
      }
      return;
    }
    case BuiltinId::Copy:
      if (body_.operand(user, 1) == v && (roles & kHolds)) put(Outlet::Stored, v, user, body_.operand(user, 0));
      if (first && (roles & kIsAddress)) wrote(v, user, true);
      return;
    case BuiltinId::Clear:
      if (first && (roles & kIsAddress)) wrote(v, user, true);
      return;
    case BuiltinId::UnsafeAdd:
    case BuiltinId::UnsafeSlice:
    case BuiltinId::UnsafeSliceData:
    case BuiltinId::UnsafeString:
    case BuiltinId::UnsafeStringData:
      if (first) add(user, roles, v, user);
      return;
    default: return;
  }
}

// ---- where it was, and whether it matters ----

int AddressFlow::first_field(ValueId v) const {
  int field = -1;
  std::vector<ValueId> seen;
  while (std::find(seen.begin(), seen.end(), v) == seen.end()) {
    seen.push_back(v);
    const Instr& i = body_.at(v);
    if (i.op == Opcode::FieldAddr) field = static_cast<int>(i.aux);
    auto it = states_.find(v.v);
    if (it == states_.end() || it->second.links.empty()) break;
    v = it->second.links[0].from;
  }
  return field;
}

bool AddressFlow::passes(ValueId v, ValueId through) const {
  std::vector<ValueId> work{v}, seen;
  while (!work.empty()) {
    v = work.back();
    work.pop_back();
    if (v == through) return true;
    if (std::find(seen.begin(), seen.end(), v) != seen.end()) continue;
    seen.push_back(v);
    auto it = states_.find(v.v);
    if (it == states_.end()) continue;
    for (const Link& l : it->second.links) work.push_back(l.from);
  }
  return false;
}

bool AddressFlow::find_sites(ValueId v, ValueId user, std::vector<ValueId>& seen, std::vector<const Node*>& sites) const {
  // Very long chains are cut.
  if (seen.size() > 200) return false;
  if (std::find(seen.begin(), seen.end(), v) != seen.end()) return true;
  seen.push_back(v);
  const auto& links = states_.find(v.v)->second.links;
  bool found = false;
  for (const Link& l : links) found |= find_sites(l.from, l.via, seen, sites);
  const Instr& i = body_.at(v);
  const Node* node = nullptr;
  if (!found && !links.empty() &&
      (i.op == Opcode::SliceOf || i.op == Opcode::BoundMethod || i.op == Opcode::MakeClosure)) {
    node = i.node;
  } else if (!found) {
    Opcode next = body_.at(user).op;
    // Parts and captures of x are taken from x itself, not from a pointer &x.
    if (next != Opcode::FieldAddr && next != Opcode::IndexAddr && next != Opcode::SliceOf &&
        next != Opcode::BoundMethod && next != Opcode::MakeClosure) {
      // &x is no instruction: the last one before the use.
      for (const ir::AddressOf& a : body_.f.addresses)
        if (a.address == v && (a.order <= user.v || next == Opcode::Phi)) node = a.node;
    }
  }
  if (node && std::find(sites.begin(), sites.end(), node) == sites.end()) sites.push_back(node);
  if (links.empty()) std::erase(seen, v);  // a root is reached in many ways, each with a site of its own
  return found || node;
}

// What a goroutine is started with, or what it captures, is waited for before the scope ends.
bool AddressFlow::waited_for(const Outlet& o) const {
  std::vector<ValueId> known;
  auto note = [&](ValueId v) {
    if (v) known.push_back(reached_from(body_, v));
  };
  for (ValueId v : body_.f.operands_of(body_.at(o.at))) {
    if (!v) continue;
    note(v);
    if (body_.at(v).op == Opcode::MakeClosure)
      for (ValueId c : body_.f.operands_of(body_.at(v))) note(c);
  }
  auto same = [&](ValueId v) {
    ValueId r = reached_from(body_, v);
    return std::any_of(known.begin(), known.end(), [&](ValueId k) {
      const Instr &a = body_.at(k), &b = body_.at(r);
      return k == r || (a.op == Opcode::Global && b.op == Opcode::Global && a.aux == b.aux);
    });
  };
  auto waits = [&](ValueId v) {
    const Instr& i = body_.at(v);
    auto operands = body_.f.operands_of(i);
    switch (i.op) {
      case Opcode::Recv:
      case Opcode::RecvOk:
      case Opcode::RangeStart: return same(operands[0]);
      case Opcode::Select: return std::any_of(operands.begin(), operands.end(), [&](ValueId c) { return c && same(c); });
      case Opcode::Call:
      case Opcode::Invoke: {
        const Func* f = ir::callee(i);
        if (!f || i.sub != 0 || !(f->name.view() == "Wait" || f->name.view() == "wait")) return false;
        ValueId receiver = i.op == Opcode::Invoke ? operands[0] : operands.size() > 1 ? operands[1] : ValueId{};
        return receiver && same(receiver);
      }
      default: return false;
    }
  };
  if (scope_ == kNoLoop) return !body_.reaches(o.at, nullptr, waits);
  ir::BlockId header = body_.loops.header(scope_);
  return !body_.reaches(o.at, &header, waits);
}

// What was stored is overwritten before the next iteration begins.
bool AddressFlow::replaced(const Outlet& o) const {
  if (!o.direct || body_.at(o.at).op != Opcode::Store || scope_ == kNoLoop) return false;
  ValueId to = body_.operand(o.at, 0);
  const Instr& place = body_.at(to);
  auto overwrites = [&](ValueId v) {
    if (body_.at(v).op != Opcode::Store || states_.contains(body_.operand(v, 1).v)) return false;
    ValueId other = body_.operand(v, 0);
    const Instr& p = body_.at(other);
    if (other == to) return true;
    return p.op == place.op && p.aux == place.aux &&
           (p.op == Opcode::Global ||
            (p.op == Opcode::FieldAddr && body_.operand(other, 0) == body_.operand(to, 0)));
  };
  ir::BlockId header = body_.loops.header(scope_);
  return !body_.reaches(o.at, &header, overwrites);
}

void AddressFlow::filter() {
  // Where a function literal itself leaves, what it does is no further way.
  for (auto& [made, o] : in_closures_) {
    ValueId literal = made;
    bool leaves = std::any_of(result_.outlets.begin(), result_.outlets.end(),
                              [&](const Outlet& other) { return passes(other.value, literal); });
    if (!leaves) result_.outlets.push_back(o);
  }
  std::erase_if(result_.outlets, [&](const Outlet& o) {
    return (o.kind == Outlet::Goroutine && waited_for(o)) || replaced(o);
  });
  std::vector<Outlet> outlets;
  for (Outlet& o : result_.outlets) {
    std::vector<const Node*> sites;
    std::vector<ValueId> seen;
    // A method call takes the address of its receiver.
    if (!o.site && !find_sites(o.value, o.at, seen, sites)) sites.push_back(body_.at(o.at).node);
    if (o.site) sites.push_back(o.site);
    for (const Node* site : sites) {
      o.site = site;
      outlets.push_back(o);
    }
  }
  result_.outlets = std::move(outlets);
}

}  // namespace ptrsafe::flow
