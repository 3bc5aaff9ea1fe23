#include "lifetime/channels.h"

#include <algorithm>

#include "base/name_set.h"
#include "flow/ahead.h"
#include "flow/library.h"
#include "lifetime/lifetimes.h"
#include "types/lookup.h"
#include "types/predicates.h"
#include "types/type_set.h"

namespace ptrsafe::lifetime {
namespace {

// Slots of a function that are no values of its own: captured variables and results, by number.
constexpr uint32_t kCaptured = 0x80000000u, kResult = 0x40000000u;

// What an object is held by.
constexpr uint8_t kField = 1, kGlobal = 2;

bool is_sync(Type* t) { return is_named(t, "sync", "WaitGroup") || is_named(t, "sync", "Cond"); }

bool is_context(Type* t) { return is_named(t, "context", "Context"); }

// What a holder of a channel of that type may do with it.
uint8_t allowed(Type* t) {
  Chan* c = t ? as_under<Chan>(t) : nullptr;
  if (!c) return kAnyone;
  if (c->dir() == ChanDir::Recv) return kReceive;
  if (c->dir() == ChanDir::Send) return kSend | kClose;
  return kSend | kReceive | kClose;
}

}  // namespace

bool is_named(Type* t, std::string_view path, std::string_view name) {
  Named* n = t ? as<Named>(t) : nullptr;
  return n && n->obj->name.view() == name && n->obj->pkg && n->obj->pkg->path.view() == path;
}

const Var* field_of(const Function& f, const Instr& i) {
  if (i.op != Opcode::FieldAddr && i.op != Opcode::Field) return nullptr;
  Type* t = f.at(f.operand(i, 0)).type;
  if (Pointer* p = t ? as_under<Pointer>(t) : nullptr) t = p->elem;
  Struct* s = t ? as_under<Struct>(t) : nullptr;
  return s && i.aux < s->fields.size() ? origin_of(s->fields[i.aux]) : nullptr;
}

Channels::Channels(const flow::ProgramFlow& program, const flow::Contexts& contexts) : program_(program), contexts_(contexts) {
  auto each = [&](auto f) {
    for (const Package* p : program.production()) {
      reading_ = program.package(p);
      for (const auto& b : flow::ahead(reading_->bodies()))
        if (!b->is_test) f(*b);
    }
  };
  each([&](const Examined& b) { find_invoked(b); });
  each([&](const Examined& b) {
    // What has errors may call what nobody else does.
    if (!program.whole() || !program.lifetimes().index().dead(b.function)) read(b);
  });
  each([&](const Examined& b) { open_to_callers(b, contexts); });
  link();
  link_elements();
  collect();
}

// ---- nodes ----

bool Channels::carries(Type* t) const {
  if (!t) return false;
  auto it = carries_.find(t);
  if (it != carries_.end()) return it->second;
  return carries_[t] = carries(t, 0);
}

// A channel or WaitGroup, a variable that holds one, or a container of them.
bool Channels::carries(Type* t, int depth) const {
  if (!t || depth > 4) return false;
  if (is_sync(t)) return true;
  Type* u = is_type_param(t) ? common_under(t) : under(t);
  if (!u) return false;
  switch (u->kind) {
    case TypeKind::Chan: return true;
    case TypeKind::Map: return carries(static_cast<Map*>(u)->elem, depth + 1) || carries(static_cast<Map*>(u)->key, depth + 1);
    case TypeKind::Pointer: return carries(static_cast<Pointer*>(u)->elem, depth + 1);
    case TypeKind::Slice: return carries(static_cast<Slice*>(u)->elem, depth + 1);
    case TypeKind::Array: return carries(static_cast<Array*>(u)->elem, depth + 1);
    default: return false;
  }
}

int Channels::new_node() {
  int n = static_cast<int>(parent_.size());
  parent_.push_back(n);
  element_.push_back(-1);
  anchored_.push_back(false);
  outside_.push_back(0);
  shared_.push_back(false);
  return n;
}

int Channels::find(int n) const {
  while (parent_[n] != n) n = parent_[n] = parent_[parent_[n]];
  return n;
}

void Channels::unite(int a, int b) {
  if (a < 0 || b < 0) return;
  a = find(a), b = find(b);
  if (a == b) return;
  if (b < a) std::swap(a, b);
  parent_[b] = a;
  anchored_[a] |= anchored_[b];
  outside_[a] |= outside_[b];
  shared_[a] |= shared_[b];
  int x = element_[a], y = element_[b];
  if (x < 0) element_[a] = y;
  else if (y >= 0) unite(x, y);
}

// Who is not seen can name it.
bool Channels::open(const Object* o) const {
  if (!o->pkg || !program_.package(o->pkg)) return true;
  return o->exported() && !contexts_.closed(o->pkg);
}

int Channels::node_of(const Var* v) {
  v = origin_of(v);
  auto [it, fresh] = variables_.try_emplace(v, -1);
  if (!fresh) return it->second;
  int n = it->second = new_node();
  anchored_[n] = v->bits & Var::kPackageVar ? kGlobal : v->bits & Var::kField ? kField : 0;
  if (anchored_[n] && open(v)) outside_[n] = kAnyone;
  return n;
}

int Channels::node_of(const Function* f, uint32_t slot) {
  auto [it, fresh] = slots_.try_emplace({f, slot}, -1);
  if (fresh) it->second = new_node();
  return it->second;
}

// Keys and elements of a container are one.
int Channels::element(int container) {
  container = find(container);
  if (element_[container] < 0) {
    int n = new_node();
    shared_[n] = true;
    element_[container] = n;
  }
  return element_[container];
}

// A variable and what is in it are one node.
int Channels::node_of(const Examined& body, ValueId v) {
  const Function& f = body.function;
  if (!v) return -1;
  if (ValueId same = body.flow.number(v); same && same.v < f.instrs.size()) v = same;
  const Instr& i = f.at(v);
  if (i.op == Opcode::Zero || !carries(i.type)) return -1;
  switch (i.op) {
    case Opcode::Global: return node_of(static_cast<Var*>(Ref<Object>::from_raw(i.aux).get()));
    case Opcode::FieldAddr:
    case Opcode::Field:
      if (const Var* field = field_of(f, i)) return node_of(field);
      break;
    case Opcode::Load:
    case Opcode::Convert:
    case Opcode::SliceOf:
      if (int n = node_of(body, f.operand(i, 0)); n >= 0) return n;
      break;
    case Opcode::FreeVar: return node_of(&f, kCaptured | i.aux);
    case Opcode::Alloc:
      if (auto* variable = static_cast<Var*>(Ref<Object>::from_raw(i.aux).get())) return node_of(variable);
      break;
    case Opcode::Lookup:
    case Opcode::IndexAddr:
    case Opcode::Index:
    case Opcode::Recv:
      if (int container = node_of(body, f.operand(i, 0)); container >= 0) return element(container);
      break;
    case Opcode::Extract: {
      const Instr& t = f.at(f.operand(i, 0));
      ValueId from;
      if ((t.op == Opcode::LookupOk || t.op == Opcode::RecvOk) && i.aux == 0) from = f.operand(t, 0);
      if (t.op == Opcode::RangeNext && i.aux > 0) from = f.operand(f.operand(t, 0), 0);
      if (t.op == Opcode::Select && i.aux >= 2) from = f.operand(t, 2 * (i.aux - 2));
      if (int container = node_of(body, from); container >= 0) return element(container);
      break;
    }
    default: break;
  }
  return node_of(&f, v.v);
}

void Channels::known_to(int n, uint8_t bits) {
  if (n >= 0) outside_[find(n)] |= bits;
}

// ---- reading bodies ----

void Channels::use(const Examined& body, uint8_t kind, ValueId operand, ValueId at) {
  if (int n = node_of(body, operand); n >= 0) all_uses_.push_back({n, {kind, &body, at}});
}

void Channels::find_invoked(const Examined& body) {
  const Function& f = body.function;
  for (ValueId v : f.with(Opcode::Invoke)) invoked_.insert(ir::callee(f.at(v))->name.id());
}

void Channels::read(const Examined& body) {
  const Function& f = body.function;
  f.each(ir::opcodes({Opcode::Call, Opcode::Invoke, Opcode::Recv, Opcode::RecvOk, Opcode::Send, Opcode::RangeStart, Opcode::Select, Opcode::MakeChan, Opcode::MakeClosure, Opcode::Phi, Opcode::Store, Opcode::StructLit, Opcode::ArrayLit, Opcode::MapUpdate, Opcode::Builtin, Opcode::Return, Opcode::MakeInterface, Opcode::BoundMethod, Opcode::TypeAssert, Opcode::Opaque, Opcode::Extract}), [&](ValueId v) {
    const Instr& i = f.at(v);
    switch (i.op) {
      case Opcode::Call: call(body, v); break;
      case Opcode::Invoke: outside_call(body, v, ir::callee(i)); break;
      case Opcode::Recv:
      case Opcode::RecvOk: use(body, kReceive, f.operand(i, 0), v); break;
      case Opcode::Send:
        use(body, kSend, f.operand(i, 0), v);
        read_values(body, v);
        break;
      case Opcode::RangeStart:
        if (Type* t = f.at(f.operand(i, 0)).type; t && as<Chan>(common_under(t))) use(body, kReceive, f.operand(i, 0), v);
        break;
      case Opcode::Select:
        for (size_t k = 0; k < i.count; k += 2) use(body, f.operand(i, k + 1) ? kSend : kReceive, f.operand(i, k), v);
        break;
      case Opcode::MakeChan: use(body, f.operand(i, 0) ? kMake | kRoom : kMake, v, v); break;
      case Opcode::MakeClosure: closure(body, v); break;
      default: read_values(body, v);
    }
  });
}

// What flows where.
void Channels::read_values(const Examined& body, ValueId v) {
  const Function& f = body.function;
  const Instr& i = f.at(v);
  auto type = [&](ValueId x) { return x ? f.at(x).type.get() : nullptr; };
  auto same_element = [&](ValueId container, ValueId x) {
    if (!carries(type(x))) return;
    int c = node_of(body, container), e = node_of(body, x);
    if (c >= 0 && e >= 0) unite(element(c), e);
  };
  switch (i.op) {
    case Opcode::Phi:
      if (carries(i.type))
        for (ValueId o : f.operands_of(i)) unite(node_of(body, v), node_of(body, o));
      break;
    case Opcode::Store: {
      ValueId address = f.operand(i, 0), value = f.operand(i, 1);
      if (carries(type(value))) unite(node_of(body, address), node_of(body, value));
      if (const Var* field = is_context(type(value)) ? field_of(f, f.at(address)) : nullptr) context_fields_[field].push_back({&body, value});
      break;
    }
    case Opcode::StructLit: {
      Struct* s = as_under<Struct>(i.type);
      for (size_t k = 0; s && k < s->fields.size() && k < i.count; k++) {
        const Var* field = origin_of(s->fields[k]);
        if (carries(field->type)) unite(node_of(field), node_of(body, f.operand(i, k)));
        if (is_context(field->type)) context_fields_[field].push_back({&body, f.operand(i, k)});
      }
      break;
    }
    case Opcode::ArrayLit:
      for (ValueId o : f.operands_of(i)) same_element(v, o);
      break;
    case Opcode::MapUpdate:
      same_element(f.operand(i, 0), f.operand(i, 1));
      same_element(f.operand(i, 0), f.operand(i, 2));
      break;
    case Opcode::Send: same_element(f.operand(i, 0), f.operand(i, 1)); break;
    case Opcode::Builtin: {
      auto id = static_cast<BuiltinId>(i.aux);
      if (id == BuiltinId::Close) use(body, kClose, f.operand(i, 0), v);
      if (id == BuiltinId::Append && carries(i.type)) {
        unite(node_of(body, v), node_of(body, f.operand(i, 0)));
        for (size_t k = 1; k < i.count; k++) {
          if (i.reserved) unite(node_of(body, v), node_of(body, f.operand(i, k)));
          else same_element(v, f.operand(i, k));
        }
      }
      if (id == BuiltinId::Copy) unite(node_of(body, f.operand(i, 0)), node_of(body, f.operand(i, 1)));
      break;
    }
    case Opcode::Return:
      for (size_t k = 0; k < i.count; k++)
        if (carries(type(f.operand(i, k)))) unite(node_of(&f, kResult | static_cast<uint32_t>(k)), node_of(body, f.operand(i, k)));
      break;
    case Opcode::MakeInterface:
      if (Type* t = type(f.operand(i, 0)); carries(t)) known_to(node_of(body, f.operand(i, 0)), allowed(t));
      break;
    case Opcode::BoundMethod:  // wg.Done as a value
      if (carries(type(f.operand(i, 0)))) known_to(node_of(body, f.operand(i, 0)), kAnyone);
      break;
    case Opcode::TypeAssert:
    case Opcode::Opaque:
      if (carries(i.type)) known_to(node_of(body, v), kAnyone);
      break;
    case Opcode::Extract: {
      // Out of an interface, or of an iterator.
      const Instr& t = f.at(f.operand(i, 0));
      bool unknown = t.op == Opcode::TypeAssertOk || (t.op == Opcode::RangeNext && node_of(body, f.operand(f.operand(t, 0), 0)) < 0);
      if (unknown && carries(i.type)) known_to(node_of(body, v), kAnyone);
      break;
    }
    default: break;
  }
}

void Channels::closure(const Examined& body, ValueId v) {
  const Function& f = body.function;
  const Instr& i = f.at(v);
  const Function* inner = f.closures[i.aux].get();
  for (size_t k = 0; k < i.count; k++)
    if (ValueId o = f.operand(i, k); o && carries(f.at(o).type)) unite(node_of(body, o), node_of(inner, kCaptured | static_cast<uint32_t>(k)));
  Signature* s = inner->signature;
  bool channels = false;
  for (size_t k = 0; s && k < s->param_count(); k++) channels = channels || carries(s->param(k)->type);
  for (size_t k = 0; s && k < s->result_count(); k++) channels = channels || carries(s->result(k)->type);
  if (!channels) return;
  for (const Instr& user : f.instrs)
    for (size_t k = 0; k < user.count; k++)
      if (f.operand(user, k) == v && !(user.op == Opcode::Call && k == 0)) used_literals_.insert(inner);
}

// Of package sync; false for others.
bool Channels::sync_call(const Examined& body, ValueId v, const Func* callee) {
  static const NameSet names{"Add", "Done", "Go", "Wait", "Signal", "Broadcast", "NewCond"};
  if (!names.contains(callee->name) || flow::package_path(callee) != "sync") return false;
  const Function& f = body.function;
  const Instr& i = f.at(v);
  std::string_view type = flow::receiver_type(callee), name = callee->name.view();
  if (type == "WaitGroup") {
    const Instr& by = f.at(f.operand(i, 2));
    int64_t n = 0;
    bool positive = by.op == Opcode::Const && Const{Ref<ConstData>::from_raw(by.aux)}.int64_value(&n) && n > 0;
    if (name == "Add") use(body, positive ? kAdd : kAdd | kWake, f.operand(i, 1), v);
    if (name == "Done") use(body, kWake, f.operand(i, 1), v);
    if (name == "Go") use(body, kAdd | kWake, f.operand(i, 1), v);
  }
  if (type == "Cond" && name != "Wait") use(body, kWake, f.operand(i, 1), v);
  return type == "WaitGroup" || type == "Cond" || name == "NewCond";
}

void Channels::call(const Examined& body, ValueId v) {
  const Function& f = body.function;
  const Instr& i = f.at(v);
  const Func* target = ir::callee(i);
  const Examined* callee = nullptr;
  if (target) {
    if (sync_call(body, v, target)) return;
    const flow::PackageFlow* owner = target->pkg ? program_.package(target->pkg) : nullptr;
    callee = owner ? owner->examined(target) : nullptr;
  } else if (ValueId made = body.flow.number(f.operand(i, 0)); made && made.v < f.instrs.size() && f.at(made).op == Opcode::MakeClosure) {
    callee = reading_->examined(*f.closures[f.at(made).aux]);
  }
  if (!callee) return outside_call(body, v, target);
  Link link{&callee->function, {}, {}};
  bool any = false;
  for (size_t k = 1; k < i.count; k++) {
    ValueId o = f.operand(i, k);
    link.arguments.push_back(o && carries(f.at(o).type) ? node_of(body, o) : -1);
    any = any || link.arguments.back() >= 0;
  }
  if (i.type && i.type->kind == TypeKind::Tuple) {
    link.results.resize(static_cast<Tuple*>(i.type.get())->size(), -1);
    for (uint32_t n = v.v + 1; n < f.instrs.size() && n < v.v + 16; n++) {
      const Instr& x = f.instrs[n];
      if (x.op == Opcode::Extract && f.operand(x, 0) == v && x.aux < link.results.size() && carries(x.type))
        any = (link.results[x.aux] = node_of(body, ValueId{n})) >= 0 || any;
    }
  } else if (carries(i.type)) {
    link.results.push_back(node_of(body, v));
    any = true;
  }
  if (any) links_.push_back(std::move(link));
}

// A callee that is not seen may do with its arguments what their types allow, and returns what anyone may use.
void Channels::outside_call(const Examined& body, ValueId v, const Func* callee) {
  const Function& f = body.function;
  const Instr& i = f.at(v);
  Signature* s = callee ? callee->signature() : nullptr;
  size_t receiver = i.op == Opcode::Call && s && s->recv ? 1 : 0;
  for (size_t k = 1; k < i.count; k++) {
    ValueId o = f.operand(i, k);
    if (!o || !carries(f.at(o).type)) continue;
    if (callee && flow::package_path(callee) == "os/signal") {
      signal_call(node_of(body, o), callee);
      continue;
    }
    bool declared = s && k > receiver && k - 1 - receiver < s->param_count();
    known_to(node_of(body, o), allowed(declared ? s->param(k - 1 - receiver)->type.get() : f.at(o).type.get()));
  }
  if (carries(i.type)) known_to(node_of(body, v), kAnyone);
  if (!i.type || i.type->kind != TypeKind::Tuple) return;
  for (uint32_t n = v.v + 1; n < f.instrs.size() && n < v.v + 16; n++)
    if (const Instr& x = f.instrs[n]; x.op == Opcode::Extract && f.operand(x, 0) == v && carries(x.type)) known_to(node_of(body, ValueId{n}), kAnyone);
}

// Signals arrive until Stop, and the channel stays open.
void Channels::signal_call(int channel, const Func* callee) {
  if (channel < 0) return;
  known_to(channel, kSend);
  if (callee->name.view() == "Notify") notified_.push_back(channel);
  if (callee->name.view() == "Stop") stopped_.push_back(channel);
}

// Parameters and results of functions whose callers are not all seen.
void Channels::open_to_callers(const Examined& body, const flow::Contexts& contexts) {
  const Function& f = body.function;
  bool unseen = contexts.has_unseen_callers(&f) || used_literals_.contains(&f) ||
                (f.object && f.signature && f.signature->recv && invoked_.contains(f.object->name.id()));
  for (ValueId p : f.params) {
    if (!carries(f.at(p).type)) continue;
    int n = node_of(body, p);
    shared_[find(n)] = true;
    if (unseen) known_to(n, kAnyone);
  }
  for (size_t k = 0; f.signature && k < f.signature->result_count(); k++) {
    Type* t = f.signature->result(k)->type;
    if (!carries(t)) continue;
    int n = node_of(&f, kResult | static_cast<uint32_t>(k));
    shared_[find(n)] = true;
    if (unseen) known_to(n, allowed(t));
  }
}

// ---- the whole program ----

// What is passed to a parameter that ends in a field or global, or got from one, is that; and where a callee stores one parameter in another
// (`*list = append(*list, ch)`), or returns it or a part of it, so are what is passed and what is got.
void Channels::link() {
  auto slot = [&](const Function* f, uint32_t s) {
    auto it = slots_.find({f, s});
    return it == slots_.end() ? -1 : find(it->second);
  };
  auto parameter = [&](const Function* f, size_t k) { return k < f->params.size() ? slot(f, f->params[k].v) : -1; };
  struct Part {
    int inside, outside, depth;  // the node in the callee; the caller's whole, of which it is the part at this depth
  };
  std::vector<Part> parts;
  for (bool changed = true; changed;) {
    changed = false;
    auto join = [&](int a, int b) {
      if (a < 0 || b < 0 || find(a) == find(b)) return;
      unite(a, b);
      changed = true;
    };
    auto part_of = [&](int whole, int depth) {
      while (depth-- > 0) whole = element(whole);
      return whole;
    };
    for (const Link& l : links_) {
      parts.clear();
      auto add = [&](int inside, int outside) {
        if (inside < 0 || outside < 0) return;
        if (anchored_[inside]) join(outside, inside);
        for (int depth = 0; inside >= 0 && depth < 3; depth++) {
          inside = find(inside);
          for (const Part& p : parts)
            if (p.inside == inside && p.outside != outside) join(part_of(p.outside, p.depth), part_of(outside, depth));
          parts.push_back({inside, outside, depth});
          inside = element_[inside];
        }
      };
      for (size_t k = 0; k < l.arguments.size(); k++) add(parameter(l.callee, k), l.arguments[k]);
      for (size_t r = 0; r < l.results.size(); r++) add(slot(l.callee, kResult | static_cast<uint32_t>(r)), l.results[r]);
    }
  }
}

// What is in a container that is passed or returned, as far as the callee knows it.
void Channels::link_elements() {
  bool changed = true;
  auto pass = [&](int above, const Function* f, uint32_t s) {
    auto it = slots_.find({f, s});
    if (above < 0 || it == slots_.end()) return;
    int x = find(above), y = find(it->second);
    for (int depth = 0; depth < 3 && x != y && element_[y] >= 0; depth++) {
      changed = changed || element_[x] < 0;
      x = find(element(x)), y = find(element_[y]);
    }
  };
  while (std::exchange(changed, false)) {
    for (const Link& l : links_) {
      for (size_t k = 0; k < l.arguments.size() && k < l.callee->params.size(); k++) pass(l.arguments[k], l.callee, l.callee->params[k].v);
      for (size_t r = 0; r < l.results.size(); r++) pass(l.results[r], l.callee, kResult | static_cast<uint32_t>(r));
    }
  }
}

void Channels::collect() {
  size_t n = parent_.size();
  down_.resize(n), up_.resize(n);
  auto edge = [&](int from, std::pair<const Function*, uint32_t> to) {
    auto it = slots_.find(to);
    if (from < 0 || it == slots_.end()) return;
    int x = find(from), y = find(it->second);
    for (int depth = 0; depth < 4 && x != y; depth++) {
      down_[x].push_back(y);
      up_[y].push_back(x);
      if (element_[x] < 0 || element_[y] < 0) break;
      x = find(element_[x]), y = find(element_[y]);
    }
  };
  for (const Link& l : links_) {
    for (size_t k = 0; k < l.arguments.size() && k < l.callee->params.size(); k++) edge(l.arguments[k], {l.callee, l.callee->params[k].v});
    for (size_t r = 0; r < l.results.size(); r++) edge(l.results[r], {l.callee, kResult | static_cast<uint32_t>(r)});
  }
  own_.resize(n), uses_.resize(n);
  for (const auto& [v, u] : all_uses_) {
    own_[find(v)] |= u.kind;
    uses_[find(v)].push_back(u);
  }
  all_uses_.clear();
  // Where nobody ever calls Stop, the signals are those of the process, which is handled once.
  for (int x : notified_)
    if (std::none_of(stopped_.begin(), stopped_.end(), [&](int y) { return find(x) == find(y); })) known_to(x, kAnyone);
  // Who knows a container knows what is in it.
  for (int round = 0; round < 4; round++)
    for (size_t v = 0; v < n; v++)
      if (int x = find(static_cast<int>(v)); element_[x] >= 0) outside_[find(element_[x])] |= outside_[x];
}

// ---- questions ----

int Channels::object(const Examined& body, ValueId v) const {
  std::lock_guard lock(mutex_);
  // What has not been met while reading is not known.
  int n = const_cast<Channels&>(*this).node_of(body, v);
  return n < 0 || static_cast<size_t>(n) >= down_.size() ? -1 : find(n);
}

int Channels::parameter(int object, const Function& f) const {
  std::lock_guard lock(mutex_);
  if (object < 0 || anchored_[find(object)]) return -1;
  for (size_t k = 0; k < f.params.size(); k++) {
    auto it = slots_.find({&f, f.params[k].v});
    if (it != slots_.end() && find(it->second) == find(object)) return static_cast<int>(k);
  }
  return -1;
}

int Channels::result(int object, const Function& f) const {
  std::lock_guard lock(mutex_);
  if (object < 0 || anchored_[find(object)] || outside_[find(object)]) return -1;
  for (uint32_t k = 0; f.signature && k < f.signature->result_count(); k++) {
    auto it = slots_.find({&f, kResult | k});
    if (it != slots_.end() && find(it->second) == find(object)) return static_cast<int>(k);
  }
  return -1;
}

std::vector<int> Channels::below(std::vector<int> work) const {
  absl::flat_hash_set<int> seen(work.begin(), work.end());
  for (size_t k = 0; k < work.size(); k++)
    for (int y : down_[work[k]])
      if (seen.insert(y).second) work.push_back(y);
  return work;
}

uint8_t Channels::may(int object, bool callers) const {
  std::lock_guard lock(mutex_);
  if (object < 0 || static_cast<size_t>(object) >= down_.size()) return kAnyone;
  auto [known, fresh] = may_.try_emplace({find(object), callers}, 0);
  if (!fresh) return known->second;
  std::vector<int> all{find(object)};
  if (callers) {
    absl::flat_hash_set<int> seen(all.begin(), all.end());
    for (size_t k = 0; k < all.size(); k++)
      for (int y : up_[all[k]])
        if (seen.insert(y).second) all.push_back(y);
  }
  uint8_t bits = 0;
  for (int x : below(std::move(all))) bits |= own_[x] | outside_[x];
  // What lasts fills up.
  if ((anchored_[find(object)] & kGlobal) && !(bits & kReceive)) bits &= ~kRoom;
  return known->second = bits;
}

bool Channels::local(int object) const {
  std::lock_guard lock(mutex_);
  if (object < 0 || static_cast<size_t>(object) >= down_.size()) return false;
  int x = find(object);
  if (anchored_[x] || shared_[x] || outside_[x]) return false;
  for (int y : below({x}))
    if (anchored_[y] || outside_[y]) return false;
  return true;
}

bool Channels::field(int object) const {
  std::lock_guard lock(mutex_);
  if (object < 0 || static_cast<size_t>(object) >= down_.size()) return false;
  int x = find(object);
  if (anchored_[x] != kField || shared_[x] || outside_[x]) return false;
  for (int y : below({x}))
    if (y != x && (anchored_[y] || outside_[y])) return false;
  return true;
}

std::vector<ChannelUse> Channels::uses(int object) const {
  std::lock_guard lock(mutex_);
  std::vector<ChannelUse> out;
  if (object < 0 || static_cast<size_t>(object) >= down_.size()) return out;
  for (int x : below({find(object)})) out.insert(out.end(), uses_[x].begin(), uses_[x].end());
  return out;
}

const std::vector<std::pair<const Examined*, ValueId>>* Channels::contexts_in(const Var* field) const {
  if (open(field)) return nullptr;
  auto it = context_fields_.find(origin_of(field));
  return it == context_fields_.end() ? nullptr : &it->second;
}

}  // namespace ptrsafe::lifetime
