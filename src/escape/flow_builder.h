// FlowBuilder: the flow graph of a batch of functions, from their trees.
#pragma once

#include "escape/assignments.h"
#include "escape/flow_graph.h"
#include "escape/rules.h"
#include "escape/types.h"

namespace ptrsafe::escape {

class FlowBuilder {
 public:
  FlowBuilder(FlowGraph& graph, Arena& arena, const Sizes& sizes, const Rules& rules) : graph_(graph), arena_(arena), sizes_(sizes), rules_(rules) {}

  // First all functions of the batch, then their bodies (and those of their literals), then what needs to have seen them all.
  void declare(Callable& c);
  void body(Callable& c);
  void finish();

  // Of a variable or object, when all has been said; -1: not known.
  int64_t bytes(const FlowGraph::Place& p) const;

 private:
  using Targets = std::vector<Target>;

  Target heap() const { return {FlowGraph::kHeap}; }
  Target mutator() const { return {FlowGraph::kMutator}; }
  Target callee() const { return {FlowGraph::kCallee}; }
  Target nowhere() const { return {FlowGraph::kNowhere}; }
  // Into all of `targets`.
  Target all(const Targets& targets);
  // The object that `n` makes: its address flows to `k`. Returns where its parts flow to.
  Target object(Target k, Node* n);

  // ---- expressions (flow_expressions.cc) ----
  void value(Target k, Node* n);
  void value_only(Target k, Node* n);  // without the statements before it
  void discard(Node* n) { value(nowhere(), n); }
  void type_assertion(Target k, Node* n);
  void unsafe_value(Target k, Node* n);  // of type uintptr: looks for pointers that became numbers
  void closure(Target k, Node* n);
  void method_value(Target k, Node* n);

  // ---- calls (flow_calls.cc) ----
  void call(const Targets& results, Node* n);
  void static_or_dynamic_call(const Targets& results, Node* n);
  // The functions that an operand of a call stands for; none: not all are known.
  std::vector<Callable*> callees(Node* operand);
  Target parameter(const Targets& results, Callable* f, size_t index);
  void uintptr_argument(Node* arg, uint8_t pragma);
  void go_or_defer(Node* n);

  // ---- statements (flow_statements.cc) ----
  void statements(std::span<Node* const> list);
  void block(std::span<Node* const> list);  // keeps the loop depth
  void statement(Node* n);
  Target destination(Node* n);  // of an assignment; null: the blank identifier
  void assign(std::span<Node* const> to, std::span<Node* const> from, const char* why, Node* where);
  void reassigned(const std::vector<Target>& targets, Node* where);
  Target declared(Local* l);

  const char* heap_reason(const FlowGraph::Place& p) const;
  void use_constants(FlowGraph::Place& p);

  struct Captured {
    Target k;
    Node* closure;
  };

  FlowGraph& graph_;
  Arena& arena_;
  const Sizes& sizes_;
  const Rules& rules_;
  Callable* current_ = nullptr;
  int32_t loop_depth_ = 1;
  std::vector<Name> looping_labels_;  // of `current_`: jumped back to
  std::vector<Captured> closures_;
  absl::flat_hash_map<const Callable*, FunctionValues> function_values_;  // by outermost function
};

}  // namespace ptrsafe::escape
