#include "rules/race_witness.h"

#include <fmt/format.h>

namespace ptrsafe {
namespace {

std::string holding(const RaceSide& s) {
  if (s.atomic) return "atomically";
  std::string out;
  for (const RaceSide::Lock& l : s.locks) out += fmt::format("{}`{}`{}", out.empty() ? "holding " : " and ", l.name, l.read ? " for reading" : "");
  if (!out.empty()) return out;
  return s.locked ? "under a lock of its callers" : "without a lock";
}

void tell_begin(const RaceSide& s, std::string_view which, std::vector<WitnessStep>& out) {
  if (s.start) return out.push_back({start_pos(s.start), fmt::format("the goroutine of the {} access is started here", which)});
  const ir::Function* f = s.function;
  if (!f || !f->node) return;
  std::string name = f->object ? fmt::format("`{}`", f->object->name.view()) : "this function";
  std::string how = s.handler                                         ? fmt::format("for requests, which run {} in parallel", name)
                    : f->object && f->object->name.view() == "main" ? "by the main goroutine"
                                                                      : fmt::format("by whichever goroutine calls {}", name);
  out.push_back({start_pos(f->node), fmt::format("the {} access is made {}", which, how)});
}

void tell_locks(const RaceSide& s, std::string_view which, std::vector<WitnessStep>& out) {
  for (const RaceSide::Lock& l : s.locks)
    if (l.at) out.push_back({start_pos(l.at), fmt::format("the {} access holds `{}` from here", which, l.name)});
}

}  // namespace

std::vector<WitnessStep> race_witness(const RaceSide& first, const RaceSide& second) {
  std::vector<WitnessStep> out;
  for (const RaceSide* s : {&first, &second})
    if (s->at) out.push_back({start_pos(s->at), fmt::format("{}, {}", s->what, holding(*s))});
  tell_begin(first, "first", out);
  tell_begin(second, "second", out);
  tell_locks(first, "first", out);
  tell_locks(second, "second", out);
  return out;
}

}  // namespace ptrsafe
