// Channels: the channels, WaitGroups and Conds of a program as abstract objects, and who may do what with each: send, receive,
// close, call Done.
//
// After GCatch (Liu, Zhu, Qin, Chen, Song, "Automatically Detecting and Fixing Concurrency Bugs in Go Software Systems", 2021),
// which asks of each blocking operation for the operations that can unblock it. Aliases by unification (Steensgaard 1996) of
// variables, fields and values that hold channels. A helper's parameter includes the operations on what callers pass and is not
// unified with it, so that one helper does not make all channels one; nor is a new channel that a function returns.
// Test code neither sends nor closes, and a function of a whole program that nobody calls does not either. What leaves the program may be used by anyone, as far as its direction lets them.
#pragma once

#include <mutex>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "flow/contexts.h"
#include "flow/package_flow.h"

namespace ptrsafe::lifetime {

using flow::Examined;
using ir::Function;
using ir::Instr;
using ir::Opcode;
using ir::ValueId;

enum UseBits : uint8_t {
  kSend = 1,
  kReceive = 2,
  kClose = 4,
  kAdd = 8,     // to a WaitGroup
  kWake = 16,   // Done, Go, a negative Add; Signal, Broadcast
  kMake = 32,   // the channel is made, or comes from outside: it is not nil
  kRoom = 64,   // it is made with a buffer
  kAnyone = kSend | kReceive | kClose | kWake | kMake | kRoom,
};

struct ChannelUse {
  uint8_t kind;  // one of the UseBits
  const Examined* body;
  ValueId at;
};

class Channels {
 public:
  // Single-threaded; the program's flow must outlive it.
  Channels(const flow::ProgramFlow& program, const flow::Contexts& contexts);

  // The abstract object of a value that is a channel (or the address of a WaitGroup or Cond); -1 if it is none. Thread-safe.
  int object(const Examined& body, ValueId v) const;
  // The parameter of `f` that the object is, where it is not also a field or a package-level variable; -1 if it is none.
  int parameter(int object, const Function& f) const;
  // The result of `f` that it is, of a new channel that only callers who are seen get; -1 if it is none.
  int result(int object, const Function& f) const;
  // What all of the program, and who uses it, may do with it: UseBits. `callers`: with the channels that are passed as it, if it is a
  // parameter, and with what is done to it where it is returned to.
  uint8_t may(int object, bool callers) const;
  // It belongs to one call of one function and what that calls: no field, global, parameter, result or element, and unknown to
  // who is not seen.
  bool local(int object) const;
  // It is what one field holds, which only the program can name: what is done with the field is all that is done with it.
  bool field(int object) const;
  // Uses of it and through helpers that it is passed to.
  std::vector<ChannelUse> uses(int object) const;
  // The values that are stored in a field of type context.Context; null if none is, or others may.
  const std::vector<std::pair<const Examined*, ValueId>>* contexts_in(const Var* field) const;

 private:
  struct Link {  // of a static call: what it passes and gets, as nodes (-1: none)
    const Function* callee;
    std::vector<int> arguments, results;
  };

  bool carries(Type* t) const;
  bool carries(Type* t, int depth) const;
  int new_node();
  int find(int n) const;
  void unite(int a, int b);
  int node_of(const Var* v);
  int node_of(const Function* f, uint32_t slot);
  int node_of(const Examined& body, ValueId v);
  int element(int container);
  void known_to(int n, uint8_t bits);
  void use(const Examined& body, uint8_t kind, ValueId operand, ValueId at);
  void find_invoked(const Examined& body);
  void read(const Examined& body);
  void read_values(const Examined& body, ValueId v);
  void closure(const Examined& body, ValueId v);
  void call(const Examined& body, ValueId v);
  void outside_call(const Examined& body, ValueId v, const Func* callee);
  void signal_call(int channel, const Func* callee);
  bool sync_call(const Examined& body, ValueId v, const Func* callee);
  void open_to_callers(const Examined& body, const flow::Contexts& contexts);
  void link();
  void link_elements();
  void collect();
  bool open(const Object* o) const;
  std::vector<int> below(std::vector<int> work) const;

  const flow::ProgramFlow& program_;
  const flow::Contexts& contexts_;
  const flow::PackageFlow* reading_ = nullptr;
  absl::flat_hash_map<const Var*, int> variables_;
  absl::flat_hash_map<std::pair<const Function*, uint32_t>, int> slots_;
  absl::flat_hash_map<const Var*, std::vector<std::pair<const Examined*, ValueId>>> context_fields_;
  absl::flat_hash_set<uint32_t> invoked_;                // names of methods that are called through interfaces
  absl::flat_hash_set<const Function*> used_literals_;   // as values: their callers are not all seen
  mutable absl::flat_hash_map<Type*, bool> carries_;
  mutable std::vector<int> parent_;
  std::vector<int> element_;        // by representative; -1: none
  std::vector<uint8_t> anchored_;   // by representative: held by a field, a package-level variable
  std::vector<uint8_t> outside_;    // by representative: what those may do who are not seen
  std::vector<uint8_t> shared_;     // by representative: an element, a parameter, a result
  std::vector<uint8_t> own_;        // by representative: what is done with it
  std::vector<std::vector<ChannelUse>> uses_;  // by representative, once all is read
  std::vector<std::pair<int, ChannelUse>> all_uses_;
  std::vector<int> notified_, stopped_;  // given to signal.Notify and signal.Stop
  std::vector<Link> links_;
  std::vector<std::vector<int>> down_, up_;  // by representative
  mutable absl::flat_hash_map<std::pair<int, bool>, uint8_t> may_;  // once all is known
  mutable std::mutex mutex_;
};

// The variable whose field or own address is the operand of a Load, or that a Field instruction reads; null for others.
const Var* field_of(const Function& f, const Instr& i);
// sync.WaitGroup and the like.
bool is_named(Type* t, std::string_view path, std::string_view name);

}  // namespace ptrsafe::lifetime
