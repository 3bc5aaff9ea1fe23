#include "flow/nil_origins.h"

#include "flow/models.h"
#include "types/predicates.h"

namespace ptrsafe::flow {

ValueId extract_of(const Function& f, ValueId tuple, uint32_t number) {
  for (uint32_t n = tuple.v + 1; n < f.instrs.size() && n < tuple.v + 8; n++)
    if (f.instrs[n].op == Opcode::Extract && f.instrs[n].aux == number && f.operand(f.instrs[n], 0) == tuple) return ValueId{n};
  return {};
}

namespace {

void helper_result(const FunctionFlow& flow, ValueId call, uint32_t number, ValueId value, const SummaryOf& of,
                   std::vector<NilOrigin>& out) {
  const Function& f = flow.function();
  const FunctionSummary* s = of(ir::callee(f.at(call)));
  if (!s || number >= s->results.size() || !s->results[number].may_be_nil) return;
  const ResultSummary& r = s->results[number];
  NilOrigin o{NilOrigin::Result, call, value, {}};
  o.result = &r;
  if (r.guard >= 0) {
    o.ok = extract_of(f, call, static_cast<uint32_t>(r.guard));
    o.ok_is_error = o.ok && has_nil(f.at(o.ok).type);
  }
  out.push_back(o);
}

void find_origins(const FunctionFlow& flow, ValueId v, const SummaryOf& of, std::vector<NilOrigin>& out, int depth) {
  const Function& f = flow.function();
  v = flow.number(v);
  if (depth > 6) return;
  const Instr& i = f.at(v);
  switch (i.op) {
    case Opcode::Lookup: out.push_back({NilOrigin::Lookup, v, v, {}}); return;
    case Opcode::Extract: {
      ValueId tuple = f.operand(i, 0);
      const Instr& t = f.at(tuple);
      if (t.op == Opcode::LookupOk && i.aux == 0) {
        out.push_back({NilOrigin::Lookup, tuple, v, extract_of(f, tuple, 1)});
      } else if (t.op == Opcode::Call && i.aux == 0 && (model_of(ir::callee(t)) & kMapLoad)) {
        out.push_back({NilOrigin::Lookup, tuple, v, extract_of(f, tuple, 1)});
      } else if (t.op == Opcode::Call) {
        helper_result(flow, tuple, i.aux, v, of, out);
      } else if (t.op == Opcode::TypeAssertOk && i.aux == 0) {
        find_origins(flow, f.operand(t, 0), of, out, depth + 1);  // t, _ := v.(*T): nil where v is nil
      } else if (t.op == Opcode::RangeNext && i.aux == 2) {
        Type* type = f.at(f.operand(f.operand(t, 0), 0)).type;
        if (type && as_under<Map>(type)) out.push_back({NilOrigin::Range, tuple, v, {}});
      }
      return;
    }
    case Opcode::Field: {
      // A pointer in a struct that the map holds by value.
      ValueId base = flow.number(f.operand(i, 0));
      if (f.at(base).op == Opcode::Lookup || f.at(base).op == Opcode::Extract || f.at(base).op == Opcode::Field)
        find_origins(flow, base, of, out, depth + 1);
      return;
    }
    case Opcode::Call:
      if (model_of(ir::callee(i)) & kNilOfNil) {
        find_origins(flow, f.operand(i, 1), of, out, depth + 1);
      } else {
        helper_result(flow, v, 0, v, of, out);
      }
      return;
    case Opcode::Phi:
      for (size_t k = 0; k < i.count; k++) {
        ValueId o = flow.number(f.operand(i, k));
        if (o == v) continue;
        if (f.at(o).op == Opcode::Zero) {
          NilOrigin zero{NilOrigin::Zero, o, v, {}};
          zero.phi = v;
          zero.edge = k;
          out.push_back(zero);
        } else {
          find_origins(flow, o, of, out, depth + 1);
        }
      }
      return;
    default: return;
  }
}

}  // namespace

std::vector<NilOrigin> nil_origins(const FunctionFlow& flow, ValueId v, const SummaryOf& of) {
  std::vector<NilOrigin> out;
  find_origins(flow, v, of, out, 0);
  return out;
}

}  // namespace ptrsafe::flow
