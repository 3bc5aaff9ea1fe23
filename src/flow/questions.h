// Questions: what the analysis of one package asked about the rest of the program.
#pragma once

#include <cstdint>
#include <utility>

#include "absl/container/flat_hash_map.h"

namespace ptrsafe::flow {

struct Question {
  enum Kind : uint8_t { Summary, Maps, MapsAndTests, Decoded, DecodedInTests, OutsideParameter, OutsideResult, OutsideVariable, Complete, Everywhere,
                        Method, MethodInTests, Functions, FunctionsInTests };
  Kind kind;
  const void* subject;  // the Func, Var or Package
  uint32_t number = 0;  // of the parameter; depth of the map
  friend bool operator==(const Question&, const Question&) = default;
  template <class H>
  friend H AbslHashValue(H h, const Question& q) {
    return H::combine(std::move(h), q.kind, q.subject, q.number);
  }
};

class Questions {
 public:
  void note(const Question& q) { asked_.try_emplace(q, by_rules_); }
  // What is asked from here on is asked by rules: what the package does for others does not depend on it.
  void rules_begin() { by_rules_ = true; }
  // Each once, with whether only rules asked it.
  const absl::flat_hash_map<Question, bool>& asked() const { return asked_; }

 private:
  absl::flat_hash_map<Question, bool> asked_;
  bool by_rules_ = false;
};

}  // namespace ptrsafe::flow
