// KeySources: whether the keys that an insert uses come from something without end: requests, the network, standard input, a clock,
// a counter, randomness.
//
// A taint question asked backwards and on demand over the whole program: through operations that keep what a value is made of,
// results of functions (with the arguments of that very call), parameters to their callers, captured variables, fields to what is stored
// in them, readers to what they read. What a test limits on the way (a member of another map, a constant, one of a list) ends it.
#pragma once

#include <vector>

#include "lifetime/program_index.h"

namespace ptrsafe::lifetime {

enum class KeyKind : uint8_t { None, Request, Network, Input, Clock, Counter, Random };
const char* name_of(KeyKind k);

struct KeySource {
  KeyKind kind = KeyKind::None;
  Place at;  // what brings the value in
  explicit operator bool() const { return kind != KeyKind::None; }
};

class KeySources {
 public:
  explicit KeySources(const ProgramIndex& index) : index_(index) {}

  // Of the key that the instruction `at` inserts in `map`.
  KeySource of(const Examined& body, ValueId key, ValueId at, ValueId map);

 private:
  KeySource trace(const Examined& body, ValueId v, ValueId at, int depth);
  // `lines`: they are read as text, not decoded.
  KeySource reader(const Examined& body, ValueId v, bool lines, int depth);
  KeySource follow(const Examined& body, ValueId v, ValueId at, int depth);
  KeySource call(const Examined& body, ValueId v, uint32_t result, ValueId at, int depth);
  KeySource returned(const Examined& inner, const Examined& body, ValueId call, uint32_t result, int depth);
  KeySource held(const Examined& body, ValueId call, ValueId called, uint32_t result, int depth);
  KeySource parameter(const Examined& body, uint32_t number, int depth);
  KeySource captured(const Examined& body, uint32_t number, int depth);
  KeySource load(const Examined& body, ValueId v, ValueId at, int depth);
  KeySource variable(const Var* v, int depth);
  KeySource cell(const Examined& body, ValueId address, ValueId at, int depth);
  KeySource filled(const Examined& body, ValueId address, int depth, bool* is_filled);
  KeySource filled_by(const Place& call, int depth);
  // What is in the interface `v` if it has that type.
  KeySource asserted(const Examined& body, ValueId v, Type* type, ValueId at, int depth);
  KeySource any(const Examined& body, std::span<const ValueId> operands, ValueId at, int depth);

  struct Frame {
    const Function* callee;
    Place call;
  };

  const ProgramIndex& index_;
  std::vector<Frame> frames_;      // calls that the question went into
  std::vector<std::pair<Place, bool>> seen_;  // with whether as a reader
  ValueId map_;                    // of the insert
  Type* wanted_ = nullptr;         // what the interface in question is asserted to have; null: anything
  const Examined* inserter_ = nullptr;
};

// The type has few values: bool, a number of at most 16 bits, a type with named constants.
bool few_values(Type* t, const Package* p);
// What `v` is compared with, or looked up in, on all ways to `at` leaves few values to it; or it is in `map` already.
bool limited(const Examined& body, ValueId v, ValueId at);
// Likewise on all ways that come from the block `last` to the block `to`.
bool limited(const Examined& body, ValueId v, BlockId last, BlockId to);
// `v` is a variable that counts: something adds to it, and nothing sets it back.
const Var* counter(const ProgramIndex& index, const Examined& body, ValueId v);

}  // namespace ptrsafe::lifetime
