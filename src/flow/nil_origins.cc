#include "flow/nil_origins.h"

#include <algorithm>

#include "flow/models.h"
#include "types/predicates.h"

namespace ptrsafe::flow {

ValueId extract_of(const Function& f, ValueId tuple, uint32_t number) {
  for (uint32_t n = tuple.v + 1; n < f.instrs.size() && n < tuple.v + 8; n++)
    if (f.instrs[n].op == Opcode::Extract && f.instrs[n].aux == number && f.operand(f.instrs[n], 0) == tuple) return ValueId{n};
  return {};
}

bool is_read(const Function& f, ValueId v) {
  return std::ranges::any_of(f.instrs, [&](const Instr& i) { return std::ranges::find(f.operands_of(i), v) != f.operands_of(i).end(); });
}

namespace {

class Finder {
 public:
  Finder(const FunctionFlow& flow, const CalleeSummaries& callees, bool boxed)
      : flow_(flow), f_(flow.function()), callees_(callees), boxed_(boxed) {}

  std::vector<NilOrigin> take() { return std::move(out_); }

  void find(ValueId v, int depth) {
    v = flow_.number(v);
    if (depth > 6) return;
    const Instr& i = f_.at(v);
    if (boxed_) return find_boxed(v, depth);
    if (Taken t = taken(flow_, v); t.by) return relayed(v, t, depth);
    switch (i.op) {
      case Opcode::Lookup: out_.push_back({NilOrigin::Lookup, v, v, {}}); return;
      case Opcode::Extract: return extract(v, depth);
      case Opcode::Field: {
        // A pointer in a struct that the map holds by value.
        ValueId base = flow_.number(f_.operand(i, 0));
        if (part_of_result(base, i.aux, v)) return;
        if (f_.at(base).op == Opcode::Lookup || f_.at(base).op == Opcode::Extract || f_.at(base).op == Opcode::Field) find(base, depth + 1);
        return;
      }
      case Opcode::Load: return left_by_call(v);
      case Opcode::Call:
      case Opcode::Invoke:
        if (model_of(ir::callee(i)) & kNilOfNil) find(f_.operand(i, 1), depth + 1);
        else result(v, 0, v);
        return;
      case Opcode::Phi:
        for (size_t k = 0; k < i.count; k++) {
          ValueId o = flow_.number(f_.operand(i, k));
          if (o == v) continue;
          if (f_.at(o).op == Opcode::Zero) {
            NilOrigin zero{NilOrigin::Zero, o, v, {}};
            zero.phi = v;
            zero.edge = k;
            out_.push_back(zero);
          } else {
            find(o, depth + 1);
          }
        }
        return;
      default: return;
    }
  }

 private:
  void extract(ValueId v, int depth) {
    const Instr& i = f_.at(v);
    ValueId tuple = f_.operand(i, 0);
    const Instr& t = f_.at(tuple);
    bool sync_map = t.op == Opcode::Call && (model_of(ir::callee(t)) & kMapLoad);
    if (i.aux == 0 && (t.op == Opcode::LookupOk || sync_map)) {
      out_.push_back({NilOrigin::Lookup, tuple, v, extract_of(f_, tuple, 1)});
    } else if (t.op == Opcode::Call || t.op == Opcode::Invoke) {
      result(tuple, i.aux, v);
    } else if (t.op == Opcode::TypeAssertOk && i.aux == 0) {
      find(f_.operand(t, 0), depth + 1);  // t, _ := v.(*T): nil where v is nil
    } else if (t.op == Opcode::RangeNext && i.aux == 2) {
      Type* type = f_.at(f_.operand(f_.operand(t, 0), 0)).type;
      if (type && as_under<Map>(type)) out_.push_back({NilOrigin::Range, tuple, v, {}});
    }
  }

  void result(ValueId call, uint32_t number, ValueId value) {
    const Instr& i = f_.at(call);
    const FunctionSummary* s = callees_.of_call(i);
    if (!s || number >= s->results.size()) return;
    const ResultSummary* r = &s->results[number];
    NilOrigin o{NilOrigin::Result, call, value, {}};
    o.key = flow_.argument(i, r->key_parameter);
    GuardSummary guard = r->guard;
    if (r->via && !r->may_be_nil && !r->boxed_nil && callees_.of_method) {
      const FunctionSummary* all = callees_.of_method(r->via);
      if (!all || r->via_result >= all->results.size()) return;
      r = &all->results[r->via_result];
      // What is tested here is the method's own second result, or nothing.
      guard = all->results.size() == s->results.size() ? r->guard : GuardSummary{};
      if (r->guard.tells() && !guard.tells()) return;
    }
    // getOr(m, k, nil)
    ValueId fallback = r->from_lookup && !boxed_ ? flow_.argument(i, r->fallback_parameter) : ValueId{};
    bool nil_fallback = fallback && flow_.by_nature(flow_.number(fallback)) == Nilness::Nil;
    if (boxed_ ? !r->boxed_nil : !r->may_be_nil && !nil_fallback) return;
    o.result = r;
    if (boxed_) o.boxed = r->boxed_nil;
    if (guard.result >= 0) tell(o, guard, extract_of(f_, call, static_cast<uint32_t>(guard.result)));
    for (const GuardSummary& g : r->also)
      if (ValueId told = g.result >= 0 ? extract_of(f_, call, static_cast<uint32_t>(g.result)) : ValueId{}) o.also.push_back({told, g.when_nil});
    out_.push_back(o);
  }

