#include "escape/flow_graph.h"

namespace ptrsafe::escape {

void Leaks::add(int sink, int derefs) {
  uint8_t& d = derefs_[static_cast<size_t>(sink)];
  int v = std::min(derefs + 1, 255);
  if (d == 0 || v < d) d = static_cast<uint8_t>(v);
}

void Leaks::simplify() {
  uint8_t heap = derefs_[Heap];
  if (heap == 0) return;
  for (size_t i = Heap + 1; i < derefs_.size(); i++)
    if (i != Map && derefs_[i] >= heap) derefs_[i] = 0;
}

FlowGraph::FlowGraph() {
  places_.resize(4);
  places_[kHeap].marks = Escapes | Persists | Mutates | Calls;
  places_[kMutator].marks = Mutates;
  places_[kCallee].marks = Calls;
}

int32_t FlowGraph::add(Callable* in, Node* node, Local* local, int32_t loop_depth, bool persists) {
  Place p;
  p.in = in;
  p.node = node;
  p.local = local;
  p.loop_depth = loop_depth;
  if (persists) p.marks = Persists;
  places_.push_back(p);
  return static_cast<int32_t>(places_.size()) - 1;
}

void FlowGraph::flow(const Target& to, int32_t from) {
  Place& source = (*this)[from];
  if (to.addresses) source.address_taken = true;
  if (to.place == kNowhere || (to.place == from && to.derefs >= 0)) return;
  Place& target = (*this)[to.place];
  if ((target.marks & Escapes) && to.derefs < 0) {
    source.marks |= Escapes | Persists | Mutates | Calls;
    if (explain) {
      chains.resize(std::max(chains.size(), static_cast<size_t>(from) + 1));
      if (chains[static_cast<size_t>(from)].empty()) chains[static_cast<size_t>(from)] = {{to.place, from, static_cast<int32_t>(edges_.size())}};
    }
  }
  edges_.push_back({from, target.first_edge, to.derefs, to.why, to.where, to.map});
  target.first_edge = static_cast<int32_t>(edges_.size()) - 1;
}

void FlowGraph::find_map_values() {
  std::vector<int32_t> todo;
  auto reach = [&](const Edge& e, int32_t derefs) {
    Place& p = (*this)[e.from];
    derefs += e.derefs;
    if (derefs < 0) {
      p.in_map = true;
    } else if (p.map_derefs < 0 || derefs < p.map_derefs) {
      p.map_derefs = derefs;
      todo.push_back(e.from);
    }
  };
  for (const Edge& e : edges_)
    if (e.map) reach(e, 0);
  while (!todo.empty()) {
    const Place& p = (*this)[todo.back()];
    todo.pop_back();
    for (int32_t e = p.first_edge; e >= 0; e = edges_[static_cast<size_t>(e)].next) reach(edges_[static_cast<size_t>(e)], p.map_derefs);
  }
}

void FlowGraph::enqueue(int32_t place) {
  Place& p = (*this)[place];
  if (p.waiting) return;
  p.waiting = true;
  (p.marks & Escapes ? todo_front_ : todo_back_).push_back(place);
}

void FlowGraph::solve() {
  for (int32_t i = static_cast<int32_t>(places_.size()); i-- > 0;)
    if (i != kNowhere) {
      places_[static_cast<size_t>(i)].waiting = true;
      todo_back_.push_back(i);
    }
  // Places that escape go first: the rest then has fewer ways to look at.
  while (!todo_front_.empty() || back_head_ < todo_back_.size()) {
    int32_t root;
    if (!todo_front_.empty()) root = todo_front_.back(), todo_front_.pop_back();
    else root = todo_back_[back_head_++];
    (*this)[root].waiting = false;
    walk(root);
  }
}

// True if `l` may live longer than `other`.
bool FlowGraph::outlives(const Place& l, const Place& other) const {
  if (l.marks & Escapes) return true;
  if (&l == &places_[kMutator] || &l == &places_[kCallee]) return false;
  if (l.result >= 0) {
    // What callers do with results is not known; but calls of a literal are, unless they were lost sight of.
    return !(l.in->within(other.in) && !l.in->results_lost);
  }
  if (l.in == other.in && l.loop_depth < other.loop_depth) return true;
  return other.in && l.in && other.in->within(l.in);
}

void FlowGraph::leak(Place& parameter, const Place& sink, int32_t derefs) {
  bool result = !(sink.marks & Escapes) && sink.result >= 0 && sink.in == parameter.in && sink.result < Leaks::kResults;
  parameter.leaks.add(result ? Leaks::Result0 + sink.result : Leaks::Heap, derefs);
}

void FlowGraph::record_chain(int32_t root, int32_t place) {
  chains.resize(std::max(chains.size(), static_cast<size_t>(place) + 1));
  auto& chain = chains[static_cast<size_t>(place)];
  if (!chain.empty()) return;
  for (int32_t at = place; at != root && chain.size() < 100; at = (*this)[at].to) chain.push_back({(*this)[at].to, at, (*this)[at].by});
}

// Shortest ways (in dereferences) from all places to `root`. Edges may be negative, but ways never become so before their last step: the address
// of a variable says nothing about what flows to the variable. So there are no negative cycles.
void FlowGraph::walk(int32_t root_index) {
  generation_++;
  Place* root = &(*this)[root_index];
  root->seen = generation_;
  root->derefs = 0;
  root->to = -1;
  if ((root->marks & Calls) && root->node && root->node->op == Op::Closure) {
    Callable* f = root->node->callable;
    if (f->in_batch && !f->results_lost) {
      f->results_lost = true;
      for (Local* r : f->results) enqueue(r->place);
    }
  }
  line_.clear();
  line_.push_back(root_index);
  for (size_t head = 0; head < line_.size(); head++) {
    int32_t index = line_[head];
    Place& l = (*this)[index];
    l.queued = 0;
    int32_t derefs = l.derefs;
    uint8_t marks = 0;
    if (derefs < 0) {
      derefs = 0;
      if (outlives(*root, l)) {
        if (explain && !(l.marks & Escapes)) record_chain(root_index, index);
        marks |= Escapes | Persists | Mutates | Calls;
      } else if (root->marks & Persists) {
        marks |= Persists;
      }
    }
    if (derefs == 0) marks |= root->marks & (Mutates | Calls);
    if (l.parameter >= 0) {
      if (outlives(*root, l)) {
        if (explain && !(l.marks & Escapes)) record_chain(root_index, index);
        leak(l, *root, derefs);
      }
      if (root->marks & Mutates) l.leaks.add(Leaks::Mutator, derefs);
      if (root->marks & Calls) l.leaks.add(Leaks::Callee, derefs);
    }
    if (marks & ~l.marks) {
      l.marks |= marks;
      enqueue(index);
      if (l.marks & Escapes) continue;
    }
    for (int32_t e = l.first_edge; e >= 0; e = edges_[static_cast<size_t>(e)].next) {
      const Edge& edge = edges_[static_cast<size_t>(e)];
      Place& from = (*this)[edge.from];
      if (from.marks & Escapes) continue;
      int32_t d = derefs + edge.derefs;
      if (from.seen == generation_ && from.derefs <= d) continue;
      from.seen = generation_;
      from.derefs = d;
      from.to = index;
      from.by = e;
      if (from.queued != generation_) {
        from.queued = generation_;
        line_.push_back(edge.from);
      }
    }
  }
}

}  // namespace ptrsafe::escape
