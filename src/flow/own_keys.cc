#include "flow/own_keys.h"

#include <algorithm>

#include "flow/contexts.h"
#include "flow/library.h"
#include "flow/loops.h"
#include "lifetime/lifetimes.h"
#include "types/predicates.h"

namespace ptrsafe::flow {
namespace {

using lifetime::same;

// Other numbers give other results.
bool tells_apart(const Func* f) {
  return f && package_path(f) == "strconv" && (f->name.view() == "Itoa" || f->name.view() == "FormatInt");
}

class OwnKeys {
 public:
  explicit OwnKeys(const ProgramView& program) : contexts_(program.contexts()), index_(program.lifetimes().index()) {}

  bool own(const Examined& body, ValueId root, ValueId key, int depth) const {
    const Function& f = body.function;
    key = number_in(body, key);
    root = same(body, root);
    if (!key || !root || depth > 3) return false;
    const Instr &k = f.at(key), &r = f.at(root);
    if (k.op == Opcode::Param && r.op == Opcode::Param) {
      auto calls = contexts_.calls_of(&f);
      if (calls.empty() || contexts_.has_unseen_callers(&f)) return false;
      return std::all_of(calls.begin(), calls.end(), [&](const CallSite& c) {
        const Function& g = c.caller->function;
        ValueId object = g.operand(c.at, r.aux + 1), number = g.operand(c.at, k.aux + 1);
        if (static_cast<ir::CallMode>(g.at(c.at).sub) == ir::CallMode::Go) return numbered_worker(*c.caller, c.at, object, number);
        return own(*c.caller, object, number, depth + 1);
      });
    }
    if (k.op != Opcode::FreeVar || r.op != Opcode::FreeVar || contexts_.of(&f).starts.size() != 1) return false;
    lifetime::Place made = index_.closure(f);
    if (!made) return false;
    const Function& outer = made.body->function;
    return numbered_worker(*made.body, made.v, outer.operand(made.v, r.aux), outer.operand(made.v, k.aux));
  }

 private:
  // What the key is made of: the one part of it that is no constant, where other parts give other keys.
  static ValueId number_in(const Examined& body, ValueId key) {
    const Function& f = body.function;
    for (int steps = 0; steps < 8; steps++) {
      key = same(body, key);
      if (!key) return key;
      const Instr& i = f.at(key);
      if (i.op == Opcode::MakeInterface) {
        key = f.operand(i, 0);
      } else if (i.op == Opcode::Call && tells_apart(ir::callee(i))) {
        key = f.operand(i, 1);
      } else if (i.op == Opcode::Binary && static_cast<Op>(i.sub) == Op::Add) {
        bool left = f.at(same(body, f.operand(i, 0))).op == Opcode::Const, right = f.at(same(body, f.operand(i, 1))).op == Opcode::Const;
        if (left == right) return {};
        key = f.operand(i, left ? 1 : 0);
      } else {
        return key;
      }
    }
    return {};
  }

  // The worker that `start` starts (a go statement, or the closure for one) has the number of a loop's turn, and the object is made here, for the workers of this
  // loop only.
  bool numbered_worker(const Examined& body, ValueId start, ValueId object, ValueId number) const {
    const Function& f = body.function;
    number = number_in(body, number);
    object = same(body, object);
    if (!number || !object || f.at(object).op != Opcode::Alloc) return false;
    const Loops& loops = index_.loops(body);
    LoopId l = loops.outermost(f.at(start).block, f.at(object).block);
    return l != kNoLoop && turn_of(body, number) && loops.contains(l, f.at(number).block) && loops.innermost(f.at(start).block) == l && only_worker(body, start, object);
  }

  // for i := range n; for i := 0; …; i++
  static bool turn_of(const Examined& body, ValueId v) {
    const Function& f = body.function;
    const Instr& i = f.at(v);
    if (i.op == Opcode::Extract) return i.aux == 1 && f.at(f.operand(i, 0)).op == Opcode::RangeNext && is_integer(i.type);
    if (i.op != Opcode::Phi) return false;
    auto operands = f.operands_of(i);
    return operands.size() == 2 && std::any_of(operands.begin(), operands.end(), [&](ValueId o) {
      const Instr& next = f.at(same(body, o));
      return next.op == Opcode::Binary && static_cast<Op>(next.sub) == Op::Add && same(body, f.operand(next, 0)) == v && f.at(same(body, f.operand(next, 1))).op == Opcode::Const;
    });
  }

  // No other closure or goroutine is given the object.
  static bool only_worker(const Examined& body, ValueId start, ValueId object) {
    const Function& f = body.function;
    for (uint32_t n = 1; n < f.instrs.size(); n++) {
      const Instr& i = f.instrs[n];
      bool starts = i.op == Opcode::MakeClosure || (i.op == Opcode::Call && static_cast<ir::CallMode>(i.sub) == ir::CallMode::Go);
      if (!starts || ValueId{n} == start) continue;
      for (ValueId o : f.operands_of(i))
        if (o && same(body, o) == object) return false;
    }
    return true;
  }

  const Contexts& contexts_;
  const lifetime::ProgramIndex& index_;
};

}  // namespace

bool own_key(const ProgramView& program, const Examined& body, ValueId root, ValueId key) { return OwnKeys(program).own(body, root, key, 0); }

}  // namespace ptrsafe::flow
