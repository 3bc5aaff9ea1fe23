#include "lifetime/key_sources.h"

#include <algorithm>
#include <utility>

#include "flow/library.h"
#include "flow/map_table.h"
#include "lifetime/facts.h"
#include "types/lookup.h"
#include "types/predicates.h"

namespace ptrsafe::lifetime {
namespace {

constexpr int kMaxDepth = 24;
constexpr size_t kMaxSeen = 600;

KeyKind kind_of(uint32_t facts) {
  if (facts & kRequest) return KeyKind::Request;
  if (facts & kNetwork) return KeyKind::Network;
  if (facts & kClock) return KeyKind::Clock;
  if (facts & kRandom) return KeyKind::Random;
  if (facts & kStdin) return KeyKind::Input;
  return KeyKind::None;
}

// What may be a part of a key: numbers other than those that count things, and what is made of bytes.
bool may_carry(Type* t) {
  return t && !is_basic(t, BasicKind::Bool) && !is_or_points_to(t, "", "error");
}

// A layout of times without the year and without fractions has few results.
bool few_times(const Examined& body, const Instr& call) {
  const Instr& layout = body.function.at(same(body, body.function.operand(call, 2)));
  if (layout.op != Opcode::Const) return false;
  Const c{Ref<ConstData>::from_raw(layout.aux)};
  if (c.kind() != ConstKind::String) return false;
  std::string_view s = c.string_value();
  auto has = [&](std::string_view part) { return s.find(part) != std::string_view::npos; };
  return !has("06") && !has(".0") && !has(".9") && !has(",0") && !has(",9");
}

// The channel of the case that gives the value; none for what is no part of a select.
ValueId selected(const Function& f, const Instr& i) {
  const Instr& t = f.at(i.op == Opcode::Extract ? f.operand(i, 0) : ValueId{});
  return t.op == Opcode::Select && i.aux >= 2 && 2 * (i.aux - 2) < t.count ? f.operand(t, 2 * (i.aux - 2)) : ValueId{};
}

bool is_request(Type* t) { return is_or_points_to(t, "net/http", "Request"); }

}  // namespace

const char* name_of(KeyKind k) {
  constexpr const char* kNames[] = {"", "a request", "the network", "what is read", "a clock", "a counter", "randomness"};
  return kNames[static_cast<int>(k)];
}

// The local of a program's main line that is at the address, which a literal has captured.
static const Var* captured_local(const ProgramIndex& index, const Examined& body, ValueId address) {
  const Instr& i = body.function.at(address);
  Place made = i.op == Opcode::FreeVar ? index.closure(body.function) : Place{};
  if (!made) return nullptr;
  const Function& outer = made.body->function;
  ValueId there = same(*made.body, outer.operand(made.v, i.aux));
  if (outer.at(there).op == Opcode::FreeVar) return captured_local(index, *made.body, there);
  bool stays = outer.at(there).op == Opcode::Alloc && index.main_line(&outer);
  return stays ? static_cast<const Var*>(Ref<Object>::from_raw(outer.at(there).aux).get()) : nullptr;
}

const Var* counter(const ProgramIndex& index, const Examined& body, ValueId v) {
  const Function& f = body.function;
  v = same(body, v);
  const Instr& i = f.at(v);
  const Var* variable = nullptr;
  if (i.op == Opcode::Load) {
    variable = variable_at(body, same(body, f.operand(i, 0)));
  } else if (i.op == Opcode::Binary) {
    const Instr& x = f.at(same(body, f.operand(i, 0)));
    if (x.op == Opcode::Load) variable = variable_at(body, same(body, f.operand(x, 0)));
  } else if (i.op == Opcode::Call) {
    // atomic.AddInt64(&n, 1), n.Add(1), n.Load()
    const Func* callee = ir::callee(i);
    if (!callee || flow::package_path(callee) != "sync/atomic") return nullptr;
    std::string_view name = callee->name.view();
    if (!name.starts_with("Add") && !name.starts_with("Load")) return nullptr;
    ValueId address = same(body, f.operand(i, 1));
    const Var* at = variable_at(body, address);
    return at ? at : captured_local(index, body, address);
  }
  if (!variable || !is_integer(variable->type)) return nullptr;
  bool adds = false;
  for (const StoreSite& s : index.stores(variable)) {
    const Function& g = s.body->function;
    const Instr& value = g.at(same(*s.body, s.value));
    if (value.op == Opcode::Binary && static_cast<Op>(value.sub) == Op::Add) {
      const Instr& x = g.at(same(*s.body, g.operand(value, 0)));
      if (x.op == Opcode::Load && variable_at(*s.body, same(*s.body, g.operand(x, 0))) == variable) {
        adds = true;
        continue;
      }
    }
    if (s.body->function.node && g.at(s.at).op == Opcode::Store && index.repeated(*s.body, s.at)) return nullptr;
  }
  return adds ? variable : nullptr;
}

KeySource KeySources::of(const Examined& body, ValueId key, ValueId at, ValueId map) {
  frames_.clear();
  seen_.clear();
  map_ = same(body, map);
  inserter_ = &body;
  wanted_ = nullptr;
  if (few_values(body.function.at(key).type, nullptr)) return {};
  return trace(body, key, at, 0);
}

KeySource KeySources::asserted(const Examined& body, ValueId v, Type* type, ValueId at, int depth) {
  Type* outer = std::exchange(wanted_, as_under<Interface>(type) || is_type_param(type) ? nullptr : type);
  KeySource s = trace(body, v, at, depth);
  wanted_ = outer;
  return s;
}

KeySource KeySources::any(const Examined& body, std::span<const ValueId> operands, ValueId at, int depth) {
  for (ValueId o : operands)
    if (o)
      if (KeySource s = trace(body, o, at, depth)) return s;
  return {};
}

// `at` is where the value is used: what has been tested before that is limited.
KeySource KeySources::trace(const Examined& body, ValueId v, ValueId at, int depth) {
  v = same(body, v);
  if (!v || depth > kMaxDepth || seen_.size() > kMaxSeen) return {};
  std::pair<Place, bool> here{{&body, v}, false};
  if (std::find(seen_.begin(), seen_.end(), here) != seen_.end()) return {};
  seen_.push_back(here);
  const Instr& i = body.function.at(v);
  if (i.op == Opcode::Const || i.op == Opcode::Zero || few_values(i.type, nullptr)) return {};
  KeySource s = follow(body, v, at, depth + 1);
  return s && limited(body, v, at) ? KeySource{} : s;
}

KeySource KeySources::follow(const Examined& body, ValueId v, ValueId at, int depth) {
  const Function& f = body.function;
  const Instr& i = f.at(v);
  if (uint32_t facts = facts_of_type(i.type); kind_of(facts) != KeyKind::None) return {kind_of(facts), {&body, v}};
  switch (i.op) {
    case Opcode::Param:
      for (uint32_t p = 0; p < f.params.size(); p++)
        if (f.params[p] == v) {
          if (is_request(i.type) && serves_request(f)) return {KeyKind::Request, {&body, v}};
          return parameter(body, p, depth);
        }
      return {};
    case Opcode::FreeVar: return captured(body, i.aux, depth);
    case Opcode::Call:
    case Opcode::Invoke: return call(body, v, 0, at, depth);
    case Opcode::Extract: {
      ValueId tuple = f.operand(i, 0);
      const Instr& t = f.at(tuple);
      if (t.op == Opcode::Call || t.op == Opcode::Invoke) return call(body, tuple, i.aux, v, depth);
      if (t.op == Opcode::RangeNext && i.aux > 0) {
        ValueId over = f.operand(f.operand(t, 0), 0);
        return f.at(over).type && is_string(f.at(over).type) ? KeySource{} : trace(body, over, at, depth);
      }
      if (t.op == Opcode::TypeAssertOk && i.aux == 0) return asserted(body, f.operand(t, 0), i.type, at, depth);
      if ((t.op == Opcode::LookupOk || t.op == Opcode::RecvOk) && i.aux == 0) return trace(body, f.operand(t, 0), at, depth);
      if (ValueId channel = selected(f, i)) return trace(body, channel, at, depth);
      return {};
    }
    case Opcode::Load: return load(body, v, at, depth);
    case Opcode::Alloc:
    case Opcode::MakeSlice:
    case Opcode::FieldAddr:
    case Opcode::IndexAddr: return cell(body, v, at, depth);
    case Opcode::Field: {
      ValueId from = same(body, f.operand(i, 0));
      if (facts_of_field(f.at(from).type, flow::field_of_value(body.flow, v)) & kFew) return {};
      if (f.at(from).op == Opcode::StructLit) return trace(body, f.operand(from, i.aux), at, depth);
      if (selected(f, f.at(from))) return variable(flow::field_of_value(body.flow, v), depth);
      if (KeySource s = trace(body, from, at, depth)) return s;
      return variable(flow::field_of_value(body.flow, v), depth);
    }
    case Opcode::Phi: {
      // The variable of a loop that nothing bounds counts.
      for (ValueId o : f.operands_of(i)) {
        const Instr& next = f.at(same(body, o));
        if (next.op == Opcode::Binary && static_cast<Op>(next.sub) == Op::Add && same(body, f.operand(next, 0)) == v)
          return f.at(f.blocks[i.block.v].instrs.back()).op == Opcode::If ? KeySource{} : KeySource{KeyKind::Counter, {&body, v}};
      }
      // What comes in from one side may have been limited there: `switch k { case "a", "b": name = k }`.
      const ir::BlockList& from = f.blocks[i.block.v].preds;
      for (size_t k = 0; k < i.count; k++) {
        ValueId o = f.operand(i, k);
        if (!o || (k < from.size() && limited(body, o, from[k], i.block))) continue;
        if (KeySource s = trace(body, o, at, depth + 2)) return s;
      }
      return {};
    }
    case Opcode::Binary: {
      auto op = static_cast<Op>(i.sub);
      if (op == Op::Rem || op == Op::And || op == Op::AndNot || is_comparison(op)) return {};
      if (counter(index_, body, v)) return {KeyKind::Counter, {&body, v}};
      return any(body, f.operands_of(i), at, depth);
    }
    case Opcode::Builtin: {
      auto id = static_cast<BuiltinId>(i.aux);
      if (id == BuiltinId::Append) return any(body, f.operands_of(i), at, depth);
      // m[len(m)] = v
      if (id == BuiltinId::Len && &body == inserter_ && same(body, f.operand(i, 0)) == map_) return {KeyKind::Counter, {&body, v}};
      return {};
    }
    case Opcode::SliceOf: {
      int64_t high = 99;
      const Instr& h = f.at(f.operand(i, 2));
      if (!f.operand(i, 1) && h.op == Opcode::Const && Const{Ref<ConstData>::from_raw(h.aux)}.int64_value(&high) && high <= 2) return {};
      return trace(body, f.operand(i, 0), at, depth);
    }
    case Opcode::Index: return f.at(f.operand(i, 0)).type && is_string(f.at(f.operand(i, 0)).type) ? KeySource{} : trace(body, f.operand(i, 0), at, depth);
    case Opcode::StructLit:
    case Opcode::ArrayLit: return any(body, f.operands_of(i), at, depth);
    case Opcode::Lookup:
    case Opcode::Unary:
    case Opcode::Convert:
    case Opcode::Recv: return trace(body, f.operand(i, 0), at, depth);
    case Opcode::TypeAssert: return asserted(body, f.operand(i, 0), i.type, at, depth);
    case Opcode::MakeInterface: {
      Type* given = f.at(f.operand(i, 0)).type;
      if (wanted_ && given && !is_type_param(given) && !identical(given, wanted_)) return {};
      Type* outer = std::exchange(wanted_, nullptr);
      KeySource s = trace(body, f.operand(i, 0), at, depth);
      wanted_ = outer;
      return s;
    }
    default: return {};
  }
}

KeySource KeySources::call(const Examined& body, ValueId v, uint32_t result, ValueId at, int depth) {
  const Function& f = body.function;
  const Instr& i = f.at(v);
  const Func* callee = ir::callee(i);
  const Examined* inner = callee && i.op == Opcode::Call ? index_.body(callee) : nullptr;
  if (!callee) {
    ValueId made = same(body, f.operand(i, 0));
    if (f.at(made).op == Opcode::MakeClosure) inner = index_.body(f.closures[f.at(made).aux].get());
    if (!inner) return held(body, v, made, result, depth);
  }
  uint32_t facts = callee ? facts_of(callee) : 0;
  if (facts & kFew) return {};
  if (KeyKind k = kind_of(facts); k != KeyKind::None) {
    Type* t = i.type && i.type->kind == TypeKind::Tuple ? static_cast<Tuple*>(i.type.get())->vars[result]->type.get() : i.type.get();
    if (!(facts & kFills) || (t && !is_integer(t))) return {k, {&body, v}};
  }
  if (facts & kFills) return {};
  if (callee && counter(index_, body, v)) return {KeyKind::Counter, {&body, v}};
  if (facts & kReads) return reader(body, f.operand(i, i.op == Opcode::Invoke ? 0 : 1), true, depth);
  if (facts & kKeeps) {
    if (callee->name.view() == "Format" && flow::is_method(callee, "time", "Time", "Format") && few_times(body, i)) return {};
    Signature* s = callee->signature();
    Type* t = s && result < s->result_count() ? s->result(result)->type.get() : nullptr;
    bool number = t && is_integer(t) && flow::package_path(callee) != "strconv" && flow::package_path(callee) != "time" && flow::package_path(callee) != "encoding/binary";
    if (!may_carry(t) || (number && !is_or_points_to(t, "time", "Duration"))) return {};
    return any(body, f.operands_of(i), at, depth);
  }
  if (inner) return returned(*inner, body, v, result, depth);
  if (i.op == Opcode::Invoke && index_.program().package(callee->pkg)) {
    // What the program's own types all give for it; of too many nothing is known.
    KeySource all;
    for (const Func* m : index_.program().dynamic_calls(false).methods(callee)) {
      const Examined* method = index_.body(m);
      KeySource s = method ? returned(*method, body, v, result, depth) : KeySource{};
      if (!s) return {};
      if (!all) all = s;
    }
    return all;
  }
  // A method of a request, a connection, an address: String(), Name().
  ValueId receiver = i.op == Opcode::Invoke ? f.operand(i, 0) : ValueId{};
  return receiver && i.count == 1 ? trace(body, receiver, at, depth) : KeySource{};
}

// What `inner` returns to the call.
KeySource KeySources::returned(const Examined& inner, const Examined& body, ValueId call, uint32_t result, int depth) {
  if (frames_.size() > 6) return {};
  const Function& g = inner.function;
  frames_.push_back({&g, {&body, call}});
  KeySource found;
  for (ValueId r : g.with(Opcode::Return))
    if (!found && inner.flow.reached(r) && result < g.at(r).count) found = trace(inner, g.operand(r, result), r, depth);
  frames_.pop_back();
  return found;
}

// Of the call of what a field or package-level variable holds.
KeySource KeySources::held(const Examined& body, ValueId call, ValueId called, uint32_t result, int depth) {
  const Function& f = body.function;
  const Var* variable = called && f.at(called).op == Opcode::Load ? variable_at(body, same(body, f.operand(called, 0))) : nullptr;
  if (!variable) return {};
  for (const Place& p : index_.closures_in(variable))
    if (const Examined* literal = index_.body(p.body->function.closures[p.instr().aux].get()))
      if (KeySource s = returned(*literal, body, call, result, depth)) return s;
  return {};
}

KeySource KeySources::parameter(const Examined& body, uint32_t number, int depth) {
  const Function& f = body.function;
  if (!frames_.empty() && frames_.back().callee == &f) {
    Frame frame = frames_.back();
    frames_.pop_back();
    // An interface's method is given its receiver first.
    ValueId argument = frame.call.body->function.operand(frame.call.v, frame.call.instr().op == Opcode::Invoke ? number : number + 1);
    KeySource s = argument ? trace(*frame.call.body, argument, frame.call.v, depth) : KeySource{};
    frames_.push_back(frame);
    return s;
  }
  if (!frames_.empty()) return {};
  for (const flow::CallSite& c : index_.contexts().calls_of(&f)) {
    ValueId argument = c.caller->function.operand(c.at, number + 1);
    if (argument)
      if (KeySource s = trace(*c.caller, argument, c.at, depth)) return s;
  }
  if (f.parent)
    for (const Place& p : index_.calls_through_variables(f)) {
      ValueId argument = p.body->function.operand(p.v, number + 1);
      if (argument)
        if (KeySource s = trace(*p.body, argument, p.v, depth)) return s;
    }
  if (f.object && f.signature->recv && number > 0)
    for (const Place& p : index_.invokes(f.object)) {
      ValueId argument = p.body->function.operand(p.v, number);
      if (argument)
        if (KeySource s = trace(*p.body, argument, p.v, depth)) return s;
    }
  return {};
}

KeySource KeySources::captured(const Examined& body, uint32_t number, int depth) {
  Place made = index_.closure(body.function);
  if (!made) return {};
  std::vector<Frame> frames;
  std::swap(frames, frames_);  // the literal may run after the calls that the question went into
  ValueId value = made.body->function.operand(made.v, number);
  KeySource s = value ? trace(*made.body, value, made.v, depth) : KeySource{};
  std::swap(frames, frames_);
  return s;
}

KeySource KeySources::load(const Examined& body, ValueId v, ValueId at, int depth) {
  const Function& f = body.function;
  ValueId address = same(body, f.operand(v, 0));
  const Instr& a = f.at(address);
  if (a.op == Opcode::Global) {
    if (counter(index_, body, v)) return {KeyKind::Counter, {&body, v}};
    return variable(variable_at(body, address), depth);
  }
  if (a.op != Opcode::FieldAddr) return trace(body, address, at, depth);
  ValueId object = same(body, f.operand(a, 0));
  const Var* field = flow::field_at(body.flow, address);
  if (facts_of_field(f.at(object).type, field) & kFew) return {};
  if (counter(index_, body, v)) return {KeyKind::Counter, {&body, v}};
  if (is_request(f.at(object).type) || kind_of(facts_of_type(f.at(object).type)) != KeyKind::None) return trace(body, object, at, depth);
  if (KeySource s = cell(body, address, at, depth)) return s;
  bool is_filled = false;
  filled(body, address, depth, &is_filled);
  if (is_filled) return {};
  // Of a field that nobody here sets: what the object is made of.
  bool set = !index_.stores(field).empty() || (index_.owner(field) && !index_.fillers(index_.owner(field)).empty());
  return set ? variable(field, depth) : trace(body, object, at, depth);
}

// What is in memory at an address of this function: what is stored there, and what fills it.
KeySource KeySources::cell(const Examined& body, ValueId address, ValueId at, int depth) {
  const Function& f = body.function;
  bool is_filled = false;
  if (KeySource s = filled(body, address, depth, &is_filled); is_filled) return s;
  ValueId root = address;
  std::vector<ValueId> path;  // from the address to its root
  for (; f.at(root).op == Opcode::FieldAddr || f.at(root).op == Opcode::IndexAddr; root = same(body, f.operand(root, 0))) path.push_back(root);
  for (uint32_t n = 1; n < f.instrs.size(); n++) {
    const Instr& i = f.instrs[n];
    if (i.op != Opcode::Store) continue;
    ValueId to = same(body, f.operand(i, 0)), value = f.operand(i, 1);
    if (!(to == address) && !(to == root && f.at(root).op == Opcode::Alloc)) continue;
    // Of a whole object that is stored, the part.
    if (!(to == address))
      for (size_t k = path.size(); k > 0 && f.at(path[k - 1]).op == Opcode::FieldAddr && f.at(same(body, value)).op == Opcode::StructLit; k--)
        value = f.operand(same(body, value), f.at(path[k - 1]).aux);
    if (value)
      if (KeySource s = trace(body, value, ValueId{n}, depth)) return s;
  }
  if (root == address || f.at(root).op == Opcode::Alloc) return {};
  // Parts of a request, and elements of a slice; fields of other objects are what is stored in them.
  bool elements = f.at(address).op == Opcode::IndexAddr;
  bool value = is_request(f.at(root).type) || f.at(root).op == Opcode::Call || f.at(root).op == Opcode::Extract;
  return elements || value ? trace(body, elements ? f.operand(address, 0) : root, at, depth) : KeySource{};
}

// Calls in this function that fill the memory at `address`, or a whole that it is a part of.
KeySource KeySources::filled(const Examined& body, ValueId address, int depth, bool* is_filled) {
  const Function& f = body.function;
  auto part = [&](ValueId of) {
    of = same(body, of);
    for (ValueId a = address;; a = same(body, f.operand(a, 0))) {
      if (a == of) return true;
      Opcode op = f.at(a).op;
      if (op != Opcode::FieldAddr && op != Opcode::IndexAddr && op != Opcode::SliceOf && op != Opcode::Load) return false;
    }
  };
  for (uint32_t n = 1; n < f.instrs.size(); n++) {
    const Instr& i = f.instrs[n];
    if ((i.op != Opcode::Call && i.op != Opcode::Invoke) || !(facts_of(ir::callee(i)) & kFills)) continue;
    for (ValueId o : f.operands_of(i)) {
      if (!o) continue;
      std::vector<ValueId> parts{o};
      if (f.at(o).op == Opcode::ArrayLit) parts.assign(f.operands_of(f.at(o)).begin(), f.operands_of(f.at(o)).end());
      for (ValueId p : parts) {
        if (f.at(p).op == Opcode::MakeInterface) p = f.operand(p, 0);
        while (f.at(p).op == Opcode::SliceOf) p = f.operand(p, 0);
        if (!p || !part(p)) continue;
        *is_filled = true;
        return filled_by({&body, ValueId{n}}, depth);
      }
    }
  }
  return {};
}

// Where a call that fills memory gets it from: its first operand.
KeySource KeySources::filled_by(const Place& p, int depth) {
  const Instr& i = p.instr();
  uint32_t facts = facts_of(ir::callee(i));
  if (KeyKind k = kind_of(facts); k != KeyKind::None) return {k, p};
  return reader(*p.body, p.body->function.operand(i, i.op == Opcode::Invoke ? 0 : 1), false, depth);
}

KeySource KeySources::variable(const Var* v, int depth) {
  if (!v) return {};
  std::vector<Frame> frames;
  std::swap(frames, frames_);
  KeySource found;
  auto stores = index_.stores(v);
  if (stores.size() <= 8) {
    for (const StoreSite& s : stores) {
      KeySource one = trace(*s.body, s.value, s.at, depth + 1);
      if (one) found = one;
    }
  }
  // A field of what decoders fill.
  const Named* owner = !found && v->is_field() && stores.empty() ? index_.owner(v) : nullptr;
  if (owner)
    for (const Place& p : index_.fillers(owner)) {
      found = filled_by(p, depth);
      if (!found) break;  // from a file, too
    }
  std::swap(frames, frames_);
  return found;
}

// What comes out of a reader, or out of data that is decoded.
KeySource KeySources::reader(const Examined& body, ValueId v, bool lines, int depth) {
  const Function& f = body.function;
  v = same(body, v);
  if (!v || depth > kMaxDepth || seen_.size() > kMaxSeen) return {};
  std::pair<Place, bool> here{{&body, v}, true};
  if (std::find(seen_.begin(), seen_.end(), here) != seen_.end()) return {};
  seen_.push_back(here);
  const Instr& i = f.at(v);
  depth++;
  if (KeyKind k = kind_of(facts_of_type(i.type)); k != KeyKind::None) return {k, {&body, v}};
  switch (i.op) {
    case Opcode::Load: {
      ValueId address = same(body, f.operand(i, 0));
      const Var* variable = variable_at(body, address);
      if (variable && f.at(address).op == Opcode::Global) {
        bool standard = variable->pkg && variable->pkg->path.view() == "os" && variable->name.view() == "Stdin";
        if (standard) return {KeyKind::Input, {&body, v}};
      }
      if (variable) {
        ValueId object = f.at(address).op == Opcode::FieldAddr ? same(body, f.operand(address, 0)) : ValueId{};
        if (object && (is_request(f.at(object).type) || is_or_points_to(f.at(object).type, "net/http", "Response"))) return trace(body, object, v, depth);
        for (const StoreSite& s : index_.stores(variable))
          if (KeySource found = reader(*s.body, s.value, lines, depth)) return found;
        return {};
      }
      for (uint32_t n = 1; n < f.instrs.size(); n++)
        if (f.instrs[n].op == Opcode::Store && same(body, f.operand(f.instrs[n], 0)) == address)
          if (KeySource found = reader(body, f.operand(f.instrs[n], 1), lines, depth)) return found;
      return f.at(address).op == Opcode::FreeVar ? reader(body, address, lines, depth) : KeySource{};
    }
    case Opcode::Alloc:
      for (uint32_t n = 1; n < f.instrs.size(); n++)
        if (f.instrs[n].op == Opcode::Store && same(body, f.operand(f.instrs[n], 0)) == v)
          if (KeySource found = reader(body, f.operand(f.instrs[n], 1), lines, depth)) return found;
      {
        bool is_filled = false;
        return filled(body, v, depth, &is_filled);
      }
    case Opcode::FreeVar: {
      Place made = index_.closure(f);
      return made ? reader(*made.body, made.body->function.operand(made.v, i.aux), lines, depth) : KeySource{};
    }
    case Opcode::Extract: {
      const Instr& t = f.at(f.operand(i, 0));
      return t.op == Opcode::Call || t.op == Opcode::Invoke || t.op == Opcode::TypeAssertOk ? reader(body, f.operand(i, 0), lines, depth) : KeySource{};
    }
    case Opcode::Param: {
      for (uint32_t p = 0; p < f.params.size(); p++) {
        if (!(f.params[p] == v)) continue;
        if (!frames_.empty() && frames_.back().callee == &f) {
          Frame frame = frames_.back();
          frames_.pop_back();
          uint32_t given = frame.call.instr().op == Opcode::Invoke ? p : p + 1;
          KeySource s = reader(*frame.call.body, frame.call.body->function.operand(frame.call.v, given), lines, depth);
          frames_.push_back(frame);
          return s;
        }
        for (const flow::CallSite& c : index_.contexts().calls_of(&f))
          if (ValueId argument = c.caller->function.operand(c.at, p + 1))
            if (KeySource s = reader(*c.caller, argument, lines, depth)) return s;
      }
      return {};
    }
    case Opcode::Call:
    case Opcode::Invoke: {
      const Func* callee = ir::callee(i);
      if (!callee) return {};
      uint32_t facts = facts_of(callee);
      if (KeyKind k = kind_of(facts); k != KeyKind::None) return {k, {&body, v}};
      // One file that is read once does not count, nor does what is decoded from files: configuration.
      if (facts & kFile) return lines && index_.repeated(body, v) ? KeySource{KeyKind::Input, {&body, v}} : KeySource{};
      if (facts & (kKeeps | kReads)) {
        for (ValueId o : f.operands_of(i))
          if (o && f.at(o).type)
            if (KeySource s = reader(body, o, lines, depth)) return s;
        return {};
      }
      const Examined* inner = i.op == Opcode::Call ? index_.body(callee) : nullptr;
      if (!inner || frames_.size() > 6) return {};
      frames_.push_back({&inner->function, {&body, v}});
      KeySource found;
      for (uint32_t n = 1; n < inner->function.instrs.size() && !found; n++) {
        const Instr& r = inner->function.instrs[n];
        for (uint32_t k = 0; r.op == Opcode::Return && k < r.count && !found; k++)
          if (inner->flow.reached(ValueId{n})) found = reader(*inner, inner->function.operand(r, k), lines, depth);
      }
      frames_.pop_back();
      return found;
    }
    case Opcode::Phi:
    case Opcode::ArrayLit:
      for (ValueId o : f.operands_of(i))
        if (KeySource s = reader(body, o, lines, depth)) return s;
      return {};
    case Opcode::MakeInterface:
    case Opcode::TypeAssert:
    case Opcode::TypeAssertOk:
    case Opcode::SliceOf:
    case Opcode::Convert: return reader(body, f.operand(i, 0), lines, depth);
    case Opcode::Field: return reader(body, f.operand(i, 0), lines, depth);
    default: return {};
  }
}

}  // namespace ptrsafe::lifetime
