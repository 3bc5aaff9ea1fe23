#include "concurrency/object_accesses.h"

#include <algorithm>

#include "flow/library.h"
#include "types/under.h"

namespace ptrsafe::concurrency {
namespace {

bool is(Type* t, TypeKind kind) {
  Type* u = t ? under(t) : nullptr;
  return u && u->kind == kind;
}

}  // namespace

ObjectAccesses::ObjectAccesses(const CallGraph& graph) : objects_(graph), branches_(graph) {
  for (const Examined* b : graph.bodies()) read(*b);
  std::erase_if(shared_, [](const Shared& s) { return std::none_of(s.accesses.begin(), s.accesses.end(), [](const Access& a) { return a.write(); }); });
  index_.clear();
}

void ObjectAccesses::add(const Examined& body, ValueId at, const Spot& s, Access::What what, bool atomic) {
  auto [it, fresh] = index_.try_emplace({s.in, s.made.v, Location::Itself}, shared_.size());
  if (fresh) shared_.push_back({it->first, nullptr, {}, false});
  Shared& shared = shared_[it->second];
  shared.atomics = shared.atomics || atomic;
  Access a{what, &body, at, {}, atomic, false};
  a.steps = s.steps;
  a.index = s.index;
  shared.accesses.push_back(std::move(a));
}

void ObjectAccesses::add(const Examined& body, ValueId at, ValueId address, Access::What what, bool atomic) {
  for (const Spot& s : objects_.of(body, address)) add(body, at, s, what, atomic);
}

void ObjectAccesses::builtin(const Examined& body, ValueId at) {
  const Function& f = body.function;
  const Instr& i = f.at(at);
  ValueId first = f.operand(i, 0), second = f.operand(i, 1);
  switch (static_cast<BuiltinId>(i.aux)) {
    case BuiltinId::Copy:
      for (Spot to : objects_.of(body, first)) {
        // No more than the source has.
        for (const Spot& from : objects_.of(body, second))
          if (!to.steps.empty() && !from.steps.empty() && from.steps.back().high != Step::kEnd) to.steps.back().high = std::min(to.steps.back().high, to.steps.back().low + from.steps.back().high - from.steps.back().low);
        add(body, at, to, Access::Store, false);
      }
      if (second && is(f.at(second).type, TypeKind::Slice)) add(body, at, second, Access::Load);
      break;
    case BuiltinId::Append:
      // It grows in place, or copies what is there.
      add(body, at, first, Access::Load);
      for (Spot s : objects_.of(body, first)) {
        if (s.steps.empty()) continue;
        int64_t end = std::min(s.steps.back().high, Step::kEnd - 1);
        s.steps.back() = {end, end + 1};
        add(body, at, s, Access::Store, false);
      }
      if (i.count == 2 && second && is(f.at(second).type, TypeKind::Slice) && f.at(second).op != Opcode::ArrayLit) add(body, at, second, Access::Load);
      break;
    case BuiltinId::Delete: add(body, at, first, Access::Delete); break;
    case BuiltinId::Clear: add(body, at, first, Access::Clear); break;
    case BuiltinId::Len:
      if (is(f.at(first).type, TypeKind::Map)) add(body, at, first, Access::Length);
      break;
    case BuiltinId::Close: add(body, at, first, Access::Store); break;
    default: break;
  }
}

void ObjectAccesses::call(const Examined& body, ValueId at) {
  const Function& f = body.function;
  const Instr& i = f.at(at);
  const Func* callee = ir::callee(i);
  if (!callee) return;
  std::string_view path = flow::package_path(callee), type = flow::receiver_type(callee), name = callee->name.view();
  if (path == "sync/atomic" && type.empty()) add(body, at, f.operand(i, 1), name.starts_with("Load") ? Access::Load : Access::Store, true);
  // Whose value others may replace.
  if (path == "sync" && (type == "Mutex" || type == "RWMutex")) add(body, at, f.operand(i, 1), Access::Load);
  if (path == "sync" && type == "WaitGroup" && name == "Add") add(body, at, f.operand(i, 1), Access::Load);
  if (path == "sync" && type == "WaitGroup" && name == "Wait") add(body, at, f.operand(i, 1), Access::Await);
  if (path == "maps") {
    if (name == "Copy" || name == "Insert") add(body, at, f.operand(i, 1), Access::Insert);
    if (name == "DeleteFunc") add(body, at, f.operand(i, 1), Access::Delete);
    if (name == "Copy") add(body, at, f.operand(i, 2), Access::Iterate);
    if (name == "Clone" || name == "Keys" || name == "Values" || name == "All" || name == "Equal") add(body, at, f.operand(i, 1), Access::Iterate);
  }
}

void ObjectAccesses::read(const Examined& body) {
  const Function& f = body.function;
  std::vector<bool> reached = branches_.reached(body);
  for (uint32_t n = 1; n < f.instrs.size(); n++) {
    const Instr& i = f.instrs[n];
    ValueId v{n};
    if (!body.flow.reached(v) || !reached[i.block.v]) continue;
    ValueId first = f.operand(i, 0);
    switch (i.op) {
      case Opcode::Load: add(body, v, first, Access::Load); break;
      case Opcode::Store: add(body, v, first, Access::Store); break;
      case Opcode::Lookup:
      case Opcode::LookupOk: add(body, v, first, Access::Lookup); break;
      case Opcode::MapUpdate:
        if (!i.sub) add(body, v, first, Access::Insert);
        break;
      case Opcode::RangeStart:
        if (is(f.at(first).type, TypeKind::Map)) add(body, v, first, Access::Iterate);
        break;
      case Opcode::Extract: {
        // The element of a slice in a loop.
        const Instr& t = f.at(first);
        ValueId over = t.op == Opcode::RangeNext && i.aux == 2 ? f.operand(f.operand(t, 0), 0) : ValueId{};
        if (over && is(f.at(over).type, TypeKind::Slice)) add(body, v, over, Access::Load);
        break;
      }
      case Opcode::Convert:
        if (first && is(f.at(first).type, TypeKind::Slice) && is(i.type, TypeKind::Basic)) add(body, v, first, Access::Load);
        break;
      case Opcode::Send: add(body, v, first, Access::Load); break;
      case Opcode::Select:
        for (size_t k = 0; k + 1 < i.count; k += 2)
          if (f.operand(i, k + 1)) add(body, v, f.operand(i, k), Access::Load);
        break;
      case Opcode::Builtin: builtin(body, v); break;
      case Opcode::Call: call(body, v); break;
      default: break;
    }
  }
}

}  // namespace ptrsafe::concurrency
