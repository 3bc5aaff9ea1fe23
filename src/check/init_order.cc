// The order in which package-level variables are initialised (spec, "Package initialization"): repeatedly the
// earliest variable in declaration order that depends on no uninitialised one; and cycles among them.
//
// Variables, and the functions that they lead to, are nodes of one graph. Its strongly connected components (Tarjan 1972) show cycles
// through variables; recursive functions collapse into one node, which is ready when all that it refers to is.
#include <fmt/format.h>

#include <algorithm>
#include <queue>

#include "check/checker.h"

namespace ptrsafe {
namespace {

class InitGraph {
 public:
  explicit InitGraph(const PackageState& state) {
    auto is_node = [](const Object* o) { return (o->kind == ObjectKind::Var || o->kind == ObjectKind::Func || o->kind == ObjectKind::Const) && o->decl; };
    // Of functions only those that some variable or constant leads to: most packages have many, and few of these.
    std::vector<Object*> reached;
    auto reach = [&](Object* o) {
      if (index_.try_emplace(o, kNone).second) reached.push_back(o);
    };
    for (Object* o : state.objects)
      if (is_node(o) && o->kind != ObjectKind::Func) reach(o);
    for (size_t i = 0; i < reached.size(); i++) {
      if (!reached[i]->decl->deps) continue;
      for (Object* d : *reached[i]->decl->deps)
        if (is_node(d)) reach(d);
    }
    if (reached.empty()) return;
    // In the order of declarations.
    nodes_.reserve(reached.size());
    for (Object* o : state.objects) {
      auto it = index_.find(o);
      if (it == index_.end()) continue;
      it->second = static_cast<uint32_t>(nodes_.size());
      nodes_.push_back(o);
    }
    edges_.resize(nodes_.size());
    for (uint32_t i = 0; i < nodes_.size(); i++) {
      if (!nodes_[i]->decl->deps) continue;
      for (Object* d : *nodes_[i]->decl->deps) {
        auto it = index_.find(d);
        if (it != index_.end() && it->second != kNone) edges_[i].push_back(it->second);
      }
    }
  }

  void components() {
    size_t n = nodes_.size();
    component_.assign(n, kNone);
    std::vector<uint32_t> low(n), number(n, kNone), stack;
    std::vector<bool> on_stack(n);
    struct Frame {
      uint32_t node;
      size_t next;
    };
    std::vector<Frame> frames;
    uint32_t counter = 0;
    for (uint32_t root = 0; root < n; root++) {
      if (number[root] != kNone) continue;
      frames.push_back({root, 0});
      while (!frames.empty()) {
        Frame& f = frames.back();
        uint32_t v = f.node;
        if (f.next == 0) {
          number[v] = low[v] = counter++;
          stack.push_back(v);
          on_stack[v] = true;
        }
        bool descended = false;
        while (f.next < edges_[v].size()) {
          uint32_t w = edges_[v][f.next++];
          if (number[w] == kNone) {
            frames.push_back({w, 0});
            descended = true;
            break;
          }
          if (on_stack[w]) low[v] = std::min(low[v], number[w]);
        }
        if (descended) continue;
        if (low[v] == number[v]) {
          members_.emplace_back();
          for (uint32_t w = kNone; w != v;) {
            w = stack.back();
            stack.pop_back();
            on_stack[w] = false;
            component_[w] = static_cast<uint32_t>(members_.size() - 1);
            members_.back().push_back(w);
          }
          std::sort(members_.back().begin(), members_.back().end());
        }
        frames.pop_back();
        if (!frames.empty()) low[frames.back().node] = std::min(low[frames.back().node], low[v]);
      }
    }
  }

  // Cycles that contain a variable, each as a path that begins and ends at its first variable. What is left of a
  // component without the first variable of each cycle that was found may be cyclic still; the search for more ends
  // when it has taken kMaxSearch steps.
  std::vector<std::vector<Object*>> cycles() const {
    std::vector<std::vector<Object*>> found;
    size_t steps = 0;
    for (const auto& m : members_) {
      // Constants cannot be ordered, but their cycles are found here too.
      if (m.size() == 1 && std::find(edges_[m[0]].begin(), edges_[m[0]].end(), m[0]) == edges_[m[0]].end()) continue;
      if (std::all_of(m.begin(), m.end(), [&](uint32_t v) { return nodes_[v]->kind == ObjectKind::Func; })) continue;
      std::vector<bool> removed(nodes_.size());
      for (uint32_t v : m) {
        if (nodes_[v]->kind == ObjectKind::Func) continue;
        if (steps > kMaxSearch) break;
        steps += nodes_.size();
        std::vector<Object*> cycle = path(v, removed);
        if (cycle.empty()) continue;
        found.push_back(std::move(cycle));
        removed[v] = true;
      }
    }
    std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a[0]->order < b[0]->order; });
    return found;
  }

