// Summaries: what callers need to know of a function, without its body.
//
// Compositional and bottom-up, as Infer's (Calcagno et al., "Compositional Shape Analysis", 2011) but smaller: made on
// demand, in an order that depends on the program only; within a cycle of calls what is not known yet stays unknown.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "ir/ir.h"
#include "types/object.h"

namespace ptrsafe::flow {

// A map that is reached from a parameter by fields: c.items, c.store.items.
struct MapPath {
  int parameter = -1;  // receiver first; -1: none
  uint8_t depth = 0;
  std::array<uint32_t, 2> fields{};
  const Var* field = nullptr;  // the last of them, or a package-level variable (then parameter is -1)
  friend bool operator==(const MapPath&, const MapPath&) = default;
};

// A result that a lookup gave.
struct ResultSummary {
  bool may_be_nil = false;      // nil for an absent key, on some path
  bool from_lookup = false;     // a lookup's value, on some path
  bool explicit_nil = false;    // `return nil` on some path
  int guard = -1;               // the result that is false, or an error that is not nil, whenever this one is nil
  int key_parameter = -1;
  MapPath map;
  const Node* at = nullptr;     // the lookup
};

// A result that is true only if the key is present.
struct PresenceSummary {
  int result = -1;  // -1: none
  int key_parameter = -1;
  MapPath map;
};

struct FunctionSummary {
  bool no_return = false;
  int returns_parameter = -1;  // its only result is always this parameter
  uint64_t true_after = 0;   // parameters that are true whenever it returns
  uint64_t non_nil_after = 0;
  uint64_t non_nil_if_true = 0;   // of a function with one boolean result: parameters that are not nil then
  uint64_t non_nil_if_false = 0;
  std::vector<const Node*> needs;  // by parameter: where a nil is followed; null: nowhere
  std::vector<ResultSummary> results;
  PresenceSummary presence;
};

class Summaries {
 public:
  // Null if the body is not known, or is being summarised.
  virtual const FunctionSummary* of(const Func* f) = 0;
  virtual ~Summaries() = default;
};

}  // namespace ptrsafe::flow
