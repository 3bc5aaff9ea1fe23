// hidden-pointer: the address of a Go object is kept as a number, which the collector does not follow.
#include <fmt/format.h>

#include "flow/address_numbers.h"
#include "flow/nil_from_map.h"
#include "rules/rule.h"

namespace ptrsafe {
namespace {

const char* place_name(flow::HiddenPointer::Kind k) {
  switch (k) {
    case flow::HiddenPointer::Variable: return "a variable that lasts";
    case flow::HiddenPointer::Field: return "memory that lasts";
    case flow::HiddenPointer::MapKey: return "the key of a map";
    case flow::HiddenPointer::MapValue: return "a map";
    case flow::HiddenPointer::Element: return "a slice or array";
    case flow::HiddenPointer::Sent: return "a channel";
    case flow::HiddenPointer::Started: return "a goroutine's arguments";
  }
  return "";
}

}  // namespace

void hidden_pointer(flow::AddressNumbers& numbers, const flow::Examined& body, Reporter& out) {
  for (const flow::HiddenPointer& h : numbers.hidden(body)) {
    std::vector<WitnessStep> witness;
    if (h.source.at) witness.push_back({start_pos(h.source.at), "the address becomes a number here"});
    else witness.push_back({start_pos(h.store), "an address that callers pass is kept here"});
    Confidence confidence = h.doubtful ? Confidence::Possible : h.certain ? Confidence::Proven : Confidence::Likely;
    std::string message = fmt::format(
        "the address of an object is kept as a number in {}: the collector does not see it, and the object can be freed or moved; keep the pointer",
        place_name(h.kind));
    if (h.variable) {
      out.add_at(RuleId::HiddenPointer, confidence, h.variable, std::move(message), std::move(witness));
    } else {
      out.add(RuleId::HiddenPointer, confidence, h.store, std::move(message), std::move(witness));
    }
  }
}

}  // namespace ptrsafe
