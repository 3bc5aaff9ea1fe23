// NilOrigins: where a value that may be nil can have come from: a lookup, a range over a map, a helper's result, a zero
// value. Found backwards through SSA.
#pragma once

#include <functional>
#include <vector>

#include "flow/function_flow.h"
#include "flow/paths.h"
#include "flow/relayed.h"
#include "flow/summaries.h"

namespace ptrsafe::flow {

struct NilOrigin {
  enum Kind : uint8_t { Lookup, Range, Result, Zero } kind;
  ValueId instr;  // Lookup, LookupOk, sync.Map's Load; RangeNext; Call; Zero
  ValueId value;  // what is nil if the key is absent
  ValueId ok;     // what tells then; 0: nothing does
  uint8_t ok_then = kFalse;  // … by being false, true, or (an error) not nil; 0: by being, or not being, the constant
  bool ok_is_constant = false;
  uint64_t ok_constant = 0;  // const_hash
  ValueId phi;    // Zero: the phi and the edge through which it comes
  size_t edge = 0;
  std::vector<ValueFact> also;            // Result: what else is so where there is no such value
  const ResultSummary* result = nullptr;  // Result
  ValueId key;                            // Result: the key, as far as known
  // It went through a slice or a channel: where it was put in, and where the value that is followed was taken out.
  Put put;
  ValueId taken, taken_by;
  Type* boxed = nullptr;  // the value is an interface that holds a nil pointer of this type
};

// Who knows what calls call.
struct CalleeSummaries {
  std::function<const FunctionSummary*(const Instr& call)> of_call;
  // All methods that a call of an interface's method may reach; empty while the program is not known.
  std::function<const FunctionSummary*(const Func* method)> of_method;
};

// `boxed`: interfaces that hold nil pointers count, and only they.
std::vector<NilOrigin> nil_origins(const FunctionFlow& flow, ValueId v, const CalleeSummaries& callees, bool boxed = false);

// Adds what tells that there is no such value.
void assume_absent(PathQuery& query, const NilOrigin& origin);

// The Extract of the tuple's element; 0 if there is none. One that goes into `_` is there, and nobody reads it.
ValueId extract_of(const Function& f, ValueId tuple, uint32_t number);
bool is_read(const Function& f, ValueId v);

}  // namespace ptrsafe::flow
