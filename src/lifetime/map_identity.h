// Which map an instruction inserts into or removes from, as far as a name goes: the variable that holds it.
#pragma once

#include <optional>
#include <tuple>

#include "absl/container/flat_hash_map.h"
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

// Which functions remove something from which maps, as far below them as was asked: helpers that all call each other are each asked once.
using Removals = absl::flat_hash_map<std::tuple<const Var*, const Examined*, uint32_t, const Examined*, int>, bool>;

// The instruction removes something from the map, or calls what does.
bool removes_from(const ProgramIndex& index, const Examined& body, ValueId v, const MapIdentity& map, Removals& known, int depth = 0);

}  // namespace ptrsafe::lifetime
