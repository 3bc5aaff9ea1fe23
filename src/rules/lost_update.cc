// lost-update: a change to what a map holds is lost.
#include <fmt/format.h>

#include "flow/lost_changes.h"
#include "flow/nil_from_map.h"
#include "rules/rule.h"

namespace ptrsafe {

void lost_update(const flow::PackageFlow& package, const flow::Examined& body, const Subject& s, Reporter& out) {
  for (const flow::LostChange& c : flow::lost_changes(body.function, s.callees))
    out.add(RuleId::LostUpdate, Confidence::Proven, c.at,
            fmt::format("{} changes a copy of the map's entry, and nobody sees it: the map keeps what it had; write the copy back, or keep pointers "
                        "in the map",
                        c.by_call ? "the call" : "this"),
            {{start_pos(c.lookup), "copied out of the map here"}});
  for (const flow::LostWrite& w : flow::lost_writes(package, body))
    out.add(RuleId::LostUpdate, w.evidence ? Confidence::Likely : Confidence::Possible, w.write,
            fmt::format("the {} is read, changed and stored in two steps: what another goroutine stores between them is lost; {}", w.what,
                        w.what[0] == 'm' ? "hold the lock from the read to the store" : "use compare-and-swap, or one lock around both"),
            {{start_pos(w.read), "read here"},
             {start_pos(w.write), w.parallel ? "stored here, in code that runs in several goroutines" : "stored here, in code that any goroutine may call"}});
}

}  // namespace ptrsafe
