// Body: a function's SSA form with what engines ask of it again and again: users of values, loops, bodies of literals.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "flow/loops.h"
#include "ir/dominators.h"
#include "ir/ir.h"

namespace ptrsafe::flow {

class Body {
 public:
  explicit Body(const ir::Function& f);

  const ir::Function& f;
  const ir::Dominators dominators;
  const Loops loops;

  const ir::Instr& at(ir::ValueId v) const { return f.at(v); }
  ir::ValueId operand(ir::ValueId v, size_t n) const { return f.operand(v, n); }
  // Instructions that have `v` as an operand, in order, each once.
  std::span<const ir::ValueId> users(ir::ValueId v) const {
    return {users_.data() + first_user_[v.v], first_user_[v.v + 1] - first_user_[v.v]};
  }
  // The body of the function literal that a MakeClosure makes.
  const Body& closure(ir::ValueId make_closure) const;
  // The value of captured variable `n` inside; none if it is not used.
  ir::ValueId free_var(size_t n) const;
  // Whether some path leads from behind `at` to `to` (to a Return, if it is null) without an instruction that `stop`s.
  template <class Stop>
  bool reaches(ir::ValueId at, const ir::BlockId* to, Stop stop) const {
    std::vector<bool> seen(f.blocks.size());
    std::vector<ir::BlockId> work;
    // False if something in the block stops.
    auto through = [&](ir::BlockId b, ir::ValueId after) {
      bool on = !after;
      for (ir::ValueId v : f.blocks[b.v].instrs) {
        if (on && stop(v)) return false;
        on = on || v == after;
      }
      return true;
    };
    auto leave = [&](ir::BlockId b) { work.insert(work.end(), f.blocks[b.v].succs.begin(), f.blocks[b.v].succs.end()); };
    auto returns = [&](ir::BlockId b) { return !to && at_end(b) == ir::Opcode::Return; };
    ir::BlockId start = f.at(at).block;
    if (!through(start, at)) return false;
    if (returns(start)) return true;
    leave(start);
    while (!work.empty()) {
      ir::BlockId b = work.back();
      work.pop_back();
      if (to && b == *to) return true;
      if (seen[b.v]) continue;
      seen[b.v] = true;
      if (!through(b, {})) continue;
      if (returns(b)) return true;
      leave(b);
    }
    return false;
  }

 private:
  ir::Opcode at_end(ir::BlockId b) const { return f.at(f.blocks[b.v].instrs.back()).op; }

  std::vector<uint32_t> first_user_;
  std::vector<ir::ValueId> users_;
  mutable std::vector<std::unique_ptr<Body>> closures_;
};

}  // namespace ptrsafe::flow
