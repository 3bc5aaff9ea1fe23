#include "concurrency/lockers.h"

#include "flow/ahead.h"
#include "flow/library.h"
#include "types/under.h"

namespace ptrsafe::concurrency {
namespace {

bool is_sync(Type* t, std::string_view name) {
  const Named* n = named_of(t);
  return n && n->obj->name.view() == name && n->obj->pkg && n->obj->pkg->path.view() == "sync";
}

}  // namespace

BehindLocker behind_locker(const Examined& body, ValueId v) {
  const Function& f = body.function;
  BehindLocker out{same(body, v)};
  for (int depth = 0; depth < 4; depth++) {
    const Instr& i = f.at(out.mutex);
    const Func* callee = i.op == Opcode::Call ? ir::callee(i) : nullptr;
    bool read = flow::is_method(callee, "sync", "RWMutex", "RLocker");
    bool cond = callee && flow::package_path(callee) == "sync" && callee->name.view() == "NewCond";
    if (i.op != Opcode::MakeInterface && !read && !cond) break;
    out.mutex = same(body, f.operand(i, i.op == Opcode::Call ? 1 : 0));
    out.read = out.read || read;
  }
  return out;
}

Lockers::Lockers(const CallGraph& graph) {
  for (const Examined* b : flow::ahead(graph.bodies())) {
    const Function& f = b->function;
    for (ValueId store : f.with(Opcode::Store)) {
      Type* t = f.at(f.operand(store, 1)).type;
      if (!is_sync(t, "Locker") && !is_sync(t, "Cond")) continue;
      Place to = place_at(*b, f.operand(store, 0));
      if (!to) continue;
      BehindLocker from = behind_locker(*b, f.operand(store, 1));
      Opcode op = f.at(from.mutex).op;
      Place mutex = op == Opcode::FieldAddr || op == Opcode::Global ? place_at(*b, from.mutex) : Place{};
      bool known = mutex && (!mutex.object || (to.object && same_path(*b, mutex.object, to.object)));
      Mutex here = known ? Mutex{origin_of(mutex.variable), from.read} : Mutex{};
      auto [it, first] = mutexes_.try_emplace(origin_of(to.variable), here);
      if (!first && !(it->second == here)) it->second = {};
    }
  }
}

}  // namespace ptrsafe::concurrency
