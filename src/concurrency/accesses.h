// Accesses: who reads and writes each variable that goroutines may share, and the contents of each map.
#pragma once

#include <functional>
#include <vector>

#include "concurrency/objects.h"
#include "concurrency/origins.h"

namespace ptrsafe::concurrency {

struct Access {
  enum What : uint8_t { Load, Store, Lookup, Iterate, Length, Insert, Delete, Clear, Await } what;  // Await: of a WaitGroup, against which its first Add must be ordered
  const Examined* body;
  ValueId at;
  ValueId object;      // what has the field, in the body; 0: nothing has it, or it is not known
  bool atomic = false; // by sync/atomic
  bool part = false;   // of a part of the variable
  bool whole = false;  // of all fields of an object at once
  Steps steps{};       // of objects by where they are made: which part
  ValueId index{};     // likewise, of an element: its number, if that is no constant
  bool write() const { return what == Store || what >= Insert; }
};

// What is accessed: a variable or its content. A map without a variable is known by the instruction that makes it.
struct Location {
  const void* of;       // a Var, or the Function that makes the map
  uint32_t value = 0;   // of maps without a variable: the instruction
  enum Depth : uint8_t { Itself, Content, Inner } depth = Itself;  // Inner: of the maps in it, and what its pointers lead to
  friend bool operator==(const Location&, const Location&) = default;
  template <class H>
  friend H AbslHashValue(H h, const Location& l) {
    return H::combine(std::move(h), l.of, l.value, l.depth);
  }
  const Var* variable() const { return value ? nullptr : static_cast<const Var*>(of); }
};

struct Shared {
  Location location;
  Type* type = nullptr;         // of what is accessed
  std::vector<Access> accesses; // in order of bodies and instructions
  bool atomics = false;
};

class Accesses {
 public:
  // Of variables and maps that somebody writes after their making; without those at addresses and maps that are `left` to others.
  Accesses(const CallGraph& graph, const Origins& origins, std::function<bool(const Examined&, ValueId)> left = {});
  void append(std::vector<Shared> more) { shared_.insert(shared_.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end())); }

  const std::vector<Shared>& all() const { return shared_; }

 private:
  void read(const Examined& body);
  void variable(const Examined& body, ValueId at, ValueId address, Access::What what, bool atomic);
  void pointee(const Examined& body, ValueId at, ValueId pointer, Type* t, Access::What what, bool atomic, int depth);
  void content(const Examined& body, ValueId at, ValueId map, Access::What what);
  void add(const Location& l, Type* t, Access a);

  const CallGraph& graph_;
  const Origins& origins_;
  std::function<bool(const Examined&, ValueId)> left_;
  absl::flat_hash_map<Location, size_t> index_;
  std::vector<Shared> shared_;
  absl::flat_hash_map<const Var*, bool> written_;
};

// Of the object that has the place, as a pointer to it; null if nothing has it.
inline Type* type_of(const Access& a) { return a.object ? a.body->function.at(a.object).type.get() : nullptr; }

}  // namespace ptrsafe::concurrency