  static void tell(NilOrigin& o, const GuardSummary& guard, ValueId ok) {
    o.ok = ok;
    o.ok_then = guard.when_nil;
    o.ok_is_constant = guard.is_constant;
    o.ok_constant = guard.constant;
  }

  // What was put into the slice or channel that `v` is taken out of.
  void relayed(ValueId v, const Taken& t, int depth) {
    if (relaying_) return;  // one is enough
    relaying_ = true;
    size_t first = out_.size();
    for (const Put& p : puts(flow_, t, v)) {
      size_t begin = out_.size();
      find(p.value, depth + 1);
      for (size_t k = begin; k < out_.size(); k++) out_[k].put = p, out_[k].taken = v, out_[k].taken_by = t.by;
    }
    out_.erase(std::remove_if(out_.begin() + static_cast<std::ptrdiff_t>(first), out_.end(),
                              [](const NilOrigin& o) { return o.kind != NilOrigin::Lookup && !(o.kind == NilOrigin::Result && o.result->from_lookup); }),
               out_.end());
    relaying_ = false;
    if (t.channel) sent_by_callee(v, t);
  }

  // What functions that are given the channel send on it.
  void sent_by_callee(ValueId v, const Taken& t) {
    for (const Instr& i : f_.instrs) {
      const FunctionSummary* s = i.op == Opcode::Call ? callees_.of_call(i) : nullptr;
      for (size_t k = 0; s && k < s->parts.size(); k++) {
        const PartSummary& p = s->parts[k];
        ValueId channel = p.sent ? flow_.argument(i, p.parameter) : ValueId{};
        if (!channel || !(flow_.number(channel) == t.container)) continue;
        NilOrigin o{NilOrigin::Result, t.by, v, {}};
        o.result = &p.what;
        o.key = flow_.argument(i, p.what.key_parameter);
        out_.push_back(o);
      }
    }
  }

  // A field of a struct that a call gives, `base`, or that a pointer leads to which it gives.
  bool part_of_result(ValueId base, uint32_t field, ValueId value) {
    const Instr& b = f_.at(base);
    ValueId call = b.op == Opcode::Extract ? f_.operand(b, 0) : base;
    const FunctionSummary* s = f_.at(call).op == Opcode::Call ? callees_.of_call(f_.at(call)) : nullptr;
    if (!s) return false;
    for (const PartSummary& p : s->parts) {
      if (p.result != static_cast<int>(b.op == Opcode::Extract ? b.aux : 0) || p.field != static_cast<int>(field)) continue;
      part(call, *s, p, base, value);
      return true;
    }
    return false;
  }

  // What a call before has put there, if nothing else may have since.
  void left_by_call(ValueId load) {
    ValueId a = flow_.number(f_.operand(load, 0)), base = a;
    int field = -1;
    if (f_.at(a).op == Opcode::FieldAddr) {
      field = static_cast<int>(f_.at(a).aux);
      base = flow_.number(f_.operand(a, 0));
    }
    ValueId call = last_change(a, load);
    if (!call || f_.at(call).op != Opcode::Call) return;
    if (field >= 0 && (call == base || (f_.at(base).op == Opcode::Extract && f_.operand(base, 0) == call))) {
      part_of_result(base, static_cast<uint32_t>(field), load);
      return;
    }
    const FunctionSummary* s = callees_.of_call(f_.at(call));
    for (size_t k = 0; s && k < s->parts.size(); k++) {
      const PartSummary& p = s->parts[k];
      ValueId argument = p.parameter >= 0 && !p.sent && p.field == field ? flow_.argument(f_.at(call), p.parameter) : ValueId{};
      if (argument && flow_.number(argument) == base) part(call, *s, p, base, load);
    }
  }

