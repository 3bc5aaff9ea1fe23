// State: what is known at one point of a function about values, memory and map entries.
//
// All are must-facts. Some excuse (not nil, present), some accuse (nil, absent): calls that we cannot see into drop
// those that accuse and keep those that excuse, since a wrong finding costs more than a missed one.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "ir/ir.h"

namespace ptrsafe::flow {

using ir::ValueId;

enum class Nilness : uint8_t { Unknown, Nil, NonNil };
// Stale: it was present, and something that may have removed it came after.
enum class Presence : uint8_t { Unknown, Present, Absent, Stale };

// Bits known of a value.
enum ValueBits : uint8_t {
  kNil = 1,
  kNonNil = 2,
  kTrue = 4,
  kFalse = 8,
  kNotEmpty = 32,
  kEmpty = 64,    // of slices, strings and arrays
  kPresent = 16,  // it came out of a map in which its key is present
};

struct ValueFact {
  ValueId value;
  uint8_t bits;
};

// What a variable in memory holds.
struct PlaceFact {
  ValueId address;
  ValueId value;    // 0: only `nilness` or `zero` is known
  Nilness nilness;
  bool zero;        // the zero value of its type
};

// A field that holds a map, reached by fields from a struct or a pointer to one; the map is nil. For what callees leave behind: the caller
// need not mention the field.
struct NilPath {
  static constexpr size_t kMaxDepth = 3;
  ValueId root;
  const Var* field = nullptr;  // the last one
  uint8_t depth = 0;
  std::array<uint32_t, kMaxDepth> fields{};
  friend bool operator==(const NilPath&, const NilPath&) = default;
};

// What a map holds under one key.
struct EntryFact {
  ValueId map, key;
  Presence presence;
  Nilness nilness;
  ValueId value;    // 0: not known
};

// All elements of a slice, or keys of a map or of an iterator, are keys of `map`; or were, before something may have
// removed some (`stale`). A loop that removes just the keys that it comes to keeps the others: what the range `fresh_in`
// gives is present still.
struct KeysFact {
  ValueId source, map;
  bool stale = false;
  ValueId fresh_in;
};

// A map all of whose keys are among the EntryFacts of constant keys.
struct CompleteMap {
  ValueId map;
};

class State {
 public:
  bool reachable = false;

  uint8_t bits(ValueId v) const;
  void add(ValueId v, uint8_t bits);     // replaces what contradicts
  void forget(ValueId v);

  const PlaceFact* place(ValueId address) const;
  void set_place(const PlaceFact& f);
  const std::vector<PlaceFact>& places() const { return places_; }
  template <class F>
  void erase_places_if(F f) { std::erase_if(places_, f); }

  bool nil_path(const NilPath& p) const;
  void add_nil_path(const NilPath& p);
  template <class F>
  void erase_nil_paths_if(F f) { std::erase_if(nil_paths_, f); }
  const std::vector<NilPath>& nil_paths() const { return nil_paths_; }

  const EntryFact* entry(ValueId map, ValueId key) const;
  void set_entry(const EntryFact& f);
  template <class F>
  void erase_entries_if(F f) { std::erase_if(entries_, f); }
  std::vector<EntryFact>& entries() { return entries_; }
  const std::vector<EntryFact>& entries() const { return entries_; }

  bool complete(ValueId map) const;
  void set_complete(ValueId map, bool complete);
  const std::vector<CompleteMap>& complete_maps() const { return complete_; }

  const KeysFact* keys(ValueId source, ValueId map = {}) const;  // 0: any map's
  void set_keys(const KeysFact& f);
  template <class F>
  void erase_keys_if(F f) { std::erase_if(keys_, f); }
  std::vector<KeysFact>& keys() { return keys_; }
  const std::vector<KeysFact>& keys() const { return keys_; }

  // Keeps what holds in both.
  void join(const State& other);

 private:
  // Sorted by value, and by address; functions with more facts than this keep the first ones.
  static constexpr size_t kMaxFacts = 512;
  static constexpr size_t kMaxEntries = 256;  // searched one by one
  static constexpr size_t kMaxKeys = 32;
  static constexpr size_t kMaxNilPaths = 64;
  std::vector<ValueFact> values_;
  std::vector<PlaceFact> places_;
  std::vector<NilPath> nil_paths_;
  std::vector<EntryFact> entries_;
  std::vector<CompleteMap> complete_;
  std::vector<KeysFact> keys_;
};

}  // namespace ptrsafe::flow
