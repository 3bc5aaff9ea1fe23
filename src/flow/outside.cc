#include "flow/outside.h"

#include <algorithm>

#include "flow/map_path.h"
#include "flow/map_table.h"
#include "flow/models.h"
#include "flow/spelling.h"
#include "types/lookup.h"
#include "types/predicates.h"

namespace ptrsafe::flow {
namespace {

bool is_type(Type* t, std::string_view package, std::string_view name) {
  Named* n = as<Named>(deref(t).first);
  return n && n->obj->pkg && n->obj->pkg->path.view() == package && n->obj->name.view() == name;
}

// The call that fills the variable at `address` from outside, if any; the first, functions before methods of interfaces.
ValueId filler(const FunctionFlow& flow, ValueId address) {
  if (!flow.calls_filler()) return {};
  const Function& f = flow.function();
  auto fills = [&](ValueId argument) {
    if (f.at(argument).op == Opcode::MakeInterface) argument = f.operand(argument, 0);
    argument = flow.number(argument);
    while (!(argument == address) && f.at(argument).op == Opcode::SliceOf) argument = flow.number(f.operand(argument, 0));
    return argument == address;
  };
  for (Opcode op : {Opcode::Call, Opcode::Invoke})
    for (ValueId call : f.with(op)) {
      if (!(model_of(ir::callee(f.at(call))) & kFillsOutside)) continue;
      for (ValueId argument : f.operands_of(f.at(call))) {
        if (!argument) continue;
        if (fills(argument)) return call;
        // Through the slice of variadic arguments.
        if (f.at(argument).op != Opcode::ArrayLit) continue;
        std::span<const ValueId> elements = f.operands_of(f.at(argument));
        if (std::any_of(elements.begin(), elements.end(), fills)) return call;
      }
    }
  return {};
}

// Its result comes from where its arguments come from.
bool keeps_origin(const Func* f) {
  std::string_view path = f->pkg->path.view();
  return path == "strings" || path == "strconv" || path == "bytes" || path == "path" || path == "path/filepath" || path == "fmt" ||
         path == "net/url" || path == "net/http" || path == "encoding/binary" || path == "encoding/hex" || path == "encoding/base64" || path == "regexp" ||
         path == "unicode/utf8" || path == "html" || path == "mime";
}

bool appends(const Instr& i) { return i.op == Opcode::Builtin && static_cast<BuiltinId>(i.aux) == BuiltinId::Append; }

// Before the value is put into a list the function looks it up or asks somebody about it, or it enters it in a map beside that: who takes it out
// may rely on it.
bool looked_at(const FunctionFlow& flow, ValueId v, ValueId at) {
  const Function& f = flow.function();
  BlockId here = f.at(at).block;
  v = flow.number(v);
  if (f.at(v).op == Opcode::Const) return false;
  auto is = [&](ValueId o) {
    if (o && f.at(o).op == Opcode::MakeInterface) o = f.operand(o, 0);
    return o && flow.number(o) == v;
  };
  auto before = [&](ValueId x) { return !(f.at(x).block == here) && flow.dominators().dominates(f.at(x).block, here); };
  for (Opcode op : {Opcode::Lookup, Opcode::LookupOk, Opcode::MapUpdate})
    for (ValueId x : f.with(op)) {
      bool entered = op == Opcode::MapUpdate && (f.at(x).block == here || flow.dominators().dominates(here, f.at(x).block));
      if (is(f.operand(x, 1)) && (entered || before(x))) return true;
    }
  for (ValueId x : f.with(Opcode::Call)) {
    const Instr& call = f.at(x);
    bool asks = (call.type && is_boolean(call.type)) || flow.callee_summary(call) || (model_of(ir::callee(call)) & (kMapLoad | kMapStore));
    auto operands = f.operands_of(call);
    if (asks && before(x) && std::any_of(operands.begin() + 1, operands.end(), is)) return true;
  }
  return false;
}

class Tracer {
 public:
  Tracer(const FunctionFlow& flow, bool parameters) : flow_(flow), f_(flow.function()), parameters_(parameters) {}

