#include "concurrency/objects.h"

#include <algorithm>

#include "flow/ahead.h"
#include "flow/library.h"
#include "types/constant.h"
#include "types/under.h"

namespace ptrsafe::concurrency {
namespace {

constexpr int kDepth = 14;
constexpr int kRounds = 3;  // stores through pointers that were stored
constexpr size_t kMostSteps = 24;

void add(std::vector<Spot>& out, Spot s) {
  if (out.size() >= Objects::kMost || s.steps.size() > kMostSteps) return;
  for (const Spot& o : out)
    if (o.in == s.in && o.made == s.made && o.steps == s.steps) return;
  out.push_back(std::move(s));
}

Step window(int64_t low, int64_t high) { return {low, std::max(low, high)}; }

// The elements [low, high) of a window; `high` kEnd: to its end.
Step within(const Step& w, int64_t low, int64_t high) {
  int64_t from = low >= Step::kEnd - w.low ? Step::kEnd : w.low + low;
  return window(from, high == Step::kEnd ? w.high : w.low + high);
}

bool is(Type* t, TypeKind kind) {
  Type* u = t ? under(t) : nullptr;
  return u && u->kind == kind;
}

}  // namespace

bool constant_int(const Examined& body, ValueId v, int64_t* out) {
  const Instr& i = body.function.at(same(body, v));
  if (i.op == Opcode::Zero) return *out = 0, is(i.type, TypeKind::Basic);
  return i.op == Opcode::Const && Const{Ref<ConstData>::from_raw(i.aux)}.int64_value(out);
}

bool overlap(const Steps& a, const Steps& b) {
  for (size_t k = 0; k < a.size() && k < b.size(); k++) {
    if (a[k].field() != b[k].field()) return false;
    if (a[k].field() ? a[k].low != b[k].low : !(a[k].low < b[k].high && b[k].low < a[k].high)) return false;
  }
  return true;
}

Objects::Objects(const CallGraph& graph) : graph_(graph) {
  for (int round = 0; round < kRounds; round++) index_stores();
}

void Objects::index_stores() {
  absl::flat_hash_map<Key, std::vector<Left>> left;
  for (const Examined* b : flow::ahead(graph_.bodies())) {
    const Function& f = b->function;
    auto leave = [&](ValueId at, ValueId value, bool element) {
      for (Spot s : of(*b, at)) {
        if (element) s.steps.push_back({0, Step::kEnd});
        left[{s.in, s.made.v}].push_back({s.steps, b, value});
      }
    };
    for (uint32_t n = 1; n < f.instrs.size(); n++) {
      const Instr& i = f.instrs[n];
      if (i.op == Opcode::Store) leave(f.operand(i, 0), f.operand(i, 1), false);
      if (i.op == Opcode::MapUpdate) leave(f.operand(i, 0), f.operand(i, 2), true);
      if (i.op == Opcode::Send) leave(f.operand(i, 0), f.operand(i, 1), true);
      // The array of a literal.
      if (i.op == Opcode::ArrayLit && is(i.type, TypeKind::Slice))
        for (size_t k = 0; k < i.count; k++)
          if (f.operand(i, k)) left[{&f, n}].push_back({{{static_cast<int64_t>(k), static_cast<int64_t>(k) + 1}}, b, f.operand(i, k)});
    }
  }
  left_ = std::move(left);
  known_.clear();
}

const std::vector<Spot>& Objects::find(const Examined& body, ValueId v, int depth) const {
  static const std::vector<Spot> none;
  if (!v || depth > kDepth) return none;
  Key key{&body.function, v.v};
  auto [it, fresh] = known_.try_emplace(key);
  if (!fresh) return it->second ? *it->second : none;  // in cycles: nothing new
  std::vector<Spot> out;
  follow(body, v, depth, out);
  return *(known_[key] = std::make_unique<std::vector<Spot>>(std::move(out)));
}

void Objects::part(const Examined& body, ValueId value, const Steps& steps, size_t from, int depth, std::vector<Spot>& out) const {
  if (!value || depth > kDepth) return;
  if (from == steps.size()) {
    for (const Spot& s : find(body, value, depth + 1)) add(out, s);
    return;
  }
  const Function& f = body.function;
  const Instr& i = f.at(value);
  const Step& s = steps[from];
  if (i.op == Opcode::StructLit && s.field()) {
    part(body, f.operand(i, static_cast<size_t>(s.low)), steps, from + 1, depth + 1, out);
  } else if (i.op == Opcode::ArrayLit && !s.field()) {
    for (size_t k = 0; k < i.count; k++)
      if (static_cast<int64_t>(k) >= s.low && static_cast<int64_t>(k) < s.high) part(body, f.operand(i, k), steps, from + 1, depth + 1, out);
  } else if (i.op == Opcode::Load) {
    for (Spot whole : find(body, f.operand(i, 0), depth + 1)) {
      whole.steps.insert(whole.steps.end(), steps.begin() + static_cast<std::ptrdiff_t>(from), steps.end());
      content(whole, depth + 1, out);
    }
  }
}

void Objects::content(const Spot& s, int depth, std::vector<Spot>& out) const {
  auto it = left_.find({s.in, s.made.v});
  if (it == left_.end() || depth > kDepth) return;
  for (const Left& l : it->second)
    if (l.steps.size() <= s.steps.size() && overlap(l.steps, s.steps)) part(*l.body, l.value, s.steps, l.steps.size(), depth + 1, out);
}

void Objects::result(const Examined& body, ValueId call, uint32_t number, int depth, std::vector<Spot>& out) const {
  std::span<const Edge> edges = graph_.calls_at(&body.function, call);
  if (edges.size() != 1 || edges[0].kind != Edge::Call) return;
  const Examined& callee = *edges[0].callee;
  const Function& g = callee.function;
  for (BlockId b : callee.dominators.order()) {
    const Instr& last = g.at(g.blocks[b.v].instrs.back());
    if (last.op != Opcode::Return) continue;
    for (Spot s : find(callee, g.operand(last, number), depth + 1)) {
      // Each call makes one of its own.
      if (s.in == &g) s.in = &body.function, s.made = call;
      add(out, std::move(s));
    }
  }
}

void Objects::follow(const Examined& body, ValueId v, int depth, std::vector<Spot>& out) const {
  const Function& f = body.function;
  const Instr& i = f.at(v);
  auto all = [&](ValueId from) -> const std::vector<Spot>& { return find(body, from, depth + 1); };
  auto made = [&](Steps steps) { add(out, {&f, v, std::move(steps)}); };
  int64_t n = 0, low = 0, high = Step::kEnd;
  switch (i.op) {
    case Opcode::Alloc:
    case Opcode::MakeMap:
    case Opcode::MakeChan: made({}); return;
    case Opcode::MakeSlice: made({window(0, constant_int(body, f.operand(i, 0), &n) ? n : Step::kEnd)}); return;
    case Opcode::ArrayLit:
      if (is(i.type, TypeKind::Slice)) made({window(0, i.count)});
      return;
    case Opcode::Convert:
      // A new array, or the same object under another type.
      if (is(i.type, TypeKind::Slice) && !is(f.at(f.operand(i, 0)).type, TypeKind::Slice)) made({window(0, Step::kEnd)});
      else
        for (const Spot& s : all(f.operand(i, 0))) add(out, s);
      return;
    case Opcode::TypeAssert:
    case Opcode::MakeInterface:
      for (const Spot& s : all(f.operand(i, 0))) add(out, s);
      return;
    case Opcode::Phi:
      for (ValueId o : f.operands_of(i))
        for (const Spot& s : all(o)) add(out, s);
      return;
    case Opcode::FieldAddr:
      for (Spot s : all(f.operand(i, 0))) s.steps.push_back({i.aux, Step::kField}), add(out, std::move(s));
      return;
    case Opcode::IndexAddr: {
      Type* t = f.at(f.operand(i, 0)).type;
      bool slice = is(t, TypeKind::Slice), known = constant_int(body, f.operand(i, 1), &n);
      for (Spot s : all(f.operand(i, 0))) {
        if (!slice) s.steps.push_back(window(0, Step::kEnd));
        if (s.steps.empty() || s.steps.back().field()) continue;
        if (known) s.steps.back() = within(s.steps.back(), n, n + 1);
        else s.index = f.operand(i, 1);
        add(out, std::move(s));
      }
      return;
    }
    case Opcode::SliceOf: {
      Type* t = f.at(f.operand(i, 0)).type;
      if (is(t, TypeKind::Basic)) return;
      if (f.operand(i, 1) && !constant_int(body, f.operand(i, 1), &low)) low = 0;
      if (f.operand(i, 2) && !constant_int(body, f.operand(i, 2), &high)) high = Step::kEnd;
      // From an unknown start, every element may be meant.
      bool moved = f.operand(i, 1) && !constant_int(body, f.operand(i, 1), &n);
      for (Spot s : all(f.operand(i, 0))) {
        if (!is(t, TypeKind::Slice)) s.steps.push_back(window(0, Step::kEnd));
        if (s.steps.empty() || s.steps.back().field()) continue;
        s.steps.back() = within(s.steps.back(), low, moved ? Step::kEnd : high);
        add(out, std::move(s));
      }
      return;
    }
    case Opcode::Builtin:
      if (static_cast<BuiltinId>(i.aux) != BuiltinId::Append) return;
      made({window(0, Step::kEnd)});
      for (Spot s : all(f.operand(i, 0))) {
        if (!s.steps.empty()) s.steps.back().high = Step::kEnd;
        add(out, std::move(s));
      }
      return;
    case Opcode::FreeVar: {
      ValueId closure = f.made_at;
      const Examined* outer = closure ? graph_.body(f.parent) : nullptr;
      if (outer && i.aux < f.parent->at(closure).count)
        for (const Spot& s : find(*outer, f.parent->operand(closure, i.aux), depth + 1)) add(out, s);
      return;
    }
    case Opcode::Param:
      for (const Edge& e : graph_.calls_of(&f))
        if (ValueId argument = e.argument(i.aux))
          for (const Spot& s : find(*e.caller, argument, depth + 1)) add(out, s);
      break;
    case Opcode::Load:
      for (const Spot& s : all(f.operand(i, 0))) content(s, depth + 1, out);
      break;
    case Opcode::Field: part(body, f.operand(i, 0), {{i.aux, Step::kField}}, 0, depth, out); break;
    case Opcode::Index: part(body, f.operand(i, 0), {constant_int(body, f.operand(i, 1), &n) ? window(n, n + 1) : window(0, Step::kEnd)}, 0, depth, out); break;
    case Opcode::Lookup:
    case Opcode::Recv:
      for (Spot s : all(f.operand(i, 0))) s.steps.push_back({0, Step::kEnd}), content(s, depth + 1, out);
      break;
    case Opcode::Extract: {
      ValueId tuple = f.operand(i, 0);
      const Instr& t = f.at(tuple);
      if (t.op == Opcode::TypeAssertOk && i.aux == 0) {
        for (const Spot& s : all(f.operand(t, 0))) add(out, s);
      } else if ((t.op == Opcode::LookupOk || t.op == Opcode::RecvOk) && i.aux == 0) {
        for (Spot s : all(f.operand(t, 0))) s.steps.push_back({0, Step::kEnd}), content(s, depth + 1, out);
      } else if (t.op == Opcode::RangeNext) {
        ValueId over = f.operand(f.operand(t, 0), 0);
        bool slice = is(f.at(over).type, TypeKind::Slice), channel = is(f.at(over).type, TypeKind::Chan);
        for (Spot s : all(over)) {
          if (!slice) s.steps.push_back({0, Step::kEnd});
          if (i.aux == (channel ? 1 : 2)) content(s, depth + 1, out);
        }
      } else if (t.op == Opcode::Call) {
        result(body, tuple, i.aux, depth, out);
      }
      break;
    }
    case Opcode::Call: result(body, v, 0, depth, out); break;
    default: break;
  }
  for (Spot& s : out) s.index = {};  // numbers in other bodies mean nothing here
}

}  // namespace ptrsafe::concurrency
