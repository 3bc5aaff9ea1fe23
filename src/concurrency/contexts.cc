#include "concurrency/contexts.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "flow/loops.h"
#include "types/under.h"

namespace ptrsafe::concurrency {
namespace {

bool is_named_in(Type* t, std::string_view path, std::string_view name) {
  Named* n = t ? as<Named>(t) : nullptr;
  return n && n->obj->name.view() == name && n->obj->pkg && n->obj->pkg->path.view() == path;
}

}  // namespace

bool is_handler(const Signature* s) {
  if (!s || s->param_count() != 2 || s->result_count() != 0) return false;
  Pointer* p = as_under<Pointer>(s->param(1)->type);
  return is_named_in(s->param(0)->type, "net/http", "ResponseWriter") && p && is_named_in(p->elem, "net/http", "Request");
}

Contexts::Contexts(const CallGraph& graph, const Follow& follow) {
  auto reach = [&](std::vector<const Function*> work, auto mark) {
    while (!work.empty()) {
      const Function* f = work.back();
      work.pop_back();
      if (!mark(f)) continue;
      for (const Edge& e : graph.calls_in(f))
        if (e.kind != Edge::Go && !e.vague && (!follow || follow(e))) work.push_back(&e.callee->function);
    }
  };
  std::vector<const Function*> handlers, mains, inits, open;
  for (const Examined* b : graph.bodies()) {
    const Function* f = &b->function;
    const Func* o = f->parent ? nullptr : f->object;
    std::string_view name = o && !(o->signature() && o->signature()->recv) ? o->name.view() : std::string_view();
    if (is_handler(f->signature)) handlers.push_back(f);
    else if ((!f->node && !f->parent) || name == "init") inits.push_back(f);
    else if (name == "main" && o->pkg && o->pkg->name.view() == "main") mains.push_back(f);
    else if (graph.has_unseen_callers(f)) open.push_back(f);
  }
  for (const Function* h : handlers)
    reach({h}, [&](const Function* f) {
      std::vector<const Function*>& of = contexts_[f].handlers;
      if (of.size() >= kMost || std::find(of.begin(), of.end(), h) != of.end()) return false;
      of.push_back(h);
      return true;
    });
  reach(mains, [&](const Function* f) { return !std::exchange(contexts_[f].main, true); });
  reach(inits, [&](const Function* f) { return !std::exchange(contexts_[f].initial, true); });
  reach(open, [&](const Function* f) { return !std::exchange(contexts_[f].open, true); });

  std::vector<std::pair<const Edge*, bool>> sites;  // with whether it stands in a loop
  for (const Examined* b : graph.bodies()) {
    std::unique_ptr<flow::Loops> loops;
    for (const Edge& e : graph.calls_in(&b->function)) {
      if (e.kind != Edge::Go) continue;
      if (!loops) loops = std::make_unique<flow::Loops>(b->function, b->dominators);
      sites.push_back({&e, loops->outermost(b->function.at(e.at).block) != flow::kNoLoop});
    }
  }
  // Twice: what a goroutine of many starts is many.
  for (int round = 0; round < 2; round++) {
    for (auto [site, loop] : sites) {
      const ContextsOf& in = contexts_[&site->caller->function];
      bool many = loop || in.handler() || std::any_of(in.starts.begin(), in.starts.end(), [](const Start& x) { return x.many; });
      reach({&site->callee->function}, [&](const Function* f) {
        std::vector<Start>& starts = contexts_[f].starts;
        auto known = std::find_if(starts.begin(), starts.end(), [&](const Start& x) { return x.go == site; });
        if (known != starts.end()) {
          if (known->many || !many) return false;
          return known->many = true;
        }
        if (starts.size() >= kMost) return false;
        starts.push_back({site, many});
        return true;
      });
    }
  }
}

const ContextsOf& Contexts::of(const Function* f) const {
  static const ContextsOf nowhere;
  auto it = contexts_.find(f);
  return it == contexts_.end() ? nowhere : it->second;
}

}  // namespace ptrsafe::concurrency
