#include "concurrency/served.h"

#include <algorithm>

#include "concurrency/contexts.h"
#include "concurrency/places.h"
#include "flow/library.h"
#include "types/under.h"

namespace ptrsafe::concurrency {
namespace {

template <class Use>
void each_use(const Function& f, ValueId v, Use use) {
  for (uint32_t n = 1; n < f.instrs.size(); n++) {
    const Instr& i = f.instrs[n];
    std::span<const ValueId> operands = f.operands_of(i);
    if (i.op != Opcode::None && std::find(operands.begin(), operands.end(), v) != operands.end()) use(ValueId{n}, i);
  }
}

}  // namespace

bool handles(Type* t) {
  if (Signature* s = t ? as_under<Signature>(t) : nullptr) return is_handler(s) && s->result_count() == 0;
  const Named* n = named_of(t);
  return n && n->obj->name.view() == "Handler" && n->obj->pkg && n->obj->pkg->path.view() == "net/http";
}

bool served_by_hand(const Examined& body, ValueId made, bool time_limits, std::vector<ValueId>& serves) {
  const Function& f = body.function;
  // It, and what wraps it, is served with or wrapped, and goes nowhere else.
  std::vector<ValueId> work{made};
  bool kept = false;
  for (size_t k = 0; k < work.size() && !kept; k++)
    each_use(f, work[k], [&](ValueId at, const Instr& i) {
      const bool calls = i.op == Opcode::Call || i.op == Opcode::Invoke, now = calls && i.sub == 0;
      const Func* callee = calls ? ir::callee(i) : nullptr;
      // A time limit of the library leaves it behind in a goroutine.
      bool wraps = now && handles(i.type) && (time_limits || !(callee && callee->name.view() == "TimeoutHandler"));
      if (now && ((!callee && f.operand(i, 0) == work[k]) || (callee && callee->name.view() == "ServeHTTP"))) serves.push_back(at);
      else if (i.op == Opcode::Convert || i.op == Opcode::MakeInterface || wraps) work.push_back(at);
      else kept = true;
    });
  return !kept;
}

bool for_one_use(const Examined& body, ValueId made) {
  const Function& f = body.function;
  // The closure, what has it as a field, and the addresses of that.
  std::vector<ValueId> work{made};
  auto take = [&](ValueId v) {
    if (v && std::find(work.begin(), work.end(), v) == work.end()) work.push_back(v);
  };
  bool kept = false, held = false;
  for (size_t k = 0; k < work.size() && !kept; k++)
    each_use(f, work[k], [&](ValueId at, const Instr& i) {
      switch (i.op) {
        case Opcode::StructLit: held = true; [[fallthrough]];
        case Opcode::Convert:
        case Opcode::MakeInterface:
        case Opcode::Phi: take(at); return;
        case Opcode::FieldAddr:
        case Opcode::Field:
        case Opcode::Load: return;  // a part of it is read; where one is stored to, below
        case Opcode::Store: {
          if (f.operand(i, 0) == work[k]) return;
          ValueId to = same(body, f.operand(i, 0));
          while (f.at(to).op == Opcode::FieldAddr) held = true, to = same(body, f.operand(to, 0));
          if (f.at(to).op == Opcode::Alloc) take(to);
          else kept = true;
          return;
        }
        case Opcode::Call:
        case Opcode::Invoke: {
          const Func* callee = ir::callee(i);
          const std::string_view name = callee ? callee->name.view() : std::string_view();
          // A server calls it for each connection; what others do with it is not known.
          if (i.sub != 0 || !callee || (flow::package_path(callee) != "net/http" && flow::package_path(callee) != "crypto/tls") || name == "Serve" || name == "ServeTLS" || name.starts_with("Listen")) kept = true;
          else if (!callee->signature()->recv) take(at);  // `tls.Server(c, config)` has it
          return;
        }
        case Opcode::Extract: take(at); return;
        default: kept = true;
      }
    });
  return held && !kept;
}

bool used_at_once(const Examined& caller, ValueId call, bool* returned) {
  const Function& f = caller.function;
  std::vector<ValueId> work{call};
  bool kept = false, called = false;
  for (size_t k = 0; k < work.size() && !kept; k++)
    each_use(f, work[k], [&](ValueId at, const Instr& i) {
      const Func* callee = i.op == Opcode::Call || i.op == Opcode::Invoke ? ir::callee(i) : nullptr;
      if (i.op == Opcode::Convert || i.op == Opcode::MakeInterface) work.push_back(at);
      else if (i.op == Opcode::Return) *returned = called = true;
      else if (i.op == Opcode::Call && i.sub == 0 && !callee && f.operand(i, 0) == work[k]) called = true;
      else if (i.sub == 0 && callee && callee->name.view() == "ServeHTTP" && f.operand(i, i.op == Opcode::Call ? 1 : 0) == work[k]) called = true;
      else kept = true;
    });
  return called && !kept;
}

}  // namespace ptrsafe::concurrency
