// goroutine-leak: a goroutine that can never end is started from code that can run more than once.
#include <fmt/format.h>

#include "flow/library.h"
#include "flow/nil_from_map.h"
#include "lifetime/giving_up.h"
#include "lifetime/goroutine_ends.h"
#include "lifetime/open_pipes.h"
#include "lifetime/repeats.h"
#include "rules/rule.h"

namespace ptrsafe {
namespace {

std::string describe(const lifetime::Obstacle& o) {
  std::string channel = o.channel && is_Expr(o.channel->kind) ? flow::quoted(o.channel) : "the channel";
  switch (o.kind) {
    case lifetime::Obstacle::Receive: return fmt::format("nothing sends on {} or closes it", channel);
    case lifetime::Obstacle::Send: return fmt::format("nothing receives from {}", channel);
    case lifetime::Obstacle::Select: return "no case of the select can ever proceed";
    case lifetime::Obstacle::NeverClosed: return fmt::format("nothing closes {}", channel);
    case lifetime::Obstacle::Wait: return fmt::format("nothing wakes who waits for {}", channel);
    case lifetime::Obstacle::Recursion: return "it calls itself again on every way";
    case lifetime::Obstacle::Loop: return "its loop has no exit that can be reached";
  }
  return "";
}

const Node* statement(const lifetime::Goroutine& g) { return g.starter->function.at(g.at).node; }

void report_endless(const lifetime::Goroutine& g, const lifetime::Verdict& v, const lifetime::Repetition& again, Reporter& out) {
  std::vector<WitnessStep> witness;
  for (const lifetime::Obstacle& o : v.obstacles) witness.push_back({start_pos(o.at), describe(o)});
  witness.push_back({start_pos(again.at), fmt::format("started {}", again.how)});
  out.add(RuleId::GoroutineLeak, v.known ? Confidence::Proven : Confidence::Likely, statement(g),
          fmt::format("the goroutine can never end: {}; it is started {}", v.obstacles.empty() ? "it has no exit" : describe(v.obstacles.front()), again.how),
          std::move(witness));
}

void report_stuck(const lifetime::Goroutine& g, const lifetime::Stuck& s, const lifetime::Repetition& again, Reporter& out) {
  std::string channel = s.channel && is_Expr(s.channel->kind) ? flow::quoted(s.channel) : "the channel";
  std::vector<WitnessStep> witness{{start_pos(s.at), s.sends ? "the goroutine waits here for a receiver" : "the goroutine waits here"},
                                   {start_pos(s.way_out), s.sends ? "left here without a receive" : "left here without a send or close"},
                                   {start_pos(again.at), fmt::format("started {}", again.how)}};
  out.add(RuleId::GoroutineLeak, Confidence::Likely, statement(g),
          s.sends ? fmt::format("the goroutine waits for good to send on {} where its receiver has given up; make room for what it sends, or let it stop", channel)
                  : fmt::format("the goroutine waits for good to receive from {} where its sender has returned; close the channel on every way out", channel),
          std::move(witness));
}

void report_pipe(const lifetime::Goroutine& g, const lifetime::OpenPipe& p, const lifetime::Repetition& again, Reporter& out) {
  out.add(RuleId::GoroutineLeak, Confidence::Likely, statement(g),
          "the goroutine waits for good to write into the pipe where its reader has returned; close the reading end on every way out",
          {{start_pos(p.writer), "the goroutine writes here"}, {start_pos(p.way_out), "left here without a close"}, {start_pos(again.at), fmt::format("started {}", again.how)}});
}

void report_waiting(const lifetime::Goroutine& g, const Node* waits, const lifetime::Repetition& again, Reporter& out) {
  out.add(RuleId::GoroutineLeak, Confidence::Likely, statement(g),
          "the goroutine waits for good for others that wait for a receiver who has given up; let those stop",
          {{start_pos(waits), "the goroutine waits here"}, {start_pos(again.at), fmt::format("started {}", again.how)}});
}

void report_skipped(const lifetime::Goroutine& g, const Node* waits, const Node* way_out, const lifetime::Repetition& again, Reporter& out) {
  out.add(RuleId::GoroutineLeak, Confidence::Likely, statement(g),
          "the goroutine waits for good for a group that another goroutine leaves without Done; defer the Done",
          {{start_pos(waits), "the goroutine waits here"}, {start_pos(way_out), "left here without Done"}, {start_pos(again.at), fmt::format("started {}", again.how)}});
}

}  // namespace

void goroutine_leak(const flow::PackageFlow& package, Reporter& out) {
  if (flow::implements_runtime(package.package().path.view())) return;
  lifetime::GoroutineEnds ends(package);
  std::unique_ptr<lifetime::Repeats> repeats;
  for (const flow::Examined* body : package.reported()) {
    if (body->is_test) continue;
    std::vector<lifetime::Goroutine> others;  // that end by themselves
    std::vector<int> groups;
    for (const lifetime::Goroutine& g : lifetime::goroutines_of(package, *body)) {
      lifetime::Verdict v = ends.verdict(g);
      std::optional<lifetime::Stuck> stuck;
      if (v.ends) stuck = lifetime::left_waiting(package, g);
      std::optional<lifetime::OpenPipe> pipe;
      if (v.ends && !stuck) pipe = lifetime::open_pipe(package, g);
      if (v.ends && !stuck && !pipe) {
        others.push_back(g);
        continue;
      }
      if (!repeats) repeats = std::make_unique<lifetime::Repeats>(package);
      lifetime::Repetition again = repeats->at(*body, g.at);
      if (!again) continue;
      if (pipe) {
        report_pipe(g, *pipe, again, out);
        continue;
      }
      if (!stuck) {
        report_endless(g, v, again, out);
        continue;
      }
      report_stuck(g, *stuck, again, out);
      groups.insert(groups.end(), stuck->groups.begin(), stuck->groups.end());
    }
    // Who waits for them waits for good, too.
    for (const lifetime::Goroutine& g : others) {
      const Node* waits = groups.empty() ? nullptr : lifetime::waits_for(package, g, groups);
      lifetime::Repetition again = waits ? repeats->at(*body, g.at) : lifetime::Repetition{};
      if (again) report_waiting(g, waits, again, out);
    }
    if (others.size() < 2) continue;
    for (const lifetime::Goroutine& skips : others)
      for (const lifetime::Skipped& s : lifetime::skipped_groups(package, skips))
        for (const lifetime::Goroutine& g : others) {
          const Node* waits = lifetime::waits_for(package, g, {s.group});
          if (!waits) continue;
          if (!repeats) repeats = std::make_unique<lifetime::Repeats>(package);
          if (lifetime::Repetition again = repeats->at(*body, g.at)) report_skipped(g, waits, s.way_out, again, out);
        }
  }
}

}  // namespace ptrsafe
