#include "flow/map_boxes.h"

#include "flow/body.h"
#include "types/predicates.h"
#include "types/type_string.h"
#include "types/under.h"

namespace ptrsafe::flow {
namespace {

std::string full_name(Type* t) { return type_string(unalias(t), {nullptr, false, nullptr}); }

// The map type if its elements are pointers.
Map* boxing(Type* t) {
  Map* m = t && !is_type_param(t) ? as_under<Map>(t) : nullptr;
  return m && !is_type_param(m->elem) && as_under<Pointer>(m->elem) ? m : nullptr;
}

// Everything that is done with the pointer only reads what it points to.
bool only_read(const Body& b, ValueId pointer) {
  for (ValueId u : b.users(pointer)) {
    const Instr& i = b.at(u);
    switch (i.op) {
      case Opcode::Load:
      case Opcode::Binary: break;
      case Opcode::FieldAddr:
      case Opcode::IndexAddr:
      case Opcode::Phi:
        if (i.op != Opcode::Phi && !only_read(b, u)) return false;
        if (i.op == Opcode::Phi) return false;
        break;
      default: return false;
    }
  }
  return true;
}

// A new object that only this update gets, filled by who makes it.
bool made_for_it(const Body& b, ValueId value, ValueId update) {
  if (b.at(value).op == Opcode::Zero) return true;
  if (b.at(value).op != Opcode::Alloc) return false;
  for (ValueId u : b.users(value)) {
    const Instr& i = b.at(u);
    if (u == update) continue;
    if (i.op == Opcode::Load || (i.op == Opcode::Store && b.operand(u, 0) == value && !(b.operand(u, 1) == value))) continue;
    if (i.op == Opcode::FieldAddr || i.op == Opcode::IndexAddr) {
      bool plain = true;
      for (ValueId x : b.users(u)) plain = plain && (b.at(x).op == Opcode::Load || (b.at(x).op == Opcode::Store && b.operand(x, 0) == u));
      if (plain) continue;
    }
    return false;
  }
  return true;
}

}  // namespace

MapBoxes::MapBoxes(const ProgramFlow& program, const std::vector<const Package*>& packages) {
  for (const Package* p : packages)
    for (const auto& b : program.package(p)->bodies())
      if (!b->is_test) read(*b);
}

void MapBoxes::read(const Examined& body) {
  const Function& f = body.function;
  std::unique_ptr<Body> shape;
  auto users = [&]() -> const Body& {
    if (!shape) shape = std::make_unique<Body>(f);
    return *shape;
  };
  for (uint32_t n = 1; n < f.instrs.size(); n++) {
    const Instr& i = f.instrs[n];
    ValueId v{n}, map, value;
    switch (i.op) {
      case Opcode::Lookup: map = f.operand(i, 0), value = v; break;
      case Opcode::Extract: {
        const Instr& t = f.at(f.operand(i, 0));
        if (t.op == Opcode::LookupOk && i.aux == 0) map = f.operand(t, 0), value = v;
        if (t.op == Opcode::RangeNext && i.aux == 2) map = f.operand(f.operand(t, 0), 0), value = v;
        break;
      }
      case Opcode::MapUpdate:
        if (boxing(f.at(f.operand(i, 0)).type) && !made_for_it(users(), f.operand(i, 2), v)) needed_.insert(full_name(f.at(f.operand(i, 0)).type));
        break;
      default: break;
    }
    if (value && boxing(f.at(map).type) && !only_read(users(), value)) needed_.insert(full_name(f.at(map).type));
    // A map that goes where we do not look: reflection, other packages.
    if (i.op == Opcode::MakeInterface && boxing(f.at(f.operand(i, 0)).type)) needed_.insert(full_name(f.at(f.operand(i, 0)).type));
  }
}

bool MapBoxes::needed(Type* map) const { return needed_.contains(full_name(map)); }

}  // namespace ptrsafe::flow
