// MapTable: what one package does with each of its maps that has a name: a field or a package-level variable.
//
// Evidence by belief (Engler et al., "Bugs as Deviant Behavior", 2001): code that tests a lookup believes that the key
// may be absent, whoever else looks it up.
#pragma once

#include <algorithm>
#include <optional>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "flow/function_flow.h"

namespace ptrsafe::flow {

struct MapUses {
  uint32_t tested = 0;        // lookups whose result is tested for presence or nil
  const Node* tested_at = nullptr;  // one of them
  const Node* nil_stored = nullptr; // where a nil is stored
  const Node* nil_unchecked = nullptr;  // … or what a function gave that gives nil with an error, which was not asked for before
  bool decoded = false;       // reflection fills it: unknown keys, and nil values
  bool decoded_itself = false;  // … given the variable's own address, which no other package can take
  bool validated = false;     // who decodes it tests the entries for nil at once
  uint32_t untested = 0;      // lookups whose result is followed without a test
  bool made = false;          // something that may be no nil map is stored in the variable
  bool nil_compared = false;  // the variable is compared with nil
  bool remade = false;        // … other than by who makes the object that holds it
  const Node* nil_set = nullptr;  // nil is stored in the variable, by a function that empties it for further use
  bool filled = false;        // of a map of what may be nil, or an array or slice of maps: something that is not nil may come in
  bool sized = false;         // a slice is made
  const Node* left_nil = nullptr;  // a constructor that returns an object with no map in the field
  // Constant keys (hashes, in order) that all literals have which initialise the variable or field.
  std::vector<uint64_t> literal_keys;
  bool literal = false;       // there are such literals
  bool grows = false;         // entries are stored elsewhere, or the map goes where they may be
  bool shrinks = false;       // entries are deleted, or the map is replaced
  std::optional<std::vector<uint64_t>> spared;  // deletes that do not count for that never meet these constants (hashes, in order): `if k == fallback { return }`
  bool keeps(uint64_t key) const { return !shrinks && std::ranges::binary_search(literal_keys, key) && (!spared || std::ranges::binary_search(*spared, key)); }
};

class MapTable {
 public:
  void add(const FunctionFlow& flow);

  // The field or package-level variable that holds the map, null for others. Maps in maps have the outermost's name
  // and their depth.
  using Identity = std::pair<const Var*, int>;
  static Identity identity(const FunctionFlow& flow, ValueId map);
  const MapUses* uses(Identity id) const;
  // The field or package-level variable that holds an array or slice of maps, of which `map` is an element; null for others.
  static const Var* holder(const FunctionFlow& flow, ValueId map);
  static constexpr int kElements = -1;  // depth of the identity of such elements
  // The constructor returns objects with no map in the field.
  void add_left_nil(const Var* field, const Node* constructor);
  // The field is filled by decoding what comes from outside.
  bool decoded_field(const Var* field) const { return decoded_fields_.contains(field); }
  void merge(const MapTable& other);
  // The lookup's key is one of the constant keys of the literal that the variable holds for good.
  bool in_literal(const FunctionFlow& flow, ValueId lookup) const;
  bool in_literal(const ConstantLookup& lookup) const;
  // The lookup's key is a constant that the literal lacks which a package-level variable holds, and nothing stores another entry.
  bool lacks(const FunctionFlow& flow, ValueId lookup) const;

 private:
  void add_filled(const FunctionFlow& flow);
  void add_decoded(Type* t, int depth);
  void add_reflected(Type* t, int depth);
  static constexpr int kReflected = 4;  // structs in structs
  void add_store(const FunctionFlow& flow, ValueId address, ValueId value, const Node* at);
  void add_whole(const FunctionFlow& flow, const Instr& literal);
  void add_initial(const FunctionFlow& flow, const Var* variable, ValueId value);
  static void spare(MapUses& to, const std::vector<uint64_t>& keys);
  static void intersect_literals(MapUses& to, const std::vector<uint64_t>& keys);
  absl::flat_hash_map<Identity, MapUses> uses_;
  absl::flat_hash_set<uint32_t> decoded_types_;
  absl::flat_hash_set<const Var*> decoded_fields_;
};

// The field whose address `address` is; null for others.
const Var* field_at(const FunctionFlow& flow, ValueId address);
// The field that a Field instruction takes out of a struct.
const Var* field_of_value(const FunctionFlow& flow, ValueId v);

}  // namespace ptrsafe::flow
