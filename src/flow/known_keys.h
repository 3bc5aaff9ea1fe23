// KnownKeys: whether an entry is there that the lookup does not test, because of something that the function shows no value of: what its callers
// have seen, another map of the object that has the same keys, or the object's own field that is the key.
//
// Invariants of the object that has the map, in the way of Logozzo, "Cibai: An Abstract Interpretation-Based Static Analyzer for Modular Analysis
// and Verification of Java Classes" (2007): what each writer establishes and no remover breaks holds between the operations. Asked on demand,
// for findings only.
#pragma once

#include "flow/nil_origins.h"
#include "flow/package_flow.h"

namespace ptrsafe::flow {

// The map by the type or package-level variable that it is reached from, and the fields from there.
struct MapOf {
  const Object* root = nullptr;  // null: not known
  uint8_t depth = 0;
  std::array<uint32_t, MapPath::kMaxDepth> fields{};
  const Var* field = nullptr;  // the last one: of what is reached from elsewhere, it is all that is known
  explicit operator bool() const { return root; }
  friend bool operator==(const MapOf& a, const MapOf& b) { return a.root == b.root && a.depth == b.depth && a.fields == b.fields; }
};
MapOf map_of(const Examined& body, const MapPath& path);

// What calls before the lookup `at` have said of the key in this map, as it is where there is no entry: the error that comes instead.
void assume_told(const Examined& body, const MapPath& map, ValueId key, ValueId at, std::vector<ValueFact>& assumed);

// All callers, to three calls up, have the key from this very map: from a range, a test, a store, or from a function that found it there.
bool callers_have_it(const PackageFlow& package, const Examined& body, const MapPath& map, ValueId key);

// A function that was called before `at` is given the key, and enters it (or one that it calls does) in maps of the type; or one that all callers have
// called with it.
bool entered_by_helper(const PackageFlow& package, const Examined& body, Type* map, ValueId key, ValueId at, int depth = 0);

// The key is an element of a list, or a part of one, and a loop before has looked all of them up in this map.
bool asked_of_each(const Examined& body, const MapPath& map, ValueId key, ValueId at);

// The key has been found, on every way to `goal`, in another map of the object whose keys are always this map's too: who enters one there has entered
// it here, and who removes one here removes it there.
bool in_smaller_map(const PackageFlow& package, const Examined& body, const MapPath& map, ValueId key, ValueId goal);

// The key is a field of the object that has the map, and who sets the field sees to an entry under what it sets; nobody removes any.
bool is_current_key(const PackageFlow& package, const Examined& body, const MapPath& map, ValueId key);

}  // namespace ptrsafe::flow
