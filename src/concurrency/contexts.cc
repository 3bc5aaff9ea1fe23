#include "concurrency/contexts.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "flow/ahead.h"
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
  if (!s) return false;
  if (s->param_count() == 1 && s->result_count() == 2) {
    Pointer* hello = as_under<Pointer>(s->param(0)->type);
    return hello && is_named_in(hello->elem, "crypto/tls", "ClientHelloInfo");
  }
  if (s->param_count() != 2 || s->result_count() != 0) return false;
  Pointer* p = as_under<Pointer>(s->param(1)->type);
  return is_named_in(s->param(0)->type, "net/http", "ResponseWriter") && p && is_named_in(p->elem, "net/http", "Request");
}

bool is_main(const Function& f) {
  const Func* o = f.parent ? nullptr : f.object;
  return o && !(o->signature() && o->signature()->recv) && o->name.view() == "main" && o->pkg && o->pkg->name.view() == "main";
}

Beginnings::Beginnings(const CallGraph& graph) {
  uint32_t n = 0;
  for (const Examined* b : flow::ahead(graph.bodies())) {
    const Function* f = &b->function;
    const Func* o = f->parent ? nullptr : f->object;
    std::string_view name = o && !(o->signature() && o->signature()->recv) ? o->name.view() : std::string_view();
    // The package that has callbacks calls them itself.
    bool called_back = o && o->pkg && o->pkg->path.view() == "crypto/tls";
    if (graph.is_handler(f) && !called_back) handlers.push_back(n);
    else if ((!f->node && !f->parent) || name == "init") inits.push_back(n);
    else if (is_main(*f)) mains.push_back(n);
    else if (graph.has_unseen_callers(f)) open.push_back(n);
    n++;
    std::unique_ptr<flow::Loops> loops;
    for (const Edge& e : graph.calls_in(f)) {
      if (e.kind != Edge::Go) continue;
      if (!loops) loops = std::make_unique<flow::Loops>(b->function, b->dominators);
      sites.push_back({&e, loops->outermost(b->function.at(e.at).block) != flow::kNoLoop});
    }
  }
}

Contexts::Contexts(const CallGraph& graph, const Beginnings& beginnings, const Follow& follow) : graph_(graph), contexts_(graph.bodies().size()) {
  std::vector<std::vector<uint32_t>> followed(follow ? contexts_.size() : 0);
  for (size_t n = 0; n < followed.size(); n++)
    for (const Edge& e : graph.calls_in(&graph.bodies()[n]->function))
      if (e.kind != Edge::Go && !e.vague && follow(e)) followed[n].push_back(e.number);
  auto reach = [&](std::vector<uint32_t> work, auto mark) {
    while (!work.empty()) {
      uint32_t f = work.back();
      work.pop_back();
      if (!mark(contexts_[f])) continue;
      std::span<const uint32_t> next = follow ? std::span<const uint32_t>(followed[f]) : graph.callees(f).sure();
      work.insert(work.end(), next.begin(), next.end());
    }
  };
  for (uint32_t n : beginnings.handlers) {
    const Function* h = &graph.bodies()[n]->function;
    reach({n}, [&](ContextsOf& c) {
      std::vector<const Function*>& of = c.handlers;
      if (of.size() >= kMost || std::find(of.begin(), of.end(), h) != of.end()) return false;
      of.push_back(h);
      return true;
    });
  }
  reach(beginnings.mains, [](ContextsOf& c) { return !std::exchange(c.main, true); });
  reach(beginnings.inits, [](ContextsOf& c) { return !std::exchange(c.initial, true); });
  reach(beginnings.open, [](ContextsOf& c) { return !std::exchange(c.open, true); });
  // Twice: what a goroutine of many starts is many.
  for (int round = 0; round < 2; round++) {
    for (auto [site, loop] : beginnings.sites) {
      const ContextsOf& in = of(&site->caller->function);
      bool many = loop || site->several || in.handler() || std::any_of(in.starts.begin(), in.starts.end(), [](const Start& x) { return x.many; });
      reach({site->number}, [&](ContextsOf& c) {
        std::vector<Start>& starts = c.starts;
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
  return contexts_[graph_.number(f)];
}

}  // namespace ptrsafe::concurrency
