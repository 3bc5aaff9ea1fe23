// The path by which callers reach a map that a function uses (see MapPath): from values to paths, and through calls.
#pragma once

#include "flow/function_flow.h"
#include "flow/summaries.h"

namespace ptrsafe::flow {

// The number of the parameter that the value is, receiver first, behind them what a literal has captured; -1: none.
int parameter_number(const FunctionFlow& flow, ValueId v);

// The field or package-level variable whose address it is; null for others.
const Var* variable_at(const FunctionFlow& flow, ValueId address);

// Of a map value, or of the address of a sync.Map.
MapPath path_of(const FunctionFlow& flow, ValueId map);

// A callee's path, as the callers of `flow`'s function reach the map.
MapPath path_through(const FunctionFlow& flow, const Instr& call, const MapPath& path);

}  // namespace ptrsafe::flow
