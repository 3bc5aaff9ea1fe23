// What nobody runs: ProgramIndex::dead().
#include <algorithm>

#include "lifetime/program_index.h"
#include "types/under.h"

namespace ptrsafe::lifetime {

// Reflection reaches the methods of what an interface holds, and of its parts.
void ProgramIndex::box(Type* t, int depth) {
  const Named* n = named(t);
  if (depth > 4 || (n && !boxed_.insert(n).second)) return;
  if (Pointer* p = t ? as_under<Pointer>(t) : nullptr) t = p->elem;
  Struct* s = t ? as_under<Struct>(t) : nullptr;
  for (size_t k = 0; s && k < s->fields.size(); k++)
    if (s->fields[k]->embedded() || s->fields[k]->exported()) box(s->fields[k]->type, depth + 1);
}

bool ProgramIndex::never_runs(const Function& f) const {
  const Function* outermost = &f;
  while (outermost->parent) outermost = outermost->parent;
  const Var* recv = outermost->signature ? outermost->signature->recv.get() : nullptr;
  if (recv && unmade(named(recv->type))) return true;
  if (!dead(f)) return false;
  // What a library offers others may call, though this program does not, and with it what only that calls.
  std::vector<const Function*> work{outermost};
  for (size_t k = 0; k < work.size() && k < 32; k++) {
    const Func* o = work[k]->object;
    if (o && o->exported() && o->pkg && !program().closed(*o->pkg)) return false;
    for (const flow::CallSite& c : contexts_.calls_of(work[k])) {
      const Function* caller = &c.caller->function;
      while (caller->parent) caller = caller->parent;
      if (std::ranges::find(work, caller) == work.end()) work.push_back(caller);
    }
  }
  return true;
}

bool ProgramIndex::dead(const Function& f, int depth) const {
  const Function* outermost = &f;
  for (; outermost->parent; outermost = outermost->parent)
    if (left_unused(*outermost)) return true;
  const Func* o = outermost->object;
  if (!o || !outermost->node || !contexts_.closed(o->pkg)) return false;
  if (o->name.view() == "init" || o->name.view() == "main" || used_.contains(o->name.id()) || invokes_.contains(o->name.id())) return false;
  if (o->exported() && outermost->signature->recv && boxed_.contains(named(outermost->signature->recv->type))) return false;
  // Nor is it run if only such functions call it.
  auto calls = contexts_.calls_of(outermost);
  return std::all_of(calls.begin(), calls.end(), [&](const flow::CallSite& c) { return depth < 3 && dead(c.caller->function, depth + 1); });
}

// There is no value of the type: it is not exported, and nothing names it but its declaration and the receivers of its methods.
bool ProgramIndex::unmade(const Named* type) const {
  const TypeName* name = type ? type->origin->obj.get() : nullptr;
  if (!name || name->exported() || !name->pkg || !name->pkg->details) return false;
  size_t named = 0;
  for (const auto& file : name->pkg->details->files)
    for (size_t n = 0; n < file->info.size(); n++)
      named += file->info[n] == Ref<Object>(name).v;
  return named == 1 + type->origin->methods.size();
}

// All that is done with it is that its function returns it, and no caller takes that result.
bool ProgramIndex::left_unused(const Function& literal) const {
  Place made = closure(literal);
  const Function* outer = made ? &made.body->function : nullptr;
  const Func* o = outer ? outer->object : nullptr;
  if (!o || outer->signature->result_count() == 0 || contexts_.has_unseen_callers(outer) || used_.contains(o->name.id()) || invokes_.contains(o->name.id())) return false;
  std::vector<uint32_t> results;
  for (const Instr& i : outer->instrs)
    for (uint32_t k = 0; k < i.count; k++) {
      if (!(same(*made.body, outer->operand(i, k)) == made.v)) continue;
      if (i.op != Opcode::Return) return false;
      results.push_back(k);
    }
  auto calls = contexts_.calls_of(outer);
  if (results.empty() || calls.empty()) return false;
  return std::all_of(calls.begin(), calls.end(), [&](const flow::CallSite& c) {
    const Function& g = c.caller->function;
    auto used = [&](ValueId v, auto takes) {
      return std::any_of(g.instrs.begin(), g.instrs.end(), [&](const Instr& i) {
        auto operands = g.operands_of(i);
        return std::find(operands.begin(), operands.end(), v) != operands.end() && takes(i);
      });
    };
    auto any = [](const Instr&) { return true; };
    if (outer->signature->result_count() == 1) return !used(c.at, any);
    return !used(c.at, [&](const Instr& i) {
      if (i.op != Opcode::Extract) return true;
      return std::find(results.begin(), results.end(), i.aux) != results.end() && used(ValueId{static_cast<uint32_t>(&i - g.instrs.data())}, any);
    });
  });
}

}  // namespace ptrsafe::lifetime