  ValueId trace(ValueId v, int depth) {
    v = flow_.number(v);
    if (!v || depth > 12) return {};
    const Instr& i = f_.at(v);
    switch (i.op) {
      case Opcode::Param:
        if (parameters_) return v;
        return is_type(i.type, "net/http", "Request") ? v : ValueId{};
      case Opcode::FreeVar: return parameters_ ? v : ValueId{};
      case Opcode::Call:
      case Opcode::Invoke: {
        uint32_t model = model_of(ir::callee(i));
        if (model & kOutside) return parameters_ ? ValueId{} : v;
        // Functions of strings and numbers keep where they come from.
        Func* callee = ir::callee(i);
        if (!callee || !callee->pkg) return {};
        if (ValueId spelt = respelt(flow_, v)) return trace(spelt, depth + 1);
        if (!keeps_origin(callee) && !(model & kSameElements)) return {};
        for (ValueId o : f_.operands_of(i))
          if (o)
            if (ValueId found = trace(o, depth + 1)) return found;
        return {};
      }
      case Opcode::Load: {
        ValueId a = flow_.number(f_.operand(i, 0));
        const Instr& address = f_.at(a);
        if (address.op == Opcode::Global) {
          Object* o = Ref<Object>::from_raw(address.aux);
          return !parameters_ && o->pkg && o->pkg->path.view() == "os" && o->name.view() == "Args" ? v : ValueId{};
        }
        if (!parameters_)
          for (ValueId root = a;; root = flow_.number(f_.operand(root, 0))) {
            if (f_.at(root).op == Opcode::Alloc || f_.at(root).op == Opcode::FieldAddr)
              if (ValueId found = filler(flow_, root)) return found;
            if (f_.at(root).op != Opcode::FieldAddr && f_.at(root).op != Opcode::IndexAddr) break;
          }
        // A field of a parameter is the owner's affair; a request's is the sender's.
        if (parameters_ && address.op != Opcode::IndexAddr) return {};
        return trace(a, depth + 1);
      }
      case Opcode::Phi:
        if (depth > 6) return {};
        for (ValueId o : f_.operands_of(i))
          if (!(flow_.number(o) == v))
            if (ValueId found = trace(o, depth + 3)) return found;
        return {};
      case Opcode::Binary:
        if (ValueId found = trace(f_.operand(i, 0), depth + 1)) return found;
        return trace(f_.operand(i, 1), depth + 1);
      case Opcode::RangeNext: return trace(f_.operand(f_.operand(i, 0), 0), depth + 1);
      case Opcode::ArrayLit:
      case Opcode::StructLit:
        for (ValueId o : f_.operands_of(i))
          if (ValueId found = trace(o, depth + 1)) return found;
        return {};
      case Opcode::Builtin:
        if (parameters_ || !appends(i)) return {};
        for (size_t k = i.count; k-- > 0;)
          if (k == 0 || i.reserved || !looked_at(flow_, f_.operand(i, k), v))
            if (ValueId found = trace(f_.operand(i, k), depth + 1)) return found;
        return {};
      case Opcode::Alloc:
      case Opcode::MakeSlice: return parameters_ ? ValueId{} : filler(flow_, v);
      case Opcode::Lookup:
      case Opcode::LookupOk:
      case Opcode::FieldAddr:
        if (parameters_) return {};
        return trace(f_.operand(i, 0), depth + 1);
      case Opcode::IndexAddr:
        return trace(f_.operand(i, 0), depth + 1);
      case Opcode::Field:
      case Opcode::Index:
      case Opcode::SliceOf:
      case Opcode::Convert:
      case Opcode::MakeInterface:
      case Opcode::Extract:
      case Opcode::Unary: return trace(f_.operand(i, 0), depth + 1);
      // What a decoder says of its input comes in an interface.
      case Opcode::TypeAssert:
      case Opcode::TypeAssertOk: return parameters_ ? ValueId{} : trace(f_.operand(i, 0), depth + 1);
      default: return {};
    }
  }

 private:
  const FunctionFlow& flow_;
  const Function& f_;
  bool parameters_;
};

// Likewise, with the places through which the value may come from elsewhere.
class PlaceTracer {
 public:
  PlaceTracer(const FunctionFlow& flow, std::vector<OutsidePlace>& places, OtherBodies& others)
      : flow_(flow), f_(flow.function()), places_(places), others_(others) {}

