#include <fmt/format.h>

#include "absl/container/flat_hash_set.h"
#include "flow/models.h"
#include "flow/nil_from_map.h"
#include "flow/receiver_use.h"
#include "rules/rule.h"
#include "types/predicates.h"

namespace ptrsafe {
namespace {

using flow::Examined;
using flow::ValueId;
using ir::Instr;
using ir::Opcode;

Confidence confidence_of(flow::Evidence e) {
  return e == flow::Evidence::Proven ? Confidence::Proven : e == flow::Evidence::Likely ? Confidence::Likely : Confidence::Possible;
}

const char* deed(const Instr& i) {
  switch (i.op) {
    case Opcode::Call: return i.aux ? "its method is called" : "it is called";
    case Opcode::Invoke: return "its method is called";
    case Opcode::TypeAssert: return "its dynamic type is asserted";
    default: return "it is dereferenced";
  }
}

// The lookups of one body of which something was said.
using Told = absl::flat_hash_set<ValueId>;

void report(const flow::PackageFlow& package, const Examined& body, ValueId v, const flow::NilVerdict& verdict, const Node* needs, Told& told, Reporter& out) {
  if (verdict.evidence == flow::Evidence::None) return;
  // Of a lookup that is only suspect, the first use is enough.
  if (!told.insert(verdict.origin).second && verdict.evidence == flow::Evidence::Possible) return;
  const Instr& i = body.function.at(v);
  const Instr& origin = body.function.at(verdict.origin);
  std::vector<WitnessStep> witness;
  for (const flow::NilStep& s : verdict.steps)
    if (s.node) witness.push_back({start_pos(s.node), s.message});
  if (needs) witness.push_back({start_pos(needs), "the callee dereferences it here"});
  std::string what = origin.node && is_Expr(origin.node->kind) ? flow::quoted(origin.node) : "the map's value";
  out.add(RuleId::NilMapValue, when_run(package, body, confidence_of(verdict.evidence)), i.node,
          fmt::format("{} can be nil where {}: {}", what, needs ? "a function that needs it is called" : deed(i), verdict.reason),
          std::move(witness));
}

void check(const flow::PackageFlow& package, const Examined& body, ValueId v, size_t operand, const Node* needs, Told& told, Reporter& out) {
  report(package, body, v, nil_from_map(package, body, v, operand), needs, told, out);
}

}  // namespace

void nil_map_value(const flow::PackageFlow& package, const Examined& body, Reporter& out) {
  const ir::Function& f = body.function;
  Told told;
  for (ir::BlockId b : body.dominators.order()) {
    for (ValueId v : f.blocks[b.v].instrs) {
      const Instr& i = f.at(v);
      if (!body.flow.reached(v) || !i.node) continue;
      if (flow::followed(body.flow, v) && body.flow.subject(v) != flow::Nilness::NonNil) check(package, body, v, 0, nullptr, told, out);
      if (i.op == Opcode::Invoke) report(package, body, v, nil_in_interface(package, body, v), nullptr, told, out);
      Func* callee = ir::callee(i);
      if (i.op != Opcode::Call || !callee) continue;
      const flow::FunctionSummary* summary = package.summary(callee);
      for (size_t k = 1; k < i.count; k++) {
        if (body.flow.argument_safe(v, k)) continue;
        if (k == 1 && !summary && (callee->bits & Func::kPointerReceiver)) {
          flow::NilVerdict verdict = nil_from_map(package, body, v, 1);
          if (verdict.evidence != flow::Evidence::None && flow::follows_nil_receiver(callee)) report(package, body, v, verdict, nullptr, told, out);
        } else if (k == 2 && (flow::model_of(callee) & flow::kFollowsArgument)) {
          check(package, body, v, k, i.node, told, out);
        } else if (summary && k <= summary->needs.size() && summary->needs[k - 1]) {
          check(package, body, v, k, summary->needs[k - 1], told, out);
        }
      }
    }
  }
}

size_t followed_lookups(const flow::PackageFlow& package, const Examined& body) {
  const ir::Function& f = body.function;
  absl::flat_hash_set<ValueId> lookups;
  for (ir::BlockId b : body.dominators.order())
    for (ValueId v : f.blocks[b.v].instrs) {
      if (!body.flow.reached(v)) continue;
      const flow::FunctionSummary* callee = f.at(v).op == Opcode::Call ? package.summary(body, f.at(v)) : nullptr;
      auto followed_here = [&](ValueId x) {
        for (ValueId o : flow::lookups_behind(package, body, x)) lookups.insert(o);
      };
      if (ValueId x = flow::followed(body.flow, v)) followed_here(x);
      for (size_t p = 0; callee && p < callee->needs.size(); p++)
        if (ValueId x = callee->needs[p] ? body.flow.argument(f.at(v), static_cast<int>(p)) : ValueId{}) followed_here(x);
    }
  return lookups.size();
}

}  // namespace ptrsafe
