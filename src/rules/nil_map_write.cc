#include <fmt/format.h>

#include "flow/models.h"
#include "flow/nil_from_map.h"
#include "rules/rule.h"

namespace ptrsafe {

namespace {

bool in_test_file(const Node* n) {
  SourceFile* f = file_of(n->pos);
  return f && f->path().ends_with("_test.go");
}

// A function is given a nil map, or an object with one, and writes an entry in it.
void written_by_callee(const flow::PackageFlow& package, const flow::Examined& body, flow::ValueId call, Reporter& out) {
  const ir::Instr& i = body.function.at(call);
  uint8_t nil = body.flow.nil_writes(call);
  if (nil && (flow::model_of(ir::callee(i)) & flow::kWritesMap) && i.node) {
    // Where there is nothing to copy, nothing is assigned.
    bool copies = ir::callee(i)->name.view() == "Copy" || ir::callee(i)->name.view() == "Insert";
    const ir::Instr& map = body.function.at(body.function.operand(i, 1));
    out.add(RuleId::NilMapWrite, when_run(package, body, copies ? Confidence::Likely : Confidence::Proven), i.node,
            fmt::format("{} assigns an entry in a map that is nil; make it first", flow::quoted(i.node)),
            {{start_pos(map.node ? map.node.get() : i.node.get()), "nil here"}});
    return;
  }
  const flow::FunctionSummary* callee = nil && i.node ? body.flow.callee_summary(i) : nullptr;
  for (size_t k = 0; callee && k < callee->writes.size() && k < 8; k++) {
    const flow::WriteSummary& w = callee->writes[k];
    if (!(nil >> k & 1) || !w.at) continue;
    if (body.is_test && !w.always) continue;
    // What a test passes is the test's affair.
    const Node* at = body.is_test && !in_test_file(w.at) ? i.node.get() : w.at;
    const Node* map = w.at->is(NodeKind::Index) ? w.at->na() : w.at;
    out.add(RuleId::NilMapWrite, when_run(package, body, w.always ? Confidence::Proven : Confidence::Possible), at,
            fmt::format("the map {} is nil where an entry is assigned: a caller passes it so; make it first", flow::quoted(map)),
            {{start_pos(i.node), "called with a map that was never made"}, {start_pos(w.at), "assigned here"}});
  }
}

Confidence confidence_of(flow::Evidence e) {
  return e == flow::Evidence::Proven ? Confidence::Proven : e == flow::Evidence::Likely ? Confidence::Likely : Confidence::Possible;
}

// An entry is assigned by the instruction, or by what it calls, in the map that is its operand.
void assigned(const flow::PackageFlow& package, const flow::Examined& body, flow::ValueId v, size_t operand, bool safe, Reporter& out) {
  const ir::Instr& i = body.function.at(v);
  flow::NilVerdict verdict = nil_map(package, body, v);
  if (verdict.evidence == flow::Evidence::None && !safe) verdict = nil_from_map(package, body, v, operand);
  // Of maps that a library sets in its own objects nothing is known.
  if (verdict.evidence == flow::Evidence::None || (operand != 0 && verdict.evidence == flow::Evidence::Possible)) return;
  std::vector<WitnessStep> witness;
  for (const flow::NilStep& s : verdict.steps)
    if (s.node) witness.push_back({start_pos(s.node), s.message});
  const Node* map = i.node->is(NodeKind::Index) ? i.node->na() : i.node.get();
  if (const ir::Instr& m = body.function.at(body.function.operand(i, operand)); operand != 0 && m.node && is_Expr(m.node->kind)) map = m.node;
  if (witness.empty()) witness.push_back({start_pos(map), "nil here"});  // a captured variable, a zero value
  out.add(RuleId::NilMapWrite, when_run(package, body, confidence_of(verdict.evidence)), i.node,
          fmt::format("the map {} is nil where an entry is assigned: {}; make it first", flow::quoted(map), verdict.reason),
          std::move(witness));
}

// Set and Add of headers and the like, but not what copies: where there is nothing to copy, nothing is assigned.
bool sets_entry(const ir::Instr& i) {
  const Func* f = i.op == ir::Opcode::Call && i.sub == 0 ? ir::callee(i) : nullptr;
  return f && (flow::model_of(f) & flow::kWritesMap) && f->name.view() != "Copy" && f->name.view() != "Insert";
}

}  // namespace

void nil_map_write(const flow::PackageFlow& package, const flow::Examined& body, Reporter& out) {
  const ir::Function& f = body.function;
  for (ir::BlockId b : body.dominators.order()) {
    for (flow::ValueId v : f.blocks[b.v].instrs) {
      const ir::Instr& i = f.at(v);
      if (!body.flow.reached(v) || !i.node) continue;
      if (i.op == ir::Opcode::Call) written_by_callee(package, body, v, out);
      if (i.op == ir::Opcode::MapUpdate) assigned(package, body, v, 0, body.flow.subject(v) == flow::Nilness::NonNil, out);
      else if (sets_entry(i) && !body.flow.nil_writes(v)) assigned(package, body, v, 1, body.flow.argument_safe(v, 1), out);
    }
  }
}

}  // namespace ptrsafe
