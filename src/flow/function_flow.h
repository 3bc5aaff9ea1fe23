// FunctionFlow: one forward pass over a function that numbers its values and finds what is nil, what is not, and which
// map entries are present.
//
// Theory: value numbering over SSA (Alpern, Wegman, Zadeck 1988) with loads numbered by what is known of memory;
// conditional facts refine values behind branches (Bodik, Gupta, Sarkar, "ABCD", 2000, e-SSA), joins intersect. One
// pass in reverse post order suffices: what a loop may change is forgotten at its head.
// Deliberately unsound: calls are assumed to keep what excuses (see State).
#pragma once

#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/inlined_vector.h"
#include "flow/state.h"
#include "flow/summaries.h"
#include "ir/dominators.h"
#include "ir/ir.h"
#include "types/package.h"

namespace ptrsafe::flow {

using ir::BlockId;
using ir::Function;
using ir::Instr;
using ir::Opcode;

class FunctionFlow {
 public:
  // `summaries` may be null: then calls within the module are opaque.
  FunctionFlow(const Package& package, const Function& f, const ir::Dominators& dominators, Summaries* summaries);

  const Package& package() const { return package_; }
  const Function& function() const { return f_; }
  const ir::Dominators& dominators() const { return dom_; }

  // The value that stands for all that are equal to `v`.
  ValueId number(ValueId v) const { return number_[v.v]; }
  const std::vector<ValueId>& numbers() const { return number_; }
  // The block is reached, as far as calls that never return and known conditions tell.
  bool reached(BlockId b) const { return entered_[b.v]; }
  // The instruction is reached: no call that does not return stands before it in its block.
  bool reached(ValueId v) const { return visited_[v.v]; }

  // Of an instruction's first operand (what it follows, calls or writes to), just before it.
  Nilness subject(ValueId instr) const { return static_cast<Nilness>(subject_[instr.v] & 3); }
  bool subject_present(ValueId instr) const { return subject_[instr.v] & 4; }
  // Of a call's argument (operand number `k`), just before it: it is not nil, or came out of a map in which its key is.
  bool argument_safe(ValueId call, size_t k) const;
  // Of a Lookup's or LookupOk's key, or of the key that a helper looks up, just before it.
  Presence presence(ValueId lookup) const { return static_cast<Presence>(presence_[lookup.v]); }
  // The value that the entry was known to hold there (0: none): a nil that was stored.
  Nilness entry_nilness(ValueId lookup) const { return static_cast<Nilness>(entry_nil_[lookup.v]); }
  // Of `v` at the end of the block; not after forget_states().
  Nilness at_exit(BlockId b, ValueId v) const { return nilness(v, exits_[b.v]); }

  // ---- for the function's summary; not after forget_states() ----
  // What is known at the end of the block.
  const State& exit(BlockId b) const { return exits_[b.v]; }
  // The path of an id that stands for a map by its path; none for others.
  MapPath told_path(ValueId map) const;
  bool told(ValueId map) const { return map.v >= f_.instrs.size(); }
  // The id for the map by the path that leads to it: the same for all its loads.
  ValueId canonical(ValueId map);
  bool same_map(ValueId a, ValueId b) { return a == b || canonical(a) == canonical(b); }
  const EntryFact* entry(ValueId map, ValueId key, const State& s);
  Nilness nilness(ValueId v, const State& s) const;
  // True or false, nil or not, by the facts or by what makes it.
  uint8_t known_bits(ValueId v, const State& s) const;
  // By which fields an address, pointer or struct is reached, and from where; no root if there are too many.
  NilPath path_to(ValueId v) const;
  Nilness nil_along(const NilPath& p, const State& s) const;
  // What is known where `condition` has the value `truth`.
  void assume(ValueId condition, bool truth, State& s, int depth = 0);
  void assume_nil(ValueId v, bool nil, State& s);
  // What the callee shows of its arguments.
  void assume_shown(const Instr& call, ShownSummary::When when, uint64_t constant, State& s);

  // The callee writes an entry in a map that is nil here: bit k for number k of its summary's writes.
  uint8_t nil_writes(ValueId call) const {
    auto it = nil_writes_.find(call.v);
    return it == nil_writes_.end() ? 0 : it->second;
  }

  // Frees what only the pass and the function's summary need.
  void forget_states();

  // Never nil, or always nil, because of what makes it.
  Nilness by_nature(ValueId v) const;

  // The address lies in a variable of this function that nobody else can reach.
  bool local(ValueId address) const;

  // The call never returns.
  bool no_return(const Instr& i) const;
  // A function of the library that is given numbers and strings only: it can change nothing that this function sees.
  bool changes_nothing(const Instr& i) const;
  // What is known of the function that a call calls: a declared one, or one whose value is known here; null if nothing is.
  const FunctionSummary* callee_summary(const Instr& i) const;
  // The same, or what the source of a function says that is not under examination, of which nothing counts but `no_return` and `shown`.
  const FunctionSummary* shown_by(const Instr& call) const;
  // The argument that `shown`, of what shown_by gives, is about.
  ValueId shown_argument(const Instr& call, const ShownSummary& shown) const;
  // What the call passes as the callee's parameter: receiver first, behind the parameters what a literal has captured.
  ValueId argument(const Instr& call, int parameter) const;

  // It calls a function of the library that fills variables from outside (kFillsOutside).
  bool calls_filler() const { return calls_filler_; }

  // What is known of the functions that it calls.
  Summaries* summaries() const { return summaries_; }

