// Summaries: what callers need to know of a function, without its body.
//
// Compositional and bottom-up, as Infer's (Calcagno et al., "Compositional Shape Analysis", 2011) but smaller: made on
// demand, in an order that depends on the program only; within a cycle of calls what is not known yet stays unknown.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "ir/ir.h"
#include "types/object.h"

namespace ptrsafe::flow {

// A map that is reached by fields from a parameter or from a package-level variable: c.items, c.store.items.
struct MapPath {
  static constexpr size_t kMaxDepth = 3;
  int parameter = -1;           // receiver first; -1: none
  const Var* global = nullptr;  // the package-level variable where it begins otherwise
  uint8_t depth = 0;
  std::array<uint32_t, kMaxDepth> fields{};
  const Var* field = nullptr;   // the last of them, or the variable; it may be known where the path is not
  bool known() const { return parameter >= 0 || global; }
  friend bool operator==(const MapPath&, const MapPath&) = default;
};

// Entries of a map may go: one key's, or any.
struct RemovalSummary {
  MapPath map;
  int key_parameter = -1;  // -1: any key
  friend bool operator==(const RemovalSummary&, const RemovalSummary&) = default;
};

// An entry is assigned in a map that a parameter is or leads to, which nothing here makes.
struct WriteSummary {
  MapPath map;
  const Var* field = nullptr;  // the last of the path's, if there is one
  const Node* at = nullptr;
  bool always = false;  // whenever the function returns
};

// A map of the callers' that is nil whenever the function returns.
struct NilSummary {
  int result = -1;  // reached by the path's fields from this result, if it is not nil itself; -1: from a parameter
  MapPath map;      // no fields: the map that the parameter points to
  friend bool operator==(const NilSummary&, const NilSummary&) = default;
};

// What every return leaves under a key.
struct EntrySummary {
  MapPath map;
  int key_parameter = -1;
  bool present = false;  // else absent
  bool non_nil = false;
  friend bool operator==(const EntrySummary&, const EntrySummary&) = default;
};

// The elements of a slice (or the keys of a map) are keys of a map whenever the function returns.
struct KeysSummary {
  int source_result = -1, source_parameter = -1;
  int map_result = -1;
  MapPath map;
  friend bool operator==(const KeysSummary&, const KeysSummary&) = default;
};

// A lookup under a constant key in a package-level map, which may be known to have it.
struct ConstantLookup {
  const Var* map;
  uint64_t key;  // const_hash
  friend bool operator==(const ConstantLookup&, const ConstantLookup&) = default;
};

// What stands beside a nil whenever there is one: another result, or a field.
struct GuardSummary {
  int result = -1, field = -1;  // a field beside it (see PartSummary); both -1: nothing tells
  uint8_t when_nil = 0;         // one of the ValueBits: false, true, or (an error) not nil; 0: it is, or is not, the constant
  bool is_constant = false;
  uint64_t constant = 0;        // const_hash
  bool tells() const { return result >= 0 || field >= 0; }
  friend bool operator==(const GuardSummary&, const GuardSummary&) = default;
};

// A result that a lookup gave.
struct ResultSummary {
  bool may_be_nil = false;      // nil for an absent key, on some path
  bool from_lookup = false;     // a lookup's value, on some path
  bool explicit_nil = false;    // `return nil` on some path
  bool nil_without_error = false;  // `return nil, nil` on some path
  uint64_t nil_for = 0;         // of a map: parameters (a bit each) that are nil themselves where it gives nil and no error
  uint8_t never_for = 0;        // of a map: numbers of variadic arguments, from 0 on (a bit each), with which it gives none of the nils that it returns itself
  Type* boxed_nil = nullptr;    // an interface that is not nil, but holds a nil pointer of this type, on some path
  // What the call of an interface's method gives, on some path: who knows the program knows whether that may be nil.
  const Func* via = nullptr;
  uint32_t via_result = 0;
  GuardSummary guard;
  std::vector<GuardSummary> also;  // other results or fields that tell the same, by a truth or an error
  int key_parameter = -1;       // of a string, which no lookup gives: what it is made from (see spelling.h)
  int fallback_parameter = -1;  // what it gives on some path where the lookup gave nothing
  MapPath map;
  const Node* at = nullptr;     // the lookup
  std::vector<ConstantLookup> constants;  // the lookups, if all are of that kind
  bool other_lookups = false;             // some is not
};

// A result inside something: a field of a struct that is returned, by value or behind a pointer; or what every return leaves
// behind a pointer parameter, or in a field there; or what it sends on a channel.
struct PartSummary {
  int result = -1, parameter = -1;
  int field = -1;     // -1: what the parameter points to, as a whole
  bool sent = false;  // the parameter is a channel
  ResultSummary what;
};

// The key is present whenever the result has a value: true, false, nil, or not nil.
struct PresenceSummary {
  int result = -1;
  uint8_t value = 0;  // one of the ValueBits
  int key_parameter = -1;
  MapPath map;
  friend bool operator==(const PresenceSummary&, const PresenceSummary&) = default;
};

// What the function shows of a parameter: `check(err)` returns where there is none, `failed(err)` is false then, `validate(x)` is nil where x is not.
struct ShownSummary {
  enum When : uint8_t { Always, True, False, Nil, Constant };  // whenever it returns; or its only result is that
  uint8_t parameter;
  uint8_t bits;  // one of the ValueBits
  When when;
  uint64_t constant = 0;  // const_hash
};

// How memory that goroutines share is kept whole between one access and the next.
enum class Guarding : uint8_t { Lock, SyncMap, Atomic };

// It gets or sets one shared place in a critical section of its own.
struct AccessorSummary {
  bool write = false;
  Guarding by{};
  int owner = -1;  // parameter that the place is reached from; -1: a package-level variable
  const Var* variable = nullptr;
  int key = -1, value = -1;  // parameters; of a getter `value` is the result
};

// The function takes a lock that its caller has then, or releases one of its caller's: `func (c *C) lock() { c.mu.Lock() }`.
struct LockEffect {
  int parameter = -1;  // what has the mutex (receiver first); -1: a package-level variable
  const Var* variable = nullptr;  // the field or variable
  uint32_t field = 0;             // its place in the struct
  bool read = false, unlock = false;
};

struct FunctionSummary {
  std::vector<LockEffect> lock_effects;
  bool no_return = false;
  bool may_insert = false;  // it, or what it calls, may put entries into maps of its callers'
  int returns_parameter = -1;  // its only result is always this parameter
  std::vector<ShownSummary> shown;
  uint64_t checks = 0;  // parameters (a bit each) of which it finds out whether they are among those that there are (checked_keys.h)
  std::vector<const Node*> needs;  // by parameter: where a nil is followed; null: nowhere
  uint64_t not_nil = 0;  // parameters (a bit each) that were not nil if it returns: it has followed them
  std::vector<ResultSummary> results;
  std::vector<PartSummary> parts;   // those that may be nil
  std::vector<PresenceSummary> presences;
  std::vector<RemovalSummary> removals;
  std::vector<EntrySummary> entries_after;
  std::vector<KeysSummary> keys_after;
  std::optional<AccessorSummary> accessor;
  std::vector<WriteSummary> writes;
  std::vector<NilSummary> nil_after;
  // The fields that hold maps to which it may assign one, or any.
  std::vector<const Var*> assigns;
  bool assigns_any = true;
};

class Summaries {
 public:
  using Of = std::function<const FunctionSummary*(const Func*)>;
  // Null if the body is not known, or is being summarised.
  virtual const FunctionSummary* of(const Func* f) = 0;
  // Of a function literal of the package.
  virtual const FunctionSummary* of_literal(const ir::Function& literal) = 0;
  virtual ~Summaries() = default;
};

}  // namespace ptrsafe::flow