  void trace(ValueId v, int depth) {
    v = flow_.number(v);
    if (!v || depth > 10) return;
    const Instr& i = f_.at(v);
    switch (i.op) {
      case Opcode::Param:
        for (uint32_t p = 0; p < f_.params.size(); p++) {
          if (!(f_.params[p] == v)) continue;
          if (f_.object) add({OutsidePlace::Parameter, origin(f_.object), p});
          else if (f_.param_vars[p]) add({OutsidePlace::Parameter, f_.param_vars[p]});
        }
        return;
      case Opcode::FreeVar: others_.captured.push_back(i.aux); return;
      case Opcode::MakeChan: others_.channels.push_back(v); return;
      case Opcode::Recv: return trace(f_.operand(i, 0), depth + 1);
      case Opcode::Call: return call(i, 0, depth);
      case Opcode::Extract: {
        const Instr& t = f_.at(f_.operand(i, 0));
        if (t.op == Opcode::Call) return call(t, i.aux, depth);
        if (t.op == Opcode::RecvOk && i.aux == 0) return trace(f_.operand(t, 0), depth + 1);
        if (t.op == Opcode::Select && i.aux >= 2 && 2 * (i.aux - 2) < t.count) return trace(f_.operand(t, 2 * (i.aux - 2)), depth + 1);
        if (t.op != Opcode::RangeNext) return;
        ValueId over = f_.operand(f_.operand(t, 0), 0);
        Type* type = f_.at(over).type;
        bool first = type && (as_under<Chan>(type) || as_under<Signature>(type));
        if (i.aux == (first ? 1 : 2)) trace(over, depth + 1);
        return;
      }
      case Opcode::Load: {
        ValueId a = flow_.number(f_.operand(i, 0));
        const Instr& address = f_.at(a);
        if (address.op == Opcode::Global) add({OutsidePlace::Variable, Ref<Object>::from_raw(address.aux).get()});
        else if (address.op == Opcode::FieldAddr) variable(field_at(flow_, a)), copied_parameter(a, depth);
        else if (address.op == Opcode::IndexAddr) trace(f_.operand(address, 0), depth + 1);
        else if (address.op == Opcode::Alloc) stored(a, depth);
        else trace(a, depth + 1);
        return;
      }
      case Opcode::Field: {
        variable(field_of_value(flow_, v));
        // A message that came as a whole.
        ValueId whole = v;
        while (f_.at(whole).op == Opcode::Field) whole = flow_.number(f_.operand(whole, 0));
        if (f_.at(whole).op == Opcode::Param) trace(whole, depth + 1);
        return;
      }
      case Opcode::Phi:
        for (ValueId o : f_.operands_of(i))
          if (!(flow_.number(o) == v)) trace(o, depth + 4);
        return;
      case Opcode::Builtin:
        for (size_t k = 0; appends(i) && k < i.count; k++)
          if (k == 0 || i.reserved || !looked_at(flow_, f_.operand(i, k), v)) trace(f_.operand(i, k), depth + 1);
        return;
      case Opcode::StructLit:
      case Opcode::ArrayLit:
        for (ValueId o : f_.operands_of(i)) trace(o, depth + 1);
        return;
      case Opcode::Binary:
        trace(f_.operand(i, 0), depth + 1);
        trace(f_.operand(i, 1), depth + 1);
        return;
      case Opcode::Index:
      case Opcode::SliceOf:
      case Opcode::Convert:
      case Opcode::MakeInterface:
      case Opcode::Unary: return trace(f_.operand(i, 0), depth + 1);
      default: return;
    }
  }

 private:
  static const Object* origin(const Func* f) { return f->origin ? f->origin.get() : f; }
  void add(const OutsidePlace& p) {
    if (places_.size() < 8 && std::find(places_.begin(), places_.end(), p) == places_.end()) places_.push_back(p);
  }
  void variable(const Var* v) {
    if (v) add({OutsidePlace::Variable, v});
  }
  void call(const Instr& i, uint32_t result, int depth) {
    const Func* callee = ir::callee(i);
    if (!callee || !callee->pkg) return;
    if (!keeps_origin(callee) && !(model_of(callee) & kSameElements)) return add({OutsidePlace::Result, origin(callee), result});
    for (ValueId o : f_.operands_of(i))
      if (o) trace(o, depth + 1);
  }
  // A field of a variable that has a parameter's copy.
  void copied_parameter(ValueId field, int depth) {
    ValueId whole = field;
    while (!flow_.told(whole) && f_.at(whole).op == Opcode::FieldAddr) whole = flow_.number(f_.operand(whole, 0));
    if (flow_.told(whole) || f_.at(whole).op != Opcode::Alloc) return;
    for (ValueId store : f_.with(Opcode::Store))
      if (flow_.number(f_.operand(store, 0)) == whole && f_.at(flow_.number(f_.operand(store, 1))).op == Opcode::Param) trace(f_.operand(store, 1), depth + 1);
  }
  void stored(ValueId cell, int depth) {
    for (ValueId store : f_.with(Opcode::Store))
      if (f_.operand(store, 0) == cell) trace(f_.operand(store, 1), depth + 3);
  }

