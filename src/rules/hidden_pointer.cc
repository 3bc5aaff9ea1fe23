// hidden-pointer: the address of a Go object is kept as a number, which the collector does not follow.
#include <fmt/format.h>

#include "flow/address_numbers.h"
#include "flow/nil_from_map.h"
#include "rules/rule.h"

namespace ptrsafe {
namespace {

const char* place_name(flow::HiddenPointer::Kind k) {
  switch (k) {
    case flow::HiddenPointer::Variable: return "a variable, over a call";
    case flow::HiddenPointer::Field: return "memory that lasts";
    case flow::HiddenPointer::MapKey: return "the key of a map";
    case flow::HiddenPointer::MapValue: return "a map";
    case flow::HiddenPointer::Element: return "a slice or array";
    case flow::HiddenPointer::Sent: return "a channel";
  }
  return "";
}

}  // namespace

void hidden_pointer(flow::AddressNumbers& numbers, const flow::Examined& body, Reporter& out) {
  for (const flow::HiddenPointer& h : numbers.hidden(body)) {
    std::vector<WitnessStep> witness;
    if (h.source.at) witness.push_back({start_pos(h.source.at), "the address becomes a number here"});
    else witness.push_back({start_pos(h.store), "an address that callers pass is kept here"});
    out.add(RuleId::HiddenPointer, h.doubtful ? Confidence::Possible : h.certain ? Confidence::Proven : Confidence::Likely, body.function.name, h.store,
            fmt::format("the address of an object is kept as a number in {}: the collector does not see it, and the object can be freed or moved; keep "
                        "the pointer",
                        place_name(h.kind)),
            std::move(witness));
  }
}

}  // namespace ptrsafe
