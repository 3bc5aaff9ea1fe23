#include "flow/contexts.h"

#include <algorithm>

#include "absl/container/flat_hash_set.h"

namespace ptrsafe::flow {

Contexts::Contexts(const ProgramFlow& program, const std::vector<const Package*>& packages) {
  absl::flat_hash_map<const Function*, std::vector<const Function*>> calls;
  struct Start {
    const Node* at;
    const Function* body;
  };
  std::vector<Start> starts;
  absl::flat_hash_set<const Function*> called;  // by something else than a `go` statement
  std::vector<const Function*> all;
  for (const Package* p : packages) {
    for (const auto& b : program.package(p)->bodies()) {
      if (b->is_test) continue;
      const Function& f = b->function;
      all.push_back(&f);
      absl::flat_hash_set<uint32_t> started;  // literals that a `go` statement runs
      auto target = [&](const Instr& i) -> const Function* {
        if (const Func* callee = ir::callee(i)) {
          if (callee->origin) callee = callee->origin;
          const PackageFlow* owner = callee->pkg ? program.package(callee->pkg) : nullptr;
          return owner ? owner->function(callee) : nullptr;
        }
        ValueId made = b->flow.number(f.operand(i, 0));
        return made && made.v < f.instrs.size() && f.at(made).op == Opcode::MakeClosure ? f.closures[f.at(made).aux].get() : nullptr;
      };
      for (const Instr& i : f.instrs) {
        if (i.op != Opcode::Call || static_cast<ir::CallMode>(i.sub) != ir::CallMode::Go) continue;
        const Function* body = target(i);
        if (!body || !i.node) continue;
        starts.push_back({i.node, body});
        if (body->parent == &f) started.insert(b->flow.number(f.operand(i, 0)).v);
      }
      for (uint32_t n = 1; n < f.instrs.size(); n++) {
        const Instr& i = f.instrs[n];
        const Function* body = nullptr;
        if (i.op == Opcode::Call && static_cast<ir::CallMode>(i.sub) != ir::CallMode::Go) body = target(i);
        if (i.op == Opcode::MakeClosure && !started.contains(n)) body = f.closures[i.aux].get();
        if (!body) continue;
        calls[&f].push_back(body);
        called.insert(body);
      }
    }
  }
  auto reach = [&](std::vector<const Function*> work, auto mark) {
    while (!work.empty()) {
      const Function* f = work.back();
      work.pop_back();
      if (!mark(f)) continue;
      auto it = calls.find(f);
      if (it != calls.end()) work.insert(work.end(), it->second.begin(), it->second.end());
    }
  };
  absl::flat_hash_set<const Function*> begun;
  for (const Start& s : starts) begun.insert(s.body);
  // Who is not only a goroutine's body may be called by anyone.
  std::vector<const Function*> roots;
  for (const Function* f : all)
    if (!called.contains(f) && (!begun.contains(f) || (f->object && f->object->exported()))) roots.push_back(f);
  reach(std::move(roots), [&](const Function* f) { return !std::exchange(contexts_[f].caller, true); });
  std::stable_sort(starts.begin(), starts.end(), [](const Start& a, const Start& b) {
    SourceFile *x = file_of(a.at->pos), *y = file_of(b.at->pos);
    return x == y ? a.at->pos < b.at->pos : x->path() < y->path();
  });
  for (const Start& s : starts)
    reach({s.body}, [&](const Function* f) {
      std::vector<const Node*>& at = contexts_[f].started;
      if (at.size() >= kMost || (!at.empty() && at.back() == s.at)) return false;
      at.push_back(s.at);
      return true;
    });
}

const ContextsOf& Contexts::of(const Function* f) const {
  static const ContextsOf nowhere;
  auto it = contexts_.find(f);
  return it == contexts_.end() ? nowhere : it->second;
}

}  // namespace ptrsafe::flow