  // Variables in order of initialisation.
  std::vector<Var*> order() const {
    size_t n = members_.size();
    std::vector<uint32_t> waiting(n);
    std::vector<std::vector<uint32_t>> dependents(n);
    for (uint32_t v = 0; v < nodes_.size(); v++) {
      for (uint32_t w : edges_[v]) {
        if (component_[v] == component_[w]) continue;
        dependents[component_[w]].push_back(component_[v]);
        waiting[component_[v]]++;
      }
    }
    // Components by their first member, which has the lowest number; those of functions and constants go at once.
    auto later = [&](uint32_t a, uint32_t b) { return members_[a][0] > members_[b][0]; };
    std::priority_queue<uint32_t, std::vector<uint32_t>, decltype(later)> vars(later);
    std::vector<uint32_t> functions;
    auto add = [&](uint32_t c) {
      if (nodes_[members_[c][0]]->kind != ObjectKind::Var && members_[c].size() == 1) {
        functions.push_back(c);
      } else {
        vars.push(c);
      }
    };
    for (uint32_t c = 0; c < n; c++)
      if (waiting[c] == 0) add(c);
    std::vector<Var*> result;
    while (!functions.empty() || !vars.empty()) {
      uint32_t c;
      if (!functions.empty()) {
        c = functions.back();
        functions.pop_back();
      } else {
        c = vars.top();
        vars.pop();
      }
      for (uint32_t v : members_[c])
        if (Var* var = as_object<Var>(nodes_[v])) result.push_back(var);
      for (uint32_t d : dependents[c])
        if (--waiting[d] == 0) add(d);
    }
    return result;
  }

 private:
  static constexpr uint32_t kNone = UINT32_MAX;
  static constexpr size_t kMaxSearch = 10'000'000;

  // Shortest way from `start` back to it within its component, without those removed; empty if there is none.
  std::vector<Object*> path(uint32_t start, const std::vector<bool>& removed) const {
    std::vector<uint32_t> from(nodes_.size(), kNone);
    std::queue<uint32_t> todo;
    todo.push(start);
    while (!todo.empty()) {
      uint32_t v = todo.front();
      todo.pop();
      for (uint32_t w : edges_[v]) {
        if (w == start) {
          std::vector<Object*> p;
          for (uint32_t u = v; u != start; u = from[u]) p.push_back(nodes_[u]);
          p.push_back(nodes_[start]);
          std::reverse(p.begin(), p.end());
          return p;
        }
        if (component_[w] == component_[start] && from[w] == kNone && !removed[w]) {
          from[w] = v;
          todo.push(w);
        }
      }
    }
    return {};
  }

  std::vector<Object*> nodes_;
  absl::flat_hash_map<Object*, uint32_t> index_;
  std::vector<std::vector<uint32_t>> edges_;
  std::vector<uint32_t> component_;
  std::vector<std::vector<uint32_t>> members_;
};

}  // namespace

void Checker::init_order() {
  InitGraph graph(state_);
  graph.components();
  for (const auto& cycle : graph.cycles()) {
    std::string_view first = cycle[0]->name.view();
    if (cycle.size() == 1) {
      error(cycle[0]->pos, fmt::format("initialization cycle: {} refers to itself", first));
      continue;
    }
    std::string message = fmt::format("initialization cycle for {}", first);
    for (size_t i = 0; i < cycle.size(); i++)
      message += fmt::format("\n\t{} refers to {}", cycle[i]->name.view(), cycle[(i + 1) % cycle.size()]->name.view());
    error(cycle[0]->pos, std::move(message));
  }
  absl::flat_hash_map<DeclInfo*, bool> done;
  for (Var* v : graph.order()) {
    DeclInfo* d = v->decl;
    if (!d->init || !done.try_emplace(d, true).second) continue;
    Initializer init;
    for (Ref<Var> l : d->lhs.span()) init.lhs.push_back(l);
    if (init.lhs.empty()) init.lhs.push_back(v);
    init.rhs = d->init;
    pkg_->details->init_order.push_back(std::move(init));
  }
}

}  // namespace ptrsafe