  // It may change what is at the address.
  bool changes(ValueId v, ValueId address) const {
    const Instr& i = f_.at(v);
    if (i.op == Opcode::Store) return flow_.number(f_.operand(i, 0)) == address;
    return (i.op == Opcode::Call || i.op == Opcode::Invoke) && i.sub == 0 && !flow_.changes_nothing(i);
  }
  // What may have changed the address last on every way to `before`; 0 if that differs from way to way.
  ValueId last_change(ValueId address, ValueId before) const {
    auto changing = [&](ValueId v) { return changes(v, address); };
    const ir::Dominators& dom = flow_.dominators();
    BlockId b = f_.at(before).block;
    const auto& own = f_.blocks[b.v].instrs;
    auto from = std::find(own.rbegin(), own.rend(), before);
    if (auto it = std::find_if(from, own.rend(), changing); it != own.rend()) return *it;
    std::vector<bool> seen(f_.blocks.size());
    while (b.v != 0) {
      BlockId top = dom.immediate(b);
      // The blocks between the two.
      for (ir::BlockList work = f_.blocks[b.v].preds; !work.empty();) {
        BlockId x = work.back();
        work.pop_back();
        if (x == top || seen[x.v]) continue;
        seen[x.v] = true;
        const ir::Block& block = f_.blocks[x.v];
        if (std::any_of(block.instrs.begin(), block.instrs.end(), changing)) return {};
        work.insert(work.end(), block.preds.begin(), block.preds.end());
      }
      const auto& list = f_.blocks[top.v].instrs;
      if (auto it = std::find_if(list.rbegin(), list.rend(), changing); it != list.rend()) return *it;
      b = top;
    }
    return {};
  }

  void part(ValueId call, const FunctionSummary& s, const PartSummary& p, ValueId base, ValueId value) {
    NilOrigin o{NilOrigin::Result, call, value, {}};
    o.result = &p.what;
    o.key = flow_.argument(f_.at(call), p.what.key_parameter);
    const GuardSummary& guard = p.what.guard;
    // A call with one result is no tuple.
    if (guard.result >= 0) tell(o, guard, s.results.size() == 1 ? call : extract_of(f_, call, static_cast<uint32_t>(guard.result)));
    else if (guard.field >= 0) tell(o, guard, field_of(base, static_cast<uint32_t>(guard.field)));
    for (const GuardSummary& g : p.what.also)
      if (ValueId told = g.field >= 0 ? field_of(base, static_cast<uint32_t>(g.field)) : ValueId{}) o.also.push_back({told, g.when_nil});
    out_.push_back(o);
  }
  // Where a field of the struct, or of what the pointer leads to, is asked for.
  ValueId field_of(ValueId base, uint32_t field) const {
    for (uint32_t n = base.v + 1; n < f_.instrs.size(); n++) {
      const Instr& i = f_.instrs[n];
      ValueId from = i.op == Opcode::Load ? flow_.number(f_.operand(i, 0)) : ValueId{n};
      const Instr& part = f_.at(from);
      bool asked = i.op == Opcode::Field || (i.op == Opcode::Load && part.op == Opcode::FieldAddr);
      if (asked && part.aux == field && flow_.number(f_.operand(part, 0)) == base) return flow_.number(ValueId{n});
    }
    return {};
  }

  void find_boxed(ValueId v, int depth) {
    const Instr& i = f_.at(v);
    switch (i.op) {
      case Opcode::MakeInterface: {
        Type* t = f_.at(f_.operand(i, 0)).type;
        if (!t || !as_under<Pointer>(t)) return;
        boxed_ = false;
        size_t first = out_.size();
        find(f_.operand(i, 0), depth + 1);
        for (size_t k = first; k < out_.size(); k++) out_[k].boxed = t;
        boxed_ = true;
        return;
      }
      case Opcode::Call:
      case Opcode::Invoke: return result(v, 0, v);
      case Opcode::Extract: {
        ValueId tuple = f_.operand(i, 0);
        if (f_.at(tuple).op == Opcode::Call || f_.at(tuple).op == Opcode::Invoke) result(tuple, i.aux, v);
        return;
      }
      case Opcode::Phi:
        for (ValueId o : f_.operands_of(i))
          if (!(flow_.number(o) == v)) find(o, depth + 1);
        return;
      default: return;
    }
  }

  const FunctionFlow& flow_;
  const Function& f_;
  const CalleeSummaries& callees_;
  bool boxed_;
  bool relaying_ = false;
  std::vector<NilOrigin> out_;
};

}  // namespace

void assume_absent(PathQuery& q, const NilOrigin& o) {
  if (o.ok && o.ok_then) q.assumed.push_back({o.ok, o.ok_then});
  for (const ValueFact& f : o.also) q.assumed.push_back(f);
  if (o.ok && !o.ok_then) q.compared = o.ok, q.is_constant = o.ok_is_constant, q.constant = o.ok_constant;
}

std::vector<NilOrigin> nil_origins(const FunctionFlow& flow, ValueId v, const CalleeSummaries& callees, bool boxed) {
  Finder finder(flow, callees, boxed);
  finder.find(v, 0);
  return finder.take();
}

}  // namespace ptrsafe::flow
