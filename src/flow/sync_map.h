// Values of a sync.Map, which come out of it as interfaces.
#pragma once

#include "ir/ir.h"

namespace ptrsafe::flow {

// A method of sync.Map.
bool is_sync_map_method(const Func* f);
// What a method of a sync.Map gave (Load, LoadOrStore, …), or what its Range passes to a function literal.
bool from_sync_map(const ir::Function& f, ir::ValueId v);
// The value parameter of a literal that is called by a sync.Map's Range.
bool of_range_callback(const ir::Function& f, ir::ValueId v);

}  // namespace ptrsafe::flow
