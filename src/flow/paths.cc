#include "flow/paths.h"

#include <algorithm>
#include <tuple>

#include "absl/container/flat_hash_set.h"
#include "absl/container/inlined_vector.h"
#include "flow/models.h"
#include "types/constant.h"
#include "types/predicates.h"

namespace ptrsafe::flow {
namespace {

// Blocks that one query looks at; fewer in huge functions, which have many queries.
int max_visits(const Function& f) { return static_cast<int>(std::clamp<size_t>(150'000 / f.blocks.size(), 20, 600)); }

struct Alias {
  ValueId value, stands_for;
};

using Aliases = absl::InlinedVector<Alias, 4>;

// One path so far. Most know little, and a copy is made at each branch: short lists lie in it.
struct Walk {
  BlockId block{};
  size_t index = 0;  // of the next instruction
  absl::InlinedVector<ValueFact, 8> facts;
  Aliases aliases;  // what phis and loads stand for on this path
  Aliases memory;   // address -> value stored on this path
  Aliases equal, unequal;  // values compared with constants on this path
  std::vector<const Node*> tests;
  int open = 0, rounds = 0;
  bool turned_back = false;  // it has been to this block, or one behind it, before: instructions run again
  bool impossible = false;   // what it has shown cannot be
};

template <class List, class Test>
void drop_if(List& list, Test test) {
  list.erase(std::remove_if(list.begin(), list.end(), test), list.end());
}

class Search {
 public:
  Search(const FunctionFlow& flow, const PathQuery& query) : flow_(flow), f_(flow.function()), q_(query) {
    for (const ValueFact& a : query.assumed) assumed_.push_back(flow.number(a.value));
    // Blocks from which the goal can be reached at all.
    leads_.resize(f_.blocks.size());
    std::vector<BlockId> work;
    for (ValueId goal : goals()) {
      work.push_back(f_.at(goal).block);
      leads_[work.back().v] = true;
    }
    while (!work.empty()) {
      BlockId b = work.back();
      work.pop_back();
      for (BlockId p : f_.blocks[b.v].preds) {
        if (leads_[p.v]) continue;
        leads_[p.v] = true;
        work.push_back(p);
      }
    }
  }

  PathAnswer run() {
    Walk first;
    for (const ValueFact& a : q_.assumed) first.facts.push_back({flow_.number(a.value), a.bits});
    if (q_.from) {
      first.block = f_.at(q_.from).block;
      seed(first, first.block);
      const auto& list = f_.blocks[first.block.v].instrs;
      first.index = static_cast<size_t>(std::find(list.begin(), list.end(), q_.from) - list.begin()) + 1;
      push(std::move(first));
    } else {
      seed(first, q_.edge_from);
      seed_edge(first, q_.edge_from, q_.edge_to);
      take_edge(std::move(first), q_.edge_from, q_.edge_to);
    }
    int visits = 0;
    const int limit = max_visits(f_) * static_cast<int>(goals().size());
    while (!work_.empty()) {
      if (++visits > limit) {
        answer_.kind = PathAnswer::Unknown;
        return answer_;
      }
      Walk w = std::move(work_.back());
      work_.pop_back();
      if (walk(w)) return answer_;
    }
    return answer_;
  }

 private:
  std::span<const ValueId> goals() const { return q_.goals.empty() ? std::span<const ValueId>{&q_.goal, 1} : q_.goals; }
  bool is_goal(ValueId v, const Instr& i) const {
    if (q_.goals.empty()) return v == q_.goal;
    return i.op == Opcode::Return && std::find(q_.goals.begin(), q_.goals.end(), v) != q_.goals.end();
  }

  // What the branches say that every path to the block takes.
  void seed(Walk& w, BlockId b) {
    const ir::Dominators& dom = flow_.dominators();
    for (int n = 0; n < 64 && b.v != 0; n++, b = dom.immediate(b))
      if (f_.blocks[b.v].preds.size() == 1) seed_edge(w, f_.blocks[b.v].preds[0], b);
  }
  void seed_edge(Walk& w, BlockId from, BlockId to) {
    const ir::Block& block = f_.blocks[from.v];
    const Instr& last = f_.at(block.instrs.back());
    if (last.op != Opcode::If || block.succs[0] == block.succs[1]) return;
    // What is assumed of the value itself comes later than these tests.
    if (!truth(w, f_.operand(last, 0), 0)) assume(w, f_.operand(last, 0), block.succs[0] == to, 0);
  }

  // Follows the rest of the block; true when the goal is reached.
  bool walk(Walk& w) {
    const ir::Block& block = f_.blocks[w.block.v];
    for (size_t k = w.index; k < block.instrs.size(); k++) {
      ValueId v = block.instrs[k];
      const Instr& i = f_.at(v);
      if (is_goal(v, i)) {
        if (q_.goal_is && !can_be(w, f_.operand(i, q_.is_operand), q_.goal_is)) return false;
        // The subject may have become something else on the way.
        ValueId subject = q_.subject ? q_.subject : f_.operand(i, q_.goal_operand);
        if (q_.boxed) {
          subject = resolve(w, subject);
          if (f_.at(subject).op == Opcode::MakeInterface) subject = f_.operand(subject, 0);
        }
        if (!q_.any_operand && (!assumed_value(w, subject) || (!q_.boxed && is(w, subject, kNonNil)))) return false;
        answer_.kind = PathAnswer::Yes;
        answer_.tests = w.tests;
        answer_.open = w.open;
        answer_.rounds = w.rounds;
        return true;
      }
      if (v == q_.from) return false;  // once more around: asked for already
      if (w.turned_back && i.type) compute_again(w, v);
      switch (i.op) {
        case Opcode::Phi: break;
        case Opcode::Store: set(w.memory, flow_.number(f_.operand(i, 0)), resolve(w, f_.operand(i, 1))); break;
        case Opcode::Load: {
          ValueId a = flow_.number(f_.operand(i, 0));
          auto m = std::find_if(w.memory.begin(), w.memory.end(), [&](const Alias& x) { return x.value == a; });
          if (m != w.memory.end()) {
            set(w.aliases, v, m->stands_for);
          } else if (w.memory.size() < 32) {
            w.memory.push_back({a, resolve(w, v)});  // the next load gives the same
          }
          break;
        }
        case Opcode::Call:
        case Opcode::Invoke:
          // The callee does not return with what this path passes to it.
          if (flow_.no_return(i) || excluded(w, i, ShownSummary::Always)) return false;
          // The callee may replace what accuses; what excuses is kept (see State).
          if (i.sub == 0 && !flow_.changes_nothing(i))
            drop_if(w.memory, [&](const Alias& m) { return (is(w, m.stands_for, kNil) || assumed_value(w, m.stands_for)) && !flow_.local(m.value); });
          break;
        case Opcode::Return:
        case Opcode::Panic:
        case Opcode::Stop: return false;
        case Opcode::Jump: take_edge(std::move(w), f_.at(v).block, block.succs[0]); return false;
        case Opcode::If: {
          if (block.succs[0] == block.succs[1]) {
            take_edge(std::move(w), i.block, block.succs[0]);
            return false;
          }
          used_assumption_ = false;
          ValueId condition = f_.operand(i, 0);
          uint8_t t = truth(w, condition, 0);
          bool by_assumption = t && used_assumption_;
          // The way on which there is a failure, where one is assumed, is looked at first: it is the one that accuses.
          ValueId error = t ? ValueId{} : error_asked_for(condition);
          bool asked = error && assumed_value(w, error);
          // Else the way that leads straight to the goal, before those around a loop.
          bool first = asked || (q_.goals.empty() && flow_.dominators().dominates(block.succs[0], f_.at(q_.goal).block));
          auto open = [&](bool way) { return !(t & (way ? kFalse : kTrue)) && leads_[block.succs[way ? 0 : 1].v]; };
          for (bool way : {!first, first}) {
            if (!open(way)) continue;
            Walk next = way != first && open(first) ? w : std::move(w);
            if (by_assumption && i.node) {
              next.tests.push_back(i.node.get());
              next.open = next.rounds = 0;
            }
            if (!t) {
              assume(next, condition, way, 0);
              if (way && asked) {
                // Which failure it is stays open, but it is one.
                if (i.node) next.tests.push_back(i.node.get());
                next.open = next.rounds = 0;
              } else {
                next.open++;
                next.rounds += way && goes_round(condition) ? 1 : 0;
              }
            }
            note_iteration(next, condition, way);
            take_edge(std::move(next), i.block, block.succs[way ? 0 : 1]);
          }
          return false;
        }
        default: break;
      }
      // Who got past this has shown that the pointer is not nil.
      if (i.op == Opcode::FieldAddr || i.op == Opcode::Load || i.op == Opcode::Store)
        if (is(w, f_.operand(i, 0), kNil) && !assumed_value(w, f_.operand(i, 0))) return false;
    }
    return false;
  }

  // The instruction gives another value than in the round before, of which the path had shown something.
  void compute_again(Walk& w, ValueId v) const {
    if (!(flow_.number(v) == v) || is_assumed(v)) return;
    drop_if(w.facts, [&](const ValueFact& f) { return f.value == v; });
    for (auto* list : {&w.equal, &w.unequal}) drop_if(*list, [&](const Alias& e) { return e.value == v; });
  }
  bool is_assumed(ValueId v) const {
    return std::ranges::find(assumed_, v) != assumed_.end();
  }

  const std::vector<ShownSummary>* shown_by(const Instr& i) const {
    const FunctionSummary* callee = i.op == Opcode::Call && i.sub == 0 ? flow_.shown_by(i) : nullptr;
    return callee && !callee->shown.empty() ? &callee->shown : nullptr;
  }
  // What this path passes to the callee says that it does not return, or not with this result.
  bool excluded(const Walk& w, const Instr& i, ShownSummary::When when, uint64_t constant = 0) {
    const auto* shown = shown_by(i);
    return shown && std::any_of(shown->begin(), shown->end(), [&](const ShownSummary& s) {
      if (s.when != when || s.constant != constant) return false;
      ValueId argument = flow_.shown_argument(i, s);
      bool not_so = s.bits == kTrue ? truth(w, argument, 0) == kFalse : is(w, argument, s.bits == kNil ? kNonNil : kNil);
      if (not_so && (s.bits != kNonNil || asks_for_nil(*shown, s))) note(w, argument);
      return not_so;
    });
  }
  // A helper that says no to other values as well, as whether it is of some kind, does not ask for nil.
  static bool asks_for_nil(const std::vector<ShownSummary>& shown, const ShownSummary& s) {
    if (s.when != ShownSummary::True && s.when != ShownSummary::False) return true;
    return std::ranges::any_of(shown, [&](const ShownSummary& o) { return o.parameter == s.parameter && o.bits == kNil && o.when != s.when; });
  }
  void show(Walk& w, const Instr& i, ShownSummary::When when, uint64_t constant = 0) {
    const auto* shown = shown_by(i);
    for (size_t k = 0; shown && k < shown->size(); k++)
      if (const ShownSummary& s = (*shown)[k]; s.when == when && s.constant == constant) add(w, flow_.shown_argument(i, s), s.bits);
  }

  bool can_be(const Walk& w, ValueId v, uint8_t wanted) {
    if (wanted != kNil) {
      uint8_t t = truth(w, v, 0);
      return !t || t == wanted;
    }
    v = resolve(w, v);
    const Instr& i = f_.at(v);
    return !package_error(i) && !is(w, v, kNonNil) && !excluded(w, i, ShownSummary::Nil);
  }

  // A package's error is taken for one.
  bool package_error(const Instr& i) const {
    return i.op == Opcode::Load && i.type.get() == universe.error_type && f_.at(flow_.number(f_.operand(i, 0))).op == Opcode::Global;
  }

  // The RangeNext whose going on the condition is; null if it is none.
  const Instr* goes_round(ValueId condition) const {
    const Instr& i = f_.at(flow_.number(condition));
    const Instr* next = i.op == Opcode::Extract && i.aux == 0 ? &f_.at(f_.operand(i, 0)) : nullptr;
    return next && next->op == Opcode::RangeNext ? next : nullptr;
  }

  // A range over what is not empty has a first iteration; kTrue of its RangeStart says that there was one.
  void note_iteration(Walk& w, ValueId condition, bool way) {
    const Instr& i = f_.at(flow_.number(condition));
    if (!way || i.op != Opcode::Extract || i.aux != 0) return;
    if (const Instr* next = goes_round(condition)) add(w, f_.operand(*next, 0), kTrue);
    // The next round asks anew.
    drop_if(w.facts, [&](const ValueFact& f) { return f.value == flow_.number(condition); });
  }

  void take_edge(Walk w, BlockId from, BlockId to) {
    if (!leads_[to.v] || w.impossible) return;
    const ir::Block& block = f_.blocks[to.v];
    size_t edge = static_cast<size_t>(std::find(block.preds.begin(), block.preds.end(), from) - block.preds.begin());
    Aliases phis;
    for (ValueId v : block.instrs) {
      const Instr& i = f_.at(v);
      if (i.op != Opcode::Phi) {
        if (i.op == Opcode::Param || i.op == Opcode::FreeVar || i.op == Opcode::Zero) continue;
        break;
      }
      if (edge < i.count) phis.push_back({v, resolve(w, f_.operand(i, edge))});
    }
    for (const Alias& a : phis) {
      drop_if(w.facts, [&](const ValueFact& f) { return f.value == a.value; });
      for (auto* list : {&w.equal, &w.unequal}) drop_if(*list, [&](const Alias& e) { return e.value == a.value; });
      set(w.aliases, a.value, a.stands_for);
    }
    w.turned_back = w.turned_back || flow_.dominators().place(to) <= flow_.dominators().place(from);
    w.block = to;
    w.index = 0;
    push(std::move(w));
  }

  void push(Walk w) {
    // Only where ways join can a state come back.
    if (w.index == 0 && f_.blocks[w.block.v].preds.size() == 1) return work_.push_back(std::move(w));
    // Whatever the order in which the path has come to know it. Two states with one number of 64 bits are taken for the same.
    uint64_t state = mixed(w.block.v, w.index) + w.turned_back;
    for (const ValueFact& f : w.facts) state += mixed(f.value.v, 1 + f.bits);
    uint64_t list_number = 1;
    for (const auto* list : {&w.aliases, &w.memory, &w.equal, &w.unequal}) {
      list_number++;
      for (const Alias& a : *list) state += mixed(a.value.v | list_number << 32, a.stands_for.v);
    }
    if (seen_.insert(state).second) work_.push_back(std::move(w));
  }
  static uint64_t mixed(uint64_t a, uint64_t b) {
    uint64_t h = (a + 0x9e3779b97f4a7c15) * 0xbf58476d1ce4e5b9 ^ (b + 0x632be59bd9b4e019) * 0x94d049bb133111eb;
    h ^= h >> 29;
    h *= 0xff51afd7ed558ccd;
    return h ^ h >> 32;
  }

  static void set(Aliases& list, ValueId value, ValueId stands_for) {
    for (Alias& a : list)
      if (a.value == value) {
        a.stands_for = stands_for;
        return;
      }
    list.push_back({value, stands_for});
  }

  ValueId resolve(const Walk& w, ValueId v) const {
    v = flow_.number(v);
    for (int n = 0; n < 8; n++) {
      auto it = std::find_if(w.aliases.begin(), w.aliases.end(), [&](const Alias& a) { return a.value == v; });
      if (it == w.aliases.end() || it->stands_for == v) return v;
      v = it->stands_for;
    }
    return v;
  }

  uint8_t bits(const Walk& w, ValueId v, int depth = 0) const {
    v = resolve(w, v);
    uint8_t b = 0;
    for (const ValueFact& f : w.facts)
      if (f.value == v) b |= f.bits;
    if (!(b & (kNil | kNonNil))) {
      Nilness n = flow_.by_nature(v);
      if (n == Nilness::Nil) b |= kNil;
      if (n == Nilness::NonNil || package_error(f_.at(v))) b |= kNonNil;
    }
    if (!(b & (kNil | kNonNil)) && depth < 4)
      for (ValueId source : {nil_with(v), looked_up_in(v)})
        if (source && (bits(w, source, depth + 1) & kNil)) b |= kNil;
    return b;
  }
  bool is(const Walk& w, ValueId v, uint8_t b) const { return bits(w, v) & b; }
  // The value is one of the assumed ones, or nil because one of them is.
  bool assumed_value(const Walk& w, ValueId v, int depth = 0) const {
    v = resolve(w, v);
    if (std::ranges::find(assumed_, v) != assumed_.end()) return true;
    ValueId source = nil_with(v);
    return source && depth < 4 && assumed_value(w, source, depth + 1);
  }
  // The value whose nil makes `v` nil: t, _ := x.(T), maps.Clone(x), a field of a struct that is zero.
  ValueId nil_with(ValueId v) const {
    const Instr& i = f_.at(v);
    if (i.op == Opcode::Field) return f_.operand(i, 0);
    if (i.op == Opcode::Call && (model_of(ir::callee(i)) & kNilOfNil)) return f_.operand(i, 1);
    if (i.op != Opcode::Extract || i.aux != 0) return {};
    const Instr& t = f_.at(f_.operand(i, 0));
    return t.op == Opcode::TypeAssertOk ? f_.operand(t, 0) : ValueId{};
  }
  // The map that gave the value, if that can be nil: a nil map has nothing else.
  ValueId looked_up_in(ValueId v) const {
    const Instr& i = f_.at(v);
    if (!i.type || !has_nil(i.type)) return {};
    if (i.op == Opcode::Lookup) return f_.operand(i, 0);
    if (i.op != Opcode::Extract || i.aux != 0) return {};
    const Instr& t = f_.at(f_.operand(i, 0));
    return t.op == Opcode::LookupOk ? f_.operand(t, 0) : ValueId{};
  }
  void note(const Walk& w, ValueId v) { used_assumption_ = used_assumption_ || assumed_value(w, v); }
  // Of a comparison, only one with nil asks: that nil is not equal to something says no more of it than of most other values. Nor does it ask for
  // an entry whether some field of it is nil, unless it is that what is followed.
  void note_comparison(const Walk& w, ValueId x, ValueId y, uint8_t bx, uint8_t by) {
    for (auto [one, other, bits, to] : {std::tuple(x, y, bx, by), std::tuple(y, x, by, bx)}) {
      if ((bits & kNil) && (to & kNonNil)) continue;
      if (f_.at(one).op == Opcode::Field && !is_assumed(one) && !followed_at_goal(w, one)) continue;
      note(w, one);
    }
  }
  // … if by way of variables that have it on some path.
  bool followed_at_goal(const Walk& w, ValueId v) const {
    absl::InlinedVector<ValueId, 8> work, seen;
    for (ValueId goal : goals())
      if (q_.subject || q_.goal_operand < f_.at(goal).count) work.push_back(q_.subject ? q_.subject : f_.operand(goal, q_.goal_operand));
    while (!work.empty() && seen.size() < 16) {
      ValueId x = resolve(w, work.back());
      work.pop_back();
      if (x == v) return true;
      if (f_.at(x).op != Opcode::Phi || std::ranges::find(seen, x) != seen.end()) continue;
      seen.push_back(x);
      for (ValueId o : f_.operands_of(f_.at(x))) work.push_back(o);
    }
    return false;
  }

  // errors.Is(err, …) and errors.As(err, …), which say no where there is no error: err.
  ValueId error_asked_for(ValueId condition) const {
    const Instr& i = f_.at(flow_.number(condition));
    const Func* callee = i.op == Opcode::Call && i.sub == 0 && i.count == 3 ? ir::callee(i) : nullptr;
    if (!callee || !callee->pkg || callee->pkg->path.view() != "errors") return {};
    if (callee->name.view() != "Is" && callee->name.view() != "As") return {};
    return flow_.by_nature(flow_.number(f_.operand(i, 2))) == Nilness::Nil ? ValueId{} : f_.operand(i, 1);
  }

  // reflect.ValueOf(x).Kind() and IsValid(): x, of which they show that there is none.
  ValueId reflected(const Walk& w, const Instr& call) const {
    const Func* asks = call.sub == 0 && call.count == 2 ? ir::callee(call) : nullptr;
    if (!asks || !asks->pkg || asks->pkg->path.view() != "reflect" || (asks->name.view() != "Kind" && asks->name.view() != "IsValid")) return {};
    const Instr& value = f_.at(resolve(w, f_.operand(call, 1)));
    const Func* of = value.op == Opcode::Call && value.sub == 0 && value.count == 2 ? ir::callee(value) : nullptr;
    return of && of->pkg == asks->pkg && of->name.view() == "ValueOf" ? f_.operand(value, 1) : ValueId{};
  }

  // The constant that the value is on this path: a lookup in a nil map gives a zero, the length of nil is 0. That a key is not in an inner map
  // says nothing of whether there is one.
  Const const_of(const Walk& w, ValueId v) {
    const Instr& i = f_.at(v);
    switch (i.op) {
      case Opcode::Const: return Const{Ref<ConstData>::from_raw(i.aux)};
      case Opcode::Zero: return zero_constant(i.type);
      case Opcode::Lookup:
        if (!is(w, f_.operand(i, 0), kNil)) break;
        return zero_constant(i.type);
      case Opcode::Extract: {
        const Instr& t = f_.at(f_.operand(i, 0));
        if (t.op == Opcode::TypeAssertOk && i.aux == 0) {
          // s, _ := m[k].(string)
          const Instr& x = f_.at(resolve(w, f_.operand(t, 0)));
          if (x.op == Opcode::Lookup && is(w, f_.operand(x, 0), kNil)) return zero_constant(i.type);
          break;
        }
        if (t.op != Opcode::LookupOk || !is(w, f_.operand(t, 0), kNil)) break;
        return zero_constant(i.type);
      }
      case Opcode::Builtin:
        if (static_cast<BuiltinId>(i.aux) != BuiltinId::Len) break;
        if (const Instr& x = f_.at(resolve(w, f_.operand(i, 0))); x.op == Opcode::SliceOf && f_.operand(x, 2)) {
          // x[:0] is empty.
          const Instr& high = f_.at(f_.operand(x, 2));
          int64_t n;
          if (high.op == Opcode::Const && Const{Ref<ConstData>::from_raw(high.aux)}.int64_value(&n) && n == 0) return const_int(0);
        }
        if (!is(w, f_.operand(i, 0), kNil)) break;
        // Of what an assertion gave, that it is empty does not ask whether there was anything to assert.
        if (const Instr& t = f_.at(resolve(w, f_.operand(i, 0))); t.op != Opcode::Extract || f_.at(f_.operand(t, 0)).op != Opcode::TypeAssertOk) note(w, f_.operand(i, 0));
        return const_int(0);
      case Opcode::Call:
        if (ValueId x = reflected(w, i); x && is(w, x, kNil)) {
          note(w, x);
          return zero_constant(i.type);  // reflect.Invalid, false
        }
        break;
      default: break;
    }
    for (const Alias& e : w.equal)
      if (e.value == v) return Const{Ref<ConstData>::from_raw(f_.at(e.stands_for).aux)};
    return {};
  }
  // The numbers that the value may be, as counters are that few ways lead to; false where that is not known.
  using Numbers = absl::InlinedVector<int64_t, 8>;
  bool numbers(const Walk& w, ValueId v, Numbers& out, int depth = 0) {
    v = resolve(w, v);
    const Instr& i = f_.at(v);
    int64_t n;
    if (Const c = const_of(w, v)) {
      if (!c.int64_value(&n) || std::abs(n) > 1000 || out.size() == 8) return false;
      out.push_back(n);
      return true;
    }
    if (depth > 4) return false;
    if (i.op == Opcode::Phi) {
      const auto& preds = f_.blocks[i.block.v].preds;
      if (std::any_of(preds.begin(), preds.end(), [&](BlockId p) { return flow_.dominators().dominates(i.block, p); })) return false;  // a loop
      return std::ranges::all_of(f_.operands_of(i), [&](ValueId o) { return numbers(w, o, out, depth + 1); });
    }
    if (i.op != Opcode::Binary || static_cast<Op>(i.sub) != Op::Add || !is_integer(i.type)) return false;
    Numbers a, b;
    if (!numbers(w, f_.operand(i, 0), a, depth + 1) || !numbers(w, f_.operand(i, 1), b, depth + 1)) return false;
    for (int64_t x : a)
      for (int64_t y : b) {
        if (out.size() == 8) return false;
        out.push_back(x + y);
      }
    return true;
  }
  // What the comparison gives for all numbers that `x` may be.
  uint8_t counted(const Walk& w, ValueId x, Op op, const Const& y) {
    Op kind = static_cast<Op>(f_.at(x).sub);
    if (f_.at(x).op != Opcode::Phi && (f_.at(x).op != Opcode::Binary || kind != Op::Add)) return 0;
    Numbers all;
    if (!is_integer(f_.at(x).type) || !numbers(w, x, all)) return 0;
    uint8_t out = 0;
    for (int64_t n : all) out |= compare(const_int(n), op, y) ? kTrue : kFalse;
    return out == (kTrue | kFalse) ? 0 : out;
  }

  // A comparison of a length with `n` that says whether it is 0.
  static bool asks_for_any(Op op, int64_t n) {
    return n == 0 ? op == Op::Eql || op == Op::Neq || op == Op::Gtr || op == Op::Leq : n == 1 && (op == Op::Geq || op == Op::Lss);
  }
  // The length of what something has been appended to.
  bool appended(const Walk& w, ValueId length) const {
    const Instr& l = f_.at(length);
    if (l.op != Opcode::Builtin || static_cast<BuiltinId>(l.aux) != BuiltinId::Len) return false;
    const Instr& x = f_.at(resolve(w, f_.operand(l, 0)));
    return x.op == Opcode::Builtin && static_cast<BuiltinId>(x.aux) == BuiltinId::Append && x.count > 1 && !x.reserved;
  }
  static Const zero_constant(Type* t) {
    if (is_boolean(t)) return const_bool(false);
    if (is_integer(t)) return const_int(0);
    if (is_string(t)) return const_string("");
    return {};
  }

  // The value that the query says something of, or the length of the same slice once more.
  bool is_compared(const Walk& w, ValueId x) const {
    ValueId v = resolve(w, q_.compared);
    if (x == v) return true;
    const Instr &a = f_.at(x), &b = f_.at(v);
    return a.op == Opcode::Builtin && b.op == a.op && a.aux == b.aux && static_cast<BuiltinId>(a.aux) == BuiltinId::Len &&
           resolve(w, f_.operand(a, 0)) == resolve(w, f_.operand(b, 0)) && as_under<Slice>(f_.at(f_.operand(a, 0)).type);
  }

  // kTrue, kFalse, or 0 where it is open.
  uint8_t truth(const Walk& w, ValueId v, int depth) {
    v = resolve(w, v);
    if (Const c = const_of(w, v); c && c.kind() == ConstKind::Bool) return c.bool_value() ? kTrue : kFalse;
    if (uint8_t b = bits(w, v) & (kTrue | kFalse)) {
      note(w, v);
      return b;
    }
    const Instr& i = f_.at(v);
    if (depth > 6) return 0;
    auto negate = [](uint8_t t) -> uint8_t { return t == kTrue ? kFalse : t == kFalse ? kTrue : 0; };
    if (i.op == Opcode::Unary && static_cast<Op>(i.sub) == Op::Not) return negate(truth(w, f_.operand(i, 0), depth + 1));
    if (i.op == Opcode::Extract && i.aux == 1) {
      // A failed assertion is no test for nil: it is not noted as one.
      const Instr& t = f_.at(f_.operand(i, 0));
      if (t.op == Opcode::TypeAssertOk && is(w, f_.operand(t, 0), kNil)) return kFalse;
    }
    if (i.op == Opcode::Extract && i.aux == 0 && f_.at(f_.operand(i, 0)).op == Opcode::RangeNext) {
      ValueId start = f_.operand(f_.operand(i, 0), 0);
      ValueId x = f_.operand(start, 0);
      if (is(w, x, kNil | kEmpty)) return kFalse;
      if (is(w, x, kNotEmpty) && !is(w, start, kTrue)) return kTrue;
    }
    if (ValueId error = error_asked_for(v); error && is(w, error, kNil)) {
      note(w, error);
      return kFalse;
    }
    if (excluded(w, i, ShownSummary::True)) return kFalse;
    if (excluded(w, i, ShownSummary::False)) return kTrue;
    if (i.op != Opcode::Binary) return 0;
    Op op = static_cast<Op>(i.sub);
    ValueId x = resolve(w, f_.operand(i, 0)), y = resolve(w, f_.operand(i, 1));
    Const cx = const_of(w, x), cy = const_of(w, y);
    if (is_comparison(op) && cx && cy && cx.kind() == cy.kind()) return compare(cx, op, cy) ? kTrue : kFalse;
    if (is_comparison(op) && cy)
      if (uint8_t t = counted(w, x, op, cy)) return t;
    // Where it is decided by whether the length is 0, and it is not.
    int64_t n;
    if (is_comparison(op) && cy && cy.int64_value(&n) && asks_for_any(op, n) && appended(w, x))
      return compare(const_int(1), op, cy) ? kTrue : kFalse;
    if (op != Op::Eql && op != Op::Neq) return 0;
    uint8_t equal = 0;
    if (cy && q_.compared && is_compared(w, x) && (q_.is_constant || const_hash(cy) == q_.constant)) {
      used_assumption_ = true;
      bool same = q_.is_constant && const_hash(cy) == q_.constant;
      return same == (op == Op::Eql) ? kTrue : kFalse;
    }
    if ((cy && excluded(w, f_.at(x), ShownSummary::Constant, const_hash(cy))) || (is(w, y, kNil) && excluded(w, f_.at(x), ShownSummary::Nil)))
      return op == Op::Eql ? kFalse : kTrue;
    uint8_t bx = bits(w, x), by = bits(w, y);
    if (x == y) {
      equal = kTrue;
    } else if (std::any_of(w.unequal.begin(), w.unequal.end(), [&](const Alias& u) { return u.value == x && u.stands_for == y; })) {
      equal = kFalse;
    } else if (((bx & kNil) && (by & kNonNil)) || ((bx & kNonNil) && (by & kNil))) {
      equal = kFalse;
    } else if ((bx & kNil) && (by & kNil)) {
      equal = kTrue;
    } else if (cy && cy.kind() == ConstKind::Bool) {
      uint8_t t = truth(w, x, depth + 1);
      equal = cy.bool_value() ? t : negate(t);
    }
    if (equal) note_comparison(w, x, y, bx, by);
    return op == Op::Eql ? equal : negate(equal);
  }

  void add(Walk& w, ValueId v, uint8_t b) {
    v = resolve(w, v);
    for (ValueFact& f : w.facts)
      if (f.value == v) {
        f.bits |= b;
        return;
      }
    if (w.facts.size() < 64) w.facts.push_back({v, b});
  }

  void assume(Walk& w, ValueId v, bool way, int depth) {
    v = resolve(w, v);
    add(w, v, way ? kTrue : kFalse);
    if (depth > 4) return;
    const Instr& i = f_.at(v);
    if (ValueId error = error_asked_for(v); error && way) return add(w, error, kNonNil);
    show(w, i, way ? ShownSummary::True : ShownSummary::False);
    if (i.op == Opcode::Unary && static_cast<Op>(i.sub) == Op::Not) return assume(w, f_.operand(i, 0), !way, depth + 1);
    if (i.op == Opcode::Binary) {
      Op op = static_cast<Op>(i.sub);
      if (length_shown(w, op, i, way)) return;
      if (op != Op::Eql && op != Op::Neq) return;
      bool equal = way == (op == Op::Eql);
      ValueId x = f_.operand(i, 0), y = f_.operand(i, 1);
      if (equal && is(w, y, kNil)) show(w, f_.at(resolve(w, x)), ShownSummary::Nil);
      if (f_.at(resolve(w, y)).op == Opcode::Const) {
        if (equal) show(w, f_.at(resolve(w, x)), ShownSummary::Constant, const_hash(const_of(w, resolve(w, y))));
        auto& list = equal ? w.equal : w.unequal;
        if (list.size() < 32) list.push_back({resolve(w, x), resolve(w, y)});
        if (!equal) w.impossible = w.impossible || none_of_enumeration(w, resolve(w, x));
      }
      if (is(w, y, kNil)) add(w, x, equal ? kNil : kNonNil);
      else if (is(w, x, kNil)) add(w, y, equal ? kNil : kNonNil);
    }
  }

  // The value differs from all constants of its type, and those count from 0 on (iota): a switch that names them all leaves none out. Flags, and
  // types whose zero value no constant names, have other values as well, and so may a number that is converted.
  bool none_of_enumeration(const Walk& w, ValueId x) const {
    const Named* type = as<Named>(f_.at(x).type);
    if (!type || !type->obj->pkg || f_.at(x).op == Opcode::Convert || !is_integer(f_.at(x).type)) return false;
    // Those that it was compared with first: they are few.
    absl::InlinedVector<int64_t, 16> seen;
    int64_t n;
    for (const Alias& u : w.unequal)
      if (const Instr& c = f_.at(u.stands_for); u.value == x && c.op == Opcode::Const && Const{Ref<ConstData>::from_raw(c.aux)}.int64_value(&n)) seen.push_back(n);
    std::ranges::sort(seen);
    seen.erase(std::unique(seen.begin(), seen.end()), seen.end());
    if (seen.size() < 2 || seen.front() != 0) return false;
    absl::InlinedVector<int64_t, 16> named;
    for (const Ref<Object>& o : type->obj->pkg->scope->objects()) {
      if (o->kind != ObjectKind::Const || !(o->type.get() == type)) continue;
      if (!static_cast<const ConstObject*>(o.get())->value.int64_value(&n) || !std::ranges::binary_search(seen, n)) return false;
      named.push_back(n);
    }
    std::ranges::sort(named);
    named.erase(std::unique(named.begin(), named.end()), named.end());
    return named.size() > 1 && named.front() == 0 && named.back() == static_cast<int64_t>(named.size()) - 1;
  }

  // len(x) == 0 is false, len(x) > 0 is true, …: x is not empty, and not nil.
  bool length_shown(Walk& w, Op op, const Instr& i, bool way) {
    const Instr& l = f_.at(resolve(w, f_.operand(i, 0)));
    if (l.op != Opcode::Builtin || static_cast<BuiltinId>(l.aux) != BuiltinId::Len) return false;
    Const c = const_of(w, resolve(w, f_.operand(i, 1)));
    int64_t n;
    if (!c || !c.int64_value(&n)) return false;
    if (compare(const_int(0), op, c) == way) {
      // It holds for 0 and for nothing else. What a map holds may change.
      Type* t = f_.at(resolve(w, f_.operand(l, 0))).type;
      if (compare(const_int(1), op, c) != way && n <= 1 && t && !as_under<Map>(t)) add(w, f_.operand(l, 0), kEmpty);
      return false;
    }
    add(w, f_.operand(l, 0), kNotEmpty | kNonNil);
    return true;
  }

  const FunctionFlow& flow_;
  const Function& f_;
  const PathQuery& q_;
  std::vector<bool> leads_;
  std::vector<ValueId> assumed_;  // by number
  std::vector<Walk> work_;
  absl::flat_hash_set<uint64_t> seen_;
  PathAnswer answer_;
  bool used_assumption_ = false;
};

}  // namespace

PathAnswer find_path(const FunctionFlow& flow, const PathQuery& query) { return Search(flow, query).run(); }

}  // namespace ptrsafe::flow
