// Which map an instruction inserts into or removes from, as far as a name goes: the variable that holds it.
#pragma once

#include <optional>

#include "lifetime/program_index.h"

namespace ptrsafe::lifetime {

struct MapInsert {
  ValueId map, key, value;
};
// An entry is added or set; none for other instructions and for literals.
std::optional<MapInsert> insert_of(const Function& f, const Instr& i);
// The instructions that may be such.
constexpr ir::OpcodeSet kInserting = ir::opcodes({Opcode::MapUpdate, Opcode::Call});

// A field, a package-level variable, a local of some function, or the place that makes the map.
struct MapIdentity {
  const Var* variable = nullptr;
  Place made;
  explicit operator bool() const { return variable || made; }
  friend bool operator==(const MapIdentity&, const MapIdentity&) = default;
};
MapIdentity map_identity(const ProgramIndex& index, const Examined& body, ValueId map);

// The literals that the result of a call may be: `leave := enter(r)`.
std::vector<Place> given_back(const ProgramIndex& index, const Examined& body, ValueId result);

// The instruction removes something from the map, or calls what does.
bool removes_from(const ProgramIndex& index, const Examined& body, ValueId v, const MapIdentity& map, int depth = 0);

}  // namespace ptrsafe::lifetime
