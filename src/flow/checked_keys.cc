#include "flow/checked_keys.h"

#include <algorithm>

#include "flow/library.h"
#include "flow/map_path.h"
#include "flow/nil_origins.h"
#include "flow/outside.h"
#include "flow/tested_keys.h"
#include "types/constant.h"
#include "types/predicates.h"
#include "types/universe.h"

namespace ptrsafe::flow {
namespace {

// The call asks whether its last argument is in a list, or in a set: a map with methods, whose code may be another module's.
bool asks_list(const Instr& call) {
  const Func* f = call.op == Opcode::Call && call.sub == 0 ? ir::callee(call) : nullptr;
  const Signature* s = f ? f->signature() : nullptr;
  const Map* set = s && s->recv ? as_under<Map>(s->recv->type) : nullptr;
  if (set && s->param_count() == 1 && s->result_count() == 1 && is_boolean(s->results->vars[0]->type) && identical(set->key, s->param(0)->type)) return true;
  return f && f->pkg && f->pkg->path.view() == "slices" && (f->name.view() == "Contains" || f->name.view() == "Index" || f->name.view() == "BinarySearch");
}

ValueId unconverted(const Examined& body, ValueId v) {
  v = body.flow.number(v);
  while (v && (body.function.at(v).op == Opcode::Convert || body.function.at(v).op == Opcode::MakeInterface))
    v = body.flow.number(body.function.operand(v, 0));
  return v;
}

// The call is given a literal that looks its own parameter up: IndexFunc, Filter and the like ask it for each element.
bool asks_each(const Function& f, const Instr& call) {
  return std::ranges::any_of(f.operands_of(call), [&](ValueId o) {
    if (!o || f.at(o).op != Opcode::MakeClosure) return false;
    const Function& literal = *f.closures[f.at(o).aux];
    auto of_parameter = [&](ValueId v) { return literal.at(literal.operand(v, 1)).op == Opcode::Param; };
    return std::ranges::any_of(literal.with(Opcode::LookupOk), of_parameter) || std::ranges::any_of(literal.with(Opcode::Lookup), of_parameter);
  });
}

// What the value is an element of; 0 if it is none.
ValueId container(const Examined& body, ValueId v) {
  const Function& f = body.function;
  const Instr& i = f.at(v);
  if (i.op == Opcode::Extract && f.at(f.operand(i, 0)).op == Opcode::RangeNext) return body.flow.number(f.operand(f.operand(f.operand(i, 0), 0), 0));
  if (i.op != Opcode::Load) return {};
  const Instr& a = f.at(body.flow.number(f.operand(i, 0)));
  return a.op == Opcode::IndexAddr ? body.flow.number(f.operand(a, 0)) : ValueId{};
}

// The branch from `from` to `to` is taken where the value is equal to a constant.
bool equal_on_edge(const Examined& body, ValueId v, BlockId from, BlockId to) {
  const Function& f = body.function;
  const ir::Block& block = f.blocks[from.v];
  const Instr& last = f.at(block.instrs.back());
  if (last.op != Opcode::If || block.succs[0] == block.succs[1]) return false;
  const Instr& c = f.at(body.flow.number(f.operand(last, 0)));
  Op op = static_cast<Op>(c.sub);
  if (c.op != Opcode::Binary || (op != Op::Eql && op != Op::Neq) || !(block.succs[op == Op::Eql ? 0 : 1] == to)) return false;
  for (size_t k = 0; k < 2; k++)
    if (unconverted(body, f.operand(c, k)) == v && f.at(unconverted(body, f.operand(c, 1 - k))).op == Opcode::Const) return true;
  return false;
}

// The key is made by a function from text or a number that it checks, and what it says of that decides: kind, rest, err := parse(s).
bool checked_by_maker(const Examined& body, ValueId key, ValueId at) {
  const Function& f = body.function;
  if (f.at(key).op != Opcode::Extract) return false;
  ValueId call = f.operand(key, 0);
  const Instr& i = f.at(call);
  const FunctionSummary* callee = i.op == Opcode::Call && i.sub == 0 ? body.flow.callee_summary(i) : nullptr;
  Tuple* results = callee && callee->checks ? as<Tuple>(i.type) : nullptr;
  if (!results || f.at(key).aux + 1 == results->size()) return false;
  ValueId answer = extract_of(f, call, static_cast<uint32_t>(results->size() - 1));
  if (!answer || !answer_decides(body, answer, at)) return false;
  for (int p = 0; p < 64 && callee->checks >> p; p++) {
    ValueId given = callee->checks >> p & 1 ? body.flow.argument(i, p) : ValueId{};
    if (given && under(f.at(given).type)->kind == TypeKind::Basic) return true;
  }
  return false;
}

// The key is a part of a struct that the function was given by value, and a function of the program has been asked about the whole.
bool asked_about_message(const Examined& body, ValueId key, ValueId at) {
  const Function& f = body.function;
  const FunctionFlow& flow = body.flow;
  ValueId message = f.at(key).op == Opcode::Load ? flow.number(f.operand(key, 0)) : key;
  if (message == key && f.at(key).op != Opcode::Field) return false;
  while (!flow.told(message) && (f.at(message).op == Opcode::Field || f.at(message).op == Opcode::FieldAddr)) message = flow.number(f.operand(message, 0));
  if (flow.told(message) || message == key) return false;
  const bool copy = f.at(message).op == Opcode::Alloc;
  if (!copy && (f.at(message).op != Opcode::Param || !as_under<Struct>(f.at(message).type))) return false;
  auto is_message = [&](ValueId v) {
    v = v ? flow.number(v) : v;
    return v && (v == message || (copy && f.at(v).op == Opcode::Load && flow.number(f.operand(v, 0)) == message));
  };
  return std::ranges::any_of(f.with(Opcode::Call), [&](ValueId v) {
    const Instr& call = f.at(v);
    if (call.sub != 0 || !flow.reached(v) || !flow.callee_summary(call)) return false;
    auto operands = f.operands_of(call);
    return std::any_of(operands.begin() + 1, operands.end(), is_message) && answer_decides(body, v, at);
  });
}

constexpr int kMaxSteps = 64;

bool constant_in(const Examined& body, ValueId v, BlockId b, int depth) {
  const Function& f = body.function;
  v = unconverted(body, v);
  const Instr& i = f.at(v);
  if (!v || depth > 4) return false;
  if (i.op == Opcode::Const) return true;
  if (i.op == Opcode::Phi) {
    const auto& preds = f.blocks[i.block.v].preds;
    bool all = preds.size() == i.count;
    for (size_t k = 0; all && k < preds.size(); k++) {
      ValueId o = unconverted(body, f.operand(i, k));
      all = !(o == v) && (equal_on_edge(body, o, preds[k], i.block) || constant_in(body, o, preds[k], depth + 1));
    }
    if (all) return true;
  }
  for (int n = 0; n < kMaxSteps && b.v != 0; n++, b = body.dominators.immediate(b)) {
    const auto& preds = f.blocks[b.v].preds;
    // One constant alone says what to do, not which keys there are.
    if (preds.size() > (depth ? 0 : 1) && std::ranges::all_of(preds, [&](BlockId p) { return equal_on_edge(body, v, p, b); })) return true;
  }
  return false;
}

}  // namespace

bool is_one_of_constants(const Examined& body, ValueId v, ValueId at) { return constant_in(body, v, body.function.at(at).block, 0); }

bool key_is_checked(const Examined& body, ValueId key, ValueId at) {
  if (is_one_of_constants(body, key, at)) return true;
  const Function& f = body.function;
  key = unconverted(body, key);
  if (key && (checked_by_maker(body, key, at) || asked_about_message(body, key, at))) return true;
  ValueId whole = key ? container(body, key) : ValueId{};
  // What is left of a list when a function has gone through it.
  if (const Instr& made = f.at(whole); whole && made.op == Opcode::Call && (is_method(ir::callee(made), "slices", "", "DeleteFunc") || asks_each(f, made))) return true;
  auto before = [&](ValueId v) { return answer_decides(body, v, at); };
  auto is_key = [&](ValueId v) {
    v = v ? unconverted(body, v) : v;
    return v && (v == key || v == whole);
  };
  for (ValueId v : f.with(Opcode::Lookup)) {
    const Instr& i = f.at(v);
    if (is_boolean(i.type) && is_key(f.operand(i, 1)) && before(v)) return true;
  }
  for (ValueId v : f.with(Opcode::Call)) {
    const Instr& i = f.at(v);
    if (asks_list(i) && is_key(f.operand(i, 2)) && before(v)) return true;
    auto operands = f.operands_of(i);
    if (whole && i.count > 2 && std::any_of(operands.begin() + 1, operands.end(), is_key) && asks_each(f, i) && before(v)) return true;
    const FunctionSummary* callee = i.sub == 0 ? body.flow.callee_summary(i) : nullptr;
    // What a helper says of the keys of a map is followed to that map.
    auto followed = [&](int p) { return std::ranges::any_of(callee->presences, [&](const PresenceSummary& s) { return s.key_parameter == p; }); };
    for (int p = 0; callee && p < 64 && callee->checks >> p; p++)
      if ((callee->checks >> p & 1) && !followed(p) && is_key(body.flow.argument(i, p)) && before(v)) return true;
  }
  return false;
}

uint64_t checked_parameters(const Examined& body) {
  const Function& f = body.function;
  const Tuple* results = f.signature ? f.signature->results.get() : nullptr;
  Type* last = results && results->size() > 0 ? results->vars[results->size() - 1]->type.get() : nullptr;
  if (!last || (!is_boolean(last) && !identical(last, universe.error_type))) return 0;
  uint64_t out = 0;
  auto asked = [&](ValueId key) {
    ValueId source = key ? parameter_source(body.flow, key) : ValueId{};
    int p = source ? parameter_number(body.flow, source) : -1;
    if (p >= 0 && p < 64) out |= uint64_t{1} << p;
  };
  auto reached = [&](ValueId v) { return body.flow.reached(v); };
  for (ValueId v : f.with(Opcode::LookupOk))
    if (reached(v)) asked(f.operand(v, 1));
  for (ValueId v : f.with(Opcode::Lookup))
    if (reached(v) && is_boolean(f.at(v).type)) asked(f.operand(v, 1));
  for (ValueId v : f.with(Opcode::Call)) {
    const Instr& i = f.at(v);
    if (!reached(v) || i.sub != 0) continue;
    if (asks_list(i)) asked(f.operand(i, 2));
    const FunctionSummary* callee = body.flow.callee_summary(i);
    for (int p = 0; callee && p < 64 && callee->checks >> p; p++)
      if (callee->checks >> p & 1) asked(body.flow.argument(i, p));
  }
  // Which of the constants it is, asked for more than one; and whether what a lookup gave is nil.
  std::vector<std::pair<ValueId, uint64_t>> compared;
  for (ValueId v : f.with(Opcode::Binary)) {
    const Instr& i = f.at(v);
    Op op = static_cast<Op>(i.sub);
    if ((op != Op::Eql && op != Op::Neq) || !reached(v)) continue;
    for (size_t k = 0; k < 2; k++) {
      ValueId x = unconverted(body, f.operand(i, k)), other = unconverted(body, f.operand(i, 1 - k));
      if (f.at(x).op == Opcode::Lookup && f.at(other).op == Opcode::Zero) asked(f.operand(x, 1));
      if (f.at(other).op != Opcode::Const || f.at(x).op == Opcode::Const) continue;
      uint64_t hash = const_hash(Const{Ref<ConstData>::from_raw(f.at(other).aux)});
      if (std::ranges::any_of(compared, [&](const auto& c) { return c.first == x && c.second != hash; })) asked(x);
      compared.emplace_back(x, hash);
    }
  }
  return out;
}

}  // namespace ptrsafe::flow
