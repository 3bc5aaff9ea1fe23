// CallGraph: which function bodies of a program each call runs, when, and with what as parameters.
//
// Static calls; calls of function values by FunctionValues; calls of interface methods by HeldTypes, or else by the types that are converted to
// interfaces (rapid type analysis, Bacon and Sweeney 1996); functions and objects given to libraries, which are taken to call them
// before they return, unless library.h knows better.
#pragma once

#include <span>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "concurrency/function_values.h"
#include "concurrency/held_types.h"
#include "concurrency/programs.h"
#include "flow/library.h"

namespace ptrsafe::concurrency {

struct Edge {
  enum Kind : uint8_t {
    Call,
    Defer,
    Library,  // the library that is called there calls it, before it returns
    Go,       // a goroutine that begins with it
    Once,     // sync.Once and the like: one call, which happens before all returns
  };
  const Examined* caller;
  ValueId at;
  uint32_t number;  // the callee's
  const Examined* callee;
  Kind kind;
  bool bound;  // the receiver is bound
  bool several = false;  // of Go: it starts more than one
  bool aside = false;    // of Go: while its goroutines run, the function that starts them and its callers wait
  bool held = false;   // of an interface's method: the program shows which types the interface has there; of an encoder's call: the receiver is in what it is given
  bool vague = false;  // one of more than kMostTargets that the call may reach: who runs there is a guess
  static constexpr size_t kMostTargets = 3;

  // Of Go: a function of a library starts it (a timer, a WaitGroup's Go), not a `go` statement.
  bool of_library() const { return caller->function.at(at).sub != static_cast<uint8_t>(ir::CallMode::Go); }
  // The value in the caller that the callee's parameter `n` (receiver first) has; none if it is not known.
  ValueId argument(size_t n) const;
  // Likewise; for the receiver of an interface's method, if it is not known, the interface.
  ValueId given(size_t n) const;
};

class CallGraph {
 public:
  // `tests`: of the code of tests only.
  CallGraph(const flow::ProgramFlow& program, const std::vector<const Package*>& packages, bool tests = false);

  std::span<const Edge> calls_of(const Function* f) const { return in_.of(f); }
  std::span<const Edge> calls_in(const Function* f) const { return out_.of(f); }  // in order of instructions
  std::span<const Edge> calls_at(const Function* f, ValueId at) const;
  // Others than the edges tell may call it: importers, libraries that keep it, whoever gets it as an interface.
  bool has_unseen_callers(const Function* f) const { return unseen_[f->number]; }
  // … who can only have it as the result of another one: most are for the code that gets it back, as options are.
  bool only_returned(const Function* f) const { return returned_.contains(f); }
  const std::vector<const Examined*>& bodies() const { return values_.bodies(); }
  // Nobody in the program calls it, which has all callers but those of other modules and of tests; nor is it a method of what becomes an interface.
  bool uncalled(const Function* f) const;
  // A function of the package's own that nothing calls or uses: tests may.
  bool dead(const Function* f) const;
  // It runs for requests and connections, in parallel with itself.
  bool is_handler(const Function* f) const;
  // Where the method becomes a value, with a receiver.
  std::span<const std::pair<const Examined*, ValueId>> bindings_of(const Function* method) const { return values_.bindings(method); }
  // Some program has both.
  bool one_program(const Examined& a, const Examined& b) const { return programs_.meet(&a.flow.package(), &b.flow.package()); }
  // The body's place in bodies().
  uint32_t number(const Function* f) const { return values_.number(f); }
  // What the body of that number may run in its own goroutine, by number, each once; guesses come last, from `vague` on.
  struct Callees {
    std::span<const uint32_t> all;
    size_t vague = 0;
    std::span<const uint32_t> sure() const { return all.first(vague); }
  };
  Callees callees(uint32_t number) const {
    const CalleesAt& c = callees_at_[number];
    return {{callees_.data() + c.first, callees_.data() + c.end}, c.vague - c.first};
  }
  const Examined* body(const Function* f) const { return values_.body(f); }
  const Examined* body(const Func* f) const { return values_.body(values_.declared(f)); }

 private:
  // Edges by one of their ends, all in one piece.
  struct Edges {
    std::vector<Edge> all;
    std::vector<uint32_t> first, end;  // in it, by the function's number
    std::span<const Edge> of(const Function* f) const { return {all.data() + first[f->number], all.data() + end[f->number]}; }
  };
  void read(const flow::ProgramFlow& program, const Examined& body);
  bool for_its_caller(const Examined& gives, ValueId function, int depth) const;
  bool only_called(const Function& f) const;
  void gather_callees(const Examined& body);
  void sort_by_callee(uint32_t functions);
  void add(const Examined& caller, ValueId at, const Function* callee, Edge::Kind kind, bool bound, size_t targets = 1, flow::TestRun run = flow::TestRun::None, bool held = false);

  FunctionValues values_;
  HeldTypes held_;
  Edges in_, out_;
  // By the functions' numbers.
  std::vector<uint64_t> last_call_;  // the call that reached it last; only while the graph is made
  std::vector<bool> unseen_;
  Programs programs_;
  // The interfaces, for importers to call, that types become; only while the graph is made.
  absl::flat_hash_map<const Named*, std::vector<Type*>> given_;
  absl::flat_hash_set<const Named*> called_types_;  // of functions that are called as values; likewise
  absl::flat_hash_set<const Function*> returned_;
  absl::flat_hash_set<const Function*> by_hand_;  // handlers that run only for who makes them, or gets them
  absl::flat_hash_map<const Named*, bool> served_by_hand_;  // types of handlers: all of them, wherever one is made; only while the graph is made
  absl::flat_hash_set<const Named*> boxed_;  // types of values that become interfaces
  struct CalleesAt {
    uint32_t first, vague, end;
  };
  std::vector<uint32_t> callees_;
  std::vector<CalleesAt> callees_at_;  // in callees_, by number in bodies()
};

}  // namespace ptrsafe::concurrency