 private:
  // Equal operands give equal values, and nothing else happens.
  static bool is_pure(const Instr& i);
  bool has_zero_part(ValueId v, int depth = 0) const;
  bool plain_data(ValueId v) const;
  void enter(BlockId b);
  void forget_loop(BlockId head, State& s);
  void run_defers(State& s);
  void step(ValueId v, State& s);
  ValueId numbered(ValueId v);
  void load(ValueId v, State& s);
  void store(const Instr& i, State& s);
  void update(const Instr& i, State& s);
  void remove(ValueId map, ValueId key, State& s);
  void may_remove(ValueId map, ValueId key, State& s);
  void keys_removed(ValueId map, ValueId key, State& s);
  void lookup(ValueId v, State& s);
  void call(ValueId v, State& s);
  void extract(ValueId v, State& s);
  void assume_ok(ValueId extract, bool ok, State& s);
  ValueId sync_key(const Instr& call) const;
  bool may_alias(ValueId stored, ValueId place) const;
  bool same_map_type(ValueId a, ValueId b) const;
  void find_escapes();
  void find_captured();
  // The map that a callee reaches by `path`, as it is known here: its value, or an id that stands for what helpers
  // told of it (above all instructions' ids).
  ValueId map_of_callee(const Instr& call, const MapPath& path, const State& s);
  ValueId told_map(ValueId address);
  void name_entries_by_path(State& s);
  Nilness nilness_of(const EntryFact& e, const State& s) const;
  void after_call(ValueId call, const FunctionSummary& callee, State& s);

  // ---- sets of keys (function_flow_keys.cc) ----
  struct KeySearch {
    const State* state;
    BlockId at;       // the map must be there before this block
    ValueId map;      // canonical; 0: none met yet
    bool stale = false;
    std::vector<ValueId> excluded{};  // maps that have been found already
    std::vector<ValueId> seen{};
  };
  // Whether all elements of a slice are keys of one map.
  bool elements_are_keys(ValueId v, KeySearch& q);
  bool variable_has_keys(ValueId cell, KeySearch& q);
  bool filled_with_keys(ValueId slice, KeySearch& q);
  bool is_key(ValueId v, BlockId where, KeySearch& q);
  bool use_map(ValueId map, KeySearch& q);
  bool same_expression(ValueId a, ValueId b, int depth = 0) const;
  void find_keys(ValueId v, State& s);  // sets the fact if there is one
  void keys_of_phis(BlockId b, const std::vector<State>& edges, State& s);
  void keys_after_loop(BlockId head, State& s);
  void keys_after_call(ValueId call, uint32_t result, ValueId value, State& s);
  void keys_stored(ValueId address, ValueId value, BlockId block, State& s);
  void element_of_keys(ValueId source, ValueId element, ValueId range, State& s);
  void assume_presence(const Instr& call, uint32_t result, uint8_t value, State& s);

  // ---- nil maps in fields (function_flow_nil_paths.cc) ----
  // Of the map that a callee writes.
  Nilness nil_of_callee(const Instr& call, const WriteSummary& w, const State& s) const;
  // The map fields of what the place holds that are nil.
  void nil_parts(const PlaceFact& place, const State& s, std::vector<NilPath>& out) const;
  void nil_parts(Type* t, const NilPath& whole, const State& s, std::vector<NilPath>& out) const;
  void nil_paths_at_store(ValueId address, ValueId value, State& s);
  void nil_paths_at_call(const Instr& call, State& s, std::vector<NilPath> parts);
  void nil_after_call(const Instr& call, const FunctionSummary& callee, State& s);
  void nil_in_result(ValueId value, const Instr& call, uint32_t result, State& s);
  bool may_assign(const Instr& call, const NilPath& p) const;

  const Package& package_;
  const Function& f_;
  const ir::Dominators& dom_;
  Summaries* summaries_;
  std::vector<ValueId> number_;
  std::vector<uint8_t> visited_, subject_, presence_, entry_nil_, escapes_;
  std::vector<Nilness> captured_;  // by number of the captured variable
  std::vector<State> exits_;  // by block
  std::vector<uint8_t> entered_;
  // The first value of each expression, by a hash of 64 bits of what makes it: two of one function with the same are taken for one.
  struct ExpressionKey {
    explicit ExpressionKey(std::initializer_list<uint32_t> parts) {
      for (uint32_t p : parts) add(p);
    }
    void add(uint32_t part) {
      hash = (hash ^ part) * 0x9e3779b97f4a7c15;
      hash ^= hash >> 32;
    }
    uint64_t hash = 0x2545f4914f6cdd1d;
  };
  struct Hashed {
    size_t operator()(uint64_t hash) const { return hash; }
  };
  absl::flat_hash_map<uint64_t, ValueId, Hashed> expressions_;
  absl::flat_hash_map<uint32_t, uint8_t> nil_writes_;  // by call
  absl::flat_hash_map<uint32_t, uint64_t> safe_arguments_;      // by call: a bit an operand
  absl::flat_hash_map<std::vector<uint32_t>, ValueId> told_;  // by root and fields
  std::vector<ValueId> canonical_;  // by value, as far as asked for
  bool calls_filler_ = false;
  bool forgetting_ = false;         // at a loop's head: what happens in the loop may have happened
};

// The operand that the instruction follows as a pointer, calls, or asks for its dynamic type: it panics where that is
// nil. 0 for instructions that do not.
ValueId followed(const FunctionFlow& flow, ValueId instr);

}  // namespace ptrsafe::flow
