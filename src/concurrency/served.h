// Served: handlers and callbacks of requests that do not run in parallel with themselves, although they look like it: the body that makes one serves with
// it, or with an object of a library that it makes for this one use.
//
// Forward over SSA, in one body: where the literal, what wraps it and what holds it go. Whatever is returned, stored or kept runs for everybody.
#pragma once

#include <vector>

#include "flow/package_flow.h"

namespace ptrsafe::concurrency {

using flow::Examined;
using ir::Function;
using ir::Instr;
using ir::Opcode;
using ir::ValueId;

// Where the body serves by hand with the handler that it makes, a closure or an interface: `wrap(http.HandlerFunc(func …)).ServeHTTP(w, r)`; false if the handler
// goes anywhere else. `time_limits`: to http.TimeoutHandler, too, which leaves it behind in a goroutine.
bool served_by_hand(const Examined& body, ValueId made, bool time_limits, std::vector<ValueId>& serves);
// A handler without a result, as a function or a method.
bool handles(Type* t);

// The closure `made` is a field of a client or a configuration that the body makes, uses itself and gives to nobody else:
// `client := &http.Client{Transport: &http.Transport{DialContext: func …}}`, then `client.Get(…)`.
bool for_one_use(const Examined& body, ValueId made);

// The call gives a function that its caller calls at once, or returns (then `returned` is set): `handlers.Create(scope)(w, r)`.
bool used_at_once(const Examined& caller, ValueId call, bool* returned);

}  // namespace ptrsafe::concurrency
