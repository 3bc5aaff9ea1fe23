// ProgramIndex: what questions about lifetimes ask of a whole program again and again: who stores in a variable, who calls a
// function, where a literal is made, what may run more than once. Production code only: tests neither excuse nor accuse it.
#pragma once

#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "flow/contexts.h"
#include "flow/loops.h"
#include "flow/package_flow.h"

namespace ptrsafe::lifetime {

using flow::Examined;
using flow::same;
using ir::BlockId;
using ir::Function;
using ir::Instr;
using ir::Opcode;
using ir::ValueId;

struct Place {
  const Examined* body = nullptr;
  ValueId v;
  explicit operator bool() const { return body && v; }
  const Instr& instr() const { return body->function.at(v); }
  friend bool operator==(const Place&, const Place&) = default;
  template <class H>
  friend H AbslHashValue(H h, const Place& p) { return H::combine(std::move(h), p.body, p.v); }
};

// A value that gets into a variable, or on a channel.
struct StoreSite {
  const Examined* body;
  ValueId at, value;
};

class ProgramIndex {
 public:
  explicit ProgramIndex(const flow::ProgramFlow& program);

  const flow::ProgramFlow& program() const { return program_; }
  const flow::Contexts& contexts() const { return contexts_; }
  const Examined* body(const Function* f) const;
  const Examined* body(const Func* f) const;
  // Where the function that contains the literal makes its closure.
  Place closure(const Function& literal) const;
  const flow::Loops& loops(const Examined& body) const;

  // What is stored in a field, package-level variable or captured local, literals of structs included.
  std::span<const StoreSite> stores(const Var* variable) const;
  // A number or truth value, or one of sync/atomic, that has its zero value for good.
  bool unset(const Var* variable) const;
  // Stores of whole objects of the type, or of pointers to them, in memory that is not a function's own.
  std::span<const StoreSite> object_stores(const Named* type) const;
  // Calls of interface methods that `method` may be.
  std::vector<Place> invokes(const Func* method) const;
  // Calls of what a field or package-level variable holds, where that may be the literal: it, or what a function returns.
  std::vector<Place> calls_through_variables(const Function& literal) const;
  // The closures that a variable may hold, likewise, or what callers pass to who stores it.
  std::vector<Place> closures_in(const Var* variable) const;
  // The one type whose values the program puts into interfaces of the type; null if there are several, or none.
  Type* only_type_in(const Named* interface) const;
  // Where objects of the type are made.
  std::span<const Place> made(const Named* type) const;
  // Calls that fill objects of the type: decoders and scanners.
  std::span<const Place> fillers(const Named* type) const;
  // The type that declares the field; null for fields of types without a name.
  const Named* owner(const Var* field) const;
  // The places where code is handed on as a value that serves requests: bound methods, literals, objects that become handlers.
  std::span<const Place> handlers() const { return handlers_; }
  // main functions, and what they call once.
  bool main_line(const Function* f) const { return main_line_.contains(f); }
  // … that stay as long as the program serves: main, and those in which it serves. What others make is gone when they return.
  bool stays(const Function* f) const { return staying_.contains(f); }
  // A program that the package is a part of serves: it accepts connections or requests, or its main line never ends.
  bool serves(const Package& package) const { return serving_.contains(&package); }

  // Nobody runs it: all who could are seen, and none calls it, or uses it as a value; a literal that is only returned to callers who
  // leave it. Always no for what a library may call through an interface.
  bool dead(const Function& f, int depth = 0) const;
  // The same, or there is no object whose method it is. Takes longer.
  bool never_runs(const Function& f) const;

  // The instruction can run more than once in the life of the program.
  bool repeated(const Examined& body, ValueId at) const;
  bool repeated(const Function& f) const;

 private:
  void read(const Examined& body);
  void read_call(const Examined& body, ValueId v);
  std::vector<Place> closures_of(const Examined& body, ValueId value, int depth = 0) const;
  void find_set(const Package& p, absl::flat_hash_set<const Var*>& set) const;
  void find_main_line(const Package& main);
  bool literal_repeated(const Function& f) const;
  void box(Type* t, int depth = 0);
  bool left_unused(const Function& literal) const;
  bool unmade(const Named* type) const;

  const flow::ProgramFlow& program_;
  const flow::Contexts& contexts_;
  absl::flat_hash_map<const Function*, const Examined*> bodies_;
  absl::flat_hash_map<const Func*, const Examined*> declared_;
  absl::flat_hash_map<const Function*, Place> closures_;
  absl::flat_hash_map<const Var*, std::vector<StoreSite>> stores_;
  absl::flat_hash_map<const Named*, std::vector<StoreSite>> object_stores_;
  absl::flat_hash_map<const Var*, const Named*> owners_;
  absl::flat_hash_map<uint32_t, std::vector<Place>> invokes_;  // by name of the method
  absl::flat_hash_map<const Named*, std::vector<Place>> made_, fillers_;
  absl::flat_hash_map<const Var*, std::vector<Place>> variable_calls_;
  absl::flat_hash_map<const Func*, std::pair<int, int>> values_;  // uses as a value: all, and those that run once
  absl::flat_hash_set<uint32_t> used_;      // names of functions and methods that are used as values
  absl::flat_hash_map<const Named*, Type*> held_by_;  // the one type in an interface; null: several
  absl::flat_hash_set<const Named*> boxed_;  // types that are put into interfaces, with what they embed
  absl::flat_hash_set<const Function*> main_line_, staying_;
  std::vector<Place> handlers_;
  absl::flat_hash_set<const Package*> serving_, accepting_;  // … whose code accepts connections or requests itself
  mutable std::recursive_mutex mutex_;
  mutable absl::flat_hash_map<const Function*, std::unique_ptr<flow::Loops>> loops_;
  mutable absl::flat_hash_map<const Function*, bool> repeated_;
  // Variables that may get another value than zero, by the package that sets them; null: any.
  mutable absl::flat_hash_map<const Package*, absl::flat_hash_set<const Var*>> set_;
};

// An atomic operation that only reads what its first argument points to.
bool reads_atomically(const Func* f);
// The field or package-level variable at the address; null for others.
const Var* variable_at(const Examined& body, ValueId address);
const Var* origin_of(const Var* v);
// The type, or what it points to, as declared; null for types without a name.
const Named* named(Type* t);
bool is_or_points_to(Type* t, std::string_view path, std::string_view name);
// The function has a parameter of type http.ResponseWriter: it serves a request.
bool serves_request(const Function& f);
// Both belong to one project, as far as the first element of their paths tells.
bool same_project(const Package& a, const Package& b);

}  // namespace ptrsafe::lifetime