  const FunctionFlow& flow_;
  const Function& f_;
  std::vector<OutsidePlace>& places_;
  OtherBodies& others_;
};

}  // namespace

ValueId outside_source(const FunctionFlow& flow, ValueId v) { return Tracer(flow, false).trace(v, 0); }
ValueId parameter_source(const FunctionFlow& flow, ValueId v) { return Tracer(flow, true).trace(v, 0); }

ValueId respelt(const FunctionFlow& flow, ValueId v) {
  const Instr& call = flow.function().at(v);
  if (call.op != Opcode::Call || call.sub != 0 || !ir::callee(call) || !call.type || !is_string(call.type) || !flow.reached(v)) return {};
  const FunctionSummary* s = flow.callee_summary(call);
  return s && s->results.size() == 1 && !s->results[0].from_lookup && s->results[0].key_parameter >= 0 ? flow.argument(call, s->results[0].key_parameter) : ValueId{};
}

int made_from_parameter(const FunctionFlow& flow) {
  const Function& f = flow.function();
  const Tuple* results = f.signature ? f.signature->results.get() : nullptr;
  if (!results || results->size() != 1 || !is_string(results->vars[0]->type) || f.has_defer) return -1;
  for (Opcode asks : {Opcode::Lookup, Opcode::LookupOk, Opcode::RangeStart, Opcode::Invoke, Opcode::Panic, Opcode::Store})
    if (!f.with(asks).empty()) return -1;
  for (ValueId v : f.with(Opcode::Call)) {
    const Func* callee = f.at(v).sub == 0 ? ir::callee(f.at(v)) : nullptr;
    if (!callee || !callee->pkg || (!keeps_origin(callee) && !respelt(flow, v))) return -1;
  }
  int from = -1;
  for (ValueId ret : f.with(Opcode::Return)) {
    if (!flow.reached(ret)) continue;
    ValueId source = parameter_source(flow, f.operand(ret, 0));
    int p = source && is_string(f.at(source).type) ? parameter_number(flow, source) : -1;
    if (p < 0 || (from >= 0 && p != from)) return -1;
    from = p;
  }
  return from;
}

static bool made_of(const FunctionFlow& flow, ValueId v, ValueId key, int depth) {
  const Function& f = flow.function();
  v = v ? flow.number(v) : v;
  if (!v || v == key || depth > 6) return v && v == key;
  const Instr& i = f.at(v);
  const Func* callee = i.op == Opcode::Call ? ir::callee(i) : nullptr;
  if (callee && !(callee->pkg && keeps_origin(callee)) && !respelt(flow, v)) return false;
  if (!callee && i.op != Opcode::Extract && i.op != Opcode::Convert && i.op != Opcode::SliceOf && i.op != Opcode::Binary && i.op != Opcode::MakeInterface) return false;
  return std::ranges::any_of(f.operands_of(i), [&](ValueId o) { return made_of(flow, o, key, depth + 1); });
}

bool known_by_spelling(const Examined& body, ValueId key, ValueId at) {
  const Function& f = body.function;
  key = body.flow.number(key);
  for (Opcode op : {Opcode::Lookup, Opcode::LookupOk, Opcode::MapUpdate})
    for (ValueId v : f.with(op)) {
      bool before = f.at(v).block == f.at(at).block ? v.v < at.v : body.dominators.dominates(f.at(v).block, f.at(at).block);
      if (before && made_of(body.flow, f.operand(v, 1), key, 0)) return true;
    }
  return false;
}

bool outside_or_places(const FunctionFlow& flow, ValueId v, std::vector<OutsidePlace>& places, OtherBodies& others) {
  if (outside_source(flow, v)) return true;
  PlaceTracer(flow, places, others).trace(v, 0);
  return false;
}

}  // namespace ptrsafe::flow
